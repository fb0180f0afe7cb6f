/** Examples about how one stream is cut: plans, exchange classes, floaters, readings of the documents, and a call that pays. */
import { describe, expect, it } from 'vitest';
import { HALF_CENT, run, runs } from './run.ts';

/** A schedule between its points, in a straight line. */
function line(points: readonly (readonly [number, number])[], at: number): number {
  const next = points.findIndex(([month]) => month >= at);
  if (next < 0) return points.at(-1)![1];
  const [to, end] = points[next]!;
  const [from, begin] = points[Math.max(0, next - 1)]!;
  return to === from ? end : begin + ((end - begin) * (at - from)) / (to - from);
}

describe('pac_tac_support', () => {
  const PAC = [
    [24, 45e6],
    [36, 39e6],
    [48, 32.8e6],
    [60, 27e6],
    [72, 21.6e6],
    [84, 16.5e6],
    [96, 11.7e6],
    [108, 7.2e6],
    [120, 3.4e6],
    [132, 0.2e6],
    [144, 0],
  ] as const;
  const TAC = [
    [0, 16e6],
    [12, 14.6e6],
    [24, 9.4e6],
    [36, 6.6e6],
    [48, 4.4e6],
    [60, 2.7e6],
    [72, 1.4e6],
    [84, 0.5e6],
    [96, 0],
  ] as const;

  it('keeps the PAC on its plan from 100 to 250 PSA', async () => {
    for (const one of await runs('pac_tac_support', { speeds: 'PSA 100,130,165,200,250' })) {
      for (const at of one.dates) expect(Math.abs(one.balance('PAC', at) - line(PAC, at))).toBeLessThanOrEqual(HALF_CENT);
    }
  });

  it('keeps the TAC on its own from 165 to 250 PSA, and lets it extend below', async () => {
    for (const one of await runs('pac_tac_support', { speeds: 'PSA 165,200,250' })) {
      for (const at of one.dates) {
        expect(Math.abs(one.balance('TAC', at) - line(TAC, at))).toBeLessThanOrEqual(HALF_CENT);
      }
    }
    const slow = await run('pac_tac_support', { speeds: 'PSA 100' });
    expect(slow.balance('TAC', 48)).toBeGreaterThan(line(TAC, 48) + 1_000_000);
  });

  it('pays the support only when both are at their plans', async () => {
    for (const one of await runs('pac_tac_support', { speeds: 'PSA 50,165,400' })) {
      for (const at of one.dates.filter((date) => one.of('S', 'principal', date) > HALF_CENT)) {
        expect(one.balance('PAC', at) - line(PAC, at)).toBeLessThanOrEqual(HALF_CENT);
        expect(one.balance('TAC', at) - line(TAC, at)).toBeLessThanOrEqual(HALF_CENT);
      }
    }
  });
});

describe('pac_support_z', () => {
  it('keeps the planned classes on their plan from 100 to 250 PSA', async () => {
    const plan = [
      [30, 50e6],
      [42, 43.4e6],
      [54, 37.2e6],
      [66, 31.4e6],
      [78, 25.9e6],
      [90, 20.8e6],
      [102, 16e6],
      [114, 11.9e6],
      [126, 8.5e6],
      [138, 5.9e6],
      [150, 3.7e6],
      [162, 2e6],
      [174, 0.6e6],
      [186, 0],
    ] as const;
    const speeds = { 'PSA 165': HALF_CENT, 'PSA 250': HALF_CENT, 'PSA 100': 60_000 };
    // At 100 PSA the straight lines of the plan ask for a little more than arrives, a tenth of a percent of the classes.
    for (const [speed, most] of Object.entries(speeds)) {
      const one = await run('pac_support_z', { speeds: speed });
      for (const at of one.dates) expect(Math.abs(one.balance(['PA', 'PB'], at) - line(plan, at))).toBeLessThanOrEqual(most);
    }
  });
});

describe('sequential', () => {
  it('pays a class nothing while one before it has a balance, and the strip half a percent of all three', async () => {
    const one = await run('sequential', { speeds: 'PSA 300' });
    for (const at of one.dates) {
      if (one.balance('A', at) > HALF_CENT) expect(one.of(['B', 'C'], 'principal', at)).toBe(0);
      if (one.balance('B', at) > HALF_CENT) expect(one.of('C', 'principal', at)).toBe(0);
      expect(one.of('IO', 'interest', at)).toBeCloseTo((one.of(['A', 'B', 'C'], 'begin', at) * 0.005) / 12, 6);
    }
  });
});

describe('floater_inverse', () => {
  it('makes 6 % of floater and inverse together, at every index rate up to the cap', async () => {
    for (const rate of [0.5, 4.3, 6.2]) {
      const one = await run('floater_inverse', { index: `SOFR_30D=${rate}` });
      for (const at of one.dates) {
        expect(one.of(['F', 'S'], 'interest', at)).toBeCloseTo((one.of(['F', 'S'], 'begin', at) * 0.06) / 12, 3);
      }
    }
  });
});

