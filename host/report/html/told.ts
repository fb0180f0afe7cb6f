/** What stands at the end of every page: what could not be done, and what a reader should know. */
import type { Incomplete } from '../../analysis/sensitivityTrust.ts';
import { toldTogether } from '../rollforward.ts';
import { counted } from '../words.ts';
import { section } from './page.ts';
import { table } from './table.ts';
import { type Html, html } from './template.ts';

/** Trusts without figures, with every fault; nothing where there are none. `done` is what could not be done with them. */
export function failures(
  failed: readonly { readonly trust: string; readonly faults: readonly string[] }[],
  done: string,
): Html | null {
  if (failed.length === 0) return null;
  const title = `${counted(failed.length, 'trust')} could not be ${done}`;
  return section(
    'failed',
    title,
    [
      html`<p class="note">No figure of this page has them in it.</p>`,
      table({
        about: title,
        kind: 'words',
        heads: [{ label: 'Trust' }, { label: 'Why', side: 'left' }],
        lines: failed.flatMap(({ trust, faults }) => faults.map((fault, place) => [place === 0 ? trust : '', fault])),
      }),
    ],
    'bad',
  );
}

/** Shocks whose totals are without a trust, and why; nothing where all have all. */
export function incompletePart(incomplete: readonly Incomplete[]): Html | null {
  if (incomplete.length === 0) return null;
  return section('incomplete', 'Shocks whose totals are without a trust', [
    table({
      about: 'Shocks whose totals are without a trust',
      kind: 'words',
      heads: [{ label: 'Shock' }, { label: 'Trust', side: 'left' }, { label: 'Why it has no value under it', side: 'left' }],
      lines: incomplete.map(({ shock, trust, faults }) => [shock, trust, faults.join('; ')]),
    }),
  ]);
}

/** Notes as a list, those that say the same of several trusts told once; nothing where there are none. */
export function notes(of: readonly string[], title = 'To know'): Html | null {
  if (of.length === 0) return null;
  const items = toldTogether(of).map((note) => html`<li class="look">${note}</li>`);
  return section('notes', title, [html`<ul class="findings">${items}</ul>`]);
}

/** Warnings of trusts. */
export function warningsOf(trusts: readonly { readonly trust: string; readonly warnings: readonly string[] }[]): Html | null {
  return notes(
    trusts.flatMap(({ trust, warnings }) => warnings.map((warning) => `${trust}: ${warning}`)),
    'Warnings',
  );
}

/** Paragraphs. */
export function paragraphs(texts: readonly string[]): Html {
  return html`${texts.map((text) => html`<p class="said">${text}</p>\n`)}`;
}
