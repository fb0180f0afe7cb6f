/** The figures of a trust from the sums and values of its paths. */
import { formatDate } from '../curves/dates.ts';
import type { InstrumentKind } from './simulateCash.ts';
import { AS_IS } from './simulateMarket.ts';
import {
  type Distribution,
  distributionOf,
  meanOf,
  PERCENTILES,
  percentileOf,
  spreadDuration,
  spreadOf,
  standardErrorOf,
  valueAtSpread,
} from './simulateNumbers.ts';
import type { PathSums, TrustPaths } from './simulateTrust.ts';

/** Years at which key rates stand. */
export const KEY_RATES = [1, 2, 5, 10, 30] as const;

/** Units: dollars; spreads a year, continuous; durations years; elasticities percent of value for a percent of the input. */
export interface InstrumentFigures {
  readonly name: string;
  readonly kind: InstrumentKind;
  /** The value of the base case, at `yieldBey`. */
  readonly price: number;
  readonly yieldBey: number | null;
  /** Values of the paths' cash at that yield. */
  readonly byYield: Distribution;
  /** The spread over the forward curve at which base cash is worth the price; and values at the paths' own rates with it (without one: 0). */
  readonly spread: number | null;
  readonly byRates: Distribution;
  /** The spread over the paths' rates at which the mean of their cash is worth the price, and its standard error. */
  readonly oas: number | null;
  readonly oasError: number | null;
  /** What base cash would be worth at that spread, less the price. */
  readonly optionCost: number | null;
  readonly spreadDuration: number | null;
  /** At the same spread over the paths' rates, curve 25 basis points up and down. */
  readonly duration: number | null;
  readonly convexity: number | null;
  readonly keyRates: readonly { readonly years: number; readonly duration: number | null }[];
  /** Percent that the value falls by when the input rises by a percent of itself. */
  readonly volatilityDuration: number | null;
  readonly prepaymentDuration: number | null;
  readonly defaultDuration: number | null;
  readonly severityDuration: number | null;
  /** Percent that the value rises by when home prices rise by one. */
  readonly homePriceDelta: number | null;
}

const CURVE_BUMP = 0.0025;
const MULTIPLE_BUMP = 0.01;
/** What is worth less has no durations. Units: dollars. */
const LEAST_WORTH = 1;

/** The figures of every instrument of a trust. */
export function trustFigures(paths: TrustPaths): InstrumentFigures[] {
  const { instruments, years } = paths.prepared;
  const base = paths.sums.get(AS_IS.name);
  if (base === undefined) throw new Error('simulateFigures: no paths');
  return instruments.map(({ name, kind, price, yieldBey }, place) => {
    const discounted = meanCash(base, 'discounted', place);
    const forward = paths.forward[place] ?? new Float64Array(0);
    const oas = kind === 'hedge' ? null : spreadOf(discounted, years, price);
    const at = oas ?? 0;
    const worth = valueAtSpread(discounted, years, at);
    const means = base.discounted.map((list) => valueAtSpread(list[place] ?? [], years, at) / base.paths);
    const slope = spreadDuration(discounted, years, at);
    const error = standardErrorOf(means);
    const valueIn = (variation: string): number | undefined => {
      const sums = paths.sums.get(variation);
      return sums === undefined || Math.abs(worth) < LEAST_WORTH
        ? undefined
        : valueAtSpread(meanCash(sums, 'discounted', place), years, at);
    };
    const slopeOf = (input: string, bump: number): number | null => {
      const [up, down] = [valueIn(`${input} 1`), valueIn(`${input} -1`)];
      return up === undefined || down === undefined ? null : (down - up) / (2 * bump * worth);
    };
    const [up, down] = [valueIn('curve 1'), valueIn('curve -1')];
    const rises = slopeOf('homePrices', MULTIPLE_BUMP);
    return {
      name,
      kind,
      price,
      yieldBey,
      byYield: distributionOf(base.byYield.map((list) => list[place] ?? new Float64Array(0))),
      spread: paths.spreads[place] ?? null,
      byRates: distributionOf(base.byRates.map((list) => list[place] ?? new Float64Array(0))),
      oas,
      oasError: oas === null || error === null ? null : error / (worth * slope),
      optionCost: oas === null ? null : valueAtSpread(forward, years, oas) - price,
      spreadDuration: oas === null ? null : slope,
      duration: slopeOf('curve', CURVE_BUMP),
      convexity: up === undefined || down === undefined ? null : (up + down - 2 * worth) / (worth * CURVE_BUMP ** 2),
      keyRates: KEY_RATES.map((year) => ({ years: year, duration: slopeOf(`key ${year}`, CURVE_BUMP) })).filter(
        ({ duration }) => duration !== null,
      ),
      volatilityDuration: slopeOf('volatility', MULTIPLE_BUMP),
      prepaymentDuration: slopeOf('prepayment', MULTIPLE_BUMP),
      defaultDuration: slopeOf('default', MULTIPLE_BUMP),
      severityDuration: slopeOf('severity', MULTIPLE_BUMP),
      homePriceDelta: rises === null ? null : -rises,
    };
  });
}

