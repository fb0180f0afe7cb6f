/** The seeded pools and planes that the loan loops are timed on. */
import { seeded } from '../harness.ts';

/** Columns of loans in the order in which native/input.h names them. Units: dollars, decimals a year, months. */
export const COLUMNS = [
  'upb',
  'rate',
  'payment',
  'term',
  'firstReset',
  'resetEvery',
  'margin',
  'initialCap',
  'periodicCap',
  'lifeCap',
  'lifeFloor',
  'rounding',
  'prepayFactor',
  'age',
] as const;

export type Columns = Readonly<Record<(typeof COLUMNS)[number], Float64Array>>;

/** A loop: adjustable schedules, survival of fixed loans with speeds of their own, fixed loans on speeds by age. */
export type Loop = 'arm' | 'fixed' | 'level';

export interface Pool {
  readonly loop: Loop;
  readonly loans: number;
  readonly paths: number;
  readonly months: number;
  /** Longest term first. */
  readonly columns: Columns;
  /** Rates a year, [month][path], months 0 to `months`. */
  readonly index: Float64Array;
  /** Speeds a month, likewise; of the level loop by loan age, as far as its oldest loan goes. */
  readonly smm: Float64Array;
  /** Finished loans are not counted. */
  readonly loanMonthPaths: number;
}

export interface PoolSize {
  readonly loans: number;
  readonly paths: number;
  readonly seed: number;
}

const SHORTEST = 180;
const LONGEST = 360;

/** A pool of mixed terms, rates and reset dates; loans reset every `resetEvery` months where the loop is the adjustable one. */
export function makePool(loop: 'arm' | 'fixed', resetEvery: number, { loans, paths, seed }: PoolSize): Pool {
  const random = seeded(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const eighths = (low: number, high: number) => Math.round(between(low, high) * 800) / 800;
  const column = (value: (loan: number) => number) => Float64Array.from({ length: loans }, (_, loan) => value(loan));

  const term = column(() => Math.round(between(SHORTEST, LONGEST))).sort((a, b) => b - a);
  const upb = column(() => Math.round(between(50_000, 650_000)));
  const rate = column(() => eighths(0.03, 0.08));
  const columns: Columns = {
    upb,
    rate,
    payment: column((loan) => (upb[loan] ?? 0) * levelPayment((rate[loan] ?? 0) / 12, term[loan] ?? 1)),
    term,
    firstReset: column(() => 1 + Math.floor(random() * resetEvery)),
    resetEvery: column(() => resetEvery),
    margin: column(() => eighths(0.02, 0.03)),
    initialCap: column(() => 0.02),
    periodicCap: column(() => (random() < 0.5 ? 0.01 : 0.02)),
    lifeCap: column((loan) => (rate[loan] ?? 0) + 0.05),
    lifeFloor: column(() => 0.0225),
    rounding: column(() => 0.00125),
    prepayFactor: column(() => between(0.5, 2)),
    age: column(() => 0),
  };
  return {
    loop,
    loans,
    paths,
    months: LONGEST,
    columns,
    ...makePlanes(paths, random),
    loanMonthPaths: paths * term.reduce((sum, months) => sum + months, 0),
  };
}

/** Random walks of an index with reversion, and of prepayment speeds. */
function makePlanes(paths: number, random: () => number): Pick<Pool, 'index' | 'smm'> {
  const index = new Float64Array((LONGEST + 1) * paths);
  const smm = new Float64Array((LONGEST + 1) * paths);
  for (let path = 0; path < paths; path++) {
    let rate = 0.035;
    let speed = 0.01;
    for (let month = 0, at = path; month <= LONGEST; month++, at += paths) {
      index[at] = rate;
      smm[at] = speed;
      rate = Math.max(0.0005, rate + 0.01 * (0.035 - rate) + 0.006 * (random() - 0.5));
      speed = Math.min(0.04, Math.max(0.002, speed + 0.004 * (random() - 0.5)));
    }
  }
  return { index, smm };
}

export function levelPayment(r: number, n: number): number {
  return r / (1 - (1 + r) ** -n);
}
