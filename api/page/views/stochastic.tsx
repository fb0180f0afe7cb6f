/** What values are on many paths of rates, home prices and speeds: distributions, fans by month, how likely triggers are. */
import { useState } from 'preact/hooks';
import { useAsked } from '../client/asked.ts';
import { type DatedRun, runChoices } from '../data/runs.ts';
import {
  type Basis,
  eventsOf,
  fansOf,
  pathValues,
  type SimulatedInstrument,
  type SimulatedTotal,
  type Simulation,
  simulationOf,
} from '../data/simulation.ts';
import { Heading, Segments, Select } from '../parts/bits.tsx';
import { longDate, rate, sentence, short, whole, years } from '../parts/format.ts';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { Histogram } from '../pictures/histogram.tsx';
import { type BarRow, Rows } from '../pictures/rows.tsx';
import { TimePlot } from '../pictures/timePlot.tsx';
import { go, href, type Route } from '../route.ts';
import { ChosenRun } from './chosenRun.tsx';

const BASES = [
  { value: 'by_yield', text: 'At their own yields' },
  { value: 'by_rates', text: "At the paths' rates" },
] as const;

export function Stochastic({ route }: { route: Route }) {
  return (
    <ChosenRun route={route} kinds={['simulation']} none={() => <None />}>
      {(run, found) => (
        <>
          <Heading
            title={run.portfolio}
            sub={`Values on simulated paths${run.date === '' ? '' : `, ${longDate(run.date)}`}; ${run.title.split(', ').slice(2).join(', ')}`}
          >
            <Select label="Run" value={run.id} choices={runChoices(found)} onChoose={(id) => go(href('stochastic', [id]))} />
            <a class="button" href={href('runs', [run.id])}>
              Run
            </a>
          </Heading>
          <OfRun key={run.id} run={run} />
        </>
      )}
    </ChosenRun>
  );
}

function None() {
  return (
    <NotYet title="Nothing has been simulated yet">
      <p>
        A simulation values every trust on thousands of paths of rates, home prices and speeds.{' '}
        <a href={href('runs', ['new'], { kind: 'simulation' })}>Start one</a>, or from the command line:
      </p>
      <pre>
        <code>npx weir simulate examples/portfolio/2011-03-31 --paths 1024</code>
      </pre>
    </NotYet>
  );
}

function OfRun({ run }: { run: DatedRun }) {
  const asked = useAsked(`simulation ${run.id}`, () => simulationOf(run));
  return (
    <Shown asked={asked} what="distributions">
      {(value) => <Drawn run={run} of={value} />}
    </Shown>
  );
}

function Drawn({ run, of }: { run: DatedRun; of: Simulation }) {
  const [basis, setBasis] = useState<Basis>('by_yield');
  const [trust, setTrust] = useState(of.trusts.at(-1) ?? '');
  const residuals = of.instruments.filter(({ kind }) => kind === 'residual');
  return (
    <div class="stack">
      <div class="tools">
        <Segments label="Discounted" value={basis} choices={BASES} onChoose={setBasis} />
      </div>
      <div class="card">
        <Spreads
          title="Distribution of the residuals"
          basis={basis}
          rows={residuals.map((row) => ({ ...row, name: row.trust }))}
        />
      </div>
      <div class="card long">
        <TotalsTable rows={of.totals} basis={basis} />
      </div>
      <div class="tools">
        <Select label="Trust" value={trust} choices={of.trusts.map((value) => ({ value, text: value }))} onChoose={setTrust} />
      </div>
      <div class="pair">
        <div class="card">
          <Fans key={trust} run={run} trust={trust} />
        </div>
        <div class="card">
          <Events key={trust} run={run} trust={trust} />
        </div>
      </div>
      {of.hasPaths ? (
        <div class="card">
          <Paths run={run} trust={trust} />
        </div>
      ) : (
        <p class="note">
          The distribution path by path is drawn for a <a href={href('runs', ['new'], { kind: 'simulation' })}>run</a> that keeps
          the values of its paths.
        </p>
      )}
      <div class="card long">
        <InstrumentTable rows={of.instruments.filter((row) => row.trust === trust)} basis={basis} trust={trust} />
      </div>
    </div>
  );
}

/** A bar a row: 1 to 99 of 100 paths behind 5 to 95 behind 25 to 75, with the median. */
function Spreads(props: { title: string; basis: Basis; rows: readonly (SimulatedInstrument & { readonly name: string })[] }) {
  const rows = props.rows.map(({ name, of }): BarRow => {
    const { p1, p5, p25, p50, p75, p95, p99 } = of[props.basis];
    return {
      name,
      spans: [
        { from: p1, to: p99, colour: 'c1 palest', about: `1 to 99 of 100 paths: ${short(p1)} to ${short(p99)}` },
        { from: p5, to: p95, colour: 'c1 pale', about: `5 to 95 of 100 paths: ${short(p5)} to ${short(p95)}` },
        { from: p25, to: p75, colour: 'c1', about: `25 to 75 of 100 paths: ${short(p25)} to ${short(p75)}` },
      ],
      ticks: [p50],
      marks: [{ at: p99, text: `${short(p50)} (${short(p5)} – ${short(p95)})`, side: 'right' }],
    };
  });
  return (
    <Rows
      title={props.title}
      about="present value of what is paid, by trust"
      rows={rows}
      ends={186}
      summary={rows.map(({ name, marks }) => `${name} ${marks[0]?.text ?? ''}`).join('; ')}
      note="Bars: 1 to 99, 5 to 95 and 25 to 75 of 100 paths; the line is the median. Beside them: median (5 – 95)."
    />
  );
}

