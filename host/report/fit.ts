/** A fit of behaviour as text: what was fitted to what, how well, and each parameter with its standard error. */
import { monthText } from '../portfolio/csv.ts';
import type { BehaviourFit, FunctionFit } from '../scenarios/behaviourFit.ts';
import { type TableRow, textTable } from './table.ts';
import { count, monthYear, percent } from './words.ts';

const TITLES: Readonly<Record<FunctionFit['of'], string>> = {
  prepayment: 'Prepayments: turnover and refinancing by incentive',
  default: 'Defaults by loan-to-value',
};
const DIGITS = 4;

/** The whole report. */
export function fitText({ functions }: BehaviourFit): string {
  return functions.map(functionText).join('\n\n');
}

function functionText(fit: FunctionFit): string {
  const rows: TableRow[] = [
    ['', 'Value', 'Standard error'],
    'rule',
    ...fit.parameters.map(({ name, value, standardError }) => [name, shown(value), shown(standardError)]),
  ];
  return `${TITLES[fit.of]}\n${basisOf(fit)}\n\n${textTable(rows)}`;
}

/** What a fit rests on, in a sentence. */
export function basisOf({ observations, trusts, months: [first, last], error, explained }: FunctionFit): string {
  const span = `${monthYear(monthText(first))} to ${monthYear(monthText(last))}`;
  const of = `${count(observations)} months of ${count(trusts)} ${trusts === 1 ? 'trust' : 'trusts'}, ${span}`;
  return `${of}; root mean square error ${percent(error, 3)} a month, ${percent(explained, 1)} of the variance explained`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
