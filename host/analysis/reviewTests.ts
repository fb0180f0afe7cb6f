/** The thresholds of the curve review: the shape of their file, what holds without one, and reading it. REVIEW.md says what each means. */
import { dirname, resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parseNumber } from '../deal/expression.ts';
import { FaultList } from '../deal/faults.ts';
import { readBytes, shapeFaults, valueFromText } from '../deal/read.ts';
import { KINDS } from '../deal/schema.ts';
import { fail, shown, WeirError } from '../errors.ts';

/** The curves that are reviewed. */
export const REVIEWED = ['prepayment', 'default', 'severity'] as const;
export type ReviewedCurve = (typeof REVIEWED)[number];

/** Every test of a review. */
export const TESTS = [
  'ratio',
  'signedError',
  'signTest',
  'lastCurve',
  'drift',
  'peers',
  'homePrices',
  'homePricePath',
  'jump',
  'tail',
  'exceedsPool',
  'cumulativeDefaults',
] as const;
export type TestName = (typeof TESTS)[number];

type ByCurve<T> = Readonly<Record<ReviewedCurve, T>>;
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Thresholds. Units: decimals; speeds are annual (CPR, CDR), severities shares of what is liquidated; windows are months. */
export interface ReviewTests {
  readonly windows: readonly number[];
  /** Curve over realized; not tested where what was realized is below `least`. */
  readonly ratio: ByCurve<Range & { readonly least: number }>;
  readonly signedError: ByCurve<number>;
  readonly signTest: { readonly level: number; readonly months: number; readonly least: number };
  readonly lastCurve: ByCurve<number>;
  readonly drift: ByCurve<number> & { readonly months: number };
  readonly peers: ByCurve<number> & { readonly months: number; readonly vintages: number; readonly least: number };
  readonly homePrices: { readonly points: number; readonly months: number; readonly horizon: number };
  readonly shape: { readonly jump: ByCurve<number>; readonly tail: ByCurve<Range>; readonly cumulativeDefaults: number };
  readonly off: readonly TestName[];
  /** The series of home prices, as an absolute path. */
  readonly homePriceFile?: string;
}

/** What holds where a file says nothing else. */
export const DEFAULT_TESTS: ReviewTests = {
  windows: [1, 3, 6, 12],
  ratio: {
    prepayment: { low: 0.5, high: 2, least: 0.01 },
    default: { low: 0.5, high: 2, least: 0.01 },
    severity: { low: 0.75, high: 4 / 3, least: 0.05 },
  },
  signedError: { prepayment: 0.04, default: 0.04, severity: 0.1 },
  signTest: { level: 0.05, months: 12, least: 6 },
  lastCurve: { prepayment: 0.04, default: 0.04, severity: 0.1 },
  drift: { prepayment: 0.02, default: 0.02, severity: 0.05, months: 12 },
  peers: { prepayment: 0.03, default: 0.05, severity: 0.1, months: 12, vintages: 1, least: 2 },
  homePrices: { points: 0.1, months: 12, horizon: 60 },
  shape: {
    jump: { prepayment: 0.1, default: 0.1, severity: 0.15 },
    tail: { prepayment: { low: 0.01, high: 0.4 }, default: { low: 0, high: 0.2 }, severity: { low: 0.05, high: 0.95 } },
    cumulativeDefaults: 0.9,
  },
  off: [],
};

const { rate, words, byName: _, ...kinds } = KINDS;
const closed = { additionalProperties: false };
const optional = Type.Optional;
const multiple = Type.Number({ minimum: 0, maximum: 1000, description: 'a multiple, a number from 0 to 1000' });
const months = Type.Integer({ minimum: 1, maximum: 360, description: 'months, a whole number from 1 to 360' });
const path = Type.String({ minLength: 1, maxLength: 1000, description: 'the path of a file' });
const rates = { prepayment: optional(rate), default: optional(rate), severity: optional(rate) };
const object = <T extends Type.TProperties>(fields: T) =>
  optional(Type.Object(fields, { ...closed, description: `{${Object.keys(fields).join(', ')}}` }));
const perCurve = <T extends Type.TProperties>(fields: T) => ({
  prepayment: object(fields),
  default: object(fields),
  severity: object(fields),
});

const FileShape = Type.Object(
  {
    about: optional(Type.String()),
    windows: optional(Type.Array(months, { minItems: 1, maxItems: 12, description: 'a list of windows in months' })),
    ratio: object(perCurve({ low: optional(multiple), high: optional(multiple), least: optional(rate) })),
    signedError: object(rates),
    signTest: object({ level: optional(rate), months: optional(months), least: optional(months) }),
    lastCurve: object(rates),
    drift: object({ ...rates, months: optional(months) }),
    peers: object({ ...rates, months: optional(months), vintages: optional(kinds.whole), least: optional(kinds.positive) }),
    homePrices: object({ file: optional(path), points: optional(rate), months: optional(months), horizon: optional(months) }),
    shape: object({
      jump: object(rates),
      tail: object(perCurve({ low: optional(rate), high: optional(rate) })),
      cumulativeDefaults: optional(rate),
    }),
    off: optional(Type.Array(words(TESTS, TESTS.join(', ')), { description: 'a list of tests' })),
  },
  closed,
);
type ReviewFile = Static<typeof FileShape>;
const fileShape = Compile(FileShape);
const CODES = { shape: 'REVIEW_SHAPE', range: 'REVIEW_RANGE' } as const;
const MOST_BYTES = 1_000_000;

