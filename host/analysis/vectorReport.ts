/** Shows what the text of an assumption vector is taken for. */
import { echoVector, type VectorEcho } from '../curves/vectorExpand.ts';
import { isUnit, UNITS } from '../curves/vectors.ts';
import { parseVector } from '../curves/vectorText.ts';
import { fail, shown } from '../errors.ts';

/** What a text may need besides itself. */
export interface VectorRequest {
  readonly text: string;
  /** Months shown; default 60. */
  readonly months?: number;
  /** Loan age at the cut-off, months; default 0. */
  readonly age?: number;
  /** The unit of numbers without one. */
  readonly unit?: string;
  /** The ramp in CPR that PPC multiplies: `8 ramp 20 for 12`. */
  readonly ppc?: string;
}

const MOST_MONTHS = 1_200;

/** What a vector was taken for. */
export interface VectorReport extends VectorEcho {
  /** Neither the text nor the request names a unit: the numbers were taken for CPR, as prepayment vectors are mostly written. */
  readonly isUnitAssumed: boolean;
}

/** Reads a vector and expands it. Throws: VECTOR_*, REQUEST_INVALID. */
export function vectorReport({ text, months = 60, age = 0, unit, ppc }: VectorRequest): VectorReport {
  refuseUnlessWhole('months', months, 1);
  refuseUnlessWhole('age', age, 0);
  const named = unit?.toUpperCase();
  if (named !== undefined && !isUnit(named))
    fail({ code: 'REQUEST_INVALID', place: 'unit', got: shown(unit), expected: `one of ${Object.keys(UNITS).join(', ')}` });
  const isUnitAssumed = named === undefined && !namesUnit(text);
  const echo = echoVector(text, {
    place: 'vector',
    months,
    age,
    ...(named !== undefined && { unit: named }),
    ...(isUnitAssumed && { unit: 'CPR' as const }),
    ...(ppc !== undefined && { ppc: parseVector(ppc, { place: 'ppc', unit: 'CPR', units: ['CPR'] }) }),
  });
  return { ...echo, isUnitAssumed };
}

/** Whether some word of a text is a unit, or a percent sign stands for one. */
function namesUnit(text: string): boolean {
  return text.includes('%') || (text.match(/[a-z]+/gi) ?? []).some((word) => isUnit(word.toUpperCase()));
}

function refuseUnlessWhole(place: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MOST_MONTHS) return;
  fail({ code: 'REQUEST_INVALID', place, got: shown(value), expected: `a whole number from ${least} to ${MOST_MONTHS}` });
}
