/** Sensitivity and stress as a run. */
import { resolve } from 'node:path';
import { type Grid, gridsOf } from '../analysis/grid.ts';
import { type SensitivityReport, sensitivities } from '../analysis/sensitivity.ts';
import { standardShocks } from '../analysis/sensitivityStandard.ts';
import type { Shock } from '../analysis/shock.ts';
import { readScenarios } from '../analysis/shockFile.ts';
import { formatDate } from '../curves/dates.ts';
import { suggested } from '../deal/nearest.ts';
import { fail } from '../errors.ts';
import type { Method, Snapshot } from '../portfolio/records.ts';
import { readSnapshot } from '../portfolio/snapshot.ts';
import type { DataFolder } from './folders.ts';
import { type KeptRun, type RunKind, type RunOptions, resumeKept, runKept } from './keptRun.ts';
import { sensitivityTables } from './sensitivityTables.ts';
import { LIMITS, methodIn, workOptions } from './valueRun.ts';

/** What is asked for: JSON, kept with the run. Without scenarios and grid, the standard set. */
export interface SensitivityRunRequest {
  readonly kind: 'sensitivity';
  /** The snapshot's folder, as an absolute path. */
  readonly snapshot: string;
  /** A file of scenarios, as an absolute path. */
  readonly scenarios?: string;
  /** As `parseGrids` reads it. */
  readonly grid?: string;
  /** Only this trust. */
  readonly trust?: string;
  readonly method?: Method;
}

export type SensitivityRun = KeptRun<SensitivityReport>;

/** Sensitivities as runs. */
export const SENSITIVITY_RUNS: RunKind<SensitivityRunRequest, SensitivityReport> = {
  kind: 'sensitivity',
  requestOf: (given) => {
    if (!('snapshot' in given) || typeof given.snapshot !== 'string') return undefined;
    const method = methodIn(given);
    const text = (field: 'scenarios' | 'grid' | 'trust') => {
      const value: unknown = Reflect.get(given, field);
      return typeof value === 'string' ? { [field]: value } : {};
    };
    return {
      kind: 'sensitivity',
      snapshot: given.snapshot,
      ...text('scenarios'),
      ...text('grid'),
      ...text('trust'),
      ...(method !== undefined && { method }),
    };
  },
  prepare: async (request, signal) => {
    const grids = gridsOf(request.grid);
    const all = await readSnapshot(request.snapshot, signal === undefined ? {} : { signal });
    const asked = shocksOf(request, grids, all);
    const snapshot = onlyTrust(all, request.trust);
    return {
      snapshot,
      title: `${snapshot.name}, ${formatDate(snapshot.date)}, sensitivity`,
      files: asked.files,
      options: { method: request.method ?? snapshot.method },
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

export type SensitivityAsked = Omit<SensitivityRunRequest, 'kind' | 'snapshot' | 'scenarios'> & {
  /** A file of scenarios. */
  readonly scenarios?: string;
};

/**
 * Values a snapshot under shocks and keeps the run. Throws: WeirError (of the snapshot, the file of scenarios, the grid; REQUEST_INVALID
 * for a trust that there is not); the run then says that it failed, or stays open where it was cancelled.
 */
export async function runSensitivity(
  data: DataFolder,
  folder: string,
  { scenarios, grid, trust, method }: SensitivityAsked,
  options: RunOptions,
): Promise<SensitivityRun> {
  const request: SensitivityRunRequest = {
    kind: 'sensitivity',
    snapshot: resolve(folder),
    ...(scenarios !== undefined && { scenarios: resolve(scenarios) }),
    ...(grid !== undefined && { grid }),
    ...(trust !== undefined && { trust }),
    ...(method !== undefined && { method }),
  };
  return runKept(SENSITIVITY_RUNS, data, request, options);
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

/** A snapshot with one of its trusts. Throws: REQUEST_INVALID. */
export function onlyTrust(snapshot: Snapshot, name: string | undefined): Snapshot {
  if (name === undefined) return snapshot;
  const nameOf = (reading: Snapshot['trusts'][number]) => (reading.ok ? reading.trust.name : reading.name);
  const trusts = snapshot.trusts.filter((reading) => nameOf(reading) === name);
  const known = snapshot.trusts.map(nameOf);
  if (trusts.length === 0)
    fail({
      code: 'REQUEST_INVALID',
      place: 'trust',
      got: `'${name}'`,
      expected: suggested(`one of ${known.join(', ')}`, name, known),
    });
  return { ...snapshot, trusts };
}
