/**
 * The portfolio of the forty scenarios on 1,024 paths of rates, home prices and speeds: from resolved trusts to distributions, spreads
 * and probabilities by month.
 */
import { simulate } from '../../host/analysis/simulate.ts';
import { workload as seededTrusts } from '../../host/analysis/workload.ts';
import { namedModel } from '../../host/scenarios/market/modelFile.ts';
import { portfolioOf } from './portfolio40.ts';
import type { Made, Workload } from './workload.ts';

const PATHS = 1_024;

export const portfolio1k: Workload = {
  name: 'portfolio-1k',
  about: '100,000 loans in 60 trusts on 1,024 paths of rates, home prices and speeds: from resolved trusts to distributions',
  rounds: 3,
  async make(asked) {
    const size = portfolioOf(asked);
    const snapshot = seededTrusts(size);
    let error = Number.NaN;
    return {
      size: { trusts: size.trusts, loans: size.loans, paths: PATHS },
      ways: [
        {
          name: 'weir',
          isStaged: true,
          async run({ runner, mark }) {
            mark('price');
            const request = { model: namedModel('g2pp'), paths: PATHS, measures: 'value' as const };
            const report = await simulate(snapshot, request, { runner });
            const [failed] = report.failed;
            if (failed !== undefined) throw new Error(failed.faults.join('; '));
            error = report.error ?? Number.NaN;
            return undefined;
          },
        },
      ],
      figures: () => [{ name: 'standard error of the residuals together', value: 100 * error, unit: '%' }],
    } satisfies Made;
  },
};
