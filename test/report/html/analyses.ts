/** What analyses of one date give, written by hand: two trusts at most, figures that foot in the head. And one of every kind. */
import type { PortfolioBreakEven } from '../../../host/analysis/breakEvenPortfolio.ts';
import type { Disclosure } from '../../../host/analysis/disclosure.ts';
import type { Figures, SensitivityReport } from '../../../host/analysis/sensitivity.ts';
import type { SimulationReport } from '../../../host/analysis/simulate.ts';
import type { Distribution } from '../../../host/analysis/simulateNumbers.ts';
import { NO_DECISIONS } from '../../../host/store/decisions.ts';
import { ATTRIBUTION, BACK_TEST, DIFF, REVIEW, ROLLFORWARD, TIE_OUT } from './analysesBetween.ts';

const PORTFOLIO = 'Example Mortgage Holdings';
const FAILED = [{ trust: 'broken-1', faults: ['TABLE_VALUE loans.csv row 3: got -1; expected a balance'] }];

/** Figures of a trust: collateral - borrowings + derivatives = net assets = residual + held. */
function figures(collateral: number, borrowings: number, derivatives = 0, held = 0): Figures {
  const netAssets = collateral - borrowings + derivatives;
  return { netAssets, collateral, borrowings, derivatives, residual: netAssets - held, held };
}

const none = figures(0, 0);
/** What each shock changes of the trust that is consolidated, and so of the total. */
const CHANGES = [
  figures(-50_000, -20_000),
  figures(40_000, 25_000),
  figures(-30_000, -30_000),
  none,
  figures(-10_000, -5_000),
  figures(-80_000, -20_000),
  figures(-120_000, -20_000),
];

/** Three named shocks and a grid of two by two: trusts one and two, the second of which is not consolidated. */
export const SENSITIVITY: SensitivityReport = {
  snapshot: PORTFOLIO,
  date: '2011-03-31',
  method: 'blended',
  shocks: [
    { name: 'default x 1.1', input: 'default', about: 'more' },
    { name: 'default x 0.9', input: 'default', about: 'less' },
    { name: 'yields +100 bp', input: 'yields', about: 'higher' },
    ...['default x 1, severity x 1', 'default x 1, severity x 2', 'default x 2, severity x 1', 'default x 2, severity x 2'].map(
      (name) => ({ name, input: name, about: '' }),
    ),
  ],
  named: 3,
  grids: [
    {
      name: 'losses',
      axes: [
        { input: 'default', values: [1, 2] },
        { input: 'severity', values: [1, 2] },
      ],
      first: 3,
    },
  ],
  trusts: [
    {
      trust: 'one',
      consolidated: true,
      base: figures(900_000, 700_000, -20_000, 30_000),
      changes: CHANGES,
      tranches: [{ name: 'A', base: 700_000, changes: [-20_000, 25_000, -30_000, 0, -5_000, -20_000, -20_000] }],
    },
    {
      trust: 'two',
      consolidated: false,
      base: figures(100_000, 60_000),
      changes: [figures(-4_000, 0), figures(3_000, 0), none, none, none, none, none],
      tranches: [],
    },
  ],
  total: {
    base: { ...figures(900_000, 700_000, -20_000, 30_000), availableForSale: 20_000, longTermDebt: 5_000 },
    changes: CHANGES.map((each, place) => ({ ...each, availableForSale: place === 0 ? -2_000 : 0, longTermDebt: 0 })),
  },
  incomplete: [],
  failed: FAILED,
  warnings: [{ trust: 'one', warnings: ['the tape was rolled forward by 1 month'] }],
};

/** 1,000 paths worth 90 to 109.9 in steps, of a base case of 100. */
const spread = (scale: number) => Float64Array.from({ length: 1_000 }, (_, k) => scale * (0.9 + k * 0.0002));
const distribution = (base: number): Distribution => ({
  mean: base * 0.9999,
  standardError: base * 0.002,
  deviation: base * 0.06,
  percentiles: [0.902, 0.91, 0.95, 1, 1.05, 1.09, 1.098].map((share) => share * base),
  shortfall: base * 0.905,
});
/** A simulation with control variates: the mean of collateral stands corrected, that of residuals does not. */
export const controlled = (report: SimulationReport): SimulationReport => ({
  ...report,
  totals: report.totals.map((total) => {
    const { mean, standardError } = total.byYield;
    const estimates = {
      plain: { mean, standardError },
      control: { mean: mean * 1.001, standardError: mean * 0.001 },
      controls: 6,
      explained: 0.85,
      against: total.kind === 'collateral' ? null : 'one randomization',
    };
    return { ...total, byYield: { ...total.byYield, estimates } };
  }),
});
const instrument = (name: string, kind: 'collateral' | 'class' | 'residual', price: number) => ({
  name,
  kind,
  price,
  yieldBey: 0.1,
  byYield: distribution(price),
  byRates: distribution(price),
  spread: 0.05,
  oas: 0.045,
  discountMargin: null,
  oasError: 0.0001,
  optionCost: 0.005,
  optionValue: price * 0.01,
  spreadDuration: 4.5,
  duration: 3.25,
  convexity: -12,
  keyRates: [
    { years: 2, duration: 1.25 },
    { years: 10, duration: 2 },
  ],
  volatilityDuration: 0.012,
  prepaymentDuration: -0.1,
  defaultDuration: 0.2,
  severityDuration: 0.3,
  homePriceDelta: 0.4,
});
const falling = (from: number) => Float64Array.from({ length: 25 }, (_, k) => (k === 0 ? 0 : from * (1 - k / 24)));

