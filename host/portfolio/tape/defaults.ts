/** Explicit values for terms that a tape leaves out: each with a reason, each counted. */

import { suggested } from '../../deal/nearest.ts';
import { type Fault, shown } from '../../errors.ts';
import type { Coverage } from '../records.ts';
import { readAs } from './cells.ts';
import { type Duck, exactSum, identifier, literal } from './duck.ts';
import { expectedOf, FIELD_NAMES, FIELDS, type FieldName, type FieldUse, field, isFieldName, rangeOf } from './fields.ts';
import { CELLS } from './plan.ts';

/** As trust.yaml writes it. */
export interface TapeDefault {
  readonly field: string;
  readonly value: number | string;
  readonly because: string;
}

/** A default that has been checked. */
export interface KnownDefault {
  readonly field: FieldName;
  /** The value in SQL. */
  readonly sql: string;
  readonly because: string;
}

/** Loans that took a default. `name` is the field. */
export type DefaultTaken = Coverage & { readonly because: string };

/** What no default can stand for. */
const NEVER: readonly string[] = ['id', 'upb'];

/**
 * Checks defaults: known fields, each once, values of their kind and range. Faults say `tape.defaults[0].value`.
 *
 * Codes: TAPE_SHAPE, TAPE_VALUE, LOAN_RANGE.
 */
export async function checkedDefaults(
  duck: Duck,
  defaults: readonly TapeDefault[],
  file?: string,
): Promise<{ readonly known: readonly KnownDefault[]; readonly faults: readonly Fault[] }> {
  const known: KnownDefault[] = [];
  const faults: Fault[] = [];
  for (const [at, { field: name, value, because }] of defaults.entries()) {
    const refuse = (code: Fault['code'], part: string, got: string, expected: string) =>
      faults.push({ code, ...(file !== undefined && { file }), place: `tape.defaults[${at}].${part}`, got, expected });
    if (because.trim() === '') refuse('TAPE_SHAPE', 'because', 'nothing', 'why the value holds for loans that lack it');
    if (!isFieldName(name)) {
      refuse('TAPE_SHAPE', 'field', `'${name}'`, suggested(`one of ${FIELD_NAMES.join(', ')}`, name, FIELD_NAMES));
      continue;
    }
    if (NEVER.includes(name)) refuse('TAPE_SHAPE', 'field', `'${name}'`, 'another field: without this one there is no loan');
    if (known.some((other) => other.field === name))
      refuse('TAPE_SHAPE', 'field', `'${name}' a second time`, 'one default a field');
    const sql = readAs(name)(literal(String(value).trim()));
    const [read = null] = await duck.row(`SELECT CAST(${sql} AS VARCHAR)`);
    const { kind, low = 0, high = 0, isWhole } = field(name);
    const number = kind === 'number' || kind === 'flag' ? Number(read) : undefined;
    if (read === null) refuse('TAPE_VALUE', 'value', shown(value), expectedOf(field(name)));
    else if (number !== undefined && (number < low || number > high || (isWhole === true && !Number.isInteger(number))))
      refuse('LOAN_RANGE', 'value', shown(value), rangeOf(field(name), number));
    else known.push({ field: name, sql, because });
  }
  return { known, faults };
}

/**
 * Makes `tape`, what the file says and defaults where it says nothing and the term is asked for, and `live`, its loans that `isLive`
 * (SQL over the tape) holds for, with the bits of `unread` beside their fields. Tables cost memory, and views every statement over them
 * the binding of all their columns.
 */
export async function makeTape(
  duck: Duck,
  defaults: readonly KnownDefault[],
  isLive: string,
  kept: 'views' | 'tables' = 'views',
): Promise<void> {
  const columns = FIELDS.map(({ name }) => `${filled(name, defaults)} AS ${identifier(name)}`).join(', ');
  if (kept === 'tables') {
    await duck.run(`CREATE TABLE tape AS SELECT "row", "unread", ${columns} FROM ${CELLS}`);
    await duck.run(`CREATE TABLE live AS SELECT * FROM tape WHERE ${isLive}`);
    await duck.run('ALTER TABLE tape DROP COLUMN "unread"');
    return;
  }
  await duck.run(`CREATE VIEW tape AS SELECT "row", ${columns} FROM ${CELLS}`);
  await duck.run(`CREATE VIEW live AS SELECT * FROM (SELECT "row", "unread", ${columns} FROM ${CELLS}) WHERE ${isLive}`);
}

/**
 * Loans that took each default, of those that `isLive` (SQL over the tape) holds for.
 *
 * Shape: in the order of the defaults. Units: dollars of unpaid balance.
 */
export async function defaultsTaken(duck: Duck, defaults: readonly KnownDefault[], isLive: string): Promise<DefaultTaken[]> {
  if (defaults.length === 0) return [];
  const columns = FIELDS.map(({ name }) => `${filled(name, defaults)} AS ${identifier(name)}`);
  const given = defaults.map((each, place) => `${identifier(each.field)} IS NULL AS "lacked ${place}"`);
  const counts = defaults.flatMap((each, place) => {
    const took = `"lacked ${place}" AND ${identifier(each.field)} IS NOT NULL`;
    return [`count(*) FILTER (WHERE ${took})`, exactSum('"upb"', took)];
  });
  const found = await duck.row(
    `SELECT ${counts.join(', ')} FROM (SELECT ${[...columns, ...given].join(', ')} FROM ${CELLS}) WHERE ${isLive}`,
  );
  return defaults.map(({ field: name, because }, place) => ({
    name,
    count: Number(found[2 * place]),
    upb: Number(found[2 * place + 1]),
    because,
  }));
}

/** SQL of a field over the file's cells: a term that a loan has no use for is not filled. */
function filled(name: FieldName, defaults: readonly KnownDefault[]): string {
  const own = defaults.find((each) => each.field === name);
  if (own === undefined) return identifier(name);
  const { use } = field(name);
  const value = use === undefined ? own.sql : `CASE WHEN ${uses(use, (of) => filled(of, defaults))} THEN ${own.sql} END`;
  return `coalesce(${identifier(name)}, ${value})`;
}

/** SQL: whether a loan has a use for terms of this kind. `of` gives the SQL of a field. */
export function uses(use: FieldUse, of: (name: FieldName) => string): string {
  if (use === 'adjustable') return `${of('index')} IS NOT NULL`;
  return use === 'negative' ? `coalesce(${of('negativeAmortization')}, 0) = 1` : `coalesce(${of('penaltyUntil')}, 0) > 0`;
}
