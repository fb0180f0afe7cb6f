/** Differences of tables and inputs, by hand. */
import { describe, expect, it } from 'vitest';
import { type DiffTable, diffTables, rankedChanges } from '../../host/analysis/runDiff.ts';
import { diffFields, diffGrids } from '../../host/analysis/runDiffInputs.ts';
import { FaultList } from '../../host/deal/faults.ts';
import { gridOfCsv } from '../../host/portfolio/csv.ts';

interface Row {
  readonly trust: string;
  readonly instrument: string;
  readonly value: number;
  readonly price: number;
  readonly source: string | null;
}

const table = (rows: readonly Row[], name = 'instruments'): DiffTable => ({
  name,
  columns: [
    { name: 'trust', kind: 'text', data: rows.map(({ trust }) => trust) },
    { name: 'instrument', kind: 'text', data: rows.map(({ instrument }) => instrument) },
    { name: 'value', kind: 'number', unit: 'dollars', data: Float64Array.from(rows, ({ value }) => value) },
    { name: 'price', kind: 'number', unit: 'per 100', data: Float64Array.from(rows, ({ price }) => price) },
    { name: 'source', kind: 'text', data: rows.map(({ source }) => source) },
  ],
});
const ROWS: readonly Row[] = [
  { trust: 'T', instrument: 'A', value: 100, price: 50, source: 'matrix' },
  { trust: 'T', instrument: 'B', value: 200, price: 60, source: 'matrix' },
  { trust: 'U', instrument: 'A', value: 300, price: Number.NaN, source: null },
];
const changed = (at: number, change: Partial<Row>) => ROWS.map((row, place) => (place === at ? { ...row, ...change } : row));

describe('two tables', () => {
  it('are the same where every cell is, missing ones too', () => {
    expect(diffTables(table(ROWS), table(ROWS))).toMatchObject({
      rows: 3,
      cells: 9,
      differing: 0,
      largest: [],
      columns: [],
      shapes: [],
    });
  });

  it('are matched by what names their rows, in whatever order these stand', () => {
    const found = diffTables(table(ROWS), table([...changed(1, { value: 150 })].reverse()));
    expect(found.key).toEqual(['trust', 'instrument']);
    expect(found.largest).toEqual([
      { table: 'instruments', row: ['T', 'B'], column: 'value', unit: 'dollars', a: 200, b: 150, change: -50 },
    ]);
    expect(found.columns).toEqual([{ column: 'value', unit: 'dollars', differing: 1, net: -50, size: 50 }]);
  });

  it('tell of rows that one of them has', () => {
    const found = diffTables(table(ROWS.slice(1)), table(ROWS.slice(0, 2)));
    expect([found.rows, found.onlyA, found.onlyB]).toEqual([1, [['U', 'A']], [['T', 'A']]]);
  });

  it('rank dollars first, then other figures by how much of themselves they changed, then texts', () => {
    const rows = [
      { ...ROWS[0]!, value: 101, price: 75, source: 'price' },
      { ...ROWS[1]!, value: 195, price: 61 },
      { ...ROWS[2]!, price: 9 },
    ];
    const found = diffTables(table(ROWS), table(rows));
    // 5 and 1 dollars; 25 of 50, 1 of 60; a text; a price that was not there.
    expect(found.largest.map(({ row, column, change }) => [row.join(' '), column, change])).toEqual([
      ['T B', 'value', -5],
      ['T A', 'value', 1],
      ['T A', 'price', 25],
      ['T B', 'price', 1],
      ['T A', 'source', null],
      ['U A', 'price', null],
    ]);
    expect(rankedChanges([found], 2).map(({ change }) => change)).toEqual([-5, 1]);
    expect(diffTables(table(ROWS), table(rows), 3).largest).toHaveLength(3);
    expect(diffTables(table(ROWS), table(rows), 3).differing).toBe(6);
  });

  it('keep the largest of very many', () => {
    const many = Array.from({ length: 5000 }, (_, at) => ({ ...ROWS[0]!, instrument: `I${at}`, value: at }));
    const more = many.map((row, at) => ({ ...row, value: row.value + ((at * 7919) % 5000) }));
    const found = diffTables(table(many), table(more), 3);
    // 7,919 is prime to 5,000: changes are 0 to 4,999, each once.
    expect(found.largest.map(({ change }) => change)).toEqual([4999, 4998, 4997]);
    expect(found.columns[0]).toMatchObject({ differing: 4999, size: (4999 * 5000) / 2 });
  });

  it('of rows that nothing tells apart are matched by their order', () => {
    const twice = [ROWS[0]!, ROWS[0]!];
    const found = diffTables(table(twice), table([ROWS[0]!, { ...ROWS[0]!, value: 7 }]));
    expect(found.largest).toMatchObject([{ row: ['T', 'A', 'matrix', '#2'], change: -93 }]);
  });

  it('tell of columns that one of them has, or has of another kind', () => {
    const [trust, instrument, value, price, source] = table(ROWS).columns;
    const other: DiffTable = {
      name: 'instruments',
      columns: [
        trust!,
        instrument!,
        { name: 'value', kind: 'text', data: ['1', '2', '3'] },
        source!,
        { ...price!, name: 'cost' },
      ],
    };
    expect(diffTables({ name: 'instruments', columns: [trust!, instrument!, value!, price!, source!] }, other).shapes).toEqual([
      'value: number and text',
      'price: only in the first',
      'cost: only in the second',
    ]);
  });
});

