/** A table: figures aligned with their units above, sorted by a click, wide ones scrolling, and all of it as CSV. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { saveCsv, unitInFile } from './csv.ts';
import { NONE } from './format.ts';

export type Value = string | number | null;

export interface TableColumn<R> {
  readonly head: string;
  readonly unit?: string;
  /** Texts stand left, figures right. */
  readonly side?: 'left' | 'right';
  /** What is sorted by and goes into the CSV: every digit. */
  readonly value: (row: R) => Value;
  /** How a figure reads; default: texts as they are, missing ones as a dash. */
  readonly text?: (value: number) => string;
  /** What stands in the cell instead of the text. */
  readonly cell?: (row: R) => ComponentChildren;
  /** Columns of words may break. */
  readonly isWords?: boolean;
  /** Left out where the page is narrow; the CSV has it. */
  readonly isSpare?: boolean;
}

export interface TableProps<R> {
  /** What the table is, for its heading, its region and its file. */
  readonly title: string;
  readonly rows: readonly R[];
  readonly columns: readonly TableColumn<R>[];
  /** Sums: a value a column. */
  readonly foot?: readonly (readonly Value[])[];
  readonly note?: ComponentChildren;
  readonly kind?: string;
  readonly level?: 2 | 3 | 4;
  /** Set apart rows that need a look. */
  readonly flagged?: (row: R) => boolean;
  /** Rows of a balance sheet keep their order. */
  readonly isFixed?: boolean;
  readonly rowClass?: (row: R) => string;
  readonly aside?: ComponentChildren;
  /** What stands where there are no rows. */
  readonly empty?: string;
  /** Rows shown before a button shows the others. */
  readonly most?: number;
}

const MOST_ROWS = 200;

export function DataTable<R>(props: TableProps<R>) {
  const { title, rows, columns, foot = [], note, kind = '', level = 3, isFixed = false, empty = 'Nothing.' } = props;
  const [sort, setSort] = useState<{ readonly column: number; readonly sign: 1 | -1 } | null>(null);
  const [isWhole, setWhole] = useState(false);
  const most = isWhole ? rows.length : (props.most ?? MOST_ROWS);
  const by = sort === null ? undefined : columns[sort.column];
  const sorted = by === undefined || sort === null ? rows : rows.toSorted((a, b) => compare(by.value(a), by.value(b), sort.sign));
  const save = () =>
    saveCsv(
      title,
      columns.map(({ head, unit, text }) =>
        // A column without figures of its own is as it is shown.
        unit === undefined ? head : `${head} (${text === undefined ? unit : unitInFile(unit)})`,
      ),
      [...sorted.map((row) => columns.map(({ value }) => value(row))), ...foot],
    );
  const Heading = `h${level}` as const;
  return (
    <section class="tabled">
      <div class="tablehead">
        <Heading>{title}</Heading>
        <div class="tools">
          {props.aside}
          {rows.length > 0 && (
            <button type="button" class="quiet" onClick={save} aria-label={`${title} as CSV`}>
              CSV
            </button>
          )}
        </div>
      </div>
      {note !== undefined && <p class="note">{note}</p>}
      {rows.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <section class="scroll" tabIndex={0} aria-label={title}>
          <table class={kind}>
            <thead>
              <tr>
                {columns.map(({ head, unit, side, isSpare }, place) => (
                  <th
                    key={head}
                    scope="col"
                    class={classes(side === 'left' || place === 0 ? 'l' : '', isSpare ? 'spare' : '')}
                    aria-sort={sort?.column === place ? (sort.sign === 1 ? 'ascending' : 'descending') : undefined}
                  >
                    {isFixed ? (
                      headOf(head, unit)
                    ) : (
                      <button type="button" onClick={() => setSort({ column: place, sign: nextSign(sort, place) })}>
                        {headOf(head, unit)}
                      </button>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sorted.slice(0, most).map((row, place) => (
                <tr key={place} class={`${props.flagged?.(row) ? 'flagged ' : ''}${props.rowClass?.(row) ?? ''}`}>
                  {columns.map((column, at) => cellOf(column, row, at))}
                </tr>
              ))}
            </tbody>
            {foot.length > 0 && (
              <tfoot>
                {foot.map((values, place) => (
                  <tr key={place} class="total">
                    {columns.map((column, at) => footCell(column, values[at] ?? null, at))}
                  </tr>
                ))}
              </tfoot>
            )}
          </table>
        </section>
      )}
      {rows.length > most && (
        <button type="button" class="quiet more" onClick={() => setWhole(true)}>
          Show all {rows.length.toLocaleString('en-US')} rows
        </button>
      )}
    </section>
  );
}

function headOf(head: string, unit: string | undefined): ComponentChildren {
  return (
    <>
      {head}
      {unit !== undefined && <span class="unit"> {unit}</span>}
    </>
  );
}

function nextSign(sort: { column: number; sign: 1 | -1 } | null, place: number): 1 | -1 {
  // Figures are wanted largest first, names from A on.
  if (sort?.column !== place) return place === 0 ? 1 : -1;
  return sort.sign === 1 ? -1 : 1;
}

function textOf<R>({ text }: TableColumn<R>, value: Value): string {
  if (value === null || value === '') return '';
  if (typeof value === 'string') return value;
  if (Number.isNaN(value)) return NONE;
  return text?.(value) ?? String(value);
}

function cellOf<R>(column: TableColumn<R>, row: R, place: number) {
  const content = column.cell?.(row) ?? textOf(column, column.value(row));
  if (place === 0)
    return (
      <th key={place} scope="row" class={column.isWords ? 'w' : ''}>
        {content}
      </th>
    );
  return (
    <td key={place} class={classes(column.side === 'left' ? 'l' : '', column.isWords ? 'w' : '', column.isSpare ? 'spare' : '')}>
      {content}
    </td>
  );
}

function footCell<R>(column: TableColumn<R>, value: Value, place: number) {
  const text = textOf(column, value);
  return place === 0 ? (
    <th key={place} scope="row">
      {text}
    </th>
  ) : (
    <td key={place} class={classes(column.side === 'left' ? 'l' : '', column.isSpare ? 'spare' : '')}>
      {text}
    </td>
  );
}

function classes(...names: readonly string[]): string {
  return names.filter((name) => name !== '').join(' ');
}

/** Missing values come last whichever way. */
function compare(a: Value, b: Value, sign: 1 | -1): number {
  const [missingA, missingB] = [isMissing(a), isMissing(b)];
  if (missingA || missingB) return Number(missingA) - Number(missingB);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}

function isMissing(value: Value): boolean {
  return value === null || value === '' || Number.isNaN(value);
}
