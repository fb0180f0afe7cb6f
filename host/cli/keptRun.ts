/** Does work that is kept as a run under a watch, writes its report, and prints what came of it with the id of the run. */
import { type KeptRun, type RunOptions, refuseUnknown, trustNames } from '../index.ts';
import { htmlReport, type ReportedValue } from '../report/html.ts';
import { runText } from '../report/value.ts';
import { type ClusterOptions, perhapsOnCluster } from './cluster.ts';
import { askedBy } from './data.ts';
import { print, printJson } from './ending.ts';
import { numberOf } from './options.ts';
import { watched } from './run.ts';

/** Options of every command that keeps a run, as Commander gives them. */
export interface KeepOptions extends ClusterOptions {
  readonly json?: boolean;
  readonly workers?: string;
}

/** A command's way to say what came out. */
export interface Telling<V> {
  /** What the command is at, for the bar. */
  readonly what: string;
  readonly text: (value: V) => string;
  /** Default: the value as it is. */
  readonly json?: (value: V) => object;
  /** Trusts that are told of alone. Refused before anything is kept where no snapshot of the run has them. */
  readonly trusts?: readonly string[];
}

/** Runs and prints; `root` is the data folder. Throws: as the work, and RUN_CANCELLED after Ctrl-C. */
export async function tellRun<V extends ReportedValue>(
  options: KeepOptions,
  root: string,
  work: (how: RunOptions) => Promise<KeptRun<V>>,
  { what, text, json: jsonOf = (value) => value, trusts = [] }: Telling<V>,
): Promise<V> {
  const { json, workers } = options;
  const run = await watched(what, (watch) =>
    perhapsOnCluster(options, { root }, watch, (how) =>
      work({
        ...how,
        askedBy: askedBy(),
        onProgress: (done, of) => watch.onProgress(done, of),
        onRead: (snapshots) => refuseUnknown('trust', trusts, trustNames(snapshots)),
        ...(workers !== undefined && { workers: numberOf('workers', workers) }),
      }),
    ),
  );
  const { id, value } = run;
  const report = await htmlReport(root, run);
  if (json === true) printJson({ run: id, report, ...jsonOf(value) });
  else print(`${text(value)}\n\n${runText(id, root)}\nReport ${report}`);
  return value;
}

/** What does the work of a run: asks for it, or takes it up again. */
export type RunWork<V> = (how: RunOptions) => Promise<KeptRun<V>>;
