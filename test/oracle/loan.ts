/**
 * One loan, month by month: what prepayments, defaults and liquidations make of its schedule.
 *
 * Source: Bond Market Association, Standard Formulas, chapter SF (SF-4 to SF-23), applied to the single loan.
 */
import { type Indices, schedule } from './amortization.ts';
import { advance, fresh, sell, type Vintage } from './foreclosure.ts';
import type { Loan } from './loanTerms.ts';
import { atMonth, clamp, least, type Num, num, ONE, type Scalar, sumOf, TWELVE, ZERO } from './number.ts';
import type { Servicing, ServicingChange } from './servicing.ts';

/** By month from 1, the last value held; or a function of the loan's month and of its age in that month. */
export type Curve = readonly Scalar[] | ((month: number, age: number) => Scalar);

/** A month's shares, none of them annual. Default: no prepayments, no defaults, no severity; the rest as the deal says. */
export interface Speeds extends ServicingChange {
  smm?: Curve;
  mdr?: Curve;
  severity?: Curve;
  /** Of the performing balance, what is 60 and more days late. */
  delinquent?: Curve;
}

export interface LoanMonth {
  /** Balances at the month's end; claims on the insurer are in foreclosure until they are paid. */
  performing: Num;
  foreclosure: Num;
  /** Of the foreclosure, what the trust owns and has not sold. */
  owned: Num;
  /** The late part of the performing balance, and all in foreclosure. */
  delinquent: Num;
  defaults: Num;
  prepaid: Num;
  /** Net interest of the month on the share that prepays. */
  prepaidInterest: Num;
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
  const { share, years, rate, months } = penalty;
  if (years !== undefined) return share.times(years[Math.floor((loan.age + month - 1) / 12)] ?? ZERO);
  return share.times(rate ?? months.times(monthlyRate));
}

/** Every month of the loan until nothing performs, nothing is in foreclosure and no claim is unpaid. */
export function projectLoan(loan: Loan, speeds: Speeds, servicing: Servicing, indices: Indices): LoanMonth[] {
  const { lag, foreclosureMonths, claimLag } = servicing;
  const months: LoanMonth[] = [];
  const plan = schedule(loan, indices);
  const severityIn = (month: number): Num =>
    least(curveAt(speeds.severity, month, loan.age + month).plus(servicing.carrying), ONE);

  // Waiting for liquidation, one entry a month of default, oldest first; and for the insurer.
  const waiting: Vintage[] = [];
  let claims: { month: number; amount: Num }[] = [];
  let performing = loan.upb;

  for (let month = 1; !performing.isZero() || waiting.length > 0 || claims.length > 0; month += 1) {
    const terms = plan.next().value;
    const { rate, left, paid, deferred } = terms;
    const strip = least(loan.strip, rate);
    const netRate = rate.minus(strip);
    const age = loan.age + month;
    const canDefault = !servicing.stopDefaults || month <= loan.term - lag;
    const mdr = canDefault ? clamp(curveAt(speeds.mdr, month, age).times(loan.defaultFactor), ZERO, ONE) : ZERO;
    const smm = clamp(curveAt(speeds.smm, month, age).times(loan.prepayFactor), ZERO, ONE.minus(mdr));

    const defaults = performing.times(mdr);
    const paying = performing.minus(defaults);
    const prepaid = performing.times(left).times(smm);
    const prepaidInterest = performing.times(smm).times(netRate).div(TWELVE);
    if (!defaults.isZero()) waiting.push(fresh(month, defaults));

    const advances = waiting.map((one) =>
      advance(one, month, terms, netRate, servicing, () => ONE.minus(severityIn(one.month + lag))),
    );
    const earning = paying.plus(sumOf(advances.map((one) => one.earning)));
    const deferredByPaying = paying.times(deferred);
    const uncollected = deferredByPaying.plus(sumOf(advances.map((one) => one.uncollected)));
    let interest = earning.times(rate).div(TWELVE).minus(uncollected);

    let recoveries = ZERO;
    let losses = ZERO;
    if (waiting[0]?.month === month - lag) {
      const sale = sell(waiting.shift()!, severityIn(month), servicing.isGross, loan.coverage);
      recoveries = sale.recovered;
      losses = sale.lost;
      interest = interest.minus(sale.overAdvanced);
      if (!sale.claim.isZero()) claims.push({ month: month + claimLag, amount: sale.claim });
    }
    recoveries = recoveries.plus(sumOf(claims.filter((one) => one.month === month).map((one) => one.amount)));
    claims = claims.filter((one) => one.month > month);

    performing = performing.times(left).times(ONE.minus(smm).minus(mdr));
    const isOwned = (one: Vintage): boolean => foreclosureMonths !== undefined && month - one.month >= foreclosureMonths;
    const foreclosure = sumOf([...waiting.map((one) => one.balance), ...claims.map((one) => one.amount)]);
    months.push({
      performing,
      foreclosure,
      owned: sumOf(waiting.filter(isOwned).map((one) => one.balance)),
      delinquent: performing.times(curveAt(speeds.delinquent, month, age)).plus(foreclosure),
      defaults,
      prepaid,
      prepaidInterest,
      scheduled: paying.times(paid).plus(sumOf(advances.map((one) => one.principal))),
      recoveries,
      losses,
      grossInterest: interest,
      servicing: earning.times(strip).div(TWELVE),
      deferred: deferredByPaying.plus(sumOf(advances.map((one) => one.deferred))),
      penalties: prepaid.times(penaltyRate(loan, month, rate.div(TWELVE))),
    });
  }
  return months;
}
