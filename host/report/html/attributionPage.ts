/** An attribution as a page: what it says in words, a bridge for each class of instrument, and every column that it is made of. */
import type { Attribution } from '../../analysis/attribution.ts';
import type { AttributionColumn, Effect } from '../../analysis/attributionColumns.ts';
import { FACTOR_NAMES } from '../../analysis/attributionFactors.ts';
import { CLASS_NAMES, EFFECT_NAMES, effectsInOrder } from '../../analysis/attributionWords.ts';
import { longDate } from '../words.ts';
import { bridgeChart } from './bridge.ts';
import { whole } from './figures.ts';
import { type Page, section, trustId, trustLink } from './page.ts';
import { type Cell, type Line, signed, table } from './table.ts';
import { type Html, html } from './template.ts';
import { failures, notes, paragraphs } from './told.ts';

/** The page. */
export function attributionPage(attribution: Attribution): Page {
  const { portfolio, from, to, classes, net, trusts, failed, sentences } = attribution;
  return {
    title: portfolio,
    date: to,
    about: `What changed fair values, ${longDate(from)} to ${longDate(to)}`,
    sections: [
      { id: 'words', name: 'In words', body: section('words', 'In words', [orderNote(attribution), paragraphs(sentences)]) },
      { id: 'bridges', name: 'Bridges', body: bridges(attribution) },
      {
        id: 'classes',
        name: 'By class',
        body: section('classes', 'By class of instrument', [
          html`<p class="note">What is owed is positive. Every column foots to the cent: opening and effects are the closing. Dollars are rounded each on its own; the workbook of the run has the cents.</p>`,
          columns('By class of instrument', attribution, [...classes, net]),
        ]),
      },
      { id: 'trusts', name: `Trusts (${trusts.length})`, body: byTrust(attribution) },
      ...trusts.map(({ trust }, place) => ({ id: trustId(place), body: trustPart(attribution, trust, place) })),
      { id: 'failed', name: 'Not attributed', body: failures(failed, 'attributed') },
      { id: 'notes', name: 'To know', body: notes(attribution.notes) },
    ],
  };
}

function orderNote({ sharing, order }: Attribution): Html {
  const text =
    sharing === 'shapley'
      ? 'Cash and time first; then each factor by its mean over all orders (Shapley).'
      : `Cash and time first; then one after another: ${order.map((factor) => FACTOR_NAMES[factor].toLowerCase()).join('; ')}.`;
  return html`<p class="note">${text}</p>`;
}

function bridges({ bridges: all }: Attribution): Html | null {
  const pictures = all.map(bridgeChart);
  if (pictures.length === 0) return null;
  return section('bridges', 'Bridges from opening to closing', [html`<div class="pictures">${pictures}</div>`]);
}

/** Effects that some column has, in their order. */
function effectsIn({ order }: Attribution, of: readonly AttributionColumn[]): Effect[] {
  return effectsInOrder(order).filter((effect) => of.some(({ effects }) => effects[effect] !== 0));
}

const moved = (amount: number): Cell => signed(amount, whole(amount));

/** Effects down, instruments across. */
function columns(about: string, attribution: Attribution, all: readonly AttributionColumn[]): Html {
  const some = all.filter(({ opening, closing }) => opening !== 0 || closing !== 0);
  const lines = effectsIn(attribution, some).map(
    (effect): Line => ({
      kind: 'part',
      cells: [EFFECT_NAMES[effect], ...some.map(({ effects }) => moved(effects[effect]))],
    }),
  );
  const total = (label: string, of: (column: AttributionColumn) => number): Line => ({
    kind: 'total',
    cells: [label, ...some.map((column) => whole(of(column)))],
  });
  return table({
    about,
    kind: 'wide',
    heads: [{ label: 'Effect' }, ...some.map((column) => ({ label: titleOf(column), unit: '$' }))],
    lines: [total('Opening', ({ opening }) => opening), ...lines],
    foot: [total('Closing', ({ closing }) => closing)],
  });
}

function titleOf(column: AttributionColumn): string {
  if (column.instrument === column.class) return CLASS_NAMES[column.class];
  if (column.trust === null) return 'Net trust assets';
  return column.class === 'held' ? `${column.instrument}, held` : column.instrument;
}

/** Net assets of each trust, effects across. */
function byTrust(attribution: Attribution): Html | null {
  const { trusts } = attribution;
  if (trusts.length === 0) return null;
  const effects = effectsIn(
    attribution,
    trusts.map(({ net }) => net),
  );
  return section('trusts', 'Net assets by trust', [
    html`<p class="note">Of trusts that are not consolidated, what the sponsor owns.</p>`,
    table({
      about: 'Net assets by trust',
      kind: 'wide',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Opening', unit: '$' },
        ...effects.map((effect) => ({ label: EFFECT_NAMES[effect], unit: '$' })),
        { label: 'Closing', unit: '$' },
      ],
      lines: trusts.map(({ trust, consolidated, net }, place) => [
        trustLink(place, trust, consolidated),
        whole(net.opening),
        ...effects.map((effect) => moved(net.effects[effect])),
        whole(net.closing),
      ]),
    }),
  ]);
}

function trustPart(attribution: Attribution, trust: string, place: number): Html | null {
  const own = attribution.instruments.filter((column) => column.trust === trust);
  if (own.length === 0) return null;
  return section(
    trustId(place),
    trust,
    [html`<p class="back"><a href="#trusts">All trusts</a></p>`, columns(`Instruments of ${trust}`, attribution, own)],
    'trust',
  );
}
