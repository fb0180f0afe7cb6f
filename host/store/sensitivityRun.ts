/** Sensitivity and stress as a run. */
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { type Grid, gridsOf } from '../analysis/grid.ts';
import { type SensitivityReport, sensitivities } from '../analysis/sensitivity.ts';
import { standardShocks } from '../analysis/sensitivityStandard.ts';
import type { Shock } from '../analysis/shock.ts';
import { checkScenarios, readScenarios } from '../analysis/shockFile.ts';
import { formatDate } from '../curves/dates.ts';
import { FaultList } from '../deal/faults.ts';
import { refuseUnknown } from '../deal/nearest.ts';
import { type SnapshotHead, trustNamesIn } from '../portfolio/head.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { trustNames } from '../portfolio/snapshot.ts';
import { readReviewed, reviewOption } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';
import { type KeptRun, type RunKind, type RunOptions, resumeKept, runKept } from './keptRun.ts';
import { FIELD, onSnapshot, requestReader } from './requestShape.ts';
import { sensitivityTables } from './sensitivityTables.ts';
import { LIMITS, workOptions } from './valueRun.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('sensitivity'),
  snapshot: FIELD.path,
  /** A file of scenarios. */
  scenarios: FIELD.optionalPath,
  /** As `parseGrids` reads it. */
  grid: FIELD.optionalText,
  /** Only this trust. */
  trust: FIELD.optionalText,
  method: FIELD.method,
  review: FIELD.review,
});
/** What is asked for: JSON, kept with the run. Without scenarios and grid, the standard set. */
export type SensitivityRunRequest = Static<typeof RequestShape>;

export type SensitivityRun = KeptRun<SensitivityReport>;

/** Sensitivities as runs. */
export const SENSITIVITY_RUNS: RunKind<SensitivityRunRequest, SensitivityReport> = {
  kind: 'sensitivity',
  requestOf: requestReader(RequestShape),
  check: ({ grid, scenarios, trust }, head) => {
    const faults = new FaultList();
    faults.catching(undefined, () => void gridsOf(grid));
    if (scenarios !== undefined) faults.catching(undefined, () => checkScenarios(scenarios, head && trustNamesIn(head)));
    faults.catching(undefined, () => checkTrust(trust, head));
    faults.throwIfAny();
  },
  prepare: async (request, signal) => {
    const grids = gridsOf(request.grid);
    const all = await readReviewed(request.snapshot, request.review, signal === undefined ? {} : { signal });
    const asked = shocksOf(request, grids, all);
    const snapshot = onlyTrust(all, request.trust);
    return {
      snapshot,
      title: `${snapshot.name}, ${formatDate(snapshot.date)}, sensitivity`,
      files: asked.files,
      options: { method: request.method ?? snapshot.method, ...reviewOption(request.review) },
      limits: [...LIMITS, { about: 'sensitivity', text: 'inputs move as the scenarios say, and nothing else moves with them' }],
      compute: async (options) => {
        const value = await sensitivities(snapshot, asked, {
          ...workOptions(options),
          ...(request.method !== undefined && { method: request.method }),
        });
        return { value, tables: sensitivityTables(value) };
      },
    };
  },
};

export type SensitivityAsked = Omit<SensitivityRunRequest, 'kind' | 'snapshot' | 'review'>;

/** The request of a sensitivity, with what is decided of the curves now. Throws: as `reviewNow`. */
export async function sensitivityRequest(
  data: DataFolder,
  folder: string,
  { scenarios, ...asked }: SensitivityAsked,
): Promise<SensitivityRunRequest> {
  return {
    ...asked,
    kind: 'sensitivity',
    ...(await onSnapshot(data, folder)),
    ...(scenarios !== undefined && { scenarios: resolve(scenarios) }),
  };
}

/**
 * Values a snapshot under shocks and keeps the run. Throws: WeirError (of the snapshot, the file of scenarios, the grid; REQUEST_INVALID
 * for a trust that there is not); the run then says that it failed, or stays open where it was cancelled.
 */
export async function runSensitivity(
  data: DataFolder,
  folder: string,
  asked: SensitivityAsked,
  options: RunOptions,
): Promise<SensitivityRun> {
  return runKept(SENSITIVITY_RUNS, data, await sensitivityRequest(data, folder, asked), options);
}

/** Takes up a run that did not end. Throws: as `resumeRun` and `runSensitivity`. */
export async function resumeSensitivity(data: DataFolder, id: string, options: RunOptions): Promise<SensitivityRun> {
  return resumeKept(SENSITIVITY_RUNS, data, id, options);
}

interface Asked {
  readonly shocks: readonly Shock[];
  readonly grids: readonly Grid[];
  readonly files: ReadonlyMap<string, string>;
}

function shocksOf({ scenarios }: SensitivityRunRequest, grids: readonly Grid[], snapshot: Snapshot): Asked {
  if (scenarios !== undefined) {
    const file = readScenarios(scenarios, snapshot);
    return { ...file, grids: [...file.grids, ...grids] };
  }
  return { shocks: grids.length === 0 ? standardShocks() : [], grids, files: new Map() };
}

/** Refuses a trust that the snapshot does not have, where that is known. Throws: REQUEST_INVALID. */
export function checkTrust(name: string | undefined, head: SnapshotHead | undefined): void {
  if (name !== undefined && head !== undefined) refuseUnknown('trust', [name], trustNamesIn(head));
}

/** A snapshot with one of its trusts. Throws: REQUEST_INVALID. */
export function onlyTrust(snapshot: Snapshot, name: string | undefined): Snapshot {
  if (name === undefined) return snapshot;
  refuseUnknown('trust', [name], trustNames([snapshot]));
  return { ...snapshot, trusts: snapshot.trusts.filter((reading) => trustNames([{ trusts: [reading] }]).includes(name)) };
}
