/** Seeded damage to deal files, as text and as data. */

/** A stream of numbers from 0 to 1 that a seed decides. Source: mulberry32, in the public domain. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** Names that every object has without being given them, and words of the language. */
export const HARD_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];
const WORDS = [
  ...HARD_NAMES,
  'pool',
  'month',
  'it',
  'if',
  'null',
  'true',
  'min',
  'principal',
  'interest',
  'NaN',
  'undefined',
  '~',
  '4E1',
  '007',
];
const NUMBERS = [
  '0',
  '-1',
  '1e308',
  '-1e308',
  '1e999',
  '.nan',
  '.inf',
  '-.inf',
  '0.1',
  '100%',
  '-5%',
  '1e-300',
  '99999999999999999999',
  '0x1F',
  '1_000',
  '12.5',
  '1e6',
];
const MARKS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  "'",
  '#',
  '&a',
  '*a',
  '!',
  '|',
  '>',
  '%',
  '@',
  '-',
  '\t',
  '\n',
  '\0',
  '\u2028',
  '💥',
  'ü',
  '**',
  '(((',
];

/** One change of a text. */
const TEXT_CHANGES: readonly ((text: string, random: Random) => string)[] = [
  // A line is dropped, doubled, moved, or indented.
  (text, random) => ofLines(text, (lines, at) => lines.splice(at, 1), random),
  (text, random) => ofLines(text, (lines, at) => lines.splice(at, 0, lines[at] ?? ''), random),
  (text, random) => ofLines(text, (lines, at) => lines.push(...lines.splice(at, 1)), random),
  (text, random) => ofLines(text, (lines, at) => lines.splice(at, 1, `  ${lines[at]}`), random),
  // A word, a number or a mark becomes another.
  (text, random) => replaced(text, /[A-Za-z_][\w.-]*/g, () => pick(WORDS, random) ?? '', random),
  (text, random) => replaced(text, /[A-Za-z_][\w.-]*/g, () => pick(text.match(/[A-Za-z_][\w.-]*/g) ?? [], random) ?? '', random),
  (text, random) => replaced(text, /\d[\d_.]*%?/g, () => pick(NUMBERS, random) ?? '', random),
  (text, random) => replaced(text, /[{}[\],:"'*+<>=/-]/g, () => pick(MARKS, random) ?? '', random),
  // Something is put in, or the rest is lost.
  (text, random) => {
    const at = Math.floor(random() * text.length);
    return text.slice(0, at) + (pick(MARKS, random) ?? '') + text.slice(at);
  },
  (text, random) => text.slice(0, Math.floor(random() * text.length)),
];

function ofLines(text: string, change: (lines: string[], at: number) => void, random: Random): string {
  const lines = text.split('\n');
  const full = lines.flatMap((line, at) => (/^\s*(#|$)/.test(line) ? [] : [at]));
  change(lines, pick(full, random) ?? 0);
  return lines.join('\n');
}

function replaced(text: string, what: RegExp, by: () => string, random: Random): string {
  const found = pick([...text.matchAll(what)], random);
  if (found === undefined) return text;
  return text.slice(0, found.index) + by() + text.slice(found.index + found[0].length);
}

export function mutatedText(text: string, random: Random): string {
  const change = pick(TEXT_CHANGES, random);
  return change === undefined ? text : change(text, random);
}

function nested(levels: number): unknown {
  let value: unknown = 'A';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { prorata: [value] };
  return value;
}

const VALUES: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => -1,
  () => 0,
  () => 1e308,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 2 ** 53,
  () => 0.5,
  () => '',
  () => '💥',
  () => ' '.repeat(5000),
  () => '1'.padEnd(3999, '+1'),
  () => [],
  () => ({}),
  () => [[]],
  () => nested(10),
  () => nested(2000),
  () => Array.from({ length: 300 }, () => 'A'),
  () => JSON.parse('{"__proto__": {"balance": 1}}'),
  () => new Date(0),
  () => new Map([['A', 1]]),
];

/** One change of a deal as data: a value that becomes another, goes, moves, or gets another name. */
export function mutatedValue(deal: unknown, random: Random): unknown {
  const copy: unknown = structuredClone(deal);
  const places = placesOf(copy);
  const place = pick(places, random);
  const other = pick(places, random);
  if (place === undefined || other === undefined) return copy;
  const { holder, key } = place;
  const change = Math.floor(random() * 6);
  if (change === 0 && Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (change === 0) Reflect.deleteProperty(holder, key);
  else if (change === 1) Reflect.set(holder, key, structuredClone(Reflect.get(other.holder, other.key)));
  else if (change === 2 && !Array.isArray(holder)) renamed(holder, key, pick(WORDS, random) ?? '');
  else if (change === 3 && Array.isArray(holder)) holder.push(structuredClone(Reflect.get(holder, key)));
  else Reflect.set(holder, key, pick(VALUES, random)?.());
  return copy;
}

function renamed(holder: object, key: string, name: string): void {
  const value: unknown = Reflect.get(holder, key);
  Reflect.deleteProperty(holder, key);
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Every place of a value inside another. */
function placesOf(value: unknown): { holder: object; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [{ holder: value, key }, ...placesOf(Reflect.get(value, key))]);
}
