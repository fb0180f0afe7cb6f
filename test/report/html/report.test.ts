/** The report of a valuation: its parts, and that its figures are those of the tables. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../../host/report/html/valuation.ts';
import { htmlReport } from '../../../host/report/html.ts';
import { readTable, writeTables } from '../../../host/store/parquet.ts';
import { type Column, type ResultTable, rowsOf } from '../../../host/store/tables.ts';
import { temporaryFolder } from '../../store/folder.ts';
import { numberOf, type ReadTable, rowOf, tableIn, textOf, tolerance } from './reading.ts';
import { DATE, filled, ID, MANIFEST, replaced, sampleRun, sampleTables, TERMS } from './sample.ts';

const run = sampleRun();
const report = reportHtml(run);

const tableOf = (name: string, tables: readonly ResultTable[] = run.tables) => tables.find((table) => table.name === name)!;
const column = (name: string, of: string): Column['data'] => tableOf(name).columns.find((each) => each.name === of)!.data;
/** The rows of a table for which its columns hold these. */
const places = (name: string, wanted: Readonly<Record<string, unknown>>) =>
  Array.from({ length: rowsOf(tableOf(name)) }, (_, row) => row).filter((row) =>
    Object.entries(wanted).every(([of, value]) => column(name, of)[row] === value),
  );

/** The cell shows the number to its last digit; or nothing where there is none. */
function expectShown(cell: string | undefined, value: unknown, scale = 1): void {
  if (typeof value !== 'number' || Number.isNaN(value)) return void expect(cell).toBe('-');
  expect(Math.abs(numberOf(cell) - value * scale), `${cell} for ${value}`).toBeLessThanOrEqual(tolerance(cell ?? ''));
}

const cellOf = (table: ReadTable, row: string, head: string) => rowOf(table, row)[table.heads.indexOf(head)];

describe('the opening', () => {
  it('is the balance sheet, to the cent and in thousands', () => {
    const sheet = tableIn(report, 'Balance sheet');
    expect(report.indexOf('aria-label="Balance sheet"')).toBe(
      report.indexOf('class="scroll"') + 'class="scroll" tabindex="0" role="region" '.length,
    );
    const lines: readonly (readonly [string, string])[] = [
      ['Mortgage collateral, at fair value', 'collateral'],
      ['Derivative assets, at fair value', 'derivativeAssets'],
      ['Real estate owned, at net realizable value', 'reo'],
      ['Cash of the trusts', 'cash'],
      ['Trust assets', 'assets'],
      ['Borrowings, at fair value', 'borrowings'],
      ['Derivative liabilities, at fair value', 'derivativeLiabilities'],
      ['Trust liabilities', 'liabilities'],
      ['Net trust assets', 'netAssets'],
      ['residual interests', 'residual'],
      ['of which others own', 'residualOfOthers'],
      ['classes that the sponsor holds', 'held'],
      ['Securities available for sale', 'availableForSale'],
      ["Sponsor's long-term debt, at fair value", 'longTermDebt'],
    ];
    expect(sheet.rows.map(([label]) => label).filter((label) => label !== '')).toEqual(lines.map(([label]) => label));
    for (const [label, line] of lines) {
      const [at = -1] = places('sheet', { line });
      const amount = Number(column('sheet', 'amount')[at]);
      const [, cents, thousands] = rowOf(sheet, label);
      // The amounts are whole cents, so that what is shown is the amount itself.
      expect(numberOf(cents)).toBe(amount);
      expectShown(thousands, amount, 0.001);
    }
  });

  it('foots as shown', () => {
    const sheet = tableIn(report, 'Balance sheet');
    const cents = (label: string) => Math.round(numberOf(rowOf(sheet, label)[1]) * 100);
    const assets = [
      'Mortgage collateral, at fair value',
      'Derivative assets, at fair value',
      'Real estate owned, at net realizable value',
      'Cash of the trusts',
    ];
    expect(assets.reduce((sum, label) => sum + cents(label), 0)).toBe(cents('Trust assets'));
    expect(cents('Trust assets') - cents('Trust liabilities')).toBe(cents('Net trust assets'));
    expect(cents('residual interests') + cents('classes that the sponsor holds')).toBe(cents('Net trust assets'));
  });

  it('says what could not be valued, with every fault', () => {
    expect(tableIn(report, 'Trusts that could not be valued').rows).toEqual([
      ['alt-a-2007-1', 'LOAN_UNASSIGNED', 'trusts/alt-a-2007-1/loans.parquet', 'cohorts', '14 loans', 'a cohort for every loan'],
      ['alt-a-2007-1', 'TABLE_VALUE', 'trusts/alt-a-2007-1/reo.csv', 'row 7, proceeds', "'n/a'", 'dollars'],
    ]);
  });

  it('adds what is available for sale up to the line of the sheet', () => {
    const { rows, foot } = tableIn(report, 'Securities available for sale');
    expect(rows.map(([trust]) => trust)).toEqual(['multifamily-2006-3']);
    expect(foot[0]?.at(-1)).toBe(rows[0]?.at(-1));
    const [, residual, owned, ownedResidual] = rows[0] ?? [];
    expect(owned).toBe('40.0');
    expect(numberOf(ownedResidual)).toBeCloseTo(0.4 * numberOf(residual), 1);
  });

  it('has the debt of the sponsor', () => {
    expect(rowOf(tableIn(report, 'Long-term debt'), 'junior notes')).toEqual([
      'junior notes',
      '30,000,000.00',
      '7,214,389.12',
      '24.048',
    ]);
  });

  it('says what to look at', () => {
    const list = textOf(
      report.slice(report.indexOf('What to look at'), report.indexOf('</ul>', report.indexOf('What to look at'))),
    );
    for (const said of [
      '3 trusts valued, 2 of them consolidated',
      '1 trust could not be valued; the sheet is without it',
      '1 of 4 vendor quotes outside the range',
      '2 warnings',
      'The data checks found 3 rows under 1 rule',
    ])
      expect(list).toContain(said);
  });
});

