/** Workbooks: every formula worked out anew comes to what the file says, totals are those of the statements, and headers stay in sight. */
import { CFB, read, utils, type WorkBook } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import type { TieOut, TieOutFigure } from '../../host/analysis/tieOut.ts';
import type { HeldTrust } from '../../host/analysis/tieOutSnapshot.ts';
import { attributionTables } from '../../host/store/attributionTables.ts';
import { backTestTables } from '../../host/store/backTestTables.ts';
import { breakEvenTables } from '../../host/store/breakEvenTables.ts';
import { curveReviewTables } from '../../host/store/curveReviewTables.ts';
import { NO_DECISIONS } from '../../host/store/decisions.ts';
import { diffRunTables } from '../../host/store/diffTables.ts';
import { disclosureTables } from '../../host/store/disclosureTables.ts';
import { rollforwardTables } from '../../host/store/rollforwardTables.ts';
import type { RunView } from '../../host/store/runBook.ts';
import { sensitivityTables } from '../../host/store/sensitivityTables.ts';
import { simulateTables } from '../../host/store/simulateTables.ts';
import type { ResultTable } from '../../host/store/tables.ts';
import { tieOutTables } from '../../host/store/tieOutTables.ts';
import { runWorkbook } from '../../host/store/workbook.ts';
import { BREAK_EVEN, DISCLOSURE, SENSITIVITY, SIMULATION } from '../report/html/analyses.ts';
import { ATTRIBUTION, BACK_TEST, DIFF, REVIEW, ROLLFORWARD, TIE_OUT } from '../report/html/analysesBetween.ts';
import { ID, MANIFEST, sampleTables } from '../report/html/sample.ts';
import { formulasOf } from './formulas.ts';

function view(kind: string): RunView {
  const about = {
    title: 'Example Mortgage Holdings, 2011-03-31',
    askedBy: 'A. Moss',
    created: '2011-04-14T09:30:12.000Z',
    changed: '',
  };
  const adjustment = { at: '2011-04-15', by: 'A. Moss', target: 'one collateral', amount: -125_000, why: 'appraisals of March' };
  return {
    ...about,
    id: ID,
    status: 'done',
    locked: false,
    adjustments: 1,
    request: { kind, snapshot: 'portfolio' },
    manifest: MANIFEST,
    state: {
      ...about,
      kind: 'done',
      owner: { pid: 1, host: 'valuation-1', started: '', token: '' },
      request: '',
      faults: [],
      adjustments: [adjustment],
      head: { seq: 1, sha256: '' },
    },
  };
}

/** A month in which the model pays a class half a dollar more of interest, to the cent of two classes and the pool. */
const figure = (model: number, trustee = model) => ({ model, trustee, difference: model - trustee, ties: model === trustee });
const paid = (tranche: string, interest: TieOutFigure, balance: number) => ({
  tranche,
  figures: { interest, principal: figure(70), writedown: figure(0), balance: figure(balance) },
  coupon: { model: 0.06, trustee: 0.06 },
});
const MONTH: TieOut = {
  ...{ deal: 'One', month: '2011-02', date: '2011-02-25', ties: false, pool: figure(1_500), undistributed: 0, unreported: [] },
  tranches: [paid('A', figure(100.5, 100), 900), paid('B', figure(20), 400)],
  totals: { interest: figure(120.5, 120), principal: figure(140), writedown: figure(0), balance: figure(1_300) },
};
const HELD: HeldTrust = { trust: 'one', kind: 'held', ties: false, months: [MONTH], differences: [], worst: 0.5, rates: [] };

const TABLES: Readonly<Record<string, readonly ResultTable[]>> = {
  value: sampleTables(),
  rollforward: rollforwardTables(ROLLFORWARD),
  attribution: attributionTables(ATTRIBUTION),
  sensitivity: sensitivityTables(SENSITIVITY),
  disclosure: disclosureTables(DISCLOSURE),
  simulation: simulateTables(SIMULATION, false),
  'break-even': breakEvenTables(BREAK_EVEN),
  review: curveReviewTables(REVIEW, NO_DECISIONS),
  'back-test': backTestTables(BACK_TEST),
  'tie-out': tieOutTables({ ...TIE_OUT, trusts: [HELD] }),
  diff: diffRunTables(DIFF),
};
const books = new Map(Object.entries(TABLES).map(([kind, tables]) => [kind, runWorkbook(view(kind), tables)]));
const readBooks = new Map([...books].map(([kind, bytes]) => [kind, read(bytes, { cellNF: true })]));
const bookOf = (kind: string): WorkBook => readBooks.get(kind)!;
/** A sheet as rows of what its cells hold. */
const rowsIn = (kind: string, sheet: string) =>
  utils.sheet_to_json<(string | number)[]>(bookOf(kind).Sheets[sheet]!, { header: 1, defval: '' });
const rowIn = (kind: string, sheet: string, label: string) => rowsIn(kind, sheet).find(([first]) => first === label);

