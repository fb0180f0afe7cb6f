/** Runs that are asked for by the clock, and what came of the last of each. Nothing where there are none. */
import { api, type ScheduleJson } from '../client/api.ts';
import { useAsked } from '../client/asked.ts';
import { instant } from '../parts/format.ts';
import { DataTable } from '../parts/table.tsx';
import { href } from '../route.ts';

export function Schedules() {
  const asked = useAsked('schedules', (signal) => api.schedules(signal));
  if (asked.state !== 'done' || asked.value.schedules.length === 0) return null;
  return (
    <div class="card long">
      <DataTable
        title="Schedules"
        rows={asked.value.schedules}
        columns={[
          { head: 'Schedule', value: ({ name }) => name },
          { head: 'When', side: 'left', value: ({ cron, timeZone }) => `${cron}, ${timeZone}`, cell: whenOf },
          {
            head: 'Next',
            side: 'left',
            value: ({ next }) => next[0] ?? '',
            cell: ({ next, paused }) => (paused ? 'paused' : instant(next[0])),
          },
          { head: 'Last', side: 'left', value: ({ last }) => last?.due ?? '', cell: ({ last }) => instant(last?.due) },
          { head: 'What came of it', side: 'left', value: ({ last }) => last?.note ?? '', cell: outcomeOf, isWords: true },
        ]}
      />
    </div>
  );
}

function whenOf({ cron, timeZone }: ScheduleJson) {
  return (
    <>
      <code>{cron}</code> <span class="unit">{timeZone}</span>
    </>
  );
}

function outcomeOf({ last }: ScheduleJson) {
  if (last === null) return 'nothing yet';
  const { run, note, status } = last;
  const text = [note, status].filter((part) => part !== null && part !== '').join(', ');
  return run === null ? text : <a href={href('runs', [run])}>{text}</a>;
}
