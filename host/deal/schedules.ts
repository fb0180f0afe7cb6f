/** Schedules of a deal: points by payment month or calendar month, files of them, or an expression in the month. */
import { addMonths, monthNumber } from '../curves/dates.ts';
import type { DealDates, Schedule } from '../types.ts';
import { type Expression, parseExpression, parseNumber } from './expression.ts';
import type { FaultList } from './faults.ts';
import { FOLD } from './program.ts';
import { besideDeal, MOST_DEAL_BYTES, readText } from './read.ts';
import type { ScheduleFile } from './schema.ts';

/** Payment dates for which a schedule made from an expression is worked out; beyond them its last value holds. */
const MOST_PERIODS = 1200;
/** No schedule speaks of more dollars. */
const LARGEST = 1e15;
/** Operations of all schedules that are expressions: more would be worked on for seconds. */
export const MOST_SCHEDULE_STEPS = 50_000;

export interface ScheduleContext {
  readonly file: string | undefined;
  readonly dates: DealDates;
  /** Payment dates already made: the first payment date is that of the month after. */
  readonly openingMonth: number;
  readonly faults: FaultList;
  /** What is left of the steps that expressions of all schedules may take together, a month each. */
  readonly steps: { left: number };
}

export function resolveSchedule(name: string, given: ScheduleFile, context: ScheduleContext): Schedule {
  const place = `schedules.${name}`;
  const ways = [given.points, given.file, given.expr].filter((way) => way !== undefined).length;
  if (ways !== 1) context.faults.add('DEAL_SHAPE', place, `${ways} of them`, 'one of points, file, expr');
  const points =
    given.expr !== undefined
      ? pointsOfExpression(given.expr, `${place}.expr`, context)
      : (given.file !== undefined
          ? context.faults.catching([], () => readPoints(given.file ?? '', place, context))
          : (given.points ?? [])
        ).map(([month, value], index) => ({
          month: paymentMonth(month, `${place}.points[${index}]`, context),
          written: String(month),
          value: figureOf(value, `${place}.points[${index}]`, context.faults),
        }));
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before !== undefined && point.month <= before.month) {
      context.faults.add(
        'DEAL_RANGE',
        `${place}.points[${index}]`,
        `${monthText(point)} after ${monthText(before)}`,
        'points in the order of time',
      );
    }
  });
  const first = points[0]?.value ?? 0;
  const last = points.at(-1)?.value ?? 0;
  const bound = (value: string | number | undefined, word: string, otherwise: number, field: string) =>
    value === undefined || value === word ? otherwise : figureOf(value, `${place}.${field}`, context.faults);
  return {
    name,
    months: points.map((point) => point.month),
    values: points.map((point) => point.value),
    between: given.between ?? 'previous',
    before: bound(given.before, 'first', first, 'before'),
    after: bound(given.after, 'last', last, 'after'),
  };
}

/** A month as it was written, and which payment month that is. */
function monthText({ month, written = '' }: { readonly month: number; readonly written?: string }): string {
  return /^\d*$/.test(written) ? `month ${month}` : `${written} (month ${month})`;
}

/** The value of a schedule in a payment month. */
export function scheduleAt(schedule: Schedule, month: number): number {
  const { months, values } = schedule;
  const next = months.findIndex((point) => point > month);
  if (next === 0) return schedule.before;
  if (next < 0) return month === months.at(-1) ? (values.at(-1) ?? 0) : schedule.after;
  const value = values[next - 1] ?? 0;
  if (schedule.between === 'previous') return value;
  const from = months[next - 1] ?? 0;
  return value + (((values[next] ?? 0) - value) * (month - from)) / ((months[next] ?? 1) - from);
}

function figureOf(value: string | number, place: string, faults: FaultList): number {
  const number = parseNumber(value);
  if (!(Math.abs(number) <= LARGEST)) faults.add('DEAL_RANGE', place, value, 'a number up to 1e15, or a percent');
  return number;
}

/** A payment month from itself, or from the calendar month of its payment date. */
function paymentMonth(given: number | string, place: string, context: ScheduleContext): number {
  if (typeof given === 'number') return given;
  if (/^\d+$/.test(given)) return Number(given);
  const match = /^(\d{4})-(\d{2})(-\d{2})?$/.exec(given);
  const [, year = '', month = ''] = match ?? [];
  if (match === null || Number(month) < 1 || Number(month) > 12) {
    context.faults.add('DEAL_SHAPE', place, given, 'a payment month or a calendar month YYYY-MM');
    return 0;
  }
  const { firstPayment, every } = context.dates;
  return (Number(year) * 12 + Number(month) - 1 - monthNumber(firstPayment)) / every + 1 + context.openingMonth;
}

