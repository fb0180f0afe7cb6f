/**
 * What the trusts and loans of each vintage are like: the figures that were published, and what was chosen around them.
 *
 * `FILING` is published: Impac Mortgage Holdings, Form 10-K for 2011, note on securitized mortgage borrowings. The rest was chosen so
 * that pools, classes and hedges look like what that filing describes. No such trust exists. Curves, yields and quotes are in
 * calibration.ts.
 *
 * Units: shares are decimals, money is dollars, rates are thousandths of a percent (5.25 % is 5250).
 */
import type { Weighted } from './numbers.ts';

/**
 * Securitized mortgage borrowings by year of issue: millions of dollars at issue and at the ends of 2011 and 2010, and the margins
 * over one-month LIBOR, lowest and highest of the classes, before and after they step up (when the pool is below 10 to 20 % of what
 * it was). Source: Impac Mortgage Holdings, Form 10-K for 2011.
 */
export interface FilingRow {
  readonly original: number;
  readonly end2011: number;
  readonly end2010: number;
  readonly margin: readonly [low: number, high: number];
  readonly stepped: readonly [low: number, high: number];
}
export const FILING: Readonly<Record<number, FilingRow>> = {
  2002: { original: 3876.1, end2011: 21.5, end2010: 24.1, margin: [270, 2750], stepped: [540, 3680] },
  2003: { original: 5966.1, end2011: 181.2, end2010: 222.5, margin: [270, 3000], stepped: [540, 4500] },
  2004: { original: 17710.7, end2011: 1363.4, end2010: 1529.5, margin: [250, 2500], stepped: [500, 3750] },
  2005: { original: 13387.7, end2011: 3568.6, end2010: 3883.3, margin: [240, 2900], stepped: [480, 4350] },
  2006: { original: 5971.4, end2011: 3895.9, end2010: 4219.1, margin: [100, 2750], stepped: [200, 4130] },
  2007: { original: 3860.5, end2011: 2463.6, end2010: 2687.4, margin: [60, 2000], stepped: [120, 3000] },
};

export type Product = 'hybrid 2/28' | 'hybrid 3/27' | 'hybrid 5/25' | 'fixed' | 'fixed interest-only' | 'second';
export type Status = 'current' | 'late30' | 'late60' | 'late90' | 'bankruptcy' | 'foreclosure' | 'reo';

/** A class at issue, and twelve months before the first date. Units: shares of the original notes and OC; of the class's own balance. */
export interface ClassPlan {
  readonly name: string;
  readonly position: 'senior' | 'mezzanine' | 'subordinate';
  readonly share: number;
  /** What was left of it, where principal no longer goes by targets. Seniors take the rest. */
  readonly left?: number;
  readonly writtenDown?: number;
}

export interface VintageModel {
  readonly vintage: number;
  /** Relative number of loans on the first tape. */
  readonly loans: number;
  /** Mean balance of a single-family first lien at origination, dollars. */
  readonly balance: number;
  readonly products: Weighted<Product>;
  /** Mean first rate of hybrids; fixed rates are higher. */
  readonly rate: number;
  /** Share of loans in each state twelve months before the first date. */
  readonly states: Weighted<Status>;
  /** Share of loans whose terms had been modified by then. */
  readonly modified: number;
  /** Yearly share of current loans that prepay; monthly share that miss a payment. */
  readonly prepay: number;
  readonly miss: number;

  readonly classes: readonly ClassPlan[];
  /** Decline of the notes in the twelve months before the first date, as the filing shows it for the year after. */
  readonly decline: number;
  readonly oc: { readonly initial: number; readonly steppedDown: number; readonly floor: number };
  /** Classes are paid by targets: the deal has stepped down. Otherwise triggers hold principal to the seniors. */
  readonly byTargets: boolean;
  /** Losses beyond OC write classes down; where they do not, notes exceed collateral by `short` of their original balance. */
  readonly writesDown: boolean;
  readonly short: number;
  /** Losses by then, share of the original pool. */
  readonly lossesToDate: number;
  /** Share of the original pool below which the call and the step-up of margins come. */
  readonly callShare: number;
  readonly hedge?: {
    readonly kind: 'swap' | 'cap';
    readonly rate: number;
    readonly share: number;
    readonly until: readonly [number, number];
  };
  readonly consolidated: boolean;
  /** Classes that the sponsor holds. */
  readonly held: Readonly<Record<string, number>>;
}

