/**
 * Cron expressions: minute, hour, day of the month, month, day of the week, as cron(5) has them. A time of day is the wall clock's in a
 * time zone: one that the clock skips in spring comes when it has skipped, one that it shows twice in autumn comes once, the first time.
 * Source: crontab(5), POSIX.1-2017.
 */
import { type Fault, shown, WeirError } from '../../host/errors.ts';
import { instantOf, isTimeZone, wallOf } from './zone.ts';

/** What matches; sets of numbers. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Where both days are restricted either will do. */
  readonly isEitherDay: boolean;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of the week', least: 0, most: 7, words: WEEKDAYS },
];
const SHORT: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};
/** Every date of the Gregorian calendar comes within this, February 29 after a century without one too. */
const YEARS_AHEAD = 9;
const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60_000;

/** Reads an expression: `30 2 * * 1-5`, `@daily`. Throws: SCHEDULE_CRON, all faults at once; one that never comes is a fault. */
export function parseCron(text: string): Cron {
  const written = (SHORT[text.trim().toLowerCase()] ?? text).trim().toLowerCase();
  const parts = written.split(/\s+/);
  if (parts.length !== FIELDS.length)
    refuse([faultOf('cron', shown(text), 'five fields: minute, hour, day, month, day of the week')]);
  const faults: Fault[] = [];
  const [minutes, hours, days, months, sundays] = FIELDS.map((field, place) => setOf(parts[place] ?? '', field, faults));
  if (faults.length > 0) refuse(faults);
  const weekdays = new Set([...(sundays ?? [])].map((day) => day % 7));
  const cron: Cron = {
    minutes: minutes ?? new Set(),
    hours: hours ?? new Set(),
    days: days ?? new Set(),
    months: months ?? new Set(),
    weekdays,
    isEitherDay: !isOpen(parts[2]) && !isOpen(parts[4]),
  };
  if (nextTime(cron, 'UTC', Date.UTC(2000, 0, 1)) === undefined) refuse([faultOf('cron', shown(text), 'a date that there is')]);
  return cron;
}

/** Throws SCHEDULE_CRON for what is no time zone of the IANA database, such as America/New_York. */
export function checkZone(zone: string): void {
  if (!isTimeZone(zone)) refuse([faultOf('timeZone', shown(zone), 'a time zone such as America/New_York or UTC')]);
}

/** The first time after a moment; undefined for one that never comes. Units: milliseconds since 1970. */
export function nextTime(cron: Cron, zone: string, after: number): number | undefined {
  // Wall clocks as if they were UTC: the calendar is the same, and nothing is skipped.
  const wall = wallOf(after, zone);
  let midnight = Math.floor(wall / DAY) * DAY;
  for (const end = midnight + YEARS_AHEAD * 366 * DAY; midnight < end; midnight += DAY) {
    if (!isDay(cron, new Date(midnight))) continue;
    for (const time of timesOf(cron)) {
      // An hour before, because in autumn the wall clock goes back.
      if (midnight + time < wall - 2 * 60 * MINUTE) continue;
      const instant = instantOf(midnight + time, zone);
      if (instant > after) return instant;
    }
  }
  return undefined;
}

/** Times of a day that match, in order. Units: milliseconds since midnight. */
function* timesOf({ hours, minutes }: Cron): Generator<number> {
  for (let hour = 0; hour < 24; hour++) {
    if (!hours.has(hour)) continue;
    for (let minute = 0; minute < 60; minute++) if (minutes.has(minute)) yield (60 * hour + minute) * MINUTE;
  }
}

function isDay({ days, months, weekdays, isEitherDay }: Cron, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const ofMonth = days.has(date.getUTCDate());
  const ofWeek = weekdays.has(date.getUTCDay());
  return isEitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
}

/** cron(8) takes a field that begins with a star for open. */
const isOpen = (part: string | undefined) => part?.startsWith('*') === true;

/** The numbers of a field: a list of `*`, `n`, `n-m`, each with a step perhaps. */
function setOf(text: string, field: Field, faults: Fault[]): Set<number> {
  const numbers = new Set<number>();
  for (const item of text.split(',')) {
    const [, range = '', step = ''] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
    const [from, to] = boundsOf(range, field, step !== '');
    const every = step === '' ? 1 : Number(step);
    if (from === undefined || to === undefined || from > to || every < 1) {
      const { name, least, most, words } = field;
      const expected = `numbers from ${least} to ${most}${words === undefined ? '' : ` or ${words.slice(0, 3).join(', ')} ...`}, ranges, lists and steps`;
      faults.push(faultOf(`cron, ${name}`, shown(item), expected));
      continue;
    }
    for (let number = from; number <= to; number += every) numbers.add(number);
  }
  return numbers;
}

/** First and last number of `*`, `5`, `mon-fri`; a single number with a step goes on to the end. */
function boundsOf(range: string, { least, most, words }: Field, hasStep: boolean): readonly (number | undefined)[] {
  if (range === '*') return [least, most];
  const [first = '', last, ...more] = range.split('-');
  const numberOf = (word: string): number | undefined => {
    const named = words?.indexOf(word) ?? -1;
    if (named >= 0) return named + least;
    const number = /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  };
  if (more.length > 0) return [];
  const from = numberOf(first);
  return [from, last === undefined ? (hasStep ? most : from) : numberOf(last)];
}

function faultOf(place: string, got: string, expected: string): Fault {
  return { code: 'SCHEDULE_CRON', place, got, expected };
}

function refuse(faults: readonly Fault[]): never {
  throw new WeirError(faults);
}
