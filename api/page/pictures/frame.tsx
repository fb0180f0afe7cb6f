/** What all pictures share: their width as the page has it, the scales, the axes, the table behind them. */
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ticks, timeMarks, unitOf } from '../../../host/report/html/scale.ts';
import { dollars } from '../../../host/report/words.ts';

/** What the figures of a picture are. */
export type Measure = 'dollars' | 'percent' | 'multiple' | 'plain';

/** Drawn before the page has been laid out, and on paper. Units: dots. */
const FIRST_WIDTH = 640;
const NARROWEST = 240;

/** The width that a picture has. */
export function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const look = () => setWidth(Math.max(NARROWEST, Math.round(element.clientWidth)));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [place, width];
}

/** From data to picture. Units: dots. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly floor: number;
  /** Of the place of an entry. */
  readonly x: (place: number) => number;
  readonly y: (value: number) => number;
  /** The place of the entry that is nearest. */
  readonly placeAt: (x: number) => number;
  readonly marks: readonly { readonly y: number; readonly text: string; readonly isZero: boolean }[];
  readonly unit: string;
}

export interface FrameOf {
  readonly width: number;
  readonly height: number;
  readonly entries: number;
  readonly low: number;
  readonly high: number;
  readonly measure: Measure;
  /** The share of an entry's width left free at both ends. */
  readonly inset?: number;
  /** The axis need not begin at 0: for lines whose level is far from it. */
  readonly isFree?: boolean;
}

const TOP = 8;
const RIGHT = 10;
const BOTTOM = 24;
/** A figure of the axis is about so wide. */
const DIGIT = 6.8;

/** Lays a picture out: nothing is always among what its axis shows. */
export function frameOf({ width, height, entries, low, high, measure, inset = 0, isFree = false }: FrameOf): Frame {
  const { by, word } = scaleOf(measure, Math.max(high, -low));
  const { values, places } = ticks(low / by, high / by, isFree && high > low, height < 160 ? 3 : 5);
  const texts = values.map((value) => dollars(value, places));
  const left = Math.ceil(Math.max(...texts.map(({ length }) => length)) * DIGIT) + 12;
  const [bottom = 0, top = 1] = [values[0], values.at(-1)];
  const right = width - RIGHT;
  const floor = height - BOTTOM;
  const step = (right - left) / Math.max(1, entries - 1 + 2 * inset);
  const y = (value: number) => TOP + ((top - value / by) / (top - bottom)) * (floor - TOP);
  return {
    width,
    height,
    left,
    right,
    top: TOP,
    floor,
    x: (place) => left + (entries === 1 && inset === 0 ? (right - left) / 2 : (place + inset) * step),
    y,
    placeAt: (x) => Math.max(0, Math.min(entries - 1, Math.round((x - left) / step - inset))),
    marks: values.map((value, at) => ({ y: y(value * by), text: texts[at] ?? '', isZero: value === 0 })),
    unit: word,
  };
}

function scaleOf(measure: Measure, largest: number): { by: number; word: string } {
  if (measure === 'dollars') return unitOf(largest);
  if (measure === 'percent') return { by: 0.01, word: '%' };
  return { by: 1, word: measure === 'multiple' ? '×' : '' };
}

/** Lines across with their figures, and the marks of time below. */
export function Axes({ frame, dates }: { frame: Frame; dates: readonly string[] }) {
  const marks = timeMarks(dates);
  // The first text begins at its mark and so reaches further than others.
  const widest = Math.max(...marks.map(({ text }) => text.length), 0) * DIGIT * 1.5 + 8;
  const every = Math.max(1, Math.ceil((marks.length * widest) / (frame.right - frame.left)));
  return (
    <g>
      {frame.marks.map(({ y, text, isZero }) => (
        <g key={text}>
          <path class={isZero ? 'zero' : 'grid'} d={`M${frame.left} ${num(y)}H${frame.right}`} />
          <text x={frame.left - 6} y={num(y)} dy=".35em" class="end">
            {text}
          </text>
        </g>
      ))}
      {marks
        .filter((_, at) => at % every === 0)
        .map(({ place, text }) => {
          const x = frame.x(place);
          const side = x > frame.right - 24 ? 'end' : x < frame.left + 16 ? 'start' : 'mid';
          return (
            <g key={place}>
              <path class="tick" d={`M${num(x)} ${frame.floor}v4`} />
              <text x={num(x)} y={frame.floor + 17} class={side}>
                {text}
              </text>
            </g>
          );
        })}
    </g>
  );
}

/** A picture with its heading, its unit and what is below it. */
export function Figure(props: {
  title: string;
  about: string;
  children: ComponentChildren;
  note?: ComponentChildren;
  aside?: ComponentChildren;
}) {
  return (
    <figure>
      <figcaption>
        <span>
          <b>{props.title}</b> <span class="unit">{props.about}</span>
        </span>
        {props.aside}
      </figcaption>
      {props.children}
      {props.note !== undefined && <p class="note">{props.note}</p>}
    </figure>
  );
}

/** The figures behind a picture, made when they are wanted. */
export function Behind({ children }: { children: () => ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="behind" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Figures</summary>
      {isOpen && children()}
    </details>
  );
}

/** A tenth of a dot is enough. */
export function num(value: number): string {
  return String(Math.round(value * 10) / 10);
}