const senior = (name: string, share: number): ClassPlan => ({ name, position: 'senior', share });
const mezzanine = (name: string, share: number, left = 1, writtenDown = 0): ClassPlan => ({
  name,
  position: 'mezzanine',
  share,
  left,
  writtenDown,
});
const subordinate = (name: string, share: number, left = 1, writtenDown = 0): ClassPlan => ({
  name,
  position: 'subordinate',
  share,
  left,
  writtenDown,
});
const products = (two: number, three: number, five: number, fixed: number, flat: number, second: number): Weighted<Product> => [
  ['hybrid 2/28', two],
  ['hybrid 3/27', three],
  ['hybrid 5/25', five],
  ['fixed', fixed],
  ['fixed interest-only', flat],
  ['second', second],
];
const states = (
  l30: number,
  l60: number,
  l90: number,
  bankruptcy: number,
  foreclosure: number,
  reo: number,
): Weighted<Status> => [
  ['current', 1 - l30 - l60 - l90 - bankruptcy - foreclosure - reo],
  ['late30', l30],
  ['late60', l60],
  ['late90', l90],
  ['bankruptcy', bankruptcy],
  ['foreclosure', foreclosure],
  ['reo', reo],
];

export const VINTAGES: readonly VintageModel[] = [
  {
    vintage: 2002,
    loans: 150,
    balance: 118_000,
    products: products(0.28, 0.17, 0.1, 0.41, 0.02, 0.02),
    rate: 7100,
    states: states(0.03, 0.01, 0.015, 0.005, 0.018, 0.006),
    modified: 0.02,
    prepay: 0.1,
    miss: 0.006,
    classes: [senior('A', 0.92), mezzanine('M1', 0.035), mezzanine('M2', 0.025), subordinate('B', 0.0125)],
    decline: 0.11,
    oc: { initial: 0.0075, steppedDown: 0.015, floor: 0.0001 },
    byTargets: true,
    writesDown: false,
    short: 0,
    lossesToDate: 0.004,
    callShare: 0.2,
    consolidated: true,
    held: { B: 1 },
  },
  {
    vintage: 2003,
    loans: 155,
    balance: 158_000,
    products: products(0.3, 0.18, 0.12, 0.36, 0.02, 0.02),
    rate: 6300,
    states: states(0.045, 0.02, 0.035, 0.01, 0.035, 0.012),
    modified: 0.02,
    prepay: 0.12,
    miss: 0.011,
    classes: [senior('A', 0.92), mezzanine('M1', 0.035), mezzanine('M2', 0.025), subordinate('B', 0.0125)],
    decline: 0.16,
    oc: { initial: 0.0075, steppedDown: 0.015, floor: 0.001 },
    byTargets: true,
    writesDown: false,
    short: 0,
    lossesToDate: 0.005,
    callShare: 0.2,
    consolidated: false,
    held: {},
  },
  {
    vintage: 2004,
    loans: 205,
    balance: 212_000,
    products: products(0.34, 0.16, 0.24, 0.17, 0.05, 0.04),
    rate: 5950,
    states: states(0.045, 0.025, 0.05, 0.012, 0.07, 0.02),
    modified: 0.04,
    prepay: 0.055,
    miss: 0.014,
    classes: [
      senior('A1', 0.83),
      senior('A2', 0.09),
      mezzanine('M1', 0.035, 0.3),
      mezzanine('M2', 0.025, 0.3),
      subordinate('B', 0.0125, 0.35),
    ],
    decline: 0.11,
    oc: { initial: 0.0075, steppedDown: 0.015, floor: 0.0035 },
    byTargets: false,
    writesDown: false,
    short: 0.004,
    lossesToDate: 0.018,
    callShare: 0.1,
    hedge: { kind: 'cap', rate: 4500, share: 0.3, until: [2012, 6] },
    consolidated: true,
    held: {},
  },
  {
    vintage: 2005,
    loans: 295,
    balance: 262_000,
    products: products(0.28, 0.14, 0.36, 0.12, 0.06, 0.04),
    rate: 6250,
    states: states(0.05, 0.03, 0.075, 0.015, 0.12, 0.03),
    modified: 0.06,
    prepay: 0.045,
    miss: 0.02,
    classes: [
      senior('A1', 0.8),
      senior('A2', 0.085),
      mezzanine('M1', 0.045),
      mezzanine('M2', 0.03),
      mezzanine('M3', 0.02),
      subordinate('B', 0.0125),
    ],
    decline: 0.085,
    oc: { initial: 0.0075, steppedDown: 0.015, floor: 0.0035 },
    byTargets: false,
    writesDown: false,
    short: 0.025,
    lossesToDate: 0.05,
    callShare: 0.1,
    hedge: { kind: 'swap', rate: 4650, share: 0.18, until: [2011, 12] },
    consolidated: true,
    held: {},
  },
  {
    vintage: 2006,
    loans: 300,
    balance: 292_000,
    products: products(0.22, 0.12, 0.4, 0.13, 0.09, 0.04),
    rate: 7050,
    states: states(0.05, 0.03, 0.08, 0.015, 0.14, 0.03),
    modified: 0.08,
    prepay: 0.038,
    miss: 0.022,
    classes: [
      senior('A1', 0.76),
      senior('A2', 0.105),
      mezzanine('M1', 0.05),
      mezzanine('M2', 0.035),
      mezzanine('M3', 0.0225, 0.5, 0.5),
      subordinate('B', 0.0175, 0, 1),
    ],
    decline: 0.08,
    oc: { initial: 0.01, steppedDown: 0.02, floor: 0.005 },
    byTargets: false,
    writesDown: true,
    short: 0,
    lossesToDate: 0.06,
    callShare: 0.1,
    hedge: { kind: 'swap', rate: 5150, share: 0.22, until: [2012, 3] },
    consolidated: true,
    held: { M2: 0.5 },
  },
  {
    vintage: 2007,
    loans: 285,
    balance: 312_000,
    products: products(0.1, 0.08, 0.46, 0.16, 0.16, 0.04),
    rate: 6950,
    states: states(0.05, 0.03, 0.085, 0.015, 0.14, 0.03),
    modified: 0.08,
    prepay: 0.035,
    miss: 0.023,
    classes: [
      senior('A1', 0.74),
      senior('A2', 0.12),
      mezzanine('M1', 0.055),
      mezzanine('M2', 0.035),
      mezzanine('M3', 0.0225, 0.2, 0.8),
      subordinate('B', 0.0175, 0, 1),
    ],
    decline: 0.085,
    oc: { initial: 0.01, steppedDown: 0.02, floor: 0.005 },
    byTargets: false,
    writesDown: true,
    short: 0,
    lossesToDate: 0.07,
    callShare: 0.1,
    hedge: { kind: 'swap', rate: 4980, share: 0.22, until: [2012, 6] },
    consolidated: true,
    held: { M1: 0.25, M2: 1 },
  },
];

