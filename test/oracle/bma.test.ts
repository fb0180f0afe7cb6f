/**
 * Collateral with defaults against the standard's own printed table.
 *
 * Source: Bond Market Association, Standard Formulas, cash flow A: $100m, 8 %, 360 months, 1 % SMM, 1 % MDR, 12 months to
 * liquidation, severity 20 %, principal and interest advanced. Printed in whole dollars.
 */
import { describe, expect, test } from 'vitest';
import { type OracleResult, runOracle } from './index.ts';

const UPB = 100_000_000;
const deal = {
  dates: { settlement: '2000-01-01', firstPayment: '2000-02-01' },
  collateral: { g: { loans: [{ upb: UPB, noteRate: '8%', remainingTerm: 360 }] } },
  steps: [{ release: ['interest', 'principal'] }],
};
const speeds = { smm: [0.01], mdr: [0.01], severity: [0.2], lag: 12 };

// The standard shows what was expected, what was lost and what was paid; three settings of the switches bring them out.
const advanced = runOracle(deal, { ...speeds, advance: { principal: true, interest: true } });
const interestLost = runOracle(deal, { ...speeds, advance: { principal: true } });
const nothingAdvanced = runOracle(deal, speeds);
const scheduled = runOracle(deal, {});

type Column = (at: number) => number;
const at =
  (run: OracleResult, field: keyof OracleResult['groups'][string]): Column =>
  (month) =>
    run.groups.pool![field][month]!.toNumber();
const less =
  (a: Column, b: Column): Column =>
  (month) =>
    a(month) - b(month);

const COLUMNS: Record<string, Column> = {
  performing: at(advanced, 'performing'),
  defaults: at(advanced, 'defaults'),
  foreclosure: at(advanced, 'foreclosure'),
  expectedAmort: at(advanced, 'scheduled'),
  prepaid: at(advanced, 'prepaid'),
  amortDefaulted: less(at(advanced, 'scheduled'), at(nothingAdvanced, 'scheduled')),
  actualAmort: at(nothingAdvanced, 'scheduled'),
  expectedInterest: at(advanced, 'grossInterest'),
  interestLost: less(at(advanced, 'grossInterest'), at(interestLost, 'grossInterest')),
  actualInterest: at(interestLost, 'grossInterest'),
  recoveries: at(advanced, 'recoveries'),
  losses: at(advanced, 'losses'),
  amortizedDefault: (month) => at(advanced, 'recoveries')(month) + at(advanced, 'losses')(month),
};

// Month, then the columns above in order; the amortization factor of the table is tested on its own.
const ROWS = [
  [1, 97934244, 1000000, 999329, 67098, 999329, 671, 66427, 666667, 6667, 660000, 0, 0, 0],
  [2, 95910689, 979342, 1977334, 66870, 978680, 1337, 65532, 659557, 13191, 646366, 0, 0, 0],
  [12, 77816148, 794620, 10674244, 64994, 794042, 7770, 57223, 595663, 71213, 524449, 0, 0, 0],
  [13, 76203943, 778161, 10453093, 64118, 777591, 7666, 56453, 589936, 76349, 513587, 791646, 200000, 991646],
  [14, 74624734, 762039, 10236469, 63255, 761477, 7562, 55693, 577714, 74768, 502946, 775233, 195868, 971101],
  [60, 28288335, 288958, 3880385, 33903, 288656, 4053, 29850, 219063, 28351, 190712, 293702, 74530, 368232],
  [120, 7766959, 79388, 1065414, 15029, 79255, 1797, 13233, 60185, 7789, 52396, 80543, 20625, 101168],
  [180, 2022789, 20700, 277471, 6663, 20641, 797, 5866, 15693, 2031, 13662, 20930, 5449, 26379],
  [240, 474084, 4864, 65031, 2954, 4838, 353, 2600, 3687, 477, 3210, 4882, 1317, 6198],
  [300, 84409, 873, 11579, 1309, 861, 157, 1153, 662, 86, 576, 856, 257, 1112],
  [336, 18286, 194, 2508, 804, 187, 96, 708, 147, 19, 128, 177, 70, 247],
  [348, 7461, 82, 1023, 683, 76, 82, 601, 62, 8, 54, 66, 39, 105],
  [349, 6793, 0, 854, 674, 69, 75, 599, 57, 7, 50, 59, 37, 95],
  [359, 577, 0, 7, 586, 6, 7, 579, 8, 0, 8, 0, 13, 13],
  [360, 0, 0, 0, 577, 0, 0, 577, 4, 0, 4, 0, 7, 7],
] as const;

const TOTALS = {
  defaults: 47576640,
  expectedAmort: 5510477,
  prepaid: 47527662,
  amortDefaulted: 614780,
  actualAmort: 4895697,
  recoveries: 37446547,
  losses: 9515314,
  amortizedDefault: 46961860,
};

const FACTORS = { 1: 0.9993, 14: 0.9902, 60: 0.9507, 180: 0.7678, 300: 0.3619, 359: 0.0073, 360: 0 };

describe('the standard cash flow of the Bond Market Association', () => {
  test.each(ROWS)('month %i is as printed, to the dollar', (month, ...printed) => {
    const found = Object.values(COLUMNS).map((column) => column(month - 1));
    // Half a dollar, and a hair for figures that lie right between two.
    expect(found.map((amount, column) => Math.abs(amount - printed[column]!) <= 0.5 + 1e-6)).toEqual(printed.map(() => true));
    expect(found.map(Math.round)).toEqual([...printed]);
  });

  test('the totals are as printed, to the dollar', () => {
    const totals = Object.keys(TOTALS).map((name) => {
      const column = COLUMNS[name]!;
      return [name, Math.round(Array.from({ length: advanced.periods }, (_, month) => column(month)).reduce((a, b) => a + b))];
    });
    expect(Object.fromEntries(totals)).toEqual(TOTALS);
  });

  test('the scheduled balance is as printed, to four decimals', () => {
    const found = Object.keys(FACTORS).map((month) => [
      month,
      Number((at(scheduled, 'end')(Number(month) - 1) / UPB).toFixed(4)),
    ]);
    expect(Object.fromEntries(found)).toEqual(FACTORS);
    expect(advanced.periods).toBe(360);
  });
});
