/** The small tables: cells of all kinds, and every way in which a line can be wrong; curves between and beyond their months. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FaultList } from '../../host/deal/faults.ts';
import type { Fault } from '../../host/errors.ts';
import {
  COUNT,
  DOLLARS,
  FLAG,
  gridOfCsv,
  MONTH,
  monthNumberOf,
  monthText,
  RATE,
  readRows,
  TEXT,
} from '../../host/portfolio/csv.ts';
import { SnapshotFiles } from '../../host/portfolio/files.ts';
import { alignCurve, forwardRate, readBenchmark } from '../../host/portfolio/market.ts';
import { readRemittances } from '../../host/portfolio/remittances.ts';
import { readReo, reoOfGroup } from '../../host/portfolio/reo.ts';
import { readTable } from '../../host/portfolio/tables.ts';
import { Duck, literal } from '../../host/portfolio/tape/duck.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SHAPE = { columns: ['name', 'rate', 'month'], optional: ['upb', 'count', 'sure'] };

/** The rows of a text, and its faults in short. */
function read(text: string) {
  const faults = new FaultList('table.csv');
  const rows = readRows(gridOfCsv(text, faults), SHAPE, faults, (cell) => ({
    name: cell('name', TEXT),
    rate: cell('rate', RATE),
    month: cell('month', MONTH),
    upb: cell('upb', DOLLARS, 0),
    count: cell('count', COUNT, 1),
    sure: cell('sure', FLAG, false),
  }));
  return { rows, faults: faults.all.map(({ code, place, got }) => `${code} ${place}: ${got}`) };
}

describe('a table', () => {
  it('has cells of the kinds of its columns, in any order of columns', () => {
    const { rows, faults } = read(
      'month,name,rate,upb,sure\r\n2011-03,"A ""one"", first", 5.25% ,1_250.50,true\r\n\r\n2011-12, B ,0.01,,\r\n',
    );
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      { name: 'A "one", first', rate: 0.0525, month: '2011-03', upb: 1250.5, count: 1, sure: true },
      { name: 'B', rate: 0.01, month: '2011-12', upb: 0, count: 1, sure: false },
    ]);
  });

  it('may begin with the mark that spreadsheets put there', () => {
    expect(read('\uFEFFname,rate,month\nA,0,2011-01\n').rows).toHaveLength(1);
  });

  it.each([
    ['an empty file', '', 'TABLE_SHAPE line 1: '],
    ['a missing column', 'name,rate\n', 'TABLE_SHAPE line 1: nothing'],
    ['an unknown column', 'name,rate,month,of\n', "TABLE_SHAPE line 1: the column 'of'"],
    ['a column twice', 'name,rate,month,rate\n', "TABLE_SHAPE line 1: the column 'rate' a second time"],
    ['too many cells', 'name,rate,month\nA,0,2011-01,\n', 'TABLE_VALUE line 2: 4 cells'],
    ['a quote in the middle', 'name,rate,month\nA "b" c,0,2011-01\n', 'TABLE_VALUE line 2: A "b" c,0,2011-01'],
    ['a quote without an end', 'name,rate,month\n"A,0,2011-01\n', 'TABLE_VALUE line 2: "A,0,2011-01'],
    ['an empty cell', 'name,rate,month\nA,,2011-01\n', 'TABLE_VALUE line 2, rate: nothing'],
    ['a percent without its sign', 'name,rate,month\n\nA,5.25,2011-01\n', "TABLE_VALUE line 3, rate: '5.25'"],
    ['a month of 13', 'name,rate,month\nA,0,2011-13\n', "TABLE_VALUE line 2, month: '2011-13'"],
    ['a count with a fraction', 'name,rate,month,count\nA,0,2011-01,1.5\n', "TABLE_VALUE line 2, count: '1.5'"],
    ['a sign before dollars', 'name,rate,month,upb\nA,0,2011-01,-1\n', "TABLE_VALUE line 2, upb: '-1'"],
    ['a yes', 'name,rate,month,sure\nA,0,2011-01,yes\n', "TABLE_VALUE line 2, sure: 'yes'"],
  ])('is refused for %s', (_, text, fault) => {
    const { rows, faults } = read(text);
    expect(faults).toContain(fault);
    expect(rows).toEqual([]);
  });

  it('keeps the rows without faults, and tells all faults of the others', () => {
    const { rows, faults } = read('name,rate,month\nA,x,y\nB,0,2011-01\n,0,2011-01\n');
    expect(rows.map(({ name }) => name)).toEqual(['B']);
    expect(faults).toEqual([
      "TABLE_VALUE line 2, rate: 'x'",
      "TABLE_VALUE line 2, month: 'y'",
      'TABLE_VALUE line 4, name: nothing',
    ]);
  });

  it('may be Parquet with the same columns', async () => {
    const path = join(folder, 'reo.parquet');
    const duck = await Duck.open();
    await duck.run(
      `COPY (SELECT 'P1' AS id, 100.5 AS upb, 80 AS proceeds, 5e0 AS costs, 2 AS month, NULL AS state) TO ${literal(path)} (FORMAT parquet)`,
    );
    duck.close();
    const faults: Fault[] = [];
    const files = new SnapshotFiles(folder);
    const rows = await readTable(path, files, faults, [], (grid, list) => readReo(grid, ['homes'], list));
    expect(faults).toEqual([]);
    expect(rows).toEqual([{ id: 'P1', upb: 100.5, proceeds: 80, costs: 5, month: 2, state: '', group: 'homes' }]);
    expect([...files.hashes.keys()]).toEqual(['reo.parquet']);
  });
});

