/**
 * One loan, month by month: what prepayments, defaults and liquidations make of its schedule.
 *
 * Source: Bond Market Association, Standard Formulas, chapter SF (SF-4 to SF-23), applied to the single loan.
 */
import { type Indices, schedule } from './amortization.ts';
import type { Loan } from './loanTerms.ts';
import { atMonth, clamp, least, type Num, num, ONE, type Scalar, sumOf, TWELVE, ZERO } from './number.ts';

/** By month from 1, the last value held; or a function of the loan's month and of its age in that month. */
export type Curve = readonly Scalar[] | ((month: number, age: number) => Scalar);

/** A month's shares, none of them annual. Default: no prepayments, no defaults, no severity, lag 12, nothing advanced. */
export interface Speeds {
  smm?: Curve;
  mdr?: Curve;
  severity?: Curve;
  /** Of the performing balance, what is 60 and more days late. */
  delinquent?: Curve;
  lag?: number;
  advance?: { principal?: boolean; interest?: boolean };
  stopDefaults?: boolean;
}

export interface LoanMonth {
  /** Balances at the month's end. */
  performing: Num;
  foreclosure: Num;
  /** The late part of the performing balance, and all in foreclosure. */
  delinquent: Num;
  defaults: Num;
  prepaid: Num;
  /** Amortization of what performs, the balloon, and what is advanced on what does not. */
  scheduled: Num;
  recoveries: Num;
  losses: Num;
  /** Collected: what was added to balances is not in it. */
  grossInterest: Num;
  servicing: Num;
  deferred: Num;
  penalties: Num;
}

function curveAt(curve: Curve | undefined, month: number, age: number): Num {
  if (curve === undefined) return ZERO;
  return typeof curve === 'function' ? num(curve(month, age)) : atMonth(curve, month);
}

/** On a dollar prepaid. Units: `monthlyRate` a month. */
function penaltyRate(loan: Loan, month: number, monthlyRate: Num): Num {
  const { penalty } = loan;
  if (penalty === undefined || month > penalty.until) return ZERO;
  return penalty.share.times(penalty.rate ?? penalty.months.times(monthlyRate));
}

/** Every month of the loan until nothing of it performs and nothing is in foreclosure. */
export function projectLoan(loan: Loan, speeds: Speeds, indices: Indices): LoanMonth[] {
  const lag = speeds.lag ?? 12;
  const stopDefaults = speeds.stopDefaults ?? true;
  const advancesPrincipal = speeds.advance?.principal ?? false;
  const advancesInterest = speeds.advance?.interest ?? false;
  const months: LoanMonth[] = [];
  const plan = schedule(loan, indices);

  // Waiting for liquidation, one entry a month of default, oldest first: what defaulted, and what it has amortized to.
  const waiting: { month: number; defaulted: Num; balance: Num }[] = [];
  let performing = loan.upb;
  let foreclosure = ZERO;

  for (let month = 1; !performing.isZero() || waiting.length > 0; month += 1) {
    const { rate, left, leftOfDefaulted, paid, paidOfDefaulted, deferred } = plan.next().value;
    const monthlyRate = rate.div(TWELVE);
    const age = loan.age + month;
    const canDefault = !stopDefaults || month <= loan.term - lag;
    const mdr = canDefault ? clamp(curveAt(speeds.mdr, month, age).times(loan.defaultFactor), ZERO, ONE) : ZERO;
    const smm = clamp(curveAt(speeds.smm, month, age).times(loan.prepayFactor), ZERO, ONE.minus(mdr));

    const defaults = performing.times(mdr);
    const paying = performing.minus(defaults);
    const prepaid = performing.times(left).times(smm);
    const amortized = paying.times(paid);
    const deferredByPaying = paying.times(deferred);
    if (!defaults.isZero()) waiting.push({ month, defaulted: defaults, balance: defaults });

    let recoveries = ZERO;
    let losses = ZERO;
    if (waiting[0]?.month === month - lag) {
      const liquidated = waiting.shift()!;
      const severity = curveAt(speeds.severity, month, age);
      losses = least(liquidated.defaulted.times(severity), liquidated.balance);
      recoveries = liquidated.balance.minus(losses);
    }
    // Without advances what waits neither amortizes nor grows.
    let advanced = ZERO;
    let deferredInForeclosure = ZERO;
    if (advancesPrincipal) {
      for (const one of waiting) {
        advanced = advanced.plus(one.balance.times(paidOfDefaulted));
        deferredInForeclosure = deferredInForeclosure.plus(one.balance.times(deferred));
        one.balance = one.balance.times(leftOfDefaulted);
      }
    }

    const earning = advancesInterest ? performing.plus(foreclosure) : paying;
    const uncollected = advancesInterest ? deferredByPaying.plus(deferredInForeclosure) : deferredByPaying;
    performing = performing.times(left).times(ONE.minus(smm).minus(mdr));
    foreclosure = sumOf(waiting.map((one) => one.balance));
    months.push({
      performing,
      foreclosure,
      delinquent: performing.times(curveAt(speeds.delinquent, month, age)).plus(foreclosure),
      defaults,
      prepaid,
      scheduled: amortized.plus(advanced),
      recoveries,
      losses,
      grossInterest: earning.times(rate).div(TWELVE).minus(uncollected),
      servicing: earning.times(least(loan.strip, rate)).div(TWELVE),
      deferred: deferredByPaying.plus(deferredInForeclosure),
      penalties: prepaid.times(penaltyRate(loan, month, monthlyRate)),
    });
  }
  return months;
}
