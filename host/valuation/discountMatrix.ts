/** The discount matrix: which row holds for a type of trust, a vintage and a position. */
import type { Fault } from '../errors.ts';
import type { DiscountRow } from '../portfolio/records.ts';

/** What a yield is asked for. */
export interface MatrixKey {
  readonly type: string;
  readonly vintage: number;
  /** collateral, senior, mezzanine, subordinate, residual, or any word of the trust's `positions`. */
  readonly position: string;
}

/** The type that stands for all types. */
export const ANY_TYPE = '*';
/** Rows that a fault shows. */
const ROWS_SHOWN = 12;

/**
 * The row that holds: of those with the position, the most particular, by type and vintage, then type alone, then vintage alone, then
 * neither. Of two rows alike the first holds. Undefined where there is none.
 */
export function findRow(rows: readonly DiscountRow[], { type, vintage, position }: MatrixKey): DiscountRow | undefined {
  let best: DiscountRow | undefined;
  let most = -1;
  for (const row of rows) {
    if (row.position !== position) continue;
    const isType = row.type === type;
    const isVintage = row.vintage === vintage;
    if ((!isType && row.type !== ANY_TYPE) || (!isVintage && row.vintage !== undefined)) continue;
    const particular = (isType ? 2 : 0) + (isVintage ? 1 : 0);
    if (particular > most) {
      best = row;
      most = particular;
    }
  }
  return best;
}

/** What to tell of a key without a row, or without a position: what was asked, and the rows there are; those of the position or the type first. */
export function missingRow(
  rows: readonly DiscountRow[],
  { type, vintage, position }: Omit<MatrixKey, 'position'> & { readonly position: string | undefined },
  place: string,
): Fault {
  if (position === undefined) {
    const known = [...new Set(rows.map((row) => row.position))].join(', ');
    const expected = `one in \`positions\` of trust.yaml, of ${known}`;
    return { code: 'DISCOUNT_MISSING', place, got: 'no position', expected };
  }
  const near = (row: DiscountRow) => Number(row.position === position) * 2 + Number(row.type === type || row.type === ANY_TYPE);
  const shown = [...rows]
    .sort((a, b) => near(b) - near(a))
    .slice(0, ROWS_SHOWN)
    .map((row) => `${row.type} ${row.vintage ?? ANY_TYPE} ${row.position}`);
  const more = rows.length > shown.length ? ` and ${rows.length - shown.length} more` : '';
  return {
    code: 'DISCOUNT_MISSING',
    place,
    got: `no yield for ${type} ${vintage} ${position}`,
    expected: `a row of the discount matrix (market/discount.csv), which has ${shown.length === 0 ? 'none' : shown.join(', ')}${more}`,
  };
}
