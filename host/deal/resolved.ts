/** A deal after reading: every name known, every expression parsed, every fault already reported. */

import type { ParsedVector } from '../curves/vectors.ts';
import type { CohortAssumptions, CollateralGroup, DayCount, DealDates, OpeningState, Schedule, TrancheTerms } from '../types.ts';
import type { Expression } from './expression.ts';
import type { PayKind } from './schema.ts';

export interface ResolvedTranche extends TrancheTerms {
  readonly coupon: Expression;
  readonly notional?: Expression;
  readonly uncapped?: Expression;
}

/** What a payee tree is paid for: the kinds of `pay`, and the movements of balances without cash. */
export type Claim = PayKind | 'writedown' | 'writeup' | 'defer';

/** Who is paid, in which order. Leaves are tranches, fees or hedges by name. */
export type Tree =
  | { readonly kind: 'leaf'; readonly name: string }
  | { readonly kind: 'sequential'; readonly legs: readonly Tree[] }
  | { readonly kind: 'prorata'; readonly legs: readonly Tree[]; readonly by: 'due' | 'balance' | 'original' | Expression }
  | {
      readonly kind: 'weights';
      readonly legs: readonly Tree[];
      readonly weights: readonly Expression[];
      readonly overflow: 'others' | 'next';
    };

interface StepCommon {
  /** Place in the file, from 1. */
  readonly number: number;
  readonly title: string;
  readonly when?: Expression;
  readonly variant?: string;
}

export type ResolvedStep = StepCommon &
  (
    | {
        readonly verb: 'pay';
        readonly claims: readonly Claim[];
        readonly to: Tree;
        readonly from: readonly string[];
        readonly upTo?: Expression;
        /** What a hedge is due. */
        readonly amount?: Expression;
        /** The amount is what the hedge's terms give, which is paid once a date however many steps pay it. */
        readonly isByTerms?: boolean;
      }
    | {
        readonly verb: 'accrue';
        readonly tranche: string;
        readonly from: readonly string[];
        readonly into: string;
        readonly to?: Tree;
        readonly upTo?: Expression;
      }
    | { readonly verb: 'move'; readonly claim: 'writedown' | 'writeup' | 'defer'; readonly to: Tree; readonly upTo: Expression }
    | { readonly verb: 'transfer'; readonly amount: Expression; readonly from: readonly string[]; readonly to: string }
    | {
        readonly verb: 'receive';
        readonly hedge: string;
        readonly amount: Expression;
        /** As of `pay`. */
        readonly isByTerms?: boolean;
        readonly into: string;
      }
    | { readonly verb: 'collect'; readonly tranche: string; readonly amount?: Expression; readonly into: string }
    | { readonly verb: 'release'; readonly from: readonly string[]; readonly to?: string }
    | {
        readonly verb: 'purchase';
        readonly group: string;
        readonly from: readonly string[];
        readonly amount?: Expression;
        readonly price?: Expression;
      }
  );

/** A swap: the trust pays fixed and receives the index. A cap: it receives the index over the strike, up to the ceiling. */
export interface ResolvedHedge {
  readonly name: string;
  /** Absent where steps say the amounts. */
  readonly terms?: {
    readonly kind: 'swap' | 'cap';
    readonly index: string;
    readonly notional: Expression;
    readonly fixed: number;
    readonly fixedDays: DayCount;
    readonly floatDays: DayCount;
    readonly strike: number;
    readonly ceiling?: number;
  };
}

/** A class that is made of shares of others. */
export interface ResolvedExchange {
  readonly name: string;
  readonly parts: readonly { readonly tranche: string; readonly share: number }[];
}

export interface ResolvedFee {
  readonly name: string;
  readonly amount: Expression;
  readonly carry: boolean;
}

/** Interest that borrowers do not owe or pay, by group. */
export interface InterestTerms {
  /** Share of a month's net interest that is lost on what prepays. */
  readonly prepaymentInterest?: Expression;
  /** Dollars that the servicer puts in for it, at most the shortfall. */
  readonly compensating?: Expression;
  /** Share of net interest that a relief act takes. */
  readonly relief?: Expression;
}

export interface ResolvedDeal {
  readonly name: string;
  readonly file?: string;
  readonly dates: DealDates;
  readonly groups: readonly CollateralGroup[];
  /** One a group. */
  readonly interestTerms: readonly InterestTerms[];
  /** Assumption sets: the deal's own first, then its cohorts. */
  readonly assumptions: readonly CohortAssumptions[];
  readonly indices: readonly {
    readonly name: string;
    readonly rates: ParsedVector /** The file says its rates. */;
    readonly isGiven: boolean;
  }[];
  readonly schedules: ReadonlyMap<string, Schedule>;
  /** Sets with their tranches, sets within sets taken apart. */
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** Tranches by seniority, equals together; empty where the deal does not say. */
  readonly ranks: readonly (readonly string[])[];
  readonly funds: readonly string[];
  readonly accounts: ReadonlyMap<string, number>;
  readonly fees: readonly ResolvedFee[];
  readonly hedges: readonly ResolvedHedge[];
  readonly exchanges: readonly ResolvedExchange[];
  readonly tranches: readonly ResolvedTranche[];
  readonly define: ReadonlyMap<string, Expression>;
  readonly steps: readonly ResolvedStep[];
  readonly call?: { readonly when: Expression; readonly price?: Expression; readonly into: string };
  readonly opening?: OpeningState;
  readonly variants: readonly string[];
}
