/** Small helpers that draw one thing more often than another. */
import fc from 'fast-check';

/** `value`, `times` as often as something else. */
export const often = <T>(value: T, times: number, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: times, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

/** Odd, so that no test meets its limit exactly. */
export const odd = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.floor(low / 2), max: Math.floor(high / 2) }).map((n) => 2 * n + 1);

export const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** Once in a while, unless it is switched off. */
export const seldom = <T>(allowed: boolean | undefined, times: number, other: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  allowed === false ? fc.constant(undefined) : often<T | undefined>(undefined, times, other);
