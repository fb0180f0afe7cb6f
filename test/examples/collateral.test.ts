/** Examples about loans: deferred interest, penalties, resets, REO, foreclosures and modified terms, against the textbook's loop. */
import { describe, expect, it } from 'vitest';
import { amortize, HALF_CENT, level, run, runs, smmOf } from './run.ts';

describe('option_arm_pool', () => {
  it('adds to the classes what the payment does not cover and principal does not make up for', async () => {
    const one = await run('option_arm_pool', { speeds: 'CPR 0', cdr: '0', index: 'MTA=3.5' });
    // The payment is that of 2 %; from month 2 on 6.5 % is due, all of it above the payment is added, and at 0 CPR no principal comes.
    const payment = 200e6 * level(0.02, 360);
    let balance = 200e6 * (1 + 0.02 / 12) - payment;
    for (let at = 2; at <= 12; at++) {
      const deferred = (balance * 0.065) / 12 - payment;
      balance += deferred;
      expect(one.of(['A', 'B'], 'accreted', at)).toBeCloseTo(deferred, 3);
      expect(one.balance(['A', 'B'], at)).toBeCloseTo(balance, 3);
    }
    // The payment then rises by no more than 7.5 %.
    expect(one.of(['A', 'B'], 'accreted', 13)).toBeCloseTo((balance * 0.065) / 12 - 1.075 * payment, 3);
  });

  it('keeps the classes equal to the pool, and adds nothing to them when prepayments make up for it', async () => {
    for (const one of await runs('option_arm_pool', { speeds: 'CPR 0,5,30' })) {
      for (const at of one.dates) expect(Math.abs(one.balance(['A', 'B'], at) - one.end(at))).toBeLessThanOrEqual(HALF_CENT);
    }
    const fast = await run('option_arm_pool', { speeds: 'CPR 30' });
    for (const at of fast.dates.slice(0, 60)) {
      expect(fast.pool(['deferred'], 2)).toBeGreaterThan(0);
      expect(fast.of(['A', 'B'], 'accreted', at)).toBeLessThanOrEqual(HALF_CENT);
    }
  });
});

describe('prepayment_penalty_class', () => {
  it('pays P every penalty: six months of interest on 80 % of one line, 2 % of the other, each through its term', async () => {
    const one = await run('prepayment_penalty_class', { speeds: 'CPR 25', cdr: '0' });
    const smm = smmOf(0.25);
    const six = amortize(60e6, 0.075, 358);
    const two = amortize(30e6, 0.08, 358);
    for (let at = 1; at <= 40; at++) {
      const left = (1 - smm) ** (at - 1) * smm;
      const penalty =
        (at <= 34 ? six.balance[at]! * left * 0.8 * 6 * (0.075 / 12) : 0) + (at <= 22 ? two.balance[at]! * left * 0.02 : 0);
      expect(one.of('P', 'other', at)).toBeCloseTo(penalty, 4);
      expect(one.of('P', 'principal', at)).toBe(at === 35 ? 100 : 0);
    }
  });
});

describe('adjustable_hybrids_io', () => {
  it('collects interest only, then level payments, at rates that reset within their caps', async () => {
    const one = await run('adjustable_hybrids_io', { speeds: 'CPR 0', cdr: '0', index: 'CMT_1Y=4.1' });
    const seven = amortize(50e6, 0.05875, 354);
    // 4.1 % + 2.25 % to the nearest eighth is 6.375 %: within 2 points of 5.25 %, and within 5 of 5.625 %.
    for (let at = 1; at <= 78; at++) {
      const three = at <= 32 ? (60e6 * 0.0525) / 12 : (amortize(60e6, 0.06375, 324).interest[at - 32] ?? 0);
      const five = (90e6 * (at <= 55 ? 0.05625 : 0.06375)) / 12;
      expect(one.pool(['interestDue'], at)).toBeCloseTo(three + five + seven.interest[at]!, 3);
      if (at <= 32) expect(one.principal(at)).toBeCloseTo(seven.balance[at - 1]! - seven.balance[at]!, 4);
    }
    const capped = await run('adjustable_hybrids_io', { speeds: 'CPR 0', cdr: '0', index: 'CMT_1Y=9' });
    expect(capped.pool(['interestDue'], 33) - capped.pool(['interestDue'], 32)).toBeCloseTo(
      (60e6 * 0.02) / 12 - (seven.interest[32]! - seven.interest[33]!),
      4,
    );
  });

  it('divides what the loans pay between the senior coupon and the strip', async () => {
    const one = await run('adjustable_hybrids_io');
    for (const at of one.dates) {
      if (one.of('A', 'begin', at) <= 1) break;
      expect(one.of('A', 'interest', at) + one.of(['X', 'B'], 'interest', at)).toBeCloseTo(one.interest(at), 3);
      expect(one.of('X', 'interest', at)).toBeCloseTo((one.of('A', 'begin', at) * 0.0025) / 12, 4);
    }
  });
});