/** A trust over two years: the pool runs off in a line, a trigger grows likelier by a point a month from 1 %. */
export const SIMULATION: SimulationReport = {
  snapshot: PORTFOLIO,
  date: '2011-03-31',
  model: 'g2pp',
  parameters: { a: 0.5, sigma: 0.01 },
  fit: null,
  seed: 7,
  paths: 1_000,
  randomizations: 8,
  measures: 'all',
  totals: [
    { kind: 'collateral', price: 900_000, byYield: distribution(900_000), byRates: distribution(900_000) },
    { kind: 'residual', price: 100_000, byYield: distribution(100_000), byRates: distribution(100_000) },
  ],
  error: 0.002,
  trusts: [
    {
      trust: 'one',
      consolidated: true,
      instruments: [
        instrument('collateral', 'collateral', 900_000),
        instrument('A', 'class', 800_000),
        instrument('residual', 'residual', 100_000),
      ],
      months: {
        dates: Array.from(
          { length: 24 },
          (_, k) => `${2011 + Math.floor((k + 3) / 12)}-${String(((k + 3) % 12) + 1).padStart(2, '0')}-25`,
        ),
        events: [
          { name: 'lossTrigger', probability: Float64Array.from({ length: 25 }, (_, k) => k / 100) },
          { name: 'never', probability: new Float64Array(25) },
        ],
        fans: [
          {
            name: 'pool balance',
            mean: falling(1e6),
            percentiles: [0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3].map((share) => falling(share * 1e6)),
          },
        ],
        cash: [],
      },
      warnings: [],
      values: [spread(900_000), spread(800_000), spread(100_000)],
    },
  ],
  quotes: [],
  failed: [],
  loanMonthPaths: 1,
};

export const DISCLOSURE: Disclosure = {
  portfolio: PORTFOLIO,
  date: '2011-03-31',
  method: 'blended',
  inputs: [
    { class: 'collateral', input: 'default', low: 0.04, high: 0.12, byFairValue: 0.08, byUpb: 0.09, count: 2 },
    { class: 'residual', input: 'discountYield', low: 0.2, high: 0.2, byFairValue: 0.2, byUpb: null, count: 1 },
  ],
  yields: [
    {
      type: 'alt-a',
      vintage: 2005,
      position: 'senior',
      fairValue: 700_000,
      upb: 1_000_000,
      yieldBey: 0.0925,
      benchmark: 0.0225,
      riskPremium: 0.07,
      low: 0.08,
      high: 0.11,
      sources: ['pricing service'],
      orderly: 0.5,
    },
  ],
  balances: [
    { class: 'collateral', upb: 1_500_000.5, fairValue: 900_000.25, difference: -600_000.25 },
    { class: 'late90', upb: 300_000, fairValue: 180_000, difference: -120_000 },
    { class: 'borrowings', upb: 1_200_000, fairValue: 700_000, difference: -500_000 },
  ],
  unrealized: [
    { class: 'collateral', method: 'fair value less cost', cost: 1_500_000.5, fairValue: 900_000.25, gain: -600_000.25 },
    { class: 'borrowings', method: 'fair value less cost', cost: 1_200_000, fairValue: 700_000, gain: 500_000 },
  ],
  sensitivity: [
    {
      shock: 'defaults 10 % higher',
      about: 'More default',
      size: '10 %',
      step: 1,
      collateral: -50_000,
      derivatives: 0,
      borrowings: -20_000,
      netAssets: -30_000,
      availableForSale: -1_000,
      longTermDebt: 0,
      isAdverse: true,
      without: [],
    },
  ],
  narrative: ['More default by 10 %: collateral down by $50,000.'],
  incomplete: [],
  failed: [],
  notes: [],
};

export const BREAK_EVEN: PortfolioBreakEven = {
  reports: [
    {
      of: 'one',
      pool: 1_000_000,
      reo: 0,
      oc: 20_000,
      baseLosses: 50_000,
      ocUsedUp: [{ of: 'default', inBase: false, down: null, up: 1.5 }],
      classes: [
        {
          name: 'A',
          balance: 800_000,
          isNotional: false,
          baseLoss: { principal: 0, interest: 0 },
          drivers: [
            {
              of: 'default',
              firstLoss: { inBase: false, down: null, up: 3, kind: 'principal', losses: 200_000, coverage: 4 },
              writedown: { inBase: false, down: null, up: 50 },
            },
          ],
          frontier: [
            { severity: 0.5, default: 6, inBase: false },
            { severity: 1, default: 3, inBase: false },
            { severity: 2, default: null, inBase: false },
          ],
        },
        {
          name: 'B',
          balance: 180_000,
          isNotional: false,
          baseLoss: { principal: 10_000, interest: 0 },
          drivers: [
            {
              of: 'default',
              firstLoss: { inBase: true, down: 0.5, up: null, kind: 'principal and interest', losses: 25_000, coverage: 0.5 },
              writedown: null,
            },
          ],
          frontier: null,
        },
      ],
      bound: 100,
      writedown: 0.05,
      lanes: 10,
      rounds: 2,
      warnings: [],
    },
  ],
  failed: FAILED,
};

/** One of each kind. */
export const PAGES = {
  sensitivity: SENSITIVITY,
  simulation: SIMULATION,
  attribution: ATTRIBUTION,
  rollforward: ROLLFORWARD,
  disclosure: DISCLOSURE,
  'break-even': BREAK_EVEN,
  review: { review: REVIEW, testsFile: null, log: NO_DECISIONS },
  'back-test': BACK_TEST,
  'tie-out': TIE_OUT,
  diff: DIFF,
} as const;
