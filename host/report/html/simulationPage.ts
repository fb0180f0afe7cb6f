/** A stochastic run as a page: totals, and for each trust what its instruments are worth, when what becomes likely, and how values move. */
import type { SimulatedTrust, SimulationReport } from '../../analysis/simulate.ts';
import type { InstrumentFigures } from '../../analysis/simulateFigures.ts';
import { scaledText } from '../../valuation/rounding.ts';
import { parametersText } from '../simulate.ts';
import { figure, fixed, longDate, NONE } from '../words.ts';
import { counts, rate, share, thousands, whole } from './figures.ts';
import { type Page, section, trustId, trustLink } from './page.ts';
import { controls } from './simulationControls.ts';
import { distributions, fans, KIND_NAMES, likely, means, ranges, totalResidual } from './simulationPictures.ts';
import { type Cell, type Head, table } from './table.ts';
import { type Html, html } from './template.ts';
import { failures, warningsOf } from './told.ts';

const BASIS_POINTS = 1e4;
/** Payments after the valuation date at which probabilities are told. */
const HORIZONS = [1, 12, 36, 60, 120] as const;

const points = (value: number | null) => (value === null ? NONE : scaledText(value, BASIS_POINTS, 1));
const error = (value: number | null) => figure(value === null ? null : value / 1000, 1);
const optional = (value: number | null) => (value === null ? NONE : thousands(value));

/** The page. */
export function simulationPage(report: SimulationReport): Page {
  const { snapshot, date, model, paths, trusts, failed } = report;
  return {
    title: snapshot,
    date,
    about: `Stochastic values, ${longDate(date)}: ${model}, ${counts(paths)} paths`,
    sections: [
      { id: 'total', name: 'Totals', body: totals(report) },
      { id: 'quotes', name: 'Prices and spreads', body: quotes(report) },
      { id: 'controls', name: 'Control variates', body: controls(report) },
      { id: 'trusts', name: `Trusts (${trusts.length})`, body: trustsTable(trusts) },
      ...trusts.map((trust, place) => ({ id: trustId(place), body: trustPart(report, trust, place) })),
      { id: 'failed', name: 'Not valued', body: failures(failed, 'valued') },
      { id: 'notes', name: 'Warnings', body: warningsOf(trusts) },
    ],
  };
}

function totals(report: SimulationReport): Html | null {
  const { totals: rows, randomizations, seed, fit, parameters, paths, model } = report;
  return section('total', 'Totals of the consolidated trusts', [
    html`<p class="note">Cash of the paths at the yields of the base case; at rates of paths: at the spread of the base case over each path's own rates. Standard errors come from ${counts(randomizations)} independent randomizations.</p>`,
    html`<div class="pictures">${ranges('Values of the paths', rows.map(totalOf))}${totalResidual(report)}</div>`,
    table({
      about: 'Totals',
      heads: [{ label: 'Instruments' }, ...VALUE_HEADS],
      lines: rows.map((row) => [KIND_NAMES[row.kind], ...valueCells(row)]),
    }),
    html`<h3>Model</h3>`,
    table({
      about: 'Model',
      kind: 'facts words',
      heads: [{ label: '' }, { label: '', side: 'left' }],
      lines: [
        ['Rates', model],
        ['Parameters', parametersText(parameters)],
        ['Calibration', fit === null ? 'parameters were given' : `within ${fixed(fit, 2)} basis points, root mean square`],
        ['Paths', `${counts(paths)} in ${counts(randomizations)} randomizations, seed ${seed}`],
        [
          'Standard error',
          report.error === null ? 'none of one randomization' : `${share(report.error)} % of the residuals' mean`,
        ],
      ],
    }),
  ]);
}

const totalOf = ({ kind, price, byYield }: SimulationReport['totals'][number]) => ({ name: KIND_NAMES[kind], price, byYield });

