/** Payments on collections that are given: the same cents as a projection pays on the same collections. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CHECK_BALANCES, CHECK_CASH, outputName } from '../../host/deal/outputs.ts';
import { REMITTANCES } from '../../host/deal/program.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { loadDeal, resolveDeal } from '../../host/deal/resolve.ts';
import { type PathProjection, projectDeal } from '../../host/engine/project.ts';
import { type GroupRemittances, runWaterfall } from '../../host/engine/waterfallOnly.ts';
import { small } from '../deal/small.ts';

const example = (name: string) => loadDeal(fileURLToPath(new URL(`../../examples/deals/${name}.yaml`, import.meta.url)));

/** What the groups of a projection remitted. */
function collected(path: PathProjection, groups: number): GroupRemittances[] {
  return Array.from(
    { length: groups },
    (_, group) => new Map(REMITTANCES.map((quantity) => [quantity, path.remittance(group, quantity)])),
  );
}

describe('a waterfall on given collections', () => {
  it.each([
    'subprime_oc_swap_triggers',
    'cross_collateralized_groups',
    'reo_and_foreclosure',
    'seasoned_opening',
    'option_arm_pool',
  ])('pays what the projection of %s pays, to the bit', async (name) => {
    const deal = example(name);
    const indices = new Map(deal.indices.map((index, place) => [index.name, [0.03 + 0.005 * place]]));
    const scenario = {
      name: 'flat',
      indices: new Map([...indices].map(([index, values]) => [index, { kind: 'values', values } as const])),
    };
    const [path] = (await projectDeal(deal, [scenario], { workers: 0 })).paths;
    if (path === undefined) throw new Error('no path');
    const run = runWaterfall(deal, collected(path, deal.groups.length), indices, path.periods);
    for (const tranche of deal.tranches) {
      for (const output of ['interest', 'principal', 'other', 'balance', 'writtenDown'] as const) {
        const plane = outputName(tranche.name, output);
        expect(run.output(plane), plane).toEqual(path.output(plane));
      }
    }
    expect(run.calendar).toEqual(path.calendar);
    expect(run.check(CHECK_CASH)).toBeLessThan(0.005);
    expect(run.check(CHECK_BALANCES)).toBeLessThan(0.005);
  });

  it('takes the rate of each payment date, the last one from then on', () => {
    const deal = resolveDeal(
      checkedDeal({
        ...small({
          tranches: { A: { balance: 8000, coupon: 'index(I)' } },
          steps: [{ pay: 'interest', to: 'A', from: 'interest' }],
        }),
        dates: { settlement: '2024-12-31', dated: '2025-01-01', firstPayment: '2025-04-01', every: 3 },
        indices: ['I'],
      }),
    );
    const ample = new Map([['interestDue', [0, 9999, 9999, 9999]] as const]);
    // A quarter of a year on 8,000 at 4 %, 6 %, and 6 % again.
    const run = runWaterfall(deal, [ample], new Map([['I', [0.04, 0.06]]]), 3);
    expect([...run.output('A interest').slice(1)]).toEqual([80, 120, 120]);
  });

  it.each([
    ['no rate', new Map(), 'nothing'],
    ['no number', new Map([['I', [0.04, Number.NaN]]]), 'NaN'],
  ])('refuses to pay by an index with %s, where a payment needs it', (_, indices, got) => {
    const deal = (coupon: string) =>
      resolveDeal(checkedDeal({ ...small({ tranches: { A: { balance: 1, coupon } } }), indices: ['I'] }));
    expect(() => runWaterfall(deal('index(I)'), [new Map()], indices, 1)).toThrow(`REQUEST_INVALID indices.I: got ${got}`);
    expect(() => runWaterfall(deal('5%'), [new Map()], indices, 1)).not.toThrow();
  });

  it('refuses an amount that is no number', () => {
    const deal = resolveDeal(checkedDeal(small({ steps: [{ pay: 'principal', to: 'A', from: 'principal' }] })));
    const collections = new Map([['prepaid', [0, Number.NaN]] as const]);
    expect(() => runWaterfall(deal, [collections], new Map(), 1)).toThrow('DEAL_RANGE');
  });
});
