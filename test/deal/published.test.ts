/** Published cap schedules and available-funds caps, in deals. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run, small } from './small.ts';

const folder = fileURLToPath(new URL('./data/', import.meta.url));
const rows = (file: string) =>
  readFileSync(`${folder}${file}`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

const NOTIONALS = rows('cap_notional.csv').map(([, notional = 0]) => notional);
const FUNDS = rows('available_funds.csv');
const points = (values: readonly number[]) => values.map((value, month) => [month + 1, value]);
const flat = (...values: number[]) => ({ kind: 'values', values }) as const;

describe('a swap on a published notional schedule', () => {
  const deal = small({
    indices: ['LIBOR'],
    collateral: { pool1: { loans: [{ upb: 1e9, noteRate: '7%', remainingTerm: 60, amortTerm: 360, interestOnly: 59 }] } },
    schedules: { notional: { points: points(NOTIONALS), after: 0 } },
    hedges: { swap: { kind: 'swap', index: 'LIBOR', fixed: '5%', notional: 'notional' } },
    define: { owed: 'payable(swap)', owing: 'receivable(swap)' },
    steps: [
      { pay: 'hedge', to: 'swap', from: 'interest' },
      { receive: 'swap', into: 'interest' },
    ],
    tranches: { R: { residual: true } },
  });

  it('is worth 150,873 to the trust in a month of 31 days with the index at the fixed rate: one day of 5 %', async () => {
    const { path } = await run(deal, { indices: new Map([['LIBOR', flat(0.05)]]) });
    // 1,086,284,000 x 5 % x (31 - 30) / 360.
    expect(path.output('owing value')[1]).toBeCloseTo(150_872.78, 2);
    expect(path.output('owed value')[1]).toBe(0);
  });

  it('costs the trust the difference when the index is below the fixed rate, on the schedule of every month', async () => {
    const { path } = await run(deal, { indices: new Map([['LIBOR', flat(0.03)]]) });
    const owed = path.output('owed value');
    const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    days.forEach((length, month) => {
      const net = (NOTIONALS[month] ?? 0) * ((0.05 * 30) / 360 - (0.03 * length) / 360);
      expect(owed[month + 1]).toBeCloseTo(net, 4);
    });
    expect(owed[56]).toBe(0);
  });
});

describe('a floater under a published available-funds cap', () => {
  const MARGIN = 0.025;
  const caps = FUNDS.map(([, flatCap = 0]) => flatCap / 100);
  const libor = FUNDS.map(([, , flatLibor = 0]) => flatLibor / 100);
  const deal = small({
    indices: ['LIBOR'],
    collateral: { pool1: { loans: [{ upb: 1e8, noteRate: '9%', remainingTerm: 60, amortTerm: 360, interestOnly: 59 }] } },
    schedules: { funds: { points: points(caps) } },
    tranches: {
      A: {
        balance: 9e7,
        coupon: `min(index(LIBOR) + ${MARGIN}, funds)`,
        uncapped: `index(LIBOR) + ${MARGIN}`,
        dayCount: 'act/360',
      },
      R: { residual: true },
    },
    steps: [{ pay: 'interest', to: 'A', from: 'interest' }],
  });

  it('pays the lesser of index and margin and the cap, and carries over the rest with interest at the uncapped rate', async () => {
    const { path } = await run(deal, { indices: new Map([['LIBOR', flat(...libor)]]) });
    const [interest, carryover] = [path.output('A interest'), path.output('A carryover')];
    const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let owed = 0;
    days.forEach((length, month) => {
      const uncapped = (libor[month] ?? 0) + MARGIN;
      const paid = Math.min(uncapped, caps[month] ?? 0);
      const fraction = length / 360;
      owed += owed * uncapped * fraction + 9e7 * (uncapped - paid) * fraction;
      expect(interest[month + 1]).toBeCloseTo(9e7 * paid * fraction, 4);
      expect(carryover[month + 1]).toBeCloseTo(owed, 4);
    });
    // The cap of month 1 is 5.92354 %, under 3.57 % + 2.5 %: the cap binds from the start.
    expect(interest[1]).toBeCloseTo((9e7 * 0.0592354 * 31) / 360, 2);
  });
});
