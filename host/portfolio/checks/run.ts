/** Holds a tape against the rules of `rules.ts`, under what a snapshot says of them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { formatDate } from '../../curves/dates.ts';
import { suggested } from '../../deal/nearest.ts';
import { type Fault, WeirError } from '../../errors.ts';
import type { CheckResult } from '../records.ts';
import { CONTROL_RULES } from './control.ts';
import { DRIFT_RULES } from './drift.ts';
import { countRules, quoted, resultsOf } from './evaluate.ts';
import { type SeverityOverrides, severityOf } from './rule.ts';
import { DERIVED, RULES } from './rules.ts';

export interface CheckOptions {
  /** The table that holds the tape; default `tape`. */
  readonly table?: string;
  /** The tape's date, a serial day: without it the rules that need one pass. */
  readonly asOf?: number;
}

/** Names of all rules that a snapshot may speak of: of the tape, of drift, of control totals. */
export const RULE_NAMES: readonly string[] = [...RULES, ...DRIFT_RULES, ...CONTROL_RULES].map(({ rule }) => rule);

/**
 * Holds a tape against every rule that is not off: one pass to count, and one short look for each rule that was broken.
 *
 * Shape: results in the order of the rules, broken ones only, each with its first five rows.
 * Throws: SNAPSHOT_UNKNOWN_NAME for overrides of rules that do not exist.
 */
export async function runChecks(
  connection: DuckDBConnection,
  overrides: SeverityOverrides = new Map(),
  { table = 'tape', asOf }: CheckOptions = {},
): Promise<CheckResult[]> {
  refuseUnknownRules(overrides);
  const rules = RULES.filter((rule) => severityOf(rule, overrides) !== 'off');
  const rows = checkedRows(table, asOf);
  return resultsOf(connection, rows, rules, await countRules(connection, rows, rules), overrides);
}

/** Whether a tape may not be valued as it is. */
export function hasErrors(results: readonly CheckResult[]): boolean {
  return results.some(({ severity }) => severity === 'error');
}

/** Refuses overrides of rules that do not exist: a slip would leave the rule as it was. Throws: SNAPSHOT_UNKNOWN_NAME, all at once. */
export function refuseUnknownRules(overrides: SeverityOverrides, file?: string): void {
  const faults = [...overrides.keys()]
    .filter((name) => !RULE_NAMES.includes(name))
    .map(
      (name): Fault => ({
        code: 'SNAPSHOT_UNKNOWN_NAME',
        ...(file !== undefined && { file }),
        place: `checks.severity.${name}`,
        got: `'${name}'`,
        expected: suggested('a rule of the checks', name, RULE_NAMES),
      }),
    );
  if (faults.length > 0) throw new WeirError(faults);
}

/** The tape with what conditions may use beside its fields. */
function checkedRows(table: string, asOf: number | undefined): string {
  const date = asOf === undefined ? 'CAST(NULL AS DATE)' : `DATE '${formatDate(asOf)}'`;
  const columns = [['asOf', date] as const, ...DERIVED].map(([name, sql]) => `${sql} AS ${quoted(name)}`);
  return `SELECT *, ${columns.join(', ')} FROM ${quoted(table)}`;
}
