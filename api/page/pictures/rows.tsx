/**
 * Rows of bars along one axis: tornadoes, bridges, multiples. Names stand at the left, or above their bar where the page is narrow;
 * figures stand at the ends of the bars.
 */
import { ticks, unitOf } from '../../../host/report/html/scale.ts';
import { dollars } from '../../../host/report/words.ts';
import { Figure, type Measure, num, useWidth } from './frame.tsx';

/** A bar from one value to another. `colour` is a class of the style sheet. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  /** Said of it where the mouse rests. */
  readonly about?: string;
}

export interface BarRow {
  readonly name: string;
  readonly spans: readonly Span[];
  /** Figures beside the bars, each at a value, to the left of it or to the right. */
  readonly marks: readonly { readonly at: number; readonly text: string; readonly side: 'left' | 'right' }[];
  /** From here a thin line leads down to the next row. */
  readonly leadsOn?: number;
  readonly isTotal?: boolean;
  /** Values with a mark across the bar. */
  readonly ticks?: readonly number[];
}

export interface RowsProps {
  readonly title: string;
  readonly about: string;
  readonly rows: readonly BarRow[];
  readonly measure?: Measure;
  /** A value with a line of its own, such as a multiple of 1. */
  readonly line?: number;
  readonly note?: string;
  /** The axis begins here and not at 0. */
  readonly floor?: number;
  /** Room for the figures at the right end. Units: dots. */
  readonly ends?: number;
  /** What all of it says, for those who do not see it. */
  readonly summary: string;
}

const BAR = 16;
const ROW = 28;
const TALL_ROW = 44;
const AXIS = 26;
/** Room for the figures at the ends. */
const ENDS = 66;
const DIGIT = 7.3;
const MOST_LABEL = 290;
/** The unit of an axis whose largest figure is this. */
function axisOf(measure: Measure, largest: number): { readonly by: number; readonly word: string } {
  if (measure === 'dollars') return unitOf(largest);
  if (measure === 'multiple') return { by: 1, word: '×' };
  return largest >= 2e6 ? { by: 1e6, word: 'millions' } : { by: 1, word: '' };
}

/** Below this names go above their bars. */
const NARROW = 560;

export function Rows({ title, about, rows, measure = 'dollars', line, note, summary, floor, ends = ENDS }: RowsProps) {
  const [place, width] = useWidth();
  const isNarrow = width < NARROW;
  const longest = Math.max(...rows.map(({ name }) => name.length), 0) * DIGIT + 12;
  const left = isNarrow ? 0 : Math.min(MOST_LABEL, Math.ceil(longest));
  const values = rows.flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, to]));
  const [low, high] = [floor ?? Math.min(0, ...values), Math.max(0, line ?? 0, ...values)];
  const { by, word } = axisOf(measure, Math.max(high, -low));
  // Figures that are long stand beside the names where the page is narrow.
  const isAbove = isNarrow && ends > ENDS;
  const room = [left + (low < 0 && floor === undefined ? ENDS : 6), width - (high > 0 && !isAbove ? ends : 6)] as const;
  const x = (value: number) => room[0] + ((value - low) / (high - low || 1)) * (room[1] - room[0]);
  const rowHeight = isNarrow ? TALL_ROW : ROW;
  const bottom = rows.length * rowHeight + 4;
  const marks = ticks(low / by, high / by, floor !== undefined && high > low, width < 460 ? 3 : 5);
  const inside = marks.values.filter((value) => value * by >= low - 1e-9 && value * by <= high * (1 + 1e-9));
  return (
    <Figure title={title} about={[word, about].filter((part) => part !== '').join(', ')} {...(note !== undefined && { note })}>
      <div ref={place} class="plot still">
        <svg
          viewBox={`0 0 ${width} ${bottom + AXIS}`}
          width={width}
          height={bottom + AXIS}
          role="img"
          aria-label={`${title}: ${summary}`}
        >
          {inside.map((value) => (
            <g key={value}>
              <path class={value === 0 ? 'zero' : 'grid'} d={`M${num(x(value * by))} 0V${bottom}`} />
              <text x={num(x(value * by))} y={bottom + 17} class="mid">
                {dollars(value, marks.places)}
              </text>
            </g>
          ))}
          {line !== undefined && <path class="reference" d={`M${num(x(line))} 0V${bottom}`} />}
          {rows.map((row, at) => (
            <Bars
              key={row.name}
              row={row}
              x={x}
              top={at * rowHeight}
              height={rowHeight}
              isNarrow={isNarrow}
              left={left}
              {...(isAbove && { right: width })}
            />
          ))}
        </svg>
      </div>
    </Figure>
  );
}

function Bars(props: {
  row: BarRow;
  x: (value: number) => number;
  top: number;
  height: number;
  isNarrow: boolean;
  left: number;
  /** Where figures end that stand beside the name. */
  right?: number;
}) {
  const { row, x, top, height, isNarrow, left, right } = props;
  const bar = isNarrow ? top + height - BAR - 5 : top + (height - BAR) / 2;
  const middle = bar + BAR / 2;
  return (
    <g class={row.isTotal ? 'totalrow' : ''}>
      <text
        x={isNarrow ? 0 : left - 8}
        y={isNarrow ? top + 14 : middle}
        dy={isNarrow ? 0 : '.35em'}
        class={`name ${isNarrow ? 'start' : 'end'}`}
      >
        {row.name}
      </text>
      {row.spans.map(({ from, to, colour, about }, at) => {
        const [a, b] = [x(Math.min(from, to)), x(Math.max(from, to))];
        return (
          <rect key={at} class={`bars ${colour}`} x={num(a)} y={bar} width={num(Math.max(1, b - a))} height={BAR}>
            {about !== undefined && <title>{about}</title>}
          </rect>
        );
      })}
      {row.leadsOn !== undefined && <path class="lead" d={`M${num(x(row.leadsOn))} ${bar}V${bar + height + BAR}`} />}
      {row.ticks?.map((value) => (
        <path key={value} class="median" d={`M${num(x(value))} ${bar - 2}v${BAR + 4}`} />
      ))}
      {row.marks.map(({ at, text, side }) => (
        <text
          key={`${side}${text}`}
          x={num(right ?? x(at) + (side === 'left' ? -5 : 5))}
          y={right === undefined ? middle : top + 14}
          dy={right === undefined ? '.35em' : 0}
          class={side === 'left' || right !== undefined ? 'end' : 'start'}
        >
          {text}
        </text>
      ))}
    </g>
  );
}
