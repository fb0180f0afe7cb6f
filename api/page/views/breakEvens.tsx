/** How far defaults, severity and prepayments may go before a class loses: bars by class, and a table. */
import { useState } from 'preact/hooks';
import { useAsked } from '../client/asked.ts';
import { type BreakEvenReport, type BreakEvenRow, breakEvensOf } from '../data/breakEvens.ts';
import type { DatedRun } from '../data/runs.ts';
import { Segments, Select } from '../parts/bits.tsx';
import { sentence, whole, years } from '../parts/format.ts';
import { Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { type BarRow, Rows } from '../pictures/rows.tsx';

export function BreakEvens({ run }: { run: DatedRun }) {
  const asked = useAsked(`break-even ${run.id}`, () => breakEvensOf(run));
  return (
    <Shown asked={asked} what="multiples">
      {(value) => <Drawn of={value} />}
    </Shown>
  );
}

/** Bars are cut here: a class that bears five times the losses is not told from one that bears fifty. */
const LONGEST = 5;

function Drawn({ of }: { of: BreakEvenReport }) {
  const drivers = [...new Set(of.rows.map(({ driver }) => driver))];
  const [driver, setDriver] = useState(drivers[0] ?? '');
  const [trust, setTrust] = useState('');
  const isShown = (row: BreakEvenRow) => trust === '' || row.trust === trust;
  const rows = of.rows.filter((row) => row.driver === driver && isShown(row));
  if (of.rows.length === 0) return <p class="empty">The run has no multiples.</p>;
  return (
    <>
      <div class="tools choices">
        <Segments
          label="Input"
          value={driver}
          choices={drivers.map((value) => ({ value, text: sentence(value) }))}
          onChoose={setDriver}
        />
        <Select
          label="Of"
          value={trust}
          choices={[{ value: '', text: 'every trust' }, ...of.trusts.map((each) => ({ value: each.trust, text: each.trust }))]}
          onChoose={setTrust}
        />
      </div>
      <div class="stack">
        <div class="card">
          <Rows
            title={`Break-even: ${driver}`}
            about="multiple of the base case at the first dollar of loss"
            measure="multiple"
            line={1}
            rows={rows.map(barOf)}
            summary={rows.map((row) => `${row.trust} ${row.tranche} ${textOf(row)}`).join('; ')}
            note={`The line is the base case. A bar to the left of it: the class loses in the base case, and would not at this multiple. Bars are cut at ${LONGEST}; a dash: no multiple up to ${whole(of.bound)} makes the class lose, or keeps it from losing.`}
          />
        </div>
        <div class="card long">
          <DataTable
            title="Break-even multiples"
            level={2}
            most={36}
            rows={of.rows.filter(isShown)}
            columns={[
              { head: 'Trust', value: (row) => row.trust },
              { head: 'Class', side: 'left', value: ({ tranche }) => tranche },
              { head: 'Input', side: 'left', value: (row) => row.driver },
              { head: 'Balance', unit: '$', value: ({ balance }) => balance, text: whole },
              { head: 'Loss in the base case', unit: '$', value: ({ baseLoss }) => baseLoss, text: whole },
              { head: 'First dollar of loss', unit: '×', value: ({ multiple }) => multiple, text: (value) => value.toFixed(3) },
              { head: 'Of', side: 'left', value: ({ kind }) => kind },
              { head: 'Coverage', unit: '×', value: ({ coverage }) => coverage, text: years },
              { head: '5 % written down', unit: '×', value: ({ writedown }) => writedown, text: (value) => value.toFixed(3) },
            ]}
          />
        </div>
      </div>
    </>
  );
}

function barOf(row: BreakEvenRow): BarRow {
  const { trust, tranche, multiple } = row;
  const name = `${trust} ${tranche}`;
  if (Number.isNaN(multiple)) return { name, spans: [], marks: [{ at: 0, text: '-', side: 'right' }] };
  const to = Math.min(multiple, LONGEST);
  return {
    name,
    spans: [{ from: 0, to, colour: multiple < 1 ? 'down' : 'up', about: `${name}: ${textOf(row)}` }],
    marks: [{ at: to, text: textOf(row), side: 'right' }],
  };
}

function textOf({ multiple }: BreakEvenRow): string {
  return Number.isNaN(multiple) ? 'none' : `× ${multiple.toFixed(2)}`;
}
