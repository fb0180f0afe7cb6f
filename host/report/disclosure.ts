/** A disclosure as text: inputs, yields taken apart, principal against fair value, sensitivities. */
import type { Disclosure } from '../analysis/disclosure.ts';
import type { InputRange } from '../analysis/disclosureInputs.ts';
import { withoutText } from '../analysis/disclosureSensitivity.ts';
import { failuresText, notesText } from './rollforward.ts';
import { incompleteText } from './sensitivity.ts';
import { headings, type TableRow, textTable, wrapped } from './table.ts';
import { count, counted, dollars, longDate, NONE, percent } from './words.ts';

const THOUSAND = 1000;
/** Headings wrap to this. Units: characters. */
const HEADING_WIDTH = 12;

/** What classes are called; those that are part of another are indented. */
export const NAMES: Readonly<Record<string, string>> = {
  collateral: 'Mortgage collateral',
  late90: '  of which 90 and more days late',
  borrowings: 'Borrowings',
  residual: 'Residual interests',
  availableForSale: 'Securities available for sale',
  derivatives: 'Derivatives, net',
  longTermDebt: 'Long-term debt',
};

/** What inputs are called. */
export const INPUT_NAMES: Readonly<Record<InputRange['input'], string>> = {
  prepayment: 'prepayment, CPR',
  default: 'default, CDR',
  severity: 'loss severity',
  discountYield: 'discount yield',
};

const thousands = (amount: number) => dollars(amount / THOUSAND, 0);
const share = (value: number | null) => (value === null ? NONE : percent(value, 2));

/** The whole report. `width` is that of the terminal, in characters. */
export function disclosureText(disclosure: Disclosure, width: number): string {
  return [
    `${disclosure.portfolio}\nFair value disclosures, ${longDate(disclosure.date)}; method ${disclosure.method}`,
    inputsText(disclosure),
    sensitivityText(disclosure),
    togetherText(disclosure, width),
    disclosure.narrative.flatMap((line) => wrapped(line, width)).join('\n'),
    balancesText(disclosure),
    unrealizedText(disclosure),
    yieldsText(disclosure),
    incompleteText(disclosure.incomplete),
    failuresText(disclosure.failed, 'valued'),
    notesText(disclosure.notes, width),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function inputsText({ inputs }: Disclosure): string {
  const head = headings(
    ['Unobservable inputs', 'Low', 'High', 'Mean by fair value', 'Mean by principal', 'Instruments'],
    HEADING_WIDTH * 2,
  );
  return textTable([
    ...head,
    'rule',
    ...inputs.map(
      ({ class: kind, input, low, high, byFairValue, byUpb, count: instruments }): TableRow => [
        `${NAMES[kind] ?? kind}: ${INPUT_NAMES[input]}`,
        share(low),
        share(high),
        share(byFairValue),
        share(byUpb),
        count(instruments),
      ],
    ),
  ]);
}

/** What a stochastic run says of inputs that move together, and what it does not say. */
function togetherText({ together }: Disclosure, width: number): string {
  if (together === undefined) return '';
  const { rows, run, model, paths, trusts, correlation, missing } = together;
  const of = `${counted(paths, 'path')} of ${model}, ${counted(trusts.length, 'trust')}, run ${run}`;
  const table =
    rows.length === 0
      ? ''
      : textTable([
          ...headings(
            ['All inputs together ($ thousands)', 'Collateral', 'Derivatives', 'Borrowings', 'Net trust assets'],
            HEADING_WIDTH * 2,
          ),
          'rule',
          ...rows.map(
            (row): TableRow => [
              `the worst ${percent(row.worst, 0)} of paths, on average`,
              thousands(row.collateral),
              thousands(row.derivatives),
              thousands(row.borrowings),
              thousands(row.netAssets),
            ],
          ),
        ]);
  const said = correlation === null ? '' : ` Correlation of collateral and borrowings: ${correlation.toFixed(2)}.`;
  const notes = [`Simulated: ${of}.${said}`, `Not in the simulation: ${missing.join('; ')}.`];
  return [table, ...notes.flatMap((note) => wrapped(note, width))].filter((part) => part !== '').join('\n');
}

function sensitivityText({ sensitivity }: Disclosure): string {
  const columns = ['', 'Collateral', 'Derivatives', 'Borrowings', 'Net trust assets', 'Available for sale', 'Long-term debt'];
  const table = textTable([
    ...headings(columns, HEADING_WIDTH),
    'rule',
    ...sensitivity.map(
      (row): TableRow => [
        `${row.shock}${withoutText(row.without)}`,
        thousands(row.collateral),
        thousands(row.derivatives),
        thousands(row.borrowings),
        thousands(row.netAssets),
        thousands(row.availableForSale),
        thousands(row.longTermDebt),
      ],
    ),
  ]);
  return `Change in fair value ($ thousands)\n${table}`;
}

function balancesText({ balances }: Disclosure): string {
  return textTable([
    ['Unpaid principal against fair value ($ thousands)', 'Principal', 'Fair value', 'Difference'],
    'rule',
    ...balances.map(
      ({ class: kind, upb, fairValue, difference }): TableRow => [
        NAMES[kind] ?? kind,
        thousands(upb),
        thousands(fairValue),
        thousands(difference),
      ],
    ),
  ]);
}

function unrealizedText({ unrealized }: Disclosure): string {
  const [first] = unrealized;
  if (first === undefined) return '';
  return textTable([
    [`Unrealized gains on items still held ($ thousands; ${first.method})`, 'Cost', 'Fair value', 'Gain'],
    'rule',
    ...unrealized.map(
      ({ class: kind, cost, fairValue, gain }): TableRow => [
        NAMES[kind] ?? kind,
        thousands(cost),
        thousands(fairValue),
        thousands(gain),
      ],
    ),
  ]);
}

function yieldsText({ yields }: Disclosure): string {
  const columns = ['', 'Fair value ($ thousands)', 'Benchmark', 'Risk premium', 'Yield', 'Low', 'High', 'Orderly'];
  const table = textTable([
    ...headings(columns, HEADING_WIDTH),
    'rule',
    ...yields.map(
      ({ type, vintage, position, fairValue, benchmark, riskPremium, yieldBey, low, high, orderly }): TableRow => [
        `${type} ${vintage} ${position}`,
        thousands(fairValue),
        share(benchmark),
        share(riskPremium),
        share(yieldBey),
        share(low),
        share(high),
        percent(orderly, 0),
      ],
    ),
  ]);
  return `Yields by type, vintage and position: benchmark at the average life, and risk premium\n${table}`;
}
