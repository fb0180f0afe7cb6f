/** Two inputs against one another: a table whose cells are tinted by how far they move, losses one way and gains the other. */
import { saveCsv } from '../parts/csv.ts';
import { short, signed } from '../parts/format.ts';

export interface HeatMapProps {
  readonly title: string;
  readonly about: string;
  readonly rowInput: string;
  readonly columnInput: string;
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** The change at a row and a column; NaN where it was not asked. Units: dollars. */
  readonly at: (row: number, column: number) => number;
  readonly text: (input: string, value: number) => string;
}

/** The strongest tint: text on it is still read with ease. Units: percent. */
const STRONGEST = 62;

export function HeatMap({ title, about, rowInput, columnInput, rows, columns, at, text }: HeatMapProps) {
  const cells = rows.flatMap((row) => columns.map((column) => at(row, column)));
  const most = Math.max(...cells.map((cell) => (Number.isNaN(cell) ? 0 : Math.abs(cell))), 1e-9);
  const tint = (value: number) =>
    Number.isNaN(value)
      ? 'transparent'
      : `color-mix(in oklab, var(${value < 0 ? '--down' : '--up'}) ${((Math.abs(value) / most) * STRONGEST).toFixed(1)}%, transparent)`;
  const save = () =>
    saveCsv(
      title,
      [`${rowInput} \\ ${columnInput}`, ...columns.map(String)],
      rows.map((row) => [row, ...columns.map((column) => at(row, column))]),
    );
  return (
    <section class="tabled">
      <div class="tablehead">
        <h3>
          {title} <span class="unit">{about}</span>
        </h3>
        <div class="tools">
          <button type="button" class="quiet" onClick={save} aria-label={`${title} as CSV`}>
            CSV
          </button>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="scroll" tabIndex={0} aria-label={title}>
        <table class="heat">
          <thead>
            <tr>
              <td class="corner">
                {rowInput} ↓<br />
                {columnInput} →
              </td>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {text(columnInput, column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                <th scope="row">{text(rowInput, row)}</th>
                {columns.map((column) => (
                  <td key={column} style={{ background: tint(at(row, column)) }}>
                    {signed(at(row, column), short)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
