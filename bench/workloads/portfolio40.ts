/**
 * A whole portfolio: 100,000 seeded loans in 60 trusts with overcollateralization, triggers and a swap, valued in the base case and under
 * 39 sensitivities, waterfalls and prices included. What is timed begins with resolved trusts and ends with fair values.
 */
import { valueTrusts } from '../../host/analysis/valueTrusts.ts';
import { workload as seededTrusts, workloadShocks } from '../../host/analysis/workload.ts';
import type { Asked, Made, Workload } from './workload.ts';

export const TRUSTS = 60;
export const LOANS = 100_000;

/** The portfolio of a scale. */
export function portfolioOf({ seed, scale }: Asked) {
  const trusts = Math.max(2, Math.round(TRUSTS * scale));
  return { trusts, loans: Math.max(200, Math.round(LOANS * scale)), seed };
}

export const portfolio40: Workload = {
  name: 'portfolio-40',
  about: '100,000 loans in 60 trusts under 40 scenarios: from resolved trusts to fair values',
  rounds: 5,
  async make(asked) {
    const size = portfolioOf(asked);
    const snapshot = seededTrusts(size);
    const shocks = workloadShocks();
    return {
      size: { trusts: size.trusts, loans: size.loans, scenarios: shocks.length },
      ways: [
        {
          name: 'weir',
          isStaged: true,
          async run({ runner, mark }) {
            mark('plan');
            const outcomes = await valueTrusts(snapshot, shocks, { runner, onTrust: () => mark('plan') });
            for (const outcome of outcomes) if (!outcome.ok) throw new Error(outcome.faults.map(({ got }) => got).join('; '));
            return undefined;
          },
        },
      ],
    } satisfies Made;
  },
};
