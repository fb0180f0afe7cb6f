/** The whole portfolio: which trusts there are, the market of each date, and the folders that hold them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATES, LONG_TERM_DEBT, NON_PERFORMANCE } from './calibration.ts';
import { dealText } from './dealFile.ts';
import { dateText, trimmed } from './numbers.ts';
import { openParquetWriter, type ParquetWriter } from './parquet.ts';
import { benchmarkText, discountText, homePricesText, indicesText } from './rates.ts';
import { columnTypes } from './tape.ts';
import { DATE_MONTHS, type SimulatedTrust, simulateTrust, type TrustKey } from './trust.ts';
import { remittancesText, reoText, trustText } from './trustFile.ts';
import { FILING, VINTAGES, type VintageModel } from './vintages.ts';

export interface PortfolioSize {
  readonly trusts: number;
  /** Loans on the tapes of the first date, all trusts together. */
  readonly loans: number;
  readonly seed: number;
  /** Tapes as Parquet instead of CSV. */
  readonly parquet?: boolean;
}

/** The folder of a date within the portfolio. */
export function dateFolder(date: number): string {
  return dateText(DATE_MONTHS[date] ?? 0, DATES[date]?.day ?? 31);
}

/** How many whole things each weight gets, all together `total`: what is left goes to the largest remainders, at least one each. */
function shared(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (weight / sum) * total);
  const whole = exact.map((one) => Math.max(1, Math.floor(one)));
  const byRemainder = exact
    .map((one, at) => ({ at, remainder: one - (whole[at] ?? 0) }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  let left = total - whole.reduce((all, one) => all + one, 0);
  for (const { at } of byRemainder) {
    if (left <= 0) break;
    whole[at] = (whole[at] ?? 0) + 1;
    left -= 1;
  }
  return whole;
}

/** Which trusts a portfolio of this size has. Vintages that were larger at issue have more of them; below six, the latest are kept. */
export function trustsOf({ trusts, loans, seed }: PortfolioSize): { model: VintageModel; key: TrustKey }[] {
  const models = VINTAGES.slice(-Math.min(trusts, VINTAGES.length));
  // With one trust a vintage all are alike; a larger portfolio follows the sizes of the filing, softened.
  const counts = shared(
    trusts,
    models.map(({ vintage }) => 4000 + (FILING[vintage]?.original ?? 0)),
  );
  const plan = models.flatMap((model, at) =>
    Array.from({ length: counts[at] ?? 0 }, (_, ordinal) => ({ model, ordinal: ordinal + 1, siblings: counts[at] ?? 1 })),
  );
  const sizes = shared(
    loans,
    plan.map(({ model }) => model.loans),
  );
  return plan.map(({ model, ordinal, siblings }, place) => ({
    model,
    key: { seed, place: place + 1, ordinal, siblings, loans: sizes[place] ?? 1 },
  }));
}

/** Makes a portfolio and writes it. Returns: the trusts' names. */
export async function writePortfolio(folder: string, size: PortfolioSize): Promise<string[]> {
  const names: string[] = [];
  const writer = size.parquet === true ? await openParquetWriter() : undefined;
  try {
    for (const { model, key } of trustsOf(size)) {
      const trust = simulateTrust(model, key);
      names.push(trust.terms.name);
      for (const date of DATES.keys()) await writeTrust(join(folder, dateFolder(date)), trust, date, writer);
    }
  } finally {
    writer?.close();
  }
  for (const date of DATES.keys()) writeMarket(join(folder, dateFolder(date)), names, date);
  return names;
}

async function writeTrust(folder: string, trust: SimulatedTrust, date: number, writer: ParquetWriter | undefined): Promise<void> {
  const at = trust.dates[date];
  if (at === undefined) throw new Error(`portfolio: no date ${date}`);
  const own = join(folder, 'trusts', trust.terms.name);
  mkdirSync(own, { recursive: true });
  const put = (name: string, text: string) => writeFileSync(join(own, name), text);
  put('deal.yaml', dealText(trust.terms));
  put('trust.yaml', trustText(trust, date, writer === undefined ? 'loans.csv' : 'loans.parquet'));
  put('loans.csv', at.tape.text(trust.terms.hasPenalties));
  put('reo.csv', reoText(at.reo));
  put('remittances.csv', remittancesText(trust, at));
  await writer?.replace(join(own, 'loans.csv'), join(own, 'loans.parquet'), columnTypes(!trust.terms.consolidated));
}

function writeMarket(folder: string, names: readonly string[], date: number): void {
  mkdirSync(join(folder, 'market'), { recursive: true });
  writeFileSync(join(folder, 'snapshot.yaml'), snapshotText(names, date));
  writeFileSync(join(folder, 'market', 'indices.csv'), indicesText(date, DATE_MONTHS[date] ?? 0));
  writeFileSync(join(folder, 'market', 'discount.csv'), discountText(date));
  writeFileSync(join(folder, 'market', 'benchmark.csv'), benchmarkText(date));
  writeFileSync(join(folder, 'market', 'homePrices.csv'), homePricesText(DATE_MONTHS[date] ?? 0));
  writeFileSync(join(folder, 'review.yaml'), REVIEW_TEXT);
}

/** Small pools jump about: defaults may be further from the curves than in large ones. */
const REVIEW_TEXT = [
  '# Tests of the curve review; what is not here is as it is by default.',
  'signedError: {default: 6%}',
  'lastCurve: {default: 6%}',
  'homePrices: {file: market/homePrices.csv}',
  '',
].join('\n');

function snapshotText(names: readonly string[], date: number): string {
  const percent = (value: number) => `${trimmed(value, 3)}%`;
  const debt = LONG_TERM_DEBT.map(
    ({ name, balance, rate, maturity, every, spread }) =>
      `  - {name: ${name}, balance: ${balance}, rate: ${percent(rate)}, maturity: ${maturity}, every: ${every}, spread: ${percent(spread)}}`,
  );
  return [
    'snapshot: Example Mortgage Holdings',
    'about: synthetic, made by examples/portfolio/generate.ts; sizes, margins and inputs are calibrated to filings, and no such sponsor or trust exists',
    `date: ${dateFolder(date)}`,
    ...(date === 0 ? [] : [`previous: ../${dateFolder(date - 1)}`]),
    'trusts:',
    ...names.map((name) => `  - trusts/${name}`),
    'market:',
    '  indices: market/indices.csv',
    '  discount: market/discount.csv',
    '  benchmark: market/benchmark.csv',
    `  nonPerformance: ${percent(NON_PERFORMANCE)}`,
    "longTermDebt:                          # the sponsor's own; about $71 million, as in the filing",
    ...debt,
    'method: blended',
    'unreviewedCurves: warn',
    'checks:',
    '  controlTolerance: {upb: 0.01, count: 0, wac: 0.00005}',
    '',
  ].join('\n');
}