/**
 * Reads a file of thresholds.
 *
 * Throws: FILE_UNREADABLE, FILE_TOO_LARGE, FILE_NOT_YAML; REVIEW_SHAPE and REVIEW_RANGE, all faults at once.
 */
export function readReviewTests(file: string): ReviewTests {
  const path = resolve(file);
  return reviewTestsFromText(readBytes(path, MOST_BYTES).toString('utf8'), path);
}

/** What the text of such a file says, over what holds without it. Throws: as `readReviewTests`. */
export function reviewTestsFromText(content: string, file: string): ReviewTests {
  // A file with nothing but comments changes nothing.
  const value = valueFromText(content, file) ?? {};
  const faults = shapeFaults(FileShape, fileShape, value, '', { file }, CODES);
  if (faults.length > 0) throw new WeirError(faults);
  if (!fileShape.Check(value))
    return fail({ code: 'REVIEW_SHAPE', file, place: '', got: shown(value), expected: 'review tests' });
  const list = new FaultList(file);
  const tests = merged(value, file, list);
  list.throwIfAny();
  return tests;
}

function merged(given: ReviewFile, file: string, faults: FaultList): ReviewTests {
  const share = (value: number | string | undefined, otherwise: number, place: string): number => {
    if (value === undefined) return otherwise;
    const number = parseNumber(value);
    if (number >= 0 && number <= 1) return number;
    faults.add('REVIEW_RANGE', place, value, 'a rate or share from 0 to 100%');
    return otherwise;
  };
  type Rates = Partial<Record<ReviewedCurve, number | string>> | undefined;
  const shares = (section: Rates, otherwise: ByCurve<number>, place: string): ByCurve<number> =>
    byCurve((curve) => share(section?.[curve], otherwise[curve], `${place}.${curve}`));
  const range = ({ low, high }: Range, place: string): Range => {
    if (low > high) faults.add('REVIEW_RANGE', place, `low ${low}, high ${high}`, 'a low that is not above the high');
    return { low, high };
  };
  const base = DEFAULT_TESTS;
  const { ratio, signTest, drift, peers, homePrices, shape } = given;
  return {
    windows: [...new Set(given.windows ?? base.windows)].sort((a, b) => a - b),
    ratio: byCurve((curve) => {
      const own = ratio?.[curve];
      const other = base.ratio[curve];
      return {
        ...range({ low: own?.low ?? other.low, high: own?.high ?? other.high }, `ratio.${curve}`),
        least: share(own?.least, other.least, `ratio.${curve}.least`),
      };
    }),
    signedError: shares(given.signedError, base.signedError, 'signedError'),
    signTest: {
      level: share(signTest?.level, base.signTest.level, 'signTest.level'),
      months: signTest?.months ?? base.signTest.months,
      least: signTest?.least ?? base.signTest.least,
    },
    lastCurve: shares(given.lastCurve, base.lastCurve, 'lastCurve'),
    drift: { ...shares(drift, base.drift, 'drift'), months: drift?.months ?? base.drift.months },
    peers: {
      ...shares(peers, base.peers, 'peers'),
      months: peers?.months ?? base.peers.months,
      vintages: peers?.vintages ?? base.peers.vintages,
      least: peers?.least ?? base.peers.least,
    },
    homePrices: {
      points: share(homePrices?.points, base.homePrices.points, 'homePrices.points'),
      months: homePrices?.months ?? base.homePrices.months,
      horizon: homePrices?.horizon ?? base.homePrices.horizon,
    },
    shape: {
      jump: shares(shape?.jump, base.shape.jump, 'shape.jump'),
      tail: byCurve((curve) => {
        const place = `shape.tail.${curve}`;
        const own = shape?.tail?.[curve];
        const other = base.shape.tail[curve];
        return range(
          { low: share(own?.low, other.low, `${place}.low`), high: share(own?.high, other.high, `${place}.high`) },
          place,
        );
      }),
      cumulativeDefaults: share(shape?.cumulativeDefaults, base.shape.cumulativeDefaults, 'shape.cumulativeDefaults'),
    },
    off: given.off ?? base.off,
    ...(homePrices?.file !== undefined && { homePriceFile: resolve(dirname(file), homePrices.file) }),
  };
}

function byCurve<T>(of: (curve: ReviewedCurve) => T): ByCurve<T> {
  return { prepayment: of('prepayment'), default: of('default'), severity: of('severity') };
}
