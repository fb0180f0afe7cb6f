/** What the page works out itself: tornado bars, bridges, break-even multiples, overcollateralization, differences of runs. */
import { describe, expect, it } from 'vitest';
import type { ManifestJson } from '../../../api/page/client/api.ts';
import type { TableJson } from '../../../api/page/client/frame.ts';
import { bridgeOf } from '../../../api/page/data/attribution.ts';
import { comparedFigures, differing, madeDifferently } from '../../../api/page/data/comparing.ts';
import { collections, type Months, overcollateralization } from '../../../api/page/data/months.ts';
import { dated, runChoices } from '../../../api/page/data/runs.ts';
import { tornado, valueText } from '../../../api/page/data/sensitivity.ts';
import { newestByDate } from '../../../api/page/views/trend.tsx';

describe('a tornado', () => {
  it('has a bar an input, the widest first, without grids and what moves nothing', () => {
    const shock = (name: string, input: string, kind = 'scenario') => ({ shock: name, kind, input, about: '' });
    const shocks = [
      shock('lag +6', 'lag'),
      shock('default -10%', 'default'),
      shock('default +10%', 'default'),
      shock('credit', 'credit'),
      shock('cell', 'default x severity', 'grid'),
    ];
    const changes = new Map([
      ['lag +6', -50],
      ['default -10%', 80],
      ['default +10%', -70],
      ['credit', 0],
      ['cell', 1_000],
    ]);
    // Of one side only, the other end is the base case.
    expect(tornado(shocks, changes).map(({ input, low, high }) => [input, low, high])).toEqual([
      ['default', -70, 80],
      ['lag', -50, 0],
    ]);
  });

  it('says shifts in basis points and multiples as such', () => {
    expect([valueText('rates', 0.01), valueText('indices', -0.0025), valueText('default', 1.5)]).toEqual([
      '+100 bp',
      '-25 bp',
      '× 1.5',
    ]);
  });
});

it('a bridge leads from the opening to the closing value, effect by effect', () => {
  const effects = new Map([
    ['payments', -20],
    ['time', 0],
    ['index', 5],
  ]);
  const column = { trust: '', instrument: 'net', kind: 'residual', opening: 100, closing: 85, effects };
  expect(bridgeOf(column, '2010-12-31', '').map(({ name, from, to }) => [name, from, to])).toEqual([
    ['At 2010-12-31', 0, 100],
    ['Cash received and paid', 100, 80],
    ['Index curves', 80, 85],
    ['At the end', 0, 85],
  ]);
});

const COLLATERAL: Readonly<Record<string, readonly number[]>> = {
  performing: [90, 50, 0, 0],
  foreclosure: [10, 10, 0, 0],
  amortized: [2, 1, 0, 0],
  amortized_defaulted: [1, 0, 0, 0],
  prepaid: [7, 39, 0, 0],
  recovery: [0, 0, 0, 0],
  interest_due: [8, 5, 0, 0],
  interest_lost: [1, 1, 0, 0],
  servicing: [2, 1, 0, 0],
  penalty: [0, 0, 0, 0],
};
const MONTHS: Months = {
  months: [1, 2, 3, 4],
  dates: ['2011-04-25', '2011-05-25', '2011-06-25', '2011-07-25'],
  collateral: (column) => Float64Array.from(COLLATERAL[column] ?? []),
  classes: [],
};

it('collections are taken apart by kind, without kinds that bring nothing', () => {
  expect(collections(MONTHS).map(({ name, values }) => [name, values[0], values[1]])).toEqual([
    ['Scheduled principal', 3, 1],
    ['Prepaid', 7, 39],
    // 8 due, less 1 lost, less 2 of servicing; then 5 - 1 - 1.
    ['Interest, net of servicing', 5, 3],
  ]);
});

describe('overcollateralization', () => {
  const owed = [{ name: 'A', values: Float64Array.of(80, 45, 0, 0), colour: 'r0' }];
  const test = Float64Array.of(0, 1, 1, 1);

  it('is what backs the classes less the classes, until either is gone', () => {
    const quantities = new Map([
      ['ocTarget', Float64Array.of(15, 12, 12, 12)],
      ['lossTrigger', test],
      ['netWac', Float64Array.of(0.05, 0.05, 0, 0)],
    ]);
    const { lines, bands, length } = overcollateralization(MONTHS, owed, quantities);
    expect(length).toBe(2);
    // 90 + 10 - 80 and 50 + 10 - 45.
    expect(lines.map(({ name, values }) => [name, ...values])).toEqual([
      ['Loans and real estate less classes', 20, 15],
      ['Target (ocTarget)', 15, 12],
    ]);
    expect(bands.map(({ name, values }) => [name, ...values])).toEqual([['lossTrigger', 0, 1]]);
  });

  it('is the own figure of a deal that has one', () => {
    const { lines } = overcollateralization(MONTHS, owed, new Map([['OC_Amount', Float64Array.of(19, 14, 0, 0)]]));
    expect(lines.map(({ name, values }) => [name, ...values])).toEqual([['OC_Amount', 19, 14]]);
  });
});

