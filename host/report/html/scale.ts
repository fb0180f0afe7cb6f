/** The numbers of a chart: ticks that people read, the unit of an axis, and months thinned to what a picture can show. */

/** Ticks of an axis, the first at or below what is shown and the last at or above it. */
export interface Ticks {
  readonly values: readonly number[];
  /** Digits after the point that tell them apart. */
  readonly places: number;
}

/** About so many ticks. */
const WANTED = 5;
const STEPS = [1, 2, 2.5, 5, 10];

/** Ticks around `low` and `high`; 0 is among them, unless the axis is only to fit. Shape: low <= high. */
export function ticks(low: number, high: number, isFitted = false, wanted = WANTED): Ticks {
  const [from, to] = isFitted ? [low, high] : [Math.min(0, low), Math.max(0, high)];
  if (from === to) return { values: [0, 1], places: 0 };
  const rough = (to - from) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((each) => each * power >= rough * (1 - 1e-9)) ?? 10);
  const [first, last] = [Math.floor(from / step + 1e-9), Math.ceil(to / step - 1e-9)];
  return {
    values: Array.from({ length: last - first + 1 }, (_, k) => (first + k) * step),
    // A step of 2.5 needs one digit more than its power of ten.
    places: Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / power - 2.5) < 1e-9 ? 1 : 0)),
  };
}

/** What the figures of an axis are divided by, and the word for it. */
export interface Unit {
  readonly by: number;
  readonly word: string;
}

/** What an axis counts: dollars, shares told in percent, or plain numbers, whose word is the picture's own. */
export type Counts = 'dollars' | 'percent' | 'numbers';

/** The unit of an axis whose largest figure is this. */
export function unitFor(counts: Counts, largest: number): Unit {
  if (counts === 'dollars') return unitOf(largest);
  return counts === 'percent' ? { by: 0.01, word: '%' } : { by: 1, word: '' };
}

/** Dollars, thousands or millions, so that the largest figure has few digits. Units: dollars. */
export function unitOf(largest: number): Unit {
  if (largest >= 2e6) return { by: 1e6, word: '$ millions' };
  if (largest >= 2e3) return { by: 1e3, word: '$ thousands' };
  return { by: 1, word: '$' };
}

/** The smallest and the largest of columns that have entries; 0 and 0 of none. */
export function extent(columns: readonly Float64Array[]): readonly [number, number] {
  let [low, high] = [0, 0];
  for (const column of columns) {
    for (const value of column) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** Places of `length` entries, no more than `most` and the last: every k-th, the first and the last among them. */
export function thinned(length: number, most: number): number[] {
  const every = Math.max(1, Math.ceil((length - 1) / Math.max(1, most - 1)));
  const places = Array.from({ length: Math.ceil(length / every) }, (_, k) => k * every);
  if (length > 0 && places.at(-1) !== length - 1) places.push(length - 1);
  return places;
}

/** What is less than this share of the largest entry is less than a dot. */
const DOT = 0.001;
/** Half a cent. */
const NOTHING = 0.005;

/** How many entries stand before the point from which no column has one that can be seen; 0 where none has. */
export function lengthWithin(columns: readonly Float64Array[]): number {
  const [low, high] = extent(columns);
  const least = Math.max(NOTHING, DOT * Math.max(high, -low));
  return columns.reduce((length, column) => {
    const last = column.findLastIndex((value) => Math.abs(value) > least);
    // One entry of nothing shows that it ended.
    return last < 0 ? length : Math.max(length, Math.min(last + 2, column.length));
  }, 0);
}

/** A mark of the time axis: the place of a month among the entries, and its text. */
export interface Mark {
  readonly place: number;
  readonly text: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** No more marks than this stand beside each other. */
const MOST_MARKS = 7;

/** Marks of the time axis: first months of years, or months where there are few years. Shape: dates YYYY-MM-DD, ascending. */
export function timeMarks(dates: readonly string[]): Mark[] {
  const years = dates
    .map((date, place) => ({ place, text: date.slice(0, 4) }))
    .filter(({ text }, at) => at > 0 && text !== dates[at - 1]?.slice(0, 4));
  if (years.length < 3) {
    const every = Math.max(1, Math.ceil(dates.length / 4));
    return dates.map((date, place) => ({ place, text: monthText(date) })).filter(({ place }) => place % every === 0);
  }
  const step = [1, 2, 3, 5, 10].find((each) => years.length / each <= MOST_MARKS) ?? 20;
  return years.filter(({ text }) => Number(text) % step === 0);
}

/** `Apr 2011` of `2011-04-25`. */
export function monthText(date: string): string {
  return `${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''} ${date.slice(0, 4)}`;
}

/** Stretches in which a column is on: from one place to another, the last included. */
export function stretches(column: Float64Array): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  column.forEach((value, place) => {
    const last = found.at(-1);
    if (value === 0) return;
    if (last !== undefined && last.to === place - 1) last.to = place;
    else found.push({ from: place, to: place });
  });
  return found;
}
