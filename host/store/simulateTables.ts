/** The tables that a stochastic run keeps: instruments, totals, quantities and probabilities by month, and values by path if asked for. */
import type { SimulationReport } from '../analysis/simulate.ts';
import type { InstrumentFigures } from '../analysis/simulateFigures.ts';
import { type Distribution, PERCENTILES } from '../analysis/simulateNumbers.ts';
import { type ColumnOf, integers, numbers, tableOf, text } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

/** Every table. */
export function simulateTables(report: SimulationReport, withPaths: boolean): ResultTable[] {
  return [
    instrumentTable(report),
    totalTable(report),
    keyRateTable(report),
    quantityTable(report),
    probabilityTable(report),
    cashTable(report),
    ...(withPaths ? [pathTable(report)] : []),
    tableOf(
      'warnings',
      report.trusts.flatMap(({ trust, warnings }) => warnings.map((warning) => ({ trust, warning }))),
      [text('trust', ({ trust }) => trust), text('warning', ({ warning }) => warning)],
    ),
    tableOf(
      'failures',
      report.failed.flatMap(({ trust, faults }) => faults.map((fault) => ({ trust, fault }))),
      [text('trust', ({ trust }) => trust), text('fault', ({ fault }) => fault)],
    ),
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
  const rows = trusts.flatMap(({ trust, instruments }) => instruments.map((figures) => ({ trust, figures })));
  type Row = (typeof rows)[number];
  const number = (name: string, of: (figures: InstrumentFigures) => number | null, unit: string) =>
    numbers<Row>(name, ({ figures }) => of(figures), unit);
  return tableOf('instruments', rows, [
    text('trust', ({ trust }) => trust),
    text('instrument', ({ figures }) => figures.name),
    text('kind', ({ figures }) => figures.kind),
    number('price', ({ price }) => price, 'dollars'),
    number('yield', ({ yieldBey }) => yieldBey, 'decimal a year, bond-equivalent'),
    ...distribution<Row>('by_yield', ({ figures }) => figures.byYield),
    number('spread', ({ spread }) => spread, 'decimal a year, continuous'),
    ...distribution<Row>('by_rates', ({ figures }) => figures.byRates),
    number('oas', ({ oas }) => oas, 'decimal a year, continuous'),
    number('oas_standard_error', ({ oasError }) => oasError, 'decimal a year, continuous'),
    number('option_cost', ({ optionCost }) => optionCost, 'dollars'),
    number('spread_duration', (figures) => figures.spreadDuration, 'years'),
    number('effective_duration', ({ duration }) => duration, 'years'),
    number('effective_convexity', ({ convexity }) => convexity, 'years squared'),
    number('volatility_duration', ({ volatilityDuration }) => volatilityDuration, 'percent a percent'),
    number('prepayment_duration', ({ prepaymentDuration }) => prepaymentDuration, 'percent a percent'),
    number('default_duration', ({ defaultDuration }) => defaultDuration, 'percent a percent'),
    number('severity_duration', ({ severityDuration }) => severityDuration, 'percent a percent'),
    number('home_price_delta', ({ homePriceDelta }) => homePriceDelta, 'percent a percent'),
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
