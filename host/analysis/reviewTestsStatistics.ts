/** The arithmetic of review tests, apart from what they are about. */

/**
 * The chance that so many or fewer of `count` signs, or as many on the other side, fall to one side where both are as likely: the two-sided
 * sign test.
 *
 * Source: exact binomial with probability a half: twice the sum of C(n, k) / 2^n over k up to the smaller side, at most 1. Checked by: six of
 * six is 2/64.
 */
export function signTestChance(above: number, below: number): number {
  const count = above + below;
  const fewer = Math.min(above, below);
  let term = 0.5 ** count;
  let sum = 0;
  for (let k = 0; k <= fewer; k++) {
    sum += term;
    term *= (count - k) / (k + 1);
  }
  return Math.min(1, 2 * sum);
}

/** The middle value, or the mean of the two middle ones; undefined of none. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  return high === undefined || low === undefined ? undefined : (low + high) / 2;
}
