/** Tables and runs beside each other, bit by bit. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareRuns, compareTables } from '../../host/store/compare.ts';
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { buildManifest } from '../../host/store/manifest.ts';
import { createRun, finishRun } from '../../host/store/runs.ts';
import type { ResultTable } from '../../host/store/tables.ts';
import { temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const table = (names: (string | null)[], amounts: number[], months: number[]): ResultTable => ({
  name: 'flows',
  columns: [
    { name: 'tranche', kind: 'text', data: names },
    { name: 'amount', kind: 'number', unit: 'dollars', data: Float64Array.from(amounts) },
    { name: 'month', kind: 'integer', data: Int32Array.from(months) },
  ],
});

/** The double after 0.1: its bits are 3FB999999999999A, and this one ends in B. */
const AFTER_TENTH = 0.10000000000000002;
const base = table(['A', null, 'C'], [0.1, Number.NaN, 0], [1, 2, 3]);

describe('two tables', () => {
  it('are the same with the same bits, missing values among them', () => {
    expect(compareTables(base, table(['A', null, 'C'], [0.1, Number.NaN, 0], [1, 2, 3]))).toEqual({
      cells: 9,
      differing: 0,
      differences: [],
      shapes: [],
    });
  });

  it('differ in a last bit, in the sign of a zero, in what is missing', () => {
    const { differing, differences } = compareTables(base, table(['A', '', 'C'], [AFTER_TENTH, 5, -0], [1, 2, 4]));
    expect(differing).toBe(5);
    expect(differences).toEqual([
      { table: 'flows', row: 1, column: 'amount', a: '0.1', b: '0.10000000000000002' },
      { table: 'flows', row: 2, column: 'tranche', a: null, b: '' },
      { table: 'flows', row: 2, column: 'amount', a: null, b: '5' },
      { table: 'flows', row: 3, column: 'amount', a: '0', b: '-0' },
      { table: 'flows', row: 3, column: 'month', a: '3', b: '4' },
    ]);
  });

  it('list the first differences and count them all', () => {
    const zeros = table([], [], []);
    const many = (value: number): ResultTable => ({
      ...zeros,
      columns: [{ name: 'amount', kind: 'number', data: new Float64Array(1_000).fill(value) }],
    });
    const { cells, differing, differences } = compareTables(many(1), many(2), { limit: 3 });
    expect([cells, differing, differences.length, differences[2]?.row]).toEqual([1_000, 1_000, 3, 3]);
  });

  it('of other shapes say what each lacks', () => {
    const other: ResultTable = {
      name: 'flows',
      columns: [
        { name: 'amount', kind: 'number', unit: 'thousands', data: Float64Array.of(0.1) },
        { name: 'month', kind: 'number', data: Float64Array.of(1) },
        { name: 'day', kind: 'integer', data: Int32Array.of(1) },
      ],
    };
    expect(compareTables(base, other)).toEqual({
      cells: 1,
      differing: 0,
      differences: [],
      shapes: [
        'flows.tranche: only in the first',
        'flows.amount: in dollars and in thousands',
        'flows.month: integer and number',
        'flows.day: only in the second',
        'flows: 3 rows and 1 rows',
      ],
    });
    const turned = { ...base, columns: [...base.columns].reverse() };
    expect(compareTables(base, turned).shapes).toEqual(['flows: columns in another order']);
  });
});

describe('two runs', () => {
  const versions = { weir: '1', layout: 2, kernel: 'ab' };
  async function runOf(data: DataFolder, seed: number, tables: readonly ResultTable[]): Promise<string> {
    const run = await createRun(data, { request: {}, askedBy: 'Ann' });
    const manifest = buildManifest({ request: {}, inputs: [], versions, seed, askedBy: 'Ann', started: new Date() });
    await finishRun(run, { manifest, tables });
    return run.id;
  }

  it('that are replays of one another differ in nothing; others say in what, and what went in', async () => {
    const data = await openData(join(folder, 'a'), { create: true });
    const elsewhere = await openData(join(folder, 'b'), { create: true });
    const values: ResultTable = { ...table(['R'], [1 / 3], [0]), name: 'values' };
    const first = await runOf(data, 1, [base, values]);
    const replay = await runOf(elsewhere, 1, [values, base]);
    expect(await compareRuns([data, first], [elsewhere, replay])).toEqual({
      same: true,
      cells: 12,
      differing: 0,
      differences: [],
      shapes: [],
      inputs: [],
    });
    const changed = table(['A', null, 'C'], [AFTER_TENTH, Number.NaN, 0], [1, 2, 3]);
    const second = await runOf(data, 2, [changed, { ...values, name: 'prices' }]);
    expect(await compareRuns([data, first], [data, second])).toEqual({
      same: false,
      cells: 9,
      differing: 1,
      differences: [{ table: 'flows', row: 1, column: 'amount', a: '0.1', b: '0.10000000000000002' }],
      shapes: [`values: only in ${first}`, `prices: only in ${second}`],
      inputs: [{ place: 'seed', a: '1', b: '2' }],
    });
  });
});
