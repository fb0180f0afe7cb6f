/** Result tables: every bit survives Parquet, every number's text reads back as the same double. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { WeirError } from '../../host/errors.ts';
import { readTable, writeTables } from '../../host/store/parquet.ts';
import { checkTables, csvLines, exactText, jsonLines, type ResultTable } from '../../host/store/tables.ts';
import { codesOf, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const bits = (data: Float64Array) => [...new BigUint64Array(data.buffer, data.byteOffset, data.length)];

const numbers = (data: Float64Array): ResultTable => ({ name: 'numbers', columns: [{ name: 'x', kind: 'number', data }] });

async function roundTrip(table: ResultTable): Promise<ResultTable> {
  const file = join(folder, `${table.name}.parquet`);
  await writeTables([[file, table]]);
  return readTable(file);
}

const values: ResultTable = {
  name: 'values',
  columns: [
    { name: 'tranche', kind: 'text', data: ['A1', 'M "1"', null, '', 'a, b\nc', 'é 😀'] },
    {
      name: 'Value',
      kind: 'number',
      unit: 'dollars',
      data: Float64Array.of(-0, 0.1, Number.NaN, 5e-324, -1e21, Number.POSITIVE_INFINITY),
    },
    { name: 'month', kind: 'integer', data: Int32Array.of(0, 1, -1, 2_147_483_647, -2_147_483_648, 5) },
  ],
};

describe('Parquet', () => {
  it('gives back names, kinds, units, texts and missing values', async () => {
    expect(await roundTrip(values)).toEqual(values);
  });

  it('keeps the sign of zero among many zeros, over several blocks of rows', async () => {
    // Few different values: what a dictionary would merge, were there one.
    const odd = [0, -0, 5e-324, -5e-324, 1 / 3, 2.2250738585072014e-308, Number.MAX_VALUE, Number.NEGATIVE_INFINITY];
    const data = Float64Array.from({ length: 10_000 }, (_, row) => odd[row % odd.length]!);
    const back = (await roundTrip(numbers(data))).columns[0]!;
    expect(back.kind).toBe('number');
    expect(back.data instanceof Float64Array && bits(back.data)).toEqual(bits(data));
  });

  it('keeps the bits of whatever doubles', async () => {
    const any = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(any, async (list) => {
        const data = Float64Array.from(list);
        const back = (await roundTrip(numbers(data))).columns[0]!;
        expect(back.data instanceof Float64Array && bits(back.data)).toEqual(bits(data));
      }),
      { numRuns: 20 },
    );
  });

  it('keeps a table without rows', async () => {
    const empty: ResultTable = {
      name: 'empty',
      columns: [
        { name: 'x', kind: 'number', data: new Float64Array(0) },
        { name: 'y', kind: 'text', data: [] },
      ],
    };
    expect(await roundTrip(empty)).toEqual(empty);
  });

  it('writes the same bytes for the same table, and nothing beside it', async () => {
    const place = join(folder, 'twice');
    mkdirSync(place);
    for (const name of ['a', 'b']) await writeTables([[join(place, name), values]]);
    expect(readdirSync(place).sort()).toEqual(['a', 'b']);
    expect(readFileSync(join(place, 'a')).equals(readFileSync(join(place, 'b')))).toBe(true);
  });

  it('stands in folders whose names would mean something to SQL or to a search', async () => {
    const place = join(folder, "it's [a] *b* c?");
    mkdirSync(place);
    // Another file that the name would stand for, were it a pattern.
    mkdirSync(join(folder, "it's a bbb cc"));
    writeFileSync(join(folder, "it's a bbb cc", 'values'), '');
    await writeTables([[join(place, 'values'), values]]);
    expect(await readTable(join(place, 'values'))).toEqual(values);
  });

  it('refuses what is no result table, and a folder that is not there', async () => {
    const spoiled = join(folder, 'spoiled');
    await writeTables([[spoiled, values]]);
    writeFileSync(spoiled, readFileSync(spoiled).subarray(0, -20));
    expect(await codesOf(readTable(spoiled))).toEqual(['STORE_CORRUPT']);
    expect(await codesOf(readTable(join(folder, 'none')))).toEqual(['STORE_CORRUPT']);
    expect(await codesOf(writeTables([[join(folder, 'none', 'x'), values]]))).toEqual(['STORE_DISK']);
  });
});

describe('text', () => {
  it('is CSV with quotes where they are needed', () => {
    expect([...csvLines(values)].join('')).toBe(
      'tranche,Value,month\n' +
        'A1,-0,0\n' +
        '"M ""1""",0.1,1\n' +
        ',,-1\n' +
        '"",5e-324,2147483647\n' +
        '"a, b\nc",-1e+21,-2147483648\n' +
        'é 😀,Infinity,5\n',
    );
  });

  it('is JSON with null for what is missing', () => {
    const json: unknown = JSON.parse([...jsonLines(values)].join(''));
    expect(json).toEqual({
      name: 'values',
      columns: [
        { name: 'tranche', kind: 'text' },
        { name: 'Value', kind: 'number', unit: 'dollars' },
        { name: 'month', kind: 'integer' },
      ],
      rows: [
        ['A1', -0, 0],
        ['M "1"', 0.1, 1],
        [null, null, -1],
        ['', 5e-324, 2_147_483_647],
        ['a, b\nc', -1e21, -2_147_483_648],
        ['é 😀', 'Infinity', 5],
      ],
    });
    expect([...jsonLines(numbers(new Float64Array(0)))].join('')).toBe(
      '{"name":"numbers","columns":[{"name":"x","kind":"number"}],"rows":[\n]}\n',
    );
  });

  it('of a number reads back as the same double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(Number(exactText(value))).toBe(value);
      }),
    );
    expect(exactText(Number.NaN)).toBe('');
  });
});

it('tells all that is wrong with tables at once', () => {
  const wrong: ResultTable[] = [
    { name: '../up', columns: [] },
    {
      name: 'flows',
      columns: [
        { name: 'x', kind: 'number', data: new Float64Array(2) },
        { name: 'X', kind: 'integer', data: new Int32Array(3) },
        { name: '', kind: 'text', data: ['a', '\ud800'] },
      ],
    },
    { name: 'FLOWS', columns: [{ name: 'x', kind: 'text', data: ['a\0b'] }] },
  ];
  let told: string[] = [];
  try {
    checkTables(wrong);
  } catch (error) {
    if (error instanceof WeirError) told = error.faults.map(({ code, place, got }) => `${code} ${place}: ${got}`);
  }
  expect(told).toEqual([
    "STORE_NAME table: '../up'",
    'STORE_TABLE ../up: no columns',
    'STORE_TABLE flows.X: the same name twice',
    'STORE_TABLE flows.X: 3 values',
    'STORE_TABLE flows.: no name',
    "STORE_TABLE flows., row 2: '\ud800'",
    'STORE_TABLE FLOWS: the same name twice',
    "STORE_TABLE FLOWS.x, row 1: 'a\0b'",
  ]);
});
