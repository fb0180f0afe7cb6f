/**
 * Pictures as small SVG: areas on one another, lines, bars, bands. Colours are classes of the style sheet, so that a picture is as light
 * or dark as the page; every picture has a heading with its unit, marks on both axes, and a legend that wraps.
 */
import { dollars } from '../words.ts';
import { extent, lengthWithin, stretches, thinned, ticks, timeMarks, unitOf } from './scale.ts';
import { type Html, html, trusted } from './template.ts';

/** One series. Shape: an entry a payment month. `colour` is a class of the style sheet. */
export interface Series {
  readonly name: string;
  readonly values: Float64Array;
  readonly colour: string;
}

/** What every picture says. */
export interface Picture {
  readonly title: string;
  /** Beside the unit, such as `a month`. */
  readonly about: string;
  /** YYYY-MM-DD of every entry. */
  readonly dates: readonly string[];
  /** Below the picture: what a reader must know of it. */
  readonly note?: string;
}

/** Size and margins of a picture, in its own units; text is 11 of them high. */
const WIDTH = 480;
const HEIGHT = 250;
const LEFT = 44;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 22;
/** Height of a band with its name. */
const BAND = 24;
const BAND_BAR = 7;
/** A picture of this width shows no more points than these: forty years of months. */
const MOST_POINTS = 480;

/** Bars nearer to each other than this touch. */
const NARROW = 3;

/** From data to picture: `x` of the place of an entry, `y` of a value. */
interface Frame {
  readonly x: (place: number) => number;
  readonly y: (value: number) => number;
  readonly marks: Html;
  readonly axis: Html;
  readonly unit: string;
  readonly height: number;
}

/** Areas on one another, the first at the bottom, and lines over them. Nothing where all of it is nothing. */
export function areaChart(picture: Picture, layers: readonly Series[], lines: readonly Series[] = []): Html | null {
  const length = lengthWithin([...layers, ...lines].map(({ values }) => values));
  if (length === 0) return null;
  const dates = picture.dates.slice(0, length);
  const tops = stacked(layers, length);
  const frame = frameOf(dates, extent([...tops, ...lines.map(({ values }) => values)]), 0);
  const places = thinned(length, MOST_POINTS);
  // From the top down, each to the floor and over the one before it: half the points of areas with two edges.
  const floor = num(frame.y(0));
  const areas = layers.map(({ name, colour }, k) => {
    const upper = places.map((place) => point(frame, place, tops[k]?.[place] ?? 0));
    const edges = `M${num(frame.x(0))} ${floor}L${upper.join('L')}V${floor}z`;
    return html`<path class="area ${colour}" d="${trusted(edges)}"><title>${name}</title></path>`;
  });
  return figure(picture, frame, layers, lines, [areas.toReversed(), lines.map((line) => lineOf(frame, line, places))]);
}

/** A bar an entry, of parts on one another, the first at the bottom. Nothing where all of it is nothing. */
export function barChart(picture: Picture, parts: readonly Series[]): Html | null {
  const length = lengthWithin(parts.map(({ values }) => values));
  if (length === 0) return null;
  const tops = stacked(parts, length);
  const frame = frameOf(picture.dates.slice(0, length), extent(tops), 0.5);
  const entry = frame.x(1) - frame.x(0);
  const floor = num(frame.y(0));
  // Bars without gaps are one outline: seams between them would only flicker.
  const isOutline = entry < NARROW;
  const half = (isOutline ? entry : entry * 0.8) / 2;
  const bars = parts.map(({ name, colour }, k) => {
    const pieces = Array.from(tops[k] ?? [], (value, place) => {
      const [start, end, top] = [num(frame.x(place) - half), num(frame.x(place) + half), num(frame.y(value))];
      return isOutline ? `V${top}H${end}` : `M${start} ${floor}V${top}H${end}V${floor}z`;
    });
    const path = isOutline ? `M${num(frame.x(0) - half)} ${floor}${pieces.join('')}V${floor}z` : pieces.join('');
    return html`<path class="bars ${colour}" d="${trusted(path)}"><title>${name}</title></path>`;
  });
  // As areas: from the top down, each to the floor.
  return figure(picture, frame, parts.length > 1 ? parts : [], [], bars.toReversed());
}

/** Lines, and below them bands that are filled where a test is on. Nothing where there are no lines. */
export function lineChart(picture: Picture, lines: readonly Series[], bands: readonly Series[] = []): Html | null {
  const length = lengthWithin(lines.map(({ values }) => values));
  if (length === 0) return null;
  const dates = picture.dates.slice(0, length);
  const frame = frameOf(dates, extent(lines.map(({ values }) => values.subarray(0, length))), 0, bands.length);
  const places = thinned(length, MOST_POINTS);
  const drawn = bands.map((band, k) => bandOf(frame, band, length, HEIGHT + k * BAND));
  return figure(picture, frame, [], lines, [lines.map((line) => lineOf(frame, line, places)), drawn]);
}

