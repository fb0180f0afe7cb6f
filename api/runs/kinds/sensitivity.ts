/** What moves the fair values of a snapshot. */
import Type from 'typebox';
import {
  type DataFolder,
  type Fault,
  SENSITIVITY_RUNS,
  sensitivityRequest,
  valueFromText,
  WeirError,
} from '../../../host/index.ts';
import { confinedSnapshot } from '../../snapshots/confine.ts';
import { runKind } from './kind.ts';
import { postedFile } from './postedFile.ts';
import { method, snapshot, trust, withSnapshot } from './snapshotField.ts';

const LONGEST = 4 * 1024 * 1024;

export const sensitivity = runKind({
  kind: SENSITIVITY_RUNS.kind,
  about: 'fair values under scenarios and grids beside the base case; without either, the standard set',
  fields: {
    snapshot,
    method,
    trust,
    grid: Type.Optional(
      Type.String({
        maxLength: 2_000,
        description: "every combination: 'default 0.5,1,1.5; severity 0.8,1,1.2'; a bar begins another grid",
      }),
    ),
    scenarios: Type.Optional(
      Type.String({
        maxLength: LONGEST,
        description: 'scenarios, as the text of a YAML or JSON file (host/analysis/SCENARIOS.md)',
      }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, sensitivity`,
  settled: withSnapshot,
  runs: SENSITIVITY_RUNS,
  requestOf: async ({ snapshot: name, scenarios, ...asked }, data) =>
    sensitivityRequest(data, await confinedSnapshot(data, name), {
      ...asked,
      ...(scenarios !== undefined && { scenarios: await keptScenarios(data, scenarios) }),
    }),
});

/** Keeps posted scenarios. Throws: FILE_NOT_YAML, PATH_OUTSIDE. */
async function keptScenarios(data: DataFolder, text: string): Promise<string> {
  refuseFiles(valueFromText(text));
  return postedFile(data, 'scenarios', text);
}

/** Posted scenarios stand beside no tables. Throws: PATH_OUTSIDE. */
function refuseFiles(given: unknown): void {
  const tables: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, 'tables') : undefined;
  if (typeof tables !== 'object' || tables === null) return;
  const faults = Object.entries(tables).flatMap(([name, table]: [string, unknown]): Fault[] => {
    if (typeof table !== 'object' || table === null || !('file' in table)) return [];
    const expected = '`columns` and `rows`: posted scenarios have no folder';
    return [{ code: 'PATH_OUTSIDE', place: `scenarios, tables.${name}`, got: 'a file', expected }];
  });
  if (faults.length > 0) throw new WeirError(faults);
}
