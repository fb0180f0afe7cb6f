/** Rows that break a rule, in words: those that break it alike are told together. */
import type { CheckResult } from '../records.ts';

/** `row 42 (F1) upb -5`; of rows alike `rows 1 (F1), 2 (F2) fico 200`. What is said of a total has no row. */
export function exampleTexts(examples: CheckResult['examples']): string[] {
  return [...Map.groupBy(examples, ({ field, got }) => `${field} ${got}`)].map(([said, alike]) => {
    const rows = alike.filter(({ row }) => row !== 0).map(({ row, id }) => `${row} (${id})`);
    return rows.length === 0 ? said : `row${rows.length === 1 ? '' : 's'} ${rows.join(', ')} ${said}`;
  });
}
