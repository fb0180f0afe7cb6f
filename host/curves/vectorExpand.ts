/**
 * Turns a vector into what the loans use: one decimal a projection month. Speeds become monthly rates (SMM, MDR), percents become
 * decimals. Also the echo of a text: its canonical form and its numbers.
 */
import { fail } from '../errors.ts';
import { monthNumber, parseDate } from './dates.ts';
import { mdrFromCdr, mdrFromSda, smmFromAbs, smmFromCpr, smmFromHep, smmFromPsa } from './speeds.ts';
import type { VectorOptions } from './vectorFinish.ts';
import { type Anchor, canonicalVector, type ParsedVector, type Segment, segmentMonths, type Unit } from './vectors.ts';
import { parseVector } from './vectorText.ts';

export interface ExpandOptions {
  /** Projection months wanted: the result has this length, entry 0 being month 1. */
  readonly months: number;
  /** Loan age in months at the cut-off; in projection month m the loan is `age + m` months old. */
  readonly age: number;
  /** Payment dates that the deal has already made; default 0. */
  readonly dealAge?: number;
  /** Serial of the payment date of projection month 1, for vectors that begin on a date. */
  readonly firstPayment?: number;
  /** The deal's own ramp in CPR percent by loan age, which PPC multiplies. */
  readonly ppc?: ParsedVector;
}

/** What `weir vectors` prints. */
export interface VectorEcho {
  readonly canonical: string;
  readonly unit: Unit;
  readonly anchor: Anchor;
  /** By projection month, on the unit's printed scale, after multiplier, floor and cap. */
  readonly stated: readonly number[];
  /** By projection month: SMM, MDR or decimal. */
  readonly values: readonly number[];
}

/**
 * Monthly decimals of a vector for projection months 1 to `months`: SMM for prepayment units, MDR for default units.
 *
 * Units by age (PSA SDA ABS HEP PPC) run their own curve by loan age, `age + month`; the vector's number is the speed in that
 * projection month, or at that loan age where the vector is anchored `from origination`.
 *
 * Units: decimals, 0 to 1.
 * Throws: REQUEST_INVALID where PPC has no ramp, or an anchor by date no first payment date.
 */
export function expandVector(vector: ParsedVector, options: ExpandOptions): Float64Array {
  const stated = statedValues(vector, options);
  const rate = monthlyRate(vector.unit, options);
  return stated.map((value, index) => Math.min(1, rate(value, options.age + index + 1)));
}

/** The vector's own numbers by projection month, on its printed scale. */
export function statedValues(vector: ParsedVector, options: ExpandOptions): Float64Array {
  const spelled = spelledValues(vector);
  const shift = monthsBefore(vector.anchor, options);
  const lastIndex = spelled.length - 1;
  // Before its first month a vector has its first value, after its last month its last.
  return Float64Array.from({ length: options.months }, (_, index) => spelled[clamp(index + shift, 0, lastIndex)] ?? 0);
}

/** Reads a text and shows what it was taken for. */
export function echoVector(text: string, options: VectorOptions & ExpandOptions): VectorEcho {
  const vector = parseVector(text, options);
  const stated = [...statedValues(vector, options)];
  const values = [...expandVector(vector, options)];
  return { canonical: canonicalVector(vector), unit: vector.unit, anchor: vector.anchor, stated, values };
}

/** The months that the segments spell out, after multiplier, floor and cap. */
function spelledValues(vector: ParsedVector): number[] {
  const { multiplier, floor = 0, cap = Number.POSITIVE_INFINITY } = vector;
  return vector.segments.flatMap(segmentValues).map((value) => Math.min(cap, Math.max(floor, value * multiplier)));
}

/** A ramp holds both ends: value k = a + (b - a)(k - 1)/(n - 1). */
function segmentValues(segment: Segment): number[] {
  const length = segmentMonths(segment);
  switch (segment.kind) {
    case 'hold':
      return Array.from({ length }, () => segment.value);
    case 'ramp':
      return Array.from({ length }, (_, index) => segment.from + ((segment.to - segment.from) * index) / (length - 1));
    case 'step':
      return [...segment.values];
  }
}

/** How many months of the vector lie before projection month 1; negative where it begins later. */
function monthsBefore(anchor: Anchor, options: ExpandOptions): number {
  if (anchor === 'projection') return 0;
  if (anchor === 'loanAge') return options.age;
  if (anchor === 'dealAge') return options.dealAge ?? 0;
  const { firstPayment } = options;
  if (firstPayment === undefined) {
    return fail({
      code: 'REQUEST_INVALID',
      place: 'assumption vector',
      got: `a vector from ${anchor.date} and no first payment date`,
      expected: 'the payment date of projection month 1',
    });
  }
  return monthNumber(firstPayment) - monthNumber(parseDate(anchor.date));
}

/** The function from a stated value and an age month to a monthly decimal. */
function monthlyRate(unit: Unit, options: ExpandOptions): (value: number, ageMonth: number) => number {
  switch (unit) {
    case 'CPR':
      return (value) => smmFromCpr(Math.min(1, value / 100));
    case 'CDR':
      return (value) => mdrFromCdr(Math.min(1, value / 100));
    case 'SMM':
    case 'MDR':
    case 'PERCENT':
      return (value) => value / 100;
    case 'PSA':
      return (value, ageMonth) => smmFromPsa(value / 100, ageMonth);
    case 'SDA':
      return (value, ageMonth) => mdrFromSda(value / 100, ageMonth);
    case 'ABS':
      return (value, ageMonth) => smmFromAbs(value / 100, ageMonth);
    case 'HEP':
      return (value, ageMonth) => smmFromHep(value / 100, ageMonth);
    case 'PPC':
      return ppcRate(options);
  }
}

/** PPC: the deal's ramp at the loan's age, or at the deal's where it runs from closing, times the speed, at most 100 % CPR. */
function ppcRate({ ppc, age, dealAge = 0 }: ExpandOptions): (value: number, ageMonth: number) => number {
  if (ppc === undefined || ppc.unit !== 'CPR') {
    return fail({
      code: 'REQUEST_INVALID',
      place: 'assumptions.ppc',
      got: ppc === undefined ? 'a speed in PPC and no ramp' : `a ramp in ${ppc.unit}`,
      expected: "the deal's own prepayment ramp in CPR, such as '8 ramp 20 for 12'",
    });
  }
  const ramp = spelledValues(ppc);
  const lastIndex = ramp.length - 1;
  const shift = ppc.anchor === 'dealAge' ? dealAge - age : 0;
  return (value, ageMonth) => {
    const cpr = ((ramp[clamp(ageMonth + shift - 1, 0, lastIndex)] ?? 0) / 100) * (value / 100);
    return smmFromCpr(Math.min(1, cpr));
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
