/**
 * The fair value of a trust under one scenario: what its classes, residual, hedges, real estate and collateral are worth, by one of
 * three methods. Pure: a projection and market data in, figures out.
 */
import type { PathProjection } from '../engine/project.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { Market, Method, ReoProperty, TrustInput } from '../portfolio/records.ts';
import { averageLife } from './averageLife.ts';
import { HALF_CENT, type TrancheCash } from './cash.ts';
import { yearsFromSettlement } from './clock.ts';
import { hedgeValues } from './hedgeValue.ts';
import { fullValue, yieldFromValue } from './price.ts';
import type { TrancheValue, TrustValue, YieldFigure } from './records.ts';
import { scaledText } from './rounding.ts';
import {
  type ChosenYield,
  COLLATERAL,
  chooseYield,
  coverages,
  figureOf,
  paysNothing,
  positionOf,
  RESIDUAL,
  trancheValue,
  valueAt,
} from './trancheValue.ts';
import { type BorderCash, borderCash, type ClassCash, readTrustCash, type TrustCash } from './trustCash.ts';

/** A cent: by so much may what the snapshot says differ from what the deal says, without a word. */
const CENT = 0.01;

/** The trust, its cash, and all that is chosen before a method is applied. */
interface Model {
  readonly trust: TrustInput;
  readonly market: Market;
  readonly cash: TrustCash;
  /** One a class; undefined where there is nothing to discount. */
  readonly yields: readonly (ChosenYield | undefined)[];
  /** Full values of the classes at their own yields. */
  readonly values: readonly number[];
  readonly residualYield: ChosenYield | undefined;
  readonly residualValue: number;
  /** The matrix yield of the collateral, or the trust's own. */
  readonly collateralYield: ChosenYield | undefined;
  /** What stands beside collateral, less what stands beside classes and residual: REO, trust cash, hedges. */
  readonly beside: number;
}

/** What a method makes of the model. */
interface Measured {
  readonly side: TrustValue['side'];
  readonly collateral: number;
  /** Undefined where there is nothing to discount. */
  readonly collateralYield: ChosenYield | undefined;
  readonly values: readonly number[];
  readonly yields: readonly (ChosenYield | undefined)[];
  readonly residual: number;
}

/**
 * Values a trust.
 *
 * Classes: cash to come, with what they are owed from before, at the yield that the trust gives, that its price implies, or that the
 * discount matrix has. The residual: likewise, all classes of position residual together. Collateral cash is net of servicing and of
 * every fee that the trust pays, without sales of REO and without hedges: discounted, it is what classes and residual are paid out of.
 * REO is at net realizable value, undiscounted. Hedges: hedgeValue.ts. Trust cash counts as it is.
 *
 * Methods. `blended`: collateral is worth classes + residual + derivative liabilities - REO - derivative assets - cash, and its yield
 * follows. `independent`: collateral at its own yield; the residual is the remainder. `observable` (ASU 2014-13): the more observable
 * side is measured and the other follows. A yield is observable that came from a price given or from a row marked orderly, or beside
 * which an orderly quote stands. The sides are compared by the share of value with observable yields: collateral at its own yield against
 * the borrowings; liabilities win a tie, and where the matrix has no yield for the collateral. If liabilities win, all is as under
 * `blended`; if assets do, borrowings are worth assets - derivative liabilities - the residual's own value, spread over the classes in
 * proportion to their own values, and their yields follow.
 *
 * Units: dollars; the result as records.ts says. Throws: WeirError with every DISCOUNT_MISSING and YIELD_NONE at once; MARKET_CURVE.
 */
