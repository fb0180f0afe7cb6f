/**
 * Reads the text of an assumption vector, in the canonical form of `vectors.ts` and in the dialects that people paste:
 *
 *     .2 ramp 6 for 30, 6          also `ramp to`, `to`; `for`, `in`, `over`
 *     5 12R 10      1.0R12,6.0     ramp over 12 months to the value that follows
 *     5 12S 10      1.0S12,6.0     hold for 12 months, then the value that follows
 *     2 x 12; 6 to 24 in 18        hold 2 for 12 months; ramp from 6 to 24 in 18
 *     3.57, 3.76, 3.94             a value a month; separators are `,` `;` `then` and line breaks
 *     PSA 250   250 PSA   250% PSA   6%
 *     AO: .2 ramp 6 for 30, 6      AO: = `from origination`; also `from closing`, `from 2007-02-01`, `from now`
 *     1.5 * (5 for 12, 10)         also `... times 1.5`, `... * 1.5`; then `floor 2`, `cap 60`
 *
 * Fixed readings: a comma separates and is never part of a number; numbers are on the unit's printed scale with or without `%`;
 * a bare `%` is PERCENT unless the unit is named or given; `x` followed by months and another segment holds, `*` and `times`
 * multiply, and so does `x` with a fraction or beside brackets. Refused with both readings (VECTOR_AMBIGUOUS): `6 ramp 24` (to 24,
 * or over 24 months), a last `6 x 12` (for, or times), `5 12` (a list, or for), `5 12R10`, `1,000`, two units, two anchors.
 */
import { shown } from '../errors.ts';
import { parseDate } from './dates.ts';
import { finishVector, type Reading, type VectorOptions } from './vectorFinish.ts';
import { type Anchor, MOST_MONTHS, MOST_MULTIPLIER, type ParsedVector, UNITS } from './vectors.ts';
import { endsSegments, isMark, isModifier, isSeparator, isWord, named, refuse, type Token, tokensOf } from './vectorTokens.ts';

const FOR_WORDS = ['for', 'in', 'over'];
const MONTH_WORDS = ['month', 'months', 'mos', 'mo', 'm'];
const NOT_NUMBERS = ['nan', 'inf', 'infinity'];
const ANCHOR_WORDS = new Map<string, Anchor>([
  ['origination', 'loanAge'],
  ['closing', 'dealAge'],
  ['issue', 'dealAge'],
  ['now', 'projection'],
]);

/**
 * The vector that a text says.
 *
 * Units: values stay on the printed scale of their unit.
 * Throws: VECTOR_SYNTAX, VECTOR_AMBIGUOUS, VECTOR_RANGE, DATE_INVALID, each with the position in the text.
 */
export function parseVector(text: string, options: VectorOptions = {}): ParsedVector {
  return readVector(tokensOf(text, options), text, options);
}

/** As `parseVector`, of tokens already cut; the last must be of kind `end`. */
export function readVector(tokens: readonly Token[], text: string, options: VectorOptions): ParsedVector {
  const reading: Reading = {
    tokens,
    next: 0,
    options,
    pieces: [],
    values: [],
    units: [],
    anchors: [],
    percent: false,
    xHolds: false,
  };
  readPrefix(reading);
  readLeadingMultiplier(reading);
  if (takeMark(reading, '(')) {
    readPrefix(reading);
    readSegments(reading);
    if (!takeMark(reading, ')')) unexpected(reading, "')'");
  } else {
    readSegments(reading);
  }
  readModifiers(reading);
  return finishVector(reading, text);
}

/** `AO:` and units before the first value, each with or without a colon. */
function readPrefix(reading: Reading): void {
  for (;;) {
    if (isWord(peek(reading), 'ao')) {
      reading.anchors.push({ anchor: 'loanAge', at: peek(reading).at });
      reading.next += 1;
      if (!takeMark(reading, ':')) unexpected(reading, "':' after AO");
    } else if (takeUnit(reading)) {
      takeMark(reading, ':');
    } else {
      return;
    }
  }
}

/** `1.5 * (`, `1.5 x (`, `1.5 times (`: a number before brackets multiplies what is inside. */
function readLeadingMultiplier(reading: Reading): void {
  const second = peek(reading, 1);
  const multiplies = isMark(second, '*') || isWord(second, 'x') || isWord(second, 'times');
  if (peek(reading).kind !== 'number' || !multiplies || !isMark(peek(reading, 2), '(')) return;
  setMultiplier(reading);
  reading.next += 1;
}

function readSegments(reading: Reading): void {
  for (;;) {
    const joined = readSegment(reading);
    // `5 12R 10`: the 10 begins the next segment with no separator before it.
    if (joined) continue;
    const separated = takeSeparator(reading);
    if (separated ? isModifier(peek(reading)) : !peek(reading).newLine || endsSegments(peek(reading))) return;
  }
}

