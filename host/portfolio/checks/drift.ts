/**
 * Holds a tape against that of the last snapshot, loan by loan: what came, what went, and what moved in a way that its terms do not
 * allow. Most of it has a good reason; what has none is a tape of another trust, another month, or another meaning of a column.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../errors.ts';
import type { CheckResult, Coverage } from '../records.ts';
import { countRules, quoted, resultsOf, rowsOf, sumRules } from './evaluate.ts';
import type { Rule, SeverityOverrides } from './rule.ts';

export interface DriftOptions {
  /** Whole months from the date of the last tape to that of this one, 1 or more. */
  readonly months: number;
  readonly overrides?: SeverityOverrides;
  /** The table that holds the tape; default `tape`. */
  readonly table?: string;
}

export interface Amounts {
  readonly count: number;
  /** Dollars. */
  readonly upb: number;
}

/**
 * Where the balance went. Loans with a balance that are not said to be paid count; rows without an id, and further rows of one id,
 * do not. `before` = `kept` as it was + `paid` + `vanished`; `now` = `kept` + `added`.
 */
export interface DriftReport {
  readonly months: number;
  readonly before: Amounts;
  readonly now: Amounts;
  /** On both tapes: the balance now, and the balance then. */
  readonly kept: Amounts & { readonly upbBefore: number };
  /** Gone for a known reason: without a balance or paid by this tape, or due within the months. Balance then. */
  readonly paid: Amounts;
  /** Gone without a word. Balance then. */
  readonly vanished: Amounts;
  /** Not on the last tape, or paid there. */
  readonly added: Amounts;
  /** Loans by rule: the balance now, or then where it is gone. */
  readonly rules: readonly Coverage[];
}

/** Columns of both tapes that rules read; those of the last one have `before` in front. */
const COLUMNS = [
  'upb noteRate remainingTerm interestOnly index firstReset resetEvery initialCap periodicCap rounding',
  'negativeAmortization forborne status daysLate modified',
].flatMap((line) => line.split(' '));

/** Days that a loan can become later in a month, and one for how servicers count. */
const DAYS_A_MONTH = 31;
/** Rates are kept to a hundred-thousandth of a percent. */
const RATE_DUST = 1e-7;

/**
 * Days late that a status stands for: foreclosures begin when three payments are missed at the earliest, and a property is taken
 * over no sooner than a month after.
 */
const lateness = (before: '' | 'before ') =>
  `greatest(coalesce("${before}daysLate", 0), CASE "${before}status" WHEN 'foreclosure' THEN 90 WHEN 'reo' THEN 120 ELSE 0 END)`;

