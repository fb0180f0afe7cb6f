/** What the terms of a loan must be for it to be projected: the ranges of deal files, and terms that must go together. */
import { RATE_DUST } from '../../deal/resolveCollateral.ts';
import type { ErrorCode, Fault } from '../../errors.ts';
import { uses } from './defaults.ts';
import { type Duck, identifier, literal } from './duck.ts';
import { expectedOf, FIELDS, type FieldName, rangeOf, type TapeField } from './fields.ts';
import { FAULTS_LISTED, faultOf, unreadMask, withCount } from './plan.ts';

interface Rule {
  readonly field: FieldName;
  readonly code: ErrorCode;
  /** SQL over the loans, TRUE where the term cannot be. */
  readonly condition: string;
  /** SQL of what is shown; the field itself where absent. */
  readonly got?: string;
  readonly expected: (got: string) => string;
}

/**
 * Faults of the live loans, the first hundred by row and one that counts them. `indices` are the names an index may have.
 *
 * Codes: TAPE_VALUE for what is missing or unknown, LOAN_RANGE for what is out of range.
 */
export async function rangeFaults(duck: Duck, files: readonly string[], indices: readonly string[]): Promise<Fault[]> {
  const all = [...FIELDS.flatMap((each) => fieldRules(each)), ...termRules(indices)];
  // Most tapes break no rule: which are broken, and how often, is asked of the others alone.
  const any = all.map(({ condition }) => `(${condition})`).join(' OR ');
  const [broken = 0] = await duck.row(`SELECT count(*) FROM live WHERE ${any}`);
  if (broken === 0) return [];
  const [unread = 0] = await duck.row('SELECT count(*) FROM live WHERE "unread" <> 0');
  const rules = unread === 0 ? all : all.map(whereRead);
  const counts = await duck.row(
    `SELECT ${rules.map(({ condition }) => `count(*) FILTER (WHERE ${condition})`).join(', ')} FROM live`,
  );
  const found: { readonly row: number; readonly fault: Fault }[] = [];
  let total = 0;
  for (const [place, rule] of rules.entries()) {
    const count = Number(counts[place]);
    if (count === 0) continue;
    total += count;
    const got = rule.got ?? identifier(rule.field);
    const [rows = [], values = []] = await duck.columns(
      `SELECT "row", CAST(${got} AS VARCHAR) FROM live WHERE ${rule.condition} ORDER BY "row" LIMIT ${FAULTS_LISTED}`,
    );
    rows.forEach((row, at) => {
      const text = readable(String(values[at] ?? 'nothing'));
      const fault = faultOf({ files }, 0, rule.code, `row ${row}, ${rule.field}`, text, rule.expected(text));
      found.push({ row: Number(row), fault });
    });
  }
  const first = found.sort((a, b) => a.row - b.row).slice(0, FAULTS_LISTED);
  return withCount(
    first.map(({ fault }) => fault),
    total,
    { files },
    'terms that no loan can have',
    'LOAN_RANGE',
  );
}

/** A term whose cell could not be read is not told a second time as missing or out of range. */
function whereRead(rule: Rule): Rule {
  const names = FIELDS.map(({ name }) => name).filter((name) => rule.condition.includes(identifier(name)));
  return { ...rule, condition: `"unread" & ${unreadMask(names)} = 0 AND (${rule.condition})` };
}

/** DuckDB writes whole numbers of a double with a fraction. */
function readable(text: string): string {
  return text.replace(/^(-?\d+)\.0$/, '$1');
}

function fieldRules(each: TapeField & { readonly name: FieldName }): Rule[] {
  const column = identifier(each.name);
  const needed: Rule[] = each.isRequired
    ? [
        {
          field: each.name,
          code: 'TAPE_VALUE',
          condition: `${column} IS NULL`,
          expected: () => `${expectedOf(each)}: the loan needs it`,
        },
      ]
    : [];
  if (each.low === undefined || each.high === undefined) return needed;
  const isOutside = `${column} NOT BETWEEN ${each.low}e0 AND ${each.high}e0${each.isWhole ? ` OR ${column} <> floor(${column})` : ''}`;
  const isAsked = each.use === undefined ? '' : ` AND ${uses(each.use, identifier)}`;
  const range: Rule = {
    field: each.name,
    code: 'LOAN_RANGE',
    condition: `(${isOutside})${isAsked}`,
    expected: (got) => rangeOf(each, Number(got)),
  };
  return [...needed, range];
}

/** Terms that must go together, as resolveCollateral.ts and resolveDetails.ts ask of the loans of deal files. */
function termRules(indices: readonly string[]): Rule[] {
  const isAdjustable = uses('adjustable', identifier);
  const isNegative = uses('negative', identifier);
  const amortTerm = `coalesce("amortTerm", "remainingTerm")`;
  const strip = `least(coalesce("servicing", 0), coalesce("lifeCap", 1))`;
  const interest = `("upb" - coalesce("forborne", 0)) * "noteRate" / 12`;
  const rule = (name: FieldName, condition: string, expected: string, got?: string, code: ErrorCode = 'LOAN_RANGE'): Rule => ({
    field: name,
    code,
    condition,
    expected: () => expected,
    ...(got !== undefined && { got }),
  });
  const known = indices.length === 0 ? 'IS NOT NULL' : `NOT IN (${indices.map(literal).join(', ')})`;
  return [
    rule(
      'index',
      `"index" ${known}`,
      indices.length === 0 ? 'an index of the deal: it has none' : `one of ${indices.join(', ')}`,
      undefined,
      'TAPE_VALUE',
    ),
    rule(
      'firstReset',
      `${isAdjustable} AND "firstReset" IS NULL`,
      'the first month at a reset rate: the loan has an index',
      undefined,
      'TAPE_VALUE',
    ),
    rule('amortTerm', `"amortTerm" < "remainingTerm"`, 'at least the remaining term'),
    rule('interestOnly', `"interestOnly" > ${amortTerm}`, 'at most the months over which the loan amortizes'),
    rule('lifeFloor', `${isAdjustable} AND "lifeFloor" > coalesce("lifeCap", 1)`, 'at most the cap over the life of the loan'),
    rule('lifeFloor', `${isAdjustable} AND "lifeFloor" < ${strip} - ${RATE_DUST}`, 'at least the servicing strip'),
    rule('forborne', '"forborne" > "upb"', 'at most the balance, of which it is part'),
    rule(
      'payment',
      `"payment" > 0 AND coalesce("interestOnly", 0) = 0 AND NOT (${isNegative}) AND "payment" < ${interest}`,
      "at least the first month's interest: the balance would rise",
    ),
    rule(
      'interestOnly',
      `${isNegative} AND "interestOnly" > 0`,
      '0 on a loan that adds unpaid interest: the payment says what is paid',
    ),
    rule(
      'penaltyRate',
      `"penaltyRate" IS NOT NULL AND "penaltyMonths" IS NOT NULL AND ${uses('penalty', identifier)}`,
      'no penaltyRate where penaltyMonths is given',
    ),
    rule(
      'penaltyUntil',
      `${uses('penalty', identifier)} AND "penaltyRate" IS NULL AND "penaltyMonths" IS NULL`,
      'penaltyRate or penaltyMonths with it',
    ),
  ];
}

/** SQL: whether a loan still owes something. */
export const IS_LIVE = `coalesce("status", '') <> 'paid' AND "upb" IS DISTINCT FROM 0`;