function stacked(layers: readonly Series[], length: number): Float64Array[] {
  const sum = new Float64Array(length);
  return layers.map(({ values }) => {
    for (let at = 0; at < length; at++) sum[at]! += values[at] ?? 0;
    return sum.slice();
  });
}

/** `inset` is the share of an entry's width left free at both ends, for bars. */
function frameOf(dates: readonly string[], [low, high]: readonly [number, number], inset: number, bands = 0): Frame {
  const unit = unitOf(Math.max(high, -low));
  const { values, places } = ticks(low / unit.by, high / unit.by);
  const [bottom = 0, top = 1] = [values[0], values.at(-1)];
  const wide = WIDTH - LEFT - RIGHT;
  const entry = wide / Math.max(1, dates.length - 1 + 2 * inset);
  const x = (place: number) => LEFT + (place + inset) * entry;
  const y = (value: number) => TOP + ((top - value / unit.by) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  const floor = HEIGHT - BOTTOM;
  const marks = values.map((value) => {
    const at = num(y(value * unit.by));
    const line = value === 0 ? 'zero' : 'grid';
    return html`<path class="${line}" d="M${LEFT} ${at}H${WIDTH - RIGHT}"/><text x="${LEFT - 5}" y="${at}" dy=".35em" class="end">${dollars(value, places)}</text>`;
  });
  const axis = timeMarks(dates).map(({ place, text }) => {
    const at = num(x(place));
    // Text at the ends of the axis stays within the picture.
    const side = x(place) > WIDTH - 30 ? 'end' : x(place) < LEFT + 20 ? 'start' : 'mid';
    return html`<path class="tick" d="M${at} ${floor}v4"/><text x="${at}" y="${floor + 16}" class="${side}">${text}</text>`;
  });
  return { x, y, marks: html`${marks}`, axis: html`${axis}`, unit: unit.word, height: HEIGHT + bands * BAND };
}

function lineOf(frame: Frame, { name, values, colour }: Series, places: readonly number[]): Html {
  const points = places.map((place) => point(frame, place, values[place] ?? 0)).join('L');
  return html`<path class="line ${colour}" d="M${trusted(points)}"><title>${name}</title></path>`;
}

function bandOf(frame: Frame, { name, values, colour }: Series, length: number, top: number): Html {
  const half = (frame.x(1) - frame.x(0)) / 2;
  const clamp = (x: number) => Math.min(WIDTH - RIGHT, Math.max(LEFT, x));
  const bar = top + BAND - BAND_BAR - 4;
  const boxes = stretches(values.subarray(0, length)).map(({ from, to }) => {
    const [start, end] = [clamp(frame.x(from) - half), clamp(frame.x(to) + half)];
    return `M${num(start)} ${bar}H${num(end)}v${BAND_BAR}H${num(start)}z`;
  });
  const rail = html`<path class="rail" d="M${LEFT} ${bar}H${WIDTH - RIGHT}v${BAND_BAR}H${LEFT}z"/>`;
  return html`<text x="${LEFT}" y="${bar - 3}" class="start">${name}</text>${rail}<path class="band ${colour}" d="${trusted(boxes.join(''))}"/>`;
}

function figure(
  { title, about, note }: Picture,
  frame: Frame,
  filled: readonly Series[],
  lines: readonly Series[],
  drawn: readonly (Html | readonly Html[])[],
): Html {
  const unit = `${frame.unit}, ${about}`;
  const key = ({ name, colour }: Series, kind: string) => html`<li><i class="${kind}${colour}"></i>${name}</li>`;
  const keys = [...filled.map((each) => key(each, '')), ...lines.map((each) => key(each, 'stroke '))];
  return html`<figure>
<figcaption><b>${title}</b> <span class="unit">${unit}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${frame.height}" role="img" aria-label="${title}, ${unit}">${frame.marks}${drawn}${frame.axis}</svg>
${keys.length > 1 ? html`<ul class="legend">${keys}</ul>` : null}${note === undefined ? null : html`<p class="note">${note}</p>`}
</figure>`;
}

function point(frame: Frame, place: number, value: number): string {
  return `${num(frame.x(place))} ${num(frame.y(value))}`;
}

/** A tenth of a unit is less than a dot. */
function num(value: number): string {
  return String(Math.round(value * 10) / 10);
}
