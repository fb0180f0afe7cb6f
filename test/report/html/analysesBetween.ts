/** What analyses between two dates and trials of curves give, written by hand. */
import type { Attribution } from '../../../host/analysis/attribution.ts';
import { type AttributionColumn, EFFECTS, type Effect, type InstrumentClass } from '../../../host/analysis/attributionColumns.ts';
import { FACTORS } from '../../../host/analysis/attributionFactors.ts';
import { bridgesOf } from '../../../host/analysis/attributionWords.ts';
import type { BackTestFigure, BackTestLine, TestedTrust } from '../../../host/analysis/backTest.ts';
import { type BackTestHistory, historyOf } from '../../../host/analysis/backTestHistory.ts';
import type { SnapshotReview } from '../../../host/analysis/curveReview.ts';
import { DEFAULT_TESTS } from '../../../host/analysis/reviewTests.ts';
import type { Rollforward } from '../../../host/analysis/rollforward.ts';
import { rollTable } from '../../../host/analysis/rollforwardTable.ts';
import type { SnapshotTieOut, TieOutDifference } from '../../../host/analysis/tieOutSnapshot.ts';
import type { RunDiff } from '../../../host/store/diffRuns.ts';

const PORTFOLIO = 'Example Mortgage Holdings';

/** A column that foots: the closing is worked out. */
function attributed(
  instrumentName: string,
  of: InstrumentClass,
  trust: string | null,
  opening: number,
  some: Partial<Record<Effect, number>>,
) {
  const effects = { ...emptyEffects(), ...some };
  const closing = EFFECTS.reduce((sum, effect) => sum + effects[effect], opening);
  return { trust, instrument: instrumentName, class: of, opening, effects, closing } satisfies AttributionColumn;
}

function emptyEffects(): Record<Effect, number> {
  return {
    payments: 0,
    time: 0,
    collateral: 0,
    index: 0,
    prepayment: 0,
    default: 0,
    severity: 0,
    yields: 0,
    technique: 0,
    remainder: 0,
    scope: 0,
  };
}

const COLLATERAL = { payments: -7_250_000.25, time: 6_230_000.5, default: -250_000, yields: 1_480_000 };
const BORROWINGS = { payments: -8_430_000, time: 6_000_000, yields: 1_450_000.75 };
const CLASS_COLUMNS = [
  attributed('collateral', 'collateral', null, 178_990_000.1, COLLATERAL),
  attributed('borrowings', 'borrowings', null, 170_000_000, BORROWINGS),
];
const NET = attributed('netAssets', 'residual', null, 8_990_000.1, {
  payments: 1_179_999.75,
  time: 230_000.5,
  default: -250_000,
  yields: 29_999.25,
});

export const ATTRIBUTION: Attribution = {
  portfolio: PORTFOLIO,
  from: '2010-12-31',
  to: '2011-03-31',
  sharing: 'ordered',
  order: FACTORS,
  instruments: [
    attributed('collateral', 'collateral', 'one', 178_990_000.1, COLLATERAL),
    attributed('A1', 'borrowings', 'one', 170_000_000, BORROWINGS),
  ],
  trusts: [{ trust: 'one', consolidated: true, classes: CLASS_COLUMNS, net: NET, moves: {} }],
  classes: CLASS_COLUMNS,
  net: NET,
  moves: {},
  sentences: ['The collateral rose by $209,999, from $178.99 million to $179.20 million.'],
  bridges: bridgesOf(CLASS_COLUMNS, FACTORS),
  failed: [],
  notes: ['one: no hedges', 'two: no hedges'],
  loanMonthPaths: 1,
};

const ROLLED = rollTable({
  collateral: {
    begin: 1_000_000.1,
    interestIncome: 20_000.2,
    changeInFairValue: -5_000.05,
    transfersToReo: -15_000,
    settlements: -100_000.25,
    end: 900_000,
  },
  reo: { begin: 40_000, transfersToReo: 15_000, settlements: -5_000, end: 50_000 },
  borrowings: { begin: -800_000, interestExpense: -10_000, changeInFairValue: 2_000, settlements: 98_000, end: -710_000 },
});

export const ROLLFORWARD: Rollforward = {
  portfolio: PORTFOLIO,
  from: '2010-12-31',
  to: '2011-03-31',
  interest: 'accretion',
  table: ROLLED,
  periods: [],
  breaks: [],
  trusts: [{ trust: 'one', table: ROLLED }],
  reo: [
    {
      trust: 'one',
      begin: 40_000,
      acquired: 15_000,
      sold: 5_000,
      change: 0,
      end: 50_000,
      count: { begin: 2, acquired: 1, sold: 1, end: 2 },
    },
  ],
  hedges: [{ trust: 'one', hedge: 'swap', begin: -1_000, received: -300, change: 50, end: -650 }],
  unrealized: { method: 'fair value less cost', columns: { collateral: -200_000, borrowings: 150_000 } },
  failed: [],
  notes: [],
};

const untested = { months: null, curve: null, against: null, value: null, low: null, high: null, note: '' };

