/**
 * Assumption vectors as data: what a parsed vector is, what each unit means, and the canonical text. Reading text is
 * `vectorText.ts`, lists of scenarios are `speedList.ts`, monthly rates are `vectorExpand.ts`.
 *
 * The canonical text, which reads back to the same vector:
 *
 *     UNIT segment, segment, ... [from ANCHOR] [times NUMBER] [floor NUMBER] [cap NUMBER]
 *
 *     segment   5 for 12             hold 5 for 12 months
 *               0.2 ramp 6 for 30    from 0.2 to 6 in 30 months, both ends included: value k = a + (b - a)(k - 1)/(n - 1)
 *               6                    6 for one month
 *     ANCHOR    origination          value n is for loan age n
 *               closing              value n is for the deal's month n, counted from issue
 *               2007-02-01           value 1 is for the payment in that calendar month
 *               (none)               value n is for projection month n
 *
 * The last value holds for ever. Before its first month an anchored vector has its first value. The multiplier applies before
 * floor and cap. `CPR 0.2 ramp 6 for 30, 6 from origination` is 100 PSA.
 */

import type { Anchor, ParsedVector, Segment, Unit } from '../types.ts';

/** Every unit: what it speaks of, the largest value it can have, and whether its own curve runs by loan age. */
export const UNITS = {
  CPR: { family: 'prepayment', most: 100, byAge: false },
  SMM: { family: 'prepayment', most: 100, byAge: false },
  PSA: { family: 'prepayment', most: 100_000, byAge: true },
  PPC: { family: 'prepayment', most: 100_000, byAge: true },
  ABS: { family: 'prepayment', most: 100, byAge: true },
  HEP: { family: 'prepayment', most: 100, byAge: true },
  CDR: { family: 'default', most: 100, byAge: false },
  MDR: { family: 'default', most: 100, byAge: false },
  SDA: { family: 'default', most: 100_000, byAge: true },
  PERCENT: { family: 'percent', most: 100, byAge: false },
} as const satisfies Readonly<Record<Unit, { family: 'prepayment' | 'default' | 'percent'; most: number; byAge: boolean }>>;

export const PREPAYMENT_UNITS: readonly Unit[] = ['CPR', 'SMM', 'PSA', 'PPC', 'ABS', 'HEP'];
export const DEFAULT_UNITS: readonly Unit[] = ['CDR', 'MDR', 'SDA'];

/** Longest text that is read, and most months that a vector may spell out. */
export const MOST_CHARACTERS = 20_000;
export const MOST_MONTHS = 1_200;
export const MOST_MULTIPLIER = 1_000;

export type { Anchor, ParsedVector, Segment, Unit } from '../types.ts';

export function isUnit(word: string): word is Unit {
  return Object.hasOwn(UNITS, word);
}

export function segmentMonths(segment: Segment): number {
  return segment.kind === 'step' ? segment.values.length : segment.months;
}

/** The vector that is one number in every month. */
export function flatVector(unit: Unit, value: number): ParsedVector {
  return { unit, segments: [{ kind: 'step', values: [value] }], anchor: 'projection', multiplier: 1 };
}

/** The number of a vector that is nothing but one number, and undefined for any other. */
export function flatValue(vector: ParsedVector): number | undefined {
  const [only, second] = vector.segments;
  const bare =
    vector.multiplier === 1 && vector.floor === undefined && vector.cap === undefined && vector.anchor === 'projection';
  if (only === undefined || second !== undefined || !bare) return undefined;
  return only.kind === 'step' && only.values.length === 1 ? only.values[0] : undefined;
}

/** Whether loans of different ages have different monthly rates. */
export function dependsOnAge(vector: ParsedVector): boolean {
  return vector.anchor === 'loanAge' || UNITS[vector.unit].byAge;
}

/** The one text of a vector. Checked by: reading it back. */
export function canonicalVector(vector: ParsedVector): string {
  return `${vector.unit} ${segmentsText(vector.segments)}${modifiersText(vector)}`;
}

export function segmentsText(segments: readonly Segment[], separator = ', '): string {
  return segments.map((segment) => segmentText(segment, separator)).join(separator);
}

export function segmentText(segment: Segment, separator = ', '): string {
  switch (segment.kind) {
    case 'hold':
      return `${segment.value} for ${segment.months}`;
    case 'ramp':
      return `${segment.from} ramp ${segment.to} for ${segment.months}`;
    case 'step':
      return segment.values.join(separator);
  }
}

/** What follows the segments in canonical text, with a blank before each part. */
export function modifiersText(vector: Pick<ParsedVector, 'anchor' | 'multiplier' | 'floor' | 'cap'>): string {
  const times = vector.multiplier === 1 ? '' : ` times ${vector.multiplier}`;
  const floor = vector.floor === undefined ? '' : ` floor ${vector.floor}`;
  const cap = vector.cap === undefined ? '' : ` cap ${vector.cap}`;
  return `${anchorText(vector.anchor)}${times}${floor}${cap}`;
}

function anchorText(anchor: Anchor): string {
  if (anchor === 'projection') return '';
  if (anchor === 'loanAge') return ' from origination';
  if (anchor === 'dealAge') return ' from closing';
  return ` from ${anchor.date}`;
}
