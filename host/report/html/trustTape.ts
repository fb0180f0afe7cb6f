/** The loans of a trust: its tape, what the checks found, the cohorts, the defaults taken, and the strata. */
import { counted } from '../words.ts';
import type { TrustBook } from './book.ts';
import { cents, counts, over, rate, share, total, whole } from './figures.ts';
import { CHECK_HEADS } from './noticeTables.ts';
import { table } from './table.ts';
import { type Html, html } from './template.ts';

/** Headings of the dimensions that Weir knows; others are shown by their name. */
const DIMENSIONS: Readonly<Record<string, string>> = {
  balance: 'Balance, $',
  rate: 'Note rate',
  ltv: 'Loan to value at origination',
  updatedLtv: 'Loan to value now',
  fico: 'Credit score',
  age: 'Age, months',
  state: 'State',
  status: 'Status',
  product: 'Product',
};
const MISSING = 'missing';
/** A digest of which the beginning tells files apart. */
const DIGEST = 16;

/** Everything of the tape; nothing where no tape was read. */
export function trustTape(trust: TrustBook): Html | null {
  if (trust.tape === undefined) return null;
  return html`<h3>Loans</h3>
<p class="note">${tapeText(trust.tape)}</p>
<div class="pair"><div>${cohorts(trust)}</div><div>${defaults(trust)}</div></div>
${checks(trust)}
${strata(trust)}`;
}

function tapeText({ file, sha256, rows, upb, wac, late90 }: NonNullable<TrustBook['tape']>): Html {
  return html`<code>${file}</code> (sha-256 ${sha256.slice(0, DIGEST)}…): ${counted(rows, 'row')}, $${cents(upb)}, mean note rate ${rate(wac)} %, ${share(over(late90, upb))} % of the balance 90 and more days late, in foreclosure or bankruptcy.`;
}

function checks({ row, checks: found }: TrustBook): Html {
  const broken = found.filter(({ count }) => count > 0);
  if (broken.length === 0) return html`<h4>Data checks</h4><p class="note">No row breaks a rule.</p>`;
  return html`<h4>Data checks</h4>${table({
    about: `Data checks of ${row.trust}`,
    kind: 'words',
    isSortable: true,
    heads: [...CHECK_HEADS, { label: 'The first of them', side: 'left' }],
    lines: broken.map(({ rule, about, severity, count, examples }) => [rule, about, severity, counts(count), examples]),
  })}`;
}

function cohorts({ row, cohorts: found }: TrustBook): Html | null {
  const all = total(found, ({ upb }) => upb);
  return html`<h4>Cohorts</h4>${table({
    about: `Cohorts of ${row.trust}`,
    isSortable: true,
    heads: [{ label: 'Cohort' }, { label: 'Loans' }, { label: 'Balance', unit: '$' }, { label: 'Share', unit: '%' }],
    lines: found.map(({ cohort, count, upb }) => [cohort, counts(count), whole(upb), share(over(upb, all))]),
    foot: [
      { kind: 'total', cells: ['All loans', counts(total(found, ({ count }) => count)), whole(all), share(over(all, all))] },
    ],
  })}`;
}

function defaults({ row, defaults: taken }: TrustBook): Html {
  if (taken.length === 0) return html`<h4>Defaults for missing terms</h4><p class="note">No loan took one.</p>`;
  return html`<h4>Defaults for missing terms</h4>${table({
    about: `Defaults for missing terms of ${row.trust}`,
    kind: 'words',
    heads: [{ label: 'Field' }, { label: 'Loans' }, { label: 'Balance', unit: '$' }, { label: 'Because', side: 'left' }],
    lines: taken.map(({ field, count, upb, because }) => [field, counts(count), whole(upb), because]),
  })}`;
}

/** A table a dimension; dimensions that no loan has are only named. */
function strata({ row, strata: found }: TrustBook): Html | null {
  const dimensions = [...Map.groupBy(found, ({ dimension }) => dimension)];
  const empty = dimensions
    .filter(([, buckets]) => buckets.every(({ bucket }) => bucket === MISSING))
    .map(([name]) => titleOf(name));
  const tables = dimensions
    .filter(([, buckets]) => buckets.some(({ bucket }) => bucket !== MISSING))
    .map(([name, buckets]) => {
      const all = total(buckets, ({ upb }) => upb);
      return html`<div>${table({
        about: `${titleOf(name)} of ${row.trust}`,
        isSortable: true,
        kind: 'strata',
        heads: [
          { label: titleOf(name) },
          { label: 'Loans' },
          { label: 'Balance', unit: '$' },
          { label: 'Share', unit: '%' },
          { label: 'Rate', unit: '%' },
          { label: 'LTV', unit: '%' },
          { label: 'Score' },
        ],
        lines: buckets.map(({ bucket, count, upb, note_rate, ltv, fico }) => [
          bucket,
          counts(count),
          whole(upb),
          share(over(upb, all)),
          rate(note_rate),
          share(ltv),
          whole(fico),
        ]),
      })}</div>`;
    });
  if (tables.length === 0) return null;
  return html`<details open><summary><h4>Strata</h4></summary>
<p class="note">Rates, loan to value and scores are means by balance.${empty.length > 0 && ` No loan tells: ${empty.join(', ')}.`}</p>
<div class="columns">${tables}</div></details>`;
}

function titleOf(dimension: string): string {
  return DIMENSIONS[dimension] ?? dimension;
}
