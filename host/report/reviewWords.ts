/** Tests of a curve review in words, with the figures behind them. */
import type { PoolReview, TrustReview } from '../analysis/curveReview.ts';
import { realizedOf, type TestResult } from '../analysis/curveReviewTests.ts';
import type { ReviewedCurve } from '../analysis/reviewTests.ts';
import { counted, fixed, NONE, percent } from './words.ts';

/** What a curve is a curve of, and on which scale it is printed. */
export const CURVE_WORDS: Readonly<Record<ReviewedCurve, string>> = {
  prepayment: 'prepayment, CPR',
  default: 'default, CDR',
  severity: 'severity',
};

/** A rate or share with two decimals of a percent. */
export function rateText(value: number | null | undefined, places = 2): string {
  return value === null || value === undefined ? NONE : percent(value, places);
}

/** Tests that each window has: they are told together. */
export const BY_WINDOW: ReadonlySet<string> = new Set(['ratio', 'signedError']);

/**
 * Cells of a curve of the pool: what was realized over each window, what the curve comes to over as many months, what the last snapshot
 * expected and what came. `marked` sets a cell apart whose test was flagged.
 */
export function windowCells<C>(
  { windows }: Pick<TrustReview, 'windows'>,
  { curve, results }: PoolReview,
  marked: (text: string, result: TestResult | undefined) => C,
): (C | string)[] {
  const since = results.find(({ test }) => test === 'lastCurve');
  return [
    CURVE_WORDS[curve],
    ...windows.map((window) => rateText(realizedOf(curve, window))),
    ...windows.map(({ months }) => {
      const tests = results.filter((one) => one.months === months && BY_WINDOW.has(one.test));
      return marked(
        rateText(tests[0]?.curve),
        tests.find(({ status }) => status === 'flag'),
      );
    }),
    rateText(since?.curve),
    marked(rateText(since?.against), since),
  ];
}

/** One flagged test as a clause: what was found, against what, and what is allowed. */
export function flagText(result: TestResult): string {
  const { test, months, note } = result;
  const [curve, against, value] = [rateText(result.curve), rateText(result.against), result.value ?? 0];
  const over = counted(months ?? 0, 'month');
  const most = result.high ?? 0;
  const apart = `${points(value)} ${value > 0 ? 'above' : 'below'}; at most ${points(most)} apart`;
  switch (test) {
    case 'ratio':
      return `${curve} over the next ${over} is ${fixed(value, 2)} times the ${against} realized; ${allowedText(result)}`;
    case 'signedError':
      return `${curve} over the next ${over} beside ${against} realized: ${apart}`;
    case 'signTest':
      return `${note} the curve's ${curve}: a chance of ${percent(value, 2)}, under ${percent(result.low ?? 0, 2)}`;
    case 'lastCurve':
      return `the last snapshot expected ${curve} for the ${over} since, which brought ${against}: ${apart}`;
    case 'drift':
      return `${curve} over the next ${over} beside ${against} for the same months in the last snapshot: ${apart}`;
    case 'peers':
      return `${curve} over the next ${over} beside ${against}, the median of ${note}: ${apart}`;
    case 'homePrices':
      return `${curve} over the next ${over} beside ${against}, that of the last ${over} at today's home prices: ${apart}`;
    case 'homePricePath':
      return `${curve} in month ${months ?? 0} beside ${against}, where home prices take it from month 1: ${apart}`;
    case 'jump':
      return `jumps by ${points(value)} ${note}; at most ${points(most)}`;
    case 'tail':
      return `ends at ${percent(value, 2)}; ${percent(result.low ?? 0, 2)} to ${percent(most, 2)} allowed`;
    case 'exceedsPool':
      return `defaults and prepayments take ${percent(value, 2)} of the pool ${note}`;
    case 'cumulativeDefaults':
      return `${percent(value, 1)} of the balance defaults in the end; at most ${percent(most, 1)}`;
  }
}

/**
 * Windows of one curve that were flagged, a clause for each side: `above what was realized: over 1 month by 19.07 points, over 3 months by 24.69
 * points (1.88 times); at most 10.00 points, 0.75 to 1.33 times`.
 */
export function windowsTexts(results: readonly TestResult[]): string[] {
  const flagged = results.filter(({ test, status }) => status === 'flag' && (test === 'signedError' || test === 'ratio'));
  const isAbove = ({ curve, against }: TestResult) => (curve ?? 0) > (against ?? 0);
  return [true, false].flatMap((above): string[] => {
    const side = flagged.filter((result) => isAbove(result) === above);
    if (side.length === 0) return [];
    const months = [...new Set(side.map((result) => result.months ?? 0))].sort((a, b) => a - b);
    const windows = months.map((window) => {
      const of = (test: TestResult['test']) => side.find((result) => result.test === test && result.months === window);
      const [error, ratio] = [of('signedError'), of('ratio')];
      const times = ratio === undefined ? '' : `${fixed(ratio.value ?? 0, 2)} times`;
      const by = error === undefined ? times : `by ${points(error.value ?? 0)}${times === '' ? '' : ` (${times})`}`;
      return `over ${counted(window, 'month')} ${by}`;
    });
    const error = side.find(({ test }) => test === 'signedError');
    const ratio = side.find(({ test }) => test === 'ratio');
    const limits = [
      ...(error === undefined ? [] : [`at most ${points(error.high ?? 0)}`]),
      ...(ratio === undefined ? [] : [`${fixed(ratio.low ?? 0, 2)} to ${fixed(ratio.high ?? 0, 2)} times allowed`]),
    ];
    return [`${above ? 'above' : 'below'} what was realized: ${windows.join(', ')}; ${limits.join(', ')}`];
  });
}

function allowedText(result: TestResult | undefined): string {
  return `${fixed(result?.low ?? 0, 2)} to ${fixed(result?.high ?? 0, 2)} allowed`;
}

/** A difference of rates, without its sign. */
function points(value: number): string {
  return `${fixed(Math.abs(value) * 100, 2)} points`;
}
