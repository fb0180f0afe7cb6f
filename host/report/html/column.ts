/** Finding a column of a result table. */
import type { Column, ResultTable } from '../../store/tables.ts';

/** A column by name. Throws: Error where the table has none. */
export function columnOf(table: ResultTable, name: string): Column {
  const column = table.columns.find((each) => each.name === name);
  if (column === undefined) throw new Error(`report: the table ${table.name} has no column ${name}`);
  return column;
}
