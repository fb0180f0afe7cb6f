// The few vector helpers of the kernel, so that the loops read like the formulas. A v128 holds two f64; a lane is a path.

// @ts-ignore: decorator
@inline
export function splat(value: f64): v128 {
  return f64x2.splat(value);
}

/** The smaller of two, the first where they compare equal; one machine instruction, no NaN handling. */
// @ts-ignore: decorator
@inline
export function least(a: v128, b: v128): v128 {
  return f64x2.pmin(a, b);
}

// @ts-ignore: decorator
@inline
export function most(a: v128, b: v128): v128 {
  return f64x2.pmax(a, b);
}

/** a where the mask is set, b elsewhere. */
// @ts-ignore: decorator
@inline
export function choose(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** Adds to the row at `at`. */
// @ts-ignore: decorator
@inline
export function addTo(at: usize, value: v128): void {
  v128.store(at, f64x2.add(v128.load(at), value));
}

/** x to a whole power n >= 0, by squaring; n is the same in both lanes. */
export function power(x: v128, n: i32): v128 {
  let result = f64x2.splat(1.0);
  let square = x;
  while (n > 0) {
    if (n & 1) result = f64x2.mul(result, square);
    n >>= 1;
    if (n > 0) square = f64x2.mul(square, square);
  }
  return result;
}

/** Below this n r the closed form of the level payment loses digits to cancellation; the series takes over. */
export const SMALL_RATE_TERM: f64 = 1e-3;

/**
 * The level payment a dollar of balance: r / (1 - (1 + r)^-n).
 *
 * Units: r a month, n months, n >= 1.
 * Source: annuity formula; BMA Standard Formulas, SF-4.
 */
export function levelPayment(r: v128, n: i32): v128 {
  const one = f64x2.splat(1.0);
  const growth = power(f64x2.add(one, r), n);
  return exceptSmallRates(f64x2.div(f64x2.mul(r, growth), f64x2.sub(growth, one)), r, n);
}

/**
 * The level payment from its closed form, put right where the rate is small.
 *
 * For n r < 1e-3 the series 1/n (1 + (n+1) r/2 + (n^2-1) r^2/12 - (n^2-1) r^3/24), whose next term is under 1e-15.
 */
export function exceptSmallRates(closed: v128, r: v128, n: i32): v128 {
  const terms = <f64>n;
  const squares = (terms * terms - 1.0) / 12.0;
  let series = f64x2.mul(r, splat(-squares / 2.0));
  series = f64x2.mul(r, f64x2.add(splat(squares), series));
  series = f64x2.mul(r, f64x2.add(splat((terms + 1.0) / 2.0), series));
  series = f64x2.mul(splat(1.0 / terms), f64x2.add(splat(1.0), series));

  return choose(f64x2.lt(f64x2.mul(r, splat(terms)), splat(SMALL_RATE_TERM)), series, closed);
}

/** The same on one path. */
export function levelPayment1(r: f64, n: i32): f64 {
  return f64x2.extract_lane(levelPayment(f64x2.splat(r), n), 0);
}
