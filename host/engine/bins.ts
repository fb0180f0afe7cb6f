/**
 * Values by bin, for percentiles over any number of paths in memory that does not grow with them. Counts and sums of whole numbers: whatever
 * block or thread a path was in, the bins come out the same to the bit.
 *
 * A value is put at a whole position along the logarithm of its size plus UNIT, by the bits that a number of 32 bits has for it: about even
 * steps of 128 / 131,072 dollars near 0, of a 131,072nd of the value far from it. A bin is 256 positions: a quarter dollar wide near 0, a
 * 512th to a 1,024th of the value far from it. Percentiles are means of their bins' positions: within a bin of the exact ones, and exact to
 * a position where all values of the bin are one.
 */

/** Below it bins are about even, above it in proportion. Units: dollars. A power of 2. */
const UNIT = 128;
/** Bits of a position that a bin takes in. */
const BIN_BITS = 8;
const HALF_BIN = 1 << (BIN_BITS - 1);
/** Bits of the number that positions leave out. */
const DROPPED_BITS = 6;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
float[0] = UNIT;
const UNIT_BITS = bits[0]!;

/** The position of a value. Units: dollars. */
function positionOf(value: number): number {
  float[0] = Math.abs(value) + UNIT;
  const position = (bits[0]! - UNIT_BITS + (1 << (DROPPED_BITS - 1))) >> DROPPED_BITS;
  return value < 0 ? -position : position;
}

/** The value at a position, which may lie between whole ones. */
function valueAt(position: number): number {
  const size = Math.abs(position);
  const below = Math.floor(size);
  const at = (whole: number) => {
    bits[0] = UNIT_BITS + (whole << DROPPED_BITS);
    return float[0]! - UNIT;
  };
  const low = at(below);
  const value = size === below ? low : low + (at(below + 1) - low) * (size - below);
  return position < 0 ? -value : value;
}

/** Bins in ascending order, none empty. Offsets are sums of positions, each less that of the bin's middle. */
export interface Bins {
  readonly keys: Int32Array;
  readonly counts: Float64Array;
  readonly offsets: Float64Array;
}

export const NO_BINS: Bins = { keys: new Int32Array(0), counts: new Float64Array(0), offsets: new Float64Array(0) };

/** Writes rows of values as bins, one row after another: how many bins, then key, count and offset of each. */
export class BinWriter {
  #numbers = new Float32Array(1 << 12);
  #length = 0;
  /** By key from the lowest of the row; empty between rows. */
  #counts = new Int32Array(1 << 10);
  #offsets = new Int32Array(1 << 10);
  #positions = new Int32Array(0);

  /** Adds a row. */
  write(values: Float64Array): void {
    if (this.#positions.length < values.length) this.#positions = new Int32Array(values.length);
    const positions = this.#positions;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < values.length; i++) {
      const position = positionOf(values[i]!);
      positions[i] = position;
      if (position < lowest) lowest = position;
      if (position > highest) highest = position;
    }
    const first = keyOf(lowest);
    const span = keyOf(highest) - first + 1;
    if (this.#counts.length < span) {
      this.#counts = new Int32Array(2 * span);
      this.#offsets = new Int32Array(2 * span);
    }
    const [counts, offsets] = [this.#counts, this.#offsets];
    for (let i = 0; i < values.length; i++) {
      const position = positions[i]!;
      const key = keyOf(position);
      counts[key - first]! += 1;
      offsets[key - first]! += position - (key << BIN_BITS);
    }
    this.#reserve(1 + 3 * Math.min(span, values.length));
    const at = this.#length++;
    let bins = 0;
    for (let place = 0; place < span; place++) {
      if (counts[place] === 0) continue;
      this.#numbers[this.#length++] = first + place;
      this.#numbers[this.#length++] = counts[place]!;
      this.#numbers[this.#length++] = offsets[place]!;
      counts[place] = 0;
      offsets[place] = 0;
      bins += 1;
    }
    this.#numbers[at] = bins;
  }

  /** What was written. Whole numbers, all of which 32 bits hold exactly. */
  numbers(): Float32Array {
    return this.#numbers.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#numbers.length) return;
    const larger = new Float32Array(2 * (this.#length + more));
    larger.set(this.#numbers.subarray(0, this.#length));
    this.#numbers = larger;
  }
}

const keyOf = (position: number) => (position + HALF_BIN) >> BIN_BITS;

/** Adds rows that were written to the rows there are, in place. Shape: as many rows as were written. */
export function addBins(rows: Bins[], written: Float32Array): void {
  let at = 0;
  for (let row = 0; row < rows.length; row++) {
    const count = written[at++] ?? 0;
    rows[row] = merged(rows[row]!, written, at, count);
    at += 3 * count;
  }
}

/** The bins of a row and those written from `at` on, together: in place where the row has all of them. */
function merged(row: Bins, written: Float32Array, at: number, more: number): Bins {
  const { keys, counts, offsets } = row;
  if (hasAll(keys, written, at, more)) {
    for (let other = 0, own = 0; other < more; other++) {
      while (keys[own]! < written[at + 3 * other]!) own += 1;
      counts[own]! += written[at + 3 * other + 1]!;
      offsets[own]! += written[at + 3 * other + 2]!;
    }
    return row;
  }
  const size = keys.length + more;
  const all = { keys: new Int32Array(size), counts: new Float64Array(size), offsets: new Float64Array(size) };
  let [own, other, length] = [0, 0, 0];
  while (own < keys.length || other < more) {
    const mine = own < keys.length ? keys[own]! : Number.POSITIVE_INFINITY;
    const theirs = other < more ? written[at + 3 * other]! : Number.POSITIVE_INFINITY;
    all.keys[length] = Math.min(mine, theirs);
    if (mine <= theirs) {
      all.counts[length]! += counts[own]!;
      all.offsets[length]! += offsets[own++]!;
    }
    if (theirs <= mine) {
      all.counts[length]! += written[at + 3 * other + 1]!;
      all.offsets[length]! += written[at + 3 * other++ + 2]!;
    }
    length += 1;
  }
  return { keys: all.keys.slice(0, length), counts: all.counts.slice(0, length), offsets: all.offsets.slice(0, length) };
}

function hasAll(keys: Int32Array, written: Float32Array, at: number, more: number): boolean {
  for (let other = 0, own = 0; other < more; other++) {
    const key = written[at + 3 * other]!;
    while (own < keys.length && keys[own]! < key) own += 1;
    if (keys[own] !== key) return false;
  }
  return true;
}

/**
 * Percentiles of binned values, linear between the ordered ones, the first being percentile 0 and the last 100; zeros of none.
 * Within a bin every value counts as their mean.
 */
export function percentilesOf({ keys, counts, offsets }: Bins, percents: readonly number[]): number[] {
  const paths = counts.reduce((sum, count) => sum + count, 0);
  const at = (rank: number) => {
    let bin = 0;
    for (let seen = counts[0]!; seen <= rank; seen += counts[bin]!) bin += 1;
    return valueAt((keys[bin]! << BIN_BITS) + offsets[bin]! / counts[bin]!);
  };
  return percents.map((percent) => {
    if (paths === 0) return 0;
    const place = ((paths - 1) * percent) / 100;
    const below = Math.floor(place);
    const low = at(below);
    return low + (at(Math.min(below + 1, paths - 1)) - low) * (place - below);
  });
}