export function valueTrust(
  trust: TrustInput,
  market: Market,
  method: Method,
  path: PathProjection,
  border: BorderCash = borderCash(trust.deal, path),
): TrustValue {
  const cash = readTrustCash(trust.deal, path, (tranche) => positionOf(trust, tranche) === RESIDUAL, border);
  const hedges = hedgeValues(cash.hedges, yearsFromSettlement(cash.pool), market);
  const derivativeAssets = hedges.reduce((sum, { fairValue }) => sum + Math.max(0, fairValue), 0);
  const derivativeLiabilities = hedges.reduce((sum, { fairValue }) => sum + Math.max(0, -fairValue), 0);
  const reo = netRealizableValue(trust.reo);
  const trustCash = trust.cash.collections + trust.cash.accounts;
  const model = modelOf(trust, market, method, cash, reo + trustCash + derivativeAssets - derivativeLiabilities);

  const observable = observability(model);
  const measured = measure(model, method, observable);
  const covers = coverages(trust.deal, cash.classes, trust, cash.pool.face + reo, cash.losses);
  const tranches = cash.classes.map((each, k) =>
    trancheValue(each, measured.yields[k], measured.values[k]!, trust, market, covers[k]!),
  );
  const borrowings = total(measured.values);
  const residualYield = cash.residual === undefined ? null : figureOf(model.residualYield, cash.residual, null, market.benchmark);
  const life = averageLife(cash.pool);
  return {
    trust: trust.name,
    type: trust.type,
    vintage: trust.vintage,
    consolidated: trust.consolidated,
    residualOwned: trust.residualOwned,
    method,
    side: measured.side,
    observable,
    collateral: {
      upb: cash.pool.face,
      fairValue: measured.collateral,
      price: cash.pool.face > HALF_CENT ? (100 * measured.collateral) / cash.pool.face : null,
      yield: figureOf(measured.collateralYield, cash.collateral, life, market.benchmark),
      averageLife: life,
      projectedLoss: cash.losses,
    },
    reo,
    cash: trustCash,
    derivativeAssets,
    derivativeLiabilities,
    hedges,
    tranches,
    borrowings,
    residual: measured.residual,
    residualDiscounted: model.residualValue,
    residualYield,
    remainder: measured.collateral + model.beside - borrowings - measured.residual,
    meanYield: meanYield(tranches, model.residualValue, residualYield),
    cashBreach: cash.breach,
    warnings: [
      ...trust.warnings,
      ...warningsOf(trust, path, cash, reo, trustCash),
      ...negativeYields([
        ...cash.classes.map(({ tranche }, k) => [tranche.name, measured.yields[k]] as const),
        [COLLATERAL, measured.collateralYield],
      ]),
    ],
  };
}

/** Proceeds less costs of each property, not below 0 each, undiscounted. Units: dollars. Not a fair value. */
export function netRealizableValue(reo: readonly ReoProperty[]): number {
  return total(reo.map(({ proceeds, costs }) => Math.max(0, proceeds - costs)));
}

function modelOf(trust: TrustInput, market: Market, method: Method, cash: TrustCash, beside: number): Model {
  const faults: Fault[] = [];
  const yields = cash.classes.map(({ tranche, cash: paid }) =>
    paid.face <= HALF_CENT && paysNothing(paid)
      ? undefined
      : chooseYield(tranche.name, positionOf(trust, tranche), paid, trust, market, faults),
  );
  const residualName = residualNameOf(trust);
  const residualYield =
    cash.residual === undefined ? undefined : chooseYield(residualName, RESIDUAL, cash.residual, trust, market, faults);
  // Blended collateral needs no yield of its own: what the matrix may have only tells how observable it is.
  const missing: Fault[] = [];
  const collateralYield = chooseYield(COLLATERAL, COLLATERAL, cash.collateral, trust, market, missing);
  if (method === 'independent') faults.push(...missing);
  if (faults.length > 0) throw new WeirError(faults);
  return {
    trust,
    market,
    cash,
    yields,
    values: cash.classes.map(({ tranche, cash: paid }, k) => valueAt(tranche.name, paid, yields[k], trust)),
    residualYield,
    residualValue: cash.residual === undefined ? 0 : valueAt(residualName, cash.residual, residualYield, trust),
    collateralYield,
    beside,
  };
}

/** The residual class whose own yield holds for all of them: the first that has one. */
function residualNameOf(trust: TrustInput): string {
  const names = trust.deal.tranches.filter((tranche) => positionOf(trust, tranche) === RESIDUAL).map(({ name }) => name);
  return names.find((name) => trust.yields.has(name)) ?? names[0] ?? RESIDUAL;
}

function observability({ trust, cash, yields, values, collateralYield }: Model): TrustValue['observable'] {
  const isQuoted = ({ tranche }: ClassCash) => trust.quotes.some((quote) => quote.orderly && quote.tranche === tranche.name);
  let observed = 0;
  cash.classes.forEach((each, k) => {
    if (yields[k]?.orderly === true || isQuoted(each)) observed += values[k]!;
  });
  const borrowings = total(values);
  return { assets: collateralYield?.orderly === true ? 1 : 0, liabilities: borrowings > 0 ? observed / borrowings : 0 };
}

function measure(model: Model, method: Method, observable: TrustValue['observable']): Measured {
  if (method === 'independent') return independent(model);
  if (method === 'observable' && observable.assets > observable.liabilities && total(model.values) > 0) return byAssets(model);
  return byLiabilities(model);
}

