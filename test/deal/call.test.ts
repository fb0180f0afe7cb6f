/** Calls: when the pool is sold, for how much, and what is left of it. */
import { describe, expect, it } from 'vitest';
import { faultsOf, PRINCIPAL_LOAN, run, small } from './small.ts';

const tranches = { A: { balance: 11_000, coupon: '6%' }, R: { residual: true } };
const steps = [
  { pay: 'interest', to: 'A', from: 'interest' },
  { pay: 'principal', to: 'A', from: 'principal' },
];
const called = (call: object, more: object = {}) => small({ tranches, call, steps, ...more });

describe('a call', () => {
  it('sells the collateral at its balance on the first date on which the condition holds', async () => {
    // After the collections of month 2 the pool is 11,000: 10,900 are sold with the 100 collected.
    const { of } = await run(called({ when: 'month >= 2' }));
    expect(of('pool', 'called', 4)).toEqual([0, 1, 0, 0]);
    expect(of('pool1', 'end', 4)).toEqual([11_100, 0, 0, 0]);
    expect(of('A', 'principal', 4)).toEqual([100, 10_900, 0, 0]);
    expect(of('A', 'interest', 4)).toEqual([55, 54.5, 0, 0]);
    // Interest 100 - 55, then 100 - 54.5; and the 200 by which the pool was larger than A.
    expect(of('R', 'other', 4)).toEqual([45, 245.5, 0, 0]);
  });

  it('sees the pool after the collections of the month', async () => {
    expect((await run(called({ when: 'end(pool) <= 11000' }))).of('pool', 'called')).toEqual([0, 1, 0]);
    expect((await run(called({ when: 'begin(pool) <= 11100' }))).of('pool', 'called')).toEqual([0, 1, 0]);
  });

  it('has a price, and a fund that the price goes to', async () => {
    const deal = called({ when: 'month == 2', price: '50% * end(pool) + 7', into: 'interest' });
    const { of } = await run(deal);
    // 5,507 into interest: all but A's 54.5 is released.
    expect(of('A', 'principal')).toEqual([100, 100, 0]);
    expect(of('R', 'other')).toEqual([45, 5552.5, 0]);
    expect(of('A', 'balance')).toEqual([10_900, 10_800, 10_800]);
  });

  it('a price below 0 is none', async () => {
    const { of } = await run(called({ when: 'month == 2', price: '-5' }));
    expect(of('R', 'other')).toEqual([45, 45.5, 0]);
  });

  it('define and steps of its date see end(...) as 0 and principal(...) without the price', async () => {
    const deal = called(
      { when: 'month == 2' },
      {
        define: { e: 'end(pool)', p: 'principal(pool)' },
        steps: [{ pay: 'principal', to: 'A', from: 'principal', upTo: 'e + p' }],
      },
    );
    // Month 1: all 100 within 11,200. Month 2: 0 + 100.
    expect((await run(deal)).of('A', 'principal')).toEqual([100, 100, 0]);
  });

  it('its own condition and price see the pool unsold, through definitions, coupons and fees too', async () => {
    // The coupon was worked out once, for the call, and stayed that of a pool that is not sold.
    const deal = small({
      tranches: { A: { balance: 1000, coupon: 'if(e > 0, 12%, 0)' }, R: { residual: true } },
      fees: { f: { amount: 'e / 1110' } },
      define: { e: 'end(pool)' },
      call: { when: 'e > 0 and month == 2', price: 'accrued(A) + fee(f) + coupon(A)' },
      steps: [
        { pay: 'interest', to: 'A', from: 'interest' },
        { pay: 'fee', to: 'f', from: 'interest' },
      ],
    });
    const { of } = await run(deal);
    // Price: 10 + 11,000 / 1,110 + 0.12. After the sale A's coupon is 0 and the fee nothing.
    expect(of('R', 'other', 2)).toEqual([180, 200 + 20.02991].map((value) => Math.round(value * 1e6) / 1e6));
    expect(of('A', 'interest')).toEqual([10, 0, 0]);
  });

  it('remembers apart from those who come after it', async () => {
    const deal = called(
      { when: 'ever and months == 3 and last == 2' },
      { define: { ever: 'everTrue(month == 2)', months: 'previous(months, 0) + 1', now: 'month', last: 'previous(now, 0)' } },
    );
    expect((await run(deal)).of('pool', 'called', 4)).toEqual([0, 0, 1, 0]);
  });

  it('is left out of a run that is told so', async () => {
    const { of } = await run(called({ when: 'month >= 2' }), { noCall: true });
    expect(of('pool1', 'end')).toEqual([11_100, 11_000, 10_900]);
    expect(of('A', 'principal')).toEqual([100, 100, 100]);
  });

  it('ignores half a cent when it compares dollars', async () => {
    expect((await run(called({ when: 'end(pool) <= 10999.995' }))).of('pool', 'called')).toEqual([0, 1, 0]);
    expect((await run(called({ when: 'end(pool) <= 10999.99' }))).of('pool', 'called')).toEqual([0, 0, 1]);
    expect((await run(called({ when: 'end(pool) < 11000.005' }))).of('pool', 'called')).toEqual([0, 0, 1]);
    // A share is no money: 11,000 of 11,200 is 0.98214286. But a balance over a plain number is money still, half a cent of it ignored.
    expect((await run(called({ when: 'end(pool) / cutoff(pool) <= 0.982142' }))).of('pool', 'called')).toEqual([0, 0, 1]);
    expect((await run(called({ when: 'end(pool) / 11200 <= 0.982142' }))).of('pool', 'called')).toEqual([0, 1, 0]);
  });
});

describe('a call of several groups', () => {
  const groups = (call: object) => ({
    ...small({
      collateral: { g1: { loans: [PRINCIPAL_LOAN] }, g2: { loans: [PRINCIPAL_LOAN] } },
      tranches: { A: { balance: 2400 } },
      call,
    }),
    steps: [
      { pay: 'principal', to: 'A', from: ['g1.principal', 'g2.principal'] },
      { release: ['g1.interest', 'g2.interest', 'g2.principal'] },
    ],
  });

  it('says which fund the price goes to', async () => {
    expect(faultsOf(groups({ when: 'month == 2' }))).toMatchObject([{ code: 'DEAL_SHAPE', place: 'call.into', got: 'nothing' }]);
    expect(faultsOf(groups({ when: 'month == 2', into: 'principal' }))).toMatchObject([
      { code: 'DEAL_UNKNOWN_NAME', place: 'call.into' },
    ]);
    const { of } = await run(groups({ when: 'month == 2', into: 'g2.principal' }));
    // 200, then 200 collected and 2,000 of price.
    expect(of('A', 'principal')).toEqual([200, 2200, 0]);
  });

  it('sees each group', async () => {
    expect((await run(groups({ when: 'end(g2) <= 1000', into: 'g1.principal' }))).of('pool', 'called')).toEqual([0, 1, 0]);
  });
});
