/**
 * A million loans in 100 trusts of the kind of the example portfolio, one scenario: from Parquet tapes and the other files of a snapshot
 * to fair values and result tables on disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NO_SHOCK } from '../../host/analysis/shock.ts';
import { valueTrusts } from '../../host/analysis/valueTrusts.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { writeTables } from '../../host/store/parquet.ts';
import { portfolioOf } from '../../host/store/valueRun.ts';
import { valueTables } from '../../host/store/valueTables.ts';
import { portfolioFiles } from './files.ts';
import type { Made, Workload } from './workload.ts';

const TRUSTS = 100;
const LOANS = 1_000_000;

export const million: Workload = {
  name: 'million',
  about: '1,000,000 loans in 100 trusts, one scenario: from a snapshot with Parquet tapes to prices and tables on disk',
  rounds: 3,
  async make({ seed, scale }) {
    const size = { trusts: Math.max(2, Math.round(TRUSTS * scale)), loans: Math.max(200, Math.round(LOANS * scale)), seed };
    const files = portfolioFiles(size);
    return {
      size: { trusts: size.trusts, loans: size.loans, scenarios: 1 },
      ways: [
        {
          name: 'weir',
          isStaged: true,
          async run({ runner, mark }) {
            mark('read');
            const snapshot = await readSnapshot(files.snapshots[0]);
            mark('plan');
            const outcomes = await valueTrusts(snapshot, [NO_SHOCK], { runner, keepPaths: true, onTrust: () => mark('plan') });
            for (const outcome of outcomes) if (!outcome.ok) throw new Error(outcome.faults.map(({ got }) => got).join('; '));
            mark('store');
            const valued = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.valued] : []));
            const tables = valueTables(portfolioOf(snapshot, outcomes), valued, []);
            const folder = mkdtempSync(join(files.folder, 'tables-'));
            await writeTables(tables.map((table) => [join(folder, `${table.name}.parquet`), table]));
            rmSync(folder, { recursive: true });
            return undefined;
          },
        },
      ],
      close: async () => files.remove(),
    } satisfies Made;
  },
};