/** Reads one segment; true where the value that follows it must begin the next one. */
function readSegment(reading: Reading): boolean {
  const { pieces } = reading;
  const first = peek(reading);
  if (first.kind === 'valueOver') {
    reading.next += 1;
    const value = checkedValue(reading, first.value, first.at, first.text);
    takeSeparator(reading);
    pieces.push(towards(reading, value, first.letter, checkedMonths(reading, first.months, first), peekValue(reading)));
    return true;
  }
  const value = readValue(reading);
  const token = peek(reading);
  if (token.kind === 'over') {
    reading.next += 1;
    pieces.push(towards(reading, value, token.letter, checkedMonths(reading, token.months, token), peekValue(reading)));
    return true;
  }
  if (token.kind === 'valueOver' && !token.newLine) {
    reading.next += 1;
    pieces.push({ kind: 'overUnclear', value, letter: token.letter, first: token.value, second: token.months, at: token.at });
  } else if (token.kind === 'number' && !token.newLine) {
    readSecondNumber(reading, value, token.value, token);
    // `5 12 10`: read on, so that the refusal can show the whole text by both readings.
    return peek(reading).kind === 'number' && !peek(reading).newLine;
  } else if (isWord(token, 'for')) {
    reading.next += 1;
    pieces.push({ kind: 'hold', value, months: readMonths(reading) });
  } else if (isWord(token, 'ramp') || isWord(token, 'to')) {
    readRamp(reading, value);
  } else if (isWord(token, 'x')) {
    readTimesOrMonths(reading, value);
  } else {
    pieces.push({ kind: 'step', values: [value] });
  }
  return false;
}

/** `12R` ramps to the next value, `12S` holds until it. */
function towards(reading: Reading, value: number, letter: 'R' | 'S', months: number, next: number): Reading['pieces'][number] {
  if (letter === 'S') return { kind: 'hold', value, months };
  return { kind: 'ramp', from: value, to: next, months: rampMonths(reading, months) };
}

/** `5 12`: nothing says whether the second number is a value or months. */
function readSecondNumber(reading: Reading, value: number, figure: number, token: Token): void {
  if (!isMonths(figure)) unexpected(reading, "',' between values, or 'for' before months");
  reading.next += 1;
  reading.pieces.push({ kind: 'spaced', value, figure, at: token.at });
}

/** `.2 ramp 6 for 30`, `6 to 24 in 18`; without the months, `6 ramp 24` has two readings and `6 to 24` lacks a part. */
function readRamp(reading: Reading, from: number): void {
  const ramp = takeWord(reading, 'ramp');
  const to = takeWord(reading, 'to');
  const target = peek(reading);
  const value = readValue(reading);
  if (FOR_WORDS.some((word) => takeWord(reading, word))) {
    const months = readMonths(reading);
    reading.pieces.push({ kind: 'ramp', from, to: value, months: rampMonths(reading, months) });
  } else if (ramp && !to && isMonths(value)) {
    reading.pieces.push({ kind: 'rampUnclear', from, figure: value, at: target.at });
  } else {
    unexpected(reading, "'for' and the months of the ramp");
  }
}

/** `2 x 12`: months, unless the figure is a fraction; the last segment can also mean a multiplier. */
function readTimesOrMonths(reading: Reading, value: number): void {
  const figure = peek(reading, 1);
  if (figure.kind !== 'number' || !isMonths(figure.value)) {
    // Left for the modifiers, which know what a multiplier may be.
    reading.pieces.push({ kind: 'step', values: [value] });
    return;
  }
  reading.next += 2;
  const saysMonths = takeMonthWord(reading);
  const last = endsSegments(isSeparator(peek(reading)) ? peek(reading, 1) : peek(reading));
  if (saysMonths || !last || reading.xHolds) {
    reading.xHolds = true;
    reading.pieces.push({ kind: 'hold', value, months: figure.value });
  } else {
    reading.pieces.push({ kind: 'timesUnclear', value, figure: figure.value, at: figure.at });
  }
}

/** What may follow the segments: a unit, anchor, multiplier, floor and cap, in any order, each once. */
function readModifiers(reading: Reading): void {
  for (;;) {
    takeSeparatorBefore(reading, isModifier);
    const token = peek(reading);
    if (token.kind === 'end') return;
    if (takeUnit(reading)) continue;
    if (takeWord(reading, 'from')) readAnchor(reading);
    else if (takeWord(reading, 'times') || takeWord(reading, 'x') || takeMark(reading, '*')) setMultiplier(reading);
    else if (takeWord(reading, 'floor')) reading.floor = readBound(reading, reading.floor);
    else if (takeWord(reading, 'cap')) reading.cap = readBound(reading, reading.cap);
    else unexpected(reading, "',' before another segment, or one of 'for' 'ramp' 'from' 'times' 'floor' 'cap'");
  }
}

function readAnchor(reading: Reading): void {
  const token = peek(reading);
  const anchor = token.kind === 'word' ? ANCHOR_WORDS.get(token.word) : undefined;
  if (token.kind === 'date') {
    const place = reading.options.place === undefined ? `position ${token.at}` : `${reading.options.place}, position ${token.at}`;
    const { file } = reading.options;
    parseDate(token.text, file === undefined ? { place } : { file, place });
    reading.anchors.push({ anchor: { date: token.text }, at: token.at });
  } else if (anchor !== undefined) {
    reading.anchors.push({ anchor, at: token.at });
  } else {
    unexpected(reading, "'origination', 'closing', 'now' or a date YYYY-MM-DD");
  }
  reading.next += 1;
}

