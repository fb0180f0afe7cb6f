/** One trust: what it has and owes, its classes, the quotes beside them, its pictures and its loans. */
import { NONE } from '../words.ts';
import { classesOf, type InstrumentRow, instrumentOf, type TrustBook } from './book.ts';
import { cents, counts, over, price, rate, share, total, whole, years } from './figures.ts';
import { QUOTE_HEADS, quoteCells } from './noticeTables.ts';
import { classTotals } from './overview.ts';
import { type Line, table } from './table.ts';
import { type Html, html, type Part } from './template.ts';
import { trustPictures } from './trustPictures.ts';
import { trustTape } from './trustTape.ts';

const METHODS: Readonly<Record<string, string>> = {
  assets: 'the collateral by its own yield; the classes follow',
  liabilities: 'classes and residual by their own yields; the collateral follows',
  both: 'collateral and classes by their own yields; the residual is what is left',
};

/** The part of a trust. */
export function trustSection(trust: TrustBook): Html {
  const { row, id, warnings } = trust;
  const about = [
    row.type,
    `vintage ${row.vintage}`,
    row.consolidated === 1 ? 'consolidated' : 'not consolidated: a security available for sale',
  ].join(' · ');
  return html`<section class="trust" id="${id}">
<h2>${row.trust} <small>${about}</small></h2>
${warnings.length === 0 ? null : html`<ul class="findings">${warnings.map((warning) => html`<li class="look">${warning}</li>`)}</ul>`}
<div class="pair"><div><h3>Assets and liabilities</h3>${assetsAndLiabilities(trust)}</div><div><h3>How it was valued</h3>${facts(trust)}</div></div>
<h3>Classes</h3>${classes(trust)}
${quotes(trust)}
${trustPictures(trust)}
${trustTape(trust)}
<p class="back"><a href="#trusts">All trusts</a></p>
</section>`;
}

/** The trust's sheet, as if it were consolidated. */
function assetsAndLiabilities({ row, instruments }: TrustBook): Html {
  const line = (label: string, amount: number, kind?: Line['kind']): Line => ({
    ...(kind !== undefined && { kind }),
    cells: [label, cents(amount)],
  });
  const hedges = (sign: 1 | -1) =>
    instruments
      .filter(({ kind, fair_value }) => kind === 'hedge' && fair_value * sign > 0)
      .map(({ instrument, fair_value }) => line(instrument, fair_value * sign, 'part'));
  const blank: Line = { kind: 'blank', cells: ['', ''] };
  return table({
    about: `Assets and liabilities of ${row.trust}`,
    kind: 'sheet',
    heads: [{ label: '' }, { label: '$' }],
    lines: [
      line('Mortgage collateral, at fair value', row.collateral),
      line('Derivative assets, at fair value', row.derivative_assets),
      ...hedges(1),
      line('Real estate owned, at net realizable value', row.reo),
      line('Cash', row.cash),
      line('Assets', row.assets, 'total'),
      blank,
      line('Borrowings, at fair value', row.borrowings),
      line('Derivative liabilities, at fair value', row.derivative_liabilities),
      ...hedges(-1),
      line('Liabilities', row.liabilities, 'total'),
      blank,
      line('Net assets', row.net_assets, 'total'),
      line('residual interest', row.residual, 'part'),
      ...(row.residual_of_others === 0 ? [] : [line('of which others own', row.residual_of_others, 'deeper')]),
      ...(row.held === 0 ? [] : [line('classes that the sponsor holds', row.held, 'part')]),
    ],
  });
}

function facts(trust: TrustBook): Html {
  const { row, cohorts } = trust;
  const collateral = instrumentOf(trust, 'collateral');
  const { balance, value } = classTotals([trust]);
  const loss = collateral?.projected_loss ?? Number.NaN;
  const line = (label: string, unit: string, text: string): readonly Part[] => [
    label,
    html`${text} <span class="unit">${unit}</span>`,
  ];
  return table({
    about: `How ${row.trust} was valued`,
    kind: 'facts',
    heads: [{ label: '' }, { label: '' }],
    lines: [
      line('Method', '', row.method),
      ['Measured', METHODS[row.side] ?? row.side],
      line('Loans', '', cohorts.length === 0 ? NONE : counts(total(cohorts, ({ count }) => count))),
      line('Unpaid principal balance', '$', cents(row.upb)),
      line('Collateral', 'per 100', price(collateral?.price ?? Number.NaN)),
      line('Losses to come', '% of balance', share(over(loss, row.upb))),
      line('Classes, value over balance', '%', share(over(value, balance))),
      line('Yield of the collateral', '%', rate(collateral?.yield ?? Number.NaN)),
      line('Mean yield of classes and residual, by value', '%', rate(row.mean_yield)),
      line("Residual, the sponsor's share", '%', share(row.residual_owned)),
      line('Residual by its own cash and yield', '$', cents(row.residual_discounted)),
      line('Observable yields: assets', '% of value', share(row.observable_assets)),
      line('Observable yields: liabilities', '% of value', share(row.observable_liabilities)),
      line('Assets less liabilities less residual', '$', cents(row.remainder)),
      line('Cash in less cash out, worst month', '$', cents(row.cash_breach)),
    ],
  });
}