describe('months', () => {
  it('are counted as dates count them', () => {
    expect(monthNumberOf('2011-03')).toBe(2011 * 12 + 2);
    expect(monthText(2011 * 12 + 11)).toBe('2011-12');
    expect(monthText(monthNumberOf('2012-01'))).toBe('2012-01');
  });
});

describe('a forward curve', () => {
  const curve = { index: 'SOFR', months: ['2011-04', '2011-07', '2011-08'], rates: [0.01, 0.04, 0.02], source: 'by hand' };
  const at = (month: string) => forwardRate(curve, monthNumberOf(month));

  it('is linear between the months that are given, and holds after the last', () => {
    expect(['2011-04', '2011-05', '2011-06', '2011-07', '2011-08', '2030-01'].map((month) => at(month)?.toFixed(12))).toEqual(
      [0.01, 0.02, 0.03, 0.04, 0.02, 0.02].map((rate) => rate.toFixed(12)),
    );
  });

  it('says nothing before it begins', () => {
    expect(at('2011-03')).toBeUndefined();
    expect(alignCurve(curve, monthNumberOf('2011-03'))).toEqual({ lacks: '2011-03' });
  });

  it('begins for a trust in its first month, as percents', () => {
    const aligned = alignCurve(curve, monthNumberOf('2011-06'));
    expect('rates' in aligned && aligned.rates.segments).toEqual([{ kind: 'step', values: [3, 4, 2] }]);
  });

  it('may begin after the rates that are set already', () => {
    const aligned = alignCurve(curve, monthNumberOf('2011-03'), [0.005]);
    expect('rates' in aligned && aligned.rates.segments).toEqual([{ kind: 'step', values: [0.5, 1, 2, 3, 4, 2] }]);
  });

  it('that has ended is its last rate', () => {
    const aligned = alignCurve(curve, monthNumberOf('2012-01'));
    expect('rates' in aligned && aligned.rates.segments).toEqual([{ kind: 'step', values: [2] }]);
  });
});

describe('the benchmark', () => {
  it('has its years in ascending order', () => {
    const faults = new FaultList();
    readBenchmark(gridOfCsv('years,rate\n1,1%\n1,2%\n0.5,1%\n', faults), faults);
    expect(faults.all.map(({ place, got }) => `${place}: ${got}`)).toEqual([
      'line 3, years: 1 after 1',
      'line 4, years: 0.5 after 1',
    ]);
  });

  it('must say something', () => {
    const faults = new FaultList();
    readBenchmark(gridOfCsv('years,rate\n', faults), faults);
    expect(faults.all.map(({ code }) => code)).toEqual(['TABLE_SHAPE']);
  });
});

describe('real estate owned', () => {
  const HEADER = 'id,upb,proceeds,costs,month,state,group';

  it('of a deal with several groups says whose it is, and counts on from the payments made', () => {
    const faults = new FaultList();
    const rows = readReo(
      gridOfCsv(`${HEADER}\nP1,1,10,2,1,CA,g1\nP2,1,20,3,4,CA,g2\nP3,1,30,4,2,CA,\nP4,1,1,1,1,CA,g3\nP1,1,1,1,1,CA,g1\n`, faults),
      ['g1', 'g2'],
      faults,
    );
    expect(reoOfGroup(rows, 'g2', 60)).toEqual([{ proceeds: 20, costs: 3, month: 64 }]);
    expect(faults.all.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'TABLE_VALUE line 4, group',
      'SNAPSHOT_UNKNOWN_NAME line 5, group',
      'TABLE_VALUE line 6, id',
    ]);
  });
});

describe('remittances', () => {
  const POOL = 'month,beginUpb,endUpb,count,wac,interest,scheduled,prepaid,recoveries,defaults,losses,servicing';
  const line = (month: string) => `${month},2,1,1,5%,0.1,0.5,0.5,0,0,-0.25,0`;

  it('may speak of tranches whose names have dots, and of some of them only', () => {
    const faults = new FaultList();
    const rows = readRemittances(gridOfCsv(`${POOL},A.1.balance\n${line('2011-03')},7\n`, faults), ['A.1', 'B'], faults);
    expect(faults.all).toEqual([]);
    expect(rows[0]).toMatchObject({ month: '2011-03', losses: -0.25, wac: 0.05 });
    expect([...(rows[0]?.tranches ?? [])]).toEqual([['A.1', { interest: 0, principal: 0, balance: 7, writedown: 0, coupon: 0 }]]);
  });

  it('come in the order of time, each month once', () => {
    const faults = new FaultList();
    readRemittances(gridOfCsv(`${POOL}\n${line('2011-03')}\n${line('2011-02')}\n`, faults), [], faults);
    expect(faults.all.map(({ place, got }) => `${place}: ${got}`)).toEqual(['line 3, month: 2011-02 after 2011-03']);
  });
});
