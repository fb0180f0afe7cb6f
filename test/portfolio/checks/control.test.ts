/** Totals of a tape against the trustee's. */
import { describe, expect, it } from 'vitest';
import { CONTROL_TOLERANCE, controlChecks, type TapeTotals, tapeTotals } from '../../../host/portfolio/checks/control.ts';
import { connect, FIXED, makeTape } from './tape.ts';

const connection = await connect();

describe('totals of a tape', () => {
  it('weigh rates by balance and leave loans without one out', async () => {
    await makeTape(connection, [
      { ...FIXED, id: 'a', upb: 100_000.25, noteRate: 0.05 },
      { ...FIXED, id: 'b', upb: 300_000.5, noteRate: 0.07 },
      { ...FIXED, id: 'c', upb: 0, noteRate: 0.12, status: 'paid' },
    ]);
    // (100,000.25 x 5 % + 300,000.50 x 7 %) / 400,000.75 = 26,000.0475 / 400,000.75 = 0.0649999968...
    const totals = await tapeTotals(connection);
    expect(totals).toMatchObject({ upb: 400_000.75, count: 2 });
    expect(totals.wac).toBeCloseTo(26_000.0475 / 400_000.75, 14);
  });

  it('of an empty tape are 0', async () => {
    await makeTape(connection, [], 'empty');
    expect(await tapeTotals(connection, 'empty')).toEqual({ upb: 0, count: 0, wac: 0 });
  });

  it('do not lose cents among large balances', async () => {
    // A billion and a million cents: 10,000 dollars.
    await connection.run(
      `CREATE TABLE cents AS SELECT CASE WHEN range = 0 THEN 1e9 ELSE 0.01 END AS "upb", 0.06 AS "noteRate" FROM range(1000001)`,
    );
    expect((await tapeTotals(connection, 'cents')).upb).toBeCloseTo(1_000_010_000, 5);
  });
});

const TOTALS: TapeTotals = { upb: 612_345_678.9, count: 2310, wac: 0.06213 };

describe('control totals', () => {
  it('tie when they are the trustee’s', () => {
    const { lines, checks } = controlChecks(TOTALS, { upb: 612_345_678.9, count: 2310, wac: 0.06213 });
    expect(checks).toEqual([]);
    expect(lines.map(({ field, difference, ties }) => [field, difference, ties])).toEqual([
      ['upb', 0, true],
      ['count', 0, true],
      ['wac', 0, true],
    ]);
  });

  it('that differ are told with both figures and their difference', () => {
    const { lines, checks } = controlChecks(TOTALS, { upb: 612_345_700, count: 2311, wac: 0.0625 });
    expect(checks).toMatchObject([
      {
        rule: 'controlUpb',
        severity: 'error',
        count: 1,
        examples: [{ row: 0, id: '', field: 'upb', got: '612345678.90; the trustee has 612345700.00, a difference of -21.10' }],
      },
      { rule: 'controlCount', examples: [{ field: 'count', got: '2310; the trustee has 2311, a difference of -1' }] },
      {
        rule: 'controlWac',
        examples: [{ field: 'wac', got: '0.0621300; the trustee has 0.0625000, a difference of -0.0003700' }],
      },
    ]);
    expect(lines[1]).toEqual({
      rule: 'controlCount',
      field: 'count',
      got: 2310,
      expected: 2311,
      difference: -1,
      tolerance: CONTROL_TOLERANCE.count,
      ties: false,
    });
  });

  it('may differ by the tolerance, and no more', () => {
    const upb = (expected: number, allowed?: number) =>
      controlChecks(TOTALS, { upb: expected }, allowed === undefined ? {} : { upb: allowed }).lines[0]?.ties;
    expect(upb(612_345_678.91)).toBe(true);
    expect(upb(612_345_678.92)).toBe(false);
    expect(upb(612_345_688.9, 10)).toBe(true);
    expect(upb(612_345_688.91, 10)).toBe(false);
    // 6.21 % is the trustee's way of writing 6.213 %.
    expect(controlChecks(TOTALS, { wac: 0.0621 }).lines[0]?.ties).toBe(true);
    expect(controlChecks(TOTALS, { wac: 0.062 }).lines[0]?.ties).toBe(false);
  });

  it('that are not given are not held', () => {
    expect(controlChecks(TOTALS, {})).toEqual({ lines: [], checks: [] });
  });

  it('take their severity from the snapshot', () => {
    const held = (severity: 'warning' | 'off') => controlChecks(TOTALS, { count: 1 }, {}, new Map([['controlCount', severity]]));
    expect(held('warning').checks).toMatchObject([{ rule: 'controlCount', severity: 'warning' }]);
    expect(held('off').checks).toEqual([]);
    expect(held('off').lines[0]?.ties).toBe(false);
  });
});