describe('two runs', () => {
  const table = (rows: TableJson['rows']): TableJson => ({
    name: 'instruments',
    columns: [
      { name: 'trust', kind: 'text' },
      { name: 'instrument', kind: 'text' },
      { name: 'yield_from', kind: 'text' },
      { name: 'fair_value', kind: 'number', unit: 'dollars' },
    ],
    rows,
  });

  it('are compared row by row by name, whatever their order; what only one has is told', () => {
    const before = table([
      ['t', 'A', 'matrix', 100],
      ['t', 'B', 'matrix', 50],
      ['t', 'C', 'matrix', 7],
    ]);
    const after = table([
      ['t', 'B', 'quote', 58],
      ['t', 'A', 'matrix', 100],
      ['t', 'D', 'matrix', 1],
    ]);
    const rows = comparedFigures(before, after);
    expect(rows.map(({ of, a, b }) => [of, a, b])).toEqual([
      ['t, A', 100, 100],
      ['t, B', 50, 58],
      ['t, C', 7, Number.NaN],
      ['t, D', Number.NaN, 1],
    ]);
    expect(differing(rows).map(({ of }) => of)).toEqual(['t, B', 't, C', 't, D']);
  });

  it('were made differently where an input, a version or an option is another', () => {
    const manifest = (sha256: string, method: string): Pick<ManifestJson, 'determines'> => ({
      determines: {
        request: 'r',
        inputs: [{ path: 'loans.csv', sha256, bytes: 1 }],
        versions: { weir: '0.1.0', layout: 1, kernel: 'k' },
        seed: null,
        options: { method },
      },
    });
    expect(madeDifferently(manifest('aa', 'blended'), manifest('bb', 'blended'))).toEqual([
      { what: 'input loans.csv', a: 'aa', b: 'bb' },
    ]);
    expect(madeDifferently(manifest('aa', 'blended'), manifest('aa', 'blended'))).toEqual([]);
  });
});

describe('runs', () => {
  const run = (id: string, title: string, created: string, snapshot: string | null = null) => ({
    id,
    kind: 'value',
    status: 'done' as const,
    title,
    askedBy: 'x',
    created,
    changed: created,
    locked: false,
    adjustments: 0,
    snapshot,
    schedule: null,
  });
  const snapshots = [{ name: 'q1', title: 'Holdings', date: '2011-03-31', trusts: 6, method: null, previous: null }];

  it('are chosen by date, and by portfolio where there are several', () => {
    const ours = { ...run('20110401T-aaaaaa', '', ''), date: '2011-03-31', portfolio: 'Holdings' };
    const theirs = { ...ours, id: '20110402T-bbbbbb', portfolio: 'North' };
    expect(runChoices([ours]).map(({ text }) => text)).toEqual(['2011-03-31 · aaaaaa']);
    expect(runChoices([ours, theirs], ({ kind }) => kind).map(({ text }) => text)).toEqual([
      'Holdings · 2011-03-31 · value · aaaaaa',
      'North · 2011-03-31 · value · bbbbbb',
    ]);
  });

  it('have the date and the name of their snapshot, else those of their title', () => {
    expect(dated(run('1', 'q1, fair values', '', 'q1'), snapshots)).toMatchObject({ date: '2011-03-31', portfolio: 'Holdings' });
    expect(dated(run('1', 'Old Co, 2009-12-31, sensitivity', ''), snapshots)).toMatchObject({
      date: '2009-12-31',
      portfolio: 'Old Co',
    });
    expect(dated(run('1', 'benchmark small', ''), snapshots)).toMatchObject({ date: '', portfolio: 'benchmark small' });
  });

  it('of a trend are the newest of each date, dates ascending', () => {
    const runs = [
      run('a', 'P, 2011-03-31', '2026-01-02'),
      run('b', 'P, 2010-12-31', '2026-01-03'),
      run('c', 'P, 2011-03-31', '2026-01-05'),
      run('d', 'no date', '2026-01-09'),
    ].map((each) => dated(each, []));
    expect(newestByDate(runs).map(({ id }) => id)).toEqual(['b', 'c']);
  });
});
