/** Fixed loans on one path of speeds by loan age in plain TypeScript: a loan and a month at a time, as in bench/native/level_scalar.c. */
import type { Pool } from '../pool.ts';

/** Sums of balance, interest and prepayments over the loans, [quantity][month]. */
export function levelSums({ loans, months, columns, smm }: Pool): Float64Array {
  const plane = months + 1;
  const sums = new Float64Array(3 * plane);
  const { upb, rate, payment, term, age } = columns;
  for (let loan = 0; loan < loans; loan++) {
    const last = term[loan] ?? 0;
    const r = (rate[loan] ?? 0) / 12;
    const due = payment[loan] ?? 0;
    let at = (age[loan] ?? 0) + 1;
    let b = upb[loan] ?? 0;
    let kept = 1;
    for (let month = 1; month <= last; month++, at++) {
      const interest = b * r;
      const after = month === last ? 0 : b + interest - due;
      const gone = kept * (smm[at] ?? 0);
      sums[month] = (sums[month] ?? 0) + b * kept;
      sums[plane + month] = (sums[plane + month] ?? 0) + interest * kept;
      sums[2 * plane + month] = (sums[2 * plane + month] ?? 0) + after * gone;
      kept -= gone;
      b = after;
    }
  }
  return sums;
}
