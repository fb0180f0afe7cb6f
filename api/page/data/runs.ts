/** Runs of a kind that are done, and the tables of one of them. */
import { api, type RunDetail, type RunSummary, type SnapshotLine, type TablePart } from '../client/api.ts';
import { remembering } from '../client/asked.ts';
import type { TableJson } from '../client/frame.ts';

/** A run with the date of its snapshot, YYYY-MM-DD; empty where that is not known. */
export interface DatedRun extends RunSummary {
  readonly date: string;
  /** The portfolio, without the date. */
  readonly portfolio: string;
}

/** Runs to choose from: by date and the end of their ids, and by portfolio where there are several. */
export function runChoices(
  runs: readonly DatedRun[],
  about: (run: DatedRun) => string = () => '',
): { readonly value: string; readonly text: string }[] {
  const isOne = new Set(runs.map(({ portfolio }) => portfolio)).size < 2;
  return runs.map((run) => ({
    value: run.id,
    text: [isOne ? '' : run.portfolio, run.date, about(run), run.id.slice(-6)].filter((part) => part !== '').join(' · '),
  }));
}

const MOST = 100;

/** Runs of some kinds that are done, newest first. */
export async function doneRuns(kinds: readonly string[], signal: AbortSignal): Promise<DatedRun[]> {
  const [{ snapshots }, ...lists] = await Promise.all([
    // Without snapshots the titles still tell dates.
    api.snapshots(signal).catch(() => ({ snapshots: [] })),
    ...kinds.map((kind) => api.runs({ kind, status: 'done', limit: MOST }, signal)),
  ]);
  return lists
    .flatMap(({ runs }) => runs)
    .sort((a, b) => (a.created < b.created ? 1 : -1))
    .map((run) => dated(run, snapshots));
}

/** A run with its date: that of its snapshot, else the one that its title names. */
export function dated(run: RunSummary, snapshots: readonly SnapshotLine[]): DatedRun {
  const known = snapshots.find(({ name }) => name === run.snapshot);
  const [date = ''] = /\d{4}-\d{2}-\d{2}/.exec(run.title) ?? [];
  const [named = ''] = run.title.split(/,? ?\d{4}-\d{2}-\d{2}/);
  return { ...run, date: known?.date ?? date, portfolio: known?.title ?? (named === '' ? run.title : named) };
}

const onceTable = remembering<TableJson>();
const onceDetail = remembering<RunDetail>();

/** A table of a run that is done, asked for once: it does not change until the run does. */
export function tableOf(run: Pick<RunSummary, 'id' | 'changed'>, name: string, part: TablePart = {}): Promise<TableJson> {
  return onceTable(`${run.id} ${run.changed} ${name} ${JSON.stringify(part)}`, () => api.table(run.id, name, part));
}

/** Several tables of a run by name; those that it has not are left out. */
export async function tablesOf(
  run: Pick<RunSummary, 'id' | 'changed'>,
  names: readonly string[],
  part: TablePart = {},
): Promise<Map<string, TableJson>> {
  const { tables } = await onceDetail(`${run.id} ${run.changed}`, () => api.run(run.id));
  const there = names.filter((name) => tables.includes(name));
  const found = await Promise.all(there.map((name) => tableOf(run, name, part)));
  return new Map(found.map((table) => [table.name, table]));
}
