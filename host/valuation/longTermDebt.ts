/** The sponsor's own debt: its credit moves this and nothing else. */
import { addMonths, days30360, formatDate } from '../curves/dates.ts';
import { fail } from '../errors.ts';
import type { Benchmark, LongTermDebt } from '../portfolio/records.ts';
import { benchmarkRate } from './benchmark.ts';
import type { TrancheCash } from './cash.ts';
import { fullValue } from './price.ts';

/** Dollars; a decimal a year, bond-equivalent. */
export interface DebtValue {
  readonly name: string;
  readonly balance: number;
  readonly fairValue: number;
  readonly yieldBey: number;
}

/**
 * The value of a debt: level coupons every so many months back from maturity, and the balance then, discounted at the benchmark's par
 * yield for its term plus the own-credit spread. A coupon under way counts in full: the value includes accrued interest.
 *
 * Units: `date` is a serial day. The term and the times of coupons go by the yield clock: 30/360 to the first coupon, then whole periods.
 * Throws: DATE_INVALID when the debt has matured by the date; MARKET_CURVE as `benchmarkRate`.
 */
export function debtValue(debt: LongTermDebt, benchmark: Benchmark, date: number): DebtValue {
  const { name, balance, maturity, spread } = debt;
  if (maturity <= date) {
    const expected = `a maturity after the valuation date, ${formatDate(date)}`;
    fail({ code: 'DATE_INVALID', place: `long-term debt ${name}`, got: formatDate(maturity), expected });
  }
  const yieldBey = benchmarkRate(benchmark, days30360(date, maturity) / 360) + spread;
  return { name, balance, fairValue: fullValue(debtCash(debt, date), yieldBey), yieldBey };
}

function debtCash({ balance, rate, maturity, every }: LongTermDebt, date: number): TrancheCash {
  // Counted back from maturity each time: a chain of clamps would turn the 31st into the 28th for good.
  const dates = [maturity];
  for (let k = 1; addMonths(maturity, -k * every) > date; k++) dates.unshift(addMonths(maturity, -k * every));
  const principal = new Float64Array(dates.length);
  principal[dates.length - 1] = balance;
  const left = new Float64Array(dates.length).fill(balance);
  left[dates.length - 1] = 0;
  return {
    settlement: date,
    dated: addMonths(maturity, -dates.length * every),
    dayCount: '30/360',
    paymentDates: dates,
    every,
    interest: new Float64Array(dates.length).fill((balance * rate * every) / 12),
    principal,
    accretion: new Float64Array(dates.length),
    balance: left,
    face: balance,
    coupon0: rate,
    paysPrincipal: true,
  };
}
