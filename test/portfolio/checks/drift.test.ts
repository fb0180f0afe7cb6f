/** A tape against the last one: what came, what went, and what moved against its terms. */
import { describe, expect, it } from 'vitest';
import { DRIFT_RULES, driftReport } from '../../../host/portfolio/checks/drift.ts';
import { RULE_NAMES } from '../../../host/portfolio/checks/run.ts';
import { ADJUSTABLE, connect, FIXED, makeTape, NEGATIVE, type Row } from './tape.ts';

const connection = await connect();

async function drift(before: readonly Row[], now: readonly Row[], months = 1, overrides = new Map()) {
  await makeTape(connection, before, 'previous');
  await makeTape(connection, now);
  return driftReport(connection, 'previous', { months, overrides });
}

/** A month later: one payment of 644.30, of which 500 was interest. */
const LATER: Row = { ...FIXED, upb: 99_855.7, remainingTerm: 299, age: 61 };

/** Interest-only, so that its balance may stand still. */
const arm = (changes: Row = {}): Row => ({ ...ADJUSTABLE, interestOnly: 60, payment: 500, ...changes });

interface Case {
  readonly rule: string;
  readonly why: string;
  readonly months?: number;
  readonly before: Row;
  readonly breaks: Row;
  readonly keeps: Row;
  readonly got: string;
}

const CASES: readonly Case[] = [
  {
    rule: 'balanceRose',
    why: 'unless it was modified',
    before: FIXED,
    breaks: { ...LATER, upb: 100_000.01 },
    keeps: { ...LATER, upb: 99_999.99 },
    got: '100000.01; before upb 100000',
  },
  {
    rule: 'balanceStuck',
    why: 'though it pays on time',
    before: FIXED,
    breaks: { ...LATER, upb: 100_000 },
    keeps: { ...LATER, upb: 100_000, daysLate: 30 },
    got: '100000; remainingTerm 299, before remainingTerm 300',
  },
  {
    rule: 'termRose',
    why: 'without a modification',
    before: FIXED,
    breaks: { ...LATER, remainingTerm: 301 },
    keeps: { ...LATER, remainingTerm: 300 },
    got: '301; before remainingTerm 300',
  },
  {
    rule: 'fixedRateMoved',
    why: 'of a fixed loan',
    before: FIXED,
    breaks: { ...LATER, noteRate: 0.0599 },
    keeps: { ...LATER, noteRate: 0.06 },
    got: '0.0599; before noteRate 0.06',
  },
  {
    rule: 'rateMovedPastCap',
    why: 'though no reset was due: the next one is in month 4',
    months: 2,
    before: arm(),
    breaks: arm({ noteRate: 0.061 }),
    keeps: arm(),
    got: '0.061; before noteRate 0.06, before firstReset 4, before initialCap 0.02, before periodicCap 0.01',
  },
  {
    // The cap of 2 %, and an eighth of rounding.
    rule: 'rateMovedPastCap',
    why: 'at one reset, in month 4',
    months: 3,
    before: arm(),
    breaks: arm({ noteRate: 0.0813 }),
    keeps: arm({ noteRate: 0.08125 }),
    got: '0.0813; before noteRate 0.06, before firstReset 4, before initialCap 0.02, before periodicCap 0.01',
  },
  {
    // 2 % and 1 %, and rounding; month 10 counts although it is the first of those to come.
    rule: 'rateMovedPastCap',
    why: 'at two resets, in months 4 and 10',
    months: 9,
    before: arm(),
    breaks: arm({ noteRate: 0.0287 }),
    keeps: arm({ noteRate: 0.02875 }),
    got: '0.0287; before noteRate 0.06, before firstReset 4, before initialCap 0.02, before periodicCap 0.01',
  },
  {
    rule: 'indexChanged',
    why: 'without a modification',
    before: arm(),
    breaks: arm({ index: 'CMT_1Y' }),
    keeps: arm(),
    got: 'CMT_1Y; before index LIBOR_6M',
  },
  {
    rule: 'modifiedSince',
    why: 'for a second time',
    before: { ...FIXED, modified: '2009-01-01' },
    breaks: { ...LATER, modified: '2011-02-10', noteRate: 0.02, upb: 104_000 },
    keeps: { ...LATER, modified: '2009-01-01' },
    got: '2011-02-10; noteRate 0.02, before noteRate 0.06, upb 104000, before upb 100000',
  },
  {
    rule: 'statusJumped',
    why: 'in one month of 31 days',
    before: { ...FIXED, daysLate: 30 },
    breaks: { ...FIXED, daysLate: 90 },
    keeps: { ...FIXED, daysLate: 61 },
    got: '90; status current, before daysLate 30, before status current',
  },
  {
    // A foreclosure stands for 90 days: 28 late two months ago can be 90 today, 27 cannot.
    rule: 'statusJumped',
    why: 'into foreclosure',
    months: 2,
    before: { ...FIXED, daysLate: 27 },
    breaks: { ...FIXED, daysLate: 85, status: 'foreclosure' },
    keeps: { ...FIXED, daysLate: 85 },
    got: '85; status foreclosure, before daysLate 27, before status current',
  },
];

