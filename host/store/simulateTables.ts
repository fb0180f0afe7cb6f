/** The tables that a stochastic run keeps: instruments, totals, quantities and probabilities by month, and values by path if asked for. */
import type { SimulationReport } from '../analysis/simulate.ts';
import { type EstimateRow, estimateRows } from '../analysis/simulateEstimates.ts';
import type { InstrumentFigures, QuoteFigures, Risk, Spreads } from '../analysis/simulateFigures.ts';
import { type Distribution, PERCENTILES } from '../analysis/simulateNumbers.ts';
import { type ColumnOf, failureTable, integers, numbers, tableOf, text, warningTable } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

/** Every table. */
export function simulateTables(report: SimulationReport, withPaths: boolean): ResultTable[] {
  return [
    instrumentTable(report),
    totalTable(report),
    quoteTable(report),
    keyRateTable(report),
    quantityTable(report),
    probabilityTable(report),
    cashTable(report),
    ...estimateTables(report),
    ...(withPaths ? [pathTable(report)] : []),
    warningTable(report.trusts),
    failureTable(report.failed),
  ];
}

/** Columns of a distribution, under a prefix. */
function distribution<Row>(prefix: string, of: (row: Row) => Distribution): ColumnOf<Row>[] {
  return [
    numbers<Row>(`${prefix}_mean`, (row) => of(row).mean, 'dollars'),
    numbers<Row>(`${prefix}_standard_error`, (row) => of(row).standardError, 'dollars'),
    numbers<Row>(`${prefix}_deviation`, (row) => of(row).deviation, 'dollars'),
    ...PERCENTILES.map((percent, place) => numbers<Row>(`${prefix}_p${percent}`, (row) => of(row).percentiles[place], 'dollars')),
    numbers<Row>(`${prefix}_shortfall`, (row) => of(row).shortfall, 'dollars'),
  ];
}

function instrumentTable({ trusts }: SimulationReport): ResultTable {
  const rows = trusts.flatMap(({ trust, consolidated, instruments }) =>
    instruments.map((figures) => ({ trust, consolidated, figures })),
  );
  type Row = (typeof rows)[number];
  const number = (name: string, of: (figures: InstrumentFigures) => number | null, unit: string) =>
    numbers<Row>(name, ({ figures }) => of(figures), unit);
  return tableOf('instruments', rows, [
    text('trust', ({ trust }) => trust),
    text('instrument', ({ figures }) => figures.name),
    text('kind', ({ figures }) => figures.kind),
    integers('consolidated', ({ consolidated }) => Number(consolidated)),
    number('price', ({ price }) => price, 'dollars'),
    number('yield', ({ yieldBey }) => yieldBey, 'decimal a year, bond-equivalent'),
    ...distribution<Row>('by_yield', ({ figures }) => figures.byYield),
    number('spread', ({ spread }) => spread, 'decimal a year, continuous'),
    ...distribution<Row>('by_rates', ({ figures }) => figures.byRates),
    ...spreadColumns<Row>(({ figures }) => figures),
    ...riskColumns<Row>(({ figures }) => figures),
  ]);
}

function spreadColumns<Row>(of: (row: Row) => Spreads): ColumnOf<Row>[] {
  const rate = 'decimal a year, continuous';
  return [
    numbers('discount_margin', (row) => of(row).discountMargin, 'decimal a year, by the day count of the class'),
    numbers('oas', (row) => of(row).oas, rate),
    numbers('oas_standard_error', (row) => of(row).oasError, rate),
    numbers('option_cost', (row) => of(row).optionCost, rate),
    numbers('option_value', (row) => of(row).optionValue, 'dollars'),
  ];
}

function riskColumns<Row>(of: (row: Row) => Risk): ColumnOf<Row>[] {
  return [
    numbers('spread_duration', (row) => of(row).spreadDuration, 'years'),
    numbers('effective_duration', (row) => of(row).duration, 'years'),
    numbers('effective_convexity', (row) => of(row).convexity, 'years squared'),
    numbers('volatility_duration', (row) => of(row).volatilityDuration, 'percent a percent'),
    numbers('prepayment_duration', (row) => of(row).prepaymentDuration, 'percent a percent'),
    numbers('default_duration', (row) => of(row).defaultDuration, 'percent a percent'),
    numbers('severity_duration', (row) => of(row).severityDuration, 'percent a percent'),
    numbers('home_price_delta', (row) => of(row).homePriceDelta, 'percent a percent'),
  ];
}

/** What was asked of single instruments. */
function quoteTable({ quotes }: SimulationReport): ResultTable {
  return tableOf<QuoteFigures>('quotes', quotes, [
    text('trust', ({ trust }) => trust),
    text('instrument', ({ name }) => name),
    text('kind', ({ kind }) => kind),
    text('given', ({ given }) => given),
    numbers('price', ({ price }) => price, 'per 100, without accrued interest'),
    numbers('value', ({ value }) => value, 'dollars'),
    numbers('value_standard_error', ({ valueError }) => valueError, 'dollars'),
    numbers('spread', ({ spread }) => spread, 'decimal a year, continuous'),
    ...spreadColumns<QuoteFigures>((quote) => quote),
    ...riskColumns<QuoteFigures>((quote) => quote),
  ]);
}

