/** Schedules: values by payment month or by month of the calendar, held or interpolated between points. */
import { calendarMonth, type DealDates, paymentDate } from './dates.ts';
import { compile, type Value } from './evaluate.ts';
import { type Node, parse } from './expression.ts';
import { type Fields, list, type Num, num, type Scalar } from './number.ts';

interface Point {
  at: number;
  value: Num;
}

export type Schedule =
  | { kind: 'points'; byCalendar: boolean; linear: boolean; points: Point[]; before: Num | undefined; after: Num | undefined }
  | { kind: 'expression'; node: Node };

/** Above this a schedule is of dollars, not of shares, rates or counts. */
const LARGEST_NOT_MONEY = 1000;
/** How far an `expr` schedule is looked at to see whether it is of dollars. */
const LOOKED_AT_MONTHS = 480;

export function readSchedule(value: Fields): Schedule {
  if (value.expr !== undefined) return { kind: 'expression', node: parse(value.expr) };
  if (value.points === undefined) throw new Error('the oracle reads schedules of points or of an expression');
  const rows = list(value.points).map((row) => list(row));
  const byCalendar = rows.some(([at]) => /^\d{4}-\d{2}$/.test(String(at)));
  const position = (at: unknown): number => {
    if (!byCalendar) return Number(at);
    const [year = 0, month = 0] = String(at).split('-').map(Number);
    return year * 12 + month;
  };
  const points = rows.map(([at, amount]) => ({ at: position(at), value: num(amount as Scalar) }));
  const beyond = (given: unknown): Num | undefined =>
    given === undefined || given === 'first' || given === 'last' ? undefined : num(given as Scalar);
  return {
    kind: 'points',
    byCalendar,
    linear: value.between === 'linear',
    points: points.sort((a, b) => a.at - b.at),
    before: beyond(value.before),
    after: beyond(value.after),
  };
}

/** A schedule's own small world: the month, the payment date, arithmetic. */
function ofMonth(node: Node, now: { month: number; date: number }): Value {
  const refuse = (): never => {
    throw new Error('a schedule speaks of month, date and arithmetic only');
  };
  return compile(node, {
    kindOf: () => undefined,
    members: refuse,
    isMoney: () => false,
    plain: (name) => (name === 'month' || name === 'date' ? num(now[name]) : refuse()),
    read: refuse,
    monthAgo: refuse,
    recall: refuse,
    keep: refuse,
  });
}

/** The value on payment date `k` of the run. */
export function scheduleValue(schedule: Schedule, dates: DealDates, k: number): Num {
  const month = dates.paymentsMade + k;
  if (schedule.kind === 'expression') return ofMonth(schedule.node, { month, date: paymentDate(dates, k) })();
  const at = schedule.byCalendar ? calendarMonth(dates, k) : month;
  const { points } = schedule;
  const first = points[0]!;
  const last = points.at(-1)!;
  if (at < first.at) return schedule.before ?? first.value;
  if (at > last.at) return schedule.after ?? last.value;
  const from = points.findLast((point) => point.at <= at)!;
  const to = points.find((point) => point.at > at);
  if (!schedule.linear || to === undefined) return from.value;
  return from.value.plus(
    to.value
      .minus(from.value)
      .times(at - from.at)
      .div(to.at - from.at),
  );
}

/** Is the schedule of dollars? Told by its size. */
export function isMoneySchedule(schedule: Schedule, dates: DealDates): boolean {
  const isLarge = (value: Num): boolean => value.abs().gt(LARGEST_NOT_MONEY);
  if (schedule.kind === 'points') return schedule.points.some((point) => isLarge(point.value));
  return Array.from({ length: LOOKED_AT_MONTHS }, (_, at) => scheduleValue(schedule, dates, at + 1)).some(isLarge);
}
