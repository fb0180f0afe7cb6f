/** The sponsor's own debt between two dates: what it paid, and what moved its value, its own credit apart. */
import { addMonths } from '../curves/dates.ts';
import type { Benchmark, LongTermDebt } from '../portfolio/records.ts';
import { debtValue } from '../valuation/longTermDebt.ts';

/** A debt in two snapshots; absent in one that does not have it, or by which it has matured. */
export interface DebtPair {
  readonly name: string;
  readonly before?: LongTermDebt;
  readonly after?: LongTermDebt;
}

/** A snapshot as a debt sees it. `date` is a serial day. */
export interface DebtSide {
  readonly date: number;
  readonly benchmark: Benchmark;
  readonly debts: readonly LongTermDebt[];
}

/** Units: dollars; the yield a decimal a year, bond-equivalent. */
export interface DebtMove {
  readonly name: string;
  readonly opening: number;
  /** The yield at the older date. */
  readonly yieldBey: number;
  /** Coupons between the dates: the older date left out, the younger one in. */
  readonly coupons: number;
  /** The balance that fell due between them. */
  readonly repaid: number;
  /** At the younger date: the old debt at the yield of the older date. */
  readonly atOldYield: number;
  /** There: at the old benchmark, at the new one, and at the new spread as well. */
  readonly rolled: number;
  readonly atNewBenchmark: number;
  readonly atNewYield: number;
  readonly closing: number;
}

/** Debts by name, those of the younger snapshot first. */
export function debtPairs(before: readonly LongTermDebt[], after: readonly LongTermDebt[]): DebtPair[] {
  const names = [...new Set([...after, ...before].map(({ name }) => name))];
  return names.map((name) => {
    const [old, now] = [before, after].map((debts) => debts.find((debt) => debt.name === name));
    return { name, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
  });
}

const NOTHING = { opening: 0, yieldBey: 0, coupons: 0, repaid: 0, atOldYield: 0, rolled: 0, atNewBenchmark: 0, atNewYield: 0 };
/** Over which a spread is a yield. */
const NO_BENCHMARK: Benchmark = { years: [1], rates: [0] };

/** How each debt moved. Throws: as `debtValue`. */
export function debtMoves(from: DebtSide, to: DebtSide): DebtMove[] {
  return debtPairs(from.debts, to.debts).map(({ name, before, after }) => {
    const closing = after === undefined ? 0 : debtValue(after, to.benchmark, to.date).fairValue;
    if (before === undefined) {
      return { ...NOTHING, name, closing };
    }
    const { fairValue: opening, yieldBey } = debtValue(before, from.benchmark, from.date);
    const isDue = before.maturity <= to.date;
    const at = (benchmark: Benchmark, spread: number) =>
      isDue ? 0 : debtValue({ ...before, spread }, benchmark, to.date).fairValue;
    return {
      name,
      opening,
      yieldBey,
      coupons: couponCount(before, from.date, to.date) * ((before.balance * before.rate * before.every) / 12),
      repaid: isDue ? before.balance : 0,
      atOldYield: at(NO_BENCHMARK, yieldBey),
      rolled: at(from.benchmark, before.spread),
      atNewBenchmark: at(to.benchmark, before.spread),
      atNewYield: at(to.benchmark, (after ?? before).spread),
      closing,
    };
  });
}

/** Coupon dates after `from`, up to `to`: counted back from maturity. */
export function couponCount({ maturity, every }: LongTermDebt, from: number, to: number): number {
  let count = 0;
  for (let k = 0; addMonths(maturity, -k * every) > from; k++) if (addMonths(maturity, -k * every) <= to) count += 1;
  return count;
}
