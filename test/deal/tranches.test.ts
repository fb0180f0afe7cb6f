/** Fields of tranches, exchanges and hedges: what accrues, what is owed, and to whom it belongs. */
import { describe, expect, it } from 'vitest';
import { faultsOf, run, small } from './small.ts';

const INTEREST = (...to: string[]) => ({ pay: 'interest', to, from: 'interest' });
const PRINCIPAL = (...to: string[]) => ({ pay: 'principal', to, from: 'principal' });

describe('coupons', () => {
  it.each([
    ['a decimal', 0.12],
    ['a percent', '12%'],
    ['a sum', '10% + 2%'],
    ['a condition', '12% if month < 12 else 0'],
    ['a definition', 'rate'],
    ['a schedule', 'stepped'],
  ])('%s', async (_, coupon) => {
    const deal = small({
      tranches: { A: { balance: 1000, coupon } },
      define: { rate: '12%' },
      schedules: { stepped: { points: [[1, '12%']] } },
      steps: [INTEREST('A')],
    });
    expect((await run(deal)).of('A', 'interest')).toEqual([10, 10, 10]);
  });

  it('are evaluated each month, before the first step', async () => {
    // 1 % a month times the month; and the balance before payments, though principal is paid first.
    const deal = small({ tranches: { A: { balance: 1000, coupon: '12% * month' } }, steps: [PRINCIPAL('A'), INTEREST('A')] });
    expect((await run(deal)).of('A', 'interest')).toEqual([10, 18, 24]);
  });

  it('default to 0', async () => {
    const { of } = await run(small({ steps: [INTEREST('A'), PRINCIPAL('A')] }));
    expect(of('A', 'interest')).toEqual([0, 0, 0]);
    expect(of('A', 'principal')).toEqual([100, 100, 100]);
  });
});

describe('notional classes', () => {
  const P = { balance: 1000 };

  it.each([
    ['a tranche', 'P', [10, 9, 8]],
    ['a set', 'ALL', [30, 29, 28]],
    ['a group', 'pool1', [112, 111, 110]],
    ['the pool', 'pool', [112, 111, 110]],
    ['a number', '500', [5, 5, 5]],
    ['an expression', '20% * begin(P) + 100', [3, 2.8, 2.6]],
    ['less than nothing', '-5', [0, 0, 0]],
  ])('accrue on %s, read before the month is paid', async (_, notional, interest) => {
    const deal = small({
      tranches: { P, Q: { balance: 2000 }, IO: { notional, coupon: '12%' } },
      sets: { ALL: ['P', 'Q', 'IO'] },
      // Interest from both funds, for the pool's 112 of it; principal of P from what is left.
      steps: [
        { transfer: 100, from: 'principal', to: 'forP' },
        { pay: 'interest', to: 'IO', from: ['interest', 'paid'] },
        { pay: 'principal', to: 'P', from: 'forP' },
      ],
      accounts: { paid: { balance: 1000 } },
    });
    expect((await run(deal)).of('IO', 'interest')).toEqual(interest);
  });

  it('have no principal and stand outside every sum of balances', async () => {
    const deal = small({
      tranches: { P, IO: { notional: 'P', coupon: '12%' } },
      sets: { ALL: ['P', 'IO'] },
      // Were IO's 1,000 counted, the bounds would be 1,100, 2,100 and so on.
      steps: [{ pay: 'principal', to: ['IO', 'P'], from: 'principal', upTo: 'balance(ALL) + begin(ALL) + original(ALL) - 2950' }],
    });
    const { of } = await run(deal);
    expect(of('IO', 'principal')).toEqual([0, 0, 0]);
    // 3,000 - 2,950 = 50; then 950 + 950 + 1,000 - 2,950 is below 0.
    expect(of('P', 'principal')).toEqual([50, 0, 0]);
    expect(of('IO', 'begin')).toEqual([1000, 950, 950]);
  });

  it('may be notional on one another, and begin of one is its notional', async () => {
    // begin(IO) was 0, so that an IO on an IO earned nothing.
    const deal = small({
      tranches: { P, IO: { notional: 'P', coupon: '6%' }, IO2: { notional: 'IO', coupon: '12%' } },
      steps: [INTEREST('IO', 'IO2'), PRINCIPAL('P')],
    });
    const { of } = await run(deal);
    expect(of('IO', 'interest')).toEqual([5, 4.5, 4]);
    expect(of('IO2', 'interest')).toEqual([10, 9, 8]);
    // After payments: what it will be next month.
    expect(of('IO2', 'balance')).toEqual([900, 800, 700]);
  });
});

describe('carry-over', () => {
  it('is what is over the coupon, with interest at the uncapped rate', async () => {
    // 24 % against 12 % of 1,000: 10 a month over; 10 x 1.02 + 10 = 20.2; 20.2 x 1.02 + 10 = 30.604.
    const deal = small({ tranches: { A: { balance: 1000, coupon: '12%', uncapped: '24%' } }, steps: [INTEREST('A')] });
    const { of } = await run(deal);
    expect(of('A', 'interest')).toEqual([10, 10, 10]);
    expect(of('A', 'carryover')).toEqual([10, 20.2, 30.604]);
  });

  it('is paid by a step of its own', async () => {
    const deal = small({
      tranches: { A: { balance: 1000, coupon: '12%', uncapped: '24%' } },
      steps: [INTEREST('A'), { pay: 'carryover', to: 'A', from: 'interest', upTo: 15 }],
    });
    const { of } = await run(deal);
    // 10; 10 new; 10 new: 10, 10, 10 paid, nothing is left over.
    expect(of('A', 'other')).toEqual([10, 10, 10]);
    expect(of('A', 'carryover')).toEqual([0, 0, 0]);
  });

  it('is nothing where the coupon is not under the uncapped rate', async () => {
    const deal = small({ tranches: { A: { balance: 1000, coupon: '12%', uncapped: '11%' } } });
    expect((await run(deal)).of('A', 'carryover')).toEqual([0, 0, 0]);
  });
});