describe('the formulas of a workbook', () => {
  it.each(Object.keys(TABLES))('of a run of kind %s come to what the file says, to the cent', (kind) => {
    const formulas = formulasOf(bookOf(kind));
    expect(formulas.length).toBeGreaterThan(2);
    for (const { sheet, cell, formula, cached, worked } of formulas)
      expect(Math.abs(worked.minus(cached).toNumber()), `${sheet} ${cell} = ${formula}: ${cached}`).toBeLessThan(0.005);
  });

  it.each([
    ['value', 'Balance sheet', 'Difference'],
    ['rollforward', 'Rollforward of fair values', 'difference'],
    ['attribution', 'Attribution by class', 'difference'],
  ])('of %s check that the statement foots: 0.00', (kind, sheet, label) => {
    const checks = rowIn(kind, sheet, label)!
      .slice(1)
      .filter((cell) => cell !== '');
    expect(checks.length).toBeGreaterThan(2);
    for (const check of checks) expect(check).toBe(0);
  });

  it('find what does not foot', () => {
    // The end of real estate is 10 more than its rows come to.
    const table = ROLLFORWARD.table;
    const rows = table.rows.map((line) => (line.row === 'end' ? { ...line, cells: { ...line.cells, reo: 50_010 } } : line));
    const book = read(runWorkbook(view('rollforward'), rollforwardTables({ ...ROLLFORWARD, table: { ...table, rows } })));
    const found = utils.sheet_to_json<(string | number)[]>(book.Sheets['Rollforward of fair values']!, { header: 1, defval: '' });
    const at = found[0]!.indexOf('reo (dollars)');
    expect(found.find(([first]) => first === 'difference')![at]).toBe(10);
  });
});

describe('the statements', () => {
  it('add the consolidated trusts up to the balance sheet', () => {
    const { Sheets } = bookOf('value');
    const sheet = Sheets['Balance sheet']!;
    // Two consolidated trusts in rows 2 and 3, the total in row 4, what the run says in row 5.
    expect([sheet.A2.v, sheet.A3.v, sheet.A4.v, sheet.A5.v]).toEqual(['alt-a-2005-1', 'alt-a-2006-2', 'Total', 'Balance sheet']);
    expect(sheet.B4.f).toBe('SUM(B2:B3)');
    expect(sheet.F2.f).toBe('SUM(B2:E2)');
    expect(sheet.J2.f).toBe('F2-I2');
    expect(sheet.B4.v).toBe(sheet.B5.v);
    expect(sheet.B4.z).toBe('#,##0.00;[Red]-#,##0.00;0.00');
  });

  it('have the table of filings with its sums down and across', () => {
    const sheet = bookOf('rollforward').Sheets['Rollforward of fair values']!;
    const rows = rowsIn('rollforward', 'Rollforward of fair values');
    expect(rows[0]!.slice(0, 3)).toEqual(['Row', 'available_for_sale (dollars)', 'collateral (dollars)']);
    const place = (label: string) => rows.findIndex(([first]) => first === label) + 1;
    expect(sheet[`F${place('begin')}`].f).toBe(`SUM(B${place('begin')}:E${place('begin')})`);
    expect(sheet[`C${place('earnings')}`].f).toBe(`SUM(C${place('begin') + 1}:C${place('earnings') - 1})`);
    // 20,000.20 of interest less 5,000.05.
    expect(sheet[`C${place('earnings')}`].v).toBe(15_000.15);
    expect(rowIn('rollforward', 'Derivatives', 'Total')).toEqual(['Total', '', -1_000, -300, 50, -650, 0]);
  });

  it('take a change apart, and put it together', () => {
    expect(rowIn('attribution', 'Attribution by class', 'closing')!.slice(1)).toEqual(
      [10_180_000.1 - 0.5, 179_200_000.35, 169_020_000.75].map((v) => expect.closeTo(v, 2)),
    );
    for (const [, , , ...amounts] of rowsIn('attribution', 'Attribution by instrument').slice(1)) expect(amounts.at(-1)).toBe(0);
  });

  it('have the changes of trusts beside those of the total', () => {
    expect(rowsIn('sensitivity', 'Net assets by trust').slice(0, 2)).toEqual([
      ['Shock', 'one (dollars)', 'sum (dollars)', 'net trust assets (dollars)', 'difference (dollars)'],
      ['default x 1.1', -30_000, -30_000, -30_000, 0],
    ]);
    // Collateral -50, borrowings -20, no derivatives: net assets -30.
    expect(rowIn('sensitivity', 'Changes by shock', 'default x 1.1')!.at(-1)).toBe(0);
  });

  it('hold the model against trustees, item by item, the pool apart', () => {
    const rows = rowsIn('tie-out', 'Model against trustee').slice(1);
    expect(rows.filter(([, , third]) => third === 'Total')).toEqual([
      ['balance', '2011-02', 'Total', '', 1_500, 1_500, 0, 0, 0],
      ['interest', '2011-02', 'Total', '', 120.5, 120, 0.5, 0.5, 0],
      ['principal', '2011-02', 'Total', '', 140, 140, 0, 0, 0],
      ['balance', '2011-02', 'Total', '', 1_300, 1_300, 0, 0, 0],
      ['writedown', '2011-02', 'Total', '', 0, 0, 0, 0, 0],
    ]);
  });

  it('add trusts up to a period of a back-test, and say where they do not', () => {
    const of = (label: string) =>
      rowsIn('back-test', 'Errors by trust').filter(
        ([period, line, third]) => period === '2010-12-31' && line === 'interest' && third === label,
      );
    // The only tested trust has 100 of 80 in both periods; the first says 90 of 100.
    expect(of('Total')).toEqual([['2010-12-31', 'interest', 'Total', 100, 80, 20, 20, 0]]);
    expect(of('as the run says')).toEqual([['2010-12-31', 'interest', 'as the run says', 90, 100, -10, -10, 0]]);
    expect(of('difference')).toEqual([['2010-12-31', 'interest', 'difference', 10, -20, 30, 30, '']]);
  });

  it('add instruments of a simulation up by kind', () => {
    const total = rowsIn('simulation', 'Values by kind').find(([kind, second]) => kind === 'residual' && second === 'Total');
    // 100,000 in the base case, 0.9999 of it on the paths.
    expect(total).toEqual([
      'residual',
      'Total',
      '',
      100_000,
      expect.closeTo(99_990, 6),
      expect.closeTo(99_990, 6),
      expect.closeTo(-10, 6),
    ]);
    const differing = rowsIn('simulation', 'Values by kind').filter(([, second]) => second === 'difference');
    // Totals of classes are none that the run keeps here.
    expect(differing.map(([kind, , , price]) => [kind, price])).toEqual([
      ['collateral', 0],
      ['class', ''],
      ['residual', 0],
    ]);
  });

  it('roll pool less classes to overcollateralization, flags to those of the trust, and differences of two runs', () => {
    expect(rowsIn('break-even', 'Capital structure').slice(-3)).toEqual([
      ['one', 'left of pool and real estate', 20_000],
      ['one', 'overcollateralization, as the run says', 20_000],
      ['one', 'difference: classes that were not asked for', 0],
    ]);
    expect(rowsIn('review', 'Cohorts and flags').slice(1)).toEqual([
      ['one', 'current', 1_000_000, 0, 0],
      ['one', 'all loans together', '', 1, 1],
      ['one', 'Total', 1_000_000, 1, 1],
      ['one', 'as the run says', 1_000_000, '', 1],
      ['one', 'difference', 0, '', 0],
    ]);
    expect(rowsIn('diff', 'Largest differences').slice(1)).toEqual([
      ['trusts', 'one', 'collateral', 'dollars', 1_000_000.5, 900_000.25, -100_000.25, -100_000.25, 0],
      ['trusts', 'one', 'held', 'share', 0.5, 0.25, -0.25, -0.25, 0],
      ['trusts', 'two', 'method', '', '', '', '', '', ''],
    ]);
  });

  it('say what principal and fair value differ by', () => {
    expect(rowIn('disclosure', 'Principal and fair value', 'collateral')).toEqual([
      'collateral',
      1_500_000.5,
      900_000.25,
      -600_000.25,
    ]);
    // Of what is owed, a value below its cost is a gain.
    expect(rowIn('disclosure', 'Unrealized gains', 'borrowings')!.at(-1)).toBe(500_000);
  });
});