function setMultiplier(reading: Reading): void {
  const token = peek(reading);
  if (reading.multiplier !== undefined) unexpected(reading, 'one multiplier');
  if (token.kind !== 'number') unexpected(reading, 'a multiplier such as 1.5');
  if (!(token.value >= 0 && token.value <= MOST_MULTIPLIER) || token.text.startsWith('-')) {
    refuse(reading.options, token.at, 'VECTOR_RANGE', shown(token.text), `a multiplier from 0 to ${MOST_MULTIPLIER}`);
  }
  reading.multiplier = token.value;
  reading.next += 1;
}

function readBound(reading: Reading, before: number | undefined): number {
  if (before !== undefined) unexpected(reading, 'one floor and one cap');
  return readValue(reading);
}

/** `[unit] number [%] [unit]`. */
function readValue(reading: Reading): number {
  takeUnit(reading);
  const token = peek(reading);
  if (token.kind === 'word' && NOT_NUMBERS.includes(token.word)) {
    refuse(reading.options, token.at, 'VECTOR_RANGE', shown(token.text), 'a finite number');
  }
  if (token.kind !== 'number') unexpected(reading, 'a number');
  reading.next += 1;
  const value = checkedValue(reading, token.value, token.at, token.text);
  if (takeMark(reading, '%')) reading.percent = true;
  takeUnit(reading);
  return value;
}

/** The value that the next segment will begin with, left in place. */
function peekValue(reading: Reading): number {
  const { next, percent } = reading;
  const valuesBefore = reading.values.length;
  const token = peek(reading);
  const value = token.kind === 'valueOver' ? token.value : readValue(reading);
  reading.values.length = valuesBefore;
  reading.next = next;
  reading.percent = percent;
  return value;
}

/** Notes the value, whose range waits for the unit; what no unit allows is refused here. */
function checkedValue(reading: Reading, value: number, at: number, text: string): number {
  if (text.startsWith('-') || !Number.isFinite(value)) {
    refuse(reading.options, at, 'VECTOR_RANGE', shown(text), 'a finite number that is not negative');
  }
  reading.values.push({ value, at });
  return value;
}

function readMonths(reading: Reading): number {
  const token = peek(reading);
  if (token.kind !== 'number') unexpected(reading, 'a number of months');
  const months = checkedMonths(reading, token.value, token);
  reading.next += 1;
  takeMonthWord(reading);
  return months;
}

function checkedMonths(reading: Reading, months: number, token: Token): number {
  if (isMonths(months)) return months;
  return refuse(reading.options, token.at, 'VECTOR_RANGE', named(token), `a whole number of months from 1 to ${MOST_MONTHS}`);
}

function rampMonths(reading: Reading, months: number): number {
  if (months >= 2) return months;
  // Both ends belong to a ramp: one month cannot hold two values.
  return refuse(
    reading.options,
    peek(reading, -1).at,
    'VECTOR_RANGE',
    `a ramp over ${months} month`,
    'a ramp over at least 2 months',
  );
}

function isMonths(figure: number): boolean {
  return Number.isInteger(figure) && figure >= 1 && figure <= MOST_MONTHS;
}

function peek(reading: Reading, ahead = 0): Token {
  const { tokens, next } = reading;
  const token = tokens[Math.min(next + ahead, tokens.length - 1)];
  return token ?? { kind: 'end', at: 1, text: '', newLine: false };
}

function takeWord(reading: Reading, word: string): boolean {
  return takeIf(reading, isWord(peek(reading), word));
}

function takeMark(reading: Reading, mark: string): boolean {
  return takeIf(reading, isMark(peek(reading), mark));
}

function takeMonthWord(reading: Reading): boolean {
  return MONTH_WORDS.some((word) => takeWord(reading, word));
}

function takeSeparator(reading: Reading): boolean {
  return takeIf(reading, isSeparator(peek(reading)));
}

function takeSeparatorBefore(reading: Reading, wanted: (token: Token) => boolean): boolean {
  return takeIf(reading, isSeparator(peek(reading)) && wanted(peek(reading, 1)));
}

function takeUnit(reading: Reading): boolean {
  const token = peek(reading);
  if (token.kind !== 'unit') return false;
  if (!reading.units.some(({ unit }) => unit === token.unit)) reading.units.push({ unit: token.unit, at: token.at });
  return takeIf(reading, true);
}

function takeIf(reading: Reading, wanted: boolean): boolean {
  if (wanted) reading.next += 1;
  return wanted;
}

function unexpected(reading: Reading, expected: string): never {
  const token = peek(reading);
  const units = token.kind === 'word' ? `; a word may be a unit: ${Object.keys(UNITS).join(', ')}` : '';
  return refuse(reading.options, token.at, 'VECTOR_SYNTAX', named(token), `${expected}${units}`);
}
