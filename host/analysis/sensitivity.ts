/**
 * Sensitivity and stress: what a portfolio is worth under shocks, against the base case. Every trust is projected once, a lane a
 * scenario. Results say what moved: collateral, borrowings, derivatives, residual.
 */
import { Decimal } from 'decimal.js';
import { formatDate } from '../curves/dates.ts';
import { faultText } from '../errors.ts';
import type { Method, Snapshot } from '../portfolio/records.ts';
import { trustLine } from '../valuation/portfolioTotals.ts';
import type { PortfolioValue, TrustValue } from '../valuation/records.ts';
import { type Grid, gridShocks } from './grid.ts';
import { type Incomplete, incompleteOf, type ShockedTrust, shockedSheets, valueShocks } from './sensitivityTrust.ts';
import type { Shock } from './shock.ts';
import { overTrusts, type ValueOptions } from './valueTrusts.ts';

/**
 * What is measured of a trust, and of the portfolio. `derivatives` are assets less liabilities; `held` are the sponsor's shares of
 * tranches, which are no borrowings.
 */
export const MEASURES = ['netAssets', 'collateral', 'borrowings', 'derivatives', 'residual', 'held'] as const;
export type Measure = (typeof MEASURES)[number];

/** What is measured of the portfolio alone: stands beside the consolidated trusts. */
export const TOTAL_MEASURES = [...MEASURES, 'availableForSale', 'longTermDebt'] as const;
export type TotalMeasure = (typeof TOTAL_MEASURES)[number];

/** Dollars of whole cents: collateral + derivatives + REO + cash - borrowings = net assets = residual + held. */
export type Figures = Readonly<Record<Measure, number>>;

/** The same of the consolidated trusts together, and what stands beside them. */
export type TotalFigures = Readonly<Record<TotalMeasure, number>>;

export interface ShockInfo {
  readonly name: string;
  readonly input: string;
  readonly about: string;
}

/** One trust: its base case and, by shock, how far it moved. */
export interface TrustSensitivity {
  readonly trust: string;
  /** Only those that are count in the total. */
  readonly consolidated: boolean;
  readonly base: Figures;
  /** NaN under a shock that failed: `incomplete` says why. */
  readonly changes: readonly Figures[];
  /** Fair values of single classes, unrounded. */
  readonly tranches: readonly { readonly name: string; readonly base: number; readonly changes: readonly number[] }[];
}

/** A grid: the cell at `place` of its cells, the last axis fastest, is the shock `first + place`. */
export interface GridPlace extends Grid {
  readonly first: number;
}

export interface SensitivityReport {
  readonly snapshot: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly method: Method;
  /** Named shocks first, then the cells of the grids. */
  readonly shocks: readonly ShockInfo[];
  /** How many of the shocks are named ones. */
  readonly named: number;
  readonly grids: readonly GridPlace[];
  readonly trusts: readonly TrustSensitivity[];
  /** A change is of the trusts that have a value under its shock. */
  readonly total: { readonly base: TotalFigures; readonly changes: readonly TotalFigures[] };
  /** Trusts that have no value under one of the shocks, and are in no change of it. */
  readonly incomplete: readonly Incomplete[];
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly warnings: readonly { readonly trust: string; readonly warnings: readonly string[] }[];
}

/** What is asked for. */
export interface SensitivityRequest {
  readonly shocks: readonly Shock[];
  readonly grids: readonly Grid[];
}

/** Values a snapshot under shocks and grids. Throws: RUN_CANCELLED; MARKET_CURVE and DATE_INVALID of the sponsor's debt. */
export async function sensitivities(
  snapshot: Snapshot,
  request: SensitivityRequest,
  { method = snapshot.method, ...options }: ValueOptions = {},
): Promise<SensitivityReport> {
  const shocks = [...request.shocks, ...request.grids.flatMap(gridShocks)];
  const results = await overTrusts(snapshot, options, (trust, runner) =>
    valueShocks(trust, snapshot.market, method, shocks, { ...options, runner }),
  );
  const valued = results.flatMap((result) => ('done' in result ? [result.done] : []));
  let first = request.shocks.length;
  const grids = request.grids.map((grid): GridPlace => {
    const place = { ...grid, first };
    first += gridShocks(grid).length;
    return place;
  });
  return {
    snapshot: snapshot.name,
    date: formatDate(snapshot.date),
    method,
    shocks: shocks.map(({ name, input = name, about = '' }) => ({ name, input, about })),
    named: request.shocks.length,
    grids,
    trusts: valued.map(trustSensitivity),
    total: totalsOf(snapshot, shocks, valued),
    incomplete: incompleteOf(valued),
    failed: results.flatMap((result) =>
      'done' in result ? [] : [{ trust: result.trust, faults: result.faults.map((fault) => faultText(fault)) }],
    ),
    warnings: valued.map(({ trust, base }) => ({ trust: trust.name, warnings: base.warnings })),
  };
}

/** The balance sheet of the base case, and how far each shock moves it. */
function totalsOf(snapshot: Snapshot, shocks: readonly Shock[], valued: readonly ShockedTrust[]): SensitivityReport['total'] {
  const sheets = shockedSheets(snapshot, shocks, valued);
  return {
    base: totalOf(sheets.base),
    changes: sheets.shocks.map(({ before, after }) => totalDifference(totalOf(after), totalOf(before))),
  };
}

