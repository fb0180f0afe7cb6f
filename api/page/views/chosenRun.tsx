/** Which run a view is of: the one that the address names, else the newest; and what stands there while there is none. */
import type { ComponentChildren } from 'preact';
import { useAsked } from '../client/asked.ts';
import { type DatedRun, doneRuns } from '../data/runs.ts';
import { Shown } from '../parts/state.tsx';
import type { Route } from '../route.ts';

export function ChosenRun({
  route,
  kinds,
  first = ([newest]) => newest,
  none,
  children,
}: {
  route: Route;
  kinds: readonly string[];
  /** The run where the address names none. */
  first?: (runs: readonly DatedRun[]) => DatedRun | undefined;
  none: () => ComponentChildren;
  children: (run: DatedRun, runs: readonly DatedRun[]) => ComponentChildren;
}) {
  const asked = useAsked(kinds.join(' '), (signal) => doneRuns(kinds, signal));
  return (
    <Shown asked={asked} what="runs">
      {(runs) => {
        const run = runs.find(({ id }) => id === route.parts[0]) ?? first(runs);
        return run === undefined ? none() : children(run, runs);
      }}
    </Shown>
  );
}

/** The newest run of the latest date. */
export function latestOf(runs: readonly DatedRun[]): DatedRun | undefined {
  return runs.toSorted((a, b) => b.date.localeCompare(a.date) || b.created.localeCompare(a.created))[0];
}
