/**
 * The second half of reading a vector: what `vectorText.ts` has found becomes a vector, or a refusal that shows both readings.
 * Whatever depends on the whole text is decided here: unit, ranges, length, ambiguity.
 */
import { shown } from '../errors.ts';
import {
  type Anchor,
  MOST_MONTHS,
  modifiersText,
  type ParsedVector,
  type Segment,
  segmentMonths,
  segmentText,
  UNITS,
  type Unit,
} from './vectors.ts';
import { refuse, type Token, type VectorPlace } from './vectorTokens.ts';

export interface VectorOptions extends VectorPlace {
  /** The unit of a text that names none. */
  readonly unit?: Unit;
  /** The units that make sense here; default all. */
  readonly units?: readonly Unit[];
}

/** A part of the text that has two readings. `figure` is the number that may be a value, months or a multiplier. */
export type Unclear =
  /** `6 ramp 24`: to 24, or over 24 months. */
  | { readonly kind: 'rampUnclear'; readonly from: number; readonly figure: number; readonly at: number }
  /** `5 12`: two values, or 5 for 12 months. */
  | { readonly kind: 'spaced'; readonly value: number; readonly figure: number; readonly at: number }
  /** A last `6 x 12`: 6 for 12 months, or everything times 12. */
  | { readonly kind: 'timesUnclear'; readonly value: number; readonly figure: number; readonly at: number }
  /** `5 12R10`: `5 12R 10` or `5, 12R10`. */
  | {
      readonly kind: 'overUnclear';
      readonly value: number;
      readonly letter: 'R' | 'S';
      readonly first: number;
      readonly second: number;
      readonly at: number;
    };

export type Piece = Segment | Unclear;

/** The text as far as it has been read. Not checked yet: units against each other, values against their unit. */
export interface Reading {
  readonly tokens: readonly Token[];
  next: number;
  readonly options: VectorOptions;
  readonly pieces: Piece[];
  /** Every value on the unit's scale, floor and cap included, with its position. */
  readonly values: { readonly value: number; readonly at: number }[];
  /** Units and anchors named, each once, in the order of the text. */
  readonly units: { readonly unit: Unit; readonly at: number }[];
  readonly anchors: { readonly anchor: Anchor; readonly at: number }[];
  /** Has a value a percent sign? */
  percent: boolean;
  /** Has an `x` been read that can only mean months? Then the later ones mean that too. */
  xHolds: boolean;
  multiplier?: number;
  floor?: number;
  cap?: number;
}

interface TwoReadings {
  readonly at: number;
  /** A word on each reading, for the person who wrote the text. */
  readonly says: readonly [string, string];
}

/** Longest reading that a refusal quotes. */
const LONGEST_QUOTE = 200;

/** The vector of a text that has been read to its end, or its refusal. */
export function finishVector(reading: Reading, text: string): ParsedVector {
  const { options, floor, cap } = reading;
  const segments = mergedSegments(reading.pieces);
  const two = twoReadings(reading);
  if (segments === undefined || two !== undefined) return refuseBoth(reading, text, two);

  const vector: ParsedVector = {
    unit: unitOf(reading, text),
    segments,
    anchor: reading.anchors[0]?.anchor ?? 'projection',
    multiplier: reading.multiplier ?? 1,
    ...(floor === undefined ? {} : { floor }),
    ...(cap === undefined ? {} : { cap }),
  };
  checkRanges(reading, vector.unit);
  const months = segments.reduce((sum, segment) => sum + segmentMonths(segment), 0);
  if (months > MOST_MONTHS) refuse(options, 1, 'VECTOR_RANGE', `${months} months`, `at most ${MOST_MONTHS} months in all`);
  if (floor !== undefined && cap !== undefined && floor > cap) {
    refuse(options, 1, 'VECTOR_RANGE', `floor ${floor} and cap ${cap}`, 'a floor that is not above the cap');
  }
  return vector;
}

/** The pieces as segments, steps that stand side by side in one list; undefined where a piece is unclear. */
function mergedSegments(pieces: readonly Piece[]): Segment[] | undefined {
  const segments: Segment[] = [];
  let steps: number[] | undefined;
  for (const piece of pieces) {
    if (piece.kind === 'step' && steps !== undefined) {
      steps.push(...piece.values);
    } else if (piece.kind === 'step') {
      steps = [...piece.values];
      segments.push({ kind: 'step', values: steps });
    } else if (piece.kind === 'hold' || piece.kind === 'ramp') {
      steps = undefined;
      segments.push(piece);
    } else {
      return undefined;
    }
  }
  return segments;
}

function unitOf(reading: Reading, text: string): Unit {
  const { options } = reading;
  const named = reading.units[0];
  const unit = named?.unit ?? options.unit ?? (reading.percent ? 'PERCENT' : undefined);
  const allowed = options.units ?? Object.keys(UNITS);
  const start = reading.tokens[0]?.at ?? 1;
  if (unit === undefined) {
    return refuse(options, start, 'VECTOR_SYNTAX', shown(text), `a unit for every number, one of ${allowed.join(' ')}`);
  }
  if (!allowed.includes(unit)) {
    refuse(options, named?.at ?? start, 'VECTOR_SYNTAX', unit, `one of the units ${allowed.join(' ')}`);
  }
  return unit;
}