/** Mean over all paths by payment date: randomizations one after another. */
export function meanCash(sums: PathSums, of: 'cash' | 'discounted', place: number): Float64Array {
  const total = new Float64Array(sums[of][0]?.[place]?.length ?? 0);
  for (const list of sums[of]) for (let k = 0; k < total.length; k++) total[k]! += list[place]?.[k] ?? 0;
  const paths = sums.paths * sums[of].length;
  return total.map((sum) => sum / paths);
}

/** By payment date. */
export interface TrustMonths {
  readonly dates: readonly string[];
  /** Share of paths on which it is so. */
  readonly events: readonly { readonly name: string; readonly probability: Float64Array }[];
  /** Percentiles by PERCENTILES, over the first paths alone: `fanPaths` of them. Entry 0 is the cut-off. */
  readonly fans: readonly { readonly name: string; readonly mean: Float64Array; readonly percentiles: readonly Float64Array[] }[];
  readonly fanPaths: number;
  /** Mean cash by instrument. */
  readonly cash: readonly { readonly name: string; readonly mean: Float64Array }[];
}

export function monthFigures(paths: TrustPaths): TrustMonths {
  const { events, fans, path, planned, instruments } = paths.prepared;
  const sums = paths.sums.get(AS_IS.name);
  if (sums === undefined) throw new Error('simulateFigures: no paths');
  const rows = planned.periods + 1;
  const all = sums.paths * sums.byYield.length;
  const fanPaths = sums.fans.reduce((sum, block) => sum + block.paths, 0);
  return {
    dates: Array.from(path.calendar.payments.subarray(0, planned.periods), formatDate),
    events: events.map(({ name }, place) => ({
      name,
      probability: (sums.events[place] ?? new Float64Array(rows)).map((count) => count / all),
    })),
    fanPaths,
    fans: fans.map(({ name }, place) => {
      const mean = new Float64Array(rows);
      const percentiles = PERCENTILES.map(() => new Float64Array(rows));
      const values = new Float64Array(fanPaths);
      for (let row = 0; row < rows && fanPaths > 0; row++) {
        let at = 0;
        for (const block of sums.fans) {
          values.set(block.values.subarray((place * rows + row) * block.paths, (place * rows + row + 1) * block.paths), at);
          at += block.paths;
        }
        mean[row] = meanOf(values);
        values.sort();
        PERCENTILES.forEach((percent, k) => {
          percentiles[k]![row] = percentileOf(values, percent);
        });
      }
      return { name, mean, percentiles };
    }),
    cash: instruments.map(({ name }, place) => ({ name, mean: meanCash(sums, 'cash', place) })),
  };
}