describe('a loan of both tapes', () => {
  it.each(CASES)('breaks $rule $why', async ({ rule, months, before, breaks, keeps, got }) => {
    expect((await drift([before], [keeps], months)).checks).toEqual([]);
    const { checks, report } = await drift([before], [breaks], months);
    expect(checks).toMatchObject([{ rule, severity: 'warning', count: 1, examples: [{ row: 1, id: 'L1', got }] }]);
    expect(report.rules.filter(({ count }) => count > 0)).toEqual([{ name: rule, count: 1, upb: breaks.upb }]);
  });

  it('may go into foreclosure two months after it was 28 days late', async () => {
    const { checks } = await drift([{ ...FIXED, daysLate: 28 }], [{ ...FIXED, daysLate: 85, status: 'foreclosure' }], 2);
    expect(checks).toEqual([]);
  });

  it('that was modified may owe more, at another rate, for longer', async () => {
    const { checks } = await drift(
      [FIXED],
      [{ ...LATER, modified: '2011-02-01', upb: 103_000, noteRate: 0.03, remainingTerm: 360 }],
    );
    expect(checks.map(({ rule }) => rule)).toEqual(['modifiedSince']);
  });

  it('that adds interest to its balance may owe more', async () => {
    expect((await drift([NEGATIVE], [{ ...NEGATIVE, upb: 100_150 }])).checks).toEqual([]);
  });

  it('without caps may move to any rate at a reset', async () => {
    const free: Row = arm({ initialCap: null, periodicCap: null, firstReset: 1, noteRate: 0.02 });
    expect((await drift([free], [{ ...free, noteRate: 0.11 }])).checks).toEqual([]);
  });
});