describe('exchange_classes', () => {
  it('pays an exchange class the sum of the shares of its parts', async () => {
    const one = await run('exchange_classes', { speeds: 'PSA 300' });
    for (const at of one.dates) {
      expect(one.of('AX', 'interest', at)).toBeCloseTo(one.of(['A', 'AI'], 'interest', at), 6);
      expect(one.of('AX', 'interest', at)).toBeCloseTo((one.of('A', 'begin', at) * 0.06) / 12, 4);
      expect(one.of('AY', 'interest', at)).toBeCloseTo((one.of('A', 'begin', at) * 0.055) / 12, 4);
      expect(one.of('AX', 'balance', at)).toBeCloseTo(one.of('A', 'balance', at), 6);
      expect(one.of('HALF', 'principal', at)).toBeCloseTo(one.of('A', 'principal', at) / 2, 6);
    }
  });

  it('makes a fixed 6 % of floater and inverse, whatever the index', async () => {
    for (const rate of [1, 4.3, 7.4]) {
      const one = await run('exchange_classes', { index: `SOFR_30D=${rate}` });
      for (const at of one.dates.filter((date) => one.of('FS', 'begin', date) > 1))
        expect(one.of('FS', 'coupon', at)).toBeCloseTo(0.06, 9);
    }
  });
});

describe('variants_two_readings', () => {
  const request = { speeds: 'CPR 15', cdr: '0' };

  it('pays in turn by the prospectus, and side by side from month 37 by the indenture', async () => {
    const prospectus = await run('variants_two_readings', request);
    const indenture = await run('variants_two_readings', { ...request, variant: 'indenture' });
    for (const at of prospectus.dates) {
      if (prospectus.balance('A', at) > HALF_CENT) expect(prospectus.of('M', 'principal', at)).toBe(0);
      expect(indenture.cash(['A', 'M', 'R'], at)).toBeCloseTo(prospectus.cash(['A', 'M', 'R'], at), 3);
    }
    expect(indenture.of('M', 'principal', 36)).toBe(0);
    for (const at of indenture.dates.slice(36).filter((date) => indenture.balance('M', date) > 1)) {
      const share = indenture.of('M', 'begin', at) / indenture.of(['A', 'M'], 'begin', at);
      expect(indenture.of('M', 'principal', at)).toBeCloseTo(share * indenture.principal(at), 3);
    }
  });

  it('goes back to paying in turn, by the indenture too, when losses pass 2 %', async () => {
    const one = await run('variants_two_readings', { speeds: 'CPR 15', cdr: '4', severity: '50', variant: 'indenture' });
    let losses = 0;
    for (const at of one.dates) {
      losses += one.pool(['loss'], at);
      if (losses > 4_000_000 && one.balance('A', at) > HALF_CENT) expect(one.of('M', 'principal', at)).toBe(0);
    }
    expect(losses).toBeGreaterThan(4_000_000);
  });
});

describe('in_the_money_call', () => {
  /** What retiring the notes costs on a date, less what was collected for it. */
  it('is called on the first date from month 25 on which the collateral is worth more than the notes cost', async () => {
    const request = { speeds: 'CPR 8,15,30' };
    const called = await runs('in_the_money_call', request);
    const held = await runs('in_the_money_call', { ...request, noCall: true });
    const dates = held.map((one) =>
      one.dates.find((at) => {
        const accrued = (one.of('A', 'begin', at) * 0.0525) / 12 + (one.of('M', 'begin', at) * 0.06) / 12;
        const fee = (0.0002 * one.end(at - 1)) / 12;
        const cost = one.of(['A', 'M'], 'begin', at) + accrued + fee - one.interest(at) - one.principal(at);
        return at >= 25 && one.end(at) * Math.min(1, 0.9 + (0.1 * (at - 1)) / 96) > cost;
      }),
    );
    expect(called.map(({ path }) => path.calledAt)).toEqual(dates);
    expect(new Set(dates).size).toBe(3);
  });

  it('retires the notes with the price, and leaves the residual nothing of it', async () => {
    for (const one of await runs('in_the_money_call', { speeds: 'CPR 8,15,30' })) {
      const { calledAt = 0 } = one.path;
      expect(one.balance(['A', 'M'], calledAt)).toBeLessThanOrEqual(HALF_CENT);
      expect(one.of(['A', 'M'], 'shortfall', calledAt)).toBeLessThanOrEqual(HALF_CENT);
      expect(one.cash('R', calledAt)).toBeLessThanOrEqual(HALF_CENT);
    }
  });
});