export const DRIFT_RULES: readonly Rule[] = [
  {
    rule: 'loanVanished',
    about: 'a loan left without being paid, sold or due: its cash is missing too, or its number was changed',
    severity: 'warning',
    fields: ['before upb', 'before status', 'before remainingTerm'],
    condition: `"vanished"`,
  },
  {
    rule: 'loanAdded',
    about: 'a closed pool takes no new loans: a number was changed, or a loan that was paid has come back',
    severity: 'warning',
    fields: ['upb', 'before upb'],
    condition: `"added"`,
  },
  {
    rule: 'balanceRose',
    about: 'the balance of a fixed-rate loan that amortizes only falls, unless it is modified',
    severity: 'warning',
    fields: ['upb', 'before upb'],
    condition: `"kept" AND "isFixed" AND NOT "isNegative" AND NOT "isModified" AND "upb" > "before upb" + 0.005`,
  },
  {
    rule: 'balanceStuck',
    about: 'a loan that amortizes and pays on time owes what it owed: the row was perhaps not brought forward',
    severity: 'warning',
    fields: ['upb', 'remainingTerm', 'before remainingTerm'],
    condition: `"kept" AND "upb" = "before upb" AND "upb" > coalesce("forborne", 0) AND coalesce("before interestOnly", 0) = 0 AND coalesce("interestOnly", 0) = 0 AND NOT "isNegative" AND coalesce("status", 'current') = 'current' AND coalesce("daysLate", 0) = 0 AND coalesce("before daysLate", 0) = 0`,
  },
  {
    rule: 'termRose',
    about: 'only a modification makes the remaining term longer',
    severity: 'warning',
    fields: ['remainingTerm', 'before remainingTerm'],
    condition: `"kept" AND NOT "isModified" AND "remainingTerm" > "before remainingTerm"`,
  },
  {
    rule: 'fixedRateMoved',
    about: 'the rate of a fixed loan stays where it is, unless it is modified',
    severity: 'warning',
    fields: ['noteRate', 'before noteRate'],
    condition: `"kept" AND "isFixed" AND NOT "isModified" AND abs("noteRate" - "before noteRate") > ${RATE_DUST}`,
  },
  {
    rule: 'rateMovedPastCap',
    about: 'the rate of an adjustable loan moves at its resets, each time by its cap at most',
    severity: 'warning',
    fields: ['noteRate', 'before noteRate', 'before firstReset', 'before initialCap', 'before periodicCap'],
    condition: `"kept" AND "isAdjustable" AND NOT "isModified" AND abs("noteRate" - "before noteRate") > "largestMove" + ${RATE_DUST}`,
  },
  {
    rule: 'indexChanged',
    about: 'a loan has its index for life, unless it is modified or the index has ended',
    severity: 'warning',
    fields: ['index', 'before index'],
    condition: `"kept" AND NOT "isModified" AND "index" IS DISTINCT FROM "before index"`,
  },
  {
    rule: 'modifiedSince',
    about: 'terms are new since the last tape: the loan behaves as a modified one from here on',
    severity: 'warning',
    fields: ['modified', 'noteRate', 'before noteRate', 'upb', 'before upb'],
    condition: `"kept" AND "isModified"`,
  },
  {
    rule: 'statusJumped',
    about: 'a loan became later than the months between the tapes allow: one of them counts days otherwise',
    severity: 'warning',
    fields: ['daysLate', 'status', 'before daysLate', 'before status'],
    condition: `"kept" AND ${lateness('')} > ${lateness('before ')} + "months" * ${DAYS_A_MONTH}`,
  },
];

/** Both tapes side by side; dropped when the checks are done. */
const JOINED = 'drift of two tapes';

/**
 * Holds a tape against the last one, which stands in the same connection under another name.
 *
 * Shape: results in the order of DRIFT_RULES, broken ones only; rows of loans that vanished are those of the last tape.
 * Throws: REQUEST_INVALID where `months` is no whole number from 1.
 */
export async function driftChecks(
  connection: DuckDBConnection,
  previousTable: string,
  options: DriftOptions,
): Promise<CheckResult[]> {
  return overBoth(connection, previousTable, options, (rows) => checksOf(connection, rows, options));
}

/** The same checks, and where the balance went. Throws: REQUEST_INVALID where `months` is no whole number from 1. */
export async function driftReport(
  connection: DuckDBConnection,
  previousTable: string,
  options: DriftOptions,
): Promise<{ checks: CheckResult[]; report: DriftReport }> {
  return overBoth(connection, previousTable, options, async (rows) => {
    const counts = await countRules(connection, rows, DRIFT_RULES);
    const sums = await sumRules(connection, rows, DRIFT_RULES, `CASE WHEN "isNow" THEN "upb" ELSE "before upb" END`);
    const rules = DRIFT_RULES.map(({ rule }, place) => ({ name: rule, count: counts[place] ?? 0, upb: sums[place] ?? 0 }));
    return {
      checks: await checksOf(connection, rows, options),
      report: { months: options.months, ...(await balances(connection, rows)), rules },
    };
  });
}

async function checksOf(
  connection: DuckDBConnection,
  rows: string,
  { overrides = new Map() }: DriftOptions,
): Promise<CheckResult[]> {
  return resultsOf(connection, rows, DRIFT_RULES, await countRules(connection, rows, DRIFT_RULES), overrides);
}

