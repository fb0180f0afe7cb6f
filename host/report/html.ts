/** A run as one HTML file that needs nothing else, beside the run's tables, whatever kind of run it is. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attribution } from '../analysis/attribution.ts';
import type { BackTestHistory } from '../analysis/backTestHistory.ts';
import type { PortfolioBreakEven } from '../analysis/breakEvenPortfolio.ts';
import type { Disclosure } from '../analysis/disclosure.ts';
import type { Rollforward } from '../analysis/rollforward.ts';
import type { SensitivityReport } from '../analysis/sensitivity.ts';
import type { SimulationReport } from '../analysis/simulate.ts';
import type { SnapshotTieOut } from '../analysis/tieOutSnapshot.ts';
import { fail } from '../errors.ts';
import { isThere, writeAtomic } from '../store/atomic.ts';
import type { ReviewOutcome } from '../store/curveReviewRun.ts';
import { standingsOf } from '../store/decisions.ts';
import type { RunDiff } from '../store/diffRuns.ts';
import type { DataFolder } from '../store/folders.ts';
import type { KeptRun } from '../store/keptRun.ts';
import { readTables, showRun } from '../store/runBook.ts';
import { VALUE_RUNS } from '../store/valueRun.ts';
import type { PortfolioValue } from '../valuation/records.ts';
import { attributionPage } from './html/attributionPage.ts';
import { backTestPage } from './html/backTestPage.ts';
import { breakEvenPage } from './html/breakEvenPage.ts';
import { diffPage } from './html/diffPage.ts';
import { disclosurePage } from './html/disclosurePage.ts';
import { manifestPart } from './html/manifestPart.ts';
import { type Page, pageHtml } from './html/page.ts';
import { reviewPage } from './html/reviewPage.ts';
import { rollforwardPage } from './html/rollforwardPage.ts';
import { sensitivityPage } from './html/sensitivityPage.ts';
import { simulationPage } from './html/simulationPage.ts';
import { html } from './html/template.ts';
import { tieOutPage } from './html/tieOutPage.ts';
import { reportHtml } from './html/valuation.ts';

/** What the analyses that have a page give. */
export type ReportedValue =
  | PortfolioValue
  | SensitivityReport
  | SimulationReport
  | Attribution
  | Rollforward
  | Disclosure
  | PortfolioBreakEven
  | ReviewOutcome
  | BackTestHistory
  | SnapshotTieOut
  | RunDiff;

/**
 * Writes the report of a run into its folder, `runs/<id>/report.html`, and returns its path. Nothing but the run decides the page.
 *
 * Throws: STORE_DISK.
 */
export async function htmlReport(root: string, run: KeptRun<ReportedValue>): Promise<string> {
  const path = reportPath(root, run.id);
  await writeAtomic(path, new TextEncoder().encode(runHtml(run)));
  return path;
}

/** Where the report of a run is, if it has one. */
export function reportPath(root: string, id: string): string {
  return join(root, 'runs', id, 'report.html');
}

/** Whether the report of a run of a kind can be made from what is kept of it; those of others are written when they are done, or never. */
export function isMadeOfTables(kind: unknown): boolean {
  return kind === VALUE_RUNS.kind;
}

/**
 * The report of a run that is kept: the file beside it; of a valuation that has none, made from its tables. Undefined where there is
 * neither.
 *
 * Throws: STORE_DISK; as `showRun` and `readTables`.
 */
export async function keptReport(data: DataFolder, id: string): Promise<string | undefined> {
  const { request, title, manifest } = await showRun(data, id);
  const path = reportPath(data.root, id);
  if (await isThere(path)) return readFile(path, 'utf8');
  const kind: unknown = typeof request === 'object' && request !== null ? Reflect.get(request, 'kind') : undefined;
  if (!isMadeOfTables(kind) || manifest === undefined) return undefined;
  const [, name = title, date = ''] = /^(.*), (\d{4}-\d{2}-\d{2})$/.exec(title) ?? [];
  return reportHtml({ id, title: name, date, manifest, tables: await readTables(data, id) });
}

/**
 * The file of the report of a run that is kept, written where there was none and it can be made.
 *
 * Throws: REQUEST_INVALID for a run without a report; as `keptReport` and `htmlReport`.
 */
export async function reportFile(data: DataFolder, id: string): Promise<string> {
  const path = reportPath(data.root, id);
  const text = await keptReport(data, id);
  if (text === undefined)
    return fail({
      code: 'REQUEST_INVALID',
      place: id,
      got: 'a run without a report',
      expected: 'a run that is done and has one',
    });
  if (!(await isThere(path))) await writeAtomic(path, new TextEncoder().encode(text));
  return path;
}

/** The text of the report of a run. */
export function runHtml({ id, value, manifest, tables }: KeptRun<ReportedValue>): string {
  if ('longTermDebt' in value) return reportHtml({ id, title: value.snapshot, date: value.date, manifest, tables });
  const page = pageOf(value);
  return pageHtml({
    ...page,
    about: html`${page.about} · run ${id}`,
    sections: [...page.sections, { id: 'manifest', name: 'Manifest', body: manifestPart(id, manifest) }],
  });
}

/** Each kind of value is told by a field that no other has. */
function pageOf(value: Exclude<ReportedValue, PortfolioValue>): Page {
  if ('randomizations' in value) return simulationPage(value);
  if ('bridges' in value) return attributionPage(value);
  if ('breaks' in value) return rollforwardPage(value);
  if ('narrative' in value) return disclosurePage(value);
  if ('reports' in value) return breakEvenPage(value);
  if ('review' in value) return reviewPage(value.review, standingsOf(value.log));
  if ('ended' in value) return backTestPage(value);
  if ('within' in value) return tieOutPage(value);
  if ('onlyA' in value) return diffPage(value);
  return sensitivityPage(value);
}
