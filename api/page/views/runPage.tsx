/** One run: watched while it is at work, and what came of it once it is done. */
import { useEffect, useState } from 'preact/hooks';
import { api, type ManifestJson, type Pace, type RunDetail, type RunStatus } from '../client/api.ts';
import { type Asked, useAsked } from '../client/asked.ts';
import { isAtWork } from '../client/events.ts';
import { Heading, KeyFigure, Status } from '../parts/bits.tsx';
import { counts, duration, instant, kindText, sentence, short } from '../parts/format.ts';
import { JsonTables } from '../parts/jsonTables.tsx';
import { ReportLink } from '../parts/reportLink.tsx';
import { Failure, Faults, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { href, type View } from '../route.ts';
import { SmallTables, Tables } from './runTables.tsx';

/** Where the figures of a kind are drawn. */
const DRAWN: Readonly<Record<string, readonly [View, string]>> = {
  value: ['overview', 'Overview'],
  sensitivity: ['scenarios', 'Pictures'],
  'break-even': ['scenarios', 'Pictures'],
  simulation: ['stochastic', 'Pictures'],
  attribution: ['attribution', 'Bridge'],
  benchmark: ['benchmark', 'Benchmark'],
};

export function RunPage({ id }: { id: string }) {
  const [turn, setTurn] = useState(0);
  const asked = useAsked(`run ${id} ${turn}`, (signal) => api.run(id, signal));
  const [last, setLast] = useState<RunDetail | null>(null);
  useEffect(() => {
    if (asked.state === 'done') setLast(asked.value);
  }, [asked]);
  const live = useLive(id, last, () => setTurn((number) => number + 1));
  if (last === null)
    return (
      <Shown asked={asked} what="run">
        {() => null}
      </Shown>
    );
  return (
    <Told
      run={live.status === undefined ? last : { ...last, status: live.status }}
      pace={live.pace ?? last.pace}
      isLost={live.error}
    />
  );
}

interface Live {
  readonly status?: RunStatus;
  readonly pace?: Pace;
  readonly error?: unknown;
}

/** Follows the events of a run that is at work; `onEnd` is called when it has ended. */
function useLive(id: string, run: RunDetail | null, onEnd: () => void): Live {
  const [live, setLive] = useState<Live>({});
  const isLive = run !== null && isAtWork(run.status);
  useEffect(() => {
    if (!isLive) return;
    const ending = new AbortController();
    const follow = async () => {
      for await (const told of api.events(id, ending.signal)) {
        setLive((now) =>
          told.event === 'progress' ? { ...now, status: 'running', pace: told.pace } : { ...now, status: told.status },
        );
      }
      if (ending.signal.aborted) return;
      setLive({});
      onEnd();
    };
    follow().catch((error: unknown) => {
      if (!ending.signal.aborted) setLive({ error });
    });
    return () => ending.abort();
  }, [id, isLive]);
  return live;
}

function Told({ run, pace, isLost }: { run: RunDetail; pace: Pace | null; isLost: unknown }) {
  const { id, kind, title, status, askedBy, created, changed, faults, tables } = run;
  const drawn = DRAWN[kind];
  return (
    <>
      <Heading title={title === '' ? id : title} sub={`${kindText(kind)}, asked by ${askedBy} ${instant(created)}`}>
        {status === 'done' && drawn !== undefined && (
          <a class="button main" href={href(drawn[0], [id])}>
            {drawn[1]}
          </a>
        )}
        {run.links.report !== undefined && <ReportLink run={id} />}
        {status === 'done' && tables.length > 0 && (
          <button type="button" onClick={() => void api.download(id, ['report.xlsx'], `${id}.xlsx`)}>
            Workbook
          </button>
        )}
        {isAtWork(status) && <Cancel id={id} />}
        {!isAtWork(status) && status !== 'done' && (
          <a class="button" href={href('runs', ['new'], { kind })}>
            Ask again
          </a>
        )}
      </Heading>
      <div class="stack">
        <section class="card" aria-label="State">
          <Progress status={status} pace={pace} place={run.place} />
          {isLost !== undefined && <Failure error={isLost} what="events" />}
          {faults.length > 0 && (
            <div class={status === 'cancelled' ? '' : 'failure'}>
              <Faults faults={faults} />
            </div>
          )}
          <dl class="facts">
            <dt>Run</dt>
            <dd>
              <code>{id}</code>
            </dd>
            <dt>Changed</dt>
            <dd>{instant(changed)}</dd>
            {run.signOff !== null && (
              <>
                <dt>Signed off</dt>
                <dd>
                  by {run.signOff.preparer} and {run.signOff.reviewer}, {instant(run.signOff.at)}
                </dd>
              </>
            )}
            {Object.entries(run.asked).map(([name, value]) => (
              <>
                <dt key={name}>{sentence(name)}</dt>
                <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </>
            ))}
          </dl>
        </section>
        {run.adjusted.length > 0 && (
          <div class="card long">
            <DataTable
              title="Adjustments"
              rows={run.adjusted}
              columns={[
                { head: 'Target', value: ({ target }) => target },
                { head: 'Amount', unit: '$', value: ({ amount }) => amount, text: counts },
                { head: 'Why', side: 'left', value: ({ why }) => why, isWords: true },
                { head: 'By', side: 'left', value: ({ by }) => by },
                { head: 'At', side: 'left', value: ({ at }) => at, cell: ({ at }) => instant(at) },
              ]}
            />
          </div>
        )}
        {status === 'done' && tables.length > 0 && drawn === undefined && <SmallTables run={run} />}
        {status === 'done' && tables.length > 0 && <Tables run={run} isShut={drawn === undefined} />}
        {status === 'done' && run.result !== null && run.result !== undefined && (
          <details class="card long" open={drawn === undefined}>
            <summary>
              <b>What came out</b> <span class="unit">every figure</span>
            </summary>
            <JsonTables value={run.result} title="What came out" />
          </details>
        )}
        {status === 'done' && tables.length > 0 && <Made id={id} />}
      </div>
    </>
  );
}

function Progress({ status, pace, place }: { status: RunStatus; pace: Pace | null; place: number | null }) {
  return (
    <>
      <p role="status" aria-live="polite">
        <Status status={status} />
        {status === 'queued' && place !== null && ` number ${place}`}
      </p>
      {isAtWork(status) && <progress aria-label="How far the run is" max={1} {...(pace !== null && { value: pace.share })} />}
      {status === 'running' && pace !== null && (
        <dl class="keys live">
          <KeyFigure label="Done" value={`${pace.done} of ${pace.of}`} change={pace.what} />
          <KeyFigure label="Time so far" value={duration(pace.elapsed)} />
          <KeyFigure label="Time left" value={pace.timeLeft === null ? 'not known yet' : duration(pace.timeLeft)} />
          <KeyFigure
            label="Rate"
            value={pace.loanMonthsPerSecond === null ? 'not known yet' : rateText(pace.loanMonthsPerSecond)}
            change="loan-months a second"
          />
        </dl>
      )}
    </>
  );
}

/** `184.2 m`. */
function rateText(perSecond: number): string {
  return short(perSecond).replace('$', '');
}

function Cancel({ id }: { id: string }) {
  const [error, setError] = useState<unknown>(undefined);
  const [isAsked, setAsked] = useState(false);
  const cancel = () => {
    setAsked(true);
    api.cancel(id, 'cancelled on the page').catch((problem: unknown) => {
      setAsked(false);
      setError(problem);
    });
  };
  return (
    <>
      <button type="button" disabled={isAsked} onClick={cancel}>
        {isAsked ? 'Cancelling…' : 'Cancel the run'}
      </button>
      {error !== undefined && <Failure error={error} />}
    </>
  );
}

/** What the run was made from. */
function Made({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  const manifest = useAsked(isOpen ? `manifest ${id}` : null, (signal) => api.manifest(id, signal));
  return (
    <details class="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <b>Manifest</b> <span class="unit">inputs with their sha-256, versions, assumptions, limits</span>
      </summary>
      {isOpen && <ManifestParts id={id} asked={manifest} />}
    </details>
  );
}

function ManifestParts({ id, asked }: { id: string; asked: Asked<ManifestJson> }) {
  return (
    <Shown asked={asked} what="manifest">
      {({ determines, assumptions, limits }) => (
        <div class="stack">
          <p class="note">
            The same request, inputs, versions, seed and options give the same figures to the bit:{' '}
            <code>npx weir replay {id}</code>{' '}
            <button type="button" class="quiet" onClick={() => void api.download(id, ['manifest'], `${id}.manifest.json`)}>
              JSON
            </button>
          </p>
          <dl class="facts">
            {Object.entries(determines.versions).map(([name, value]) => (
              <>
                <dt key={name}>{sentence(name)}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </>
            ))}
            <dt>Seed</dt>
            <dd>{determines.seed ?? 'none: nothing is drawn at random'}</dd>
          </dl>
          <DataTable
            title="Limits and assumptions"
            rows={[...limits, ...assumptions]}
            columns={[
              { head: 'About', value: ({ about }) => about },
              { head: 'What holds', side: 'left', value: ({ text }) => text, isWords: true },
            ]}
          />
          <DataTable
            title="Inputs"
            rows={determines.inputs}
            columns={[
              { head: 'File', value: ({ path }) => path },
              { head: 'Bytes', value: ({ bytes }) => bytes, text: counts },
              { head: 'sha-256', side: 'left', value: ({ sha256 }) => sha256, cell: ({ sha256 }) => <code>{sha256}</code> },
            ]}
          />
        </div>
      )}
    </Shown>
  );
}
