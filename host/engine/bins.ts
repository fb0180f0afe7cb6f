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

/**
 * Rows of bins, one row after another: how many bins, then key, count and offset of each, keys ascending. Offsets are sums of positions, each
 * less that of the bin's middle. Whole numbers all, which 32 bits hold exactly of so many paths, 64 of any.
 */
export type BinRows = Float32Array | Float64Array;

/** Paths of which 32 bits hold every sum of offsets: each is at most half a bin. */
const PATHS_IN_32_BITS = 2 ** 24 / HALF_BIN;

const keyOf = (position: number) => (position + HALF_BIN) >> BIN_BITS;

/** Adds up one row at a time, in arrays by key from the lowest of the row; empty between rows. */
class RowOfBins {
  #counts = new Float64Array(1 << 10);
  #offsets = new Float64Array(1 << 10);
  /** A bit a key that has a bin. */
  #marks = new Int32Array(1 << 5);
  #first = 0;

  /** Begins a row with keys from `first` to `last`. */
  begin(first: number, last: number): void {
    const span = last - first + 1;
    this.#first = first;
    if (span <= this.#counts.length) return;
    const words = (2 * span + 31) >> 5;
    this.#marks = new Int32Array(words);
    this.#counts = new Float64Array(words << 5);
    this.#offsets = new Float64Array(words << 5);
  }

  add(key: number, count: number, offset: number): void {
    const place = key - this.#first;
    this.#counts[place]! += count;
    this.#offsets[place]! += offset;
    this.#marks[place >> 5]! |= 1 << (place & 31);
  }

  /** Writes the row at `at`, ending with the key `last`, and empties it. Returns where the next one goes. */
  end(to: BinRows, at: number, last: number): number {
    const [counts, offsets, marks] = [this.#counts, this.#offsets, this.#marks];
    let next = at + 1;
    for (let word = 0; word <= (last - this.#first) >> 5; word++) {
      for (let left = marks[word]!; left !== 0; left &= left - 1) {
        const place = (word << 5) + 31 - Math.clz32(left & -left);
        to[next] = this.#first + place;
        to[next + 1] = counts[place]!;
        to[next + 2] = offsets[place]!;
        next += 3;
        counts[place] = 0;
        offsets[place] = 0;
      }
      marks[word] = 0;
    }
    to[at] = (next - at - 1) / 3;
    return next;
  }
}

/** Writes rows of values as rows of bins. One serves block after block: what it has grown to stays. */
export class BinWriter {
  #numbers = new Float32Array(1 << 16);
  #length = 0;
  readonly #row = new RowOfBins();
  #positions = new Int32Array(0);

  /** Begins anew, whatever was written. */
  begin(): void {
    this.#length = 0;
  }

  /** Adds a row. */
  write(values: Float64Array): void {
    if (this.#positions.length < values.length) this.#positions = new Int32Array(values.length);
    const positions = this.#positions;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      const position = positionOf(values[i]!);
      positions[i] = position;
      sum += position;
      if (position < lowest) lowest = position;
      if (position > highest) highest = position;
    }
    const [first, last] = [keyOf(lowest), keyOf(highest)];
    this.#reserve(1 + 3 * Math.min(last - first + 1, values.length));
    if (first === last) {
      // As on every path before a class is paid, and after.
      this.#numbers.set([1, first, values.length, sum - values.length * (first << BIN_BITS)], this.#length);
      this.#length += 4;
      return;
    }
    const row = this.#row;
    row.begin(first, last);
    for (let i = 0; i < values.length; i++) {
      const key = keyOf(positions[i]!);
      row.add(key, 1, positions[i]! - (key << BIN_BITS));
    }
    this.#length = row.end(this.#numbers, this.#length, last);
  }

  /** What was written. */
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

/** What is merged is put here first: how long it will be is known at the end. */
let scratch = new Float64Array(1 << 16);

/** The rows of several blocks of paths together, whatever their order. Shape of each: as many rows. */
export function mergedBins(blocks: readonly BinRows[]): BinRows {
  const [only] = blocks;
  if (only !== undefined && blocks.length === 1) return only;
  const most = blocks.reduce((sum, { length }) => sum + length, 0);
  const paths = blocks.reduce((sum, block) => sum + pathsOf(block, 1, block[0] ?? 0), 0);
  if (scratch.length < most) scratch = new Float64Array(2 * most);
  const ats = new Int32Array(blocks.length);
  const row = new RowOfBins();
  let length = 0;
  while (ats.length > 0 && ats[0]! < blocks[0]!.length) {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    blocks.forEach((block, place) => {
      const at = ats[place]!;
      if (block[at] === 0) return;
      first = Math.min(first, block[at + 1]!);
      last = Math.max(last, block[at + 3 * block[at]! - 2]!);
    });
    row.begin(first, last);
    blocks.forEach((block, place) => {
      const at = ats[place]! + 1;
      const end = at + 3 * block[at - 1]!;
      for (let bin = at; bin < end; bin += 3) row.add(block[bin]!, block[bin + 1]!, block[bin + 2]!);
      ats[place] = end;
    });
    length = row.end(scratch, length, last);
  }
  const merged = scratch.subarray(0, length);
  return paths <= PATHS_IN_32_BITS ? new Float32Array(merged) : merged.slice();
}

/** Values in a row of so many bins, the first of which is at `first`. */
function pathsOf(rows: BinRows, first: number, bins: number): number {
  let paths = 0;
  for (let bin = first; bin < first + 3 * bins; bin += 3) paths += rows[bin + 1]!;
  return paths;
}

/**
 * Percentiles of binned values by row, linear between the ordered ones, the first being percentile 0 and the last 100; zeros of none.
 * Within a bin every value counts as their mean. `percents` ascend.
 */
export function percentilesOf(rows: BinRows, percents: readonly number[]): number[][] {
  const told: number[][] = [];
  for (let at = 0; at < rows.length; at += 1 + 3 * rows[at]!) told.push(rowPercentiles(rows, at + 1, rows[at]!, percents));
  return told;
}

function rowPercentiles(rows: BinRows, first: number, bins: number, percents: readonly number[]): number[] {
  const paths = pathsOf(rows, first, bins);
  if (paths === 0) return percents.map(() => 0);
  const meanOf = (bin: number) => valueAt((rows[bin]! << BIN_BITS) + rows[bin + 2]! / rows[bin + 1]!);
  // The bin that holds the value of rank `below`, and how many values it and those before it hold.
  let bin = first;
  let seen = rows[bin + 1]!;
  return percents.map((percent) => {
    const place = ((paths - 1) * percent) / 100;
    const below = Math.floor(place);
    while (seen <= below) {
      bin += 3;
      seen += rows[bin + 1]!;
    }
    const low = meanOf(bin);
    const high = below + 1 < paths && seen === below + 1 ? meanOf(bin + 3) : low;
    return low + (high - low) * (place - below);
  });
}
