/**
 * Cuts the text of an assumption vector into words, numbers and marks, each with its position. Knows nothing of what they mean
 * together; that is `vectorText.ts`. Every pattern is tried at one place and never looks back, so time grows with length alone.
 */
import { type ErrorCode, type Fault, fail, shown } from '../errors.ts';
import { isUnit, MOST_CHARACTERS, type Unit } from './vectors.ts';

/** `at` counts characters from 1; `newLine` says that a line break stands before the token. */
interface Place {
  readonly at: number;
  readonly text: string;
  readonly newLine: boolean;
}

export type Token = Place &
  (
    | { readonly kind: 'number'; readonly value: number }
    /** `12R`, `12S`: ramp or hold over so many months, to the value that follows. */
    | { readonly kind: 'over'; readonly letter: 'R' | 'S'; readonly months: number }
    /** `1.0R12`, `1.0S12`: the value first, then the months. */
    | { readonly kind: 'valueOver'; readonly letter: 'R' | 'S'; readonly value: number; readonly months: number }
    | { readonly kind: 'unit'; readonly unit: Unit }
    | { readonly kind: 'word'; readonly word: string }
    | { readonly kind: 'date' }
    | { readonly kind: 'mark'; readonly mark: string }
    | { readonly kind: 'end' }
  );

/** Where a vector's text stands: a file and a field, or the command line. */
export interface VectorPlace {
  readonly file?: string;
  readonly place?: string;
}

const BLANK = /\s+/y;
const DATE = /\d{4}-\d{2}-\d{2}(?!\d)/y;
const NUMBER = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
const WORD = /[a-z]+/iy;
const MARKS = ',;()*:%';
const MODIFIER_WORDS = ['from', 'times', 'x', 'floor', 'cap'];

/** Throws one fault about a vector, with its position. */
export function refuse(where: VectorPlace, at: number, code: ErrorCode, got: string, expected: string): never {
  const place = where.place === undefined ? `position ${at}` : `${where.place}, position ${at}`;
  const fault: Fault = { code, place, got, expected };
  fail(where.file === undefined ? fault : { ...fault, file: where.file });
}

/**
 * The tokens of a text, the last of kind `end`.
 *
 * Throws: VECTOR_SYNTAX for a text that is empty, too long or has a character that means nothing; VECTOR_AMBIGUOUS for `1,000`.
 */
export function tokensOf(text: string, where: VectorPlace): Token[] {
  if (text.length > MOST_CHARACTERS) {
    refuse(where, MOST_CHARACTERS, 'VECTOR_SYNTAX', `${text.length} characters`, `at most ${MOST_CHARACTERS} characters`);
  }
  const tokens: Token[] = [];
  let next = 0;
  while (next < text.length) {
    const blank = matchAt(BLANK, text, next);
    next += blank.length;
    if (next >= text.length) break;
    const token = tokenAt(text, next, /[\n\r]/.test(blank), where);
    tokens.push(token);
    next += token.text.length;
  }
  if (tokens.length === 0)
    refuse(where, 1, 'VECTOR_SYNTAX', shown(text), "an assumption such as 'PSA 250' or '5 for 12, 10 CPR'");
  tokens.push({ kind: 'end', at: text.length + 1, text: '', newLine: false });
  return tokens;
}

/** How a token is named in a fault. */
export function named(token: Token): string {
  return token.kind === 'end' ? 'the end of the text' : shown(token.text);
}

export function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.word === word;
}

export function isMark(token: Token, mark: string): boolean {
  return token.kind === 'mark' && token.mark === mark;
}

/** What parts one segment from the next, line breaks apart. */
export function isSeparator(token: Token): boolean {
  return isMark(token, ',') || isMark(token, ';') || isWord(token, 'then');
}

/** What begins an anchor, a multiplier, a floor or a cap. */
export function isModifier(token: Token): boolean {
  return isMark(token, '*') || (token.kind === 'word' && MODIFIER_WORDS.includes(token.word));
}

/** What can stand right after the last segment. */
export function endsSegments(token: Token): boolean {
  return token.kind === 'end' || token.kind === 'unit' || isMark(token, ')') || isModifier(token);
}

function tokenAt(text: string, start: number, newLine: boolean, where: VectorPlace): Token {
  const at = start + 1;
  const date = matchAt(DATE, text, start);
  if (date !== '') return { kind: 'date', at, text: date, newLine };
  const number = matchAt(NUMBER, text, start);
  if (number !== '') return numberAt(text, start, number, newLine, where);
  const word = matchAt(WORD, text, start);
  if (word !== '') return wordAt(word, at, newLine);
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  if (character === '×') return { kind: 'word', word: 'x', at, text: character, newLine };
  if (MARKS.includes(character)) return { kind: 'mark', mark: character, at, text: character, newLine };
  return refuse(where, at, 'VECTOR_SYNTAX', shown(character), `a number, a word or one of ${MARKS}`);
}

function wordAt(text: string, at: number, newLine: boolean): Token {
  const upper = text.toUpperCase();
  if (isUnit(upper)) return { kind: 'unit', unit: upper, at, text, newLine };
  return { kind: 'word', word: text.toLowerCase(), at, text, newLine };
}

/** A number, or one glued to R or S and perhaps to another number: `12R`, `1.0R12`. */
function numberAt(text: string, start: number, number: string, newLine: boolean, where: VectorPlace): Token {
  const at = start + 1;
  refuseThousands(text, start, number, where);
  const value = Number(number);
  const rest = start + number.length;
  const letter = glued(text, rest);
  if (letter === undefined) return { kind: 'number', value, at, text: number, newLine };
  const second = matchAt(NUMBER, text, rest + 1);
  const whole = text.slice(start, rest + 1 + second.length);
  if (second === '') return { kind: 'over', letter, months: value, at, text: whole, newLine };
  return { kind: 'valueOver', letter, value, months: Number(second), at, text: whole, newLine };
}

/** R or S right behind a number, unless it begins a word (`5SMM`). */
function glued(text: string, index: number): 'R' | 'S' | undefined {
  const word = matchAt(WORD, text, index).toUpperCase();
  return word === 'R' || word === 'S' ? word : undefined;
}

/** A comma always separates, so `1,000` would quietly be 1, then 0 for ever. */
function refuseThousands(text: string, start: number, number: string, where: VectorPlace): void {
  if (!/^0\d/.test(number) || text[start - 1] !== ',' || !/\d/.test(text[start - 2] ?? '')) return;
  const before = /\d{1,20}$/.exec(text.slice(Math.max(0, start - 21), start - 1))?.[0] ?? '';
  const readings = `either '${before}${number}' (one number) or '${before}, ${Number(number)}' (two)`;
  refuse(where, start + 1, 'VECTOR_AMBIGUOUS', shown(`${before},${number}`), readings);
}

function matchAt(pattern: RegExp, text: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? '';
}