/** Does something over a SELECT of both tapes side by side. */
async function overBoth<T>(
  connection: DuckDBConnection,
  previousTable: string,
  { months, table = 'tape' }: DriftOptions,
  work: (rows: string) => Promise<T>,
): Promise<T> {
  if (!Number.isInteger(months) || months < 1) {
    fail({ code: 'REQUEST_INVALID', place: 'months between the tapes', got: String(months), expected: 'a whole number from 1' });
  }
  const joined = quoted(JOINED);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${joined} AS ${joinedRows(table, previousTable, months)}`);
  try {
    return await work(`SELECT * FROM ${joined}`);
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${joined}`);
  }
}

async function balances(connection: DuckDBConnection, rows: string): Promise<Omit<DriftReport, 'months' | 'rules'>> {
  const amounts = [
    ['before upb', 'wasThere'],
    ['upb', 'isNow'],
    ['upb', 'kept'],
    ['before upb', 'paid'],
    ['before upb', 'vanished'],
    ['upb', 'added'],
    ['before upb', 'kept'],
  ] as const;
  const columns = amounts.map(
    ([upb, which]) => `count(*) FILTER (WHERE "${which}"), coalesce(fsum("${upb}") FILTER (WHERE "${which}"), 0)`,
  );
  const [values = []] = await rowsOf(connection, `SELECT ${columns.join(', ')} FROM (${rows})`);
  const at = (place: number): Amounts => ({ count: Number(values[2 * place] ?? 0), upb: Number(values[2 * place + 1] ?? 0) });
  return {
    before: at(0),
    now: at(1),
    kept: { ...at(2), upbBefore: at(6).upb },
    paid: at(3),
    vanished: at(4),
    added: at(5),
  };
}

/** One row a loan of either tape, with what became of it. */
function joinedRows(table: string, previousTable: string, months: number): string {
  const columns = COLUMNS.map((name) => `n."${name}" AS "${name}", p."${name}" AS "before ${name}"`);
  // The first row of each id: a second one would pair every row with every other.
  const loans = (name: string) =>
    `(SELECT * FROM ${quoted(name)} WHERE "row" IN (SELECT min("row") FROM ${quoted(name)} WHERE trim("id") <> '' GROUP BY "id"))`;
  const living = (of: 'n' | 'p') => `coalesce(${of}."upb" > 0 AND coalesce(${of}."status", '') <> 'paid', false)`;
  const resets = `CASE WHEN p."firstReset" > ${months + 1} THEN 0 ELSE 1 + floor((${months + 1} - p."firstReset") / coalesce(p."resetEvery", 12)) END`;
  return `
    SELECT coalesce(n."row", p."row") AS "row", coalesce(n."id", p."id") AS "id", ${columns.join(', ')}, ${months} AS "months",
      ${living('n')} AS "isNow", ${living('p')} AS "wasThere",
      "isNow" AND "wasThere" AS "kept",
      "isNow" AND NOT "wasThere" AS "added",
      "wasThere" AND NOT "isNow" AND (n."id" IS NOT NULL OR coalesce(p."remainingTerm" <= ${months}, false)) AS "paid",
      "wasThere" AND NOT "isNow" AND NOT "paid" AS "vanished",
      n."index" IS NULL AND p."index" IS NULL AS "isFixed",
      n."index" IS NOT NULL AND p."index" IS NOT NULL AS "isAdjustable",
      coalesce(n."negativeAmortization", 0) = 1 OR coalesce(p."negativeAmortization", 0) = 1 AS "isNegative",
      coalesce(n."modified" > p."modified", n."modified" IS NOT NULL) AS "isModified",
      -- A tape may already have the rate of the month to come: hence a month more.
      ${resets} AS "resets",
      CASE WHEN "resets" IS NULL OR "resets" = 0 THEN "resets" * 0
        ELSE coalesce(p."initialCap", p."periodicCap", 1) + ("resets" - 1) * coalesce(p."periodicCap", 1) + coalesce(p."rounding", 0)
      END AS "largestMove"
    FROM ${loans(table)} n FULL OUTER JOIN ${loans(previousTable)} p ON n."id" = p."id"`;
}
