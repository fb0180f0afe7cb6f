/** What a data folder looks like to somebody who comes to help: its runs, torn files, what was left behind, the disk. Changes nothing. */
import { open, readdir, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { faultText, WeirError } from '../errors.ts';
import { isThere, readWhole, systemCode, TEMPORARY } from '../store/atomic.ts';
import { type DataFolder, openData } from '../store/folders.ts';
import { currentVersions } from '../store/manifest.ts';
import { listRuns } from '../store/runBook.ts';
import { decodeRecord } from '../store/taskFormat.ts';
import type { Finding } from './finding.ts';

export interface ExamineOptions {
  /** Read every task file and check its checksum; without it only lengths are compared. */
  readonly thorough?: boolean;
}

/** Files that are named one by one. */
const TOLD = 20;
/** Less room than this is told. Units: bytes. */
const LITTLE_ROOM = 2 * 2 ** 30;
/** Files of this age under temporary names are nobody's. Units: milliseconds. */
const ABANDONED = 24 * 3_600_000;
const HEADER_BYTES = 64;
const MAGIC = 'WEIRTASK';
const RUNS_TOLD = 20;

/** This Weir, its Node and its kernel. */
export async function examineInstallation(): Promise<Finding[]> {
  try {
    const { weir, layout, kernel } = await currentVersions();
    return [
      { level: 'ok', what: `Weir ${weir} on Node ${process.versions.node}; kernel ${kernel.slice(0, 12)}, layout ${layout}.` },
    ];
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return [{ level: 'broken', what: error.message, remedy: 'Run npm run build.' }];
  }
}

/** Examines a data folder. What is wrong with the folder itself is a finding, not an error. */
export async function examineData(path: string, { thorough = false }: ExamineOptions = {}): Promise<Finding[]> {
  if (!(await isThere(path)))
    return [
      {
        level: 'note',
        what: `There is no data folder at ${resolve(path)} yet.`,
        remedy: 'weir value makes one; --data or WEIR_DATA says where.',
      },
    ];
  let data: DataFolder;
  try {
    data = await openData(path);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return error.faults.map((fault) => ({
      level: 'broken',
      what: faultText(fault),
      remedy: 'Say where the data folder is with --data or WEIR_DATA.',
    }));
  }
  return [
    { level: 'ok', what: `Data folder ${data.root}.` },
    ...(await runFindings(data)),
    ...(await shelfFindings(
      data.tasks,
      'results of tasks',
      'They are computed again when a run asks for them; nothing else is lost.',
      thorough,
    )),
    ...(await shelfFindings(
      join(data.root, 'inputs'),
      'inputs of tasks',
      'Whoever waits for these tasks puts them there again; nothing else is lost.',
      thorough,
    )),
    ...(await roomFindings(data.root)),
  ];
}

async function runFindings(data: DataFolder): Promise<Finding[]> {
  const { runs, faults } = await listRuns(data);
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const list = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  const open = runs.filter(({ status }) => status === 'interrupted' || status === 'failed').slice(-RUNS_TOLD);
  return [
    { level: 'ok', what: runs.length === 0 ? 'No runs.' : `Runs: ${list}.` },
    ...open.map(
      ({ id, status, title }): Finding =>
        status === 'interrupted'
          ? { level: 'broken', what: `Run ${id} (${title}) was interrupted: its process died.`, remedy: `weir resume ${id}` }
          : {
              level: 'note',
              what: `Run ${id} (${title}) failed.`,
              remedy: `weir show ${id} says why; then weir resume ${id}, or a new run.`,
            },
    ),
    ...faults.map((fault): Finding => {
      const remedy =
        'Bring the file back from a backup, or delete the run and value again; the other runs are not touched by it.';
      return { level: 'broken', what: faultText(fault), remedy };
    }),
  ];
}

/** The files of a shelf `<ab>/<hash>`: how many, and which are torn. */
async function shelfFindings(shelf: string, what: string, remedy: string, thorough: boolean): Promise<Finding[]> {
  let files = 0;
  let bytes = 0;
  let abandoned = 0;
  const torn: string[] = [];
  for (const folder of await namesOf(shelf)) {
    for (const name of await namesOf(join(shelf, folder))) {
      const file = join(shelf, folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found === undefined) continue;
      if (name.startsWith(TEMPORARY)) {
        if (Date.now() - found.mtimeMs > ABANDONED) abandoned += 1;
        continue;
      }
      files += 1;
      bytes += found.size;
      const isWhole = thorough ? await isSound(file) : await hasItsLength(file, found.size);
      if (!isWhole) torn.push(file);
    }
  }
  if (files + abandoned === 0) return [];
  const checked = thorough ? 'every checksum read' : 'lengths compared; --thorough reads every checksum';
  return [
    { level: 'ok', what: `${files} ${what}, ${(bytes / 2 ** 20).toFixed(1)} MB (${checked}).` },
    ...torn
      .slice(0, TOLD)
      .map((file): Finding => ({ level: 'broken', what: `${file} is torn or spoiled.`, remedy: `${remedy} Or remove it.` })),
    ...(torn.length > TOLD ? [{ level: 'note', what: `${torn.length - TOLD} more are torn.` } as const] : []),
    ...(abandoned > 0 ? [leftFinding(abandoned, shelf)] : []),
  ];
}

function leftFinding(count: number, shelf: string): Finding {
  const what = count === 1 ? '1 file under a temporary name in' : `${count} files under temporary names in`;
  return {
    level: 'note',
    what: `${what} ${shelf} ${count === 1 ? 'is' : 'are'} older than a day.`,
    remedy: 'Remove what is left there.',
  };
}

async function isSound(file: string): Promise<boolean> {
  const bytes = await readWhole(file);
  return bytes !== undefined && decodeRecord(bytes) !== undefined;
}

/** Whether a file is as long as its head says: finds what a crash or a full disk has cut off, for the cost of one small read. */
async function hasItsLength(file: string, size: number): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEADER_BYTES, 0);
    return bytesRead === HEADER_BYTES && head.toString('latin1', 0, 8) === MAGIC && head.readBigUInt64LE(16) === BigInt(size);
  } finally {
    await handle.close();
  }
}

async function roomFindings(root: string): Promise<Finding[]> {
  const { bavail, bsize, blocks } = await statfs(root);
  const [free, all] = [bavail * bsize, blocks * bsize];
  const what = `${(free / 2 ** 30).toFixed(1)} GB of ${(all / 2 ** 30).toFixed(1)} GB are free on the disk of ${root}.`;
  if (free >= LITTLE_ROOM) return [{ level: 'ok', what }];
  return [
    {
      level: 'broken',
      what,
      remedy: 'Make room: results of tasks and inputs may be removed, and are computed again when they are asked for.',
    },
  ];
}

async function namesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return [];
    throw error;
  }
}
