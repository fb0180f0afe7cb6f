// Exponential, logarithm and inverse normal of two lanes. The kernel's own, from basic operations in a stated order, so that their bits
// are the same on every machine: an engine's or a host's functions differ in the last digit from one to the next.
//
// Sources: exponential and logarithm as in FDLIBM (Sun Microsystems, 1993: s_exp, e_log), without its branches; inverse normal:
// M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988). Constants are loaded: an engine would make them anew at every use.

import { choose, least, most } from './lanes';

/** -708, 709, 1 / ln 2, ln 2 in two parts, 1.5 x 2^52, P5 to P1, 2, 1: arguments beyond the first two would leave the normal numbers. */
const EXP: usize = memory.data<f64>([
  -708.0, 709.0, 1.44269504088896338700e+00, 6.93147180369123816490e-01, 1.90821492927058770002e-10, 6755399441055744.0,
  4.13813679705723846039e-08, -1.65339022054652515390e-06, 6.61375632143793436117e-05, -2.77777777770155933842e-03, 1.66666666666666019037e-01,
  2.0, 1.0,
], 16);

/** 2^52 + 1023, 1, 1/2, 2, Lg6, Lg4, Lg2, Lg7, Lg5, Lg3, Lg1, ln 2 in two parts. */
const LOG: usize = memory.data<f64>([
  4503599627371519.0, 1.0, 0.5, 2.0,
  1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01,
  1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01, 6.666666666666735130e-01,
  1.90821492927058770002e-10, 6.93147180369123816490e-01,
], 16);

/** Bits of 1 less those of about sqrt(1/2); of the mantissa; of about sqrt(1/2); of 2^52. */
const LOG_BITS: usize = memory.data<u64>([0x0009_5f62_0000_0000, 0x000f_ffff_ffff_ffff, 0x3fe6_a09e_0000_0000, 0x4330_0000_0000_0000], 16);

/** One half, 0.425, 0.180625, 1; 1.6, 5; then for each of three ranges numerator and denominator, highest power first. */
const NORMAL: usize = memory.data<f64>([
  0.5, 0.425, 0.180625, 1.0, 1.6, 5.0,
  2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
  1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e0,
  5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
  5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0,
  7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
  3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
  1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
  6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
  2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
  2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
  1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
], 16);
const CENTRE: usize = NORMAL + 48;
const TAIL: usize = CENTRE + 128;
const FAR: usize = TAIL + 128;

/** p x + the constant at `at`. */
// @ts-ignore: decorator
@inline
function then(p: v128, x: v128, at: usize): v128 {
  return f64x2.add(f64x2.mul(p, x), v128.load64_splat(at));
}

/**
 * e to the power x, within 1 unit in the last place; x is held within -708 to 709.
 *
 * x = k ln 2 + r with |r| <= ln 2 / 2; e^r from a rational approximation; 2^k is added to the exponent's bits.
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  x = least(most(x, v128.load64_splat(EXP)), v128.load64_splat(EXP, 8));
  const k = f64x2.nearest(f64x2.mul(x, v128.load64_splat(EXP, 16)));
  const high = f64x2.sub(x, f64x2.mul(k, v128.load64_splat(EXP, 24)));
  const low = f64x2.mul(k, v128.load64_splat(EXP, 32));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = then(v128.load64_splat(EXP, 48), t, EXP + 56);
  p = then(p, t, EXP + 64);
  p = then(p, t, EXP + 72);
  p = then(p, t, EXP + 80);
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const tail = f64x2.div(f64x2.mul(r, c), f64x2.sub(v128.load64_splat(EXP, 88), c));
  const y = f64x2.sub(v128.load64_splat(EXP, 96), f64x2.sub(f64x2.sub(low, tail), high));
  // The sum with 1.5 x 2^52 has k in its lowest bits.
  return i64x2.add(y, i64x2.shl(f64x2.add(k, v128.load64_splat(EXP, 40)), 52));
}

/** The natural logarithm of a positive normal number, within 1 unit in the last place. Elsewhere it means nothing. */
export function logarithm(x: v128): v128 {
  const shifted = i64x2.add(x, v128.load64_splat(LOG_BITS));
  const exponent = v128.or(i64x2.shr_u(shifted, 52), v128.load64_splat(LOG_BITS, 24));
  const k = f64x2.sub(exponent, v128.load64_splat(LOG));
  const m = i64x2.add(v128.and(shifted, v128.load64_splat(LOG_BITS, 8)), v128.load64_splat(LOG_BITS, 16));
  const f = f64x2.sub(m, v128.load64_splat(LOG, 8));
  const half = f64x2.mul(f64x2.mul(v128.load64_splat(LOG, 16), f), f);
  const s = f64x2.div(f, f64x2.add(v128.load64_splat(LOG, 24), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, then(then(v128.load64_splat(LOG, 32), w, LOG + 40), w, LOG + 48));
  const odd = f64x2.mul(z, then(then(then(v128.load64_splat(LOG, 56), w, LOG + 64), w, LOG + 72), w, LOG + 80));
  const low = f64x2.add(f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even))), f64x2.mul(k, v128.load64_splat(LOG, 88)));
  return f64x2.add(f64x2.add(f64x2.sub(low, half), f), f64x2.mul(k, v128.load64_splat(LOG, 96)));
}

/** The ratio of the two polynomials of degree 7 at `at`. */
// @ts-ignore: decorator
@inline
function ratio(r: v128, at: usize): v128 {
  let a = then(v128.load64_splat(at), r, at + 8);
  let b = then(v128.load64_splat(at, 64), r, at + 72);
  a = then(a, r, at + 16);
  b = then(b, r, at + 80);
  a = then(a, r, at + 24);
  b = then(b, r, at + 88);
  a = then(a, r, at + 32);
  b = then(b, r, at + 96);
  a = then(a, r, at + 40);
  b = then(b, r, at + 104);
  a = then(a, r, at + 48);
  b = then(b, r, at + 112);
  a = then(a, r, at + 56);
  b = then(b, r, at + 120);
  return f64x2.div(a, b);
}

/** The number below which a standard normal variable falls with probability p, 0 < p < 1; odd about 1/2 to the bit. */
// @ts-ignore: decorator
@inline
export function inverseNormal(p: v128): v128 {
  const q = f64x2.sub(p, v128.load64_splat(NORMAL));
  const centre = f64x2.mul(q, ratio(f64x2.sub(v128.load64_splat(NORMAL, 16), f64x2.mul(q, q)), CENTRE));
  const isTail = f64x2.gt(f64x2.abs(q), v128.load64_splat(NORMAL, 8));
  return v128.any_true(isTail) ? choose(isTail, tailNormal(p, q), centre) : centre;
}

/** The same where p is within 0.075 of 0 or 1. */
function tailNormal(p: v128, q: v128): v128 {
  const r = f64x2.sqrt(f64x2.neg(logarithm(least(p, f64x2.sub(v128.load64_splat(NORMAL, 24), p)))));
  let value = ratio(f64x2.sub(r, v128.load64_splat(NORMAL, 32)), TAIL);
  const isFar = f64x2.gt(r, v128.load64_splat(NORMAL, 40));
  // Below 1.4e-11: words of 32 bits do not get there.
  if (v128.any_true(isFar)) value = choose(isFar, ratio(f64x2.sub(r, v128.load64_splat(NORMAL, 40)), FAR), value);
  // The sign of q.
  return v128.or(value, v128.and(q, f64x2.splat(-0.0)));
}