/** The last curve was a point above today's, which is flat; the loans did 10 % in the last month and nothing is known of severity. */
export const REVIEW: SnapshotReview = {
  snapshot: PORTFOLIO,
  date: '2011-03-31',
  previous: '2010-12-31',
  tests: DEFAULT_TESTS,
  trusts: [
    {
      trust: 'one',
      type: 'alt-a',
      vintage: 2005,
      upb: 1_000_000,
      through: '2011-03',
      firstMonth: '2011-04',
      windows: [{ months: 1, from: '2011-03', to: '2011-03', cpr: 0.1, cdr: 0.02, severity: null, liquidated: 0 }],
      months: [{ month: '2011-03', performing: 1_000_000, cpr: 0.1, cdr: 0.02, severity: null, liquidated: 0 }],
      pool: [
        {
          curve: 'prepayment',
          level: 0.05,
          path: [0.05, 0.05, 0.05],
          lastPath: [0.06, 0.06, 0.06],
          results: [
            { ...untested, test: 'signedError', status: 'flag', months: 1, curve: 0.05, against: 0.1, value: -0.05, high: 0.04 },
          ],
          flags: 1,
        },
      ],
      cohorts: [
        {
          cohort: 'current',
          upb: 1_000_000,
          share: 1,
          curves: [
            {
              trust: 'one',
              cohort: 'current',
              curve: 'prepayment',
              text: '5 CPR',
              source: 'third party',
              reviewed: false,
              level: 0.05,
              path: [0.05, 0.05, 0.05],
              lastPath: null,
              results: [],
              flags: 0,
            },
          ],
        },
      ],
      flags: 1,
    },
  ],
  unread: [],
  flags: 1,
};

const figureOf = (projected: number, actual: number): BackTestFigure => ({
  projected,
  actual,
  error: projected - actual,
  percent: actual === 0 ? null : (projected - actual) / actual,
});
const linesOf = (projected: number, actual: number): Record<BackTestLine, BackTestFigure> => {
  const each = figureOf(projected, actual);
  return {
    interest: each,
    scheduled: each,
    prepaid: each,
    recoveries: each,
    collections: each,
    defaults: each,
    losses: each,
    endUpb: each,
  };
};
const tested: TestedTrust = {
  trust: 'one',
  kind: 'tested',
  months: [{ month: '2011-01', lines: linesOf(100, 80), classes: [] }],
  total: {
    lines: linesOf(100, 80),
    classes: [{ tranche: 'A', figures: { interest: figureOf(10, 10), principal: figureOf(90, 70), writedown: figureOf(0, 0) } }],
  },
};
const period = (projectedAt: string, date: string, projected: number, actual: number) => ({
  snapshot: PORTFOLIO,
  date,
  projectedAt,
  trusts: [tested, { trust: 'two', kind: 'not tested' as const, why: 'it has no remittances', faults: [] }],
  months: tested.months,
  total: linesOf(projected, actual),
});
const PERIODS = [period('2010-09-30', '2010-12-31', 90, 100), period('2010-12-31', '2011-03-31', 100, 80)];

/** Every line came at 100 of 90 projected, then at 80 of 100. */
export const BACK_TEST: BackTestHistory = { tests: PERIODS, lines: historyOf(PERIODS), ended: [] };

const apart: TieOutDifference = {
  month: '2011-02',
  of: 'A',
  item: 'interest',
  model: 100.5,
  trustee: 100,
  difference: 0.5,
  isCarried: false,
};

export const TIE_OUT: SnapshotTieOut = {
  snapshot: PORTFOLIO,
  date: '2011-03-31',
  previous: '2010-12-31',
  within: 0.015,
  trusts: [
    { trust: 'one', kind: 'held', ties: true, months: [], differences: [], worst: 0.0044, rates: [] },
    { trust: 'two', kind: 'held', ties: false, months: [], differences: [apart], worst: 0.5, rates: [] },
    { trust: 'three', kind: 'not held', why: 'it has no remittances', faults: [] },
  ],
  ties: false,
};

const UNCHANGED = { rows: 2, onlyA: [], onlyB: [], cells: 4, differing: 0, columns: [], largest: [], shapes: [] };
const FELL = {
  table: 'trusts',
  row: ['one'],
  column: 'collateral',
  unit: 'dollars',
  a: 1_000_000.5,
  b: 900_000.25,
  change: -100_000.25,
};
const SHARE = { table: 'trusts', row: ['one'], column: 'held', unit: 'share', a: 0.5, b: 0.25, change: -0.25 };
const SAID = { table: 'trusts', row: ['two'], column: 'method', unit: null, a: 'assets', b: null, change: null };

/** Collateral of one trust fell, a share was halved, a text went, and one run has a table more. */
export const DIFF: RunDiff = {
  a: '20110331T170000000Z-0123456789ab',
  b: '20110401T170000000Z-0123456789ab',
  titleA: `${PORTFOLIO}, 2011-03-31`,
  titleB: `${PORTFOLIO}, 2011-03-31`,
  same: false,
  request: [{ place: 'method', a: null, b: 'blended' }],
  inputs: [
    { path: 'gone.csv', a: '1'.repeat(64), b: null, changes: [], count: null, why: 'only the first run read it' },
    {
      path: 'trusts/one/trust.yaml',
      a: '2'.repeat(64),
      b: '3'.repeat(64),
      changes: [{ place: 'residualOwned', a: '100%', b: '50%' }],
      count: 2,
      why: null,
    },
  ],
  settings: [{ place: 'versions kernel', a: 'May', b: 'June' }],
  tables: [
    {
      ...UNCHANGED,
      ...{ table: 'trusts', key: ['trust'], onlyA: [['three']], differing: 3, largest: [FELL, SHARE, SAID] },
      columns: [
        { column: 'collateral', unit: 'dollars', differing: 1, net: -100_000.25, size: 100_000.25 },
        { column: 'held', unit: 'share', differing: 1, net: -0.25, size: 0.25 },
        { column: 'method', unit: null, differing: 1, net: null, size: null },
      ],
    },
    { ...UNCHANGED, table: 'sheet', key: ['line'] },
  ],
  onlyA: [],
  onlyB: ['tied'],
  largest: [FELL, SHARE, SAID],
};