const VALUE_HEADS: readonly Head[] = [
  { label: 'Base case', unit: '$ thousands' },
  { label: 'Mean', unit: '$ thousands' },
  { label: 'Standard error', unit: '$ thousands' },
  { label: '5th percentile', unit: '$ thousands' },
  { label: 'Median', unit: '$ thousands' },
  { label: '95th percentile', unit: '$ thousands' },
  { label: 'Worst 5 %, mean', unit: '$ thousands' },
  { label: 'Mean at rates of paths', unit: '$ thousands' },
];

function valueCells({ price, byYield, byRates }: Pick<InstrumentFigures, 'price' | 'byYield' | 'byRates'>): Cell[] {
  const [, p5 = Number.NaN, , median = Number.NaN, , p95 = Number.NaN] = byYield.percentiles;
  return [
    thousands(price),
    thousands(byYield.mean),
    error(byYield.standardError),
    thousands(p5),
    thousands(median),
    thousands(p95),
    thousands(byYield.shortfall),
    thousands(byRates.mean),
  ];
}

/** What was asked of single instruments. */
function quotes({ quotes: asked }: SimulationReport): Html | null {
  if (asked.length === 0) return null;
  return section('quotes', 'Prices and spreads that were asked for', [
    table({
      about: 'Prices and spreads that were asked for',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Instrument', side: 'left' },
        { label: 'Given', side: 'left' },
        { label: 'Price', unit: 'per 100' },
        { label: 'Value', unit: '$' },
        { label: 'Standard error', unit: '$' },
        { label: 'Z-spread', unit: 'basis points' },
        { label: 'OAS', unit: 'basis points' },
        { label: 'OAS error', unit: 'basis points' },
        { label: 'Effective duration', unit: 'years' },
      ],
      lines: asked.map((each) => [
        each.trust,
        each.name,
        each.given === 'oas' ? 'spread' : 'price',
        figure(each.price, 3),
        whole(each.value),
        figure(each.valueError, 0),
        points(each.spread),
        points(each.oas),
        points(each.oasError),
        figure(each.duration, 2),
      ]),
    }),
  ]);
}

function trustsTable(trusts: readonly SimulatedTrust[]): Html | null {
  if (trusts.length < 2) return null;
  const find = ({ instruments }: SimulatedTrust, kind: InstrumentFigures['kind']) =>
    instruments.find((each) => each.kind === kind);
  return section('trusts', 'Trusts', [
    table({
      about: 'Trusts',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Collateral, base case', unit: '$ thousands' },
        { label: 'Collateral, mean', unit: '$ thousands' },
        { label: 'Collateral OAS', unit: 'basis points' },
        { label: 'Residual, base case', unit: '$ thousands' },
        { label: 'Residual, mean', unit: '$ thousands' },
        { label: 'Standard error', unit: '$ thousands' },
        { label: 'Residual OAS', unit: 'basis points' },
      ],
      lines: trusts.map((trust, place) => {
        const [collateral, residual] = [find(trust, 'collateral'), find(trust, 'residual')];
        return [
          trustLink(place, trust.trust, trust.consolidated),
          optional(collateral?.price ?? null),
          optional(collateral?.byYield.mean ?? null),
          points(collateral?.oas ?? null),
          optional(residual?.price ?? null),
          optional(residual?.byYield.mean ?? null),
          error(residual?.byYield.standardError ?? null),
          points(residual?.oas ?? null),
        ];
      }),
    }),
  ]);
}

