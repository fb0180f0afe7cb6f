/** Which cohort and which group a loan belongs to: the first rule that holds; and the further split of cohorts by lags of states. */
import type { Fault } from '../../errors.ts';
import type { Coverage } from '../records.ts';
import { type Condition, conditionFault, inParentheses } from './conditions.ts';
import { type Duck, duckMessage, exactSum, literal } from './duck.ts';

export interface CohortRule {
  readonly cohort: string;
  readonly when: string;
}

export interface GroupRule {
  readonly group: string;
  readonly when: string;
}

/** Rules of one kind, in the order in which they are asked. */
export interface Assignment {
  /** `cohorts` or `groups`, for faults. */
  readonly what: string;
  /** Names without repetition; SQL answers places among them. */
  readonly names: readonly string[];
  readonly rules: readonly (Condition & { readonly name: string })[];
}

/** Loans of one cohort whose states have a lag of their own. */
export interface LagSplit {
  readonly cohort: string;
  /** Months from default to liquidation. */
  readonly lag: number;
  /** Place among the deal's assumption sets, after those that were there. */
  readonly place: number;
  readonly count: number;
  readonly upb: number;
}

/** Loans under no rule that a fault shows. */
const EXAMPLES = 10;

export function assignmentOf(
  what: string,
  rules: readonly { readonly name: string; readonly when: string }[],
  file?: string,
): Assignment {
  return {
    what,
    names: [...new Set(rules.map(({ name }) => name))],
    rules: rules.map(({ name, when }, at) => ({ name, when, file, place: `${what}[${at}].when` })),
  };
}

/** SQL of a loan's place among the names: that of the first rule that holds, NULL where none does. */
export function placeSql({ names, rules }: Assignment): string {
  const cases = rules.map(({ name, when }) => `WHEN ${inParentheses(when)} THEN ${names.indexOf(name)}`);
  return `(CASE ${cases.join(' ')} END)`;
}

/** SQL of the lag of a loan's state, NULL where the state has none. */
export function lagSql(lags: ReadonlyMap<string, number>): string {
  if (lags.size === 0) return 'CAST(NULL AS INTEGER)';
  const cases = [...lags].map(([state, lag]) => `WHEN ${literal(state.toUpperCase())} THEN ${lag}`);
  return `(CASE "state" ${cases.join(' ')} END)`;
}

/**
 * Faults of rules that fail on some loan, and of loans that no rule takes: how many, what they owe, and the first of them.
 *
 * Codes: LOAN_CONDITION, LOAN_UNASSIGNED.
 */
export async function assignmentFaults(duck: Duck, assignment: Assignment, file: string | undefined): Promise<Fault[]> {
  if (takesAll(assignment)) return [];
  const none = `${placeSql(assignment)} IS NULL`;
  const ofNone = `count(*) FILTER (WHERE ${none}), ${exactSum('"upb"', none)}`;
  const held = assignment.rules.map(({ when }) => `count(*) FILTER (WHERE ${inParentheses(when)})`);
  let [count = 0, upb = 0] = await duck.row(`SELECT ${[ofNone, ...held].join(', ')} FROM live`).catch(() => [null]);
  if (count === null) {
    // Some rule fails on some loan: one by one they tell which, and in what words.
    const failing = await failingRules(duck, assignment);
    if (failing.length > 0) return failing;
    [count = 0, upb = 0] = await duck.row(`SELECT ${ofNone} FROM live`);
  }
  if (count === 0) return [];
  const [rows = [], ids = []] = await duck.columns(`SELECT "row", "id" FROM live WHERE ${none} ORDER BY "row" LIMIT ${EXAMPLES}`);
  const examples = rows.map((row, at) => `row ${row} (${ids[at] ?? 'no id'})`).join(', ');
  const got = `${count} loans that owe ${Number(upb).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} under no rule: ${examples}`;
  const expected = 'a rule that holds, for every loan; a last rule with `when: "true"` takes the rest';
  return [{ code: 'LOAN_UNASSIGNED', ...(file !== undefined && { file }), place: assignment.what, got, expected }];
}

async function failingRules(duck: Duck, { rules }: Assignment): Promise<Fault[]> {
  const failing: Fault[] = [];
  for (const rule of rules) {
    try {
      await duck.row(`SELECT count(*) FROM live WHERE ${inParentheses(rule.when)}`);
    } catch (error) {
      failing.push(conditionFault(rule, duckMessage(error), 'a condition that every loan can be held against'));
    }
  }
  return failing;
}

/** Whether there is one rule, and it holds whatever the loan. */
function takesAll({ rules }: Assignment): boolean {
  return rules.length === 1 && rules[0]?.when.trim() === 'true';
}

/** How many loans fall under each name and what they owe, those without loans too. `all` are the live loans. */
export async function coverageOf(
  duck: Duck,
  assignment: Assignment,
  all: { readonly count: number; readonly upb: number },
): Promise<Coverage[]> {
  if (takesAll(assignment)) return assignment.names.map((name) => ({ name, count: all.count, upb: all.upb }));
  const [places = [], counts = [], upbs = []] = await duck.columns(
    `SELECT place, count(*), ${exactSum('"upb"')} FROM (SELECT "upb", ${placeSql(assignment)} AS place FROM live) GROUP BY place`,
  );
  return assignment.names.map((name, place) => {
    const at = places.indexOf(place);
    return { name, count: Number(counts[at] ?? 0), upb: Number(upbs[at] ?? 0) };
  });
}

/**
 * The lags that loans of each cohort have by state, each with a place of its own: cohorts in the order of their rules, lags ascending.
 * Only those that some loan has. `firstPlace` is the first place that is free.
 */
export async function lagSplits(
  duck: Duck,
  cohorts: Assignment,
  lags: ReadonlyMap<string, number>,
  firstPlace: number,
): Promise<LagSplit[]> {
  if (lags.size === 0) return [];
  const [places = [], months = [], counts = [], upbs = []] = await duck.columns(
    `SELECT place, lag, count(*), ${exactSum('"upb"')} FROM (SELECT "upb", ${placeSql(cohorts)} AS place, ${lagSql(lags)} AS lag FROM live) ` +
      'WHERE lag IS NOT NULL GROUP BY place, lag ORDER BY place, lag',
  );
  return places.map((place, at) => ({
    cohort: cohorts.names[Number(place)] ?? '',
    lag: Number(months[at]),
    place: firstPlace + at,
    count: Number(counts[at]),
    upb: Number(upbs[at]),
  }));
}

/** SQL of a loan's place among the assumption sets, over the columns `cohort place` and `lag` of a loan. */
export function assumptionSql(cohorts: Assignment, places: ReadonlyMap<string, number>, splits: readonly LagSplit[]): string {
  const cases = cohorts.names.map((name, at) => {
    const own = splits.filter(({ cohort }) => cohort === name).map(({ lag, place }) => `WHEN ${lag} THEN ${place}`);
    const place = places.get(name) ?? 0;
    return `WHEN ${at} THEN ${own.length === 0 ? place : `CASE "lag" ${own.join(' ')} ELSE ${place} END`}`;
  });
  return `(CASE "cohort place" ${cases.join(' ')} END)`;
}
