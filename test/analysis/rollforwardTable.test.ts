/** The rollforward table: published tables cell by cell, sums, and what it says where figures do not add up. */
import { describe, expect, it } from 'vitest';
import {
  type ColumnCells,
  chainCells,
  ROLL_COLUMNS,
  type RollCells,
  type RollTable,
  rollTable,
  type StatedCells,
  sumCells,
  TABLE_COLUMNS,
} from '../../host/analysis/rollforwardTable.ts';
import borrowings from '../disclosure/borrowings_2020_2021.json' with { type: 'json' };
import published from '../disclosure/trust_rollforward_2009.json' with { type: 'json' };

const rowsOf = ({ rows }: RollTable) => Object.fromEntries(rows.map(({ row, cells }) => [row, cells]));

/** Rows of the published table that are components: sums are left to the table. */
const GIVEN = {
  begin: published.rows.begin,
  interestIncome: published.rows.interestIncome,
  interestExpense: published.rows.interestExpense,
  changeInFairValue: published.rows.changeInFairValue,
  changeInDebt: published.rows.changeInDebt,
  reoLosses: published.rows.reoLosses,
  // The filing nets them; here they stand in one of the rows that are netted.
  settlements: published.rows.netted,
  end: published.rows.end,
};

/** The components of the columns that are no totals. */
const components: RollCells = Object.fromEntries(
  ROLL_COLUMNS.map((column) => {
    const place = TABLE_COLUMNS.indexOf(column);
    const cells = Object.entries(GIVEN).flatMap(([row, amounts]) => {
      const amount = amounts[place];
      return typeof amount === 'number' ? [[row, amount]] : [];
    });
    return [column, Object.fromEntries(cells)];
  }),
);

describe('the published rollforward of 2009', () => {
  const table = rollTable(components, 'netted');

  it('comes out cell by cell, totals and dashes included', () => {
    expect(published.columns).toEqual([...TABLE_COLUMNS]);
    const cells = Object.fromEntries(table.rows.map(({ row, cells: own }) => [row, TABLE_COLUMNS.map((column) => own[column])]));
    expect(cells).toEqual(published.rows);
  });

  it('has the rows of the filing in their order', () => {
    expect(table.rows.map(({ row }) => row)).toEqual(Object.keys(published.rows));
  });

  it('foots, and holds against every sum that the filing states', () => {
    const stated: StatedCells = Object.fromEntries(
      TABLE_COLUMNS.map((column, place) => [
        column,
        Object.fromEntries(
          Object.entries(published.rows).flatMap(([row, amounts]) => {
            const amount = amounts[place];
            return typeof amount === 'number' ? [[row, amount]] : [];
          }),
        ),
      ]),
    );
    expect(rollTable(components, 'netted', stated).differences).toEqual([]);
  });

  it('gives the three totals that the letter states', () => {
    // -186,704 on trust assets, 199,709 on trust liabilities, 13,005 in all.
    expect(table.gains).toEqual(published.stated);
  });

  it('leaves the net trust assets that the letter states at both ends', () => {
    const rows = rowsOf(table);
    const net = (row: string) => (rows[row]?.trustAssets ?? 0) + (rows[row]?.trustLiabilities ?? 0);
    expect([net('begin'), net('end')]).toEqual([published.netTrustAssets[2008], published.netTrustAssets[2009]]);
  });

  it('says by how much a column does not foot, and which stated sum is not what it adds up to', () => {
    const { collateral = {} } = components;
    const wrong = { ...components, collateral: { ...collateral, end: 5_666_123 } };
    const { differences } = rollTable(wrong, 'netted', { trustAssets: { end: 5_809_445 } });
    expect(differences).toEqual([
      { column: 'collateral', row: 'end', stated: 5_666_123, computed: 5_666_122, by: 1 },
      { column: 'trustAssets', row: 'end', stated: 5_809_445, computed: 5_809_446, by: -1 },
    ]);
  });
});

