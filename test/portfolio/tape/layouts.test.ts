/** Every layout turns its file into the same fields. */
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, it } from 'vitest';
import { fields, fileOf, read, tidy, written } from './reading.ts';

afterEach(tidy);

describe('weir', () => {
  it('reads its own columns: percents, words in any case, states in capitals, missing as NULL', async () => {
    const tape = await read({ files: [fileOf('weir.csv')], layout: 'weir' });
    expect(
      await fields(tape, 'row', 'id', 'upb', 'noteRate', 'rounding', 'ltv', 'state', 'status', 'originated', 'margin'),
    ).toEqual([
      [1, 2, 3, 4, 5],
      ['A1', 'A2', 'A3', 'A4', 'A5'],
      [100_000, 250_000.5, 80_000, 0, 5000],
      [0.06, 0.0725, 0.05, 0.05, 0.05],
      // 0.125 % is the double of 0.00125.
      [null, 0.00125, null, null, null],
      [0.8, 0.95, null, 0.7, 0.7],
      ['CA', 'NY', 'FL', 'FL', 'FL'],
      ['current', 'current', 'foreclosure', 'current', 'paid'],
      ['2006-02-15', '2008-02-01', null, null, null],
      [null, 0.0225, null, null, null],
    ]);
  });

  it('counts what is paid or owes nothing, and leaves it out', async () => {
    const tape = await read({ files: [fileOf('weir.csv')], layout: 'weir' });
    expect(tape).toMatchObject({ rows: 5, count: 3, upb: 430_000.5 });
    expect(tape.dropped).toEqual({
      paid: { name: 'paid', count: 1, upb: 5000 },
      zero: { name: 'without a balance', count: 1, upb: 0 },
    });
    // (100,000 x 6 % + 250,000.50 x 7.25 % + 80,000 x 5 %) / 430,000.50 = (6,000 + 18,125.03625 + 4,000) / 430,000.50
    expect(tape.wac).toBeCloseTo(28_125.03625 / 430_000.5, 14);
    // 90 days late, and in foreclosure.
    expect(tape.late90Upb).toBe(330_000.5);
  });

  it('reads Windows lines and a byte-order mark, and passes over empty lines', async () => {
    const file = written('\uFEFFid;upb;noteRate;remainingTerm\r\nA;1000;5%;12\r\n\r\n"B;1";2000;6%;24\r\n');
    const tape = await read({ files: [file], layout: 'weir' });
    expect(await fields(tape, 'id', 'upb')).toEqual([
      ['A', 'B;1'],
      [1000, 2000],
    ]);
  });

  it('reads files whose names would be patterns', async () => {
    const file = written('id,upb,noteRate,remainingTerm\nA,1000,5%,12\n', 'tape[1]*.csv');
    expect((await read({ files: [file], layout: 'weir' })).upb).toBe(1000);
  });

  it('reads Parquet with the same columns, whole numbers and dates as they are typed', async () => {
    const file = await parquet(
      `SELECT 'P1' AS id, 100000::INTEGER AS upb, 0.06::DOUBLE AS "noteRate", 300::SMALLINT AS "remainingTerm", DATE '2006-02-15' AS originated, true AS "negativeAmortization"`,
    );
    const tape = await read({ files: [file], layout: 'weir' });
    expect(await fields(tape, 'id', 'upb', 'noteRate', 'remainingTerm', 'originated', 'negativeAmortization')).toEqual([
      ['P1'],
      [100_000],
      [0.06],
      [300],
      ['2006-02-15'],
      [1],
    ]);
  });
});

describe('a column map', () => {
  it('reads a delimited file by its header, with codes for missing and rates that are percents', async () => {
    const tape = await read({
      files: [fileOf('servicer.txt')],
      layout: 'delimited',
      columns: new Map([
        ['loan_no', 'id'],
        ['curr_upb', 'upb'],
        ['gross_rate', 'noteRate %'],
        ['rem_term', 'remainingTerm'],
        ['fico', 'fico'],
        ['note, free', 'product'],
      ]),
      missing: ['NA', '9999'],
    });
    expect(await fields(tape, 'id', 'upb', 'noteRate', 'fico', 'product', 'state')).toEqual([
      ['0001', '0002', '0003'],
      [100_000, 250_000.5, 75_000],
      [0.06, 0.0725, 0.05],
      [null, 640, null],
      ['says | nothing', null, 'x'],
      // A column that the map does not name is left.
      [null, null, null],
    ]);
  });

  it('takes the delimiter that it is told', async () => {
    const file = written('a;b|c|d|e\nx;y|1000|5%|12\n');
    const map = new Map([
      ['a;b', 'id'],
      ['c', 'upb'],
      ['d', 'noteRate'],
      ['e', 'remainingTerm'],
    ]);
    const tape = await read({ files: [file], layout: 'delimited', columns: map, delimiter: '|' });
    expect(await fields(tape, 'id')).toEqual([['x;y']]);
  });

  it('reads Parquet: texts, numbers and codes for missing in either', async () => {
    const file = await parquet(
      `SELECT * FROM (VALUES ('1', 1000.5::DECIMAL(18,2), '5.5%', 12, 9999, 80.0::DOUBLE), ('2', 2000, '0.06', 24, 700, 90)) t(no, bal, rate, term, score, ltv)`,
    );
    const tape = await read({
      files: [file],
      layout: 'parquet',
      columns: new Map([
        ['no', 'id'],
        ['bal', 'upb'],
        ['rate', 'noteRate'],
        ['term', 'remainingTerm'],
        ['score', 'fico'],
        ['ltv', 'ltv%'],
      ]),
      missing: ['9999'],
    });
    expect(await fields(tape, 'upb', 'noteRate', 'fico', 'ltv')).toEqual([
      [1000.5, 2000],
      [0.055, 0.06],
      [null, 700],
      [0.8, 0.9],
    ]);
  });

  it('takes a code for missing by what a typed cell is written as', async () => {
    // A double is written 700.0, a whole number 700, a decimal of two places 700.00; -0.0 is not 0.0.
    const file = await parquet(
      `SELECT 'A' AS "id", 1000 AS "upb", 0.06 AS "noteRate", 24 AS "remainingTerm", 700::DOUBLE AS "fico", 700::BIGINT AS "daysLate",
        700::DECIMAL(9,2) AS "units", '-0.0'::DOUBLE AS "margin", DATE '2001-02-03' AS "originated"`,
    );
    const cells = async (...missing: string[]) => {
      const tape = await read({ files: [file], layout: 'weir', missing });
      return (await fields(tape, 'fico', 'daysLate', 'units', 'margin', 'originated')).flat();
    };
    expect(await cells('700', '0')).toEqual([null, null, 700, -0, '2001-02-03']);
    expect(await cells('700.0')).toEqual([null, 700, 700, -0, '2001-02-03']);
    expect(await cells('700.00', '-0.0')).toEqual([700, 700, null, null, '2001-02-03']);
    expect(await cells('1', '2001-02-03')).toEqual([700, 700, 700, -0, null]);
  });
});

async function parquet(select: string): Promise<string> {
  const file = written('', 'tape.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return file;
}
