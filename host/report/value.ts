/** A valuation as text: the balance sheet, a line a trust, and what a reader must know. */

import { trustLine } from '../valuation/portfolioTotals.ts';
import type { PortfolioValue, TrustValue } from '../valuation/records.ts';
import { headings, indented, type TableRow, textTable, wrapped } from './table.ts';
import { counted, dollars, figure, longDate, percent } from './words.ts';

/** Columns of the table of trusts wrap their headings to this. Units: characters. */
const HEADING_WIDTH = 14;
const THOUSAND = 1000;

/** The whole report. `width` is that of the terminal, in characters; `withClasses` adds a table of classes a trust. */
export function valueText(value: PortfolioValue, width: number, withClasses = false): string {
  return [
    `${value.snapshot}\nFair values, ${longDate(value.date)}`,
    sheetText(value),
    trustsText(value.trusts),
    vintagesText(value.trusts),
    ...(withClasses ? value.trusts.map(classesText) : []),
    ...value.trusts.filter(({ consolidated }) => !consolidated).map(notConsolidated),
    failuresText(value),
    warningsText(value.trusts, width),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The balance sheet of the consolidated trusts, in dollars and cents. */
function sheetText({ totals, longTermDebt }: PortfolioValue): string {
  const row = (label: string, amount: number): TableRow => [label, dollars(amount)];
  const rows: TableRow[] = [
    row('Mortgage collateral, at fair value', totals.collateral),
    row('Derivative assets, at fair value', totals.derivativeAssets),
    row('Real estate owned, at net realizable value', totals.reo),
    row('Cash of the trusts', totals.cash),
    'rule',
    row('Trust assets', totals.assets),
    [''],
    row('Borrowings, at fair value', totals.borrowings),
    row('Derivative liabilities, at fair value', totals.derivativeLiabilities),
    'rule',
    row('Trust liabilities', totals.liabilities),
    [''],
    row('Net trust assets', totals.netAssets),
    row('  residual interests', totals.residual),
    ...(totals.residualOfOthers === 0 ? [] : [row('    of which others own', totals.residualOfOthers)]),
    ...(totals.held === 0 ? [] : [row('  classes that the sponsor holds', totals.held)]),
    ...(totals.availableForSale === 0 ? [] : [[''], row('Securities available for sale', totals.availableForSale)]),
    ...(longTermDebt.length === 0 ? [] : [[''], row("Sponsor's long-term debt, at fair value", totals.longTermDebt)]),
  ];
  return textTable([['Balance sheet of the consolidated trusts', '$'], 'rule', ...rows]);
}

/** A line a trust, in thousands. */
function trustsText(trusts: readonly TrustValue[]): string {
  if (trusts.length === 0) return '';
  const thousands = (amount: number) => dollars(amount / THOUSAND, 0);
  const columns = [
    '',
    'Unpaid balance',
    'Collateral',
    'Price',
    'Yield',
    'REO',
    'Borrowings',
    'Derivatives net',
    'Residual',
    'Residual yield',
  ];
  return [
    'By trust ($ thousands, prices per 100)',
    textTable([
      ...headings(columns, HEADING_WIDTH),
      'rule',
      ...trusts.map((trust) => {
        const line = trustLine(trust);
        const { collateral } = trust;
        return [
          trust.trust,
          thousands(collateral.upb),
          thousands(line.collateral),
          figure(collateral.price, 2),
          collateral.yield === null ? '-' : percent(collateral.yield.yieldBey, 2),
          thousands(line.reo),
          thousands(line.borrowings),
          thousands(line.derivativeAssets - line.derivativeLiabilities),
          thousands(line.residual),
          trust.residualYield === null ? '-' : percent(trust.residualYield.yieldBey, 2),
        ];
      }),
    ]),
  ].join('\n');
}

/** Every class of a trust: face in thousands, prices per 100. */
export function classesText({ trust, tranches, residual, residualYield }: TrustValue): string {
  const columns = [
    '',
    'Position',
    'Face',
    'Price',
    'Fair value',
    'Yield',
    'Benchmark',
    'Risk premium',
    'Average life',
    'Projected loss',
    'Coverage',
    'First writedown',
  ];
  const thousands = (amount: number) => dollars(amount / THOUSAND, 0);
  const yieldCells = (yielded: TrustValue['residualYield']) =>
    yielded === null
      ? ['-', '-', '-']
      : [percent(yielded.yieldBey, 2), percent(yielded.benchmark, 2), percent(yielded.riskPremium, 2)];
  const rows = tranches.map(
    (tranche): TableRow => [
      tranche.name,
      tranche.position,
      thousands(tranche.face),
      figure(tranche.price, 3),
      thousands(tranche.fairValue),
      ...yieldCells(tranche.yield),
      figure(tranche.averageLife, 2),
      thousands(tranche.projectedLoss),
      figure(tranche.coverage, 2),
      tranche.firstWritedown ?? '-',
    ],
  );
  const last: TableRow = [
    'residual',
    'residual',
    '-',
    '-',
    thousands(residual),
    ...yieldCells(residualYield),
    '-',
    '-',
    '-',
    '-',
  ];
  const table = textTable([...headings(columns, HEADING_WIDTH), 'rule', ...rows, last], ['left', 'left']);
  return `Classes of ${trust} ($ thousands, prices per 100, lives in years, yields bond-equivalent)\n${table}`;
}

/** What all classes are worth over what they are owed, by vintage, in thousands; notional classes have a value and no balance. */
function vintagesText(trusts: readonly TrustValue[]): string {
  if (trusts.length === 0) return '';
  const row = (label: string, of: readonly TrustValue[]): TableRow => {
    const classes = of.flatMap(({ tranches }) => tranches);
    const owed = classes.reduce((sum, { face, isNotional }) => sum + (isNotional ? 0 : face), 0);
    const worth = classes.reduce((sum, { fairValue }) => sum + fairValue, 0);
    const price = owed > 0 ? (100 * worth) / owed : null;
    return [label, dollars(owed / THOUSAND, 0), dollars(worth / THOUSAND, 0), figure(price, 1)];
  };
  const vintages = [...new Set(trusts.map(({ vintage }) => vintage))].toSorted((a, b) => a - b);
  const rows = vintages.map((vintage) =>
    row(
      String(vintage),
      trusts.filter((trust) => trust.vintage === vintage),
    ),
  );
  const table = textTable([['', 'Contractual balance', 'Fair value', 'per 100'], 'rule', ...rows, 'rule', row('All', trusts)]);
  return `Classes by vintage ($ thousands)\n${table}`;
}

function notConsolidated({ trust, residual, residualOwned }: TrustValue): string {
  return `${trust} is not consolidated: the sponsor has ${percent(residualOwned, 2)} of its residual, ${dollars(residual * residualOwned)}, as a security available for sale.`;
}

/** The trusts that could not be valued, each with its faults; empty where there are none. */
export function failuresText({ failed }: Pick<PortfolioValue, 'failed'>): string {
  if (failed.length === 0) return '';
  const lines = failed.flatMap(({ trust, faults }) => [trust, ...faults.map((fault) => indented(fault))]);
  return [
    `${counted(failed.length, 'trust')} could not be valued; the sheet is without ${failed.length === 1 ? 'it' : 'them'}`,
    ...lines.map((line) => indented(line)),
  ].join('\n');
}

/** What a reader must know of the trusts; empty where that is nothing. */
export function warningsText(trusts: readonly Pick<TrustValue, 'trust' | 'warnings'>[], width: number): string {
  const lines = trusts.flatMap(({ trust, warnings }) => warnings.map((warning) => `${trust}: ${warning}`));
  if (lines.length === 0) return '';
  return [
    'To know',
    ...lines.flatMap((line) => wrapped(line, width - 4).map((part, place) => (place === 0 ? `  ${part}` : `    ${part}`))),
  ].join('\n');
}

/** The path of the terminal's last line: where the run is, and what can be done with it. */
export function runText(id: string, data: string): string {
  return `Run ${id} in ${data}`;
}