function checkRanges(reading: Reading, unit: Unit): void {
  const { most } = UNITS[unit];
  const outside = reading.values.find(({ value }) => value > most);
  if (outside === undefined) return;
  refuse(reading.options, outside.at, 'VECTOR_RANGE', `${unit} ${outside.value}`, `${unit} from 0 to ${most}`);
}

/** Where the text first divides into two readings, if it does. */
function twoReadings(reading: Reading): TwoReadings | undefined {
  const [firstUnit, otherUnit] = reading.units;
  if (firstUnit !== undefined && otherUnit !== undefined) {
    return { at: otherUnit.at, says: [`all in ${firstUnit.unit}`, `all in ${otherUnit.unit}`] };
  }
  const [firstAnchor, ...otherAnchors] = reading.anchors;
  const other = otherAnchors.find(({ anchor }) => anchorKey(anchor) !== anchorKey(firstAnchor?.anchor));
  if (other !== undefined) return { at: other.at, says: ['by the first anchor', 'by the other'] };
  const unclear = reading.pieces.find((piece): piece is Unclear => 'at' in piece);
  return unclear === undefined ? undefined : { at: unclear.at, says: meanings(unclear) };
}

function meanings(unclear: Unclear): readonly [string, string] {
  switch (unclear.kind) {
    case 'rampUnclear':
      return [`to ${unclear.figure}, in so many MONTHS`, `over ${unclear.figure} months, to such a VALUE`];
    case 'spaced':
      return ['a value a month', `for ${unclear.figure} months`];
    case 'timesUnclear':
      return [`for ${unclear.figure} months`, `times ${unclear.figure}`];
    case 'overUnclear':
      return [`over ${unclear.first} months`, `over ${unclear.second} months`];
  }
}

function refuseBoth(reading: Reading, text: string, two: TwoReadings | undefined): never {
  const [first, second] = two?.says ?? ['', ''];
  const expected = `either '${quoted(reading, 0)}' (${first}) or '${quoted(reading, 1)}' (${second})`;
  return refuse(reading.options, two?.at ?? 1, 'VECTOR_AMBIGUOUS', shown(text), expected);
}

/** The whole text in canonical form, by its first or its second reading. What the writer left out stands as MONTHS or VALUE. */
function quoted(reading: Reading, which: 0 | 1): string {
  const { pieces, units, anchors, options, floor, cap } = reading;
  const unit = (units[which] ?? units[0])?.unit ?? options.unit;
  const last = pieces.at(-1);
  const factor = which === 1 && last?.kind === 'timesUnclear' ? last.figure : 1;
  const firstAnchor = anchors[0]?.anchor;
  const otherAnchor = anchors.find(({ anchor }) => anchorKey(anchor) !== anchorKey(firstAnchor))?.anchor;
  const modifiers = modifiersText({
    anchor: (which === 1 ? otherAnchor : undefined) ?? firstAnchor ?? 'projection',
    multiplier: (reading.multiplier ?? 1) * factor,
    ...(floor === undefined ? {} : { floor }),
    ...(cap === undefined ? {} : { cap }),
  });
  const segments = pieces.map((piece, index) => pieceText(piece, which, pieces[index + 1])).join(', ');
  const whole = `${unit === undefined ? '' : `${unit} `}${segments}${modifiers}`;
  return whole.length > LONGEST_QUOTE ? `${whole.slice(0, LONGEST_QUOTE - 3)}...` : whole;
}

function pieceText(piece: Piece, which: 0 | 1, following: Piece | undefined): string {
  const next = following === undefined ? 'VALUE' : String(firstValue(following));
  switch (piece.kind) {
    case 'rampUnclear':
      return which === 0 ? `${piece.from} ramp ${piece.figure} for MONTHS` : `${piece.from} ramp ${next} for ${piece.figure}`;
    case 'spaced':
      return which === 0 ? `${piece.value}, ${piece.figure}` : `${piece.value} for ${piece.figure}`;
    case 'timesUnclear':
      return which === 0 ? `${piece.value} for ${piece.figure}` : String(piece.value);
    case 'overUnclear':
      return overText(piece, which, next);
    default:
      return segmentText(piece);
  }
}

function overText(piece: Unclear & { kind: 'overUnclear' }, which: 0 | 1, next: string): string {
  const { value, first, second } = piece;
  if (piece.letter === 'S') return which === 0 ? `${value} for ${first}, ${second}` : `${value}, ${first} for ${second}`;
  return which === 0 ? `${value} ramp ${second} for ${first}, ${second}` : `${value}, ${first} ramp ${next} for ${second}`;
}

function firstValue(piece: Piece): number {
  if (piece.kind === 'step') return piece.values[0] ?? 0;
  return piece.kind === 'ramp' || piece.kind === 'rampUnclear' ? piece.from : piece.value;
}

function anchorKey(anchor: Anchor | undefined): string | undefined {
  return typeof anchor === 'object' ? anchor.date : anchor;
}
