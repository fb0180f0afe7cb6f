/** How many paths have which value: columns of equal width. */
import { unitOf } from '../../../host/report/html/scale.ts';
import { dollars } from '../../../host/report/words.ts';
import { counts, short } from '../parts/format.ts';
import { DataTable } from '../parts/table.tsx';
import { Behind, Figure, frameOf, num, useWidth } from './frame.tsx';
import { binsOf } from './numbers.ts';

const HEIGHT = 230;

export function Histogram({ title, about, values }: { title: string; about: string; values: Float64Array }) {
  const [place, width] = useWidth();
  const bins = binsOf(values);
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return null;
  const most = Math.max(...bins.map(({ count }) => count));
  const frame = frameOf({ width, height: HEIGHT, entries: bins.length, low: 0, high: most, measure: 'plain', inset: 0.5 });
  const half = (frame.right - frame.left) / bins.length / 2 - 0.5;
  const { by, word } = unitOf(Math.max(Math.abs(first.from), Math.abs(last.to)));
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => first.from + share * (last.to - first.from));
  return (
    <Figure title={title} about={`paths by value, ${word}; ${about}`}>
      <div ref={place} class="plot still">
        <svg
          viewBox={`0 0 ${width} ${HEIGHT}`}
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`${title}: from ${short(first.from)} to ${short(last.to)}, ${counts(values.length)} paths`}
        >
          {frame.marks.map(({ y, text }) => (
            <g key={text}>
              <path class="grid" d={`M${frame.left} ${num(y)}H${frame.right}`} />
              <text x={frame.left - 6} y={num(y)} dy=".35em" class="end">
                {text}
              </text>
            </g>
          ))}
          {bins.map(({ from, to, count }, at) => (
            <rect
              key={from}
              class="bars c1"
              x={num(frame.x(at) - half)}
              y={num(frame.y(count))}
              width={num(2 * half)}
              height={num(frame.floor - frame.y(count))}
            >
              <title>{`${short(from)} to ${short(to)}: ${counts(count)} paths`}</title>
            </rect>
          ))}
          {marks.map((value, at) => (
            <text
              key={value}
              x={num(frame.left + (at / 4) * (frame.right - frame.left))}
              y={frame.floor + 17}
              class={at === 0 ? 'start' : at === 4 ? 'end' : 'mid'}
            >
              {dollars(value / by, by >= 1e6 ? 2 : 0)}
            </text>
          ))}
        </svg>
      </div>
      <Behind>
        {() => (
          <DataTable
            title={`${title}, paths by value`}
            level={4}
            rows={bins}
            columns={[
              { head: 'From', unit: '$', value: ({ from }) => from, text: (value) => dollars(value) },
              { head: 'To', unit: '$', value: ({ to }) => to, text: (value) => dollars(value) },
              { head: 'Paths', value: ({ count }) => count, text: counts },
            ]}
          />
        )}
      </Behind>
    </Figure>
  );
}
