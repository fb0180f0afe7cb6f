/**
 * The cash of a trust under one scenario, as valuation reads it: collateral net of costs, classes, residual, hedges; and whether all of
 * it ties, date by date.
 */
import { boughtOutput } from '../deal/flows.ts';
import { outputName, TRUST_OUTPUTS, type TrancheOutput, type TrustOutput } from '../deal/outputs.ts';
import type { ResolvedDeal, ResolvedTranche } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import { cashPaid, type TrancheCash } from './cash.ts';
import { collateralCash, trancheCash } from './trancheCash.ts';

/**
 * What crosses the border of a trust beside what its classes are paid: planes of a projection, entry 0 the cut-off, entry k payment k.
 *
 * Units: dollars.
 */
export interface BorderCash {
  /**
   * What the waterfall had from collateral: interest net of servicing, principal, penalties, the price of a call, less what was paid for
   * purchases; without sales of REO.
   */
  readonly collected: ArrayLike<number>;
  /** Fees paid. */
  readonly costs: ArrayLike<number>;
  /** Released to a residual that is no class of the deal. */
  readonly released: ArrayLike<number>;
  /** Held at the end of the date for whole cents a note. */
  readonly held: ArrayLike<number>;
  /** By hedge: received less paid. */
  readonly hedges: ReadonlyMap<string, ArrayLike<number>>;
}

/** Reads it from the output planes. */
export function borderCash(deal: ResolvedDeal, path: PathProjection): BorderCash {
  const of = (output: TrustOutput) => path.output(outputName('pool', output));
  const hedges = new Map(deal.hedges.map(({ name }) => [name, path.output(outputName(name, 'cash'))]));
  return { collected: of('collected'), costs: of('costs'), released: of('released'), held: of('held'), hedges };
}

/** One class that is borrowed, with what it loses. */
export interface ClassCash {
  readonly tranche: ResolvedTranche;
  readonly cash: TrancheCash;
  /** Entry 0 the first payment. */
  readonly writtenDown: Float64Array;
  readonly writtenUp: Float64Array;
}

export interface TrustCash {
  /** Before costs: for its balance and its life. */
  readonly pool: TrancheCash;
  /** Net of costs: what is discounted. Costs come off interest. */
  readonly collateral: TrancheCash;
  /** Losses of the collateral to come. */
  readonly losses: number;
  readonly classes: readonly ClassCash[];
  /** All residual classes together, with what is released to no class; undefined where the deal has no residual. */
  readonly residual?: TrancheCash;
  /** Sales of REO by payment; entry 0 the first. */
  readonly reo: Float64Array;
  readonly hedges: BorderCash['hedges'];
  /** The worst date's difference of cash in and cash out. */
  readonly breach: number;
}

/** Of a class, the planes that are read here and in `trancheCash`. */
const CLASS_OUTPUTS = [
  'interest',
  'principal',
  'other',
  'balance',
  'accreted',
  'begin',
  'coupon',
  'writtenDown',
  'writtenUp',
] as const satisfies readonly TrancheOutput[];

/** The output planes that valuation reads, for a run that keeps no others. */
export function valuationOutputs(deal: ResolvedDeal): Set<string> {
  return new Set([
    ...deal.tranches.flatMap(({ name }) => CLASS_OUTPUTS.map((output) => outputName(name, output))),
    ...deal.groups.map(({ name }) => outputName(name, 'interest')),
    ...TRUST_OUTPUTS.map((output) => outputName('pool', output)),
    ...[...deal.accounts.keys(), ...deal.hedges.map(({ name }) => name)].map((name) => outputName(name, 'cash')),
    ...deal.groups.flatMap(({ name, revolving }) => (revolving === undefined ? [] : [boughtOutput(name)])),
  ]);
}

/**
 * Reads the cash of a trust. `isResidual` says which classes are the residual interest; the others are borrowings. Exchange classes
 * are shares of others and count nothing.
 *
 * Units: dollars. Checked by: `breach`, which holds collections, REO, hedges, costs, classes and accounts against each other: cash that
 * reaches nobody shows there.
 */
