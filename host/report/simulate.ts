/** A stochastic run as text: totals, a table of values and one of risk a trust, and when what becomes likely. */
import type { SimulatedTrust, SimulationReport } from '../analysis/simulate.ts';
import { estimateRows } from '../analysis/simulateEstimates.ts';
import type { InstrumentFigures } from '../analysis/simulateFigures.ts';
import { type PartialResult, partialWords, type TotalFigures } from '../analysis/simulateTotals.ts';
import { headings, type TableRow, textTable } from './table.ts';
import { failuresText, warningsText } from './value.ts';
import { count, dollars, figure, longDate, NONE, percent } from './words.ts';

const HEADING_WIDTH = 13;
const THOUSAND = 1000;
/** Months after the valuation date at which probabilities are told. */
const HORIZONS = [1, 12, 36, 60, 120] as const;

const KIND_NAMES: Readonly<Record<TotalFigures['kind'], string>> = {
  collateral: 'Collateral',
  class: 'Classes',
  residual: 'Residual interests',
  hedge: 'Derivatives, net',
};

/** The whole report. `width` is that of the terminal, in characters. */
export function simulateText(report: SimulationReport, width: number): string {
  return [
    headText(report),
    totalsText(report),
    ...report.trusts.flatMap((trust) => [valuesText(trust), riskText(trust, report), likelyText(trust)]),
    quotesText(report),
    controlsText(report),
    failuresText(report),
    warningsText(
      report.trusts.map(({ trust, warnings }) => ({ trust, warnings })),
      width,
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** One line while a run goes on. */
export function partialText(partial: PartialResult): string {
  return `${partialWords(partial)}${partial.error === null ? '' : `, ${percent(partial.error, 3)} of it`}`;
}

const thousands = (amount: number) => dollars(amount / THOUSAND, 0);
const points = (rate: number | null) => figure(rate === null ? null : rate * 1e4, 1);

/** Parameters of a model as model files have them: `a 0.5, sigma 1%`; volatilities in percent a year, reversions and correlations as numbers. */
export function parametersText(parameters: SimulationReport['parameters']): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const isVolatility = name === 'sigma' || name === 'eta';
      return `${name} ${Number((isVolatility ? 100 * value : value).toPrecision(6))}${isVolatility ? '%' : ''}`;
    })
    .join(', ');
}

function headText({ snapshot, date, model, parameters, fit, paths, randomizations, seed, error }: SimulationReport): string {
  const fitted = fit === null ? '' : `, fitted within ${fit.toFixed(2)} bp`;
  const told = error === null ? 'no standard error of one randomization' : `standard error of the total ${percent(error, 3)}`;
  return [
    snapshot,
    `Stochastic values, ${longDate(date)}`,
    `${model} (${parametersText(parameters)}${fitted}), ${count(paths)} paths in ${randomizations} randomizations, seed ${seed}; ${told}`,
  ].join('\n');
}

/** Deviations beside the value of the base case. */
function totalsText({ totals }: SimulationReport): string {
  const columns = [
    '',
    'Base case',
    'Mean',
    'Standard error',
    '5th percentile',
    '95th percentile',
    'Mean at rates of paths',
    'Worst 5%, mean',
  ];
  const rows = totals.map(
    ({ kind, price, byYield, byRates }): TableRow => [
      KIND_NAMES[kind],
      thousands(price),
      thousands(byYield.mean),
      figure(byYield.standardError === null ? null : byYield.standardError / THOUSAND, 1),
      thousands(byYield.percentiles[1] ?? 0),
      thousands(byYield.percentiles[5] ?? 0),
      thousands(byRates.mean),
      thousands(byYield.shortfall),
    ],
  );
  return [
    'Consolidated trusts ($ thousands): cash of the paths at the yields of the base case; at rates of paths: at the spread of the base case over them',
    textTable([...headings(columns, HEADING_WIDTH), 'rule', ...rows]),
  ].join('\n');
}

function valuesText({ trust, instruments }: SimulatedTrust): string {
  const columns = [
    '',
    'Base case',
    'Mean',
    'Standard error',
    '5th percentile',
    'Median',
    '95th percentile',
    'Worst 5%, mean',
    'Z-spread, bp',
    'Discount margin, bp',
    'OAS, bp',
    'OAS error, bp',
    'Option cost, bp',
  ];
  const rows = instruments.map(
    ({ name, price, byYield, spread, discountMargin, oas, oasError, optionCost }): TableRow => [
      name,
      thousands(price),
      thousands(byYield.mean),
      figure(byYield.standardError === null ? null : byYield.standardError / THOUSAND, 1),
      thousands(byYield.percentiles[1] ?? 0),
      thousands(byYield.percentiles[3] ?? 0),
      thousands(byYield.percentiles[5] ?? 0),
      thousands(byYield.shortfall),
      points(spread),
      points(discountMargin),
      points(oas),
      points(oasError),
      points(optionCost),
    ],
  );
  return [`${trust}: values ($ thousands)`, textTable([...headings(columns, HEADING_WIDTH), 'rule', ...rows])].join('\n');
}

