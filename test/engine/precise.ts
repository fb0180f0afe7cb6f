/** Functions to sixty digits, and how far a number is from them: what the kernel's own functions are held against. */
import { Decimal } from 'decimal.js';

const Precise = Decimal.clone({ precision: 60 });
const ROOT_OF_TWO_PI = Precise.acos(-1).mul(2).sqrt();

/** A number exactly as it is held, not as it is printed. */
export function exactly(x: number): Decimal {
  let exponent = 0;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  while (Math.abs(mantissa) > 2 ** 53) {
    mantissa /= 2;
    exponent++;
  }
  return new Precise(mantissa).mul(new Precise(2).pow(exponent));
}

export const exponential = (x: number): Decimal => exactly(x).exp();
export const logarithm = (x: number): Decimal => exactly(x).ln();

/** phi(x) = exp(-x^2/2) / sqrt(2 pi). */
function density(x: Decimal): Decimal {
  return x.mul(x).div(-2).exp().div(ROOT_OF_TWO_PI);
}

/** 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...): digits enough for |x| under 10. */
export function normalBelow(x: Decimal): Decimal {
  const square = x.mul(x);
  let term = x;
  let sum = x;
  for (let n = 3; term.abs().gt(1e-55); n += 2) {
    term = term.mul(square).div(n);
    sum = sum.plus(term);
  }
  return density(x).mul(sum).plus(0.5);
}

/** The root of normalBelow(x) = p, by Newton's method from a number close to it. */
export function inverseNormal(p: number, near: number): Decimal {
  const wanted = exactly(p);
  let x = exactly(near);
  for (let k = 0; k < 5; k++) {
    const change = normalBelow(x).minus(wanted).div(density(x));
    x = x.minus(change);
    if (change.abs().lt(1e-30)) return x;
  }
  throw new Error(`precise: ${near} is not near the inverse normal of ${p}`);
}

/** The distance between a number and what it should be, in units of the last place of the number. */
export function unitsOff(got: number, wanted: Decimal): number {
  const [bits] = new BigInt64Array(Float64Array.of(Math.abs(got)).buffer);
  const [next = 0] = new Float64Array(BigInt64Array.of((bits ?? 0n) + 1n).buffer);
  return exactly(got).minus(wanted).abs().toNumber() / (next - Math.abs(got));
}