describe('arm_pool', () => {
  it('passes through what the loans pay', async () => {
    const one = await run('arm_pool');
    for (const at of one.dates) {
      expect(one.of('PT', 'interest', at)).toBeCloseTo(one.interest(at), 4);
      expect(one.of('PT', 'principal', at)).toBeCloseTo(one.principal(at), 4);
    }
  });
});

describe('reo_and_foreclosure', () => {
  it('brings price less costs in the month of each sale, and nothing else that is not of the loans', async () => {
    const one = await run('reo_and_foreclosure');
    // Payment months 41, 43 and 46 are the first, third and sixth dates to come.
    const sales = new Map([
      [1, 1_250_000],
      [3, 800_000],
      [6, 1_500_000],
    ]);
    for (const at of one.dates) {
      expect(one.cash(one.classes, at) - one.interest(at) - one.principal(at)).toBeCloseTo(sales.get(at) ?? 0, 3);
    }
  });

  it('sells what is in foreclosure when its time is up, at its severity', async () => {
    const one = await run('reo_and_foreclosure');
    const sold = (at: number) => [one.pool(['recovery'], at), one.pool(['loss'], at)];
    // 4 million in four months at 50 %, 6 million in ten at 60 %; the others' first sales are a year away. Defaults fall in month 1.
    expect(one.pool(['foreclosure'], 1)).toBeGreaterThan(10_000_000);
    for (const at of [1, 2, 3, 4, 6, 7, 8, 9, 10, 12]) expect(sold(at)).toEqual([0, 0]);
    expect(sold(5)).toEqual([2_000_000, 2_000_000]);
    expect(sold(11)[0]).toBeCloseTo(2_400_000, 4);
    expect(sold(11)[1]).toBeCloseTo(3_600_000, 4);
  });
});

describe('modified_loans', () => {
  const whole = { speeds: 'CPR 0', cdr: '0' };

  it('steps the rate a point a year up to the last one', async () => {
    const one = await run('modified_loans', whole);
    // 2 % for 24 months, then 3, 4 and 4.5 %, each year with a level payment over what is left.
    let balance = 40e6;
    for (let at = 1; at <= 72; at++) {
      const year = at <= 24 ? -1 : Math.floor((at - 25) / 12);
      const rate = Math.min(0.045, 0.03 + 0.01 * year);
      const from = at <= 24 ? 1 : 25 + 12 * year;
      const others = [
        amortize(80e6, 0.065, 250).interest[at]!,
        at <= 24 ? amortize(12e6, 0.07, 24, 264).interest[at]! : 0,
        at <= 60 ? amortize(8e6, 0.07, 60, 264).interest[at]! : 0,
        amortize(4e6, 0.07, 250).interest[at]!,
      ];
      expect(one.pool(['interestDue'], at)).toBeCloseTo((balance * rate) / 12 + others.reduce((a, b) => a + b), 3);
      // What is left of the level payment set at the last step repays principal; it is the same rate since.
      balance += (balance * rate) / 12 - balance * level(rate, 400 - (at - 1));
      expect(from).toBeLessThanOrEqual(at);
    }
  });

  it('is paid balloons on both dates, and the forborne balance at the end', async () => {
    const one = await run('modified_loans', whole);
    const balloon = (upb: number, months: number) => amortize(upb, 0.07, months, 264).balance[months - 1]!;
    expect(one.principal(24)).toBeGreaterThan(balloon(12e6, 24));
    expect(one.principal(60)).toBeGreaterThan(balloon(8e6, 60));
    expect(one.principal(23)).toBeLessThan(1_000_000);
    expect(one.end(399) - one.principal(400)).toBeCloseTo(0, 4);
    // 4.5 % and 400 months: the step-rate line's last payment is all that comes with it.
    expect(one.principal(400)).toBeGreaterThan(6_000_000);
    expect(one.principal(400)).toBeLessThan(6_300_000);
  });

  it('sells what is in foreclosure after six months, at half its balance', async () => {
    const one = await run('modified_loans');
    expect(one.pool(['recovery'], 7)).toBe(2_000_000);
    expect(one.pool(['loss'], 7)).toBe(2_000_000);
  });
});

