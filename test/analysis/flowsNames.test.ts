/** Every name that a deal has can be asked for its flows; on a deal whose numbers can be worked out in the head. */
import { describe, expect, it } from 'vitest';
import { type FlowReport, flowNames, flowReport } from '../../host/analysis/flows.ts';
import type { ScenarioRequest } from '../../host/analysis/requests.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { flowsCsv, flowsText } from '../../host/report/flows.ts';
import { millionths, small } from '../deal/small.ts';

const PARTS = {
  indices: ['L'],
  assumptions: { indices: { L: '3, 4, 5' } },
  tranches: { A: { balance: 1000, coupon: '12%' }, B: { balance: 500, coupon: 'index(L)' }, IO: { notional: 'A', coupon: '1%' } },
  ranks: ['A', 'B'],
  sets: { ALL: ['A', 'B', 'IO'] },
  accounts: { purse: { balance: 9 } },
  fees: { trustee: { amount: 7 } },
  hedges: { insurer: {} },
  define: { isEarly: 'month <= 2' },
  schedules: {
    plan: {
      points: [
        [1, 5000],
        [3, 4000],
      ],
    },
    share: {
      points: [
        [1, '10%'],
        [2, '20%'],
      ],
    },
  },
  steps: [
    { pay: 'fee', to: 'trustee', from: 'interest' },
    { pay: 'interest', to: 'ALL', from: 'interest' },
    { pay: 'principal', to: 'A', from: 'principal', upTo: 40 },
    { pay: 'hedge', to: 'insurer', amount: 3, from: 'interest' },
    { receive: 'insurer', amount: 10, into: 'interest' },
  ],
};

async function flowsOf(of: readonly string[], parts = {}, request: ScenarioRequest = {}): Promise<FlowReport> {
  return flowReport(resolveDeal(checkedDeal(small({ ...PARTS, ...parts }))), of, request, { workers: 0 });
}

