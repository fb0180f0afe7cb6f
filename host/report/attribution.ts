/** An attribution as text: columns by class, a line a trust, and the paragraphs that say the same. */
import type { Attribution } from '../analysis/attribution.ts';
import type { AttributionColumn } from '../analysis/attributionColumns.ts';
import { FACTOR_NAMES } from '../analysis/attributionFactors.ts';
import { CLASS_NAMES, EFFECT_NAMES, effectsInOrder } from '../analysis/attributionWords.ts';
import { failuresText, notesText } from './rollforward.ts';
import { columnsThatFit, headings, type TableRow, textTable, widest, wrapped } from './table.ts';
import { dollars, longDate } from './words.ts';

const THOUSAND = 1000;
/** Headings wrap to this. Units: characters. */
const HEADING_WIDTH = 13;

/** The whole report. `width` is that of the terminal, in characters. */
export function attributionText(attribution: Attribution, width: number): string {
  const { portfolio, from, to, classes, net, failed, notes } = attribution;
  return [
    `${portfolio}\nWhat changed fair values, ${longDate(from)} to ${longDate(to)}`,
    orderText(attribution, width),
    `$ thousands, what is owed positive\n${columnsText(attribution, [...classes, net], width)}`,
    trustsText(attribution, width),
    attribution.sentences.map((sentence) => wrapped(sentence, width).join('\n')).join('\n\n'),
    failuresText(failed, 'attributed'),
    notesText(notes, width),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** One trust of the report, by instrument. Shape: `trust` is one of those that were attributed. */
export function trustAttributionText(attribution: Attribution, trust: string, width: number): string {
  const { from, to, instruments } = attribution;
  const columns = instruments.filter((column) => column.trust === trust);
  return [
    `${trust}\nWhat changed fair values, ${longDate(from)} to ${longDate(to)}`,
    orderText(attribution, width),
    `$ thousands, what is owed positive\n${columnsText(attribution, columns, width)}`,
  ].join('\n\n');
}

function orderText({ sharing, order }: Attribution, width: number): string {
  const text =
    sharing === 'shapley'
      ? 'Cash and time first; then each factor by its mean over all orders (Shapley).'
      : `Cash and time first; then one after another: ${order.map((factor) => FACTOR_NAMES[factor].toLowerCase()).join('; ')}.`;
  return wrapped(text, width).join('\n');
}

/** Effects down, classes across, in as many parts as the width asks for; effects and classes of nothing are left out. */
function columnsText({ order }: Attribution, columns: readonly AttributionColumn[], width: number): string {
  const some = columns.filter(({ opening, closing }) => opening !== 0 || closing !== 0);
  const effects = effectsInOrder(order).filter((effect) => some.some((column) => column.effects[effect] !== 0));
  const cell = (amount: number) => dollars(amount / THOUSAND, 0);
  const labels = widest(['Opening', ...effects.map((effect) => EFFECT_NAMES[effect])]);
  return columnsThatFit(
    some.map(() => HEADING_WIDTH),
    labels,
    width,
  )
    .map((part) => {
      const own = part.flatMap((place) => some[place] ?? []);
      return textTable([
        ...headings(['', ...own.map(titleOf)], HEADING_WIDTH),
        'rule',
        ['Opening', ...own.map(({ opening }) => cell(opening))],
        ...effects.map((effect): TableRow => [EFFECT_NAMES[effect], ...own.map((column) => cell(column.effects[effect]))]),
        'rule',
        ['Closing', ...own.map(({ closing }) => cell(closing))],
      ]);
    })
    .join('\n\n');
}

function titleOf(column: AttributionColumn): string {
  if (column.instrument === column.class) return CLASS_NAMES[column.class];
  if (column.trust === null) return 'Net trust assets';
  return column.class === 'held' ? `${column.instrument}, held` : column.instrument;
}

/** Net assets of each trust, effects across. */
function trustsText({ trusts, order }: Attribution, width: number): string {
  if (trusts.length === 0) return '';
  const effects = effectsInOrder(order).filter((effect) => trusts.some(({ net }) => net.effects[effect] !== 0));
  const cell = (amount: number) => dollars(amount / THOUSAND, 0);
  const heads = ['Opening', ...effects.map((effect) => EFFECT_NAMES[effect]), 'Closing'];
  const amounts = ({ opening, effects: of, closing }: AttributionColumn) => [
    opening,
    ...effects.map((effect) => of[effect]),
    closing,
  ];
  const labels = widest(trusts.map(({ trust }) => trust));
  const table = columnsThatFit(
    heads.map(() => HEADING_WIDTH),
    labels,
    width,
  ).map((part) =>
    textTable([
      ...headings(['', ...part.flatMap((place) => heads[place] ?? [])], HEADING_WIDTH),
      'rule',
      ...trusts.map(({ trust, net }): TableRow => [trust, ...part.map((place) => cell(amounts(net)[place] ?? 0))]),
    ]),
  );
  return `Net assets by trust, of those not consolidated what the sponsor owns ($ thousands)\n${table.join('\n\n')}`;
}
