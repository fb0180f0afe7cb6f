/** The opening of the report: the balance sheet, what stands beside it, and what to look at before believing it. */
import { roundHalfUp } from '../../valuation/rounding.ts';
import { counted } from '../words.ts';
import { type Book, classesOf, instrumentOf, type TrustBook } from './book.ts';
import { cents, over, price, share, thousands, total } from './figures.ts';
import { type Line, table } from './table.ts';
import { type Html, html, type Part } from './template.ts';

/** Half a cent: what is less is nothing. */
const HALF_CENT = 0.005;

/** The balance sheet of the consolidated trusts, in dollars and cents, and in thousands beside it. */
export function sheetTable({ sheet, debts }: Book): Html {
  const amount = (line: string) => sheet.get(line) ?? Number.NaN;
  const row = (label: string, line: string, kind?: Line['kind']): Line => ({
    ...(kind !== undefined && { kind }),
    cells: [label, cents(amount(line)), thousands(amount(line))],
  });
  const isThere = (line: string) => Math.abs(sheet.get(line) ?? 0) >= HALF_CENT;
  const blank: Line = { kind: 'blank', cells: ['', '', ''] };
  return table({
    about: 'Balance sheet',
    kind: 'sheet',
    heads: [{ label: 'Consolidated trusts' }, { label: '$' }, { label: '$ thousands' }],
    lines: [
      row('Mortgage collateral, at fair value', 'collateral'),
      row('Derivative assets, at fair value', 'derivativeAssets'),
      row('Real estate owned, at net realizable value', 'reo'),
      row('Cash of the trusts', 'cash'),
      row('Trust assets', 'assets', 'total'),
      blank,
      row('Borrowings, at fair value', 'borrowings'),
      row('Derivative liabilities, at fair value', 'derivativeLiabilities'),
      row('Trust liabilities', 'liabilities', 'total'),
      blank,
      row('Net trust assets', 'netAssets', 'total'),
      row('residual interests', 'residual', 'part'),
      ...(isThere('residualOfOthers') ? [row('of which others own', 'residualOfOthers', 'deeper')] : []),
      ...(isThere('held') ? [row('classes that the sponsor holds', 'held', 'part')] : []),
      blank,
      row('Securities available for sale', 'availableForSale'),
      ...(debts.length === 0 ? [] : [row("Sponsor's long-term debt, at fair value", 'longTermDebt')]),
    ],
  });
}

/** A line of what to look at: whether all is well, what was found, and where it is told. */
interface Finding {
  readonly isWell: boolean;
  readonly text: Part;
  readonly link?: string;
}

/** What to look at: trusts that failed, warnings, quotes, checks, identities. */
export function findings(book: Book): Html {
  const lines = [...findingsOf(book)].map(
    ({ isWell, text, link }) =>
      html`<li class="${isWell ? 'well' : 'look'}">${link === undefined ? text : html`<a href="${link}">${text}</a>`}</li>`,
  );
  return html`<ul class="findings">${lines}</ul>`;
}

function* findingsOf({ trusts, failures }: Book): Generator<Finding> {
  const failed = new Set(failures.map(({ trust }) => trust)).size;
  const consolidated = trusts.filter(({ row }) => row.consolidated === 1).length;
  yield {
    isWell: true,
    text: `${counted(trusts.length, 'trust')} valued, ${consolidated} of them consolidated`,
    link: '#trusts',
  };
  yield failed === 0
    ? { isWell: true, text: 'No trust failed' }
    : {
        isWell: false,
        text: `${counted(failed, 'trust')} could not be valued; the sheet is without ${failed === 1 ? 'it' : 'them'}`,
        link: '#failed',
      };
  const quotes = trusts.flatMap((trust) => trust.quotes);
  const outside = quotes.filter((quote) => quote.outside === 'yes').length;
  if (quotes.length > 0) {
    const text = `${outside} of ${counted(quotes.length, 'vendor quote')} outside the range`;
    yield { isWell: outside === 0, text, ...(outside > 0 && { link: '#outside' }) };
  }
  const warnings = trusts.reduce((sum, trust) => sum + trust.warnings.length, 0);
  yield { isWell: warnings === 0, text: counted(warnings, 'warning'), ...(warnings > 0 && { link: '#warnings' }) };
  const broken = trusts.flatMap(({ checks }) => checks.filter(({ count }) => count > 0));
  const rows = broken.reduce((sum, { count }) => sum + count, 0);
  const rules = new Set(broken.map(({ rule }) => rule)).size;
  yield rows === 0
    ? { isWell: true, text: 'The data checks found nothing' }
    : { isWell: false, text: `The data checks found ${counted(rows, 'row')} under ${counted(rules, 'rule')}`, link: '#checks' };
  yield worst(trusts, 'Cash in = cash out in every month; worst difference', ({ row }) => row.cash_breach);
  yield worst(trusts, 'Assets = liabilities + residual; worst remainder', ({ row }) => row.remainder);
}

