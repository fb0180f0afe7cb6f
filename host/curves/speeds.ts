/**
 * Speeds of prepayment and default, and the monthly rates they stand for. Pure conversions of one number at one loan age; vectors
 * of them are in `vectorExpand.ts`.
 *
 * Units: every argument and result is a decimal: a CPR of 6 % is 0.06, a speed of 250 PSA is 2.5, 1.5 ABS is 0.015. A month of
 * age is `loan age at the cut-off + projection month`, so the first month of a new loan is 1.
 */

/** PSA and SDA rise for thirty months; PSA by 0.2 % CPR, SDA by 0.02 % CDR a month. */
const RAMP_MONTHS = 30;
const PSA_CPR_A_MONTH = 0.002;
const SDA_CDR_A_MONTH = 0.0002;

/** SDA holds its peak to month 60, then falls to its tail in month 120. */
const SDA_PEAK = 0.006;
const SDA_PEAK_ENDS = 60;
const SDA_FALL_A_MONTH = 0.000095;
const SDA_TAIL = 0.0003;
const SDA_TAIL_STARTS = 120;

const HEP_RAMP_MONTHS = 10;

/** Monthly rate of an annual one: `1 - (1 - annual)^(1/12)`. Written with log1p so that small rates keep their digits. */
export function smmFromCpr(cpr: number): number {
  return -Math.expm1(Math.log1p(-cpr) / 12);
}

/** Annual rate of a monthly one: `1 - (1 - smm)^12`. */
export function cprFromSmm(smm: number): number {
  return -Math.expm1(Math.log1p(-smm) * 12);
}

/** Monthly default rate of an annual one; the same arithmetic as `smmFromCpr`. */
export function mdrFromCdr(cdr: number): number {
  return smmFromCpr(cdr);
}

/**
 * CPR of a PSA speed: 0.2 % x min(n, 30) x speed, at most 100 %.
 *
 * Source: BMA Standard Formulas, SF (standard prepayment model).
 */
export function cprFromPsa(speed: number, ageMonth: number): number {
  return Math.min(1, PSA_CPR_A_MONTH * rampMonth(ageMonth, RAMP_MONTHS) * speed);
}

/** SMM of a PSA speed. Checked by: the BMA one-month PSA-to-SMM table. */
export function smmFromPsa(speed: number, ageMonth: number): number {
  return smmFromCpr(cprFromPsa(speed, ageMonth));
}

/** PSA speed of an SMM: 1 is 100 PSA. Checked by: the BMA SMM-CPR-PSA conversion table. */
export function psaFromSmm(smm: number, ageMonth: number): number {
  return cprFromSmm(smm) / (PSA_CPR_A_MONTH * rampMonth(ageMonth, RAMP_MONTHS));
}

/**
 * CDR of an SDA speed: 0.02 % a month to 0.60 % in month 30, level to 60, down by 0.0095 % a month to 0.03 % in 120, then level.
 *
 * Source: BMA Standard Formulas, SF (standard default assumption curve).
 */
export function cdrFromSda(speed: number, ageMonth: number): number {
  return Math.min(1, sdaCurve(ageMonth) * speed);
}

export function mdrFromSda(speed: number, ageMonth: number): number {
  return mdrFromCdr(cdrFromSda(speed, ageMonth));
}

/**
 * SMM of an ABS speed: `a / (1 - a (n - 1))`, a share of the *original* number of loans a month. 1 in the month that uses up the
 * last of them, and after.
 *
 * Source: the absolute prepayment model of auto-loan prospectuses.
 */
export function smmFromAbs(a: number, ageMonth: number): number {
  const surviving = 1 - a * (Math.max(ageMonth, 1) - 1);
  return surviving <= a ? 1 : a / surviving;
}

/**
 * CPR of a home-equity prepayment speed: x / 10 x min(n, 10).
 *
 * Source: common practice for home-equity loans; no published table confirms it here.
 */
export function cprFromHep(x: number, ageMonth: number): number {
  return Math.min(1, (x / HEP_RAMP_MONTHS) * rampMonth(ageMonth, HEP_RAMP_MONTHS));
}

export function smmFromHep(x: number, ageMonth: number): number {
  return smmFromCpr(cprFromHep(x, ageMonth));
}

/** A loan that is not yet made (age month 0 or below) has not started its ramp. */
function rampMonth(ageMonth: number, rampMonths: number): number {
  return Math.min(Math.max(ageMonth, 0), rampMonths);
}

function sdaCurve(ageMonth: number): number {
  if (ageMonth <= SDA_PEAK_ENDS) return SDA_CDR_A_MONTH * rampMonth(ageMonth, RAMP_MONTHS);
  if (ageMonth >= SDA_TAIL_STARTS) return SDA_TAIL;
  return SDA_PEAK - SDA_FALL_A_MONTH * (ageMonth - SDA_PEAK_ENDS);
}
