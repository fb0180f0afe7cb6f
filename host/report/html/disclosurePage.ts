/** A disclosure as a page: unobservable inputs and their ranges, adverse changes, principal against fair value, yields taken apart. */
import type { Disclosure } from '../../analysis/disclosure.ts';
import type { InputRange } from '../../analysis/disclosureInputs.ts';
import { withoutText } from '../../analysis/disclosureSensitivity.ts';
import { INPUT_NAMES, NAMES } from '../disclosure.ts';
import { capital, longDate, NONE, percent } from '../words.ts';
import { cents, counts, rate, share, thousands, whole } from './figures.ts';
import { type Page, section } from './page.ts';
import { type Row, rowsChart } from './rows.ts';
import { type Cell, signed, table } from './table.ts';
import { type Html, html } from './template.ts';
import { failures, incompletePart, notes, paragraphs } from './told.ts';

const nameOf = (kind: string) => (NAMES[kind] ?? kind).trim();
const rateOrNone = (value: number | null) => (value === null ? NONE : rate(value));

/** The page. */
export function disclosurePage(disclosure: Disclosure): Page {
  const { portfolio, date, method, narrative, failed } = disclosure;
  return {
    title: portfolio,
    date,
    about: `Fair value disclosures, ${longDate(date)}, method ${method}`,
    sections: [
      { id: 'inputs', name: 'Unobservable inputs', body: inputs(disclosure) },
      { id: 'sensitivity', name: 'Sensitivity', body: sensitivity(disclosure) },
      {
        id: 'narrative',
        name: 'In words',
        body: narrative.length === 0 ? null : section('narrative', 'How inputs move values', [paragraphs(narrative)]),
      },
      { id: 'balances', name: 'Principal and fair value', body: balances(disclosure) },
      { id: 'unrealized', name: 'Unrealized gains', body: unrealized(disclosure) },
      { id: 'yields', name: 'Yields', body: yields(disclosure) },
      { id: 'incomplete', name: 'Incomplete', body: incompletePart(disclosure.incomplete) },
      { id: 'failed', name: 'Not valued', body: failures(failed, 'valued') },
      { id: 'notes', name: 'To know', body: notes(disclosure.notes) },
    ],
  };
}

function inputs({ inputs: all }: Disclosure): Html | null {
  if (all.length === 0) return null;
  const pictures = [...Map.groupBy(all, ({ input }) => input)].map(([input, of]) => inputChart(input, of));
  return section('inputs', 'Unobservable inputs', [
    html`<div class="pictures">${pictures}</div>`,
    table({
      about: 'Unobservable inputs',
      isSortable: true,
      heads: [
        { label: 'Instruments and input' },
        { label: 'Low', unit: '%' },
        { label: 'High', unit: '%' },
        { label: 'Mean by fair value', unit: '%' },
        { label: 'Mean by principal', unit: '%' },
        { label: 'Instruments', unit: 'number' },
      ],
      lines: all.map(({ class: kind, input, low, high, byFairValue, byUpb, count }) => [
        `${nameOf(kind)}: ${INPUT_NAMES[input]}`,
        rate(low),
        rate(high),
        rateOrNone(byFairValue),
        rateOrNone(byUpb),
        counts(count),
      ]),
    }),
  ]);
}

/** The range of an input by class of instruments, with its means. */
function inputChart(input: InputRange['input'], of: readonly InputRange[]): Html | null {
  const rows = of.map(
    ({ class: kind, low, high, byFairValue, byUpb }): Row => ({
      label: nameOf(kind),
      text: low === high ? percent(low, 2) : `${percent(low, 2)} to ${percent(high, 2)}`,
      bars: [{ from: low, to: high, colour: 'f3' }],
      marks: [
        ...(byUpb === null ? [] : [{ at: byUpb, colour: 'c3', shape: 'dot' as const }]),
        ...(byFairValue === null ? [] : [{ at: byFairValue, colour: 'ink', shape: 'line' as const }]),
      ],
    }),
  );
  return rowsChart({
    title: capital(INPUT_NAMES[input]),
    about: 'range and weighted means',
    counts: 'percent',
    axis: input === 'severity' ? '% of what is liquidated' : '% a year',
    rows,
    keys: [
      { name: 'range', colour: 'f3', kind: 'fill' },
      { name: 'mean by fair value', colour: 'ink', kind: 'stroke' },
      { name: 'mean by principal', colour: 'c3', kind: 'dot' },
    ],
  });
}

const moved = (amount: number): Cell => {
  if (amount === 0) return '';
  return signed(amount, thousands(amount));
};

function sensitivity({ sensitivity: rows }: Disclosure): Html | null {
  if (rows.length === 0) return null;
  const picture = (title: string, of: (row: (typeof rows)[number]) => number) =>
    rowsChart({
      title,
      about: 'change of fair value',
      counts: 'dollars',
      rows: rows
        .filter((row) => of(row) !== 0)
        .map((row) => {
          const change = of(row);
          return {
            label: `${row.shock}${withoutText(row.without)}`,
            text: (shown) => (change > 0 ? `+${shown(change)}` : shown(change)),
            bars: [{ from: 0, to: change, colour: change < 0 ? 'loss' : 'c1' }],
          };
        }),
      keys: [
        { name: 'falls', colour: 'loss', kind: 'fill' },
        { name: 'rises', colour: 'c1', kind: 'fill' },
      ],
    });
  return section('sensitivity', 'Adverse changes of the inputs', [
    html`<div class="pictures">${[
      picture('Net trust assets', ({ netAssets }) => netAssets),
      picture('Collateral', ({ collateral }) => collateral),
    ]}</div>`,
    table({
      about: 'Change in fair value',
      isSortable: true,
      heads: [
        { label: 'Change of the input' },
        ...['Collateral', 'Derivatives', 'Borrowings', 'Net trust assets', 'Available for sale', 'Long-term debt'].map(
          (label) => ({
            label,
            unit: '$ thousands',
          }),
        ),
        { label: 'To net assets', side: 'left' as const },
      ],
      lines: rows.map((row) => [
        `${row.shock}${withoutText(row.without)}`,
        moved(row.collateral),
        moved(row.derivatives),
        moved(row.borrowings),
        moved(row.netAssets),
        moved(row.availableForSale),
        moved(row.longTermDebt),
        row.isAdverse === null ? 'nothing' : row.isAdverse ? 'adverse' : 'favourable',
      ]),
    }),
  ]);
}

