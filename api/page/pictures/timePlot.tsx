/**
 * Months across: areas on one another, lines over them, bands below that are filled where a test is on. A reader goes through the months
 * with the mouse or the arrow keys and reads the figures in the legend; where `onPick` is given, a click or Enter picks a month.
 */
import { useState } from 'preact/hooks';
import { extent, lengthWithin, monthText, stretches, thinned } from '../../../host/report/html/scale.ts';
import { rate, short, whole, years } from '../parts/format.ts';
import { DataTable } from '../parts/table.tsx';
import { Axes, Behind, Figure, type Frame, frameOf, type Measure, num, useWidth } from './frame.tsx';
import { stacked } from './numbers.ts';

/** One series. Shape: an entry a month. `colour` is a class of the style sheet. */
export interface Series {
  readonly name: string;
  readonly values: Float64Array;
  readonly colour: string;
}

/** What lies between two series, such as two quantiles. */
export interface Range {
  readonly name: string;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly colour: string;
}

export interface TimePlotProps {
  readonly title: string;
  /** Beside the unit, such as `a month`. */
  readonly about: string;
  /** YYYY-MM-DD of every entry. */
  readonly dates: readonly string[];
  readonly layers?: readonly Series[];
  readonly lines?: readonly Series[];
  readonly bands?: readonly Series[];
  /** Wider ones first. */
  readonly ranges?: readonly Range[];
  readonly measure?: Measure;
  readonly height?: number;
  readonly note?: string;
  /** Called with the place of a month. */
  readonly onPick?: (place: number) => void;
  /** The place of the month that is picked. */
  readonly picked?: number | undefined;
  /** Points on lines, where there are few entries. */
  readonly hasPoints?: boolean;
  /** The axis need not begin at 0. */
  readonly isFree?: boolean;
  /** All entries, also those of nothing at the end. */
  readonly isWhole?: boolean;
}

/** Height of a band with its name. */
const BAND = 26;
const BAND_BAR = 8;
const YEAR = 12;
const MOST_POINTS = 720;

