/** Two kept runs beside each other: what was changed on purpose is found, field, cell and figure. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffText } from '../../host/report/diff.ts';
import { runHtml } from '../../host/report/html.ts';
import { DIFF_RUNS, diffRequest } from '../../host/store/diffRun.ts';
import { diffRuns, type RunDiff } from '../../host/store/diffRuns.ts';
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { runKept } from '../../host/store/keptRun.ts';
import { buildManifest, describeInputs } from '../../host/store/manifest.ts';
import { listRuns } from '../../host/store/runBook.ts';
import { replayRun } from '../../host/store/runKinds.ts';
import { createRun, finishRun } from '../../host/store/runs.ts';
import { numbers, tableOf, text } from '../../host/store/tableBuilder.ts';
import { rowOf, tableIn } from '../report/html/reading.ts';
import { codesOf, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
let data: DataFolder;
let first = '';
let second = '';
let diff: RunDiff;

/** A trust's figures; `half` is the sponsor's share of the residual. */
interface Figures {
  readonly trust: string;
  readonly collateral: number;
  readonly residual: number;
  readonly half: number;
}

/** A run on a folder of three files, with a table of trusts and one by month. */
async function run(
  name: string,
  files: Readonly<Record<string, string>>,
  trusts: readonly Figures[],
  kernel: string,
): Promise<string> {
  const snapshot = join(folder, name);
  mkdirSync(snapshot, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(snapshot, file), content);
  const request = { kind: 'value', snapshot };
  const open = await createRun(data, { request, askedBy: 'test' });
  const manifest = buildManifest({
    request,
    inputs: await describeInputs(
      snapshot,
      Object.keys(files).map((file) => [file, undefined] as const),
    ),
    versions: { weir: '1.0.0', layout: 1, kernel },
    askedBy: 'test',
    started: new Date(0),
    finished: new Date(1),
  });
  const months = trusts.flatMap(({ trust, collateral }) =>
    [1, 2].map((month) => ({ trust, month, paid: collateral * 100 * month })),
  );
  const tables = [
    tableOf('trusts', trusts, [
      text('trust', ({ trust }) => trust),
      numbers('residual_owned', ({ half }) => half, 'share'),
      numbers('collateral', ({ collateral }) => collateral, 'dollars'),
      numbers('residual', ({ residual }) => residual, 'dollars'),
    ]),
    tableOf('months', months, [
      text('trust', ({ trust }) => trust),
      text('month', ({ month }) => String(month)),
      numbers('paid', ({ paid }) => paid, 'dollars'),
    ]),
    ...(name === 'after' ? [tableOf('news', [{ line: 'x' }], [text('line', ({ line }) => line)])] : []),
  ];
  await finishRun(open, { manifest, tables });
  return open.id;
}

beforeAll(async () => {
  data = await openData(join(folder, 'data'), { create: true });
  first = await run(
    'before',
    {
      'trust.yaml': 'trust: T\nresidualOwned: 100%\n',
      'reo.csv': 'id,upb,proceeds\n1,500,300\n2,400,200\n',
      'gone.csv': 'id\n1\n',
    },
    [
      { trust: 'T', collateral: 1000, residual: 100, half: 1 },
      { trust: 'U', collateral: 2000, residual: 50, half: 1 },
      { trust: 'V', collateral: 5, residual: 1, half: 1 },
    ],
    'kernel of May',
  );
  second = await run(
    'after',
    { 'trust.yaml': 'trust: T\nresidualOwned: 50%\n', 'reo.csv': 'id,upb,proceeds\n2,400,250\n1,500,300\n' },
    [
      { trust: 'U', collateral: 2000, residual: 75, half: 1 },
      { trust: 'T', collateral: 900, residual: 110, half: 0.5 },
    ],
    'kernel of June',
  );
  diff = await diffRuns(data, first, second);
});
afterAll(remove);

describe('a run and itself', () => {
  it('differ in nothing', async () => {
    const found = await diffRuns(data, first, first);
    expect(found).toMatchObject({ same: true, request: [], inputs: [], settings: [], largest: [], onlyA: [], onlyB: [] });
    // 3 trusts of 3 figures, 6 months of 1.
    expect(diffText(found).split('\n\n').slice(1)).toEqual([
      'Both were asked the same.',
      'Every input is the same, by its sha-256.',
      'The results are the same: 15 cells, every bit.',
    ]);
  });
});

