/** Where a rising function takes a value: Newton's steps inside a bracket that closes. */

/** The value and the slope of a function at a point. */
export type ValueAndSlope = (x: number) => readonly [value: number, slope: number];

/** Halving alone closes any bracket of doubles in fewer steps. */
const MOST_STEPS = 1100;

/**
 * The point between `low` and `high` where a rising function passes 0, to the last digits. A step of Newton's that would leave the
 * bracket, or does not halve it, gives way to its middle. Answers an end where the function does not pass 0 between them.
 */
export function risingRoot(of: ValueAndSlope, low: number, high: number, start = (low + high) / 2): number {
  let [from, to] = [low, high];
  let x = start;
  let before = Number.POSITIVE_INFINITY;
  // Near a root at 0 the value is rounding alone, and no step is small beside x.
  const smallest = 1e-17 * (high - low);
  for (let step = 0; step < MOST_STEPS; step++) {
    const [value, slope] = of(x);
    if (value === 0) return x;
    if (value < 0) from = x;
    else to = x;
    const newton = x - value / slope;
    const isGood = newton > from && newton < to && Math.abs(newton - x) < before / 2;
    const next = isGood ? newton : from + (to - from) / 2;
    before = isGood ? Math.abs(newton - x) : to - from;
    if (Math.abs(next - x) <= Math.max(1e-16 * Math.abs(x), smallest) || next <= from || next >= to) return next;
    x = next;
  }
  return x;
}