describe('the published rollforward of borrowings, 2020 and 2021', () => {
  const cellsOf = ({ begin, interestExpense, changeInFairValue, settlements, end }: (typeof borrowings)[2020]): RollCells => ({
    borrowings: { begin, interestExpense, changeInFairValue, settlements, end },
  });

  it.each(['2020', '2021'] as const)('of %s foots, with the total in earnings that the filing prints', (year) => {
    const table = rollTable(cellsOf(borrowings[year]));
    expect(table.differences).toEqual([]);
    expect(rowsOf(table).earnings?.borrowings).toBe(borrowings[year].earnings);
    expect(rowsOf(table).end?.borrowings).toBe(borrowings[year].end);
  });

  it('chains over both years: each begins with what the one before ended with', () => {
    const chain = chainCells([cellsOf(borrowings[2020]), cellsOf(borrowings[2021])]);
    expect(chain.breaks).toEqual([]);
    const table = rollTable(chain.cells);
    expect(table.differences).toEqual([]);
    // 14,060 - 182,378 and 518,593 + 654,073.
    expect(rowsOf(table)).toMatchObject({
      begin: { borrowings: -2_619_210 },
      earnings: { borrowings: -168_318 },
      settlements: { borrowings: 1_172_666 },
      end: { borrowings: -1_614_862 },
    });
  });

  it('has unrealized gains that fit fair value less cost: cost falls by just what was settled', () => {
    // A liability's gain is cost less fair value. 2,500,674 + 2,086,557 = 4,587,231; less 654,073 of 2021 is 3,933,158.
    const costs = ([2020, 2021] as const).map((year) => borrowings[year].unrealized - borrowings[year].end);
    expect(costs).toEqual([4_587_231, 3_933_158]);
    expect((costs[0] ?? 0) - (costs[1] ?? 0)).toBe(borrowings[2021].settlements);
  });

  it('says where a period does not begin with what the one before ended with', () => {
    const later = { borrowings: { begin: -2_086_550, end: -2_086_550 } };
    expect(chainCells([cellsOf(borrowings[2020]), later]).breaks).toEqual([{ period: 2, column: 'borrowings', by: 7 }]);
  });
});

describe('a table', () => {
  const column: ColumnCells = {
    begin: '100.10',
    interestIncome: '0.20',
    changeInFairValue: '-3.30',
    otherComprehensiveIncome: '0.05',
    transfersToReo: '-10.00',
    purchases: '7.00',
    issues: '0.00',
    sales: '-2.00',
    settlements: '-20.00',
    end: '72.05',
  };

  it('keeps purchases, issues, sales and settlements apart, or nets them with what became REO', () => {
    // 100.10 + 0.20 - 3.30 + 0.05 - 10 + 7 - 2 - 20 = 72.05, which binary sums miss.
    const cells = { collateral: column };
    const gross = rollTable(cells);
    expect(gross.differences).toEqual([]);
    expect(rowsOf(gross)).toMatchObject({
      purchases: { collateral: 7 },
      settlements: { collateral: -20 },
      issues: { reo: null },
    });
    const netted = rollTable(cells, 'netted');
    // -10 + 7 - 2 - 20.
    expect(rowsOf(netted)).toMatchObject({ netted: { collateral: -25, reo: null }, earnings: { collateral: -3.1 } });
    expect(netted.differences).toEqual([]);
  });

  it('shows other comprehensive income only where there is some', () => {
    const { otherComprehensiveIncome: _, ...rest } = column;
    const names = (cells: ColumnCells) => rollTable({ collateral: cells }).rows.map(({ row }) => row);
    expect(names(column)).toContain('otherComprehensiveIncome');
    expect(names(rest)).not.toContain('otherComprehensiveIncome');
  });

  it('adds trusts up, and has no cell that none of them has', () => {
    const sum = sumCells([{ collateral: { begin: '0.10' } }, { collateral: { begin: '0.20', sales: 5 } }, { reo: { begin: 1 } }]);
    const rows = rowsOf(rollTable(sum));
    expect(rows.begin).toMatchObject({ collateral: 0.3, reo: 1, trustAssets: 1.3, borrowings: null });
    expect(rows.sales).toMatchObject({ collateral: 5, reo: null });
  });

  it('says by how much a column is off in cents', () => {
    expect(rollTable({ reo: { begin: '1.00', end: '1.01' } }).differences).toEqual([
      { column: 'reo', row: 'end', stated: 1.01, computed: 1, by: 0.01 },
    ]);
  });
});
