/** Holds the totals of a tape against those of the trustee's report: what does not tie here was lost or counted twice on the way. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CheckResult, ControlTotals } from '../records.ts';
import { quoted, rowsOf } from './evaluate.ts';
import { type Severity, type SeverityOverrides, severityOf } from './rule.ts';

/** Totals of a tape. `wac` is the note rate weighted by balance; loans without a balance do not count. */
export interface TapeTotals {
  readonly upb: number;
  readonly count: number;
  readonly wac: number;
}

export type ControlField = keyof TapeTotals;

/** By how much totals may differ and still tie. Units: dollars, loans, a rate. */
export type ControlTolerance = Readonly<Record<ControlField, number>>;

/** A cent, no loan, and half a basis point: a rate in percent to two decimals is rounded by no more. */
export const CONTROL_TOLERANCE: ControlTolerance = { upb: 0.01, count: 0, wac: 0.00005 };

interface ControlRule {
  readonly rule: string;
  readonly about: string;
  readonly severity: Severity;
  readonly field: ControlField;
}

export const CONTROL_RULES: readonly ControlRule[] = [
  {
    rule: 'controlUpb',
    about: 'the balance of the tape is that of the trustee, or loans are missing, doubled or of another date',
    severity: 'error',
    field: 'upb',
  },
  {
    rule: 'controlCount',
    about: 'the trustee counts as many loans as the tape has with a balance',
    severity: 'error',
    field: 'count',
  },
  {
    rule: 'controlWac',
    about: 'the mean rate of the tape is that of the trustee, or rates are of another date or net of servicing',
    severity: 'error',
    field: 'wac',
  },
];

/** One total against the trustee's. `difference` is what the tape has over it. */
export interface ControlLine {
  readonly rule: string;
  readonly field: ControlField;
  readonly got: number;
  readonly expected: number;
  readonly difference: number;
  readonly tolerance: number;
  readonly ties: boolean;
}

export interface ControlReport {
  /** A line for each total that the trustee gives. */
  readonly lines: readonly ControlLine[];
  /** A result for each line that does not tie and is not off. */
  readonly checks: readonly CheckResult[];
}

/** What doubles of this size may lose between two decimals. */
const DUST = 1e-15;

/** The totals of a tape. An empty one has a rate of 0. */
export async function tapeTotals(connection: DuckDBConnection, table = 'tape'): Promise<TapeTotals> {
  const [values = []] = await rowsOf(
    connection,
    `SELECT coalesce(fsum("upb"), 0), count(*), coalesce(fsum("upb" * "noteRate") / nullif(fsum("upb"), 0), 0) FROM ${quoted(table)} WHERE "upb" > 0`,
  );
  const [upb, count, wac] = values.map(Number);
  return { upb: upb ?? 0, count: count ?? 0, wac: wac ?? 0 };
}

/** Holds totals against the trustee's, as far as they are given. Absent tolerances are those of CONTROL_TOLERANCE. */
export function controlChecks(
  totals: TapeTotals,
  control: ControlTotals,
  tolerance: Partial<ControlTolerance> = {},
  overrides: SeverityOverrides = new Map(),
): ControlReport {
  const lines = CONTROL_RULES.flatMap(({ rule, field }): ControlLine[] => {
    const expected = control[field];
    if (expected === undefined) return [];
    const allowed = tolerance[field] ?? CONTROL_TOLERANCE[field];
    const got = totals[field];
    const difference = got - expected;
    const ties = Math.abs(difference) <= allowed + DUST * Math.abs(expected);
    return [{ rule, field, got, expected, difference, tolerance: allowed, ties }];
  });
  const checks = lines.flatMap(({ rule: name, ties, ...line }): CheckResult[] => {
    const rule = CONTROL_RULES.find((known) => known.rule === name);
    if (ties || rule === undefined) return [];
    const severity = severityOf(rule, overrides);
    if (severity === 'off') return [];
    // A total belongs to no row.
    return [
      {
        rule: name,
        about: rule.about,
        severity,
        count: 1,
        examples: [{ row: 0, id: '', field: line.field, got: lineText(line) }],
      },
    ];
  });
  return { lines, checks };
}

/** `612345678.90; the trustee has 612345678.91, a difference of -0.01`. */
function lineText({ field, got, expected, difference }: Omit<ControlLine, 'rule' | 'ties'>): string {
  const decimals = field === 'upb' ? 2 : field === 'wac' ? 7 : 0;
  const [has, wants, off] = [got, expected, difference].map((value) => value.toFixed(decimals));
  return `${has}; the trustee has ${wants}, a difference of ${off}`;
}
