/** Two runs beside each other: what they were made from, their balance sheets, and where their figures differ most. */
import { useState } from 'preact/hooks';
import { api, type RunDetail } from '../client/api.ts';
import { useAsked } from '../client/asked.ts';
import type { TableJson } from '../client/frame.ts';
import { comparedFigures, differing, type FigureRow, type MadeRow, madeDifferently } from '../data/comparing.ts';
import { tablesOf } from '../data/runs.ts';
import { Heading, Segments } from '../parts/bits.tsx';
import { cents, counted, instant, kindText, price, rate, sentence, share, signed, years } from '../parts/format.ts';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { href, type Route } from '../route.ts';

/** Tables that are compared: those by month are too long to read, and differ where these do. */
const COMPARED = ['sheet', 'totals', 'trusts', 'instruments', 'sensitivity', 'tranches', 'grids'];

interface Both {
  readonly a: RunDetail;
  readonly b: RunDetail;
  readonly made: readonly MadeRow[];
  readonly tables: readonly { readonly name: string; readonly rows: readonly FigureRow[] }[];
}

export function Compare({ route }: { route: Route }) {
  const [a, b] = route.parts;
  const asked = useAsked(a === undefined || b === undefined ? null : `compare ${a} ${b}`, () => bothOf(a ?? '', b ?? ''));
  if (a === undefined || b === undefined)
    return (
      <NotYet title="Two runs">
        <p>
          Mark two runs in the <a href={href('runs')}>list of runs</a> to compare them.
        </p>
      </NotYet>
    );
  return (
    <Shown asked={asked} what="runs">
      {(both) => <Beside both={both} />}
    </Shown>
  );
}

async function bothOf(idA: string, idB: string): Promise<Both> {
  const [a, b] = await Promise.all([api.run(idA), api.run(idB)]);
  const [manifestA, manifestB, tablesA, tablesB] = await Promise.all([
    api.manifest(idA),
    api.manifest(idB),
    tablesOf(a, COMPARED),
    tablesOf(b, COMPARED),
  ]);
  const rowsOf = (table: TableJson | undefined, other: TableJson | undefined) => comparedFigures(table, other);
  return {
    a,
    b,
    made: madeDifferently(manifestA, manifestB),
    tables: COMPARED.filter((name) => tablesA.has(name) || tablesB.has(name)).map((name) => ({
      name,
      rows: rowsOf(tablesA.get(name), tablesB.get(name)),
    })),
  };
}

function Beside({ both }: { both: Both }) {
  const { a, b, made, tables } = both;
  const [name, setName] = useState(tables[0]?.name ?? '');
  const [kind, setKind] = useState<'differing' | 'all'>('differing');
  const chosen = tables.find((table) => table.name === name);
  const differences = tables.reduce((sum, { rows }) => sum + differing(rows).length, 0);
  const rows = chosen === undefined ? [] : kind === 'all' ? chosen.rows : differing(chosen.rows);
  return (
    <>
      <Heading
        title="Two runs"
        sub={differences === 0 ? 'No figure differs' : `${counted(differences, 'figure')} of the tables below differ`}
      >
        <a class="button" href={href('compare', [b.id, a.id])}>
          Change sides
        </a>
      </Heading>
      <div class="stack">
        <div class="pair">
          <RunCard label="A" run={a} />
          <RunCard label="B" run={b} />
        </div>
        <div class="card long">
          <div class="tools choices">
            <Segments
              label="Table"
              value={name}
              choices={tables.map((table) => ({ value: table.name, text: sentence(table.name) }))}
              onChoose={setName}
            />
            <Segments
              label="Which figures"
              value={kind}
              choices={[
                { value: 'differing', text: 'That differ' },
                { value: 'all', text: 'All' },
              ]}
              onChoose={setKind}
            />
          </div>
          <DataTable
            key={`${name} ${kind}`}
            title={`${sentence(name)}, compared`}
            level={2}
            most={60}
            rows={rows}
            empty="No figure of this table differs."
            columns={[
              { head: 'Of', value: ({ of }) => of, cell: ({ of }) => (name === 'sheet' ? sentence(of) : of) },
              { head: 'Figure', side: 'left', value: ({ figure }) => sentence(figure) },
              { head: 'Unit', side: 'left', value: ({ unit }) => (unit === 'dollars' ? '$' : unit) },
              { head: 'A', value: (row) => row.a, cell: (row) => textOf(row.a, row.unit) },
              { head: 'B', value: (row) => row.b, cell: (row) => textOf(row.b, row.unit) },
              {
                head: 'B less A',
                value: (row) => row.b - row.a,
                cell: (row) => signed(row.b - row.a, (value) => textOf(value, row.unit)),
              },
              {
                head: 'Of A',
                unit: '%',
                value: (row) => (row.b - row.a) / Math.abs(row.a),
                text: (value) => (Number.isFinite(value) ? signed(value, share) : '-'),
              },
            ]}
          />
        </div>
        <div class="card long">
          <DataTable
            title="What they were made from"
            level={2}
            most={12}
            rows={made}
            empty="Inputs, versions, options and seed are the same: the figures must be the same to the bit."
            columns={[
              { head: 'What', value: ({ what }) => what, isWords: true },
              { head: 'A', side: 'left', value: (row) => row.a, isWords: true },
              { head: 'B', side: 'left', value: (row) => row.b, isWords: true },
            ]}
          />
        </div>
      </div>
    </>
  );
}

function RunCard({ label, run }: { label: string; run: RunDetail }) {
  return (
    <div class="card">
      <h2>
        <span class="unit">{label}</span> <a href={href('runs', [run.id])}>{run.title}</a>
      </h2>
      <p class="sub">
        {kindText(run.kind)}, asked by {run.askedBy} {instant(run.created)}
      </p>
      <code>{run.id}</code>
    </div>
  );
}

function textOf(value: number, unit: string): string {
  if (unit === 'dollars') return cents(value);
  if (unit === 'a year') return Number.isNaN(value) ? '-' : `${rate(value)} %`;
  return unit === 'per 100' ? price(value) : years(value);
}
