/**
 * Every parameter of the valuation inputs, in one place: change them here and generate again. Trusts and loans are in vintages.ts.
 *
 * Curves begin where a distressed pool of 2010 stood and end, six years on, at averages that filings of 2013 and 2014 disclosed as
 * unobservable inputs (`DISCLOSED`). Yields and curves were chosen together so that all classes at their chosen yields are worth about
 * what the filings say, 47.5 % of their contractual balance at the end of 2011; nothing is scaled to that figure.
 *
 * Units: speeds, severities and shares of curves are percent, as vector text is; yields are bond-equivalent percents; rates are
 * thousandths of a percent (5.25 % is 5250); money is dollars.
 */

/** The two dates: year and month of the last payment made. The valuation date is the last day of that month. */
export const DATES = [
  { year: 2010, month: 12, day: 31 },
  { year: 2011, month: 3, day: 31 },
] as const;
/** Payment months that are simulated before the first date: its twelve months of remittances. */
export const MONTHS_BEFORE = 12;
export const DEFAULT_SIZE = { trusts: 6, loans: 1390, seed: 2011 } as const;

/**
 * Averages and ranges that filings disclosed, percent: Impac Mortgage Holdings, Form 10-K for 2014 (prepayment, severity), and a peer's
 * Form 10-Q of 30 September 2013 for Alt-A collateral (CPR, CDR, late loans). Borrowings over their balance: the 10-K for 2011.
 */
export const DISCLOSED = {
  prepayment: { average: 11.3, low: 1.8, high: 40.4 },
  default: { average: 3.1, low: 0.5, high: 9.5 },
  severity: { average: 39, low: 1.5, high: 62 },
  late60: { average: 9.9, low: 1.4, high: 29.4 },
  borrowingsOverBalance: 47.5,
} as const;

export const COHORTS = ['multifamily', 'second', 'late', 'hybrid', 'fixed'] as const;
export type Cohort = (typeof COHORTS)[number];

/** A curve that moves from one level to another over so many months, and stays there. */
export interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly months: number;
}
export interface CohortCurves {
  readonly prepayment: Ramp;
  readonly default: Ramp;
  readonly severity: Ramp;
  /** Performing loans 60 and more days late, percent. */
  readonly late60: Ramp;
  readonly lag: number;
  readonly source: string;
  readonly reviewed: boolean;
}

/** Where the curves of hybrid loans begin, by vintage from 2002 on: CPR, CDR, severity. */
const BEGIN = {
  prepayment: [10, 10, 6, 4, 2.5, 2.5],
  default: [4, 5, 10, 16, 21, 22],
  severity: [42, 45, 51, 56, 61, 62],
} as const;
const RAMP_MONTHS = 72;
/** What a quarter brought beside the passage of time: the second date's curves are the first's, three months on, times these. */
const QUARTER = { months: 3, prepayment: 0.97, default: 0.98, severity: 1.01 } as const;

/** The curves of a cohort at the first date (0) or the second (1). Source: chosen; ends are those of `DISCLOSED`. */
export function curvesOf(vintage: number, cohort: Cohort, date: number): CohortCurves {
  const at = vintage - 2002;
  const prepayment = BEGIN.prepayment[at] ?? 5;
  const defaults = BEGIN.default[at] ?? 10;
  const severity = BEGIN.severity[at] ?? 50;
  const { prepayment: speed, default: hazard, severity: loss, late60 } = DISCLOSED;
  const ramp = (from: number, to: number, months: number = RAMP_MONTHS): Ramp => ({ from, to, months });
  const curves: Record<Cohort, CohortCurves> = {
    hybrid: {
      prepayment: ramp(prepayment, speed.average),
      default: ramp(defaults, hazard.average),
      severity: ramp(severity, loss.average),
      late60: ramp(9, late60.average, 36),
      lag: 24,
      source: 'third party, adjustable Alt-A',
      reviewed: true,
    },
    fixed: {
      prepayment: ramp(prepayment + 2, speed.average),
      default: ramp(defaults * 0.6, hazard.average * 0.8),
      severity: ramp(severity - 3, loss.average),
      late60: ramp(6, 6, 36),
      lag: 24,
      source: 'third party, fixed-rate Alt-A',
      reviewed: true,
    },
    late: {
      prepayment: ramp(1, 4, 36),
      default: ramp(55, 14, 30),
      severity: ramp(severity + 3, loss.average + 6),
      late60: ramp(90, 40, 36),
      lag: 18,
      source: 'third party, loans 60 and more days late',
      reviewed: true,
    },
    multifamily: {
      prepayment: ramp(4, 9),
      default: ramp(4, 1.5),
      severity: ramp(42, 35),
      late60: ramp(4, 3, 36),
      lag: 15,
      source: 'sponsor, from its own multifamily losses',
      reviewed: true,
    },
    second: {
      prepayment: ramp(3, 6),
      default: ramp(defaults * 1.1, 5),
      severity: ramp(96, 92),
      late60: ramp(8, 6, 36),
      lag: 6,
      source: 'third party, second liens',
      reviewed: false,
    },
  };
  return date === 0 ? curves[cohort] : aQuarterOn(curves[cohort]);
}

