/** What all trusts together look like: by vintage, by trust, and what was found of them. */
import { type Book, classesOf, instrumentOf, type TrustBook } from './book.ts';
import { counts, over, price, rate, share, thousands, total } from './figures.ts';
import { CHECK_HEADS, QUOTE_HEADS, quoteCells } from './noticeTables.ts';
import { link } from './opening.ts';
import { type Line, table } from './table.ts';
import { type Html, html } from './template.ts';

/** All trusts by vintage: balance, fair value and price of the collateral; the classes, and their value over their balance. */
export function vintages({ trusts }: Book): Html | null {
  if (trusts.length === 0) return null;
  const years = [...Map.groupBy(trusts, ({ row }) => row.vintage)].sort(([a], [b]) => a - b);
  return html`<section id="vintages"><h2>By vintage</h2>
<p class="note">All trusts that were valued, those that are not consolidated among them; all of their classes, those that the sponsor holds among them. A face that nobody is owed (of interest-only classes) is in no balance.</p>
${table({
  about: 'By vintage',
  isSortable: true,
  heads: [
    { label: 'Vintage' },
    { label: 'Trusts' },
    { label: 'Collateral balance', unit: '$ thousands' },
    { label: 'Collateral fair value', unit: '$ thousands' },
    { label: 'Price', unit: 'per 100' },
    { label: 'Projected loss', unit: '% of balance' },
    { label: 'Balance of the classes', unit: '$ thousands' },
    { label: 'Value of the classes', unit: '$ thousands' },
    { label: 'Value over balance', unit: '%' },
  ],
  lines: years.map(([year, of]) => vintageCells(String(year), of)),
  foot: [{ kind: 'total', cells: vintageCells('All', trusts) }],
})}</section>`;
}

function vintageCells(label: string, trusts: readonly TrustBook[]): string[] {
  const upb = total(trusts, ({ row }) => row.upb);
  const collateral = total(trusts, ({ row }) => row.collateral);
  const loss = total(trusts, (trust) => instrumentOf(trust, 'collateral')?.projected_loss ?? Number.NaN);
  const { balance, value } = classTotals(trusts);
  return [
    label,
    counts(trusts.length),
    thousands(upb),
    thousands(collateral),
    price(100 * over(collateral, upb)),
    share(over(loss, upb)),
    thousands(balance),
    thousands(value),
    share(over(value, balance)),
  ];
}

/** What the classes of trusts are owed and worth together. Units: dollars. */
export function classTotals(trusts: readonly TrustBook[]): { readonly balance: number; readonly value: number } {
  const classes = trusts.flatMap(classesOf);
  return {
    balance: total(
      classes.filter(({ notional }) => notional !== 1),
      ({ face }) => face,
    ),
    value: total(classes, ({ fair_value }) => fair_value),
  };
}

/** A line a trust, with links to their parts: what a filing would have by trust. */
export function trustsTable({ trusts, sheet }: Book): Html | null {
  if (trusts.length === 0) return null;
  const sums = (line: string) => thousands(sheet.get(line) ?? Number.NaN);
  const net = (sheet.get('derivativeAssets') ?? Number.NaN) - (sheet.get('derivativeLiabilities') ?? Number.NaN);
  const foot: Line = {
    kind: 'total',
    cells: [
      'Consolidated trusts',
      '',
      '',
      '',
      thousands(
        total(
          trusts.filter(({ row }) => row.consolidated === 1),
          ({ row }) => row.upb,
        ),
      ),
      sums('collateral'),
      '',
      '',
      sums('reo'),
      sums('borrowings'),
      thousands(net),
      sums('residual'),
      '',
    ],
  };
  return html`<section id="trusts"><h2>By trust</h2>
${table({
  about: 'By trust',
  isSortable: true,
  kind: 'wide',
  heads: [
    { label: 'Trust' },
    { label: 'Type', side: 'left' },
    { label: 'Vintage' },
    { label: 'Consolidated', side: 'left' },
    { label: 'Balance', unit: '$ thousands' },
    { label: 'Collateral', unit: '$ thousands' },
    { label: 'Price', unit: 'per 100' },
    { label: 'Yield', unit: '%' },
    { label: 'REO', unit: '$ thousands' },
    { label: 'Borrowings', unit: '$ thousands' },
    { label: 'Derivatives, net', unit: '$ thousands' },
    { label: 'Residual', unit: '$ thousands' },
    { label: 'Residual yield', unit: '%' },
  ],
  lines: trusts.map((trust) => trustCells(trust)),
  foot: [foot],
})}</section>`;
}

function trustCells(trust: TrustBook) {
  const { row } = trust;
  const collateral = instrumentOf(trust, 'collateral');
  return [
    link(trust),
    row.type,
    String(row.vintage),
    row.consolidated === 1 ? 'yes' : 'no',
    thousands(row.upb),
    thousands(row.collateral),
    price(collateral?.price ?? Number.NaN),
    rate(collateral?.yield ?? Number.NaN),
    thousands(row.reo),
    thousands(row.borrowings),
    thousands(row.derivative_assets - row.derivative_liabilities),
    thousands(row.residual),
    rate(instrumentOf(trust, 'residual')?.yield ?? Number.NaN),
  ];
}

/** Vendor quotes that lie outside the range, of all trusts; nothing where none does. */
export function outsideQuotes({ trusts }: Book): Html | null {
  const found = trusts.flatMap((trust) =>
    trust.quotes.filter(({ outside }) => outside === 'yes').map((quote) => ({ trust, quote })),
  );
  if (found.length === 0) return null;
  return html`<section id="outside"><h2>Quotes outside the range</h2>
<p class="note">A vendor's clean price that is below the price at the high yield of the discount matrix, or above that at the low yield.</p>
${table({
  about: 'Quotes outside the range',
  isSortable: true,
  heads: [{ label: 'Trust' }, { label: 'Class', side: 'left' }, ...QUOTE_HEADS],
  lines: found.map(({ trust, quote }) => [link(trust), quote.tranche, ...quoteCells(quote), quote.orderly ?? '']),
})}</section>`;
}

/** What valuing said of each trust; nothing where it said nothing. */
export function warnings({ trusts }: Book): Html | null {
  const lines = trusts.flatMap((trust) => trust.warnings.map((warning) => [link(trust), warning]));
  if (lines.length === 0) return null;
  return html`<section id="warnings"><h2>Warnings</h2>
${table({ about: 'Warnings', kind: 'words', isSortable: true, heads: [{ label: 'Trust' }, { label: 'Warning', side: 'left' }], lines })}</section>`;
}

/** The data checks over all tapes, a line a rule; nothing where they found nothing. */
export function checkSummary({ trusts }: Book): Html | null {
  const found = trusts.flatMap((trust) => trust.checks.filter(({ count }) => count > 0).map((check) => ({ trust, check })));
  if (found.length === 0) return null;
  const lines = [...Map.groupBy(found, ({ check }) => check.rule)].map(([rule, of]) => [
    rule,
    of[0]?.check.about ?? '',
    of[0]?.check.severity ?? '',
    counts(total(of, ({ check }) => check.count)),
    of.map(({ trust }, place) => html`${place > 0 && ', '}${link(trust)}`),
  ]);
  return html`<section id="checks"><h2>Data checks</h2>
${table({
  about: 'Data checks of all tapes',
  kind: 'words',
  isSortable: true,
  heads: [...CHECK_HEADS, { label: 'Trusts', side: 'left' }],
  lines,
})}</section>`;
}
