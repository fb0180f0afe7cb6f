/** Texts and trees made wrong, a little or very: every change is drawn from a generator with a seed, so that a number is a case. */

/** A number from 0 up to 1. */
export type Random = () => number;

const whole = (random: Random, below: number) => Math.floor(random() * below);
export const oneOf = <T>(random: Random, all: readonly T[]): T => {
  const chosen = all[whole(random, all.length)];
  if (chosen === undefined) throw new Error('mutate: nothing to choose from');
  return chosen;
};

/** What stands in place of a number, a name or a part of a line. */
const WORDS = [
  '0',
  '-0',
  '-1',
  '1',
  '1e308',
  '-1e308',
  '1e-320',
  '1e999',
  '99999999999999999999',
  '0.1e',
  '.5.5',
  '1_000',
  '1,000',
  '0x10',
  'NaN',
  '.nan',
  '.inf',
  '-.inf',
  'Infinity',
  'null',
  '~',
  '',
  ' ',
  "''",
  '""',
  '"',
  "'",
  '[]',
  '{}',
  '[',
  '}',
  '{a: [',
  'true',
  'no',
  '!!binary aGk=',
  '!!js/function x',
  '&a [*a]',
  '*a',
  '<<: *a',
  '2011-02-30',
  '0000-00-00',
  '9999-12-31',
  '1970-01-01',
  '2011-03-31T00:00:00Z',
  '%',
  '50%',
  '-5%',
  '1000%',
  'min',
  'max(',
  'previous(x)',
  'sum(',
  '((((',
  '))))',
  '1/0',
  'balance(A) / 0',
  'ramp',
  '0 ramp',
  'for',
  'CPR',
  'PSA',
  '100 PSA',
  ';',
  ',',
  '|',
  '\t',
  '\\',
  '\u0000',
  '\ufeff',
  '\u202e',
  '\u{1f4a9}',
  'é',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  'A',
  'M1',
  'pool',
  'x'.repeat(300),
  '9'.repeat(400),
  '('.repeat(600),
  '- '.repeat(200),
  'if(1, 2, 3)',
  'everTrue(1)',
  'month',
  'date',
] as const;

/** Changes to a text. */
const CHANGES: readonly ((text: string, random: Random, other: string) => string)[] = [
  // A word in the place of a number.
  (text, random) => replaceOne(text, /-?\d+(\.\d+)?%?/g, random, () => oneOf(random, WORDS)),
  (text, random) =>
    replaceOne(text, /-?\d+(\.\d+)?%?/g, random, (found) => `${Number.parseFloat(found) * 10 ** (whole(random, 13) - 6)}`),
  // A name in the place of another.
  (text, random) => replaceOne(text, /[A-Za-z]\w*/g, random, () => oneOf(random, WORDS)),
  (text, random) => replaceOne(text, /[A-Za-z]\w*/g, random, () => oneOf(random, text.match(/[A-Za-z]\w*/g) ?? ['x'])),
  // Lines that go, come twice, change places, come from elsewhere, move in or out.
  (text, random) => onLines(text, random, (lines, at) => lines.toSpliced(at, 1 + whole(random, 3))),
  (text, random) => onLines(text, random, (lines, at) => lines.toSpliced(at, 0, lines[at] ?? '')),
  (text, random) =>
    onLines(text, random, (lines, at) => lines.toSpliced(at, 1).toSpliced(whole(random, lines.length), 0, lines[at] ?? '')),
  (text, random, other) => onLines(text, random, (lines, at) => lines.toSpliced(at, 0, oneOf(random, other.split('\n')))),
  (text, random) => onLines(text, random, (lines, at) => lines.with(at, `  ${lines[at]}`)),
  (text, random) => onLines(text, random, (lines, at) => lines.with(at, (lines[at] ?? '').trimStart())),
  (text, random) => onLines(text, random, (lines, at) => lines.with(at, `${lines[at]}${oneOf(random, WORDS)}`)),
  // Characters that go, come or change.
  (text, random) => text.slice(0, whole(random, text.length + 1)),
  (text, random) => {
    const at = whole(random, text.length + 1);
    return text.slice(0, at) + oneOf(random, WORDS) + text.slice(at);
  },
  (text, random) => {
    const at = whole(random, text.length + 1);
    return text.slice(0, at) + String.fromCharCode(whole(random, 256)) + text.slice(at + 1);
  },
  (text, random) => {
    const at = whole(random, text.length + 1);
    return text.slice(0, at) + text.slice(at + 1 + whole(random, 40));
  },
  (text, random) => text.replaceAll(oneOf(random, [',', ':', '\n', '-', '"', '.']), oneOf(random, [';', '', '\r\n', '\t', '|'])),
];

/** A text with one to some changes; `other` gives lines of another of its kind. */
export function mutated(text: string, random: Random, other: string): string {
  let changed = text;
  // Mostly one: a file with many faults is refused at the first door.
  for (let left = 1 + (random() < 0.4 ? whole(random, 6) : 0); left > 0; left--)
    changed = oneOf(random, CHANGES)(changed, random, other);
  return changed;
}

function replaceOne(text: string, pattern: RegExp, random: Random, by: (found: string) => string): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const match = oneOf(random, found);
  return text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
}

function onLines(text: string, random: Random, change: (lines: string[], at: number) => string[]): string {
  const lines = text.split('\n');
  return change(lines, whole(random, lines.length)).join('\n');
}

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e-300,
  2 ** 53,
  '',
  ' ',
  'latest',
  '../x',
  'x'.repeat(5_000),
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  { __proto__: null },
  '2011-03-31',
  '100 PSA',
  'A',
];

/** JSON with one to some changes in its tree. */
export function mutatedTree(value: unknown, random: Random): unknown {
  let changed = value;
  for (let left = 1 + (random() < 0.4 ? whole(random, 4) : 0); left > 0; left--) changed = withChange(changed, random);
  return changed;
}

function withChange(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.05) {
    if (typeof value === 'number' && random() < 0.7)
      return random() < 0.5 ? value * 10 ** (whole(random, 13) - 6) : -value + whole(random, 3) - 1;
    if (typeof value === 'string' && random() < 0.7) return mutated(value, random, value);
    return random() < 0.1 ? nested(value, whole(random, 700)) : oneOf(random, VALUES);
  }
  if (Array.isArray(value)) {
    if (value.length === 0 || random() < 0.2) return [...value, oneOf(random, VALUES)];
    const at = whole(random, value.length);
    return random() < 0.2 ? value.toSpliced(at, 1) : value.with(at, withChange(value[at], random));
  }
  const entries = Object.entries(value);
  const draw = random();
  if (entries.length === 0 || draw < 0.1) return { ...value, [oneOf(random, WORDS)]: oneOf(random, VALUES) };
  const at = whole(random, entries.length);
  const [name = '', old] = entries[at] ?? [];
  if (draw < 0.2) return Object.fromEntries(entries.toSpliced(at, 1));
  return { ...value, [name]: withChange(old, random) };
}

function nested(value: unknown, depth: number): unknown {
  let deep = value;
  for (let left = depth; left > 0; left--) deep = [deep];
  return deep;
}
