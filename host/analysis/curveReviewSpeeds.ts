/**
 * What the loans of a trust did, from its trustee's reports, in the terms of curves: CPR, CDR and severity of single months and of
 * windows that end with the last report.
 */
import { monthNumberOf } from '../portfolio/csv.ts';
import type { Remittance } from '../portfolio/records.ts';

/** One payment date. Units: dollars; rates are annual decimals; null where they have no denominator. */
export interface RealizedMonth {
  readonly month: string;
  /** What defaults and prepayments are shares of: the balance at the beginning that was neither in foreclosure nor owned. */
  readonly performing: number;
  readonly cpr: number | null;
  readonly cdr: number | null;
  readonly severity: number | null;
  /** Balance that was liquidated: what it brought and what was lost on it. */
  readonly liquidated: number;
}

/** The last months together. Units: as a month's. */
export interface RealizedWindow extends Omit<RealizedMonth, 'month' | 'performing'> {
  readonly months: number;
  readonly from: string;
  readonly to: string;
}

/** Shares of one period, as decimals. */
interface PeriodSpeeds {
  readonly month: string;
  readonly performing: number;
  readonly smm: number;
  readonly mdr: number;
  readonly recovered: number;
  readonly lost: number;
}

/**
 * Speeds of every payment date that a trustee reported, in the order of time. `every` is the months between two of them.
 *
 * Source: BMA Standard Formulas, SF, solved for the speeds: with the performing balance P at the beginning, new defaults D, scheduled
 * principal A and prepayments V, `MDR = D / P`; `A = (P - D)(1 - a)` gives the amortization factor `a`; `SMM = V / (P a)`. Severity is
 * what was lost over what was liquidated. Checked by: months made by the formulas give their speeds back.
 */
export function realizedMonths(remittances: readonly Remittance[], every = 1): RealizedMonth[] {
  return periods(remittances, every).map(({ month, performing, smm, mdr, recovered, lost }) => ({
    month,
    performing,
    cpr: performing > 0 ? annual([smm], every) : null,
    cdr: performing > 0 ? annual([mdr], every) : null,
    severity: shareOf(lost, recovered + lost),
    liquidated: recovered + lost,
  }));
}

/**
 * The last so many months together: survival of the single months multiplied, `CPR = 1 - (product of (1 - SMM))^(12/n)`, and losses over
 * liquidated balances of all of them. Windows that the reports do not fill, or that a gap lies in, are left out.
 */
export function realizedWindows(remittances: readonly Remittance[], windows: readonly number[], every = 1): RealizedWindow[] {
  const all = unbroken(periods(remittances, every), every);
  return windows.flatMap((months): RealizedWindow[] => {
    const count = Math.max(1, Math.round(months / every));
    const used = all.slice(-count);
    const [first] = used;
    const last = used.at(-1);
    if (used.length < count || first === undefined || last === undefined) return [];
    const lost = used.reduce((sum, period) => sum + period.lost, 0);
    const recovered = used.reduce((sum, period) => sum + period.recovered, 0);
    const isKnown = used.every(({ performing }) => performing > 0);
    return [
      {
        months: count * every,
        from: first.month,
        to: last.month,
        cpr: isKnown
          ? annual(
              used.map(({ smm }) => smm),
              every,
            )
          : null,
        cdr: isKnown
          ? annual(
              used.map(({ mdr }) => mdr),
              every,
            )
          : null,
        severity: shareOf(lost, recovered + lost),
        liquidated: recovered + lost,
      },
    ];
  });
}

function periods(remittances: readonly Remittance[], every: number): PeriodSpeeds[] {
  return remittances.map((remittance, place) => {
    const before = remittances[place - 1];
    const follows = before !== undefined && monthNumberOf(remittance.month) - monthNumberOf(before.month) === every;
    // Where the month before is not told, what is not performing is taken to have been the same.
    const { foreclosure = 0, reo = 0 } = follows ? before : remittance;
    const { month, beginUpb, defaults, scheduled, prepaid, recoveries, losses } = remittance;
    const performing = Math.max(0, beginUpb - foreclosure - reo);
    const left = performing - defaults;
    const amortization = left > 0 ? 1 - scheduled / left : 1;
    const scheduledBalance = performing * Math.max(0, amortization);
    return {
      month,
      performing,
      mdr: within(defaults, performing),
      smm: within(prepaid, scheduledBalance),
      recovered: recoveries,
      lost: losses,
    };
  });
}

/** The months since the last gap. */
function unbroken(all: readonly PeriodSpeeds[], every: number): readonly PeriodSpeeds[] {
  const gap = all.findLastIndex(
    ({ month }, place) => place > 0 && monthNumberOf(month) - monthNumberOf(all[place - 1]?.month ?? month) !== every,
  );
  return gap < 0 ? all : all.slice(gap);
}

/** A share of a balance, from 0 to 1. */
function within(amount: number, of: number): number {
  return of <= 0 ? 0 : Math.min(1, Math.max(0, amount / of));
}

/** The annual rate of shares of consecutive periods. */
function annual(shares: readonly number[], every: number): number {
  const survival = shares.reduce((product, share) => product * (1 - share), 1);
  return 1 - survival ** (12 / (shares.length * every));
}

/** Lost over liquidated; null where nothing was. Recoveries on old losses may make it negative, and the whole of it nothing. */
function shareOf(lost: number, liquidated: number): number | null {
  return liquidated > 0 ? lost / liquidated : null;
}