/** A column in the first months, to the millionth. */
async function column(of: string, name: string, months = 3, parts = {}, request: ScenarioRequest = {}): Promise<number[]> {
  const { tables } = await flowsOf([of], parts, request);
  const found = tables[0]?.columns.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${of} has no ${name}: ${tables[0]?.columns.map((each) => each.name).join(', ')}`);
  return millionths(found.values.slice(0, months));
}

const unitOf = async (of: string) => (await flowsOf([of])).tables[0]?.columns[0]?.unit;

describe('flows are had of', () => {
  it('every name of a deal', async () => {
    const names = flowNames(resolveDeal(checkedDeal(small(PARTS))));
    expect(names).toEqual([
      ...['A', 'B', 'IO', 'ALL', 'pool1', 'pool', 'purse', 'trustee', 'insurer', 'isEarly', 'plan', 'share', 'L'],
    ]);
    const { tables } = await flowsOf(names);
    expect(tables.map(({ of }) => of)).toEqual(names);
    for (const { of, columns } of tables) expect(columns.length, of).toBeGreaterThan(0);
  });

  it('a fee: what it was paid', async () => {
    expect(await column('trustee', 'cash')).toEqual([7, 7, 7]);
  });

  it('a hedge: what it brought less what it was paid', async () => {
    expect(await column('insurer', 'cash')).toEqual([7, 7, 7]);
  });

  it('a ranked class: its enhancement beside its cash, and of no other', async () => {
    // The pool is 11,100 after a month, A 960 and B 500.
    expect(await column('A', 'enhancement', 1)).toEqual(millionths([(11_100 - 960) / 11_100]));
    expect(await column('B', 'enhancement', 1)).toEqual(millionths([(11_100 - 1460) / 11_100]));
    await expect(column('IO', 'enhancement')).rejects.toThrow('IO has no enhancement');
  });

  it('a set: the money of its classes, in which no notional counts as a balance', async () => {
    expect(await column('ALL', 'begin')).toEqual([1500, 1460, 1420]);
    expect(await column('ALL', 'balance')).toEqual([1460, 1420, 1380]);
    // 1 % of A, a twelfth of 3 % of B and of 1 % of A's balance as notional.
    expect(await column('ALL', 'interest', 2)).toEqual(millionths([10 + 1.25 + 10 / 12, 9.6 + 500 / 300 + 9.6 / 12]));
    expect(await column('ALL', 'principal')).toEqual([40, 40, 40]);
    await expect(column('ALL', 'coupon')).rejects.toThrow('ALL has no coupon');
  });

  it('the whole trust: what crosses its border, and what its groups give', async () => {
    expect(await column('pool', 'collected')).toEqual([200, 200, 200]);
    expect(await column('pool', 'costs')).toEqual([7, 7, 7]);
    // 200 + 10 - 3 - 7 less 12.083333 of interest and 40 of principal.
    expect(await column('pool', 'released', 1)).toEqual([147.916667]);
    expect(await column('pool', 'held')).toEqual([0, 0, 0]);
    expect(await column('pool', 'end')).toEqual([11_100, 11_000, 10_900]);
    expect(await column('pool', 'interestDue', 1)).toEqual([100]);
  });

  it('several groups together as pool, and each by itself', async () => {
    const group = (upb: number) => ({ loans: [{ upb, noteRate: 0, remainingTerm: 10 }] });
    const parts = { collateral: { g1: group(1000), g2: group(3000) }, steps: [], define: {} };
    expect(await column('g1', 'principal', 1, parts)).toEqual([100]);
    expect(await column('g2', 'end', 1, parts)).toEqual([2700]);
    expect(await column('pool', 'end', 1, parts)).toEqual([3600]);
    expect(await column('pool', 'amortized', 1, parts)).toEqual([400]);
  });

  it('a group that was called: nothing in the hands of the deal, while the loans go on', async () => {
    const parts = { call: { when: 'month == 2' } };
    expect(await column('pool1', 'end', 3, parts)).toEqual([11_100, 0, 0]);
    expect(await column('pool1', 'interest', 3, parts)).toEqual([100, 100, 0]);
    expect(await column('pool1', 'performing', 3, parts)).toEqual([11_100, 11_000, 10_900]);
    expect(await column('pool', 'collected', 3, parts)).toEqual([200, 11_200, 0]);
  });

  it('a group that loans are bought for: what is bought', async () => {
    const revolving = {
      collateral: {
        pool1: { loans: [{ upb: 1200, noteRate: 0, remainingTerm: 12 }] },
        bought: { revolving: 2, loans: [{ upb: 100, noteRate: 0, remainingTerm: 10 }] },
      },
      tranches: { A: { balance: 1000 } },
      ranks: ['A'],
      sets: {},
      define: {},
      steps: [{ purchase: 'bought', from: 'pool1.principal' }],
    };
    expect(await column('bought', 'bought', 3, revolving)).toEqual([100, 100, 0]);
    expect(await column('pool', 'bought', 3, revolving)).toEqual([100, 100, 0]);
  });

  it('a schedule: its value by payment date, dollars apart from shares', async () => {
    expect(await column('plan', 'value')).toEqual([5000, 5000, 4000]);
    expect(await column('share', 'value')).toEqual([0.1, 0.2, 0.2]);
    expect([await unitOf('plan'), await unitOf('share')]).toEqual(['dollars', 'number']);
  });

  it('an index: the rate that the steps read', async () => {
    expect(await column('L', 'value', 4)).toEqual([0.03, 0.04, 0.05, 0.05]);
    expect(await column('L', 'value', 4)).toEqual(await column('B', 'coupon', 4));
    expect(await column('L', 'value', 2, {}, { index: 'L=6 ramp 7 for 2' })).toEqual([0.06, 0.07]);
    expect(await unitOf('L')).toBe('number');
  });

  it('an index of a deal that pays by the quarter: the rate of the first of three months', async () => {
    const dates = { settlement: '2024-12-31', dated: '2025-01-01', firstPayment: '2025-04-01', every: 3 };
    const quarterly = { dates, assumptions: { indices: { L: '1, 2, 3, 4, 5, 6, 7' } } };
    expect(await column('L', 'value', 3, quarterly)).toEqual([0.01, 0.04, 0.07]);
  });
});

describe('a table of flows to read', () => {
  it('has dollars to the cent, rates to six decimals, and tests as 1 and 0', async () => {
    const first = async (of: string) => flowsText(await flowsOf([of]), 100).split('\n')[4];
    expect(await first('plan')).toBe('  1  2025-02-01  5,000.00');
    expect(await first('share')).toBe('  1  2025-02-01  0.100000');
    expect(await first('isEarly')).toBe('  1  2025-02-01      1');
  });
});

describe('a table of flows as CSV', () => {
  it('has every column that some name has', async () => {
    const [header = '', ...rows] = flowsCsv(await flowsOf(['trustee', 'share'])).split('\n');
    expect(header).toBe('of,scenario,month,date,cash,value');
    expect(rows[0]).toBe('trustee,base,1,2025-02-01,7,');
    expect(rows[12]).toBe('share,base,1,2025-02-01,,0.1');
  });
});