describe('insured_pipeline', () => {
  it('pays P a penalty by the year of the loan: 5 % in the first, 4 % in the second, nothing after the fifth', async () => {
    const one = await run('insured_pipeline', { speeds: 'CPR 12', cdr: '0' });
    const smm = smmOf(0.12);
    // Ten months old at the cut-off: two more in the first year.
    const loan = amortize(10e6, 0.071, 350);
    for (let at = 1; at <= 60; at++) {
      const share = [0.05, 0.04, 0.03, 0.02, 0.01][Math.floor((10 + at - 1) / 12)] ?? 0;
      expect(one.of('P', 'other', at)).toBeCloseTo(loan.balance[at]! * (1 - smm) ** (at - 1) * smm * share, 4);
    }
  });

  it('keeps a balance until the property is sold, real estate owned after ten months, and the claim three months longer', async () => {
    const one = await run('insured_pipeline', { speeds: 'CPR 0', cdr: '5' });
    expect(one.pool(['owned'], 10)).toBe(0);
    expect(one.pool(['owned'], 11)).toBeGreaterThan(0);
    expect(one.pool(['recovery'], 16)).toBe(0);
    expect(one.pool(['recovery'], 17)).toBeGreaterThan(0);
    for (const at of one.dates.slice(0, 100)) {
      // What defaulted is advanced on, sold, or still there.
      const change = one.pool(['foreclosure'], at) - one.pool(['foreclosure'], at - 1);
      const gone = one.pool(['amortizedDefaulted', 'recovery', 'loss'], at);
      expect(change).toBeCloseTo(one.pool(['defaults'], at) - gone, 3);
      expect(one.pool(['owned'], at)).toBeLessThanOrEqual(one.pool(['foreclosure'], at));
    }
  });
});

describe('revolving_purchases', () => {
  it('stays at its size for two years, and then pays as its loans do, each from its own purchase', async () => {
    const one = await run('revolving_purchases', { speeds: 'CPR 15', cdr: '0' });
    const smm = smmOf(0.15);
    const lines = (parts: readonly (readonly [number, number, number])[]) => {
      const schedules = parts.map(([upb, rate, months]) => amortize(upb, rate, months).balance);
      return (at: number) => schedules.reduce((sum, balance) => sum + (balance[at] ?? 0), 0) * (1 - smm) ** at;
    };
    const initial = lines([
      [70e6, 0.09, 60],
      [30e6, 0.11, 40],
    ]);
    const dollar = lines([
      [0.6, 0.095, 66],
      [0.4, 0.115, 48],
    ]);
    const bought: number[] = [0];
    for (let at = 1; at <= 60; at++) {
      const end = bought.reduce((sum, amount, then) => sum + (then < at ? amount * dollar(at - then) : 0), initial(at));
      expect(one.end(at)).toBeCloseTo(end, 2);
      bought.push(at <= 24 ? 100e6 - end : 0);
      expect(one.of('A', 'balance', at <= 24 ? at : 24)).toBeCloseTo(90e6, 4);
    }
  });

  it('stops for good when losses pass their limit', async () => {
    const one = await run('revolving_purchases', { cdr: '30' });
    const first = one.dates.find((at) => one.of('A', 'principal', at) > 0) ?? 0;
    expect(first).toBeLessThan(20);
    for (const at of one.dates.slice(first, 24)) expect(one.of('A', 'principal', at)).toBeGreaterThan(0);
  });
});