export function TimePlot(props: TimePlotProps) {
  const { title, about, layers = [], lines = [], bands = [], ranges = [], measure = 'dollars', onPick, picked } = props;
  const [place, width] = useWidth();
  const [cursor, setCursor] = useState<number | null>(null);
  const edges = ranges.flatMap(({ low, high }) => [low, high]);
  const columns = [...layers.map(({ values }) => values), ...lines.map(({ values }) => values), ...edges];
  const length = props.isWhole ? props.dates.length : lengthWithin(columns);
  if (length === 0) return null;
  const dates = props.dates.slice(0, length);
  const height = props.height ?? 260;
  const tops = stacked(layers, length);
  const drawn = [...lines.map(({ values }) => values), ...edges].map((values) => values.subarray(0, length));
  const ends = props.isFree ? endsOf(drawn) : extent([...tops, ...drawn]);
  const frame = frameOf({ width, height, entries: length, low: ends[0], high: ends[1], measure, isFree: props.isFree ?? false });
  const full = height + bands.length * BAND;
  const at = cursor ?? picked ?? null;
  const shown = at !== null && at < length ? at : null;
  const text = textOf(measure);
  const readout = shown === null ? '' : monthText(dates[shown] ?? '');
  const told = (where: number) =>
    [
      monthText(dates[where] ?? ''),
      ...[...layers, ...lines].map(({ name, values }) => `${name} ${text(values[where] ?? 0)}`),
    ].join(', ');
  const move = (event: { clientX: number; currentTarget: HTMLElement }) =>
    setCursor(frame.placeAt(event.clientX - event.currentTarget.getBoundingClientRect().left));
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -YEAR, PageDown: YEAR, Home: -length, End: length }[event.key];
    if (step !== undefined) setCursor(Math.max(0, Math.min(length - 1, (at ?? 0) + (at === null ? 0 : step))));
    else if ((event.key === 'Enter' || event.key === ' ') && shown !== null) onPick?.(shown);
    else return;
    event.preventDefault();
  };
  return (
    <Figure
      title={title}
      about={[frame.unit, about].filter((part) => part !== '').join(', ')}
      {...(props.note !== undefined && { note: props.note })}
      aside={<output class="readout">{readout}</output>}
    >
      <div
        ref={place}
        class={`plot${onPick === undefined ? '' : ' picks'}`}
        role="slider"
        tabIndex={0}
        aria-label={`${title}, by month${onPick === undefined ? '' : '; Enter picks one'}`}
        aria-valuemin={0}
        aria-valuemax={length - 1}
        aria-valuenow={at ?? 0}
        aria-valuetext={told(at ?? 0)}
        onPointerMove={move}
        onPointerLeave={() => setCursor(null)}
        onBlur={() => setCursor(null)}
        onKeyDown={keys}
        onClick={(event) => onPick?.(frame.placeAt(event.clientX - event.currentTarget.getBoundingClientRect().left))}
      >
        <svg viewBox={`0 0 ${width} ${full}`} width={width} height={full} aria-hidden="true" focusable="false">
          {ranges.map((range) => (
            <Between key={range.name} frame={frame} range={range} length={length} />
          ))}
          <Areas frame={frame} layers={layers} tops={tops} length={length} />
          <Axes frame={frame} dates={dates} />
          {lines.map((line) => (
            <Line key={line.name} frame={frame} line={line} length={length} hasPoints={props.hasPoints ?? false} />
          ))}
          {bands.map((band, k) => (
            <Band key={band.name} frame={frame} band={band} length={length} top={height + k * BAND} />
          ))}
          {picked !== undefined && picked < length && <path class="picked" d={`M${num(frame.x(picked))} ${frame.top}V${full}`} />}
          {shown !== null && <path class="cursor" d={`M${num(frame.x(shown))} ${frame.top}V${full}`} />}
        </svg>
      </div>
      <Legend layers={layers} lines={lines} ranges={ranges} at={shown} text={text} />
      <Behind>
        {() => (
          <Entries title={title} dates={dates} series={[...layers, ...lines, ...ranges.flatMap(edgesOf), ...bands]} text={text} />
        )}
      </Behind>
    </Figure>
  );
}

/** The smallest and the largest of what is not missing. */
function endsOf(columns: readonly Float64Array[]): readonly [number, number] {
  const known = columns.flatMap((column) => [...column.filter((value) => !Number.isNaN(value))]);
  return [Math.min(...known), Math.max(...known)];
}

/** A figure of a series in few letters. */
export function textOf(measure: Measure): (value: number) => string {
  if (measure === 'dollars') return short;
  if (measure === 'percent') return (value) => `${rate(value)} %`;
  return measure === 'multiple' ? years : whole;
}

function Areas(props: { frame: Frame; layers: readonly Series[]; tops: readonly Float64Array[]; length: number }) {
  const { frame, layers, tops, length } = props;
  const places = thinned(length, MOST_POINTS);
  const floor = num(frame.y(0));
  // From the top down, each to the floor and over the one before it.
  return (
    <g>
      {layers
        .map(({ name, colour }, k) => {
          const edge = places.map((place) => `${num(frame.x(place))} ${num(frame.y(tops[k]?.[place] ?? 0))}`).join('L');
          return (
            <path key={name} class={`area ${colour}`} d={`M${num(frame.x(0))} ${floor}L${edge}V${floor}z`}>
              <title>{name}</title>
            </path>
          );
        })
        .toReversed()}
    </g>
  );
}

function Between({ frame, range, length }: { frame: Frame; range: Range; length: number }) {
  const places = thinned(length, MOST_POINTS);
  const along = (values: Float64Array) => places.map((place) => `${num(frame.x(place))} ${num(frame.y(values[place] ?? 0))}`);
  const edge = [...along(range.high), ...along(range.low).toReversed()].join('L');
  return (
    <path class={`between ${range.colour}`} d={`M${edge}z`}>
      <title>{range.name}</title>
    </path>
  );
}