const LINES: Readonly<Record<string, string>> = { class: 'Classes', residual: 'Residuals', hedge: 'Hedges' };

function TotalsTable({ rows, basis }: { rows: readonly SimulatedTotal[]; basis: Basis }) {
  const of = (row: SimulatedTotal) => row.of[basis];
  return (
    <DataTable
      title="Consolidated trusts"
      level={2}
      kind="tight"
      rows={rows}
      note="Shortfall: the mean of the worst twentieth of the paths. Base case: the value on the forward path."
      columns={[
        { head: 'Of', value: ({ kind }) => LINES[kind] ?? sentence(kind) },
        { head: 'Base case', unit: '$', value: ({ price }) => price, text: whole },
        { head: 'Mean', unit: '$', value: (row) => of(row).mean, text: whole },
        { head: 'Standard error', unit: '$', value: (row) => of(row).error, text: whole },
        { head: 'Deviation', unit: '$', value: (row) => of(row).deviation, text: whole },
        ...(['p1', 'p5', 'p25', 'p50', 'p75', 'p95', 'p99'] as const).map((name) => ({
          head: percentile(name),
          unit: '$',
          value: (row: SimulatedTotal) => of(row)[name],
          text: whole,
        })),
        { head: 'Shortfall', unit: '$', value: (row) => of(row).shortfall, text: whole },
      ]}
    />
  );
}

/** `5th percentile`. */
function percentile(name: `p${number}`): string {
  const number = name.slice(1);
  return `${number}${number === '1' ? 'st' : 'th'} percentile`;
}

function InstrumentTable({ rows, basis, trust }: { rows: readonly SimulatedInstrument[]; basis: Basis; trust: string }) {
  const points = (value: number) => whole(value * 1e4);
  return (
    <DataTable
      title={`Instruments of ${trust}`}
      level={2}
      kind="tight"
      rows={rows}
      columns={[
        { head: 'Instrument', value: ({ instrument }) => instrument },
        { head: 'Base case', unit: '$', value: ({ price }) => price, text: whole },
        { head: 'Mean', unit: '$', value: (row) => row.of[basis].mean, text: whole },
        { head: 'Standard error', unit: '$', value: (row) => row.of[basis].error, text: whole },
        { head: percentile('p5'), unit: '$', value: (row) => row.of[basis].p5, text: whole },
        { head: percentile('p95'), unit: '$', value: (row) => row.of[basis].p95, text: whole },
        { head: 'Yield', unit: '% a year', value: (row) => row.yield, text: rate },
        { head: 'OAS', unit: 'bp', value: ({ oas }) => oas, text: points },
        { head: 'Its error', unit: 'bp', value: (row) => row.oas_standard_error, text: points },
        { head: 'Option cost', unit: '$', value: (row) => row.option_value, text: whole },
        { head: 'Spread duration', unit: 'years', value: (row) => row.spread_duration, text: years },
        { head: 'Effective duration', unit: 'years', value: (row) => row.effective_duration, text: years },
        { head: 'Effective convexity', unit: 'years²', value: (row) => row.effective_convexity, text: whole },
      ]}
    />
  );
}

function Fans({ run, trust }: { run: DatedRun; trust: string }) {
  const asked = useAsked(`fans ${run.id} ${trust}`, () => fansOf(run, trust));
  const [name, setName] = useState('');
  return (
    <Shown asked={asked} what="fans">
      {(fans) => {
        const fan = fans.find((each) => each.name === name) ?? fans[0];
        if (fan === undefined) return <p class="empty">No quantity was followed by month.</p>;
        return (
          <>
            <Select
              label="Fan of"
              value={fan.name}
              choices={fans.map((each) => ({ value: each.name, text: each.name }))}
              onChoose={setName}
            />
            <TimePlot title={sentence(fan.name)} about="over the paths" dates={fan.dates} ranges={fan.ranges} lines={fan.lines} />
          </>
        );
      }}
    </Shown>
  );
}

const EVENTS = {
  tests: { title: 'How likely a test holds', none: 'No test holds on any path in any month.' },
  writedowns: { title: 'How likely a class has been written down', none: 'No class is written down on any path.' },
} as const;
type EventKind = keyof typeof EVENTS;
const EVENT_KINDS = [
  { value: 'tests', text: 'Triggers and tests' },
  { value: 'writedowns', text: 'Writedowns' },
] as const;

function Events({ run, trust }: { run: DatedRun; trust: string }) {
  const asked = useAsked(`events ${run.id} ${trust}`, () => eventsOf(run, trust));
  const [kind, setKind] = useState<EventKind>('tests');
  return (
    <Shown asked={asked} what="probabilities">
      {({ dates, ...of }) => {
        const lines = of[kind];
        const { title, none } = EVENTS[kind];
        return (
          <>
            <Segments label="Events" value={kind} choices={EVENT_KINDS} onChoose={setKind} />
            {lines.length === 0 ? (
              <p class="empty">{none}</p>
            ) : (
              <TimePlot title={title} about="of the paths" measure="percent" dates={dates} lines={lines} isWhole />
            )}
          </>
        );
      }}
    </Shown>
  );
}

function Paths({ run, trust }: { run: DatedRun; trust: string }) {
  const asked = useAsked(`paths ${run.id} ${trust}`, () => pathValues(run, trust, 'residual'));
  return (
    <Shown asked={asked} what="values of paths">
      {(values) => <Histogram title={`Residual of ${trust}`} about="at its own yield" values={values} />}
    </Shown>
  );
}
