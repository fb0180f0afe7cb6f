/** The numbers behind pictures: columns, sums, places of texts. */

/** Sums from the bottom up. */
export function stacked(layers: readonly { readonly values: Float64Array }[], length: number): Float64Array[] {
  const sum = new Float64Array(length);
  return layers.map(({ values }) => {
    for (let at = 0; at < length; at++) sum[at]! += values[at] ?? 0;
    return sum.slice();
  });
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const COLUMNS = 40;

/** Columns of equal width between the smallest value and the largest; one column where all are the same. */
export function binsOf(values: Float64Array, most = COLUMNS): Bin[] {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return [];
  const [low, high] = known.reduce(
    ([least, largest], value) => [Math.min(least, value), Math.max(largest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  if (low === high) return [{ from: low, to: high, count: known.length }];
  const width = (high - low) / most;
  const found = new Array<number>(most).fill(0);
  for (const value of known) found[Math.min(most - 1, Math.floor((value - low) / width))]! += 1;
  return found.map((count, at) => ({ from: low + at * width, to: low + (at + 1) * width, count }));
}

/** Moves places apart until each two are `least` from one another, within `low` and `high`, and each as near to its own as that lets it. */
export function spread(places: readonly number[], least: number, low: number, high: number): number[] {
  const moved = [...places];
  for (let at = 0; at < moved.length; at++) moved[at] = Math.max(moved[at] ?? 0, at === 0 ? low : (moved[at - 1] ?? 0) + least);
  for (let at = moved.length - 1; at >= 0; at--)
    moved[at] = Math.min(moved[at] ?? 0, at === moved.length - 1 ? high : (moved[at + 1] ?? 0) - least);
  return moved;
}
