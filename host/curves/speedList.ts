/**
 * Reads a list of scenarios from a command line: `PSA 0,100,250; CPR 10`. Here a comma parts scenarios and a semicolon begins
 * another unit, where inside a vector both part segments; a whole vector in the list parts its segments by `then`.
 */
import { shown } from '../errors.ts';
import type { VectorOptions } from './vectorFinish.ts';
import { canonicalVector, flatValue, type ParsedVector, segmentsText, type Unit } from './vectors.ts';
import { readVector } from './vectorText.ts';
import { refuse, type Token, tokensOf } from './vectorTokens.ts';

export interface SpeedScenario {
  /** Canonical text of the vector: `PSA 250`. */
  readonly label: string;
  readonly vector: ParsedVector;
}

export const MOST_SCENARIOS = 1_000;

/**
 * The scenarios of a list, in its order: `PSA 0,100,250; CPR 10` has four.
 *
 * A unit holds for its whole group, before or after the numbers. Between commas stand single numbers; a group without a comma may
 * be any vector (`AO: 0.2 ramp 6 for 30 CPR`).
 *
 * Throws: as `parseVector`; VECTOR_AMBIGUOUS where commas may part segments as well as scenarios.
 */
export function parseSpeedList(text: string, options: VectorOptions = {}): SpeedScenario[] {
  const scenarios = splitAt(tokensOf(text, options), ';').flatMap((group) => groupScenarios(group, text, options));
  if (scenarios.length > MOST_SCENARIOS) {
    refuse(options, 1, 'VECTOR_RANGE', `${scenarios.length} scenarios`, `at most ${MOST_SCENARIOS} scenarios`);
  }
  return scenarios;
}

function groupScenarios(group: readonly Token[], text: string, options: VectorOptions): SpeedScenario[] {
  const units = new Set<Unit>();
  for (const token of group) if (token.kind === 'unit') units.add(token.unit);
  const [unit, another] = units;
  // Two units and a comma: which one the bare numbers have is not to be guessed, so each number must carry its own.
  const { unit: outerUnit, ...withoutUnit } = options;
  const groupUnit = unit ?? outerUnit;
  const inGroup: VectorOptions = another !== undefined || groupUnit === undefined ? withoutUnit : { ...options, unit: groupUnit };
  const items = splitAt(group, ',');
  const vectors = items.map((item) => readVector(item, text, inGroup));
  if (vectors.length > 1 && vectors.some((vector) => flatValue(vector) === undefined)) refuseBoth(group, vectors, text, options);
  return vectors.map(labelled);
}

function refuseBoth(group: readonly Token[], vectors: readonly ParsedVector[], text: string, options: VectorOptions): never {
  const several = vectors.map(canonicalVector).join('; ');
  const one = `${vectors[0]?.unit ?? ''} ${vectors.map(({ segments }) => segmentsText(segments, ' then ')).join(' then ')}`;
  const expected = `either '${several}' (${vectors.length} scenarios) or '${one}' (one)`;
  refuse(options, group[0]?.at ?? 1, 'VECTOR_AMBIGUOUS', shown(text), expected);
}

function labelled(vector: ParsedVector): SpeedScenario {
  return { label: canonicalVector(vector), vector };
}

/** The tokens between marks outside brackets, each part with an `end` of its own. */
function splitAt(tokens: readonly Token[], mark: string): Token[][] {
  const parts: Token[][] = [];
  let part: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'mark' && token.mark === '(') depth += 1;
    if (token.kind === 'mark' && token.mark === ')') depth -= 1;
    const ends = token.kind === 'end' || (depth === 0 && token.kind === 'mark' && token.mark === mark);
    if (ends) {
      part.push({ kind: 'end', at: token.at, text: '', newLine: false });
      parts.push(part);
      part = [];
    } else {
      part.push(token);
    }
  }
  return parts;
}
