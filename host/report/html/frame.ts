/** From data to picture: frames over time, their marks, and what stands around what is drawn in them. */
import { dollars } from '../words.ts';
import { type Counts, ticks, timeMarks, unitFor } from './scale.ts';
import { type Html, html } from './template.ts';

/** One series. Shape: an entry a date, NaN where there is none. `colour` is a class of the style sheet. */
export interface Series {
  readonly name: string;
  readonly values: Float64Array;
  readonly colour: string;
  /** Single points instead of a line. */
  readonly isDots?: boolean;
}

/** What every picture over time says. */
export interface Picture {
  readonly title: string;
  /** Beside the unit, such as `a month`. */
  readonly about: string;
  /** YYYY-MM-DD of every entry. */
  readonly dates: readonly string[];
  /** Default: dollars. */
  readonly counts?: Counts;
  /** Below the picture: what a reader must know of it. */
  readonly note?: string;
}

/** Size and margins of a picture, in its own units; text is 11 of them high. */
export const WIDTH = 480;
export const HEIGHT = 250;
export const LEFT = 44;
export const RIGHT = 8;
const TOP = 8;
const BOTTOM = 22;
/** Height of a band with its name. */
export const BAND = 24;

/** A letter of the largest text that a picture may have, on a telephone. */
const LETTER = 7.6;

/** Room for the figures of the axis on the left. */
export function leftOf(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, Math.round(10 + length * LETTER)), LEFT);
}

/** `x` of the place of an entry, `y` of a value. */
export interface Frame {
  /** Where it begins. */
  readonly left: number;
  readonly x: (place: number) => number;
  readonly y: (value: number) => number;
  readonly marks: Html;
  readonly axis: Html;
  readonly unit: string;
  readonly height: number;
}

export interface FrameRoom {
  /** Share of an entry's width left free at both ends, for bars. */
  readonly inset?: number;
  readonly bands?: number;
}

/** The frame of a picture whose values lie between two. */
export function frameOf(
  { dates, counts = 'dollars' }: Pick<Picture, 'dates' | 'counts'>,
  [low, high]: readonly [number, number],
  { inset = 0, bands = 0 }: FrameRoom = {},
): Frame {
  const unit = unitFor(counts, Math.max(high, -low));
  const { values, places } = ticks(low / unit.by, high / unit.by);
  const [bottom = 0, top = 1] = [values[0], values.at(-1)];
  const texts = values.map((value) => dollars(value, places));
  const left = leftOf(texts);
  const wide = WIDTH - left - RIGHT;
  const entry = wide / Math.max(1, dates.length - 1 + 2 * inset);
  const x = (place: number) => left + (place + inset) * entry;
  const y = (value: number) => TOP + ((top - value / unit.by) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  const floor = HEIGHT - BOTTOM;
  const marks = values.map((value, k) => {
    const at = num(y(value * unit.by));
    const line = value === 0 ? 'zero' : 'grid';
    return html`<path class="${line}" d="M${left} ${at}H${WIDTH - RIGHT}"/><text x="${left - 5}" y="${at}" dy=".35em" class="end">${texts[k]}</text>`;
  });
  const axis = timeMarks(dates).map(({ place, text }) => {
    const at = num(x(place));
    // Text at the ends of the axis stays within the picture.
    const side = x(place) > WIDTH - 30 ? 'end' : x(place) < left + 20 ? 'start' : 'mid';
    return html`<path class="tick" d="M${at} ${floor}v4"/><text x="${at}" y="${floor + 16}" class="${side}">${text}</text>`;
  });
  return { left, x, y, marks: html`${marks}`, axis: html`${axis}`, unit: unit.word, height: HEIGHT + bands * BAND };
}

/** A key of a legend: what is filled, drawn as a line, or as dots. */
export interface Key {
  readonly name: string;
  readonly colour: string;
  readonly kind: 'fill' | 'stroke' | 'dot';
}

/** Filled series and lines as keys. */
export function keysOf(filled: readonly Series[], lines: readonly Series[]): Key[] {
  return [
    ...filled.map(({ name, colour }): Key => ({ name, colour, kind: 'fill' })),
    ...lines.map(({ name, colour, isDots }): Key => ({ name, colour, kind: isDots === true ? 'dot' : 'stroke' })),
  ];
}

/** What a picture is made of, whatever is drawn in it. */
export interface Figure {
  readonly title: string;
  /** The unit and what is counted; read out with the title. */
  readonly unit: string;
  readonly note?: string;
  /** What it shows, in words, for whoever hears it. */
  readonly says?: string;
  readonly height: number;
  readonly keys: readonly Key[];
  readonly drawn: readonly (Html | readonly Html[])[];
}

/** The figure with its heading, its legend where there is something to tell apart, and its note. */
export function figure({ title, unit, note, says, height, keys, drawn }: Figure): Html {
  const items = keys.map(
    ({ name, colour, kind }) => html`<li><i class="${kind === 'fill' ? '' : `${kind} `}${colour}"></i>${name}</li>`,
  );
  return html`<figure>
<figcaption><b>${title}</b> <span class="unit">${unit}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}, ${unit}${says === undefined ? null : `: ${says}`}">${drawn}</svg>
${keys.length > 1 ? html`<ul class="legend">${items}</ul>` : null}${note === undefined ? null : html`<p class="note">${note}</p>`}
</figure>`;
}

/** A tenth of a unit is less than a dot. */
export function num(value: number): string {
  return String(Math.round(value * 10) / 10);
}
