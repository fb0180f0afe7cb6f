/**
 * Order-free attribution of a whole portfolio: the example portfolio of 60 trusts and 100,000 loans at two dates, seven factors, 128
 * valuations of each trust. What is timed begins with two snapshots that are read and ends with every effect in cents.
 */
import { attributeChange } from '../../host/analysis/attribution.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { portfolioFiles } from './files.ts';
import { portfolioOf } from './portfolio40.ts';
import type { Made, Workload } from './workload.ts';

export const shapley: Workload = {
  name: 'shapley',
  about: 'order-free attribution of 100,000 loans in 60 trusts over seven factors: from two snapshots that are read to effects',
  rounds: 3,
  async make(asked) {
    const size = portfolioOf(asked);
    const files = portfolioFiles(size);
    const before = await readSnapshot(files.snapshots[0]);
    const after = await readSnapshot(files.snapshots[1]);
    return {
      size: { trusts: size.trusts, loans: size.loans, factors: 7 },
      ways: [
        {
          name: 'weir',
          isStaged: true,
          async run({ runner }) {
            const { failed } = await attributeChange(before, after, { sharing: { kind: 'shapley' }, runner });
            for (const { trust, faults } of failed) throw new Error(`${trust}: ${faults.join('; ')}`);
            return undefined;
          },
        },
      ],
      close: async () => files.remove(),
    } satisfies Made;
  },
};