describe('what two runs were made from', () => {
  it('differs by what was asked and what it was done with', () => {
    expect(diff.request).toEqual([{ place: 'snapshot', a: join(folder, 'before'), b: join(folder, 'after') }]);
    expect(diff.settings).toEqual([{ place: 'versions kernel', a: 'kernel of May', b: 'kernel of June' }]);
  });

  it('names what lies in the data folder by its place there', async () => {
    const [one, other] = [await run('data/snapshots/one', {}, [], 'k'), await run('data/snapshots/other', {}, [], 'k')];
    expect((await diffRuns(data, one, other)).request).toEqual([
      { place: 'snapshot', a: join('snapshots', 'one'), b: join('snapshots', 'other') },
    ]);
  });

  it('differs by file, field and cell, whatever order rows stand in', () => {
    expect(diff.inputs.map(({ path, changes, count, why }) => [path, changes, count, why])).toEqual([
      ['gone.csv', [], null, 'only the first run read it'],
      ['reo.csv', [{ place: '2, proceeds', a: '200', b: '250' }], 1, null],
      ['trust.yaml', [{ place: 'residualOwned', a: '100%', b: '50%' }], 1, null],
    ]);
    expect(diff.inputs.map(({ a, b }) => [a?.length ?? null, b?.length ?? null])).toEqual([
      [64, null],
      [64, 64],
      [64, 64],
    ]);
  });

  it('is not looked into where it is no longer what a run read', async () => {
    const file = join(folder, 'after/trust.yaml');
    writeFileSync(file, 'trust: T\nresidualOwned: 51%\n');
    const found = await diffRuns(data, first, second);
    writeFileSync(file, 'trust: T\nresidualOwned: 50%\n');
    expect(found.inputs.find(({ path }) => path === 'trust.yaml')).toMatchObject({
      changes: [],
      count: null,
      why: 'what the second run read is not there any more',
    });
  });
});

describe('what two runs gave', () => {
  it('differs by dollars, each with the row that it is of, those of months apart', () => {
    expect(diff.largest.map(({ table, row, column, change }) => [table, row.join(' '), column, change])).toEqual([
      ['trusts', 'T', 'collateral', -100],
      ['trusts', 'U', 'residual', 25],
      ['trusts', 'T', 'residual', 10],
      ['trusts', 'T', 'residual_owned', -0.5],
    ]);
    // Of T a hundred dollars less in a month are 10,000, and twice that in the second.
    expect(
      diff.tables.find(({ table }) => table === 'months')?.largest.map(({ row, change }) => [row.join(' '), change]),
    ).toEqual([
      ['T 2', -20_000],
      ['T 1', -10_000],
    ]);
  });

  it('differs by rows and tables that one has alone', () => {
    expect(diff.tables.map(({ table, rows, onlyA, onlyB }) => [table, rows, onlyA.length, onlyB.length])).toEqual([
      ['trusts', 2, 1, 0],
      ['months', 4, 2, 0],
    ]);
    expect([diff.same, diff.onlyA, diff.onlyB]).toEqual([false, [], ['news']]);
  });

  it('reads well', () => {
    const told = diffText(diff);
    expect(told).toMatch(/residualOwned {2}100% {2}-> {2}50%/);
    expect(told).toMatch(/versions kernel {2}kernel of May {2}-> {2}kernel of June/);
    expect(told).toMatch(/trusts +T +collateral +1,000\.00 +900\.00 +-100\.00/);
    expect(told).toContain('trusts, only in the first: V');
    expect(told).toContain('Only the second run has the tables news.');
  });

  it('lists as many as are asked for', async () => {
    const found = await diffRuns(data, first, second, { listed: 1 });
    expect(found.largest.map(({ change }) => change)).toEqual([-100]);
    expect(found.tables.map(({ largest, differing }) => [largest.length, differing])).toEqual([
      [1, 4],
      [1, 2],
    ]);
  });
});

