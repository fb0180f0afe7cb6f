/** The tables of a run: each to look at, as CSV, as Parquet, as JSON. */
import { useState } from 'preact/hooks';
import { api, type RunDetail } from '../client/api.ts';
import { useAsked } from '../client/asked.ts';
import type { Cell, TableJson } from '../client/frame.ts';
import { Select } from '../parts/bits.tsx';
import { counts, phrase, rate, sentence } from '../parts/format.ts';
import { Failure, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';

const FORMATS = ['csv', 'parquet', 'json'] as const;
/** Rows that are looked at here; files have all of them. */
const MOST_ROWS = 500;

/** Every table of a run, one at a time; shut where those that are short are shown already. */
export function Tables({ run, isShut = false }: { run: RunDetail; isShut?: boolean }) {
  const [isOpen, setOpen] = useState(!isShut);
  return (
    <details class="card long" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <b>Tables</b> <span class="unit">every row of each, and as files</span>
      </summary>
      {isOpen && <OneTable run={run} />}
    </details>
  );
}

function OneTable({ run }: { run: RunDetail }) {
  const [name, setName] = useState(run.tables[0] ?? '');
  const [error, setError] = useState<unknown>(undefined);
  const asked = useAsked(name === '' ? null : `table ${run.id} ${name}`, (signal) =>
    api.table(run.id, name, { limit: MOST_ROWS }, signal),
  );
  const save = (format: (typeof FORMATS)[number]) => {
    setError(undefined);
    api.download(run.id, ['tables', name], `${name}.${format}`, { format }).catch(setError);
  };
  return (
    <>
      <div class="tools">
        <Select
          label="Table"
          value={name}
          choices={run.tables.map((value) => ({ value, text: sentence(value) }))}
          onChoose={setName}
        />
        <span class="unit">whole table as</span>
        {FORMATS.map((format) => (
          <button key={format} type="button" onClick={() => save(format)} aria-label={`${name} as ${format}`}>
            {format === 'parquet' ? 'Parquet' : format.toUpperCase()}
          </button>
        ))}
      </div>
      {error !== undefined && <Failure error={error} what="file" />}
      <Shown asked={asked} what={`table ${name}`}>
        {(table) => <Look key={name} table={table} />}
      </Shown>
    </>
  );
}

/** Tables of so few rows are read at once. */
const FEW_ROWS = 40;

/** What came out, of kinds that no view draws: every table of a few rows. */
export function SmallTables({ run }: { run: RunDetail }) {
  const asked = useAsked(`tables ${run.id}`, async (signal) => {
    const { tables } = await api.tables(run.id, signal);
    const names = tables.filter(({ rows }) => rows > 0 && rows <= FEW_ROWS).map(({ name }) => name);
    return Promise.all(names.map((name) => api.table(run.id, name, {}, signal)));
  });
  return (
    <Shown asked={asked} what="tables">
      {(tables) =>
        tables.map((table) => (
          <div class="card long" key={table.name}>
            {table.rows.length === 1 ? (
              <Facts table={table} />
            ) : table.columns.length === 1 ? (
              <Texts table={table} />
            ) : (
              <Look table={table} />
            )}
          </div>
        ))
      }
    </Shown>
  );
}

function Facts({ table: { name, columns, rows } }: { table: TableJson }) {
  return (
    <>
      <h2>{sentence(name)}</h2>
      <dl class="facts">
        {columns.map((column, place) => {
          const cell = rows[0]?.[place] ?? null;
          return (
            <>
              <dt key={column.name}>{sentence(column.name)}</dt>
              <dd>{typeof cell === 'number' ? plainNumber(cell, column.kind, column.unit) : wordsOf(cell)}</dd>
            </>
          );
        })}
      </dl>
    </>
  );
}

function Texts({ table: { name, rows } }: { table: TableJson }) {
  return (
    <div class="prose">
      <h2>{sentence(name)}</h2>
      {rows.map(([text = null]) => (
        <p key={text}>{wordsOf(text)}</p>
      ))}
    </div>
  );
}

/** A text as it stands; names such as `changeInFairValue` and `end_upb` in words. */
function wordsOf(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /^(reo|[a-z]+([A-Z][a-z]*|_[a-z]+)+\d?)$/.test(text) ? phrase(text) : text;
}

/** Columns whose headings have room for a line. */
const MOST_WIDE = 6;

/** Letters of a text that has its line to itself. */
const LONGEST_LINE = 36;

const isLong = (rows: TableJson['rows'], place: number): boolean =>
  rows.some((row) => String(row[place] ?? '').length > LONGEST_LINE);

function Look({ table }: { table: TableJson }) {
  const isCut = table.rows.length >= MOST_ROWS;
  return (
    <DataTable
      title={sentence(table.name)}
      rows={table.rows}
      most={100}
      kind={table.columns.length > MOST_WIDE ? 'tight' : ''}
      {...(isCut && { note: `The first ${counts(MOST_ROWS)} rows; the files have all of them.` })}
      columns={table.columns.map(({ name, kind, unit }, place) => ({
        head: sentence(name),
        ...(unit !== undefined && { unit: shownUnit(unit) }),
        ...(kind === 'text' && { side: 'left' as const, isWords: isLong(table.rows, place) }),
        value: (row: readonly Cell[]) => {
          const cell = row[place] ?? null;
          return typeof cell === 'boolean' ? String(cell) : cell;
        },
        text: (value: number) => plainNumber(value, kind, unit),
        ...(kind === 'text' && { cell: (row: readonly Cell[]) => wordsOf(row[place] ?? null) }),
      }))}
    />
  );
}

/** Decimals and shares are shown in percent, dollars with their sign. */
function shownUnit(unit: string): string {
  return unit === 'dollars' ? '$' : unit.replace(/^(decimal|share)/, '%').replace(/severities a share$/, 'severities %');
}

/** Dollars to the cent, decimals and shares in percent, other figures to ten digits; years of dates have no groups. */
function plainNumber(value: number, kind: string, unit: string | undefined): string {
  if (unit === 'dollars') return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  if (kind === 'integer') return String(value);
  if (unit !== undefined && shownUnit(unit).startsWith('%')) return rate(value);
  return Number(value.toPrecision(10)).toString();
}