describe('the table of vintages', () => {
  it('has balance, value and price, and the value of the classes over their balance', () => {
    // 2005: 1,000,000 worth 500,000; classes of 900,000 worth 450,000, and an interest-only class worth 9,000 whose face nobody is owed.
    // 2006: 3,000,000 worth 1,800,000; a class of 2,500,000 worth 1,250,000; and a trust that is not consolidated, 1,000,000 worth 700,000
    // without losses, a class of 600,000 worth 600,000.
    const trusts = filled(tableOf('trusts'), [
      { trust: 'one', vintage: 2005, consolidated: 1, upb: 1e6, collateral: 5e5 },
      { trust: 'two', vintage: 2006, consolidated: 1, upb: 3e6, collateral: 1.8e6 },
      { trust: 'other', vintage: 2006, consolidated: 0, upb: 1e6, collateral: 7e5 },
    ]);
    const instruments = filled(tableOf('instruments'), [
      { trust: 'one', instrument: 'collateral', kind: 'collateral', projected_loss: 2e5 },
      { trust: 'one', instrument: 'A', kind: 'tranche', face: 9e5, fair_value: 4.5e5, notional: 0 },
      { trust: 'one', instrument: 'X', kind: 'tranche', face: 9e5, fair_value: 9e3, notional: 1 },
      { trust: 'two', instrument: 'collateral', kind: 'collateral', projected_loss: 9e5 },
      { trust: 'two', instrument: 'A', kind: 'tranche', face: 2.5e6, fair_value: 1.25e6, notional: 0 },
      { trust: 'other', instrument: 'A', kind: 'tranche', face: 6e5, fair_value: 6e5, notional: 0 },
    ]);
    const tables = replaced(replaced(run.tables, trusts), instruments);
    const table = tableIn(reportHtml({ ...run, tables }), 'By vintage');
    expect(table.rows).toEqual([
      ['2005', '1', '1,000', '500', '50.000', '20.0', '900', '459', '51.0'],
      ['2006', '2', '4,000', '2,500', '62.500', '22.5', '3,100', '1,850', '59.7'],
    ]);
    // 3 of 5 million; 1.1 of 5; 2.309 of 4.
    expect(table.foot).toEqual([['All', '3', '5,000', '3,000', '60.000', '22.0', '4,000', '2,309', '57.7']]);
  });
});

