/** The discount matrix: yields by type, vintage and position, each a range with its source. Which row holds is the valuation's to say. */
import type { FaultList } from '../deal/faults.ts';
import { FLAG, type Grid, type Kind, RATE, readRows, TEXT } from './csv.ts';
import type { DiscountRow } from './records.ts';

const COLUMNS = ['type', 'vintage', 'position', 'low', 'chosen', 'high', 'source', 'orderly'];
/** What a row says of every type, or of every vintage. */
const ALL = '*';

/** A year, or 0 for all. */
const VINTAGE: Kind<number> = {
  expected: 'a year, or * for all',
  blank: 0,
  read: (cell) => (cell === ALL ? 0 : /^(19|20|21)\d{2}$/.test(cell) ? Number(cell) : undefined),
};

/** Rows of the matrix. Faults (TABLE_SHAPE, TABLE_VALUE) are added to the list. */
export function readDiscount(grid: Grid, faults: FaultList): DiscountRow[] {
  const seen = new Map<string, string>();
  const rows = readRows(grid, { columns: COLUMNS }, faults, (cell, place) => {
    const row = {
      type: cell('type', TEXT),
      vintage: cell('vintage', VINTAGE),
      position: cell('position', TEXT),
      low: cell('low', RATE),
      chosen: cell('chosen', RATE),
      high: cell('high', RATE),
      source: cell('source', TEXT),
      orderly: cell('orderly', FLAG),
    };
    if (!(row.low <= row.chosen && row.chosen <= row.high))
      faults.add(
        'TABLE_VALUE',
        `${place}, chosen`,
        `${row.low}, ${row.chosen}, ${row.high}`,
        'low, chosen and high in this order',
      );
    const key = `${row.type} ${row.vintage} ${row.position}`;
    const before = seen.get(key);
    if (before !== undefined)
      faults.add(
        'TABLE_VALUE',
        place,
        `${row.type}, ${row.vintage || ALL}, ${row.position} as in ${before}`,
        'every combination once',
      );
    seen.set(key, place);
    return row;
  });
  if (rows.length === 0 && faults.count === 0) faults.add('TABLE_SHAPE', 'line 2', 'nothing', 'at least one yield');
  return rows.map(({ vintage, ...row }) => ({ ...row, ...(vintage !== 0 && { vintage }) }));
}
