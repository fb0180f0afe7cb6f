/** Fair values of a snapshot. */
import { VALUE_RUNS, valueRequest } from '../../../host/index.ts';
import { runKind } from './kind.ts';
import { method, snapshot, withSnapshot } from './snapshotField.ts';

export const value = runKind({
  kind: VALUE_RUNS.kind,
  about: 'fair values of every trust and in total',
  fields: { snapshot, method },
  titleOf: (asked) => `${asked.snapshot}, fair values`,
  settled: withSnapshot,
  runs: VALUE_RUNS,
  requestOf: async ({ snapshot: name, ...asked }, { data, folderOf }) => valueRequest(data, await folderOf(name), asked),
});