export function readTrustCash(
  deal: ResolvedDeal,
  path: PathProjection,
  isResidual: (tranche: ResolvedTranche) => boolean,
  border: BorderCash = borderCash(deal, path),
): TrustCash {
  const { collected, costs, released, held, hedges } = border;
  const pool = collateralCash(deal, path, 'pool');
  const net = new Float64Array(path.periods);
  for (let i = 0; i < net.length; i++) net[i] = collected[i + 1]! - costs[i + 1]! - pool.principal[i]!;
  const classes = deal.tranches.filter((tranche) => !isResidual(tranche)).map((tranche) => classCash(deal, path, tranche));
  const residuals = deal.tranches.filter(isResidual).map(({ name }) => trancheCash(deal, path, name));
  const hasResidual = residuals.length > 0 || hasCash(released);
  const residual = hasResidual ? residualCash(pool, residuals, released) : undefined;
  const read = {
    pool,
    collateral: { ...pool, interest: net },
    losses: lossesOf(deal, path),
    classes,
    ...(residual !== undefined && { residual }),
    reo: reoSales(deal, path),
    hedges,
  };
  return { ...read, breach: worstBreach(read, keptBy(deal, path, held)) };
}

/** Losses until the collateral is called. */
function lossesOf(deal: ResolvedDeal, path: PathProjection): number {
  const last = path.calledAt ?? path.periods;
  let total = 0;
  deal.groups.forEach((_, group) => {
    const losses = path.remittance(group, 'loss');
    for (let payment = 1; payment <= last; payment++) total += losses[payment]!;
  });
  return total;
}

function hasCash(column: ArrayLike<number>): boolean {
  for (let i = 0; i < column.length; i++) if (column[i] !== 0) return true;
  return false;
}

function classCash(deal: ResolvedDeal, path: PathProjection, tranche: ResolvedTranche): ClassCash {
  const { name } = tranche;
  return {
    tranche,
    cash: trancheCash(deal, path, name),
    writtenDown: path.output(outputName(name, 'writtenDown')).subarray(1),
    writtenUp: path.output(outputName(name, 'writtenUp')).subarray(1),
  };
}

/** A residual has cash, and neither face nor principal. */
function residualCash(pool: TrancheCash, parts: readonly TrancheCash[], released: ArrayLike<number>): TrancheCash {
  const none = new Float64Array(pool.paymentDates.length);
  const interest = new Float64Array(none.length);
  for (let i = 0; i < none.length; i++) {
    let cash = released[i + 1]!;
    for (const part of parts) cash += cashPaid(part, i);
    interest[i] = cash;
  }
  return { ...pool, interest, principal: none, accretion: none, balance: none, face: 0, coupon0: 0, paysPrincipal: false };
}

/** Sales come in until the collateral is called. */
function reoSales(deal: ResolvedDeal, path: PathProjection): Float64Array {
  const { months } = path.calendar;
  const last = path.calledAt ?? path.periods;
  const sales = new Float64Array(path.periods);
  for (const { reo } of deal.groups) {
    for (const { month, cash } of reo) {
      const payment = months.indexOf(month);
      if (payment >= 0 && payment < last) sales[payment] = sales[payment]! + cash;
    }
  }
  return sales;
}

/** Cash that stays in the trust from date to date, entry 0 at the cut-off: accounts, and what is held for whole cents. */
function keptBy(deal: ResolvedDeal, path: PathProjection, held: ArrayLike<number>): Float64Array {
  const kept = Float64Array.from(held);
  for (const [account, balance] of deal.accounts) {
    const cash = path.output(outputName(account, 'cash'));
    kept[0] = kept[0]! + (deal.opening?.accounts.get(account) ?? balance);
    for (let payment = 1; payment <= path.periods; payment++) kept[payment] = kept[payment]! + cash[payment]!;
  }
  return kept;
}

function worstBreach({ collateral, classes, residual, reo, hedges }: Omit<TrustCash, 'breach'>, kept: Float64Array): number {
  const left = new Float64Array(reo.length);
  for (let i = 0; i < left.length; i++) left[i] = cashPaid(collateral, i) + reo[i]! + kept[i]! - kept[i + 1]!;
  for (const received of hedges.values()) for (let i = 0; i < left.length; i++) left[i] = left[i]! + received[i + 1]!;
  const takeOff = (cash: TrancheCash) => {
    for (let i = 0; i < left.length; i++) left[i] = left[i]! - cashPaid(cash, i);
  };
  for (const { cash } of classes) takeOff(cash);
  if (residual !== undefined) takeOff(residual);
  let worst = 0;
  for (let i = 0; i < left.length; i++) worst = Math.max(worst, Math.abs(left[i]!));
  return worst;
}