function trustPart(report: SimulationReport, trust: SimulatedTrust, place: number): Html | null {
  const { trust: name, consolidated, instruments, months } = trust;
  return section(
    trustId(place),
    name,
    [
      report.trusts.length > 1 ? html`<p class="back"><a href="#trusts">All trusts</a></p>` : null,
      consolidated ? null : html`<p class="note">Not consolidated: it counts in no total.</p>`,
      html`<h3>Values</h3>`,
      table({
        about: `Values of ${name}`,
        isSortable: true,
        heads: [
          { label: 'Instrument' },
          ...VALUE_HEADS,
          { label: 'Yield', unit: '%' },
          { label: 'Z-spread', unit: 'basis points' },
          { label: 'OAS', unit: 'basis points' },
          { label: 'OAS error', unit: 'basis points' },
          { label: 'Option cost', unit: 'basis points' },
          { label: 'Option value', unit: '$ thousands' },
        ],
        kind: 'wide',
        lines: instruments.map((each) => [
          each.name,
          ...valueCells(each),
          rate(each.yieldBey ?? Number.NaN),
          points(each.spread),
          points(each.oas),
          points(each.oasError),
          points(each.optionCost),
          optional(each.optionValue),
        ]),
      }),
      html`<div class="pictures">${ranges('Values of the paths', instruments)}${means(instruments)}${distributions(trust)}</div>`,
      risk(trust, report),
      html`<h3>Month by month</h3><div class="pictures">${fans(months)}${likely(trust)}</div>`,
      likelyTable(trust),
    ],
    'trust',
  );
}

/** How values move; nothing where only values were measured. */
function risk({ trust, instruments }: SimulatedTrust, { measures }: SimulationReport): Html | null {
  if (measures === 'value') return null;
  const number =
    (of: (figures: InstrumentFigures) => number | null, places = 2) =>
    (each: InstrumentFigures) =>
      figure(of(each), places);
  const columns: (readonly [Head, (each: InstrumentFigures) => string])[] = [
    [{ label: 'Effective duration', unit: 'years' }, number(({ duration }) => duration)],
    [{ label: 'Effective convexity', unit: 'years²' }, number(({ convexity }) => convexity, 0)],
    [{ label: 'Spread duration', unit: 'years' }, number((each) => each.spreadDuration)],
  ];
  if (measures === 'all') {
    const unit = '% for 1 %';
    columns.push(
      [{ label: 'Volatility duration', unit }, number(({ volatilityDuration }) => volatilityDuration, 3)],
      [{ label: 'Prepayment duration', unit }, number(({ prepaymentDuration }) => prepaymentDuration, 3)],
      [{ label: 'Default duration', unit }, number(({ defaultDuration }) => defaultDuration, 3)],
      [{ label: 'Severity duration', unit }, number(({ severityDuration }) => severityDuration, 3)],
      [{ label: 'Home-price delta', unit }, number(({ homePriceDelta }) => homePriceDelta, 3)],
    );
    const keys = instruments.find(({ keyRates }) => keyRates.length > 0)?.keyRates ?? [];
    for (const { years: key } of keys)
      columns.push([
        { label: `Key rate, ${key} years`, unit: 'years' },
        ({ keyRates }) => figure(keyRates.find(({ years: at }) => at === key)?.duration, 2),
      ]);
  }
  return html`<h3>How values move</h3>
<p class="note">At the same spread over the paths' rates. A duration is the percent that the value falls by when rates rise by one point.</p>
${table({
  about: `How values of ${trust} move`,
  isSortable: true,
  heads: [{ label: 'Instrument' }, ...columns.map(([head]) => head)],
  lines: instruments.map((each) => [each.name, ...columns.map(([, cell]) => cell(each))]),
})}`;
}

function likelyTable({ trust, months }: SimulatedTrust): Html | null {
  const known = months.events.filter(({ probability }) => probability.some((value) => value > 0));
  if (known.length === 0) return null;
  return html`<h4>How likely, by payment after the valuation date</h4>${table({
    about: `How likely, ${trust}`,
    heads: [{ label: 'What' }, ...HORIZONS.map((month) => ({ label: `Payment ${month}`, unit: '% of paths' }))],
    lines: known.map(({ name, probability }) => [
      name,
      ...HORIZONS.map((month) => (month < probability.length ? share(probability[month] ?? 0) : NONE)),
    ]),
  })}`;
}
