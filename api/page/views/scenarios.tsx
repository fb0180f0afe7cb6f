/** What moves the values: a tornado by input, heat maps of two inputs, break-even multiples, from the runs that are kept. */
import { useState } from 'preact/hooks';
import { useAsked } from '../client/asked.ts';
import { type DatedRun, runChoices } from '../data/runs.ts';
import {
  type GridOf,
  type Measure,
  measuresFor,
  type Sensitivity,
  type ShockRow,
  sensitivityOf,
  tornado,
  valueText,
} from '../data/sensitivity.ts';
import { Heading, KeyFigure, Select } from '../parts/bits.tsx';
import { cents, longDate, short, signed, whole } from '../parts/format.ts';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { HeatMap } from '../pictures/heatMap.tsx';
import { Rows, type Span } from '../pictures/rows.tsx';
import { go, href, type Route } from '../route.ts';
import { BreakEvens } from './breakEvens.tsx';
import { ChosenRun } from './chosenRun.tsx';
import { Warnings } from './notices.tsx';

export function Scenarios({ route }: { route: Route }) {
  return (
    <ChosenRun route={route} kinds={['sensitivity', 'break-even']} none={() => <None />}>
      {(run, found) => (
        <>
          <Heading
            title={run.portfolio.replace(/, (sensitivity|break-even)$/, '')}
            sub={`${run.kind === 'break-even' ? 'Break-even multiples' : 'Sensitivity of fair values'}${run.date === '' ? '' : `, ${longDate(run.date)}`}`}
          >
            <Select
              label="Run"
              value={run.id}
              choices={runChoices(found, ({ kind }) => kind)}
              onChoose={(id) => go(href('scenarios', [id]))}
            />
            <a class="button" href={href('runs', [run.id])}>
              Run
            </a>
            <a class="button main" href={href('runs', ['new'], { kind: run.kind })}>
              Ask again
            </a>
          </Heading>
          {run.kind === 'break-even' ? <BreakEvens key={run.id} run={run} /> : <OfRun key={run.id} run={run} />}
        </>
      )}
    </ChosenRun>
  );
}

function None() {
  return (
    <NotYet title="No scenarios have been run yet">
      <p>
        A <a href={href('runs', ['new'], { kind: 'sensitivity' })}>sensitivity</a> moves every input 10 and 20 % to either side,
        or whatever a file of scenarios or a grid says. From the command line:
      </p>
      <pre>
        <code>npx weir sensitivity examples/portfolio/2011-03-31 --grid "default 0.5,1,1.5; severity 0.8,1,1.2"</code>
      </pre>
    </NotYet>
  );
}

function OfRun({ run }: { run: DatedRun }) {
  const asked = useAsked(`sensitivity ${run.id}`, () => sensitivityOf(run));
  return (
    <Shown asked={asked} what="changes">
      {(value) => <Drawn of={value} />}
    </Shown>
  );
}

