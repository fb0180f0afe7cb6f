/**
 * Conditions over loans, as a snapshot writes them: SQL that nobody has vouched for. DuckDB parses a condition without running it, and
 * the tree that comes out may hold only what is listed here; anything else is a fault, whatever it would have done.
 */
import { suggested } from '../../deal/nearest.ts';
import { type Fault, shown } from '../../errors.ts';
import { type Duck, duckMessage, identifier } from './duck.ts';
import { FIELD_NAMES, FIELDS, sqlType } from './fields.ts';

/** A condition and where it stands. */
export interface Condition {
  readonly when: string;
  readonly file?: string | undefined;
  readonly place: string;
}

const LONGEST_CONDITION = 4000;

/** Kinds of expression, by the class that DuckDB gives them. */
const CLASSES = new Set([
  'COLUMN_REF',
  'CONSTANT',
  'COMPARISON',
  'CONJUNCTION',
  'OPERATOR',
  'FUNCTION',
  'CASE',
  'CAST',
  'BETWEEN',
]);
const OPERATORS = new Set([
  'COMPARE_IN',
  'COMPARE_NOT_IN',
  'OPERATOR_NOT',
  'OPERATOR_IS_NULL',
  'OPERATOR_IS_NOT_NULL',
  'OPERATOR_COALESCE',
  'OPERATOR_NULLIF',
]);
/** Functions of their arguments alone: no files, no clock, no settings, no chance. */
const FUNCTIONS = new Set(
  (
    '+ - * / // % || ~~ !~~ ~~* !~~* like_escape not_like_escape ilike_escape not_ilike_escape regexp_full_match regexp_matches ' +
    'abs ceil ceiling floor round sign sqrt ln log10 exp power pow greatest least nullif ifnull if ' +
    'lower upper trim ltrim rtrim length left right substr substring replace concat contains starts_with ends_with prefix suffix ' +
    'year month day quarter date_part date_diff datediff date_sub datesub make_date last_day'
  ).split(' '),
);
const TYPES = new Set(['BOOLEAN', 'INTEGER', 'BIGINT', 'DOUBLE', 'FLOAT', 'DECIMAL', 'VARCHAR', 'DATE', 'INTERVAL']);

/**
 * Faults of conditions, all at once; none where every one of them is an expression over the fields that DuckDB can bind to a tape.
 *
 * Shape: of the texts in `sound`, which were found so before, none is looked at again; the table `tape` is made for the time. Codes:
 * LOAN_CONDITION.
 */
export async function conditionFaults(
  duck: Duck,
  conditions: readonly Condition[],
  sound: Set<string> = new Set(),
): Promise<Fault[]> {
  if (conditions.every(({ when }) => sound.has(when))) return [];
  const columns = FIELDS.map((field) => `${identifier(field.name)} ${sqlType(field)}`);
  await duck.run(`CREATE TABLE tape ("row" BIGINT, ${columns.join(', ')})`);
  const faults: Fault[] = [];
  for (const condition of conditions) {
    if (sound.has(condition.when)) continue;
    const refused = await refusal(duck, condition.when);
    if (refused === undefined) sound.add(condition.when);
    else faults.push(conditionFault(condition, refused.got, refused.expected));
  }
  await duck.run('DROP TABLE tape');
  return faults;
}

/** The fault of a condition that was sound until it met the values of the loans. */
export function conditionFault({ file, place }: Condition, got: string, expected: string): Fault {
  return { code: 'LOAN_CONDITION', ...(file !== undefined && { file }), place, got, expected };
}

/** A condition within SQL. A comment at its end would swallow the parenthesis. */
export function inParentheses(when: string): string {
  return `(${when}\n)`;
}

interface Refusal {
  readonly got: string;
  readonly expected: string;
}