/** The two series of a range. */
function edgesOf({ name, low, high, colour }: Range): Series[] {
  return [
    { name: `${name}, low`, values: low, colour },
    { name: `${name}, high`, values: high, colour },
  ];
}

function Line({ frame, line, length, hasPoints }: { frame: Frame; line: Series; length: number; hasPoints: boolean }) {
  const { name, values, colour } = line;
  const places = thinned(length, MOST_POINTS).filter((place) => !Number.isNaN(values[place] ?? Number.NaN));
  const points = places.map((place) => [num(frame.x(place)), num(frame.y(values[place] ?? 0))] as const);
  return (
    <g>
      <path class={`line ${colour}`} d={`M${points.map((point) => point.join(' ')).join('L')}`}>
        <title>{name}</title>
      </path>
      {hasPoints &&
        colour !== 'target' &&
        points.map(([x, y]) => <circle key={x} class={`point ${colour}`} cx={x} cy={y} r="3.5" />)}
    </g>
  );
}

function Band({ frame, band, length, top }: { frame: Frame; band: Series; length: number; top: number }) {
  const half = length < 2 ? (frame.right - frame.left) / 2 : (frame.x(1) - frame.x(0)) / 2;
  const clamp = (x: number) => Math.min(frame.right, Math.max(frame.left, x));
  const bar = top + BAND - BAND_BAR - 3;
  const boxes = stretches(band.values.subarray(0, length)).map(({ from, to }) => {
    const [start, end] = [clamp(frame.x(from) - half), clamp(frame.x(to) + half)];
    return `M${num(start)} ${bar}H${num(end)}v${BAND_BAR}H${num(start)}z`;
  });
  return (
    <g>
      <text x={frame.left} y={bar - 4} class="start">
        {band.name}
      </text>
      <path class="rail" d={`M${frame.left} ${bar}H${frame.right}v${BAND_BAR}H${frame.left}z`} />
      <path class={`band ${band.colour}`} d={boxes.join('')} />
    </g>
  );
}

function Legend(props: {
  layers: readonly Series[];
  lines: readonly Series[];
  ranges: readonly Range[];
  at: number | null;
  text: (value: number) => string;
}) {
  const item = ({ name, values, colour }: Series, kind: string) => (
    <li key={name}>
      <i class={`${kind} ${colour}`} />
      <span>{name}</span>
      <b>{props.at === null ? '' : props.text(values[props.at] ?? 0)}</b>
    </li>
  );
  // From the top down, as they lie on one another.
  return (
    <ul class="legend">
      {props.lines.map((line) => item(line, 'stroke'))}
      {props.layers.toReversed().map((layer) => item(layer, ''))}
      {props.ranges.toReversed().map(({ name, low, high, colour }, at) => (
        <li key={name}>
          {/* A range is drawn on those that hold it, and looks the darker for it. */}
          <i class={`between within${props.ranges.length - 1 - at} ${colour}`} />
          <span>{name}</span>
          <b>{props.at === null ? '' : `${props.text(low[props.at] ?? 0)} – ${props.text(high[props.at] ?? 0)}`}</b>
        </li>
      ))}
    </ul>
  );
}

function Entries(props: { title: string; dates: readonly string[]; series: readonly Series[]; text: (value: number) => string }) {
  return (
    <DataTable
      title={`${props.title}, by month`}
      level={4}
      most={24}
      rows={props.dates.map((date, place) => ({ date, place }))}
      columns={[
        { head: 'Date', value: ({ date }) => date },
        ...props.series.map(({ name, values }) => ({
          head: name,
          value: ({ place }: { place: number }) => values[place] ?? Number.NaN,
          text: props.text,
        })),
      ]}
    />
  );
}
