/** Runs: all of them, a new one, or one that is watched and read. */
import { useEffect, useState } from 'preact/hooks';
import { api, type RunStatus, type RunSummary } from '../client/api.ts';
import { useAsked } from '../client/asked.ts';
import { isAtWork } from '../client/events.ts';
import { Heading, Select, Status } from '../parts/bits.tsx';
import { ago, instant, kindText } from '../parts/format.ts';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { go, href, type Route } from '../route.ts';
import { NewRun } from './newRun.tsx';
import { RunPage } from './runPage.tsx';
import { Schedules } from './schedules.tsx';

export function Runs({ route }: { route: Route }) {
  const [id] = route.parts;
  if (id === 'new') return <NewRun route={route} />;
  return id === undefined ? <RunList /> : <RunPage key={id} id={id} />;
}

const STATUSES: readonly (RunStatus | '')[] = ['', 'queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'];
/** How often a list with runs at work is read again. Units: milliseconds. */
const LOOK_EVERY = 2_000;
const PAGE = 50;

function RunList() {
  const [status, setStatus] = useState<RunStatus | ''>('');
  const [title, setTitle] = useState('');
  const [cursor, setCursor] = useState<readonly string[]>([]);
  const [turn, setTurn] = useState(0);
  const [shown, setShown] = useState<{ runs: readonly RunSummary[]; next: string | null } | null>(null);
  const filter = {
    status: status === '' ? undefined : status,
    title: title === '' ? undefined : title,
    limit: PAGE,
    cursor: cursor.at(-1),
  };
  const asked = useAsked(`runs ${JSON.stringify(filter)} ${turn}`, (signal) => api.runs(filter, signal));
  useEffect(() => {
    if (asked.state !== 'done') return;
    setShown(asked.value);
    if (!asked.value.runs.some((run) => isAtWork(run.status))) return;
    const timer = setTimeout(() => setTurn((number) => number + 1), LOOK_EVERY);
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <>
      <Heading title="Runs" sub="Everything that was asked of this data folder, newest first">
        <a class="button main" href={href('runs', ['new'])}>
          Start a run
        </a>
      </Heading>
      <div class="tools choices">
        <Select
          label="Status"
          value={status}
          choices={STATUSES.map((value) => ({ value, text: value === '' ? 'any' : value }))}
          onChoose={(value) => {
            setCursor([]);
            setStatus(value);
          }}
        />
        <span class="field">
          <label for="title">Title has</label>
          <input
            id="title"
            type="search"
            value={title}
            onChange={({ currentTarget }) => {
              setCursor([]);
              setTitle(currentTarget.value);
            }}
          />
        </span>
      </div>
      {asked.state === 'failed' || shown === null ? (
        <Shown asked={asked} what="runs">
          {() => null}
        </Shown>
      ) : (
        <Listed runs={shown.runs} isAll={status === '' && title === '' && cursor.length === 0} />
      )}
      <div class="tools choices">
        {cursor.length > 0 && (
          <button type="button" onClick={() => setCursor(cursor.slice(0, -1))}>
            ← Newer
          </button>
        )}
        {shown !== null && shown.next !== null && (
          <button type="button" onClick={() => setCursor([...cursor, shown.next ?? ''])}>
            Older →
          </button>
        )}
      </div>
      <Schedules />
    </>
  );
}

function Listed({ runs, isAll }: { runs: readonly RunSummary[]; isAll: boolean }) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (runs.length === 0 && isAll)
    return (
      <NotYet title="No run yet" level={2}>
        <p>
          <a href={href('runs', ['new'], { kind: 'value' })}>Value a snapshot</a>, or use the command line on the same data
          folder; its runs are listed here too.
        </p>
      </NotYet>
    );
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id].slice(-2));
  const [a, b] = chosen;
  return (
    <div class="card long">
      <DataTable
        title="Runs"
        rows={runs}
        empty="No run is like that."
        rowClass={({ id }) => (chosen.includes(id) ? 'chosen' : '')}
        aside={
          <button type="button" disabled={a === undefined || b === undefined} onClick={() => go(href('compare', [a, b]))}>
            Compare{chosen.length === 0 ? ' two' : ` (${chosen.length} of 2)`}
          </button>
        }
        columns={[
          {
            head: 'Run',
            value: ({ id }) => id,
            cell: ({ id, title }) => <a href={href('runs', [id])}>{title === '' ? id : title}</a>,
            isWords: true,
          },
          { head: 'Kind', side: 'left', isSpare: true, value: ({ kind }) => kind, cell: ({ kind }) => kindText(kind) },
          {
            head: 'Status',
            side: 'left',
            value: ({ status }) => status,
            cell: ({ status, locked }) => (
              <>
                <Status status={status} />
                {locked && <span class="unit"> signed off</span>}
              </>
            ),
          },
          {
            head: 'Asked',
            side: 'left',
            value: ({ created }) => created,
            cell: ({ created }) => <span title={instant(created)}>{ago(created)}</span>,
          },
          {
            head: 'By',
            side: 'left',
            isSpare: true,
            value: ({ askedBy, schedule }) => (schedule === null ? askedBy : `${askedBy} (${schedule})`),
          },
          { head: 'Id', side: 'left', isSpare: true, value: ({ id }) => id, cell: ({ id }) => <code>{id.slice(-12)}</code> },
          {
            head: 'Compare',
            side: 'left',
            value: ({ id }) => (chosen.includes(id) ? 'yes' : ''),
            cell: ({ id, status, title }) =>
              status === 'done' && (
                <input
                  type="checkbox"
                  aria-label={`Compare ${title}, ${id.slice(-6)}`}
                  checked={chosen.includes(id)}
                  onChange={() => toggle(id)}
                />
              ),
          },
        ]}
      />
    </div>
  );
}