function worst(trusts: readonly TrustBook[], text: string, of: (trust: TrustBook) => number): Finding {
  const most = trusts.reduce((sum, trust) => Math.max(sum, Math.abs(of(trust))), 0);
  return { isWell: most < HALF_CENT, text: `${text} $${cents(most)}` };
}

/** What the sponsor owns of trusts that it does not consolidate; nothing where there are none. */
export function availableForSale({ trusts, sheet }: Book): Html | null {
  const others = trusts.filter(({ row }) => row.consolidated !== 1);
  if (others.length === 0) return null;
  const lines = others.map((trust) => {
    const residual = instrumentOf(trust, 'residual')?.fair_value ?? 0;
    // As the balance sheet adds it up: each share rounded to the cent.
    const owned = roundHalfUp(residual * trust.row.residual_owned, 2);
    const held = total(classesOf(trust), (row) => roundHalfUp(row.fair_value * row.held, 2));
    return [link(trust), cents(residual), share(trust.row.residual_owned), cents(owned), cents(held), cents(owned + held)];
  });
  return html`<section id="afs"><h2>Securities available for sale</h2>
<p class="note">Trusts that the sponsor does not consolidate: its shares of their residuals and classes.</p>
${table({
  about: 'Securities available for sale',
  heads: [
    { label: 'Trust' },
    { label: 'Residual', unit: '$' },
    { label: 'Owned', unit: '%' },
    { label: 'Residual owned', unit: '$' },
    { label: 'Classes held', unit: '$' },
    { label: 'Fair value', unit: '$' },
  ],
  lines,
  foot: [
    {
      kind: 'total',
      cells: ['Securities available for sale', '', '', '', '', cents(sheet.get('availableForSale') ?? Number.NaN)],
    },
  ],
})}</section>`;
}

/** The sponsor's own debt; nothing where there is none. */
export function longTermDebt({ debts, sheet }: Book): Html | null {
  if (debts.length === 0) return null;
  const lines = debts.map(({ instrument, face, fair_value }) => [
    instrument,
    cents(face),
    cents(fair_value),
    price(100 * over(fair_value, face)),
  ]);
  return html`<section id="debt"><h2>Long-term debt</h2>
<p class="note">The sponsor's own debt: its credit moves this and nothing else.</p>
${table({
  about: 'Long-term debt',
  heads: [
    { label: 'Debt' },
    { label: 'Balance', unit: '$' },
    { label: 'Fair value', unit: '$' },
    { label: 'Value over balance', unit: 'per 100' },
  ],
  lines,
  foot: [
    {
      kind: 'total',
      cells: ['Long-term debt', cents(total(debts, ({ face }) => face)), cents(sheet.get('longTermDebt') ?? Number.NaN), ''],
    },
  ],
})}</section>`;
}

/** Trusts that could not be valued, with every fault; nothing where there are none. */
export function failedTrusts({ failures }: Book): Html | null {
  if (failures.length === 0) return null;
  return html`<section id="failed" class="bad"><h2>Trusts that could not be valued</h2>
<p class="note">No figure of this report has them in it.</p>
${table({
  about: 'Trusts that could not be valued',
  kind: 'words',
  isSortable: true,
  heads: ['Trust', 'Code', 'File', 'Place', 'Found', 'Expected'].map((label) => ({ label, side: 'left' })),
  lines: failures.map(({ trust, code, file, place, got, expected }) => [trust, code, file ?? '', place, got, expected]),
})}</section>`;
}

/** A link to the part of a trust. */
export function link({ id, row }: TrustBook): Html {
  return html`<a href="#${id}">${row.trust}</a>`;
}