/** Two columns, month and value, with a header line. */
function readPoints(file: string, place: string, context: ScheduleContext): [string, string][] {
  const path = besideDeal(context.file, file, `${place}.file`);
  const lines = readText(path, MOST_DEAL_BYTES, `${place}.file`).split(/\r?\n/).slice(1);
  return lines.flatMap((line, index): [string, string][] => {
    if (line.trim() === '') return [];
    const [month, value, ...more] = line.split(/[,;\t]/).map((cell) => cell.trim());
    if (month === undefined || value === undefined || more.length > 0) {
      context.faults.add('DEAL_SHAPE', `${place}.file, ${file}, line ${index + 2}`, line, 'two columns: month and value');
      return [];
    }
    return [[month, value]];
  });
}

function pointsOfExpression(
  source: string | number | boolean,
  place: string,
  context: ScheduleContext,
): { month: number; value: number }[] {
  const where = context.file === undefined ? { place } : { file: context.file, place };
  const expression = context.faults.catching<Expression | undefined>(undefined, () => parseExpression(source, where));
  if (expression === undefined || !isOfMonths(expression, place, context)) return [];
  const { firstPayment, every } = context.dates;
  const points: { month: number; value: number }[] = [];
  for (let month = 1; month <= MOST_PERIODS; month++) {
    const date = addMonths(firstPayment, (month - 1 - context.openingMonth) * every);
    const value = valueIn(expression, { month, date });
    if (!Number.isFinite(value)) {
      context.faults.add('DEAL_EXPRESSION', place, `no number in month ${month}`, 'arithmetic in month and date');
      return points;
    }
    points.push({ month, value });
  }
  return points;
}

/** What an expression of a schedule may call, with how many arguments. */
const ARITHMETIC: Readonly<Record<string, number | 'any'>> = {
  min: 'any',
  max: 'any',
  sum: 'any',
  abs: 1,
  round: 2,
  floor: 2,
  if: 3,
  ratio: 3,
};

/** Whether an expression speaks of month and date alone. Faults are added to the list. */
function isOfMonths(expression: Expression, place: string, context: ScheduleContext): boolean {
  const { faults, steps } = context;
  const refuse = (at: number, got: string, expected: string) => {
    faults.add('DEAL_EXPRESSION', `${place}, position ${at}`, got, expected);
    return false;
  };
  const all = (parts: readonly Expression[]) => parts.map(isFine).every((fine) => fine);
  const isFine = (part: Expression): boolean => {
    steps.left -= 1;
    if (steps.left === 0) return refuse(part.at, 'schedules that take too long', 'shorter expressions, points, or a file');
    if (steps.left < 0) return false;
    switch (part.kind) {
      case 'number':
      case 'date':
        return true;
      case 'name':
        return part.name === 'month' || part.name === 'date' || refuse(part.at, `'${part.name}'`, 'month or date');
      case 'not':
      case 'negate':
        return all([part.of]);
      case 'power':
        return all([part.of, part.exponent]);
      case 'if':
        return all([part.test, part.then, part.otherwise]);
      case 'binary':
        return all([part.a, part.b]);
      case 'call': {
        const wanted = Object.hasOwn(ARITHMETIC, part.name) ? ARITHMETIC[part.name] : undefined;
        if (wanted === undefined) return refuse(part.at, `${part.name}(...)`, `one of ${Object.keys(ARITHMETIC).join(', ')}`);
        const fits = wanted === 'any' ? part.args.length > 0 : part.args.length === wanted;
        return fits ? all(part.args) : refuse(part.at, `${part.args.length} in ${part.name}(...)`, `${wanted} arguments`);
      }
    }
  };
  return isFine(expression);
}

/** Works out an expression in month and date alone. */
function valueIn(expression: Expression, at: { month: number; date: number }): number {
  const of = (inner: Expression) => valueIn(inner, at);
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'date':
      return expression.serial;
    case 'name':
      return expression.name === 'month' ? at.month : expression.name === 'date' ? at.date : Number.NaN;
    case 'negate':
      return -of(expression.of);
    case 'not':
      return of(expression.of) === 0 ? 1 : 0;
    case 'power':
      return of(expression.of) ** of(expression.exponent);
    case 'if':
      return of(expression.test) !== 0 ? of(expression.then) : of(expression.otherwise);
    case 'binary':
      return evaluateBinary(expression.op, of(expression.a), of(expression.b));
    case 'call':
      return evaluateCall(expression.name, expression.args.map(of));
  }
}

function evaluateBinary(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? 0 : a / b;
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case 'and':
      return Number(a !== 0 && b !== 0);
    default:
      return Number(a !== 0 || b !== 0);
  }
}

function evaluateCall(name: string, args: readonly number[]): number {
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN] = args;
  switch (name) {
    case 'min':
      return Math.min(...args);
    case 'max':
      return Math.max(...args);
    case 'sum':
      return args.reduce((total, value) => total + value, 0);
    case 'abs':
      return Math.abs(a);
    case 'if':
      return a !== 0 ? b : c;
    case 'ratio':
      return b === 0 ? c : a / b;
    case 'round':
    case 'floor':
      return b === 0 ? a : FOLD[name](a, b);
    default:
      return Number.NaN;
  }
}
