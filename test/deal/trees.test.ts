/** Payee trees: who gets how much of 100 of principal. */
import { describe, expect, it } from 'vitest';
import { faultsOf, run, small } from './small.ts';

/** What A, B and C are paid in month 1 out of 100 of principal. */
async function paid(to: unknown, balances: Readonly<Record<string, number>>, more: Readonly<Record<string, unknown>> = {}) {
  const tranches = Object.fromEntries(Object.entries(balances).map(([name, balance]) => [name, { balance }]));
  const { of } = await run(small({ tranches, ...more, steps: [{ pay: 'principal', to, from: 'principal' }] }));
  return Object.fromEntries(Object.keys(balances).map((name) => [name, of(name, 'principal', 1)[0]]));
}

describe('in sequence', () => {
  it.each([
    ['a list', ['A', 'B', 'C']],
    ['a list of lists', [['A', ['B']], 'C']],
    ['the word', { sequential: ['A', 'B', 'C'] }],
    ['a set', 'ALL'],
    ['a set of sets', ['ALL']],
  ])('%s pays each in full before the next', async (_, to) => {
    const sets = { AB: ['A', 'B'], ALL: ['AB', 'C'] };
    expect(await paid(to, { A: 30, B: 60, C: 50 }, { sets })).toEqual({ A: 30, B: 60, C: 10 });
  });

  it('an empty list pays nobody', async () => {
    expect(await paid([], { A: 30 })).toEqual({ A: 0 });
  });

  it('a class that stands twice is paid once', async () => {
    expect(await paid(['A', 'A', 'B'], { A: 30, B: 100 })).toEqual({ A: 30, B: 70 });
  });
});

describe('pro rata', () => {
  it.each([
    ['by what is due, which for principal is the balance', {}, { A: 25, B: 75 }],
    ['by balance', { by: 'balance' }, { A: 25, B: 75 }],
    ['by original balance', { by: 'original' }, { A: 25, B: 75 }],
    ['by an expression in it', { by: 'ratio(1, balance(it), 0)' }, { A: 75, B: 25 }],
    ['by a number', { by: '1' }, { A: 50, B: 50 }],
  ])('%s', async (_, by, expected) => {
    expect(await paid({ prorata: ['A', 'B'], ...by }, { A: 100, B: 300 })).toEqual(expected);
  });

  it('divides by the sum of each leg, and pays within a leg in its own way', async () => {
    // Legs of 100 and 300; B and C in sequence.
    expect(await paid({ prorata: ['A', ['B', 'C']] }, { A: 100, B: 50, C: 250 })).toEqual({ A: 25, B: 50, C: 25 });
    expect(await paid({ prorata: ['A', { prorata: ['B', 'C'] }] }, { A: 100, B: 50, C: 250 })).toEqual({
      A: 25,
      B: 12.5,
      C: 62.5,
    });
  });

  it('a leg that is fully paid leaves its part to the others', async () => {
    // Halves of 100: A takes 20, B the other 80.
    expect(await paid({ prorata: ['A', 'B'], by: '1' }, { A: 20, B: 300 })).toEqual({ A: 20, B: 80 });
    // Thirds: A takes 10, then B and C share 90: B takes 30, C has 60.
    expect(await paid({ prorata: ['A', 'B', 'C'], by: '1' }, { A: 10, B: 30, C: 300 })).toEqual({ A: 10, B: 30, C: 60 });
  });

  it('by original keeps to the original balances as classes pay down', async () => {
    // Month 1 pays A 60 and the rest is halved: A 20 of 40. Month 2 by original, 200 to 200.
    const deal = small({
      tranches: { A: { balance: 200 }, B: { balance: 200 } },
      steps: [
        { pay: 'principal', to: 'A', from: 'principal', when: 'month == 1' },
        { pay: 'principal', to: { prorata: ['A', 'B'], by: 'original' }, from: 'principal', when: 'month == 2' },
        { pay: 'principal', to: { prorata: ['A', 'B'], by: 'balance' }, from: 'principal', when: 'month == 3' },
      ],
    });
    const { of } = await run(deal);
    expect(of('A', 'principal')).toEqual([100, 50, 25]);
    expect(of('B', 'principal')).toEqual([0, 50, 75]);
  });

  it('of interest by what is due shares a shortfall', async () => {
    // Due 120 and 40; 100 of 160 are there.
    const deal = small({
      tranches: { A: { balance: 6000, coupon: '24%' }, B: { balance: 4000, coupon: '12%' } },
      steps: [{ pay: 'interest', to: { prorata: ['A', 'B'], by: 'due' }, from: 'interest' }],
    });
    const { of } = await run(deal);
    expect(of('A', 'interest', 1)).toEqual([75]);
    expect(of('B', 'interest', 1)).toEqual([25]);
    expect(of('A', 'shortfall', 1)).toEqual([45]);
  });

  it('of interest by balance does not look at coupons', async () => {
    const deal = small({
      tranches: { A: { balance: 6000, coupon: '24%' }, B: { balance: 4000, coupon: '24%' } },
      steps: [{ pay: 'interest', to: { prorata: ['A', 'B'], by: 'balance' }, from: 'interest' }],
    });
    expect((await run(deal)).of('A', 'interest', 1)).toEqual([60]);
  });
});

