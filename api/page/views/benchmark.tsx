/** How fast the service is: named workloads, their rates, how they scale, how long they took. */
import { api } from '../client/api.ts';
import { useAsked } from '../client/asked.ts';
import { type Fields, fieldsOf, listOf, numberIn, textIn } from '../client/read.ts';
import type { DatedRun } from '../data/runs.ts';
import { Heading, KeyFigure, Select } from '../parts/bits.tsx';
import { counted, counts, instant, short, whole, years } from '../parts/format.ts';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { Rows } from '../pictures/rows.tsx';
import { go, href, type Route } from '../route.ts';
import { ChosenRun } from './chosenRun.tsx';

export function Benchmark({ route }: { route: Route }) {
  return (
    <ChosenRun route={route} kinds={['benchmark']} none={() => <None />}>
      {(run, runs) => <OfRun key={run.id} run={run} runs={runs} />}
    </ChosenRun>
  );
}

function None() {
  return (
    <NotYet title="Nothing has been measured yet">
      <p>
        A benchmark runs a named workload with nothing else beside it and says how many loan-months and paths a second it did.{' '}
        <a href={href('runs', ['new'], { kind: 'benchmark' })}>Start one</a>, or from the command line:
      </p>
      <pre>
        <code>npm run bench -- kernel</code>
      </pre>
    </NotYet>
  );
}

function OfRun({ run, runs }: { run: DatedRun; runs: readonly DatedRun[] }) {
  const asked = useAsked(`benchmark ${run.id}`, async (signal) => reportOf(fieldsOf((await api.run(run.id, signal)).result)));
  return (
    <>
      <Heading title="Benchmark" sub={`${run.title}, measured ${instant(run.created)}`}>
        <Select
          label="Run"
          value={run.id}
          choices={runs.map((each) => ({ value: each.id, text: `${instant(each.created)} · ${each.title}` }))}
          onChoose={(id) => go(href('benchmark', [id]))}
        />
        <a class="button main" href={href('runs', ['new'], { kind: 'benchmark' })}>
          Measure again
        </a>
      </Heading>
      <Shown asked={asked} what="measurement">
        {(report) => <Measured report={report} />}
      </Shown>
    </>
  );
}

function Measured({ report }: { report: Report }) {
  const { timings } = report;
  const text = (rate: number) => short(rate).replace('$', '');
  const bars = (title: string, of: (timing: Timing) => number) => (
    <Rows
      title={title}
      about="by threads; more is faster"
      measure="plain"
      rows={timings.map((timing) => ({
        name: counted(timing.workers, 'thread'),
        spans: [{ from: 0, to: of(timing), colour: 'c1' }],
        marks: [{ at: of(timing), text: text(of(timing)), side: 'right' as const }],
      }))}
      summary={timings.map((timing) => `${counted(timing.workers, 'thread')} ${text(of(timing))}`).join('; ')}
    />
  );
  return (
    <>
      <dl class="keys">
        <KeyFigure label="Workload" value={report.workload} change={report.about} />
        <KeyFigure label="Loans" value={counts(report.loans)} change={`in ${counted(report.trusts, 'trust')}`} />
        <KeyFigure label="Scenarios" value={counts(report.scenarios)} />
        <KeyFigure label="Loan-months of a round" value={text(report.loanMonthPaths)} />
      </dl>
      <div class="stack">
        <div class="pair">
          <div class="card">{bars('Loan-months a second', ({ loanMonths }) => loanMonths)}</div>
          <div class="card">{bars('Paths a second', ({ paths }) => paths)}</div>
        </div>
        <div class="card long">
          <DataTable
            title="By threads"
            level={2}
            rows={timings}
            note="Seconds: the median of the rounds. A trust: from its plan to its values, waiting for threads taken in."
            columns={[
              { head: 'Threads', value: ({ workers }) => workers },
              { head: 'Seconds', unit: 'a round', value: ({ seconds }) => seconds, text: (value) => value.toFixed(3) },
              { head: 'Loan-months', unit: 'a second', value: ({ loanMonths }) => loanMonths, text: whole },
              { head: 'Paths', unit: 'a second', value: ({ paths }) => paths, text: whole },
              { head: 'Scaling', unit: '×', value: ({ scaling }) => scaling, text: years },
              { head: 'A trust, p50', unit: 'ms', value: ({ p50 }) => p50, text: years },
              { head: 'p95', unit: 'ms', value: ({ p95 }) => p95, text: years },
              { head: 'p99', unit: 'ms', value: ({ p99 }) => p99, text: years },
            ]}
          />
        </div>
      </div>
    </>
  );
}

interface Timing {
  readonly workers: number;
  readonly seconds: number;
  readonly loanMonths: number;
  readonly paths: number;
  readonly scaling: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

interface Report {
  readonly workload: string;
  readonly about: string;
  readonly trusts: number;
  readonly loans: number;
  readonly scenarios: number;
  readonly loanMonthPaths: number;
  readonly timings: readonly Timing[];
}

function reportOf(given: Fields): Report {
  const scaling = Array.isArray(given.scaling) ? given.scaling : [];
  return {
    workload: textIn(given.workload),
    about: textIn(given.about),
    trusts: numberIn(given.trusts),
    loans: numberIn(given.loans),
    scenarios: numberIn(given.scenarios),
    loanMonthPaths: numberIn(given.loanMonthPaths),
    timings: listOf(given.timings).map((timing, at): Timing => {
      const trust = fieldsOf(timing.trust);
      return {
        workers: numberIn(timing.workers),
        seconds: numberIn(timing.seconds),
        loanMonths: numberIn(timing.loanMonthsPerSecond),
        paths: numberIn(timing.pathsPerSecond),
        scaling: numberIn(scaling[at]),
        p50: numberIn(trust.p50),
        p95: numberIn(trust.p95),
        p99: numberIn(trust.p99),
      };
    }),
  };
}
