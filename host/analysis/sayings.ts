/** Figures and lists as sentences have them. Amounts look as in every report: dollars to the cent, their digits in groups. */
import type { Expression } from '../deal/expression.ts';
import { expressionText } from '../deal/expressionText.ts';
import { fixedText, scaledText } from '../valuation/rounding.ts';

/** Two figures that differ get so many decimals more, at most, until they look different. */
const MOST_MORE = 8;

/** An expression longer than this is told with parts left out. Units: characters. */
const LONGEST = 80;

/** An expression as a sentence has it. */
export function shortText(expression: Expression): string {
  return expressionText(expression, LONGEST);
}

/** `1,234,567.89`. Units: dollars. */
export function dollarsText(amount: number, places = 2): string {
  const [whole = '', decimals = ''] = fixedText(amount, places).split('.');
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** `5.2500%` of 0.0525. Units: a decimal. */
export function percentText(share: number, places = 4): string {
  return `${scaledText(share, 100, places)}%`;
}

/** `0.086111` of 31/360. Units: years. */
export function yearsText(years: number): string {
  return fixedText(years, 6);
}

/**
 * Two figures with as many decimals as it takes to tell one from the other: a sentence that says that 1.25% is above 1.25% is no use.
 *
 * Shape: `write` gives a figure's text with some decimals, from `places` on.
 */
export function toldApart(
  [a, b]: readonly [number, number],
  write: (value: number, places: number) => string,
  places: number,
): [string, string] {
  for (let more = 0; more < MOST_MORE; more++) {
    const texts: [string, string] = [write(a, places + more), write(b, places + more)];
    if (texts[0] !== texts[1]) return texts;
  }
  return [write(a, places), write(b, places)];
}

/** ` in step 9`, ` in steps 4, 9 and 15`, or nothing. */
export function inSteps(steps: readonly number[]): string {
  if (steps.length === 0) return '';
  return ` in step${steps.length === 1 ? '' : 's'} ${listed(steps.map(String))}`;
}

/** `A, B and C`. */
export function listed(texts: readonly string[]): string {
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** A sentence of clauses, with a capital where it begins with a small letter that is no name's: `nothing`. */
export function sentence(clauses: readonly string[]): string {
  return `${clauses.join('; ').replace(/^nothing\b/, 'Nothing')}.`;
}
