/**
 * How the inputs of a valuation moved between two snapshots: which way, and by how much on average. Averages are for words beside the
 * attribution; nothing is reckoned with them.
 */

import { cprFromSmm } from '../curves/speeds.ts';
import { expandVector } from '../curves/vectorExpand.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { CurveKind } from '../scenarios/scenario.ts';
import type { ParsedVector } from '../types.ts';
import type { TrustValue } from '../valuation/records.ts';
import { counterpart, dated } from './attributionParts.ts';
import type { TrustGame } from './attributionTrust.ts';

/** Curves are averaged over so many months from the younger date. */
export const MONTHS_AVERAGED = 60;

/** An input in the older and in the younger snapshot. Units: decimals a year, of severity a share, of lags months. */
export interface InputMove {
  readonly from: number;
  readonly to: number;
}

/** Inputs that words speak of. */
export const MOVES = [
  'index',
  'prepayment',
  'default',
  'severity',
  'lag',
  'collateralYield',
  'borrowingsYield',
  'residualYield',
] as const;
export type Move = (typeof MOVES)[number];
export type InputMoves = Partial<Readonly<Record<Move, InputMove>>>;

interface Weighed extends InputMove {
  readonly weight: number;
}

/**
 * The moves of the inputs of some trusts. Curves and lags: means of the cohorts by the balances of the new tape; index curves likewise by
 * trust; yields: means by the fair values of the younger snapshot. An input that no trust has is absent.
 */
export function inputMoves(games: readonly TrustGame[]): InputMoves {
  const found = new Map<Move, Weighed[]>();
  const put = (move: Move, weighed: readonly Weighed[]) => found.set(move, [...(found.get(move) ?? []), ...weighed]);
  for (const game of games) {
    put('index', indexMoves(game));
    for (const kind of ['prepayment', 'default', 'severity'] as const) put(kind, curveMoves(game, kind));
    put('lag', lagMoves(game));
    put(
      'collateralYield',
      yieldMoves(game, ({ collateral }) => [['collateral', collateral.fairValue, collateral.yield]]),
    );
    put(
      'borrowingsYield',
      yieldMoves(game, ({ tranches }) => tranches.map((tranche) => [tranche.name, tranche.fairValue, tranche.yield])),
    );
    put(
      'residualYield',
      yieldMoves(game, ({ residual, residualYield }) => [['residual', residual, residualYield]]),
    );
  }
  const moves: Partial<Record<Move, InputMove>> = {};
  for (const [move, weighed] of found) {
    const weight = weighed.reduce((sum, each) => sum + each.weight, 0);
    if (weight <= 0) continue;
    const mean = (of: (each: Weighed) => number) => weighed.reduce((sum, each) => sum + each.weight * of(each), 0) / weight;
    moves[move] = { from: mean(({ from }) => from), to: mean(({ to }) => to) };
  }
  return moves;
}

/** Balance and mean age of the loans of each assumption set. */
function cohortWeights({ assumptions, groups }: ResolvedDeal): { readonly upb: number; readonly age: number }[] {
  const sums = assumptions.map(() => ({ upb: 0, age: 0 }));
  for (const { loans } of groups) {
    for (let loan = 0; loan < loans.count; loan++) {
      const sum = sums[loans.assumption[loan] ?? 0];
      const upb = loans.upb[loan] ?? 0;
      if (sum === undefined) continue;
      sum.upb += upb;
      sum.age += upb * (loans.age[loan] ?? 0);
    }
  }
  return sums.map(({ upb, age }) => ({ upb, age: upb > 0 ? Math.round(age / upb) : 0 }));
}

function curveMoves({ pair: { before, after } }: TrustGame, kind: CurveKind): Weighed[] {
  const weights = cohortWeights(after.deal);
  return after.deal.assumptions.flatMap((cohort, place): Weighed[] => {
    const { upb, age } = weights[place] ?? { upb: 0, age: 0 };
    const old = counterpart(cohort, after.deal, before.deal);
    if (old === undefined || upb === 0) return [];
    const mean = (vector: ParsedVector, ppc: ParsedVector | undefined) => meanOf(vector, ppc, age, after.deal, kind);
    return [
      {
        weight: upb,
        from: mean(dated(old[kind], before.deal.dates.firstPayment), old.ppc),
        to: mean(cohort[kind], cohort.ppc),
      },
    ];
  });
}

/** The mean of a curve over the months to come, speeds as they are a year. */
function meanOf(
  vector: ParsedVector,
  ppc: ParsedVector | undefined,
  age: number,
  { dates, opening }: ResolvedDeal,
  kind: CurveKind | 'index',
): number {
  const values = expandVector(vector, {
    months: MONTHS_AVERAGED,
    age,
    firstPayment: dates.firstPayment,
    dealAge: opening?.month ?? 0,
    ...(ppc !== undefined && { ppc }),
  });
  const isSpeed = kind === 'prepayment' || kind === 'default';
  return values.reduce((sum, value) => sum + (isSpeed ? cprFromSmm(value) : value), 0) / values.length;
}

function lagMoves({ pair: { before, after } }: TrustGame): Weighed[] {
  const weights = cohortWeights(after.deal);
  return after.deal.assumptions.flatMap((cohort, place): Weighed[] => {
    const old = counterpart(cohort, after.deal, before.deal);
    const weight = weights[place]?.upb ?? 0;
    return old === undefined || weight === 0 ? [] : [{ weight, from: old.lag, to: cohort.lag }];
  });
}

function indexMoves({ pair: { before, after } }: TrustGame): Weighed[] {
  const weight = after.deal.groups.reduce((sum, { loans }) => loans.upb.reduce((total, upb) => total + upb, sum), 0);
  return after.deal.indices.flatMap(({ name, rates }): Weighed[] => {
    const old = before.deal.indices.find((index) => index.name === name);
    if (old === undefined || weight === 0) return [];
    const from = meanOf(dated(old.rates, before.deal.dates.firstPayment), undefined, 0, after.deal, 'index');
    return [{ weight: weight / after.deal.indices.length, from, to: meanOf(rates, undefined, 0, after.deal, 'index') }];
  });
}

type YieldOf = readonly [name: string, fairValue: number, figure: TrustValue['residualYield']];

/** Yields of what has one at both dates. */
function yieldMoves({ before, after }: TrustGame, of: (value: TrustValue) => readonly YieldOf[]): Weighed[] {
  const old = new Map(of(before).map(([name, , figure]) => [name, figure]));
  return of(after).flatMap(([name, weight, figure]): Weighed[] => {
    const from = old.get(name)?.yieldBey;
    return from === undefined || figure === null || weight <= 0 ? [] : [{ weight, from, to: figure.yieldBey }];
  });
}
