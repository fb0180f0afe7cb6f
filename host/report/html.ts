/**
 * A valuation as one HTML file that needs nothing else: no network, no fonts, no scripts from elsewhere. Its figures are those of the
 * run's tables, rounded once.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeAtomic } from '../store/atomic.ts';
import type { Manifest } from '../store/manifest.ts';
import type { ResultTable } from '../store/tables.ts';
import type { ValueRun } from '../store/valueRun.ts';
import { type Book, readBook } from './html/book.ts';
import { manifestPart } from './html/manifestPart.ts';
import { availableForSale, failedTrusts, findings, longTermDebt, sheetTable } from './html/opening.ts';
import { checkSummary, outsideQuotes, trustsTable, vintages, warnings } from './html/overview.ts';
import { SCRIPT } from './html/script.ts';
import { styleText } from './html/style.ts';
import { type Html, html, trusted } from './html/template.ts';
import { trustSection } from './html/trust.ts';
import { longDate } from './words.ts';

/** What a report is written from: nothing but this. */
export interface ReportRun {
  readonly id: string;
  /** The portfolio. */
  readonly title: string;
  /** The valuation date, YYYY-MM-DD. */
  readonly date: string;
  readonly manifest: Manifest;
  readonly tables: readonly ResultTable[];
}

/** Writes the report of a run into its folder, `runs/<id>/report.html`, and returns its path. Throws: STORE_DISK. */
export async function htmlReport(root: string, run: ValueRun): Promise<string> {
  const path = join(root, 'runs', run.id, 'report.html');
  const { id, manifest, tables } = run;
  const text = reportHtml({ id, title: run.value.snapshot, date: run.value.date, manifest, tables });
  await writeAtomic(path, new TextEncoder().encode(text));
  return path;
}

/**
 * The text of the report.
 *
 * Units: dollars, prices per 100, yields in percent a year, bond-equivalent; every heading says which.
 * Throws: Error where a table lacks a column that valuations have.
 */
export function reportHtml(run: ReportRun): string {
  const { inputs } = run.manifest.determines;
  const book = readBook(run.tables, new Map(inputs.map(({ path, sha256 }) => [sha256, path])));
  const style = styleText();
  // Nothing is fetched, and nothing runs but this very script, even if a name of a trust should find a way into the markup.
  const policy = `default-src 'none'; img-src data:; style-src '${digest(style)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${run.title}, ${run.date}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>${run.title}</h1><p class="sub">Fair values, ${longDate(run.date)} · run ${run.id}</p></header>
${contents(book)}
<main>
${opening(book)}
${vintages(book)}
${trustsTable(book)}
${outsideQuotes(book)}
${warnings(book)}
${checkSummary(book)}
${book.trusts.map(trustSection)}
${manifestPart(run.id, run.manifest)}
</main>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function opening(book: Book): Html {
  return html`<section id="sheet"><h2>Balance sheet</h2>
<div class="opening"><div>${sheetTable(book)}
<p class="note">Thousands are rounded each on its own and may not add.</p></div>
<div><h3>What to look at</h3>${findings(book)}</div></div></section>
${failedTrusts(book)}
${availableForSale(book)}
${longTermDebt(book)}`;
}

/** Links to the parts that there are; the trusts are in their table. */
function contents({ trusts, failures, debts }: Book): Html {
  const has = (isThere: boolean, id: string, text: string) => (isThere ? [html`<li><a href="#${id}">${text}</a></li>`] : []);
  return html`<nav aria-label="Contents"><ul>
${has(true, 'sheet', 'Balance sheet')}
${has(failures.length > 0, 'failed', 'Not valued')}
${has(
  trusts.some(({ row }) => row.consolidated !== 1),
  'afs',
  'Available for sale',
)}
${has(debts.length > 0, 'debt', 'Long-term debt')}
${has(
  trusts.some(({ row }) => row.consolidated === 1),
  'vintages',
  'Vintages',
)}
${has(trusts.length > 0, 'trusts', `Trusts (${trusts.length})`)}
${has(
  trusts.some(({ quotes }) => quotes.some(({ outside }) => outside === 'yes')),
  'outside',
  'Quotes',
)}
${has(
  trusts.some((trust) => trust.warnings.length > 0),
  'warnings',
  'Warnings',
)}
${has(
  trusts.some(({ checks }) => checks.some(({ count }) => count > 0)),
  'checks',
  'Data checks',
)}
${has(true, 'manifest', 'Manifest')}
</ul></nav>`;
}
