/** A stochastic run as a run that is kept. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  checkSimulation,
  type PartialResult,
  SIMULATED_MEASURES,
  type SimulatedMeasures,
  type SimulationReport,
  simulate,
} from '../analysis/simulate.ts';
import { formatDate } from '../curves/dates.ts';
import { readSnapshot } from '../portfolio/snapshot.ts';
import { type ModelSpec, namedModel, readModel } from '../scenarios/market/modelFile.ts';
import { MODEL_KINDS } from '../scenarios/market/shortRate.ts';
import type { DataFolder } from './folders.ts';
import { type KeptRun, type RunKind, type RunOptions, resumeKept, runKept } from './keptRun.ts';
import { onlyTrust } from './sensitivityRun.ts';
import { simulateTables } from './simulateTables.ts';
import { LIMITS, workOptions } from './valueRun.ts';

/** What is asked for: JSON, kept with the run. */
export interface SimulationRunRequest {
  readonly kind: 'simulation';
  /** The snapshot's folder, as an absolute path. */
  readonly snapshot: string;
  /** `hull-white`, `g2pp`, or a model file as an absolute path. */
  readonly model: string;
  readonly paths: number;
  readonly randomizations: number;
  /** Default: the model's. */
  readonly seed?: number;
  readonly measures: SimulatedMeasures;
  /** Only this trust. */
  readonly trust?: string;
  /** A share. */
  readonly untilError?: number;
  /** Keep the values of every path. */
  readonly withPaths?: boolean;
}

export type SimulationRun = KeptRun<SimulationReport>;

/** Simulations as runs. */
export const SIMULATION_RUNS: RunKind<SimulationRunRequest, SimulationReport> = simulationRuns();

/** The kind of run, which tells of what is known while it goes on. */
function simulationRuns(onPartial?: (partial: PartialResult) => void): RunKind<SimulationRunRequest, SimulationReport> {
  return {
    kind: 'simulation',
    requestOf,
    prepare: async (request, signal) => {
      checkSimulation(request);
      const { spec, files } = modelOf(request.model);
      const all = await readSnapshot(request.snapshot, signal === undefined ? {} : { signal });
      const snapshot = onlyTrust(all, request.trust);
      const { paths, randomizations, seed = spec.seed, measures, untilError } = request;
      return {
        snapshot,
        title: `${snapshot.name}, ${formatDate(snapshot.date)}, ${spec.kind}, ${paths} paths`,
        files,
        options: { model: spec, paths, randomizations, seed, measures, ...(untilError !== undefined && { untilError }) },
        limits: [...LIMITS.filter(({ about }) => about !== 'scenario'), ...STOCHASTIC_LIMITS],
        compute: async (options) => {
          const value = await simulate(
            snapshot,
            { model: spec, paths, randomizations, seed, measures, ...(untilError !== undefined && { untilError }) },
            { ...workOptions(options), ...(onPartial !== undefined && { onPartial }) },
          );
          return { value, tables: simulateTables(value, request.withPaths === true) };
        },
      };
    },
  };
}

/** What a reader of a stochastic run should know. */
const STOCHASTIC_LIMITS = [
  {
    about: 'behaviour',
    text: 'of cohorts by their mean note rate and of loans by the loan-to-value of the trust; parameters are defaults that no pool was fitted to',
  },
  { about: 'indices', text: 'bonds, loans and hedges of a trust read one path of an index; rates are not below 0' },
  { about: 'home prices', text: 'every trust follows the first group of the model' },
  { about: 'fan charts', text: 'of the first 1,024 paths at most' },
];

function requestOf(given: object): SimulationRunRequest | undefined {
  const get = (name: string): unknown => Reflect.get(given, name);
  const [snapshot, model, paths, randomizations] = [get('snapshot'), get('model'), get('paths'), get('randomizations')];
  const measures = SIMULATED_MEASURES.find((known) => known === get('measures'));
  if (typeof snapshot !== 'string' || typeof model !== 'string' || measures === undefined) return undefined;
  if (typeof paths !== 'number' || typeof randomizations !== 'number') return undefined;
  const number = (name: 'seed' | 'untilError') => {
    const value = get(name);
    return typeof value === 'number' ? { [name]: value } : {};
  };
  const trust = get('trust');
  return {
    kind: 'simulation',
    snapshot,
    model,
    paths,
    randomizations,
    measures,
    ...number('seed'),
    ...number('untilError'),
    ...(typeof trust === 'string' && { trust }),
    ...(get('withPaths') === true && { withPaths: true }),
  };
}

/** A model by its name, or from its file. Throws: as `namedModel` and `readModel`. */
function modelOf(model: string): { spec: ModelSpec; files: ReadonlyMap<string, string> } {
  const isNamed = MODEL_KINDS.some((kind) => kind === model);
  if (isNamed || !/[./\\]/.test(model)) return { spec: namedModel(model), files: new Map() };
  const spec = readModel(model);
  return { spec, files: new Map([[model, createHash('sha256').update(readFileSync(model)).digest('hex')]]) };
}

export type SimulationAsked = Omit<SimulationRunRequest, 'kind' | 'snapshot'>;

/**
 * Simulates a snapshot and keeps the run. `onPartial` hears of what is known whenever all trusts have as many paths.
 *
 * Throws: WeirError (of the snapshot, the model, the request); the run then says that it failed, or stays open where it was cancelled.
 */
export async function runSimulation(
  data: DataFolder,
  folder: string,
  asked: SimulationAsked,
  options: RunOptions & { readonly onPartial?: (partial: PartialResult) => void },
): Promise<SimulationRun> {
  const { onPartial, ...rest } = options;
  const model =
    MODEL_KINDS.some((kind) => kind === asked.model) || !/[./\\]/.test(asked.model) ? asked.model : resolve(asked.model);
  const request: SimulationRunRequest = { ...asked, kind: 'simulation', snapshot: resolve(folder), model };
  return runKept(simulationRuns(onPartial), data, request, rest);
}

/** Takes up a simulation that did not end. Throws: as `resumeRun` and `runSimulation`. */
export async function resumeSimulation(data: DataFolder, id: string, options: RunOptions): Promise<SimulationRun> {
  return resumeKept(SIMULATION_RUNS, data, id, options);
}
