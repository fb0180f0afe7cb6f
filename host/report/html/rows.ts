/**
 * Pictures of rows: a label and what it comes to in words above a bar that lies along an axis. Tornadoes, bridges, ranges and multiples
 * are all of this kind: labels are long, and a row reads as well on a telephone as on paper.
 */
import { dollars } from '../words.ts';
import { figure, type Key, num, RIGHT, WIDTH } from './frame.ts';
import { type Counts, ticks, unitFor } from './scale.ts';
import { type Html, html } from './template.ts';

/** A bar from one value to another. `colour` is a class of the style sheet. */
export interface RowBar {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

/** A mark at a value: a line across the row, or a dot. */
export interface RowMark {
  readonly at: number;
  readonly colour: string;
  readonly shape: 'line' | 'dot';
}

export interface Row {
  readonly label: string;
  /** What it comes to, in words; `shown` writes a value in the unit of the axis. */
  readonly text: string | ((shown: (value: number) => string) => string);
  /** The first is drawn first. Several beside each other where `isPaired`, else over one another. */
  readonly bars: readonly RowBar[];
  readonly marks?: readonly RowMark[];
}

export interface RowsPicture {
  readonly title: string;
  /** What rows and bars are, in words. */
  readonly about: string;
  readonly counts: Counts;
  /** What stands below the axis; default: its unit. */
  readonly axis?: string;
  readonly rows: readonly Row[];
  /** Default: 0 is on the axis. Fitted, it need not be. */
  readonly isFitted?: boolean;
  /** Bars under each other within their row. */
  readonly isPaired?: boolean;
  /** Values beyond these are drawn to the edge; the text tells them. */
  readonly within?: readonly [number, number];
  /** A line through all rows, such as the base case. */
  readonly at?: number;
  readonly keys?: readonly Key[];
  readonly note?: string;
}

/** Margins and heights, in the units of the picture. */
const LEFT = 10;
const TOP = 2;
const LABEL = 15;
const BAR = 9;
const GAP = 6;
const AXIS = 38;
/** Labels stand beside the line at the left edge, not on it. */
const BESIDE = 6;
/** Labels beyond this are cut: their end is read out, and shown where the pointer rests. */
const MOST_LETTERS = 46;
/** Where the largest figure is as large, none needs decimals. */
const WHOLE = 1000;
/** The end of the axis is left free for marks on the highest value. */
const LEAST_WIDTH = 1.2;

/** The picture; nothing where there are no rows. */
export function rowsChart({
  title,
  about,
  counts,
  axis,
  rows,
  isFitted = false,
  isPaired = false,
  within,
  at,
  keys = [],
  note,
}: RowsPicture): Html | null {
  if (rows.length === 0) return null;
  const clamp = (value: number) => (within === undefined ? value : Math.min(within[1], Math.max(within[0], value)));
  const values = rows
    .flatMap(({ bars, marks = [] }) => [...bars.flatMap(({ from, to }) => [from, to]), ...marks.map((mark) => mark.at)])
    .concat(at ?? [])
    .map(clamp);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const unit = unitFor(counts, Math.max(high, -low));
  const scale = ticks(low / unit.by, high / unit.by, isFitted && low < high);
  const [first = 0, last = 1] = [scale.values[0], scale.values.at(-1)];
  const x = (value: number) => LEFT + ((clamp(value) / unit.by - first) / (last - first)) * (WIDTH - LEFT - RIGHT - 4);
  const lanes = isPaired ? rows.reduce((most, { bars }) => Math.max(most, bars.length), 1) : 1;
  const tall = LABEL + lanes * BAR + GAP;
  const floor = TOP + rows.length * tall;
  const grid = scale.values.map((value) => {
    const place = num(x(value * unit.by));
    return html`<path class="${value === 0 ? 'zero' : 'grid'}" d="M${place} ${TOP}V${floor}"/>${tickText(place, floor, dollars(value, scale.places))}`;
  });
  const places = Math.max(high, -low) / unit.by < WHOLE ? 2 : 0;
  const shown = (value: number) => dollars(value / unit.by, places);
  const told = rows.map((row) => ({ ...row, text: typeof row.text === 'string' ? row.text : row.text(shown) }));
  const lines = told.map((row, k) => rowOf(row, TOP + k * tall, lanes, isPaired, x));
  const base = at === undefined ? null : html`<path class="base" d="M${num(x(at))} ${TOP}V${floor}"/>`;
  const words = axis ?? unit.word;
  const below = html`<text x="${num((LEFT + WIDTH - RIGHT) / 2)}" y="${floor + 32}" class="mid">${words}</text>`;
  return figure({
    title,
    unit: about === '' ? words : `${words}, ${about}`,
    says: told.map(({ label, text }) => `${label} ${text}`).join('; '),
    height: floor + AXIS,
    keys,
    drawn: [grid, base ?? [], lines, below],
    ...(note !== undefined && { note }),
  });
}

function tickText(x: string, floor: number, text: string): Html {
  const side = Number(x) > WIDTH - 30 ? 'end' : Number(x) < LEFT + 20 ? 'start' : 'mid';
  // At the edges a text stands beside its mark, so that it stays within the picture.
  const place = side === 'end' ? WIDTH - 2 : side === 'start' ? 2 : x;
  return html`<text x="${place}" y="${floor + 15}" class="${side}">${text}</text>`;
}

function rowOf(
  { label, text, bars, marks = [] }: Row & { readonly text: string },
  top: number,
  lanes: number,
  isPaired: boolean,
  x: (value: number) => number,
): Html {
  const cut = label.length > MOST_LETTERS ? `${label.slice(0, MOST_LETTERS - 1)}…` : label;
  const drawn = bars.map(({ from, to, colour }, lane) => {
    const [start, end] = [x(Math.min(from, to)), x(Math.max(from, to))];
    // A change that is less than a dot still shows, on its own side.
    const wide = from === to ? 0 : Math.max(LEAST_WIDTH, end - start);
    const left = to < from ? end - wide : start;
    const [y, tall] = isPaired ? [top + LABEL + lane * BAR, BAR - 1] : [top + LABEL, BAR];
    return html`<path class="bars ${colour}" d="M${num(left)} ${num(y)}h${num(wide)}v${tall}h${num(-wide)}z"/>`;
  });
  const middle = top + LABEL + (lanes * BAR) / 2;
  const dots = marks.map(({ at, colour, shape }) =>
    shape === 'dot'
      ? html`<path class="dots ${colour}" d="M${num(x(at))} ${num(middle)}h0"/>`
      : html`<path class="line ${colour}" d="M${num(x(at))} ${num(middle - BAR / 2 - 2)}v${BAR + 4}"/>`,
  );
  return html`<g><title>${label}: ${text}</title><text x="${LEFT + BESIDE}" y="${top + 11}" class="start ink halo">${cut}</text><text x="${WIDTH - RIGHT}" y="${top + 11}" class="end halo">${text}</text>${drawn}${dots}</g>`;
}
