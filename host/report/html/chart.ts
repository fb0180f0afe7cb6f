/**
 * Pictures as small SVG: areas on one another, lines, bars, bands. Colours are classes of the style sheet, so that a picture is as light
 * or dark as the page; every picture has a heading with its unit, marks on both axes, and a legend that wraps.
 */
import { BAND, type Frame, figure, frameOf, HEIGHT, keysOf, num, type Picture, RIGHT, type Series, WIDTH } from './frame.ts';
import { extent, lengthWithin, monthText, stretches, thinned } from './scale.ts';
import { type Html, html, trusted } from './template.ts';

/** Height of the bar of a band. */
const BAND_BAR = 7;
/** A picture of this width shows no more points than these: forty years of months. */
const MOST_POINTS = 480;
/** Fans are many, and smooth. */
const FAN_POINTS = 120;
/** Bars nearer to each other than this touch. */
const NARROW = 3;

/** Areas on one another, the first at the bottom, and lines over them. Nothing where all of it is nothing. */
export function areaChart(picture: Picture, layers: readonly Series[], lines: readonly Series[] = []): Html | null {
  const length = lengthWithin([...layers, ...lines].map(({ values }) => values));
  if (length === 0) return null;
  const within = { ...picture, dates: picture.dates.slice(0, length) };
  const tops = stacked(layers, length);
  const frame = frameOf(within, extent([...tops, ...lines.map(({ values }) => values)]));
  const places = thinned(length, MOST_POINTS);
  // From the top down, each to the floor and over the one before it: half the points of areas with two edges.
  const floor = num(frame.y(0));
  const areas = layers.map(({ name, colour }, k) => {
    const upper = places.map((place) => point(frame, place, tops[k]?.[place] ?? 0));
    const edges = `M${num(frame.x(0))} ${floor}L${upper.join('L')}V${floor}z`;
    return html`<path class="area ${colour}" d="${trusted(edges)}"><title>${name}</title></path>`;
  });
  return drawing(within, frame, layers, lines, [areas.toReversed(), lines.map((line) => lineOf(frame, line, places))]);
}

/** A bar an entry, of parts on one another, the first at the bottom. Nothing where all of it is nothing. */
export function barChart(picture: Picture, parts: readonly Series[]): Html | null {
  const length = lengthWithin(parts.map(({ values }) => values));
  if (length === 0) return null;
  const tops = stacked(parts, length);
  const within = { ...picture, dates: picture.dates.slice(0, length) };
  const frame = frameOf(within, extent(tops), { inset: 0.5 });
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
  return drawing(within, frame, parts.length > 1 ? parts : [], [], bars.toReversed());
}

/** Lines and dots, and below them bands that are filled where a test is on. Nothing where there are no lines. */
export function lineChart(picture: Picture, lines: readonly Series[], bands: readonly Series[] = []): Html | null {
  const length = lengthOf(
    picture,
    lines.map(({ values }) => values),
  );
  if (length === 0) return null;
  const within = { ...picture, dates: picture.dates.slice(0, length) };
  const frame = frameOf(within, extent(lines.map(({ values }) => values.subarray(0, length))), { bands: bands.length });
  const places = thinned(length, MOST_POINTS);
  const drawn = bands.map((band, k) => bandOf(frame, band, length, HEIGHT + k * BAND));
  return drawing(within, frame, [], lines, [lines.map((line) => lineOf(frame, line, places)), drawn]);
}

/** A share of what comes out, between two of its percentiles. */
export interface FanBand {
  readonly name: string;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly colour: string;
}

/** Bands over one another, the widest first, and lines over them. Nothing where all of it is nothing. */
export function fanChart(picture: Picture, bands: readonly FanBand[], lines: readonly Series[]): Html | null {
  const columns = [...bands.flatMap(({ low, high }) => [low, high]), ...lines.map(({ values }) => values)];
  const length = lengthOf(picture, columns);
  if (length === 0) return null;
  const within = { ...picture, dates: picture.dates.slice(0, length) };
  const frame = frameOf(within, extent(columns.map((column) => column.subarray(0, length))));
  const places = thinned(length, FAN_POINTS);
  const areas = bands.map(({ name, low, high, colour }) => {
    const upper = places.map((place) => point(frame, place, high[place] ?? 0));
    const lower = places.toReversed().map((place) => point(frame, place, low[place] ?? 0));
    return html`<path class="area ${colour}" d="M${trusted([...upper, ...lower].join('L'))}z"><title>${name}</title></path>`;
  });
  const filled = bands.map(({ name, low, colour }): Series => ({ name, values: low, colour }));
  return drawing(within, frame, filled, lines, [areas, lines.map((line) => lineOf(frame, line, places))]);
}

function drawing(
  { title, about, dates, note }: Picture,
  frame: Frame,
  filled: readonly Series[],
  lines: readonly Series[],
  drawn: readonly (Html | readonly Html[])[],
): Html {
  return figure({
    title,
    unit: `${frame.unit}, ${about}`,
    says: `${monthText(dates[0] ?? '')} to ${monthText(dates.at(-1) ?? '')}`,
    height: frame.height,
    keys: keysOf(filled, lines),
    drawn: [frame.marks, ...drawn, frame.axis],
    ...(note !== undefined && { note }),
  });
}

/** Dollars end where nothing is left; other figures where there are no dates. */
function lengthOf({ dates, counts = 'dollars' }: Picture, columns: readonly Float64Array[]): number {
  return counts === 'dollars' ? lengthWithin(columns) : columns.length === 0 ? 0 : dates.length;
}

function stacked(layers: readonly Series[], length: number): Float64Array[] {
  const sum = new Float64Array(length);
  return layers.map(({ values }) => {
    for (let at = 0; at < length; at++) sum[at]! += values[at] ?? 0;
    return sum.slice();
  });
}

function lineOf(frame: Frame, { name, values, colour, isDots = false }: Series, places: readonly number[]): Html {
  // A line of no length with a round end is a dot; where an entry is missing a line ends and begins again.
  const after = isDots ? 'h0' : '';
  let isDown = false;
  const points = places.map((place) => {
    const value = values[place] ?? Number.NaN;
    const text = Number.isNaN(value) ? '' : `${isDown ? 'L' : 'M'}${point(frame, place, value)}${after}`;
    isDown = text !== '' && !isDots;
    return text;
  });
  return html`<path class="${isDots ? 'dots' : 'line'} ${colour}" d="${trusted(points.join(''))}"><title>${name}</title></path>`;
}

function bandOf(frame: Frame, { name, values, colour }: Series, length: number, top: number): Html {
  const half = (frame.x(1) - frame.x(0)) / 2;
  const clamp = (x: number) => Math.min(WIDTH - RIGHT, Math.max(frame.left, x));
  const bar = top + BAND - BAND_BAR - 4;
  const boxes = stretches(values.subarray(0, length)).map(({ from, to }) => {
    const [start, end] = [clamp(frame.x(from) - half), clamp(frame.x(to) + half)];
    return `M${num(start)} ${bar}H${num(end)}v${BAND_BAR}H${num(start)}z`;
  });
  const rail = html`<path class="rail" d="M${frame.left} ${bar}H${WIDTH - RIGHT}v${BAND_BAR}H${frame.left}z"/>`;
  return html`<text x="${frame.left}" y="${bar - 3}" class="start">${name}</text>${rail}<path class="band ${colour}" d="${trusted(boxes.join(''))}"/>`;
}

function point(frame: Frame, place: number, value: number): string {
  return `${num(frame.x(place))} ${num(frame.y(value))}`;
}