async function refusal(duck: Duck, when: string): Promise<Refusal | undefined> {
  if (when.trim() === '' || when.length > LONGEST_CONDITION)
    return {
      got: when.trim() === '' ? 'nothing' : `${when.length} letters`,
      expected: `a condition of up to ${LONGEST_CONDITION} letters`,
    };
  const statement = `SELECT 1 FROM tape WHERE ${inParentheses(when)}`;
  const parsed = await parse(duck, statement);
  if (!isRecord(parsed) || parsed.error === true) {
    const message = isRecord(parsed) ? String(parsed.error_message) : 'nothing';
    return { got: `${shown(when)}: ${message}`, expected: 'a condition in SQL over the fields of the tape' };
  }
  const where = whereAlone(parsed);
  if (where === undefined)
    return { got: shown(when), expected: 'one condition and nothing else: no further clause or statement' };
  const unfit = firstUnfit(where);
  if (unfit !== undefined) return unfit;
  try {
    const prepared = await duck.connection.prepare(statement);
    prepared.destroySync();
  } catch (error) {
    return { got: `${shown(when)}: ${duckMessage(error)}`, expected: 'a condition that fits the kinds of the fields' };
  }
  return undefined;
}

/** The tree of a statement. It is a text to DuckDB here, and is not run. */
async function parse(duck: Duck, statement: string): Promise<unknown> {
  const result = await duck.connection.run(
    'SELECT json_serialize_sql(CAST($1 AS VARCHAR), skip_null := true, skip_empty := true)',
    [statement],
  );
  const [[tree] = []] = await result.getColumns();
  return typeof tree === 'string' ? JSON.parse(tree) : undefined;
}

/** The condition of a statement that is `SELECT 1 FROM tape WHERE condition`, or undefined where it is more than that. */
function whereAlone(parsed: Record<string, unknown>): unknown {
  const { statements } = parsed;
  if (!Array.isArray(statements) || statements.length !== 1) return undefined;
  const [statement]: unknown[] = statements;
  const node = isRecord(statement) ? statement.node : undefined;
  if (!isRecord(node) || node.type !== 'SELECT_NODE') return undefined;
  const expected = ['type', 'select_list', 'from_table', 'where_clause', 'aggregate_handling'];
  return Object.keys(node).every((key) => expected.includes(key)) ? node.where_clause : undefined;
}

/** The first part of an expression that is not listed. */
function firstUnfit(node: unknown): Refusal | undefined {
  if (Array.isArray(node)) {
    for (const part of node) {
      const unfit = firstUnfit(part);
      if (unfit !== undefined) return unfit;
    }
    return undefined;
  }
  if (!isRecord(node)) return undefined;
  if (typeof node.class === 'string') {
    const unfit = unfitNode(node);
    if (unfit !== undefined) return unfit;
    if (node.class === 'CONSTANT') return undefined;
  }
  return firstUnfit(Object.values(node));
}

function unfitNode(node: Record<string, unknown>): Refusal | undefined {
  const kind = String(node.class);
  if (!CLASSES.has(kind))
    return { got: kind.toLowerCase(), expected: 'comparisons, arithmetic, texts and dates over the fields of a loan' };
  if (kind === 'COLUMN_REF') return unfitColumn(node.column_names);
  if (kind === 'OPERATOR' && !OPERATORS.has(String(node.type)))
    return {
      got: String(node.type)
        .replace(/^OPERATOR_/, '')
        .toLowerCase(),
      expected: 'in, not, is null, coalesce or nullif',
    };
  if (kind === 'FUNCTION') {
    const name = String(node.function_name).toLowerCase();
    const isPlain = FUNCTIONS.has(name) && node.schema === undefined && node.catalog === undefined && node.filter === undefined;
    return isPlain
      ? undefined
      : { got: `the function ${name}`, expected: `one of ${[...FUNCTIONS].filter((each) => /^[a-z]/.test(each)).join(', ')}` };
  }
  if (kind === 'CAST') {
    const type = isRecord(node.cast_type) ? String(node.cast_type.id) : '';
    return TYPES.has(type) ? undefined : { got: `the type ${type}`, expected: `one of ${[...TYPES].join(', ')}` };
  }
  return undefined;
}

function unfitColumn(names: unknown): Refusal | undefined {
  const name = Array.isArray(names) && names.length === 1 ? String(names[0]) : String(names);
  const isKnown = FIELD_NAMES.some((field) => field.toLowerCase() === name.toLowerCase());
  return isKnown
    ? undefined
    : { got: `'${name}'`, expected: suggested(`one of the fields ${FIELD_NAMES.join(', ')}`, name, FIELD_NAMES) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