function Drawn({ of }: { of: Sensitivity }) {
  const [trust, setTrust] = useState('');
  const [measure, setMeasure] = useState<Measure>('netAssets');
  const choices = measuresFor(trust);
  const chosen = choices.find(({ value }) => value === measure) ?? choices[0];
  if (chosen === undefined) return null;
  const { base, changes } = of.moved(chosen.value, trust);
  const bars = tornado(of.shocks, changes);
  return (
    <>
      <div class="tools choices">
        <Select label="Measure" value={chosen.value} choices={choices} onChoose={setMeasure} />
        <Select
          label="Of"
          value={trust}
          choices={[{ value: '', text: 'consolidated trusts' }, ...of.trusts.map((name) => ({ value: name, text: name }))]}
          onChoose={setTrust}
        />
      </div>
      <dl class="keys">
        <KeyFigure label={`${chosen.text}, base case`} value={short(base)} change={`$${cents(base)}`} />
        <KeyFigure
          label="Lowest change"
          value={signed(Math.min(0, ...changes.values()), short)}
          change={nameOf(changes, Math.min(...changes.values()))}
        />
        <KeyFigure
          label="Highest change"
          value={signed(Math.max(0, ...changes.values()), short)}
          change={nameOf(changes, Math.max(...changes.values()))}
        />
      </dl>
      <div class="stack">
        {bars.length > 0 && (
          <div class="card">
            <Rows
              title="Tornado"
              about={`change of ${chosen.text.toLowerCase()} by input, the widest range first`}
              summary={bars
                .map(({ input, low, high }) => `${input} from ${signed(low, short)} to ${signed(high, short)}`)
                .join('; ')}
              note="Every input to all of its shocks; the stronger colour is nearer to the base case, where both sides of an input overlap."
              rows={bars.map(({ input, low, high, shocks }) => ({
                name: input,
                spans: spansOf(shocks),
                marks: [
                  ...(low < 0 ? [{ at: low, text: signed(low, short), side: 'left' as const }] : []),
                  ...(high > 0 ? [{ at: high, text: signed(high, short), side: 'right' as const }] : []),
                ],
              }))}
            />
          </div>
        )}
        {of.grids.map((grid) => (
          <div class="card" key={grid.name}>
            <Grid grid={grid} changes={changes} measure={chosen.text} />
          </div>
        ))}
        <div class="card long">
          <DataTable
            title="Shocks"
            level={2}
            rows={of.shocks}
            most={60}
            columns={[
              { head: 'Shock', value: ({ shock }) => shock },
              ...(of.shocks.some(({ shock, input }) => shock !== input)
                ? [{ head: 'Input', side: 'left' as const, isSpare: true, value: ({ input }: ShockRow) => input }]
                : []),
              {
                head: `${chosen.text}, change`,
                unit: '$',
                value: ({ shock }) => changes.get(shock) ?? Number.NaN,
                text: (value) => signed(value, whole),
              },
              ...(of.shocks.some(({ about }) => about !== '')
                ? [{ head: 'About', side: 'left' as const, value: ({ about }: ShockRow) => about, isWords: true }]
                : []),
            ]}
          />
        </div>
        <Warnings warnings={of.warnings} />
      </div>
    </>
  );
}

function nameOf(changes: ReadonlyMap<string, number>, value: number): string {
  return [...changes].find(([, change]) => change === value)?.[0] ?? '';
}

/** The shocks of an input as bars on one another, the longest behind. */
function spansOf(shocks: readonly { readonly name: string; readonly change: number }[]): Span[] {
  return shocks
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .filter(({ change }) => change !== 0)
    .map(({ name, change }) => ({
      from: 0,
      to: change,
      colour: `${change < 0 ? 'down' : 'up'} pale`,
      about: `${name}: ${signed(change, short)}`,
    }));
}

/** A heat map of the first two axes; of a third one a reader chooses a value. */
function Grid({ grid, changes, measure }: { grid: GridOf; changes: ReadonlyMap<string, number>; measure: string }) {
  const [first, second, third] = grid.axes;
  const [of, setOf] = useState(String(third?.values[0] ?? ''));
  if (first === undefined) return null;
  const at = (row: number, column: number) => {
    const values = [row, ...(second === undefined ? [] : [column]), ...(third === undefined ? [] : [Number(of)])];
    return changes.get(grid.shockAt(values)) ?? Number.NaN;
  };
  return (
    <>
      {third !== undefined && (
        <Select
          label={third.input}
          value={of}
          choices={third.values.map((value) => ({ value: String(value), text: valueText(third.input, value) }))}
          onChoose={setOf}
        />
      )}
      <HeatMap
        title={grid.name}
        about={`change of ${measure.toLowerCase()}, $`}
        rowInput={first.input}
        columnInput={second?.input ?? ''}
        rows={first.values}
        columns={second?.values ?? [1]}
        at={at}
        text={(input, value) => (input === '' ? 'change' : valueText(input, value))}
      />
    </>
  );
}