/**
 * Multifamily loans' share of a trust's balance when the simulated months begin. They fall behind less often than others, so it grows: the
 * filings of later years show 7.4 to 8.3 %.
 */
export const MULTIFAMILY_SHARE = 0.071;

/** Monthly chances of a loan that has fallen behind. What is left of 1 stays where it is, and is a month later. */
export const TRANSITIONS = {
  late30: { cure: 0.35, pay: 0.2 },
  late60: { cure: 0.12, pay: 0.08 },
  late90: { foreclosure: 0.08, modification: 0.025, bankruptcy: 0.01, shortSale: 0.008 },
  bankruptcy: { foreclosure: 0.06, modification: 0.03 },
  foreclosure: { reo: 0.024, sale: 0.006, modification: 0.006 },
} as const;

/** What a home sells for: share of its value, costs as a share of the balance, and how far a sale may miss. */
export const LIQUIDATION = { discount: 0.3, costs: 0.14, noise: 0.12, secondRecovery: 0.03, multifamilyDiscount: 0.1 } as const;

/** Value at the first date over value at origination, by region and vintage from 2002 on. */
export const HOME_VALUES: Readonly<Record<string, readonly [number, number, number, number, number, number]>> = {
  CA: [1.15, 1.0, 0.82, 0.68, 0.6, 0.62],
  FL: [1.05, 0.95, 0.8, 0.62, 0.52, 0.54],
  desert: [1.0, 0.9, 0.72, 0.52, 0.45, 0.47],
  northeast: [1.15, 1.05, 0.95, 0.88, 0.83, 0.83],
  other: [1.08, 1.03, 0.98, 0.92, 0.87, 0.87],
};
export const STATES: Weighted<string> = [
  ['CA', 0.46],
  ['FL', 0.14],
  ['AZ', 0.06],
  ['NV', 0.05],
  ['NY', 0.05],
  ['NJ', 0.04],
  ['MD', 0.03],
  ['VA', 0.03],
  ['IL', 0.03],
  ['CO', 0.03],
  ['WA', 0.03],
  ['TX', 0.03],
  ['GA', 0.02],
];
export const REGIONS: Readonly<Record<string, string>> = {
  CA: 'CA',
  FL: 'FL',
  AZ: 'desert',
  NV: 'desert',
  NY: 'northeast',
  NJ: 'northeast',
};
