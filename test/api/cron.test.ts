/** Cron expressions and wall clocks: next times by hand, by brute force, and across changes of the clock. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkZone, nextTime, parseCron } from '../../api/schedules/cron.ts';
import { instantOf, wallOf } from '../../api/schedules/zone.ts';
import { WeirError } from '../../host/index.ts';

const NEW_YORK = 'America/New_York';

/** The next times after one, in ISO without milliseconds. */
function times(text: string, after: string, count = 1, zone = 'UTC'): string[] {
  const cron = parseCron(text);
  const found: string[] = [];
  for (let at = Date.parse(after); found.length < count; at = Date.parse(found.at(-1) ?? '')) {
    const next = nextTime(cron, zone, at);
    found.push(new Date(next ?? Number.NaN).toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
}

describe('a cron expression', () => {
  // 1 April 2011 was a Friday.
  it.each([
    ['30 2 * * *', ['2011-04-01T02:30Z', '2011-04-02T02:30Z']],
    ['*/20 5 * * *', ['2011-04-01T05:00Z', '2011-04-01T05:20Z', '2011-04-01T05:40Z', '2011-04-02T05:00Z']],
    ['0 22 * * 1-5', ['2011-04-01T22:00Z', '2011-04-04T22:00Z', '2011-04-05T22:00Z']],
    ['0 22 * * mon,WED', ['2011-04-04T22:00Z', '2011-04-06T22:00Z', '2011-04-11T22:00Z']],
    ['15 6 1 jan,jul *', ['2011-07-01T06:15Z', '2012-01-01T06:15Z']],
    ['0 0 29 2 *', ['2012-02-29T00:00Z', '2016-02-29T00:00Z']],
    ['0 0 * * 7', ['2011-04-03T00:00Z', '2011-04-10T00:00Z']],
    // Where both days are given either will do: the 13th, and every Friday.
    ['0 12 13 * 5', ['2011-04-01T12:00Z', '2011-04-08T12:00Z', '2011-04-13T12:00Z', '2011-04-15T12:00Z']],
    // A day with a star at its beginning does not count as given.
    ['0 12 */2 * 5', ['2011-04-01T12:00Z', '2011-04-15T12:00Z', '2011-04-29T12:00Z']],
    ['10-20/5 3 * * *', ['2011-04-01T03:10Z', '2011-04-01T03:15Z', '2011-04-01T03:20Z', '2011-04-02T03:10Z']],
    ['50/5 3 * * *', ['2011-04-01T03:50Z', '2011-04-01T03:55Z', '2011-04-02T03:50Z']],
    ['@daily', ['2011-04-02T00:00Z', '2011-04-03T00:00Z']],
    ['@monthly', ['2011-05-01T00:00Z']],
    ['@weekly', ['2011-04-03T00:00Z']],
    ['@hourly', ['2011-04-01T01:00Z']],
  ])('%s comes at %j', (text, expected) => {
    expect(times(text, '2011-04-01T00:00:00Z', expected.length)).toEqual(expected);
  });

  it('never comes at the very moment it is asked after', () => {
    expect(times('0 0 * * *', '2011-04-01T00:00:00Z')).toEqual(['2011-04-02T00:00Z']);
    expect(times('0 0 * * *', '2011-03-31T23:59:59.999Z')).toEqual(['2011-04-01T00:00Z']);
  });

  it.each([
    ['* * * *', 'cron'],
    ['60 * * * *', 'cron, minute'],
    ['* 24 * * *', 'cron, hour'],
    ['* * 0 * *', 'cron, day of the month'],
    ['* * * 13 *', 'cron, month'],
    ['* * * * 8', 'cron, day of the week'],
    ['5-1 * * * *', 'cron, minute'],
    ['*/0 * * * *', 'cron, minute'],
    ['1,,2 * * * *', 'cron, minute'],
    ['a * * * *', 'cron, minute'],
    ['1-2-3 * * * *', 'cron, minute'],
    ['* * * * friday', 'cron, day of the week'],
    ['0 0 31 2 *', 'cron'],
    ['@yearly-ish', 'cron'],
    ['', 'cron'],
  ])('that cannot be read is refused: %j', (text, place) => {
    expect(() => parseCron(text)).toThrow(WeirError);
    expect(() => parseCron(text)).toThrow(`SCHEDULE_CRON ${place}: got`);
  });

  it('tells every field that is wrong', () => {
    try {
      parseCron('99 99 * 99 *');
      expect.fail('it was read');
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      expect(error.faults.map(({ place }) => place)).toEqual(['cron, minute', 'cron, hour', 'cron, month']);
    }
  });

  it('comes when a search minute by minute finds it', () => {
    const item = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: least, max: most }).map(String),
        fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
        fc
          .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
          .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      );
    const expressions = fc.tuple(item(0, 59), item(0, 23), item(1, 28), item(1, 12), item(0, 6));
    const minutes = fc.integer({ min: Date.UTC(2010, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 });
    const holds = (part: string, least: number, value: number) => {
      if (part.startsWith('*')) return part === '*' || (value - least) % Number(part.slice(2)) === 0;
      const [from = 0, to = from] = part.split('-').map(Number);
      return value >= from && value <= to;
    };
    fc.assert(
      fc.property(expressions, minutes, (parts, minute) => {
        const found = nextTime(parseCron(parts.join(' ')), 'UTC', minute * 60_000) ?? Number.NaN;
        // No further than two days, so that the search ends.
        const end = Math.min(found, (minute + 2_880) * 60_000);
        for (let at = (minute + 1) * 60_000; at <= end; at += 60_000) {
          const date = new Date(at);
          const [m, h, d, month, w] = parts;
          const ofMonth = holds(d, 1, date.getUTCDate());
          const ofWeek = holds(w, 0, date.getUTCDay());
          const isDay = d.startsWith('*') || w.startsWith('*') ? ofMonth && ofWeek : ofMonth || ofWeek;
          const matches =
            isDay &&
            holds(m, 0, date.getUTCMinutes()) &&
            holds(h, 0, date.getUTCHours()) &&
            holds(month, 1, date.getUTCMonth() + 1);
          expect([at, matches]).toEqual([at, at === found]);
        }
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe('a schedule in New York', () => {
  it('keeps to the wall clock in winter and summer', () => {
    // Eastern Standard Time is UTC-5, Daylight Time UTC-4.
    expect(times('0 18 * * *', '2011-01-10T00:00Z', 1, NEW_YORK)).toEqual(['2011-01-10T23:00Z']);
    expect(times('0 18 * * *', '2011-07-10T00:00Z', 1, NEW_YORK)).toEqual(['2011-07-10T22:00Z']);
  });

  it('comes once when the clock skips its time in spring', () => {
    // On 13 March 2011 the clock went from 2:00 to 3:00: 2:30 comes an hour late, at 3:30 Daylight Time.
    expect(times('30 2 * * *', '2011-03-12T12:00Z', 2, NEW_YORK)).toEqual(['2011-03-13T07:30Z', '2011-03-14T06:30Z']);
    expect(times('30 2,3 * * *', '2011-03-13T00:00Z', 2, NEW_YORK)).toEqual(['2011-03-13T07:30Z', '2011-03-14T06:30Z']);
  });

  it('comes once when the clock shows its time twice in autumn', () => {
    // On 6 November 2011 the clock went from 2:00 back to 1:00.
    expect(times('30 1 * * *', '2011-11-05T12:00Z', 2, NEW_YORK)).toEqual(['2011-11-06T05:30Z', '2011-11-07T06:30Z']);
    // Asked between the two, it has come already.
    expect(times('30 1 * * *', '2011-11-06T05:45Z', 1, NEW_YORK)).toEqual(['2011-11-07T06:30Z']);
  });

  it('counts days by the wall, not by UTC', () => {
    // 23:30 on the last day of March is April in UTC.
    expect(times('30 23 31 3 *', '2011-03-01T00:00Z', 1, NEW_YORK)).toEqual(['2011-04-01T03:30Z']);
    // Tokyo is UTC+9: the morning of the 1st is still March in UTC.
    expect(times('0 7 1 * *', '2011-03-15T00:00Z', 1, 'Asia/Tokyo')).toEqual(['2011-03-31T22:00Z']);
  });

  it('is in a time zone that there is', () => {
    expect(() => checkZone('Mars/Olympus')).toThrow('SCHEDULE_CRON timeZone');
    expect(() => checkZone('Europe/Berlin')).not.toThrow();
  });
});

describe('a wall clock', () => {
  it('and the instant it stands for go back and forth', () => {
    const zones = fc.constantFrom(
      'UTC',
      NEW_YORK,
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Pacific/Kiritimati',
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: Date.UTC(1990, 0) / 1000, max: Date.UTC(2040, 0) / 1000 }), (zone, second) => {
        const instant = second * 1000;
        const wall = wallOf(instant, zone);
        const back = instantOf(wall, zone);
        // An instant whose time the clock shows a second time stands for the first; no clock goes back by more than an hour.
        expect(wallOf(back, zone)).toBe(wall);
        expect([0, 1_800_000, 3_600_000]).toContain(instant - back);
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});