function totalTable({ totals }: SimulationReport): ResultTable {
  type Row = (typeof totals)[number];
  return tableOf('totals', totals, [
    text('kind', ({ kind }) => kind),
    numbers('price', ({ price }) => price, 'dollars'),
    ...distribution<Row>('by_yield', ({ byYield }) => byYield),
    ...distribution<Row>('by_rates', ({ byRates }) => byRates),
  ]);
}

function keyRateTable({ trusts }: SimulationReport): ResultTable {
  const rows = trusts.flatMap(({ trust, instruments }) =>
    instruments.flatMap(({ name, keyRates }) => keyRates.map(({ years, duration }) => ({ trust, name, years, duration }))),
  );
  return tableOf('key_rates', rows, [
    text('trust', ({ trust }) => trust),
    text('instrument', ({ name }) => name),
    numbers('years', ({ years }) => years, 'years'),
    numbers('duration', ({ duration }) => duration, 'years'),
  ]);
}

/** A row a trust, quantity and payment date: what fan charts are drawn of. */
function quantityTable({ trusts }: SimulationReport): ResultTable {
  const rows = trusts.flatMap(({ trust, months }) =>
    months.fans.flatMap((fan) => Array.from(fan.mean, (mean, month) => ({ trust, fan, month, mean, dates: months.dates }))),
  );
  type Row = (typeof rows)[number];
  return tableOf('quantity_months', rows, [
    text('trust', ({ trust }) => trust),
    text('quantity', ({ fan }) => fan.name),
    integers('month', ({ month }) => month),
    text('date', ({ dates, month }) => dates[month - 1] ?? null),
    numbers('mean', ({ mean }) => mean, 'dollars'),
    ...PERCENTILES.map((percent, place) =>
      numbers<Row>(`p${percent}`, ({ fan, month }) => fan.percentiles[place]?.[month], 'dollars'),
    ),
  ]);
}

function probabilityTable({ trusts }: SimulationReport): ResultTable {
  const rows = trusts.flatMap(({ trust, months }) =>
    months.events.flatMap(({ name, probability }) =>
      months.dates.map((date, place) => ({ trust, name, date, month: place + 1, share: probability[place + 1] })),
    ),
  );
  return tableOf('probability_months', rows, [
    text('trust', ({ trust }) => trust),
    text('event', ({ name }) => name),
    integers('month', ({ month }) => month),
    text('date', ({ date }) => date),
    numbers('probability', ({ share }) => share, 'share of paths'),
  ]);
}

function cashTable({ trusts }: SimulationReport): ResultTable {
  const rows = trusts.flatMap(({ trust, months }) =>
    months.cash.flatMap(({ name, mean }) =>
      months.dates.map((date, place) => ({ trust, name, date, month: place + 1, cash: mean[place + 1] })),
    ),
  );
  return tableOf('cash_months', rows, [
    text('trust', ({ trust }) => trust),
    text('instrument', ({ name }) => name),
    integers('month', ({ month }) => month),
    text('date', ({ date }) => date),
    numbers('mean_cash', ({ cash }) => cash, 'dollars'),
  ]);
}

/** Means without and with control variates; no table where they were not asked for. */
function estimateTables(report: SimulationReport): ResultTable[] {
  const rows = estimateRows(report);
  if (rows.length === 0) return [];
  return [
    tableOf<EstimateRow>('estimates', rows, [
      text('trust', ({ trust }) => trust),
      text('instrument', ({ name }) => name),
      text('at', ({ at }) => at),
      numbers('plain_mean', ({ estimates }) => estimates.plain.mean, 'dollars'),
      numbers('plain_standard_error', ({ estimates }) => estimates.plain.standardError, 'dollars'),
      numbers('control_mean', ({ estimates }) => estimates.control?.mean, 'dollars'),
      numbers('control_standard_error', ({ estimates }) => estimates.control?.standardError, 'dollars'),
      integers('controls', ({ estimates }) => estimates.controls),
      numbers('explained', ({ estimates }) => estimates.explained, 'share of the variance over paths'),
      text('stands', ({ estimates }) => (estimates.against === null ? 'control' : 'plain')),
      text('against', ({ estimates }) => estimates.against),
    ]),
  ];
}

/** Paths of each randomization one after another. */
function pathTable({ trusts, paths, randomizations }: SimulationReport): ResultTable {
  const each = paths / randomizations;
  const rows = trusts.flatMap(({ trust, instruments, values }) =>
    instruments.flatMap(({ name }, place) => Array.from(values[place] ?? [], (value, at) => ({ trust, name, at, value }))),
  );
  return tableOf('path_values', rows, [
    text('trust', ({ trust }) => trust),
    text('instrument', ({ name }) => name),
    integers('randomization', ({ at }) => Math.floor(at / each)),
    integers('path', ({ at }) => at % each),
    numbers('value', ({ value }) => value, 'dollars'),
  ]);
}
