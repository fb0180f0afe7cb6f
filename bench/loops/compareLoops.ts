/** A loop of Weir's beside everybody else's on one pool: in turns, with their sums by month held against each other. */
import { compare, type Measurement, type Rounds, ratio, type Variant } from '../harness.ts';
import type { Foreign, Processor } from './native.ts';
import { operationsOf } from './operations.ts';
import type { Pool } from './pool.ts';
import { armSums } from './typescript/arm.ts';
import { fixedSums } from './typescript/fixed.ts';
import { levelSums } from './typescript/level.ts';

/** Variants add up in different orders, and powers differ in their last bits. */
const TOLERANCE = 1e-9;

/** Weir's way through a pool. */
export interface OwnLoop {
  run(): void;
  /** The first path whose sums it can tell. */
  readonly firstPath: number;
  /** Quantities that are compared. */
  readonly quantities: number;
  /** Sums of a quantity in a month on the paths from `firstPath` on. */
  sums(quantity: number, month: number): Float64Array;
}

/** Somebody else's way to do the same. */
export interface Comparator {
  readonly name: string;
  /** Units: nanoseconds a loan-month-path; finished loans are not counted. */
  readonly nanoseconds: number;
  /** How many times as long as Weir takes: the median of the rounds. */
  readonly ratio: number;
  readonly ratios: readonly number[];
}

export interface LoopComparison {
  /** Weir's own. Units: nanoseconds a loan-month-path. */
  readonly nanoseconds: number;
  readonly comparators: readonly Comparator[];
  /** Of a loop whose operations are counted, where the processor was measured. */
  readonly limit?: LimitShare;
}

/** How far a loop is from what 128-bit vectors allow. */
export interface LimitShare {
  /** Units: GHz. */
  readonly clock: number;
  /** 128-bit operations a loan-month-path and a cycle. */
  readonly operations: number;
  readonly operationsACycle: number;
  /** Of what the processor does when nothing waits, as it was measured, and of two operations a cycle. */
  readonly ofMeasured: number;
  readonly ofTwo: number;
}

const PLAIN = { arm: armSums, fixed: fixedSums, level: levelSums } as const;

/** Times all of them. Throws when their sums differ. */
export function compareLoops(pool: Pool, own: OwnLoop, foreign: Foreign, rounds: Rounds): LoopComparison {
  const plain = PLAIN[pool.loop];
  const others = foreign.variants(pool);
  const variants: Variant[] = [
    { name: 'weir', run: () => own.run() },
    ...others.map(({ name, measure }) => ({ name, measure })),
    { name: 'typescript', run: () => void plain(pool) },
  ];
  const [weir, ...measured] = compare(variants, rounds);
  if (weir === undefined) throw new Error('loops: nothing was measured');

  const expected = totalsOf(pool, own.quantities, own.sums);
  const check = (name: string, sums: Float64Array) =>
    checkAgreement(name, totalsOf(pool, own.quantities, from(sums, pool, own)), expected);
  for (const { name, sums } of others) check(name, sums());
  check('typescript', plain(pool));
  const nanoseconds = weir.nanoseconds / pool.loanMonthPaths;
  return {
    nanoseconds,
    comparators: measured.map((each) => comparatorOf(each, weir, pool)),
    ...(foreign.processor !== undefined && pool.loop !== 'level' && { limit: limitOf(pool, nanoseconds, foreign.processor) }),
  };
}

function comparatorOf(each: Measurement, weir: Measurement, { loanMonthPaths }: Pool): Comparator {
  return {
    name: each.name,
    nanoseconds: each.nanoseconds / loanMonthPaths,
    ratio: ratio(each, weir),
    ratios: each.rounds.map((time, round) => time / (weir.rounds[round] ?? Number.NaN)),
  };
}

function limitOf(pool: Pool, nanoseconds: number, { clock, operationsACycle }: Processor): LimitShare {
  const operations = operationsOf(pool) / pool.loanMonthPaths;
  const done = operations / (nanoseconds * clock);
  return { clock, operations, operationsACycle: done, ofMeasured: done / operationsACycle, ofTwo: done / 2 };
}

/** Sums of arrays [quantity][month][path] on the paths that Weir can tell. */
function from(sums: Float64Array, { months, paths }: Pool, { firstPath }: OwnLoop) {
  return (quantity: number, month: number) => {
    const row = (quantity * (months + 1) + month) * paths;
    return sums.subarray(row + firstPath, row + paths);
  };
}

function totalsOf({ months }: Pool, quantities: number, sumsOf: (quantity: number, month: number) => Float64Array): number[] {
  return Array.from({ length: quantities * months }, (_, at) =>
    sumsOf(Math.floor(at / months), 1 + (at % months)).reduce((sum, value) => sum + value, 0),
  );
}

function checkAgreement(variant: string, totals: readonly number[], expected: readonly number[]): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  totals.forEach((got, at) => {
    const own = expected[at] ?? Number.NaN;
    // What is left at the end is what rounding left: it is held against the largest sum.
    if (Math.abs(got - own) <= TOLERANCE * Math.max(Math.abs(own), TOLERANCE * largest)) return;
    throw new Error(`loops: sum ${at} of ${variant} is ${got}, of Weir ${own}; they may differ by ${TOLERANCE} of it`);
  });
}