describe('weights', () => {
  it('divide the cash of the step, whatever the balances', async () => {
    expect(
      await paid(
        {
          weights: [
            ['80%', 'A'],
            ['20%', 'B'],
          ],
        },
        { A: 500, B: 500 },
      ),
    ).toEqual({ A: 80, B: 20 });
  });

  it('others: the legs that are not yet full share what there is in proportion to their weights', async () => {
    // 50 to 30 to 20: A takes 10; B and C share 90 as 3 to 2.
    const to = {
      weights: [
        ['50%', 'A'],
        ['30%', 'B'],
        ['20%', 'C'],
      ],
    };
    expect(await paid(to, { A: 10, B: 500, C: 500 })).toEqual({ A: 10, B: 54, C: 36 });
    expect(await paid({ ...to, overflow: 'others' }, { A: 10, B: 20, C: 500 })).toEqual({ A: 10, B: 20, C: 70 });
  });

  it('others: weights need not add to 1', async () => {
    expect(
      await paid(
        {
          weights: [
            [1, 'A'],
            [3, 'B'],
          ],
        },
        { A: 500, B: 500 },
      ),
    ).toEqual({ A: 25, B: 75 });
  });

  it('next: what a leg cannot take is left for the next step', async () => {
    const deal = small({
      tranches: { A: { balance: 10 }, B: { balance: 500 }, C: { balance: 500 } },
      steps: [
        {
          pay: 'principal',
          to: {
            weights: [
              ['50%', 'A'],
              ['30%', 'B'],
            ],
            overflow: 'next',
          },
          from: 'principal',
        },
        { pay: 'principal', to: 'C', from: 'principal' },
      ],
    });
    const { of } = await run(deal);
    // A 10 of its 50, B 30; 20 were nobody's and 40 were not taken.
    expect([of('A', 'principal', 1), of('B', 'principal', 1), of('C', 'principal', 1)]).toEqual([[10], [30], [60]]);
  });

  it('are fixed when the step is reached', async () => {
    // 50 to 300 as balances are before the step, though A is gone after 50.
    const to = {
      weights: [
        ['balance(A)', 'A'],
        ['balance(B)', ['B', 'C']],
      ],
    };
    expect(await paid(to, { A: 100, B: 300, C: 50 })).toEqual({ A: 25, B: 75, C: 0 });
  });

  it('a class may stand in several legs', async () => {
    // Half to A then C, half to B then C: A takes 20 and leaves 30 to C, B takes 10 and leaves 40.
    const to = {
      weights: [
        ['50%', ['A', 'C']],
        ['50%', ['B', 'C']],
      ],
    };
    expect(await paid(to, { A: 20, B: 10, C: 500 })).toEqual({ A: 20, B: 10, C: 70 });
    // C has 60 in all: the first leg gives it 30, the second 30 of the 40 it has over, and 10 are left.
    expect(await paid(to, { A: 20, B: 10, C: 60 })).toEqual({ A: 20, B: 10, C: 60 });
  });

  it('a weight below 0 counts as 0', async () => {
    expect(
      await paid(
        {
          weights: [
            ['-1', 'A'],
            ['1', 'B'],
          ],
        },
        { A: 500, B: 500 },
      ),
    ).toEqual({ A: 0, B: 100 });
  });
});

describe('a tree that is no tree', () => {
  it.each([
    [null, 'steps[0].to'],
    [true, 'steps[0].to'],
    [{}, 'steps[0].to'],
    [{ prorata: 'A' }, 'steps[0].to'],
    [{ weights: { A: 1 } }, 'steps[0].to'],
    [{ weights: [['A']] }, 'steps[0].to.weights[0]'],
    [{ weights: [[1, 'A', 'B']] }, 'steps[0].to.weights[0]'],
    [{ weights: [[['A'], 1]] }, 'steps[0].to.weights[0]'],
    [{ weights: [], overflow: 'back' }, 'steps[0].to.overflow'],
    [{ prorata: ['A'], by: 3 }, 'steps[0].to.by'],
  ])('%j', (to, place) => {
    expect(faultsOf(small({ steps: [{ pay: 'principal', to, from: 'principal' }] }))).toMatchObject([
      { code: 'DEAL_STEP', place },
    ]);
  });

  it.each([
    [{ prorata: ['A'], overflow: 'next' }, 'steps[0].to.overflow'],
    [{ sequential: ['A'], by: 'due' }, 'steps[0].to.by'],
    [{ prorata: ['A'], sequential: ['A'] }, 'steps[0].to.prorata'],
  ])('%j says more than it can mean', (to, place) => {
    expect(faultsOf(small({ steps: [{ pay: 'principal', to, from: 'principal' }] }))).toMatchObject([
      { code: 'DEAL_SHAPE', place },
    ]);
  });

  it('lists forty deep are read, more are refused', () => {
    const nested = (levels: number) => {
      let to: unknown = 'A';
      for (let level = 0; level < levels; level++) to = [to];
      return small({ steps: [{ pay: 'principal', to, from: 'principal' }] });
    };
    expect(faultsOf(nested(40))).toEqual([]);
    for (const levels of [41, 300, 50_000]) {
      expect(faultsOf(nested(levels))).toMatchObject([
        { code: 'DEAL_STEP', got: 'a deeper tree', expected: 'at most 40 levels' },
      ]);
    }
  });
});