function aQuarterOn(curves: CohortCurves): CohortCurves {
  const moved = ({ from, to, months }: Ramp, factor: number): Ramp => ({
    from: (from + ((to - from) * QUARTER.months) / months) * factor,
    to,
    months: months - QUARTER.months,
  });
  return {
    ...curves,
    prepayment: moved(curves.prepayment, QUARTER.prepayment),
    default: moved(curves.default, QUARTER.default),
    severity: moved(curves.severity, QUARTER.severity),
    late60: moved(curves.late60, 1),
  };
}

/** Months to liquidation by state, where courts are slow or quick; for the trusts whose vendor gives them. */
export const STATE_LAGS = { vintages: [2006], months: { CA: 20, AZ: 18, FL: 28, NJ: 30, NY: 30 } } as const;

export const POSITIONS = ['collateral', 'senior', 'mezzanine', 'subordinate', 'residual'] as const;
export type Position = (typeof POSITIONS)[number];

/** Chosen yields by position and vintage from 2002 on, percent, at the first date. */
const YIELDS: Readonly<Record<Position, readonly number[]>> = {
  collateral: [9.5, 10, 11.5, 13, 14, 14],
  senior: [9.5, 10, 12, 13.5, 14.5, 14.5],
  mezzanine: [15, 15, 18, 21, 24, 24],
  subordinate: [20, 20, 22, 25, 25, 25],
  residual: [20, 20, 22, 25, 25, 25],
};
/** What the quarter took off chosen yields, and how wide vendors' ranges are on either side. Units: percent; shares of the yield. */
const TIGHTENED = 0.25;
const RANGE = { low: 0.8, high: 1.3 } as const;
/** For types and vintages without a row of their own. */
const OTHERWISE: Readonly<Record<Position, number>> = {
  collateral: 10,
  senior: 10,
  mezzanine: 18,
  subordinate: 22,
  residual: 25,
};

/** A range of yields, percent. */
export interface YieldRange {
  readonly low: number;
  readonly chosen: number;
  readonly high: number;
}

/** The range for a position; without a vintage, the one for all. */
export function yieldsOf(position: Position, date: number, vintage?: number): YieldRange {
  const first = vintage === undefined ? OTHERWISE[position] : (YIELDS[position][vintage - 2002] ?? OTHERWISE[position]);
  const chosen = first - (date === 0 ? 0 : TIGHTENED);
  return { low: chosen * RANGE.low, chosen, high: chosen * RANGE.high };
}

/** What vendors said of some classes, dollars per 100 of face, at the two dates. One of them lies outside the range of the matrix. */
export interface Quote {
  readonly vintage: number;
  readonly tranche: string;
  readonly source: string;
  readonly prices: readonly [number, number];
  readonly orderly: boolean;
}
export const QUOTES: readonly Quote[] = [
  { vintage: 2004, tranche: 'A1', source: 'Vendor A', prices: [70.5, 71.5], orderly: true },
  { vintage: 2005, tranche: 'A1', source: 'Vendor A', prices: [67, 68.25], orderly: true },
  { vintage: 2005, tranche: 'M1', source: 'Vendor B', prices: [15.5, 16], orderly: false },
  { vintage: 2006, tranche: 'A1', source: 'Vendor A', prices: [57.5, 58], orderly: true },
  { vintage: 2007, tranche: 'A1', source: 'Vendor B', prices: [92, 92], orderly: true },
];
/** A yield that stands instead of the matrix, percent. */
export const OWN_YIELDS: readonly { readonly vintage: number; readonly tranche: string; readonly chosen: number }[] = [
  { vintage: 2004, tranche: 'M1', chosen: 16.5 },
];

