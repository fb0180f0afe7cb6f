/** Runs as the service tells them. */
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type DataFolder, type Fault, type RunView, showRun, WeirError } from '../../host/index.ts';
import { isMadeOfTables, reportPath } from '../../host/report/html.ts';
import { faultsTold } from '../problems.ts';
import type { RunAnswer, RunSummaryAnswer } from '../schemas/runs.ts';
import type { Service } from '../service.ts';
import { snapshotOf } from '../snapshots/folder.ts';
import { jobOf } from '../store/jobs.ts';
import type { CatalogEntry } from './catalog.ts';

/** Where a run is. */
export function runUrl(id: string): string {
  return `/v1/runs/${id}`;
}

/** A run in a list. */
export function summaryAnswer(service: Service, entry: CatalogEntry): RunSummaryAnswer {
  const { id, kind, status, title, askedBy, created, changed, locked, adjustments, snapshot, job } = entry;
  const now = service.queue.now(id);
  return {
    id,
    kind,
    status: now?.status ?? status,
    title,
    askedBy,
    created,
    changed,
    locked,
    adjustments,
    snapshot,
    schedule: job?.schedule ?? null,
  };
}

/** All that is known of a run. Throws: STORE_* where it cannot be read. */
export async function runAnswer(service: Service, entry: CatalogEntry): Promise<RunAnswer> {
  const { id, job } = entry;
  const summary = summaryAnswer(service, entry);
  const now = service.queue.now(id);
  // What is at work here has nothing yet but its pace.
  const view = entry.isKept && now === undefined ? await showRun(service.data, id).catch(nothingYet) : undefined;
  const faults: readonly Fault[] = job !== undefined && job.faults.length > 0 ? job.faults : (view?.state.faults ?? []);
  const tables = view?.index?.tables.map(({ name }) => name) ?? [];
  const url = runUrl(id);
  return {
    ...summary,
    asked: job?.asked ?? (await askedIn(view, service.data, entry)),
    place: now?.place ?? null,
    pace: now?.pace ?? null,
    faults: faultsTold(faults, service.data.root),
    result: job === undefined || entry.isKept ? null : ((await jobOf(service.database, id))?.result ?? null),
    tables,
    adjusted: [...(view?.state.adjustments ?? [])],
    signOff: view?.state.signOff ?? null,
    links: {
      self: url,
      events: `${url}/events`,
      ...(summary.status === 'done' && entry.isKept && doneLinks(service.data, entry)),
    },
  };
}

/** What there is of a run that is done. */
function doneLinks({ root }: DataFolder, { id, kind }: CatalogEntry): Record<string, string> {
  const url = runUrl(id);
  const hasReport = isMadeOfTables(kind) || existsSync(reportPath(root, id));
  return {
    tables: `${url}/tables`,
    manifest: `${url}/manifest`,
    workbook: `${url}/report.xlsx`,
    trace: `${url}/trace`,
    ...(hasReport && { report: `${url}/report.html` }),
  };
}

/** The request of a run that the command line began: snapshots by name, and no paths of this machine. */
async function askedIn(
  view: RunView | undefined,
  data: DataFolder,
  { snapshot }: CatalogEntry,
): Promise<Record<string, unknown>> {
  const request = view?.request;
  if (typeof request !== 'object' || request === null) return {};
  const { kind: _, review: __, simulation, ...rest } = Object.fromEntries<unknown>(Object.entries(request));
  const told = Object.entries(rest).filter(([, value]) => typeof value !== 'string' || !isAbsolute(value));
  const from = typeof rest.from === 'string' ? await snapshotOf(data, rest.from) : undefined;
  const simulated: unknown = typeof simulation === 'object' && simulation !== null ? Reflect.get(simulation, 'run') : undefined;
  return {
    ...Object.fromEntries(told),
    ...(snapshot !== null && { snapshot }),
    ...(from !== undefined && { from }),
    ...(simulated !== undefined && { simulation: simulated }),
  };
}

/** A run may be read in the moment before its folder is there. */
function nothingYet(error: unknown): undefined {
  if (error instanceof WeirError && error.faults.some(({ code }) => code === 'STORE_RUN_UNKNOWN')) return undefined;
  throw error;
}
