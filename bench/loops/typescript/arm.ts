/** The adjustable schedule in plain TypeScript: a path, a loan and a month at a time, as in bench/native/arm_scalar.c. */
import type { Columns, Pool } from '../pool.ts';

/** Sums of balance and interest over the loans, [quantity][month][path]. */
export function armSums({ loans, paths, months, columns, index }: Pool): Float64Array {
  const plane = (months + 1) * paths;
  const sums = new Float64Array(2 * plane);
  const { upb, rate, payment, term, firstReset, resetEvery } = columns;
  const begins = new Float64Array(months + 1);
  const interests = new Float64Array(months + 1);
  for (let path = 0; path < paths; path++) {
    begins.fill(0);
    interests.fill(0);
    for (let loan = 0; loan < loans; loan++) {
      const last = term[loan] ?? 0;
      const every = resetEvery[loan] ?? 0;
      let next = firstReset[loan] ?? 0;
      let b = upb[loan] ?? 0;
      let r = (rate[loan] ?? 0) / 12;
      let due = payment[loan] ?? 0;
      for (let month = 1; month <= last; month++) {
        if (month === next) {
          r = resetRate(columns, loan, month, r * 12, index[month * paths + path] ?? 0) / 12;
          due = b * levelPayment(r, last - month + 1);
          next += every;
        }
        const interest = b * r;
        begins[month] = (begins[month] ?? 0) + b;
        interests[month] = (interests[month] ?? 0) + interest;
        b = b + interest - due;
      }
    }
    for (let month = 0, at = path; month <= months; month++, at += paths) {
      sums[at] = begins[month] ?? 0;
      sums[plane + at] = interests[month] ?? 0;
    }
  }
  return sums;
}

function resetRate(columns: Columns, loan: number, month: number, old: number, index: number): number {
  const cap = (month === columns.firstReset[loan] ? columns.initialCap[loan] : columns.periodicCap[loan]) ?? 0;
  const rounding = columns.rounding[loan] ?? 0;
  let rate = index + (columns.margin[loan] ?? 0);
  if (rounding > 0) rate = Math.round(rate / rounding) * rounding;
  rate = Math.min(Math.max(rate, old - cap), old + cap);
  return Math.min(Math.max(rate, columns.lifeFloor[loan] ?? 0), columns.lifeCap[loan] ?? 0);
}

function levelPayment(r: number, n: number): number {
  if (r * n < 1e-3) return (1 + r * ((n + 1) / 2 + ((r * (n * n - 1)) / 12) * (1 - r / 2))) / n;
  const growth = (1 + r) ** n;
  return (r * growth) / (growth - 1);
}