function riskText({ trust, instruments }: SimulatedTrust, { measures }: SimulationReport): string {
  if (measures === 'value') return '';
  const cell = (of: (figures: InstrumentFigures) => number | null, places = 2) =>
    instruments.map((figures) => figure(of(figures), places));
  const columns: [string, string[]][] = [
    ['Effective duration', cell(({ duration }) => duration)],
    ['Effective convexity', cell(({ convexity }) => convexity, 0)],
    ['Spread duration', cell((figures) => figures.spreadDuration)],
  ];
  if (measures === 'all') {
    columns.push(
      ['Volatility duration', cell(({ volatilityDuration }) => volatilityDuration, 3)],
      ['Prepayment duration', cell(({ prepaymentDuration }) => prepaymentDuration, 3)],
      ['Default duration', cell(({ defaultDuration }) => defaultDuration, 3)],
      ['Severity duration', cell(({ severityDuration }) => severityDuration, 3)],
      ['Home-price delta', cell(({ homePriceDelta }) => homePriceDelta, 3)],
    );
    const years = instruments[0]?.keyRates.map((key) => key.years) ?? [];
    years.forEach((year, place) => {
      columns.push([`Key rate ${year}`, cell(({ keyRates }) => keyRates[place]?.duration ?? null)]);
    });
  }
  const heads = headings(['', ...columns.map(([head]) => head)], HEADING_WIDTH);
  const rows = instruments.map(({ name }, row): TableRow => [name, ...columns.map(([, cells]) => cells[row] ?? NONE)]);
  return [`${trust}: how values move, at the same spread over the paths' rates`, textTable([...heads, 'rule', ...rows])].join(
    '\n',
  );
}

/** What was asked of single instruments: from price to spread, and back. */
function quotesText({ quotes }: SimulationReport): string {
  if (quotes.length === 0) return '';
  const columns = [
    '',
    'Price',
    'Value',
    'Standard error',
    'Z-spread, bp',
    'OAS, bp',
    'OAS error, bp',
    'Option cost, bp',
    'Spread duration',
    'Effective duration',
    'Effective convexity',
  ];
  const rows = quotes.map((quote): TableRow => {
    const { trust, name, given, price, value, valueError, spread, oas, oasError, optionCost } = quote;
    return [
      `${trust} ${name}, at ${given === 'price' ? 'this price' : 'this OAS'}`,
      figure(price, 4),
      dollars(value, 0),
      valueError === null ? NONE : dollars(valueError, 0),
      points(spread),
      points(oas),
      points(oasError),
      points(optionCost),
      figure(quote.spreadDuration, 2),
      figure(quote.duration, 2),
      figure(quote.convexity, 0),
    ];
  });
  return [
    'As asked: prices per 100 of balance without accrued interest, values in dollars with it, spreads continuous',
    textTable([...headings(columns, HEADING_WIDTH), 'rule', ...rows]),
  ].join('\n');
}

/** Both means of what has controls, and which one stands. */
function controlsText(report: SimulationReport): string {
  const all = estimateRows(report);
  if (all.length === 0) return '';
  const columns = ['', 'Plain mean', 'Standard error', 'With controls', 'Standard error', 'Explained', 'Stands'];
  const thousandth = (error: number | null | undefined) => figure(error == null ? null : error / THOUSAND, 1);
  const rows = all.map(
    ({ trust, name, kind, at, estimates: { plain, control, explained, against } }): TableRow => [
      `${trust === null ? KIND_NAMES[kind] : `${trust} ${name}`}, at ${at === 'yield' ? 'own yield' : 'rates of paths'}`,
      thousands(plain.mean),
      thousandth(plain.standardError),
      control === null ? NONE : thousands(control.mean),
      thousandth(control?.standardError),
      explained === null ? NONE : percent(explained, 1),
      against === null ? 'controls' : 'plain',
    ],
  );
  const reasons = new Set(all.flatMap(({ estimates: { against } }) => (against === null ? [] : [against])));
  return [
    'Means with control variates, the discount factors of the paths ($ thousands): what stands is told above',
    textTable([...headings(columns, HEADING_WIDTH), 'rule', ...rows]),
    ...[...reasons].map((reason) => `Plain: ${reason}.`),
  ].join('\n');
}

function likelyText({ trust, months }: SimulatedTrust): string {
  const rows = months.events
    .filter(({ probability }) => probability.some((share) => share > 0))
    .map(
      ({ name, probability }): TableRow => [
        name,
        ...HORIZONS.map((month) => (month < probability.length ? percent(probability[month] ?? 0, 1) : NONE)),
      ],
    );
  if (rows.length === 0) return '';
  return [
    `${trust}: how likely, by payment from the valuation date`,
    textTable([['', ...HORIZONS.map(String)], 'rule', ...rows]),
  ].join('\n');
}