/** Every class, then all of them, the residual and the collateral. */
function classes(trust: TrustBook): Html {
  const rows = classesOf(trust);
  const { balance, value } = classTotals([trust]);
  const sum: Line = {
    kind: 'total',
    cells: [
      'All classes',
      '',
      whole(balance),
      '',
      whole(value),
      whole(total(rows, ({ accrued }) => accrued)),
      ...Array<string>(6).fill(''),
      whole(total(rows, ({ projected_loss }) => projected_loss)),
      '',
      '',
      '',
    ],
  };
  const others = (['residual', 'collateral'] as const).flatMap((kind) => {
    const found = instrumentOf(trust, kind);
    return found === undefined ? [] : [{ ...found, position: null }];
  });
  return html`${table({
    about: `Classes of ${trust.row.trust}`,
    kind: 'wide classes',
    isSortable: true,
    heads: [
      { label: 'Class' },
      { label: 'Position', side: 'left' },
      { label: 'Face', unit: '$' },
      { label: 'Price', unit: 'per 100' },
      { label: 'Fair value', unit: '$' },
      { label: 'Accrued', unit: '$' },
      { label: 'Yield', unit: '%' },
      { label: 'Benchmark', unit: '%' },
      { label: 'Risk premium', unit: '%' },
      { label: 'Range', unit: '%' },
      { label: 'Yield from', side: 'left' },
      { label: 'Life', unit: 'years' },
      { label: 'Projected loss', unit: '$' },
      { label: 'Coverage', unit: '×' },
      { label: 'First writedown' },
      { label: 'Held', unit: '%' },
    ],
    lines: rows.map(classCells),
    foot: [sum, ...others.map((row) => ({ cells: classCells(row) }))],
  })}${sources([...rows, ...others])}`;
}

function classCells(row: InstrumentRow): Part[] {
  const hasRange = !Number.isNaN(row.yield_low);
  return [
    row.instrument,
    html`${row.position}${row.notional === 1 ? html` <span class="unit">notional</span>` : null}`,
    whole(row.face),
    price(row.price),
    whole(row.fair_value),
    whole(row.accrued),
    rate(row.yield),
    rate(row.benchmark),
    rate(row.risk_premium),
    hasRange ? `${rate(row.yield_low)} – ${rate(row.yield_high)}` : NONE,
    row.yield_from ?? NONE,
    years(row.average_life),
    whole(row.projected_loss),
    years(row.coverage),
    row.first_writedown ?? NONE,
    share(row.held),
  ];
}

/** Who says so of the yields: each source once, with the classes whose yields came from it. */
function sources(rows: readonly InstrumentRow[]): Html | null {
  const known = rows.filter(({ yield_from }) => yield_from !== null);
  if (known.length === 0) return null;
  const bySource = Map.groupBy(known, ({ yield_from, yield_source, orderly }) => {
    const source = yield_source === null || yield_source === '' ? '' : `, ${yield_source}`;
    return `${yield_from}${source}${orderly === 'yes' ? ', orderly' : ''}`;
  });
  const texts = [...bySource].map(([source, of]) => `${source} (${of.map(({ instrument }) => instrument).join(', ')})`);
  return html`<p class="note">Fair value is face × price / 100 + accrued; yield is benchmark + risk premium, and the range is that of the discount matrix. Where the yields come from: ${texts.join('; ')}.</p>`;
}

function quotes({ row, quotes: found }: TrustBook): Html | null {
  if (found.length === 0) return null;
  return html`<h3>Quotes against the model</h3>${table({
    about: `Quotes for ${row.trust}`,
    isSortable: true,
    heads: [{ label: 'Class' }, ...QUOTE_HEADS, { label: 'Range', side: 'left' }],
    lines: found.map((quote): Line => {
      const isOutside = quote.outside === 'yes';
      return {
        ...(isOutside && { kind: 'flagged' as const }),
        cells: [
          quote.tranche,
          ...quoteCells(quote),
          quote.orderly ?? NONE,
          isOutside ? 'outside' : quote.outside === null ? 'not known' : 'within',
        ],
      };
    }),
  })}`;
}
