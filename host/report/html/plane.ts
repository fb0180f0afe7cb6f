/** Pictures whose axes are both figures: histograms of what came out on paths, and lines through a few points. */
import { dollars } from '../words.ts';
import { figure, HEIGHT, type Key, leftOf, num, RIGHT, WIDTH } from './frame.ts';
import { type Counts, ticks, unitFor } from './scale.ts';
import { type Html, html, trusted } from './template.ts';

const TOP = 8;
/** Room for the figures of the axis below, and for what it counts. */
const BOTTOM = 40;

/** An axis: what it counts, what lies on it, and what is written beside it. */
export interface PlaneAxis {
  readonly counts: Counts;
  readonly low: number;
  readonly high: number;
  /** What it counts, in words; default: its unit. */
  readonly name?: string;
  /** Default: 0 is on it. */
  readonly isFitted?: boolean;
}

interface Plane {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly drawn: Html;
  readonly unit: string;
}

function planeOf(across: PlaneAxis, up: PlaneAxis): Plane {
  const [xs, ys] = [scaleOf(across), scaleOf(up)];
  const floor = HEIGHT - BOTTOM;
  const left = leftOf(ys.ticks.map(({ text }) => text));
  const x = (value: number) => left + xs.share(value) * (WIDTH - left - RIGHT);
  const y = (value: number) => floor - ys.share(value) * (floor - TOP);
  const rows = ys.ticks.map(({ value, text }) => {
    const at = num(y(value));
    return html`<path class="${value === 0 ? 'zero' : 'grid'}" d="M${left} ${at}H${WIDTH - RIGHT}"/><text x="${left - 5}" y="${at}" dy=".35em" class="end">${text}</text>`;
  });
  const columns = xs.ticks.map(({ value, text }) => {
    const at = num(x(value));
    const side = x(value) > WIDTH - 30 ? 'end' : x(value) < left + 20 ? 'start' : 'mid';
    return html`<path class="tick" d="M${at} ${floor}v4"/><text x="${side === 'end' ? WIDTH - 2 : at}" y="${floor + 16}" class="${side}">${text}</text>`;
  });
  const name = across.name ?? xs.word;
  const below = html`<text x="${num((left + WIDTH - RIGHT) / 2)}" y="${floor + 34}" class="mid">${name}</text>`;
  return { x, y, drawn: html`${rows}${columns}${below}`, unit: `${up.name ?? ys.word}, by ${name}` };
}

function scaleOf({ counts, low, high, isFitted = false }: PlaneAxis) {
  const { by, word } = unitFor(counts, Math.max(high, -low));
  const { values, places } = ticks(low / by, high / by, isFitted && low < high);
  const [first = 0, last = 1] = [values[0], values.at(-1)];
  return {
    word,
    share: (value: number) => (value / by - first) / (last - first),
    ticks: values.map((value) => ({ value: value * by, text: dollars(value, places) })),
  };
}

const SAME = 1e-9;
/** Ranges of a histogram, all as wide. */
const BINS = 30;

export interface Histogram {
  readonly title: string;
  readonly counts: Counts;
  readonly values: ArrayLike<number>;
  /** Lines across it, such as the base case. */
  readonly lines?: readonly { readonly name: string; readonly at: number; readonly colour: string }[];
  readonly note?: string;
}

/** How many of the values lie in each of some ranges. Nothing where there are none, or all are one. */
export function histogram({ title, counts, values, lines = [], note }: Histogram): Html | null {
  const all = Float64Array.from(values).sort();
  const [low = 0, high = 0] = [all[0], all.at(-1)];
  // Values that differ by how doubles are kept are one value.
  if (!(high - low > SAME * Math.max(Math.abs(low), Math.abs(high)))) return null;
  const bins = new Float64Array(BINS);
  for (const value of all) bins[Math.min(BINS - 1, Math.floor(((value - low) / (high - low)) * BINS))]! += 1;
  const ends = [low, high, ...lines.map(({ at }) => at)];
  const plane = planeOf(
    { counts, low: Math.min(...ends), high: Math.max(...ends), isFitted: true },
    { counts: 'numbers', low: 0, high: Math.max(...bins), name: 'paths' },
  );
  const wide = (high - low) / BINS;
  const floor = num(plane.y(0));
  const bars = Array.from(bins, (count, k) => {
    if (count === 0) return '';
    const [from, to] = [num(plane.x(low + k * wide)), num(plane.x(low + (k + 1) * wide) - 0.6)];
    return `M${from} ${floor}V${num(plane.y(count))}H${to}V${floor}z`;
  });
  const marks = lines.map(
    ({ at, colour, name }) =>
      html`<path class="line ${colour}" d="M${num(plane.x(at))} ${TOP}V${floor}"><title>${name}</title></path>`,
  );
  return figure({
    title,
    unit: plane.unit,
    height: HEIGHT,
    keys: [
      { name: 'paths', colour: 'c1', kind: 'fill' },
      ...lines.map(({ name, colour }): Key => ({ name, colour, kind: 'stroke' })),
    ],
    drawn: [plane.drawn, html`<path class="bars c1" d="${trusted(bars.join(''))}"/>`, marks],
    ...(note !== undefined && { note }),
  });
}

/** A line through points, in the order of `x`; null ends it. */
export interface PlaneLine {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

export interface LinesPicture {
  readonly title: string;
  readonly across: Omit<PlaneAxis, 'low' | 'high'>;
  readonly up: Omit<PlaneAxis, 'low' | 'high'>;
  readonly lines: readonly PlaneLine[];
  /** Points above this are left out; the table tells them. */
  readonly most?: number;
  readonly note?: string;
}

/** Lines through a few points, each of them marked. Nothing where there are no points. */
export function linesChart({ title, across, up, lines, most = Number.POSITIVE_INFINITY, note }: LinesPicture): Html | null {
  const known = lines.map(({ points, ...line }) => ({
    ...line,
    points: points.map(({ x, y }) => ({ x, y: y === null || y > most ? null : y })),
  }));
  const xs = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const ys = known.flatMap(({ points }) => points.flatMap(({ y }) => y ?? []));
  if (ys.length === 0) return null;
  const plane = planeOf(
    { ...across, low: Math.min(...xs), high: Math.max(...xs) },
    { ...up, low: Math.min(...ys), high: Math.max(...ys) },
  );
  const drawn = known
    .filter(({ points }) => points.some(({ y }) => y !== null))
    .map(({ name, colour, points }) => {
      const places = points.map(({ x, y }) => (y === null ? null : `${num(plane.x(x))} ${num(plane.y(y))}`));
      const path = places
        .map((place, k) => (place === null ? '' : `${k > 0 && places[k - 1] !== null ? 'L' : 'M'}${place}`))
        .join('');
      const dots = places.map((place) => (place === null ? '' : `M${place}h0`)).join('');
      return html`<g><title>${name}</title><path class="line ${colour}" d="${trusted(path)}"/><path class="dots ${colour}" d="${trusted(dots)}"/></g>`;
    });
  return figure({
    title,
    unit: plane.unit,
    height: HEIGHT,
    keys: known
      .filter(({ points }) => points.some(({ y }) => y !== null))
      .map(({ name, colour }): Key => ({ name, colour, kind: 'stroke' })),
    drawn: [plane.drawn, drawn],
    ...(note !== undefined && { note }),
  });
}