/** Collateral is worth what is owed and left, less what stands beside it. */
function byLiabilities(model: Model): Measured {
  const { trust, cash, values, yields, residualValue, beside } = model;
  const given = { side: 'liabilities', values, yields, residual: residualValue } as const;
  // A trust whose loans are gone has collateral of no value, whatever else it has.
  if (paysNothing(cash.collateral)) return { ...given, collateral: 0, collateralYield: undefined };
  const worth = total(values) + residualValue - beside;
  const place = `${trust.name}, collateral: classes + residual + derivative liabilities - REO - derivative assets - cash`;
  const yieldBey = solve(cash.collateral, worth, place);
  const collateral = fullValue(cash.collateral, yieldBey);
  return { ...given, collateral, collateralYield: solved(yieldBey, 'classes and residual') };
}

function independent(model: Model): Measured {
  const { cash, values, yields, beside } = model;
  const collateralYield = known(model.collateralYield);
  const collateral = fullValue(cash.collateral, collateralYield.yieldBey);
  return { side: 'both', collateral, collateralYield, values, yields, residual: collateral + beside - total(values) };
}

/** Borrowings are worth what the assets leave after the residual's own value, each class its part. */
function byAssets(model: Model): Measured {
  const { trust, cash, values, yields, residualValue, beside } = model;
  const collateralYield = known(model.collateralYield);
  const collateral = fullValue(cash.collateral, collateralYield.yieldBey);
  const factor = (collateral + beside - residualValue) / total(values);
  const parts = values.map((value) => value * factor);
  return {
    side: 'assets',
    collateral,
    collateralYield,
    values: parts,
    yields: cash.classes.map(({ tranche, cash: paid }, k) =>
      parts[k] === 0 ? yields[k] : solved(solve(paid, parts[k]!, `${trust.name}, ${tranche.name}`), 'collateral and residual'),
    ),
    residual: residualValue,
  };
}

/** The yield of collateral, where a method that needs it has been chosen. */
function known(chosen: ChosenYield | undefined): ChosenYield {
  if (chosen === undefined) throw new Error('fairValue: a method was chosen that needs a yield of the collateral');
  return chosen;
}

function solved(yieldBey: number, source: string): ChosenYield {
  return { yieldBey, from: 'solved', low: null, high: null, source, orderly: false };
}

/** As `yieldFromValue`, with the place of what could not be solved. */
function solve(cash: TrancheCash, value: number, place: string): number {
  try {
    return yieldFromValue(cash, value);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    throw new WeirError(error.faults.map((fault) => ({ ...fault, place })));
  }
}

function meanYield(tranches: readonly TrancheValue[], residual: number, residualYield: YieldFigure | null): number | null {
  let weight = residualYield === null ? 0 : residual;
  let sum = residualYield === null ? 0 : residual * residualYield.yieldBey;
  for (const { fairValue, yield: figure } of tranches) {
    if (figure === null) continue;
    weight += fairValue;
    sum += fairValue * figure.yieldBey;
  }
  return weight > 0 ? sum / weight : null;
}

/** Where the snapshot and the deal speak of the same cash, and differ: the difference would be in one side's value only. */
function warningsOf({ deal }: TrustInput, path: PathProjection, cash: TrustCash, reo: number, trustCash: number): string[] {
  const warnings: string[] = [];
  const sold = total(deal.groups.flatMap((group) => group.reo.map((sale) => sale.cash)));
  const opened = total(Array.from(deal.accounts, ([name, balance]) => deal.opening?.accounts.get(name) ?? balance));
  if (Math.abs(sold + opened - reo - trustCash) > CENT) {
    const own = `REO of ${reo.toFixed(2)} and cash of ${trustCash.toFixed(2)}`;
    warnings.push(
      `the trust has ${own}; its deal sells REO for ${sold.toFixed(2)} and begins with accounts of ${opened.toFixed(2)}`,
    );
  }
  if (cash.breach > CENT)
    warnings.push(`${path.scenario.name}: cash in and cash out differ by ${cash.breach.toFixed(2)} on the worst date`);
  return warnings;
}

/** Yields that were solved for and are below 0: cash that adds up to less than it is worth, which is seldom meant. */
function negativeYields(found: readonly (readonly [name: string, chosen: ChosenYield | undefined])[]): string[] {
  return found.flatMap(([name, chosen]) =>
    chosen !== undefined && (chosen.from === 'price' || chosen.from === 'solved') && chosen.yieldBey < 0
      ? [
          `the yield of ${name}, solved from ${chosen.source}, is ${scaledText(chosen.yieldBey, 100, 2)}%: it is paid less than it is worth`,
        ]
      : [],
  );
}

/** Sums in the order given. */
function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