describe('a comparison that is kept', () => {
  const how = { askedBy: 'Ann', workers: 0 };
  const compared = async () => runKept(DIFF_RUNS, data, diffRequest(first, second, 3), how);

  it('has tables of what is told, and both runs and the files looked into as its inputs', async () => {
    const { tables, manifest } = await compared();
    const rows = (name: string, ...columns: string[]) => {
      const found = tables.find((table) => table.name === name)?.columns ?? [];
      const [head] = found;
      return Array.from({ length: head?.data.length ?? 0 }, (_, row) =>
        columns.map((column) => found.find((each) => each.name === column)?.data[row]),
      );
    };
    expect(rows('inputs', 'path', 'differences', 'why_unknown')).toEqual([
      ['gone.csv', Number.NaN, 'only the first run read it'],
      ['reo.csv', 1, null],
      ['trust.yaml', 1, null],
    ]);
    expect(rows('input_changes', 'path', 'place', 'first', 'second')).toContainEqual(['reo.csv', '2, proceeds', '200', '250']);
    expect(rows('asked', 'about', 'place')).toEqual([
      ['request', 'snapshot'],
      ['setting', 'versions kernel'],
    ]);
    // Three in all are asked for; what stands by month has no rank among them.
    expect(rows('results', 'rank', 'table', 'row', 'change').slice(0, 4)).toEqual([
      [1, 'trusts', 'T', -100],
      [2, 'trusts', 'U', 25],
      [3, 'trusts', 'T', 10],
      [Number.NaN, 'months', 'T, 2', -20_000],
    ]);
    // Of two trusts that both have: 900 for 1,000, 75 for 50 and 110 for 100.
    expect(rows('columns', 'table', 'column', 'net', 'size').slice(0, 3)).toEqual([
      ['trusts', 'residual_owned', -0.5, 0.5],
      ['trusts', 'collateral', -100, 100],
      ['trusts', 'residual', 35, 35],
    ]);
    expect(rows('rows', 'table', 'side', 'row')).toContainEqual(['trusts', 'first', 'V']);
    expect(rows('tables', 'table', 'side', 'rows')).toContainEqual(['news', 'second', Number.NaN]);
    const inputs = manifest.determines.inputs.map(({ path }) => path);
    expect(inputs).toEqual(
      expect.arrayContaining(
        [first, second].map((id) => `runs/${id}/index.json`).concat('../before/reo.csv', '../after/reo.csv'),
      ),
    );
    expect(inputs).toHaveLength(6);
  });

  it('is done again with the same bits, and says what is not there any more', async () => {
    const { id } = await compared();
    expect(await replayRun(data, id, how)).toMatchObject({ same: true, inputs: [] });
    const file = join(folder, 'after/reo.csv');
    writeFileSync(file, 'id,upb,proceeds\n2,400,260\n1,500,300\n');
    const replay = await replayRun(data, id, how);
    writeFileSync(file, 'id,upb,proceeds\n2,400,250\n1,500,300\n');
    expect(replay.same).toBe(false);
    expect(replay.inputs.map(({ place, b }) => [place, b])).toContainEqual(['inputs ../after/reo.csv', 'none']);
  });

  it('has a page with every difference that is listed', async () => {
    const run = await compared();
    const text = runHtml(run);
    expect(rowOf(tableIn(text, 'Largest differences'), 'trusts').slice(1)).toEqual([
      ...['T', 'collateral', 'dollars', '1,000.00', '900.00', '-100.00'],
    ]);
    expect(rowOf(tableIn(text, 'trust.yaml'), 'residualOwned').slice(1)).toEqual(['100%', '50%']);
    expect(text).toContain('The table news, only in the second');
  });

  it('is refused of runs that are not there before anything is kept', async () => {
    const before = await listRuns(data);
    const none = diffRequest(first, '20110331T170000000Z-0123456789ab');
    expect(await codesOf(runKept(DIFF_RUNS, data, none, how))).toEqual(['STORE_RUN_UNKNOWN']);
    expect(await listRuns(data)).toEqual(before);
  });
});

describe('runs that are not there', () => {
  it('are refused', async () => {
    expect(await codesOf(diffRuns(data, first, '20110331T170000000Z-0123456789ab'))).toEqual(['STORE_RUN_UNKNOWN']);
    expect(await codesOf(diffRuns(data, 'nothing', first))).toEqual(['STORE_NAME']);
  });
});
