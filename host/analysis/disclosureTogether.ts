/**
 * How values move where rates, home prices and speeds move together: from the values by path of a stochastic run, beside the changes of one
 * input at a time. What a stochastic run does not keep is said, and nothing is put in its place.
 */
import type { Snapshot, TrustInput } from '../portfolio/records.ts';

/** An instrument of a stochastic run. Units: dollars. */
export interface SimulatedInstrument {
  readonly trust: string;
  readonly instrument: string;
  /** As simulateCash.ts has it. */
  readonly kind: string;
  /** In the base case. */
  readonly price: number;
  /** By path, the same path at one place for all instruments; none where the run did not keep them. */
  readonly values: ArrayLike<number>;
}

/** What a disclosure needs of a stochastic run. */
export interface SimulatedValues {
  /** The id of the run. */
  readonly run: string;
  readonly model: string;
  readonly instruments: readonly SimulatedInstrument[];
}

/** Lines of the balance sheet of the consolidated trusts; net assets are residual interests and classes held. */
export const TOGETHER_LINES = ['collateral', 'derivatives', 'borrowings', 'netAssets'] as const;
export type TogetherLine = (typeof TOGETHER_LINES)[number];

/** Mean changes against the base case over the paths on which net assets are worst. Units: dollars. */
export interface TogetherRow extends Readonly<Record<TogetherLine, number>> {
  /** Share of the paths. */
  readonly worst: number;
  readonly paths: number;
}

export interface Together {
  readonly run: string;
  readonly model: string;
  readonly paths: number;
  /** Consolidated trusts that the run has. */
  readonly trusts: readonly string[];
  readonly rows: readonly TogetherRow[];
  /** Of collateral and borrowings over all paths; null where one of them does not move. */
  readonly correlation: number | null;
  /** What the run does not keep, and what it does not have. */
  readonly missing: readonly string[];
}

const WORST = [0.05, 0.25];

/**
 * Sums the values of the consolidated trusts path by path: classes without the sponsor's shares of them are borrowings. The rows are means
 * over the worst twentieth and the worst quarter of the paths, by net assets; a path that is cut is rounded up to.
 */
export function togetherOf({ run, model, instruments }: SimulatedValues, { trusts }: Snapshot): Together {
  const own = new Map(
    trusts.flatMap((reading): [string, TrustInput][] =>
      reading.ok && reading.trust.consolidated ? [[reading.trust.name, reading.trust]] : [],
    ),
  );
  const there = instruments.filter(({ trust }) => own.has(trust));
  const names = [...new Set(there.map(({ trust }) => trust))];
  const paths = there.reduce((most, { values }) => Math.max(most, values.length), 0);
  const left = [...own.keys()].filter((name) => !names.includes(name));
  const missing = [
    ...(paths === 0 ? ['values by path: simulate --with-paths keeps them'] : []),
    ...(left.length === 0 ? [] : [`paths of ${left.join(', ')}`]),
    'the multiples of prepayments, defaults and severities by path: how far each input moved on these paths is not kept',
    'what is available for sale, and the debt of the sponsor',
  ];
  const head = { run, model, paths, trusts: names, missing };
  if (paths === 0) return { ...head, rows: [], correlation: null };
  const changes = changesOf(there, own, paths);
  const order = Array.from({ length: paths }, (_, path) => path).sort(
    (a, b) => (changes.netAssets[a] ?? 0) - (changes.netAssets[b] ?? 0) || a - b,
  );
  const rows = WORST.map((worst): TogetherRow => {
    const places = order.slice(0, Math.ceil(worst * paths));
    const mean = (line: TogetherLine) => places.reduce((sum, path) => sum + (changes[line][path] ?? 0), 0) / places.length;
    return {
      worst,
      paths: places.length,
      collateral: mean('collateral'),
      derivatives: mean('derivatives'),
      borrowings: mean('borrowings'),
      netAssets: mean('netAssets'),
    };
  });
  return { ...head, rows, correlation: correlationOf(changes.collateral, changes.borrowings) };
}

/** Changes of every line by path. */
function changesOf(
  instruments: readonly SimulatedInstrument[],
  trusts: ReadonlyMap<string, TrustInput>,
  paths: number,
): Record<TogetherLine, Float64Array> {
  const changes = {
    collateral: new Float64Array(paths),
    derivatives: new Float64Array(paths),
    borrowings: new Float64Array(paths),
    netAssets: new Float64Array(paths),
  };
  for (const { trust, instrument, kind, price, values } of instruments) {
    const held = trusts.get(trust)?.held.get(instrument) ?? 0;
    for (const [line, share] of sharesOf(kind, held)) {
      const sum = changes[line];
      for (let path = 0; path < paths; path++) sum[path] = (sum[path] ?? 0) + share * ((values[path] ?? price) - price);
    }
  }
  return changes;
}

function sharesOf(kind: string, held: number): readonly (readonly [TogetherLine, number])[] {
  if (kind === 'collateral') return [['collateral', 1]];
  if (kind === 'hedge') return [['derivatives', 1]];
  if (kind === 'residual') return [['netAssets', 1]];
  return [
    ['borrowings', 1 - held],
    ['netAssets', held],
  ];
}

function correlationOf(a: Float64Array, b: Float64Array): number | null {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, ofA, ofB] = [0, 0, 0];
  for (let place = 0; place < a.length; place++) {
    const [x, y] = [(a[place] ?? 0) - meanA, (b[place] ?? 0) - meanB];
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA > 0 && ofB > 0 ? both / Math.sqrt(ofA * ofB) : null;
}