describe('loans of one tape alone', () => {
  const before: readonly Row[] = [
    { ...FIXED, id: 'kept', upb: 100_000 },
    { ...FIXED, id: 'paid here', upb: 50_000 },
    { ...FIXED, id: 'without balance here', upb: 40_000 },
    { ...FIXED, id: 'due', upb: 1000, remainingTerm: 3 },
    { ...FIXED, id: 'vanished', upb: 30_000, remainingTerm: 4 },
    { ...FIXED, id: 'came back', upb: 0, status: 'paid' },
    { ...FIXED, id: 'long gone', upb: 0, status: 'paid' },
  ];
  const now: readonly Row[] = [
    { ...FIXED, id: 'new', upb: 70_000 },
    { ...FIXED, id: 'kept', upb: 99_000 },
    { ...FIXED, id: 'paid here', upb: 0, status: 'paid' },
    { ...FIXED, id: 'without balance here', upb: 0 },
    { ...FIXED, id: 'came back', upb: 20_000 },
  ];

  it('are told with what became of their balance', async () => {
    const { checks, report } = await drift(before, now, 3);
    expect(report).toMatchObject({
      months: 3,
      // 100,000 + 50,000 + 40,000 + 1,000 + 30,000
      before: { count: 5, upb: 221_000 },
      // 70,000 + 99,000 + 20,000
      now: { count: 3, upb: 189_000 },
      kept: { count: 1, upb: 99_000, upbBefore: 100_000 },
      paid: { count: 3, upb: 91_000 },
      vanished: { count: 1, upb: 30_000 },
      added: { count: 2, upb: 90_000 },
    });
    expect(checks).toMatchObject([
      {
        rule: 'loanVanished',
        count: 1,
        examples: [{ row: 5, id: 'vanished', field: 'before upb', got: '30000; before status current, before remainingTerm 4' }],
      },
      {
        rule: 'loanAdded',
        count: 2,
        examples: [
          { row: 1, id: 'new', got: '70000; before upb nothing' },
          { row: 5, id: 'came back', got: '20000; before upb 0' },
        ],
      },
    ]);
    expect(report.rules.slice(0, 2)).toEqual([
      { name: 'loanVanished', count: 1, upb: 30_000 },
      { name: 'loanAdded', count: 2, upb: 90_000 },
    ]);
  });

  it('may be errors, or off, by the snapshot; the report counts them all the same', async () => {
    const overrides = new Map(Object.entries({ loanVanished: 'error', loanAdded: 'off' }));
    const { checks, report } = await drift(before, now, 3, overrides);
    expect(checks.map(({ rule, severity }) => [rule, severity])).toEqual([['loanVanished', 'error']]);
    expect(report.added.count).toBe(2);
  });

  it('without a number, or of a number that stands twice, are counted once at most', async () => {
    const twice = [FIXED, { ...FIXED, upb: 5 }, { ...FIXED, id: null }, { ...FIXED, id: '' }];
    const { checks, report } = await drift(twice, [LATER, LATER]);
    expect(checks).toEqual([]);
    expect(report.before).toEqual({ count: 1, upb: 100_000 });
    expect(report.now).toEqual({ count: 1, upb: 99_855.7 });
  });
});

describe('drift', () => {
  it('has a case here for every rule', () => {
    const tested = [...CASES.map(({ rule }) => rule), 'loanVanished', 'loanAdded'];
    expect(DRIFT_RULES.map(({ rule }) => rule).filter((rule) => !tested.includes(rule))).toEqual([]);
    expect(DRIFT_RULES.filter(({ rule }) => !RULE_NAMES.includes(rule))).toEqual([]);
  });

  it('leaves no table behind, and can be asked again', async () => {
    await drift([FIXED], [LATER]);
    await drift([FIXED], [LATER]);
    const tables = await connection.runAndReadAll('SELECT table_name FROM duckdb_tables() WHERE temporary');
    expect(tables.getRowsJS()).toEqual([]);
  });

  it.each([0, 1.5, Number.NaN])('refuses %s months between tapes', async (months) => {
    await expect(drift([FIXED], [LATER], months)).rejects.toThrow('REQUEST_INVALID');
  });

  it('of three hundred thousand loans takes seconds', async () => {
    const large = await connect();
    await makeTape(large, []);
    await makeTape(large, [], 'previous');
    const insert = (table: string, upb: string) =>
      large.run(
        `INSERT INTO "${table}" ("row", "id", "upb", "noteRate", "remainingTerm") SELECT range, 'L' || range, ${upb}, 0.06, 300 FROM range(300000)`,
      );
    await insert('previous', '100000');
    // Every hundred-thousandth loan rose.
    await insert('tape', 'CASE WHEN range % 100000 = 7 THEN 100001 ELSE 99900 END');
    const start = performance.now();
    const { checks, report } = await driftReport(large, 'previous', { months: 1 });
    const seconds = (performance.now() - start) / 1000;
    expect(checks.map(({ rule, count }) => [rule, count])).toEqual([['balanceRose', 3]]);
    // 299,997 x 99,900 + 3 x 100,001
    expect(report.now).toEqual({ count: 300_000, upb: 29_970_000_303 });
    expect(seconds).toBeLessThan(10);
  });
});
