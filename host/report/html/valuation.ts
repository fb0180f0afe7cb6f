/** A valuation as a page. Its figures are those of the run's tables, rounded once. */
import type { Manifest } from '../../store/manifest.ts';
import type { ResultTable } from '../../store/tables.ts';
import { longDate } from '../words.ts';
import { type Book, readBook } from './book.ts';
import { manifestPart } from './manifestPart.ts';
import { availableForSale, failedTrusts, findings, longTermDebt, sheetTable } from './opening.ts';
import { checkSummary, outsideQuotes, trustsTable, vintages, warnings } from './overview.ts';
import { pageHtml } from './page.ts';
import { type Html, html } from './template.ts';
import { trustSection } from './trust.ts';

/** What the page of a valuation is written from: nothing but this. */
export interface ReportRun {
  readonly id: string;
  /** The portfolio. */
  readonly title: string;
  /** The valuation date, YYYY-MM-DD. */
  readonly date: string;
  readonly manifest: Manifest;
  readonly tables: readonly ResultTable[];
}

/**
 * The text of the page.
 *
 * Units: dollars, prices per 100, yields in percent a year, bond-equivalent; every heading says which.
 * Throws: Error where a table lacks a column that valuations have.
 */
export function reportHtml({ id, title, date, manifest, tables }: ReportRun): string {
  const { inputs } = manifest.determines;
  const book = readBook(tables, new Map(inputs.map(({ path, sha256 }) => [sha256, path])));
  const { trusts } = book;
  return pageHtml({
    title,
    date,
    about: `Fair values, ${longDate(date)} · run ${id}`,
    sections: [
      { id: 'sheet', name: 'Balance sheet', body: opening(book) },
      { id: 'failed', name: 'Not valued', body: failedTrusts(book) },
      { id: 'afs', name: 'Available for sale', body: availableForSale(book) },
      { id: 'debt', name: 'Long-term debt', body: longTermDebt(book) },
      { id: 'vintages', name: 'Vintages', body: vintages(book) },
      { id: 'trusts', ...(trusts.length > 0 && { name: `Trusts (${trusts.length})` }), body: trustsTable(book) },
      { id: 'outside', name: 'Quotes', body: outsideQuotes(book) },
      { id: 'warnings', name: 'Warnings', body: warnings(book) },
      { id: 'checks', name: 'Data checks', body: checkSummary(book) },
      ...trusts.map((trust) => ({ id: trust.id, body: trustSection(trust) })),
      { id: 'manifest', name: 'Manifest', body: manifestPart(id, manifest) },
    ],
  });
}

function opening(book: Book): Html {
  return html`<section id="sheet"><h2>Balance sheet</h2>
<div class="opening"><div>${sheetTable(book)}
<p class="note">Thousands are rounded each on its own and may not add.</p></div>
<div><h3>What to look at</h3>${findings(book)}</div></div></section>`;
}
