/** What moves the fair values of a snapshot. */
import Type from 'typebox';
import { type Fault, gridsOf, SENSITIVITY_RUNS, sensitivityRequest, valueFromText, WeirError } from '../../../host/index.ts';
import { runKind } from './kind.ts';
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
        description: 'scenarios, as the text of a YAML or JSON file that names no other (host/analysis/SCENARIOS.md)',
      }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, sensitivity`,
  settled: (asked, data) => withSnapshot(asked, data, () => gridsOf(asked.grid)),
  runs: SENSITIVITY_RUNS,
  requestOf: async ({ snapshot: name, scenarios, ...asked }, { data, folderOf, posted }) => {
    const file = scenarios === undefined ? undefined : await posted('scenarios', scenarios);
    if (scenarios !== undefined) refuseFiles(valueFromText(scenarios, file));
    return sensitivityRequest(data, await folderOf(name), { ...asked, ...(file !== undefined && { scenarios: file }) });
  },
});

/** Posted scenarios stand beside no tables and no behaviour file. Throws: PATH_OUTSIDE, all faults at once. */
function refuseFiles(given: unknown): void {
  const { tables, behaviour } = fieldsIn(given);
  const faults = Object.entries(fieldsIn(tables)).flatMap(([name, table]): Fault[] => {
    if (!('file' in fieldsIn(table))) return [];
    const expected = '`columns` and `rows`: posted scenarios have no folder';
    return [{ code: 'PATH_OUTSIDE', place: `scenarios, tables.${name}`, got: 'a file', expected }];
  });
  if (behaviour !== undefined)
    faults.push({
      code: 'PATH_OUTSIDE',
      place: 'scenarios, behaviour',
      got: 'a file',
      expected: 'none: posted scenarios have no folder, and move by the default parameters',
    });
  if (faults.length > 0) throw new WeirError(faults);
}

/** None of what is no object: its shape is looked at afterwards. */
function fieldsIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