/** The sponsor's own debt: about $71 million of junior notes. Units: dollars, percents a year. */
export const LONG_TERM_DEBT = [
  { name: 'junior notes of 2009', balance: 62_000_000, rate: 2, maturity: '2034-03-30', every: 3, spread: 17.5 },
  { name: 'trust preferred notes', balance: 8_900_000, rate: 8.25, maturity: '2035-07-30', every: 3, spread: 17.5 },
] as const;
/** Spread for the cash of hedges, percent. */
export const NON_PERFORMANCE = 0.5;

/** Par yields at the two dates, percent by years: roughly the public levels of swap rates then. */
export const PAR_YIELDS: readonly (readonly (readonly [years: number, yields: number])[])[] = [
  [
    [0.25, 0.3],
    [1, 0.44],
    [2, 0.8],
    [3, 1.28],
    [5, 2.18],
    [7, 2.83],
    [10, 3.39],
    [20, 4.0],
    [30, 4.13],
  ],
  [
    [0.25, 0.3],
    [1, 0.42],
    [2, 0.99],
    [3, 1.54],
    [5, 2.47],
    [7, 3.06],
    [10, 3.58],
    [20, 4.15],
    [30, 4.26],
  ],
];
/** Rates of the past by payment month, thousandths of a percent: roughly the public levels. One line a year, from November 2008 on. */
export const PAST_LIBOR_BEGINS = { year: 2008, month: 11 } as const;
export const PAST_LIBOR = {
  LIBOR_1M: [
    ...[1900, 900],
    ...[400, 430, 500, 450, 330, 310, 290, 270, 250, 240, 240, 230],
    ...[230, 230, 240, 260, 330, 350, 340, 290, 260, 260, 250, 260],
    ...[260, 260, 250],
  ],
  LIBOR_6M: [
    ...[2600, 1900],
    ...[1650, 1750, 1820, 1660, 1350, 1180, 980, 840, 700, 590, 500, 460],
    ...[400, 390, 420, 500, 680, 750, 710, 550, 470, 450, 450, 460],
    ...[460, 460, 460],
  ],
  LIBOR_1Y: [
    ...[2900, 2100],
    ...[1920, 2060, 2100, 1940, 1650, 1640, 1480, 1380, 1270, 1220, 1050, 1000],
    ...[870, 850, 880, 1010, 1150, 1190, 1120, 900, 790, 770, 770, 780],
    ...[780, 790, 780],
  ],
} as const;
export type Index = keyof typeof PAST_LIBOR;
/** Forward one-month rates as seen at the two dates, by years ahead, thousandths of a percent: roughly what the swap curves said. */
export const FORWARD_LIBOR: readonly (readonly (readonly [years: number, rate: number])[])[] = [
  [
    ...([
      [0.5, 320],
      [1, 550],
      [2, 1250],
      [3, 2600],
      [4, 3400],
      [5, 3950],
    ] as const),
    ...([
      [7, 4350],
      [10, 4700],
      [15, 4850],
      [20, 4450],
      [30, 4150],
    ] as const),
  ],
  [
    ...([
      [0.5, 300],
      [1, 550],
      [2, 1700],
      [3, 2850],
      [4, 3600],
      [5, 4100],
    ] as const),
    ...([
      [7, 4550],
      [10, 4850],
      [15, 4950],
      [20, 4550],
      [30, 4250],
    ] as const),
  ],
];
/** How far the longer rates lie over one month's in the long run, thousandths of a percent, and the years it takes to get there. */
export const TENOR_SPREADS = { LIBOR_1M: 0, LIBOR_6M: 180, LIBOR_1Y: 400 } as const;
export const SPREAD_YEARS = 3;

/**
 * Home prices, June 2006 is 1000: levels of the past by year and month, and at each date what is expected so many years on, thousandths of
 * the level then. Source: chosen, roughly the course of public national indices.
 */
export const HOME_PRICES = {
  past: [
    [2009, 12, 720],
    [2010, 6, 730],
    [2010, 12, 705],
    [2011, 3, 690],
  ],
  ahead: [
    [1, 975],
    [2, 985],
    [5, 1150],
  ],
} as const;
