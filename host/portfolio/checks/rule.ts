/** The shape of a rule, and how severe it is where a snapshot says otherwise. */
import type { CheckResult } from '../records.ts';

export type Severity = CheckResult['severity'];

/** What a snapshot says of rules, by name (`checks.severity` of snapshot.yaml). */
export type SeverityOverrides = ReadonlyMap<string, Severity | 'off'>;

/** A rule that rows can break. */
export interface Rule {
  readonly rule: string;
  /** Why it matters, in one line. */
  readonly about: string;
  /** Unless the snapshot says otherwise. An error keeps a trust from being valued. */
  readonly severity: Severity;
  /** Columns that an example shows, the one that is likely at fault first. */
  readonly fields: readonly [string, ...string[]];
  /** SQL, TRUE for a broken row. The rows are called `loans`. */
  readonly condition: string;
}

/** How severe a rule is under the overrides. */
export function severityOf({ rule, severity }: Pick<Rule, 'rule' | 'severity'>, overrides: SeverityOverrides): Severity | 'off' {
  return overrides.get(rule) ?? severity;
}