function trustSensitivity({ trust, base, values }: ShockedTrust): TrustSensitivity {
  const figures = figuresOf(base);
  return {
    trust: trust.name,
    consolidated: base.consolidated,
    base: figures,
    changes: values.map((value) => (value === undefined ? NO_FIGURES : difference(figuresOf(value), figures))),
    tranches: base.tranches.map(({ name, fairValue }, place) => ({
      name,
      base: fairValue,
      changes: values.map((value) => (value === undefined ? Number.NaN : (value.tranches[place]?.fairValue ?? 0) - fairValue)),
    })),
  };
}

const NO_FIGURES: Figures = {
  netAssets: Number.NaN,
  collateral: Number.NaN,
  borrowings: Number.NaN,
  derivatives: Number.NaN,
  residual: Number.NaN,
  held: Number.NaN,
};

function figuresOf(value: TrustValue): Figures {
  const { netAssets, collateral, borrowings, derivativeAssets, derivativeLiabilities, residual, held } = trustLine(value);
  return { netAssets, collateral, borrowings, derivatives: less(derivativeAssets, derivativeLiabilities), residual, held };
}

function totalOf(totals: PortfolioValue['totals']): TotalFigures {
  const { netAssets, collateral, borrowings, derivativeAssets, derivativeLiabilities, residual, held } = totals;
  const { availableForSale, longTermDebt } = totals;
  const derivatives = less(derivativeAssets, derivativeLiabilities);
  return { netAssets, collateral, borrowings, derivatives, residual, held, availableForSale, longTermDebt };
}

/** Field by field; whole cents stay whole cents. */
function difference(a: Figures, b: Figures): Figures {
  return {
    netAssets: less(a.netAssets, b.netAssets),
    collateral: less(a.collateral, b.collateral),
    borrowings: less(a.borrowings, b.borrowings),
    derivatives: less(a.derivatives, b.derivatives),
    residual: less(a.residual, b.residual),
    held: less(a.held, b.held),
  };
}

function totalDifference(a: TotalFigures, b: TotalFigures): TotalFigures {
  return {
    ...difference(a, b),
    availableForSale: less(a.availableForSale, b.availableForSale),
    longTermDebt: less(a.longTermDebt, b.longTermDebt),
  };
}

function less(a: number, b: number): number {
  return new Decimal(a).minus(b).toNumber();
}

/** One bar of a tornado: an input, and how far its shocks move a measure to either side. */
export interface TornadoBar {
  readonly input: string;
  /** The lowest and the highest change, not above and not below 0, and the shocks that bring them; null where none does. */
  readonly low: number;
  readonly high: number;
  readonly lowShock: string | null;
  readonly highShock: string | null;
}

/**
 * A tornado of the named shocks: the inputs in order of their range, the widest first. Of the total, or of one trust.
 *
 * Units: dollars.
 */
export function tornado(report: SensitivityReport, measure: TotalMeasure, trust?: string): TornadoBar[] {
  const { shocks, named } = report;
  const changes = changesOf(report, trust);
  const bars = new Map<string, { low: number; high: number; lowShock: string | null; highShock: string | null }>();
  shocks.slice(0, named).forEach(({ name, input }, place) => {
    const change = changes[place]?.[measure] ?? 0;
    const bar = bars.get(input) ?? { low: 0, high: 0, lowShock: null, highShock: null };
    bars.set(input, bar);
    if (change < bar.low) Object.assign(bar, { low: change, lowShock: name });
    if (change > bar.high) Object.assign(bar, { high: change, highShock: name });
  });
  const all = [...bars].map(([input, bar]) => ({ input, ...bar }));
  return all.sort((a, b) => b.high - b.low - (a.high - a.low));
}

/** By shock, of the total or of one trust, which has no figures of what stands beside the trusts. */
function changesOf({ trusts, total }: SensitivityReport, trust: string | undefined): readonly Partial<TotalFigures>[] {
  return trust === undefined ? total.changes : (trusts.find((each) => each.trust === trust)?.changes ?? []);
}

/** A heat map: the changes of a measure over the last two axes of a grid, one matrix for each value of the axis before them. */
export interface HeatMap {
  /** The value of the outer axis, as the shocks name it; empty where there is none. */
  readonly at: string;
  /** [row][column]. Units: dollars. */
  readonly cells: readonly (readonly number[])[];
}

/** The heat maps of a grid: of the total, or of one trust. A grid of one input is one row. */
export function heatMaps(report: SensitivityReport, grid: GridPlace, measure: TotalMeasure, trust?: string): HeatMap[] {
  const changes = changesOf(report, trust);
  const sizes = grid.axes.map(({ values }) => values.length);
  const columns = sizes.at(-1) ?? 0;
  const rows = sizes.at(-2) ?? 1;
  const outer = grid.axes.length > 2 ? grid.axes[0] : undefined;
  return (outer?.values ?? [undefined]).map((value, slice) => ({
    at:
      outer === undefined || value === undefined ? '' : gridShocks({ name: '', axes: [{ ...outer, values: [value] }] })[0]!.name,
    cells: Array.from({ length: rows }, (_, row) =>
      Array.from(
        { length: columns },
        (__, column) => changes[grid.first + (slice * rows + row) * columns + column]?.[measure] ?? 0,
      ),
    ),
  }));
}
