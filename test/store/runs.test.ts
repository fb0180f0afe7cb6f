/** The life of a run: made whole, owned by one process, finished in one step, taken up again where its process died. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, isRunId, newRunId, openData, runFiles, runFolder } from '../../host/store/folders.ts';
import { buildManifest, type InputFile } from '../../host/store/manifest.ts';
import { ownerLives } from '../../host/store/owner.ts';
import { deleteRun, listRuns, readTables, showRun, sweepData, verifyRun } from '../../host/store/runBook.ts';
import { cancelRun, createRun, failRun, finishRun, type OpenRun, recordManifest, resumeRun } from '../../host/store/runs.ts';
import { seal, unseal } from '../../host/store/sealed.ts';
import type { ResultTable } from '../../host/store/tables.ts';
import { codesOf, pause, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

let data: DataFolder;
let count = 0;
beforeEach(async () => {
  data = await openData(join(folder, `data ${count++}`), { create: true });
});

const request = { snapshot: '2011-03-31', scenarios: ['base'], shift: -0 };
const versions = { weir: '1', layout: 2, kernel: 'ab' };
const input: InputFile = { path: 'market/indices.csv', sha256: '11', bytes: 10 };
const manifest = (inputs = [input], asked: unknown = request) =>
  buildManifest({ request: asked, inputs, versions, askedBy: 'Ann', started: new Date(0), finished: new Date(5) });

const table = (name: string, ...amounts: number[]): ResultTable => ({
  name,
  columns: [{ name: 'amount', kind: 'number', unit: 'dollars', data: Float64Array.from(amounts) }],
});

const create = () => createRun(data, { request, title: 'month end', askedBy: 'Ann' });
const finish = async (run: OpenRun, ...tables: ResultTable[]) => finishRun(run, { manifest: manifest(), tables, tasks: ['cd'] });
const statusOf = async (id: string) => (await showRun(data, id)).status;

describe('names', () => {
  it('of runs sort by time, and within a process by order', () => {
    const names = Array.from({ length: 50 }, () => newRunId(Date.UTC(2011, 2, 31, 17, 0, 0, 7)));
    expect(names[0]).toMatch(/^20110331T170000007Z-[0-9a-f]{12}$/);
    expect([...names].sort()).toEqual(names);
    expect(new Set(names).size).toBe(50);
    expect(names.every(isRunId)).toBe(true);
  });

  it('that lead out of the folder are refused', async () => {
    for (const id of ['', '..', '../../etc', '20110331T170000000Z-0123456789ab/..', '20110331T170000000Z-0123456789AB'])
      expect(await codesOf(showRun(data, id)), id).toEqual(['STORE_NAME']);
    expect(await codesOf(showRun(data, '20110331T170000000Z-0123456789ab'))).toEqual(['STORE_RUN_UNKNOWN']);
  });
});

describe('a data folder', () => {
  it('is not made of a folder with other things in it, nor where none was asked for', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.txt'), '');
    expect(await codesOf(openData(other, { create: true }))).toEqual(['STORE_FOLDER']);
    expect(readdirSync(other)).toEqual(['thesis.txt']);
    expect(await codesOf(openData(join(folder, 'missing')))).toEqual(['STORE_FOLDER']);
    expect(await codesOf(openData(join(other, 'thesis.txt'), { create: true }))).toEqual(['STORE_DISK']);
  });
});

describe('a run', () => {
  it('is at work from the start, and done with its tables, manifest and index', async () => {
    const run = await create();
    expect(await statusOf(run.id)).toBe('running');
    expect(await codesOf(readTables(data, run.id))).toEqual(['STORE_RUN_STATE']);
    await finish(run, table('values', 1 / 3, -0), table('flows'));
    const { status, title, askedBy, request: kept, manifest: made, index } = await showRun(data, run.id);
    expect({ status, title, askedBy, kept }).toEqual({ status: 'done', title: 'month end', askedBy: 'Ann', kept: request });
    expect(made).toEqual(manifest());
    expect(index?.files.map(({ path }) => path)).toEqual([
      'request.json',
      'manifest.json',
      'tables/values.parquet',
      'tables/flows.parquet',
    ]);
    expect(index?.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ['values', 2],
      ['flows', 0],
    ]);
    expect(index?.tasks).toEqual(['cd']);
    expect(await readTables(data, run.id)).toEqual([table('values', 1 / 3, -0), table('flows')]);
    expect(await codesOf(readTables(data, run.id, ['values', 'prices']))).toEqual(['STORE_TABLE_UNKNOWN']);
    expect(await verifyRun(data, run.id)).toEqual([]);
  });

  it('writes nothing when one of its tables is wrong, and stays at work', async () => {
    const run = await create();
    expect(await codesOf(finish(run, table('values', 1), table('../values', 1)))).toEqual(['STORE_NAME']);
    expect(readdirSync(runFiles(runFolder(data, run.id)).tables)).toEqual([]);
    expect(await statusOf(run.id)).toBe('running');
  });

  it('fails with its faults, and may be taken up again', async () => {
    const run = await create();
    await failRun(run, [{ code: 'CHECK_BREACHED', place: 'month 7', got: '0.02', expected: '0' }]);
    const { status, state } = await showRun(data, run.id);
    expect([status, state.faults]).toEqual([
      'failed',
      [{ code: 'CHECK_BREACHED', place: 'month 7', got: '0.02', expected: '0' }],
    ]);
    const again = await resumeRun(data, run.id, { by: 'Bob' });
    expect(again.request).toEqual(request);
    await finish(again, table('values', 1));
    expect(await statusOf(run.id)).toBe('done');
  });

  it('that is done is neither taken up again, nor cancelled, nor finished twice', async () => {
    const run = await create();
    await finish(run, table('values', 1));
    const before = readFileSync(runFiles(runFolder(data, run.id)).index);
    expect(await codesOf(resumeRun(data, run.id, { by: 'Bob' }))).toEqual(['STORE_RUN_STATE']);
    expect(await codesOf(cancelRun(data, run.id, { by: 'Bob', why: 'late' }))).toEqual(['STORE_RUN_STATE']);
    expect(await codesOf(finish(run, table('values', 2)))).toEqual(['STORE_RUN_LOST']);
    expect(await codesOf(failRun(run, []))).toEqual(['STORE_RUN_LOST']);
    expect(readFileSync(runFiles(runFolder(data, run.id)).index).equals(before)).toBe(true);
  });

  it('forgets the tables of an attempt that came to nothing', async () => {
    const run = await create();
    const tables = runFiles(runFolder(data, run.id)).tables;
    writeFileSync(join(tables, 'stale.parquet'), 'of a killed attempt');
    await finish(run, table('values', 1));
    expect(readdirSync(tables)).toEqual(['values.parquet']);
  });

  it('is deleted when nobody is at work on it, and its name with it', async () => {
    const run = await create();
    expect(await codesOf(deleteRun(data, run.id, { by: 'Ann', why: 'a test' }))).toEqual(['STORE_RUN_BUSY']);
    await finish(run, table('values', 1));
    await deleteRun(data, run.id, { by: 'Ann', why: 'a test' });
    expect(await codesOf(showRun(data, run.id))).toEqual(['STORE_RUN_UNKNOWN']);
    expect(readdirSync(data.runs)).toEqual([]);
    expect(await listRuns(data)).toEqual({ runs: [], faults: [] });
  });
});

describe('inputs', () => {
  it('that changed since the run began refuse its results', async () => {
    const run = await create();
    await recordManifest(run, manifest());
    const changed = manifest([{ ...input, sha256: '22' }]);
    expect(await codesOf(finishRun(run, { manifest: changed, tables: [] }))).toEqual(['STORE_INPUT_CHANGED']);
    expect(await codesOf(recordManifest(run, manifest([])))).toEqual(['STORE_INPUT_CHANGED']);
    const other = manifest([input], { snapshot: 'another' });
    expect(await codesOf(finishRun(run, { manifest: other, tables: [] }))).toEqual([
      'STORE_INPUT_CHANGED',
      'STORE_INPUT_CHANGED',
    ]);
    await finish(run);
    expect(await statusOf(run.id)).toBe('done');
  });
});

describe('a list of runs', () => {
  it('is by time, and tells what is no run and what is torn beside it', async () => {
    const first = await create();
    const second = await create();
    const torn = await create();
    const cut = await create();
    await finish(first, table('values', 1));
    mkdirSync(join(data.runs, 'notes'));
    rmSync(join(runFolder(data, torn.id), 'journal', '00001.json'));
    writeFileSync(join(runFolder(data, cut.id), 'journal', '00001.json'), '{"sha256":');
    const { runs, faults } = await listRuns(data);
    expect(runs.map(({ id, status }) => [id, status])).toEqual([
      [first.id, 'done'],
      [second.id, 'running'],
    ]);
    expect(faults.map(({ code }) => code).sort()).toEqual(['STORE_CORRUPT', 'STORE_CORRUPT', 'STORE_NAME']);
  });

  it('tells of a journal that lacks an event in the middle', async () => {
    const run = await create();
    await failRun(run, []);
    await failRun(await resumeRun(data, run.id, { by: 'Bob' }), []);
    rmSync(join(runFolder(data, run.id), 'journal', '00002.json'));
    expect(await codesOf(showRun(data, run.id))).toEqual(['STORE_CORRUPT']);
  });
});

describe('what is spoiled on the disk', () => {
  let run: OpenRun;
  beforeEach(async () => {
    run = await create();
    await finish(run, table('values', 1, 2, 3), table('flows', 4));
  });

  it.each(['request.json', 'manifest.json', 'index.json', 'tables/flows.parquet', 'journal/00002.json'])(
    'is found in %s, whichever byte it is',
    async (path) => {
      const file = join(runFolder(data, run.id), path);
      const bytes = readFileSync(file);
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const spoiled = Buffer.from(bytes);
        spoiled[at]! ^= 2;
        writeFileSync(file, spoiled);
        const found = await verifyRun(data, run.id);
        expect(new Set(found.map(({ code }) => code)), `byte ${at}`).toEqual(new Set(['STORE_CORRUPT']));
      }
      rmSync(file);
      // A run without its last event is a run at work, not a spoiled one.
      if (path.startsWith('journal')) return;
      expect((await verifyRun(data, run.id)).map(({ code }) => code)).toEqual(['STORE_CORRUPT']);
    },
  );

  it('is not read as a table', async () => {
    const file = join(runFolder(data, run.id), 'tables/flows.parquet');
    const bytes = readFileSync(file);
    bytes[5]! ^= 1;
    writeFileSync(file, bytes);
    expect(await codesOf(readTables(data, run.id, ['flows']))).toEqual(['STORE_CORRUPT']);
    expect(await readTables(data, run.id, ['values'])).toEqual([table('values', 1, 2, 3)]);
  });
});

describe('an owner that cannot be seen', () => {
  /** The run as another machine would have left it: its first event written anew with that machine's name. */
  async function ofAnotherMachine(): Promise<string> {
    const run = await create();
    run.release();
    const file = join(runFolder(data, run.id), 'journal', '00001.json');
    const opened = unseal(readFileSync(file));
    const text = JSON.stringify(opened.ok ? opened.value : {}).replaceAll(run.owner.host, 'elsewhere');
    writeFileSync(file, seal(JSON.parse(text)));
    return run.id;
  }

  it('is at work while its heartbeat is young, and interrupted after two minutes without one', async () => {
    const id = await ofAnotherMachine();
    const { heartbeat } = runFiles(runFolder(data, id));
    expect(await statusOf(id)).toBe('running');
    const age = (seconds: number) => utimesSync(heartbeat, new Date(), new Date(Date.now() - 1_000 * seconds));
    age(100);
    expect(await statusOf(id)).toBe('running');
    age(121);
    expect(await statusOf(id)).toBe('interrupted');
    const run = await resumeRun(data, id, { by: 'Bob' });
    expect(await statusOf(id)).toBe('running');
    run.release();
  });

  it('is told from another process that was given its number', async () => {
    const run = await create();
    const { heartbeat } = runFiles(runFolder(data, run.id));
    expect(await ownerLives(run.owner, heartbeat)).toBe(true);
    expect(await ownerLives({ ...run.owner, started: '1' }, heartbeat)).toBe(false);
    run.release();
  });

  it('gives heartbeats while it is at work', async () => {
    const run = await createRun(data, { request, askedBy: 'Ann', heartbeatEvery: 20 });
    const { heartbeat } = runFiles(runFolder(data, run.id));
    utimesSync(heartbeat, new Date(0), new Date(0));
    await expect.poll(() => statSync(heartbeat).mtimeMs).toBeGreaterThan(0);
    run.release();
    await pause(60);
    utimesSync(heartbeat, new Date(0), new Date(0));
    await pause(100);
    expect(statSync(heartbeat).mtimeMs).toBe(0);
  });
});

describe('sweeping', () => {
  it('removes what killed processes left, and finishes deletions that were begun', async () => {
    const run = await create();
    await finish(run, table('values', 1));
    const shelf = join(data.tasks, 'ab');
    for (const place of [data.runs, runFolder(data, run.id), shelf]) mkdirSync(join(place, '.tmp-0-left'), { recursive: true });
    expect(await sweepData(data)).toBe(0);
    expect(await sweepData(data, 0)).toBe(3);
    expect(await verifyRun(data, run.id)).toEqual([]);
    expect(readdirSync(shelf)).toEqual([]);
  });
});
