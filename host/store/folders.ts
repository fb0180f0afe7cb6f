/**
 * Where things stand in a data folder. The file system is the index: nothing else says what runs there are.
 *
 *     weir-data.json                   says that this is a data folder, and of which version
 *     runs/<id>/request.json           what was asked for
 *               manifest.json          what it was made from (manifest.ts)
 *               journal/00001.json     what happened to it, one file an event (journal.ts)
 *               heartbeat              touched by the process at work on it
 *               tables/<name>.parquet  results
 *               index.json             every file of the run with its sha-256, written last
 *     tasks/<ab>/<hash>                results of tasks by the hash of their content, shared by all runs (taskStore.ts)
 */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, shown } from '../errors.ts';
import { diskFault, isThere, namesIn, systemCode, writeOnce } from './atomic.ts';
import { readSealed, seal } from './sealed.ts';

/** Raised when a data folder is laid out anew; a folder of another version is refused. */
const DATA_VERSION = 1;
const MARK = 'weir-data.json';
const markShape = Compile(Type.Object({ dataFolder: Type.Number() }));

export interface DataFolder {
  readonly root: string;
  readonly runs: string;
  readonly tasks: string;
}

/**
 * Opens a data folder. `create` makes one where there is no folder or an empty one; a folder with other things in it is never made
 * into one. Throws: STORE_FOLDER, STORE_DISK, STORE_CORRUPT.
 */
export async function openData(path: string, { create = false }: { readonly create?: boolean } = {}): Promise<DataFolder> {
  const root = resolve(path);
  const data = { root, runs: join(root, 'runs'), tasks: join(root, 'tasks') };
  const mark = join(root, MARK);
  // Names first: whoever makes the folder at the same time makes the mark before everything else.
  const names = await namesIn(root);
  const found = await readSealed(mark, markShape);
  if (found === undefined) {
    const got = names.length === 0 ? 'no data folder' : `a folder with ${names.slice(0, 3).join(', ')} in it`;
    if (!create || names.length > 0)
      fail({
        code: 'STORE_FOLDER',
        file: root,
        place: '',
        got,
        expected: create ? 'a data folder, or an empty one' : 'a data folder',
      });
  } else if (found.value.dataFolder !== DATA_VERSION) {
    const expected = `version ${DATA_VERSION}`;
    fail({ code: 'STORE_FOLDER', file: root, place: MARK, got: `version ${found.value.dataFolder}`, expected });
  }
  try {
    if (found === undefined) {
      await makeFolders(root);
      await writeOnce(mark, seal({ dataFolder: DATA_VERSION }));
    }
    // A process may have been killed between the mark and these.
    await mkdir(data.runs, { recursive: true });
    await mkdir(data.tasks, { recursive: true });
  } catch (error) {
    diskFault(root, 'a folder that can be written', error);
  }
  return data;
}

/** Makes a folder and those above it, one at a time: on a file system that takes none, asking for all at once may never end. */
async function makeFolders(folder: string): Promise<void> {
  if (await isThere(folder)) return;
  await makeFolders(dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

const RUN_ID = /^[0-9]{8}T[0-9]{9}Z-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;
const TABLE_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

let latest = 0;

/**
 * A name for a new run: the time in UTC to the millisecond and 48 random bits. Names sort by time; those that one process makes
 * sort in the order in which it made them. Units: `now` is milliseconds since 1970.
 */
export function newRunId(now: number = Date.now()): string {
  latest = Math.max(now, latest + 1);
  return `${new Date(latest).toISOString().replace(/[-:.]/g, '')}-${randomBytes(6).toString('hex')}`;
}

/** Whether a text has the form of a run's name. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/** Whether a text can be the name of a table. */
export function isTableName(text: string): boolean {
  return TABLE_NAME.test(text);
}

/** The folder of a run, whether there is one or not. Throws: STORE_NAME. */
export function runFolder(data: DataFolder, id: string): string {
  if (!isRunId(id)) {
    const expected = 'the name of a run, such as 20110331T170000000Z-0123456789ab';
    fail({ code: 'STORE_NAME', place: 'run', got: shown(id), expected });
  }
  return join(data.runs, id);
}

/** The file of a table within a run's folder. Throws: STORE_NAME. */
export function tableFile(folder: string, name: string): string {
  if (!isTableName(name)) {
    const expected = 'a letter, then up to 63 letters, digits, _ or -';
    fail({ code: 'STORE_NAME', place: 'table', got: shown(name), expected });
  }
  return join(folder, 'tables', `${name}.parquet`);
}

/** The file of a task's result; two digits of its hash keep folders small. Throws: STORE_NAME. */
export function taskFile(data: DataFolder, hash: string): string {
  if (!HASH.test(hash))
    fail({ code: 'STORE_NAME', place: 'task', got: shown(hash), expected: 'a sha-256 in 64 hexadecimal digits' });
  return join(data.tasks, hash.slice(0, 2), hash);
}

/** The files of a run's folder that are named once. */
export const runFiles = (folder: string) => ({
  request: join(folder, 'request.json'),
  manifest: join(folder, 'manifest.json'),
  journal: join(folder, 'journal'),
  heartbeat: join(folder, 'heartbeat'),
  tables: join(folder, 'tables'),
  index: join(folder, 'index.json'),
});