describe('two texts', () => {
  it('differ by fields, those of one alone included', () => {
    const found = diffFields(
      'trust: T\ncurves: {late: {default: 5 CDR, reviewed: true}}\nlist: [1, 2]\nempty: {}',
      'trust: T\ncurves: {late: {default: 4 CDR}}\nlist: [1, 3, 4]\nempty: {}\nnew: 2011-03-31',
      'trust.yaml',
    );
    expect(found.changes).toEqual([
      { place: 'curves.late.default', a: '5 CDR', b: '4 CDR' },
      { place: 'curves.late.reviewed', a: 'true', b: null },
      { place: 'list[1]', a: '2', b: '3' },
      { place: 'list[2]', a: null, b: '4' },
      { place: 'new', a: null, b: '2011-03-31' },
    ]);
    expect(diffFields('a: 1\nb: 2', 'a: 2\nb: 3', 'x.yaml', 1)).toMatchObject({ count: 2, changes: [{ place: 'a' }] });
  });
});

describe('two tables of an input', () => {
  const grid = (text: string) => gridOfCsv(text, new FaultList());

  it('differ by cells, rows named by their first columns', () => {
    const found = diffGrids(
      grid('index,month,rate\nL,2011-01,1\nL,2011-02,2\nM,2011-01,3\n'),
      grid('month,index,rate\n2011-01,L,1\n2011-01,M,4\n2011-03,L,9\n'),
    );
    expect(found.changes).toEqual([
      { place: 'row L 2011-02', a: 'there', b: null },
      { place: 'M 2011-01, rate', a: '3', b: '4' },
      { place: 'row L 2011-03', a: null, b: 'there' },
    ]);
  });

  it('differ by columns', () => {
    const found = diffGrids(grid('id,upb,rate\n1,5,6\n'), grid('id,upb,state\n1,4,CA\n'));
    expect(found.changes).toEqual([
      { place: 'column rate', a: 'there', b: null },
      { place: 'column state', a: null, b: 'there' },
      { place: '1, upb', a: '5', b: '4' },
    ]);
  });

  it('whose rows nothing tells apart go by their lines', () => {
    expect(diffGrids(grid('a,b\n1,2\n1,2\n'), grid('a,b\n1,2\n1,3\n')).changes).toEqual([{ place: 'line 3, b', a: '2', b: '3' }]);
  });
});