describe('notes', () => {
  it('interest is to the nearest cent a note, principal down to it, and what is left is kept', async () => {
    // 1,000 notes of 1: a cent a note is 10 dollars. Interest of 1.25 % a month on 1,000 is 12.50: to the nearest 10.
    // Principal: 100 is 10 cents a note in month 1. In month 2, 45 of 100: 40 and 5 kept; in month 3, 45 + 5.
    const deal = small({
      tranches: { A: { balance: 1000, perNote: 1, coupon: '15%' } },
      steps: [INTEREST('A'), { pay: 'principal', to: 'A', from: 'principal', upTo: 'if(month == 1, 100, 45)' }],
    });
    const { of } = await run(deal);
    expect(of('A', 'interest', 1)).toEqual([10]);
    expect(of('A', 'principal')).toEqual([100, 40, 50]);
    expect(of('A', 'balance')).toEqual([900, 860, 810]);
  });
});

describe('exchange classes', () => {
  it('have the shares of their parts', async () => {
    const deal = small({
      tranches: { A: { balance: 1000, coupon: '12%' }, B: { balance: 2000, coupon: '6%' } },
      exchanges: { AB: { of: { A: '100%', B: 0.5 } } },
      steps: [INTEREST('A', 'B'), PRINCIPAL('A', 'B')],
    });
    const { of } = await run(deal);
    // Interest 10 + 5, then 9 + 5; principal 100; balance 900 + 1,000.
    expect(of('AB', 'interest')).toEqual([15, 14, 13]);
    expect(of('AB', 'principal')).toEqual([100, 100, 100]);
    expect(of('AB', 'balance')).toEqual([1900, 1800, 1700]);
  });

  it('are of classes that exist', () => {
    const deal = small({ exchanges: { AB: { of: { A: 1, B: 1 } } } });
    expect(faultsOf(deal)).toMatchObject([{ code: 'DEAL_UNKNOWN_NAME', got: expect.stringContaining('B') }]);
  });
});

describe('hedges with terms', () => {
  const indices = ['RATE'];
  const hedged = (hedge: object, rate: string) =>
    small({
      tranches: { R: { residual: true } },
      indices,
      assumptions: { indices: { RATE: rate } },
      hedges: { h: { index: 'RATE', notional: 1200, floatDays: '30/360', ...hedge } },
      steps: [{ receive: 'h', into: 'interest' }, ...('fixed' in hedge ? [{ pay: 'hedge', to: 'h', from: ['interest'] }] : [])],
    });

  it('a swap nets the index against the fixed rate', async () => {
    // 1,200 is a dollar a month for each percent: 5 is paid and 3, 5, 8 received.
    const { of } = await run(hedged({ kind: 'swap', fixed: '5%' }, '3, 5, 8'));
    expect(of('R', 'other')).toEqual([198, 200, 203]);
  });

  it('a cap pays the index over the strike, and no more than up to the ceiling', async () => {
    expect((await run(hedged({ kind: 'cap', strike: '4%' }, '3, 5, 8'))).of('R', 'other')).toEqual([200, 201, 204]);
    expect((await run(hedged({ kind: 'cap', strike: '4%', ceiling: '6%' }, '3, 5, 8'))).of('R', 'other')).toEqual([
      200, 201, 202,
    ]);
  });

  it('days of the index are actual over 360 unless it is said otherwise', async () => {
    // January has 31 days, February 28: 1,200 x 6 % x 31/360 = 6.2, x 28/360 = 5.6.
    const deal = hedged({ kind: 'cap', strike: 0, floatDays: 'act/360' }, '6');
    expect((await run(deal)).of('R', 'other', 2)).toEqual([206.2, 205.6]);
  });
});

describe('a tranche that says too much or too little', () => {
  it.each([
    ['both balance and notional', { balance: 1, notional: 'pool' }, 'DEAL_SHAPE', 'tranches.B'],
    ['neither', { coupon: '5%' }, 'DEAL_SHAPE', 'tranches.B'],
    ['a percent without its sign', { balance: 1, coupon: 4.5 }, 'DEAL_RANGE', 'tranches.B.coupon'],
    ['a rate below 0', { balance: 1, coupon: -0.01 }, 'DEAL_RANGE', 'tranches.B.coupon'],
    ['a balance below 0', { balance: -1 }, 'DEAL_RANGE', 'tranches.B.balance'],
    ['a balance beyond all money', { balance: 1e16 }, 'DEAL_RANGE', 'tranches.B.balance'],
    ['an unknown field', { balance: 1, rate: 0.05 }, 'DEAL_SHAPE', 'tranches.B.rate'],
    ['an unknown day count', { balance: 1, dayCount: '30/365' }, 'DEAL_SHAPE', 'tranches.B.dayCount'],
    ['notes of a class without a balance', { notional: 'A', perNote: 1000 }, 'DEAL_SHAPE', 'tranches.B.perNote'],
  ])('%s', (_, tranche, code, place) => {
    expect(faultsOf(small({ tranches: { A: { balance: 1000 }, B: tranche } }))).toContainEqual(
      expect.objectContaining({ code, place }),
    );
  });
});
