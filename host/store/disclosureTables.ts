/** The tables that a disclosure keeps, as filings show them. */
import type { Disclosure } from '../analysis/disclosure.ts';
import { TOGETHER_LINES } from '../analysis/disclosureTogether.ts';
import { failureTable, incompleteTable, integers, numbers, snake, tableOf, text, textTable } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

const DOLLARS = 'dollars';
const RATE = 'decimal a year';
/** Severities are shares. */
const INPUT = 'decimal a year, of severities a share';

/** Every table. */
export function disclosureTables(disclosure: Disclosure): ResultTable[] {
  const { portfolio, date, method } = disclosure;
  return [
    tableOf(
      'disclosure',
      [{ portfolio, date, method }],
      [text('portfolio', (row) => row.portfolio), text('date', (row) => row.date), text('method', (row) => row.method)],
    ),
    tableOf('inputs', disclosure.inputs, [
      text('class', (row) => row.class),
      text('input', ({ input }) => input),
      numbers('low', ({ low }) => low, INPUT),
      numbers('high', ({ high }) => high, INPUT),
      numbers('by_fair_value', ({ byFairValue }) => byFairValue, INPUT),
      numbers('by_upb', ({ byUpb }) => byUpb, INPUT),
      integers('count', ({ count }) => count),
    ]),
    yieldTable(disclosure),
    tableOf('balances', disclosure.balances, [
      text('class', (row) => row.class),
      numbers('upb', ({ upb }) => upb, DOLLARS),
      numbers('fair_value', ({ fairValue }) => fairValue, DOLLARS),
      numbers('difference', ({ difference }) => difference, DOLLARS),
    ]),
    tableOf('unrealized', disclosure.unrealized, [
      text('class', (row) => row.class),
      text('method', (row) => row.method),
      numbers('cost', ({ cost }) => cost, DOLLARS),
      numbers('fair_value', ({ fairValue }) => fairValue, DOLLARS),
      numbers('gain', ({ gain }) => gain, DOLLARS),
    ]),
    sensitivityTable(disclosure),
    ...togetherTables(disclosure),
    textTable('narrative', 'sentence', disclosure.narrative),
    textTable('notes', 'note', disclosure.notes),
    incompleteTable(disclosure.incomplete),
    failureTable(disclosure.failed),
  ];
}

/** Yields by type, vintage and position: benchmark + risk premium. */
function yieldTable({ yields }: Disclosure): ResultTable {
  return tableOf('yields', yields, [
    text('type', ({ type }) => type),
    integers('vintage', ({ vintage }) => vintage),
    text('position', ({ position }) => position),
    numbers('fair_value', ({ fairValue }) => fairValue, DOLLARS),
    numbers('upb', ({ upb }) => upb, DOLLARS),
    numbers('yield', ({ yieldBey }) => yieldBey, 'decimal a year, bond-equivalent'),
    numbers('benchmark', ({ benchmark }) => benchmark, RATE),
    numbers('risk_premium', ({ riskPremium }) => riskPremium, RATE),
    numbers('low', ({ low }) => low, RATE),
    numbers('high', ({ high }) => high, RATE),
    numbers('orderly', ({ orderly }) => orderly, 'share of the fair value'),
    text('sources', ({ sources }) => sources.join('; ')),
  ]);
}

/** Changes against the base case. */
function sensitivityTable({ sensitivity }: Disclosure): ResultTable {
  type Row = Disclosure['sensitivity'][number];
  const measures = ['collateral', 'derivatives', 'borrowings', 'netAssets', 'availableForSale', 'longTermDebt'] as const;
  return tableOf('sensitivity', sensitivity, [
    text('shock', ({ shock }) => shock),
    text('about', ({ about }) => about),
    text('size', ({ size }) => size),
    integers('step', ({ step }) => step),
    ...measures.map((measure) => numbers<Row>(snake(measure), (row) => row[measure], DOLLARS)),
    text('adverse', ({ isAdverse }) => (isAdverse === null ? null : isAdverse ? 'yes' : 'no')),
    text('without', ({ without }) => (without.length === 0 ? null : without.join(', '))),
  ]);
}

/** Of a disclosure with a stochastic run: changes on its worst paths, and what it does not keep. */
function togetherTables({ together }: Disclosure): ResultTable[] {
  if (together === undefined) return [];
  const { rows, run, correlation, missing } = together;
  type Row = (typeof rows)[number];
  return [
    tableOf<Row>('moved_together', rows, [
      text('simulation', () => run),
      numbers('worst', ({ worst }) => worst, 'share of the paths, by net assets'),
      integers('paths', ({ paths }) => paths),
      ...TOGETHER_LINES.map((line) => numbers<Row>(snake(line), (row) => row[line], DOLLARS)),
      numbers('correlation', () => correlation, 'of collateral and borrowings over all paths'),
    ]),
    textTable('moved_together_missing', 'missing', missing),
  ];
}
