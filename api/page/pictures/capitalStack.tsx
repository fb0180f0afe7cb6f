/** The capital structure: what a trust has beside what it owes, both to one scale, with the enhancement of every class. */

import { NONE, share, short, whole } from '../parts/format.ts';
import { DataTable } from '../parts/table.tsx';
import { Behind, Figure, num, useWidth } from './frame.tsx';
import { spread } from './numbers.ts';

/** A part of a column, from the top down. Units: dollars; the enhancement is a share. */
export interface StackPart {
  readonly name: string;
  readonly amount: number;
  readonly colour: string;
  /** NaN where it has none. */
  readonly enhancement: number;
  readonly about: string;
}

export interface CapitalStackProps {
  readonly title: string;
  /** The most senior first. */
  readonly classes: readonly StackPart[];
  readonly assets: readonly StackPart[];
  readonly note?: string;
}

const HEIGHT = 330;
const TOP = 26;
/** Least distance between two lines of text. */
const LINE = 19;

export function CapitalStack({ title, classes, assets, note }: CapitalStackProps) {
  const [place, width] = useWidth();
  const sum = (parts: readonly StackPart[]) => parts.reduce((total, { amount }) => total + amount, 0);
  const all = Math.max(sum(classes), sum(assets));
  if (all <= 0) return null;
  const room = Math.max(HEIGHT, TOP + classes.length * LINE + 10);
  const scale = (room - TOP - 6) / all;
  const column = Math.max(44, Math.min(92, width * 0.14));
  const second = column + Math.max(10, width * 0.03);
  const labels = second + column + 26;
  const ends = { balance: Math.min(width - 74, labels + 210), enhancement: Math.min(width, labels + 294) };
  const placed = placedParts(classes, scale);
  const lines = spread(
    placed.map(({ top, height }) => TOP + top + height / 2),
    LINE,
    TOP + 8,
    room - 8,
  );
  const told = classes
    .map(({ name, amount, enhancement }) => `${name} ${short(amount)}, enhancement ${percent(enhancement)}`)
    .join('; ');
  return (
    <Figure title={title} about="both columns to one scale" {...(note !== undefined && { note })}>
      <div ref={place} class="plot still">
        <svg viewBox={`0 0 ${width} ${room}`} width={width} height={room} role="img" aria-label={`${title}: ${told}`}>
          <text x="0" y="14" class="start head">
            Has
          </text>
          <text x={second} y="14" class="start head">
            Owes
          </text>
          <text x={ends.balance} y="14" class="end head">
            Balance
          </text>
          <text x={ends.enhancement} y="14" class="end head">
            Enhanced
          </text>
          {placedParts(assets, scale).map(({ part, top, height }) => (
            <rect
              key={part.name}
              class={`piece ${part.colour}`}
              x="0"
              y={num(TOP + top)}
              width={num(column)}
              height={num(height)}
            >
              <title>{part.about}</title>
            </rect>
          ))}
          {placed.map(({ part, top, height }, at) => {
            const middle = TOP + top + height / 2;
            const line = lines[at] ?? middle;
            const start = second + column;
            return (
              <g key={part.name}>
                <rect
                  class={`piece ${part.colour}`}
                  x={num(second)}
                  y={num(TOP + top)}
                  width={num(column)}
                  height={num(Math.max(0.5, height))}
                >
                  <title>{part.about}</title>
                </rect>
                <path
                  class="leader"
                  d={`M${num(start + 2)} ${num(middle)}L${num(labels - 10)} ${num(line)}H${num(labels - 4)}`}
                />
                <text x={num(labels)} y={num(line)} dy=".35em" class="start name">
                  {part.name}
                </text>
                <text x={num(ends.balance)} y={num(line)} dy=".35em" class="end">
                  {short(part.amount)}
                </text>
                <text x={num(ends.enhancement)} y={num(line)} dy=".35em" class="end">
                  {percent(part.enhancement)}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      <ul class="legend amounts">
        {assets.map(({ name, colour, amount }) => (
          <li key={name}>
            <i class={colour} />
            <span>{name}</span>
            <b>{short(amount)}</b>
          </li>
        ))}
      </ul>
      <Behind>
        {() => (
          <DataTable
            title={title}
            level={4}
            rows={[...assets, ...classes]}
            columns={[
              { head: 'Part', value: ({ name }) => name },
              { head: 'Balance', unit: '$', value: ({ amount }) => amount, text: whole },
              { head: 'Enhancement', unit: '%', value: ({ enhancement }) => enhancement, text: share },
            ]}
          />
        )}
      </Behind>
    </Figure>
  );
}

function percent(value: number): string {
  return Number.isNaN(value) ? NONE : `${share(value)} %`;
}

function placedParts(parts: readonly StackPart[], scale: number): { part: StackPart; top: number; height: number }[] {
  let top = 0;
  return parts.map((part) => {
    const height = part.amount * scale;
    const placed = { part, top, height };
    top += height;
    return placed;
  });
}
