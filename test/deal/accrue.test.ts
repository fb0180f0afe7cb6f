/** Accrual: interest added to balances, and what its cash does meanwhile. */
import { describe, expect, it } from 'vitest';
import { faultsOf, run, small } from './small.ts';

const A12 = { balance: 1000, coupon: '12%' };

describe('accrue', () => {
  const tranches = { A: { balance: 100 }, Z: A12 };

  it('adds interest to the balance, and the cash pays others down', async () => {
    // Z: 1 % of 1,000 is 10, of 1,010 is 10.1, of 1,020.1 is 10.201.
    const { of } = await run(small({ tranches, steps: [{ accrue: 'Z', from: 'interest', to: 'A' }] }));
    expect(of('Z', 'balance')).toEqual([1010, 1020.1, 1030.301]);
    expect(of('Z', 'accreted')).toEqual([10, 10.1, 10.201]);
    expect(of('A', 'principal')).toEqual([10, 10.1, 10.201]);
    expect(of('Z', 'interest')).toEqual([0, 0, 0]);
    expect(of('Z', 'shortfall')).toEqual([0, 0, 0]);
  });

  it('what others do not take comes back as cash interest', async () => {
    // A can take 4 a month.
    const { of } = await run(small({ tranches, steps: [{ accrue: 'Z', from: 'interest', to: 'A', upTo: 4 }] }));
    expect(of('A', 'principal')).toEqual([4, 4, 4]);
    expect(of('Z', 'accreted')).toEqual([4, 4, 4]);
    expect(of('Z', 'interest')).toEqual([6, 6.04, 6.08]);
    expect(of('Z', 'balance')).toEqual([1004, 1008, 1012]);
  });

  it('reads its bound and its condition before its own interest is added', async () => {
    // The bound is 1,005 less Z's balance before: 5, 0, 0. Read afterwards it was less than 0 from the start.
    const bounded = small({ tranches, steps: [{ accrue: 'Z', from: 'interest', to: 'A', upTo: '1005 - balance(Z)' }] });
    expect((await run(bounded)).of('A', 'principal')).toEqual([5, 0, 0]);
    // The condition holds before Z has grown, in month 1 only. Read a second time it kept the cash from A.
    const once = small({ tranches, steps: [{ accrue: 'Z', from: 'interest', to: 'A', when: 'balance(Z) <= 1000' }] });
    expect((await run(once)).of('A', 'principal')).toEqual([10, 0, 0]);
    expect((await run(once)).of('Z', 'shortfall')).toEqual([0, 10.1, 20.2]);
  });

  it('in parts: into a fund of its own, and back after the last step that draws on it', async () => {
    const deal = small({
      tranches,
      steps: [
        { accrue: 'Z', from: 'interest', into: 'accrual' },
        { pay: 'principal', to: 'A', from: 'accrual', upTo: 3 },
        { pay: 'principal', to: 'A', from: 'accrual', upTo: 2 },
        { pay: 'interest', to: 'Z', from: 'interest' },
      ],
    });
    const { of, path } = await run(deal);
    expect(of('A', 'principal')).toEqual([5, 5, 5]);
    expect(of('Z', 'accreted')).toEqual([5, 5, 5]);
    expect(of('Z', 'interest')).toEqual([5, 5.05, 5.1]);
    expect(path.undistributed).toBeCloseTo(0, 9);
  });

  it('classes that gave to one fund get back by what each gave', async () => {
    // Y gives 5 and Z 10; A takes 6. Of the 9 that come back Y has a third.
    const deal = small({
      tranches: { A: { balance: 6 }, Y: { balance: 500, coupon: '12%' }, Z: A12 },
      steps: [
        { accrue: 'Y', from: 'interest', into: 'accrual' },
        { accrue: 'Z', from: 'interest', into: 'accrual' },
        { pay: 'principal', to: 'A', from: 'accrual' },
      ],
    });
    const { of } = await run(deal);
    expect(of('Y', 'interest', 1)).toEqual([3]);
    expect(of('Z', 'interest', 1)).toEqual([6]);
    expect(of('Y', 'balance', 1)).toEqual([502]);
    expect(of('Z', 'balance', 1)).toEqual([1004]);
  });

  it('with an amount there is no cash: interest is deferred, class by class, up to what is due', async () => {
    // A is due 10 and B 20; 15 are deferred: 10 of A, 5 of B. The rest of B is paid.
    const deal = small({
      tranches: { A: A12, B: { balance: 2000, coupon: '12%' } },
      steps: [
        { accrue: ['A', 'B'], amount: 15 },
        { pay: 'interest', to: ['A', 'B'], from: 'interest' },
      ],
    });
    const { of } = await run(deal);
    expect(of('A', 'accreted', 1)).toEqual([10]);
    expect(of('B', 'accreted', 1)).toEqual([5]);
    expect(of('A', 'interest', 1)).toEqual([0]);
    expect(of('B', 'interest', 1)).toEqual([15]);
    expect(of('B', 'balance', 1)).toEqual([2005]);
  });

  it('counts in principalPaid of those it pays', async () => {
    const deal = small({
      tranches,
      steps: [
        { accrue: 'Z', from: 'interest', to: 'A' },
        { pay: 'principal', to: 'A', from: 'principal', upTo: '12 - principalPaid(A)' },
      ],
    });
    expect((await run(deal)).of('A', 'principal')).toEqual([12, 12, 12]);
  });

  it.each([
    ['neither to nor into', { accrue: 'Z', from: 'interest' }, 'steps[0]'],
    ['both to and into', { accrue: 'Z', from: 'interest', to: 'A', into: 'x' }, 'steps[0]'],
    ['cash and an amount', { accrue: 'Z', amount: 1, from: 'interest' }, 'steps[0]'],
    ['an amount and a bound', { accrue: 'Z', amount: 1, upTo: 1 }, 'steps[0]'],
    ['two classes with cash', { accrue: ['Z', 'A'], from: 'interest', into: 'x' }, 'steps[0].accrue'],
    // A bound without targets was passed over without a word.
    ['a bound without targets', { accrue: 'Z', from: 'interest', into: 'x', upTo: 3 }, 'steps[0].upTo'],
    // An account took part in what goes back: its own cash was paid to Z as interest.
    ['an account', { accrue: 'Z', from: 'interest', into: 'reserve' }, 'steps[0].into'],
    // A notional class grew a balance that no later month knew of, which the checks of the run found.
    ['a class without a balance', { accrue: 'IO', from: 'interest', to: 'A' }, 'steps[0].accrue'],
    ['a deferral of a class without a balance', { accrue: ['Z', 'IO'], amount: 5 }, 'steps[0].accrue'],
  ])('is refused with %s', (_, step, place) => {
    const deal = small({
      tranches: { ...tranches, IO: { notional: 'Z', coupon: '1%' } },
      accounts: { reserve: {} },
      steps: [step],
    });
    expect(faultsOf(deal)).toMatchObject([{ code: 'DEAL_STEP', place }]);
  });
});
