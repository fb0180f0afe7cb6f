/** Wall clocks of time zones. A wall time is written as if it were UTC, in milliseconds since 1970. */

const formats = new Map<string, Intl.DateTimeFormat>();
const HOUR = 3_600_000;

/** Whether a name is a time zone that this system knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What the clocks of a zone show at an instant, to the second below. */
export function wallOf(instant: number, zone: string): number {
  const part = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

/**
 * The instant at which the clocks of a zone show a wall time: the first where they show it twice; where they skip it, the one that is as
 * long after the last time shown before.
 */
export function instantOf(wall: number, zone: string): number {
  // Offsets on either side of any change nearby; the greater one is in force before clocks go back, the lesser before they go forward.
  const before = wallOf(wall - 24 * HOUR, zone) - (wall - 24 * HOUR);
  const after = wallOf(wall + 24 * HOUR, zone) - (wall + 24 * HOUR);
  for (const offset of [before, after]) if (wallOf(wall - offset, zone) === wall) return wall - offset;
  return wall - before;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