function balances({ balances: rows }: Disclosure): Html | null {
  if (rows.length === 0) return null;
  return section('balances', 'Unpaid principal against fair value', [
    html`<div class="pair"><div>${rowsChart({
      title: 'Unpaid principal and fair value',
      about: 'side by side',
      counts: 'dollars',
      isPaired: true,
      rows: rows.map(({ class: kind, upb, fairValue }) => ({
        label: nameOf(kind),
        text: (shown) => `${shown(upb)} / ${shown(fairValue)}`,
        bars: [
          { from: 0, to: upb, colour: 'f3' },
          { from: 0, to: fairValue, colour: 'c1' },
        ],
      })),
      keys: [
        { name: 'unpaid principal', colour: 'f3', kind: 'fill' },
        { name: 'fair value', colour: 'c1', kind: 'fill' },
      ],
    })}</div><div>${table({
      about: 'Unpaid principal against fair value',
      heads: [
        { label: 'Instruments' },
        { label: 'Unpaid principal', unit: '$' },
        { label: 'Fair value', unit: '$' },
        { label: 'Difference', unit: '$' },
      ],
      lines: rows.map(({ class: kind, upb, fairValue, difference }) => ({
        ...(kind === 'late90' && { kind: 'part' as const }),
        cells: [nameOf(kind), whole(upb), whole(fairValue), whole(difference)],
      })),
    })}</div></div>`,
  ]);
}

function unrealized({ unrealized: rows }: Disclosure): Html | null {
  const [first] = rows;
  if (first === undefined) return null;
  return section('unrealized', 'Unrealized gains on items still held', [
    html`<p class="note">By ${first.method}; of debts cost less fair value. Cost is unpaid principal; derivatives cost nothing.</p>`,
    table({
      about: 'Unrealized gains',
      heads: [{ label: 'Items' }, { label: 'Cost', unit: '$' }, { label: 'Fair value', unit: '$' }, { label: 'Gain', unit: '$' }],
      lines: rows.map(({ class: kind, cost, fairValue, gain }) => [nameOf(kind), cents(cost), cents(fairValue), cents(gain)]),
    }),
  ]);
}

function yields({ yields: rows }: Disclosure): Html | null {
  if (rows.length === 0) return null;
  return section('yields', 'Yields by type, vintage and position', [
    html`<p class="note">Means by fair value: benchmark at the average life + risk premium = yield, bond-equivalent.</p>`,
    html`<div class="pictures">${[...Map.groupBy(rows, ({ type, vintage }) => `${type} ${vintage}`)].map(([of, own]) =>
      rowsChart({
        title: of,
        about: 'benchmark and risk premium',
        counts: 'percent',
        axis: '% a year',
        rows: own.map(({ position, benchmark, riskPremium, yieldBey, low, high }) => ({
          label: position,
          text:
            low === null || high === null
              ? percent(yieldBey, 2)
              : `${percent(yieldBey, 2)} (${percent(low, 2)} to ${percent(high, 2)})`,
          bars: [
            { from: 0, to: benchmark, colour: 'c2' },
            { from: benchmark, to: benchmark + riskPremium, colour: 'c1' },
          ],
          marks: [low, high].flatMap((end) => (end === null ? [] : [{ at: end, colour: 'ink', shape: 'line' as const }])),
        })),
        keys: [
          { name: 'benchmark', colour: 'c2', kind: 'fill' },
          { name: 'risk premium', colour: 'c1', kind: 'fill' },
          { name: 'range of the matrix', colour: 'ink', kind: 'stroke' },
        ],
      }),
    )}</div>`,
    table({
      about: 'Yields',
      kind: 'wide',
      isSortable: true,
      heads: [
        { label: 'Type, vintage, position' },
        { label: 'Fair value', unit: '$' },
        { label: 'Unpaid principal', unit: '$' },
        { label: 'Benchmark', unit: '%' },
        { label: 'Risk premium', unit: '%' },
        { label: 'Yield', unit: '%' },
        { label: 'Low', unit: '%' },
        { label: 'High', unit: '%' },
        { label: 'Orderly', unit: '% of value' },
        { label: 'Sources', side: 'left' },
      ],
      lines: rows.map(
        ({ type, vintage, position, fairValue, upb, benchmark, riskPremium, yieldBey, low, high, orderly, sources }) => [
          `${type} ${vintage} ${position}`,
          cents(fairValue),
          cents(upb),
          rate(benchmark),
          rate(riskPremium),
          rate(yieldBey),
          rateOrNone(low),
          rateOrNone(high),
          share(orderly),
          sources.join('; '),
        ],
      ),
    }),
  ]);
}
