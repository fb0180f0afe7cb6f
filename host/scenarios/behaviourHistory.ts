/** What trusts did, as observations that functions of behaviour are fitted to: speeds by month, with the rates, ages and loan-to-values behind them. */
import { monthNumber } from '../curves/dates.ts';
import { monthNumberOf } from '../portfolio/csv.ts';
import type { Remittance, Snapshot, TrustInput } from '../portfolio/records.ts';
import { type Series, seriesAt } from '../portfolio/series.ts';
import type { BehaviourTerms, LtvBucket } from './behaviour.ts';
import { exposureOf, hasLtv } from './exposure.ts';
import { MORTGAGE_SPREAD } from './market/defaults.ts';

/** A month of a trust. */
export interface Observation {
  readonly trust: string;
  /** Since year 0; the month of the payment. */
  readonly month: number;
  /** Performing balance at its start. Units: dollars. */
  readonly balance: number;
  /** Units: SMM, MDR. */
  readonly prepaid: number;
  readonly defaulted: number;
  /** Note rate less the mortgage rate of the month before; undefined where that is not known. Units: decimal a year. */
  readonly incentive?: number;
  /** Years x incentive that went before, from the first month that is known. */
  readonly heat: number;
  /** What age and penalties leave of turnover and of refinancing. */
  readonly turnover: number;
  readonly refinanced: number;
  /** Loan-to-values at the home prices of the month; undefined where the tape has none. */
  readonly ltv?: readonly LtvBucket[];
}

export interface HistoryInputs {
  /** Mortgage rates; absent: ten-year par yields of the snapshots' benchmarks and the spread of mortgages over them. Units: decimals a year. */
  readonly rates?: Series;
  /** Home prices on any base; absent: those of each tape. */
  readonly homePrices?: Series;
  /** Ramps and penalties, which are not fitted. */
  readonly terms: BehaviourTerms;
}

const YEARS = 10;

/**
 * The months of all trusts that remittances tell of, each with the tape of the first snapshot that has it, by trust and month.
 *
 * Trusts that could not be read are left out. Throws: MARKET_CURVE where a benchmark has no points.
 */
export function historyOf(snapshots: readonly Snapshot[], inputs: HistoryInputs): Observation[] {
  const inOrder = snapshots.toSorted((a, b) => a.date - b.date);
  const rates = inputs.rates ?? benchmarkRates(inOrder);
  const months = new Map<string, Map<number, { readonly row: Remittance; readonly trust: TrustInput }>>();
  for (const { trusts } of inOrder) {
    for (const reading of trusts) {
      if (!reading.ok) continue;
      const known = months.get(reading.trust.name) ?? new Map();
      months.set(reading.trust.name, known);
      for (const row of reading.trust.remittances) {
        const month = monthNumberOf(row.month);
        if (!known.has(month)) known.set(month, { row, trust: reading.trust });
      }
    }
  }
  return [...months.values()].flatMap((known) =>
    trustHistory(
      [...known].toSorted(([a], [b]) => a - b),
      rates,
      inputs,
    ),
  );
}

/** Ten-year par yields with the spread of mortgages, at the snapshots' dates. */
function benchmarkRates(snapshots: readonly Snapshot[]): Series {
  const tenYears = ({ market: { benchmark } }: Snapshot) => seriesAt({ months: benchmark.years, values: benchmark.rates }, YEARS);
  const known = snapshots.flatMap((snapshot) => {
    const rate = tenYears(snapshot);
    return rate === undefined ? [] : [[monthNumber(snapshot.date), rate + MORTGAGE_SPREAD] as const];
  });
  return { months: known.map(([month]) => month), values: known.map(([, rate]) => rate) };
}

type Months = readonly (readonly [month: number, of: { readonly row: Remittance; readonly trust: TrustInput }])[];

function trustHistory(months: Months, rates: Series, { homePrices, terms }: HistoryInputs): Observation[] {
  const observations: Observation[] = [];
  const ages = new Map<TrustInput, AgeProfile>();
  let late = 0;
  let heat = 0;
  for (const [month, { row, trust }] of months) {
    const balance = row.beginUpb - late;
    late = (row.foreclosure ?? 0) + (row.reo ?? 0);
    const rate = seriesAt(rates, month - 1);
    const incentive = rate === undefined ? undefined : row.wac - rate;
    const left = balance - row.scheduled;
    if (balance > 0 && left > 0) {
      const profile = ages.get(trust) ?? ageProfile(trust);
      ages.set(trust, profile);
      const ltv = ltvAt(trust, month, homePrices, terms);
      observations.push({
        trust: trust.name,
        month,
        balance,
        prepaid: row.prepaid / left,
        defaulted: row.defaults / balance,
        ...(incentive !== undefined && { incentive }),
        heat,
        turnover: profile.share(month, terms.turnover),
        refinanced: profile.share(month, terms.refinancing),
        ...(ltv !== undefined && { ltv }),
      });
    }
    heat += Math.max(0, incentive ?? 0) / 12;
  }
  return observations;
}

/** Balances by age and by the months that penalties have left, at the tape's date. */
interface AgeProfile {
  share(month: number, terms: { readonly ramp: number; readonly penalty: number }): number;
}

function ageProfile({ deal, tape }: TrustInput): AgeProfile {
  const asOf = tape.asOf === undefined ? undefined : monthNumber(tape.asOf) + (tape.staleMonths ?? 0);
  const sums = new Map<string, { age: number; until: number; upb: number }>();
  let total = 0;
  for (const { loans } of deal.groups) {
    for (let loan = 0; loan < loans.count; loan++) {
      const [age = 0, until = 0, upb = 0] = [loans.age[loan], loans.details?.penaltyUntil[loan], loans.upb[loan]];
      const key = `${age} ${until}`;
      sums.set(key, { age, until, upb: (sums.get(key)?.upb ?? 0) + upb });
      total += upb;
    }
  }
  const profile = [...sums.values()];
  return {
    share(month, { ramp, penalty }) {
      if (total === 0 || asOf === undefined) return 1;
      const later = month - asOf;
      const left = profile.reduce((sum, { age, until, upb }) => {
        const seasoned = Math.min(1, Math.max(0, age + later) / ramp);
        return sum + upb * seasoned * (later <= until && until > 0 ? 1 - penalty : 1);
      }, 0);
      return left / total;
    },
  };
}

/** Loan-to-values of a whole trust at the prices of a month. */
function ltvAt(trust: TrustInput, month: number, prices: Series | undefined, terms: BehaviourTerms): LtvBucket[] | undefined {
  if (!hasLtv(trust)) return undefined;
  const tape = trust.tape.asOf === undefined ? month : monthNumber(trust.tape.asOf);
  const [then, now] = prices === undefined ? [1, 1] : [seriesAt(prices, month), seriesAt(prices, tape)];
  if (then === undefined || now === undefined) return undefined;
  // All cohorts together: what trustees report is of the pool.
  const { tape: report } = trust;
  const pooled = { ...report, exposures: (report.exposures ?? []).map((exposure) => ({ ...exposure, assumption: 0 })) };
  return exposureOf({ ...trust, tape: pooled }, terms, [])(0).map((bucket) => ({ ...bucket, ltv: (bucket.ltv * now) / then }));
}