describe('the sheets', () => {
  it('begin with a cover that says what was read, relied on and adjusted', () => {
    const cover = rowsIn('value', 'Cover');
    expect(cover).toContainEqual(['Input', 'snapshot.yaml', '1'.repeat(64), 1234]);
    expect(cover).toContainEqual(['Limit', 'real estate owned', 'net realizable value, which is no fair value', '']);
    expect(cover).toContainEqual(['Adjustment', 'one collateral', 'appraisals of March (A. Moss)', -125_000]);
    expect(cover).toContainEqual(['Run', 'Id', ID, '']);
  });

  it('have one header row with the units, frozen, over every digit of the table', () => {
    const rows = rowsIn('disclosure', 'yields');
    expect(rows[0]!.slice(3, 6)).toEqual(['fair_value (dollars)', 'upb (dollars)', 'yield (decimal a year, bond-equivalent)']);
    expect(rows).toHaveLength(2);
    expect(rows[1]![5]).toBe(0.0925);
    const zip = CFB.read(books.get('disclosure'), { type: 'buffer' });
    const sheets = zip.FullPaths.flatMap((path: string, place: number) =>
      /sheet\d+\.xml$/.test(path) ? [zip.FileIndex[place]] : [],
    );
    expect(sheets).toHaveLength(bookOf('disclosure').SheetNames.length);
    for (const { content } of sheets)
      expect(new TextDecoder().decode(content)).toContain(
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
      );
  });

  it('of tables that share a name, or have one that programs keep for themselves, have names of their own', () => {
    const table = (name: string): ResultTable => ({ name, columns: [{ name: 'a', kind: 'text', data: ['x'] }] });
    const long = 'a'.repeat(40);
    const { SheetNames } = read(runWorkbook(view('other'), [table('history'), table(long), table(`${long}b`)]));
    expect(SheetNames).toEqual(['Cover', 'history (2)', 'a'.repeat(31), `${'a'.repeat(27)} (2)`]);
  });
});
