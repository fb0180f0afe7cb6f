/** Survival of fixed-rate loans with speeds of their own in plain TypeScript, in the blocks and tiles of bench/native/fixed_scalar.c. */
import type { Pool } from '../pool.ts';

const TILE_LOANS = 64;
const BLOCK_PATHS = 16;

/** Sums of balance, interest and prepayments over the loans, [quantity][month][path]. */
export function fixedSums(pool: Pool): Float64Array {
  const { loans, paths, months, columns, smm } = pool;
  const plane = (months + 1) * paths;
  const sums = new Float64Array(3 * plane);
  const balance = new Float64Array(TILE_LOANS * BLOCK_PATHS);
  const scheduled = new Float64Array(TILE_LOANS);
  for (let path = 0; path < paths; path += BLOCK_PATHS) {
    for (let from = 0; from < loans; from += TILE_LOANS) {
      let active = Math.min(TILE_LOANS, loans - from);
      for (let k = 0; k < active; k++) {
        scheduled[k] = columns.upb[from + k] ?? 0;
        balance.fill(scheduled[k] ?? 0, k * BLOCK_PATHS, (k + 1) * BLOCK_PATHS);
      }
      for (let month = 1; ; month++) {
        while (active > 0 && (columns.term[from + active - 1] ?? 0) < month) active--;
        if (active === 0) break;
        const row = month * paths + path;
        for (let k = 0; k < active; k++) {
          const b = scheduled[k] ?? 0;
          const r = (columns.rate[from + k] ?? 0) / 12;
          const after = month === columns.term[from + k] ? 0 : Math.max(0, b + b * r - (columns.payment[from + k] ?? 0));
          scheduled[k] = after;
          stepPaths(
            balance,
            k * BLOCK_PATHS,
            smm,
            sums,
            row,
            plane,
            b > 0 ? after / b : 0,
            r,
            columns.prepayFactor[from + k] ?? 0,
          );
        }
      }
    }
  }
  return sums;
}

function stepPaths(
  balance: Float64Array,
  at: number,
  smm: Float64Array,
  sums: Float64Array,
  row: number,
  plane: number,
  a: number,
  r: number,
  f: number,
): void {
  for (let j = 0; j < BLOCK_PATHS; j++) {
    const p = balance[at + j] ?? 0;
    const speed = f * (smm[row + j] ?? 0);
    const kept = p * a;
    const gone = kept * (speed < 1 ? speed : 1);
    sums[row + j] = (sums[row + j] ?? 0) + p;
    sums[plane + row + j] = (sums[plane + row + j] ?? 0) + p * r;
    sums[2 * plane + row + j] = (sums[2 * plane + row + j] ?? 0) + gone;
    balance[at + j] = kept - gone;
  }
}
