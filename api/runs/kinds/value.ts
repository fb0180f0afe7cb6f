/** Fair values of a snapshot. */
import { reviewNow, VALUE_RUNS } from '../../../host/index.ts';
import { htmlReport } from '../../../host/report/html.ts';
import { confinedSnapshot } from '../../snapshots/confine.ts';
import { runKind } from './kind.ts';
import { method, snapshot, withSnapshot } from './snapshotField.ts';

export const value = runKind({
  kind: 'value',
  about: 'fair values of every trust and in total',
  fields: { snapshot, method },
  titleOf: (asked) => `${asked.snapshot}, fair values`,
  settled: withSnapshot,
  runs: VALUE_RUNS,
  requestOf: async (asked, data) => {
    const folder = await confinedSnapshot(data, asked.snapshot);
    const review = await reviewNow(data, folder);
    return {
      kind: VALUE_RUNS.kind,
      snapshot: folder,
      ...(asked.method !== undefined && { method: asked.method }),
      ...(review !== undefined && { review }),
    };
  },
  finish: async (run, data) => {
    await htmlReport(data.root, run);
  },
});