describe('the part of a trust', () => {
  it('is one for each, in order, with an anchor that its line leads to', () => {
    expect(
      [...report.matchAll(/<section class="trust" id="(trust-\d+)">\s*<h2>(\S+)/g)].map(([, id, name]) => [id, name]),
    ).toEqual(TERMS.map(({ name }, k) => [`trust-${k + 1}`, name]));
    for (const [, anchor] of report.matchAll(/href="#([^"]*)"/g)) expect(report).toContain(`id="${anchor}"`);
  });

  it('has its assets and liabilities as in the table', () => {
    for (const { name } of TERMS) {
      const sheet = tableIn(report, `Assets and liabilities of ${name}`);
      const [at = -1] = places('trusts', { trust: name });
      const lines = {
        'Mortgage collateral, at fair value': 'collateral',
        Cash: 'cash',
        Assets: 'assets',
        'Borrowings, at fair value': 'borrowings',
        'Derivative liabilities, at fair value': 'derivative_liabilities',
        Liabilities: 'liabilities',
        'Net assets': 'net_assets',
        'residual interest': 'residual',
      };
      for (const [label, of] of Object.entries(lines)) expect(numberOf(rowOf(sheet, label)[1])).toBe(column('trusts', of)[at]);
    }
  });

  it('has every class with every figure of the table', () => {
    const figures: readonly (readonly [string, string, number])[] = [
      ['Face $', 'face', 1],
      ['Price per 100', 'price', 1],
      ['Fair value $', 'fair_value', 1],
      ['Accrued $', 'accrued', 1],
      ['Yield %', 'yield', 100],
      ['Benchmark %', 'benchmark', 100],
      ['Risk premium %', 'risk_premium', 100],
      ['Life years', 'average_life', 1],
      ['Projected loss $', 'projected_loss', 1],
      ['Coverage ×', 'coverage', 1],
      ['Held %', 'held', 100],
    ];
    let seen = 0;
    for (const { name } of TERMS) {
      const table = tableIn(report, `Classes of ${name}`);
      for (const row of places('instruments', { trust: name, kind: 'tranche' })) {
        const instrument = String(column('instruments', 'instrument')[row]);
        for (const [head, of, scale] of figures)
          expectShown(cellOf(table, instrument, head), column('instruments', of)[row], scale);
        expect(cellOf(table, instrument, 'First writedown')).toBe(column('instruments', 'first_writedown')[row] ?? '-');
        seen += 1;
      }
    }
    expect(seen).toBe(6 + 7 + 6);
  });

  it('counts no face that nobody is owed', () => {
    const { foot } = tableIn(report, 'Classes of alt-a-2006-2');
    const faces = places('instruments', { trust: 'alt-a-2006-2', kind: 'tranche' }).map((row) => ({
      name: column('instruments', 'instrument')[row],
      face: Number(column('instruments', 'face')[row]),
    }));
    const owed = faces.filter(({ name }) => name !== 'X').reduce((sum, { face }) => sum + face, 0);
    expectShown(foot[0]?.[2], owed);
    expect(textOf(report)).toContain('senior notional');
  });

  it('flags quotes outside the range, and those only', () => {
    const quotes = tableIn(report, 'Quotes for alt-a-2005-1');
    expect(quotes.rows.map((row) => [row[0], row[2], row.at(-1)])).toEqual([
      ['A1', '71.250', 'within'],
      ['M1', '12.250', 'outside'],
      ['M3', '2.500', 'not known'],
    ]);
    expect(report.match(/<tr class="flagged">/g)).toHaveLength(1);
    expect(tableIn(report, 'Quotes outside the range').rows.map(([trust, tranche]) => [trust, tranche])).toEqual([
      ['alt-a-2005-1', 'M1'],
    ]);
  });

  it('has pictures of balances, losses, collections and overcollateralization', () => {
    const titles = [...report.matchAll(/<figcaption><b>([^<]*)<\/b> <span class="unit">([^<]*)/g)].map(
      ([, title, unit]) => `${title}: ${unit}`,
    );
    expect(titles.slice(0, 4)).toEqual([
      'Collateral and classes: $ millions, balance after each payment',
      'Losses of the collateral: $ millions, a month',
      'Principal collected: $ millions, a month',
      'Overcollateralization: $ millions, against its target',
    ]);
    expect(titles).toHaveLength(12);
  });

  it('has cohorts, defaults, checks and strata', () => {
    expect(tableIn(report, 'Cohorts of alt-a-2005-1').rows.map(([cohort, , , share]) => [cohort, share])).toEqual([
      ['current', '71.0'],
      ['delinquent', '29.0'],
    ]);
    expect(tableIn(report, 'Defaults for missing terms of alt-a-2005-1').rows[0]?.at(-1)).toBe(
      'pool average of the prospectus supplement',
    );
    // The rule that no row breaks is not listed.
    expect(tableIn(report, 'Data checks of alt-a-2005-1').rows.map(([rule, , , rows]) => [rule, rows])).toEqual([
      ['rateAboveLifeCap', '3'],
    ]);
    expect(tableIn(report, 'State of alt-a-2005-1').rows[0]?.slice(0, 4)).toEqual(['CA', '1,178', '312,296,296', '51.0']);
    expect(textOf(report)).toContain('No loan tells: Loan to value now.');
    // The tape that the manifest knows is called as it is there.
    expect(report.match(/<code>[^<]*loans.parquet<\/code> \(/g)).toEqual([
      '<code>trusts/alt-a-2005-1/loans.parquet</code> (',
      '<code>/snapshots/trusts/alt-a-2006-2/loans.parquet</code> (',
      '<code>/snapshots/trusts/multifamily-2006-3/loans.parquet</code> (',
    ]);
  });
});

describe('the manifest', () => {
  it('has every input with its sha-256, the versions, limits and assumptions, who asked and when', () => {
    expect(tableIn(report, 'Inputs').rows).toEqual(
      MANIFEST.determines.inputs.map(({ path, bytes, sha256 }) => [path, bytes.toLocaleString('en-US'), sha256]),
    );
    const facts = tableIn(report, 'The run');
    expect(rowOf(facts, 'Run')[1]).toBe(ID);
    expect(rowOf(facts, 'Asked by')[1]).toBe('valuation team');
    expect(rowOf(facts, 'Started')[1]).toBe('2011-04-14 09:30:12 UTC');
    expect(rowOf(facts, 'Kernel')[1]).toBe(`${'b'.repeat(64)} (sha-256)`);
    expect(rowOf(facts, 'method')[1]).toBe('blended');
    expect(tableIn(report, 'Limits').rows).toHaveLength(2);
    expect(tableIn(report, 'What the figures rely on').rows[1]).toEqual(['forward curve of LIBOR_1M', 'futures of 2011-03-31']);
  });
});

describe('a report', () => {
  it('shows names as they are written, and lets none of them be markup', () => {
    const name = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;`;
    const [first] = TERMS;
    const evil = reportHtml({ ...sampleRun([{ ...first!, name, type: name, warnings: [name] }]), title: name });
    expect(evil).not.toContain('<img');
    expect(evil.match(/<script/g)).toHaveLength(1);
    expect(rowOf(tableIn(evil, 'By trust'), name.replaceAll(/\s+/g, ' '))).toBeDefined();
    expect(textOf(evil.match(/<h1>([\s\S]*?)<\/h1>/)?.[1] ?? '')).toBe(name);
  });

  it('loads nothing from anywhere', () => {
    const outside = report
      .replaceAll(/<a href="#[^"]*"/g, '')
      .match(/(?:src|href|action|poster|data)\s*=\s*"[^"]*"|url\([^)]*\)|@import|https?:/g);
    expect(outside).toEqual(['href="data:,"']);
  });

  it('of a valuation in which every trust failed still says so', () => {
    const failed = reportHtml({ ...run, tables: sampleTables([]) });
    expect(textOf(failed)).toContain('0 trusts valued');
    expect(tableIn(failed, 'Trusts that could not be valued').rows).toHaveLength(2);
    expect(failed).not.toContain('<svg');
  });

  it('of tables without months has no pictures', () => {
    const monthless = run.tables.map((table) => (table.name.endsWith('_months') ? { ...table, columns: [] } : table));
    const text = reportHtml({ ...run, tables: monthless });
    expect(text).not.toContain('<svg');
    expect(tableIn(text, 'Classes of alt-a-2005-1').rows).toHaveLength(6);
  });

  it('of sixty trusts is small enough to send', () => {
    const terms = Array.from({ length: 60 }, (_, k) => ({ ...TERMS[k % 3]!, name: `trust ${k}` }));
    expect(reportHtml(sampleRun(terms)).length).toBeLessThan(15e6);
  });
});

describe('the file', () => {
  const { folder, remove } = temporaryFolder();
  afterAll(remove);

  it('stands in the folder of its run, whole, and nothing beside it', async () => {
    const into = join(folder, 'runs', ID);
    mkdirSync(into, { recursive: true });
    const totals = {
      collateral: 0,
      reo: 0,
      derivativeAssets: 0,
      cash: 0,
      assets: 0,
      borrowings: 0,
      derivativeLiabilities: 0,
      liabilities: 0,
    };
    const rest = { netAssets: 0, residual: 0, residualOfOthers: 0, held: 0, availableForSale: 0, longTermDebt: 0 };
    const value = { snapshot: run.title, date: DATE, trusts: [], failed: [], totals: { ...totals, ...rest }, longTermDebt: [] };
    const path = await htmlReport(folder, { id: ID, value, manifest: run.manifest, tables: run.tables });
    expect(path).toBe(join(into, 'report.html'));
    expect(readFileSync(path, 'utf8')).toBe(report);
    expect(readdirSync(into)).toEqual(['report.html']);
  });

  it('says the same of tables that were kept as Parquet and read again', async () => {
    const files = run.tables.map((table) => [join(folder, `${table.name}.parquet`), table] as const);
    await writeTables(files);
    const tables = await Promise.all(files.map(([path]) => readTable(path)));
    expect(reportHtml({ ...run, tables })).toBe(report);
  });
});
