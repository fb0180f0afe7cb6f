/** A stochastic run as a run that is kept. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { type SimulationReport, simulate } from '../analysis/simulate.ts';
import { quotableOf, refuseUnknownQuotes } from '../analysis/simulateQuotes.ts';
import { checkSimulation, pathsRun, SIMULATED_MEASURES } from '../analysis/simulateRequest.ts';
import { formatDate } from '../curves/dates.ts';
import { FaultList } from '../deal/faults.ts';
import { type SnapshotHead, trustNamesIn } from '../portfolio/head.ts';
import type { Snapshot } from '../portfolio/records.ts';
import type { Behaviour } from '../scenarios/behaviour.ts';
import { checkRegions, readBehaviour } from '../scenarios/behaviourFile.ts';
import { type ModelSpec, namedModel, readModel } from '../scenarios/market/modelFile.ts';
import { MODEL_KINDS } from '../scenarios/market/shortRate.ts';
import { readReviewed, reviewOption } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';
import { type KeptRun, type RunKind, type RunOptions, resumeKept, runKept } from './keptRun.ts';
import { FIELD, onSnapshot, requestReader } from './requestShape.ts';
import { checkTrust, onlyTrust } from './sensitivityRun.ts';
import { simulateTables } from './simulateTables.ts';
import { LIMITS, workOptions } from './valueRun.ts';

const QuoteShape = Type.Object({
  trust: Type.String(),
  instrument: Type.String(),
  price: FIELD.optionalNumber,
  value: FIELD.optionalNumber,
  oas: FIELD.optionalNumber,
});
const RequestShape = Type.Object({
  kind: Type.Literal('simulation'),
  snapshot: FIELD.path,
  /** `hull-white`, `g2pp`, or the path of a model file. */
  model: Type.String(),
  /** The path of a behaviour file; default: Weir's own parameters. */
  behaviour: FIELD.optionalText,
  paths: Type.Number(),
  randomizations: Type.Number(),
  /** Default: the model's. */
  seed: FIELD.optionalNumber,
  measures: Type.Enum([...SIMULATED_MEASURES]),
  /** Only this trust. */
  trust: FIELD.optionalText,
  /** A share. */
  untilError: FIELD.optionalNumber,
  /** Tell means with control variates as well. */
  control: Type.Optional(Type.Boolean()),
  /** Keep the values of every path. */
  withPaths: Type.Optional(Type.Boolean()),
  /** Spreads to be told from prices, and prices from spreads. */
  quotes: Type.Optional(Type.Array(QuoteShape)),
  review: FIELD.review,
});
/** What is asked for: JSON, kept with the run. */
export type SimulationRunRequest = Static<typeof RequestShape>;

export type SimulationRun = KeptRun<SimulationReport>;

/** Simulations as runs. `onPartial` hears of what is known whenever all trusts have as many paths. */
export const SIMULATION_RUNS: RunKind<SimulationRunRequest, SimulationReport> = {
  kind: 'simulation',
  requestOf: requestReader(RequestShape),
  check,
  prepare: async (request, signal) => {
    const { behaviour: behaviourFile, randomizations, measures, untilError, quotes } = request;
    const paths = pathsRun(request);
    const { spec, files } = modelOf(request.model);
    const all = await readReviewed(request.snapshot, request.review, signal === undefined ? {} : { signal });
    const snapshot = onlyTrust(all, request.trust);
    const { seed = spec.seed } = request;
    const behaviour = behaviourOf(behaviourFile);
    refuseUnknown(all, snapshot, spec, behaviour?.terms, request);
    const asked = {
      ...(behaviour !== undefined && { behaviour: behaviour.terms }),
      ...{ model: spec, paths, randomizations, seed, measures },
      ...(untilError !== undefined && { untilError }),
      ...(quotes !== undefined && { quotes }),
      ...(request.control === true && { control: true }),
    };
    return {
      snapshot,
      title: `${snapshot.name}, ${formatDate(snapshot.date)}, ${spec.kind}, ${paths} paths${untilError === undefined ? '' : ' or more'}`,
      files: new Map([...files, ...(behaviour?.files ?? [])]),
      options: { ...asked, ...reviewOption(request.review) },
      limits: [...LIMITS.filter(({ about }) => about !== 'scenario'), ...STOCHASTIC_LIMITS],
      compute: async (options) => {
        const { onPartial } = options;
        const value = await simulate(snapshot, asked, {
          ...workOptions(options),
          ...(onPartial !== undefined && { onPartial }),
        });
        return { value, tables: simulateTables(value, request.withPaths === true) };
      },
    };
  },
};

/** What can be told of a request by snapshot.yaml and the files that it names itself. Throws: all faults at once. */
function check(
  { behaviour: file, model, trust, quotes = [], ...figures }: SimulationRunRequest,
  head: SnapshotHead | undefined,
): void {
  const faults = new FaultList();
  faults.catching(undefined, () => checkSimulation({ ...figures, quotes }));
  const spec = faults.catching(undefined, () => modelOf(model).spec);
  const behaviour = faults.catching(undefined, () => behaviourOf(file)?.terms);
  if (head !== undefined) {
    // As trusts that could not be read: nothing but their names is known.
    const trusts = trustNamesIn(head).map((name) => ({ ok: false, name }) as const);
    faults.catching(undefined, () => checkTrust(trust, head));
    if (behaviour !== undefined && spec !== undefined)
      faults.catching(undefined, () => checkRegions(behaviour, { trusts }, spec.homePrices, file));
    const chosen = trusts.filter(({ name }) => name === trust);
    const known = chosen.length > 0 ? chosen : trusts;
    faults.catching(undefined, () => refuseUnknownQuotes(quotes, new Map(known.map(({ name }) => [name, undefined]))));
  }
  faults.throwIfAny();
}

/** Refuses names of cohorts, regions and instruments that there are not, once the snapshot is read. Throws: all faults at once. */
function refuseUnknown(
  all: Snapshot,
  snapshot: Snapshot,
  { homePrices }: ModelSpec,
  behaviour: Behaviour | undefined,
  { behaviour: file, quotes = [] }: SimulationRunRequest,
): void {
  const faults = new FaultList();
  if (behaviour !== undefined) faults.catching(undefined, () => checkRegions(behaviour, all, homePrices, file));
  faults.catching(undefined, () => refuseUnknownQuotes(quotes, quotableOf(snapshot)));
  faults.throwIfAny();
}

/** What a reader of a stochastic run should know. */
const STOCHASTIC_LIMITS = [
  {
    about: 'behaviour',
    text: 'of cohorts by their mean note rate and payment and by their loan-to-values; parameters are those of the behaviour file, without one defaults that no pool was fitted to',
  },
  {
    about: 'indices',
    text: 'bonds and loans of a trust read one path of an index; swaps and caps with terms another, where LIBOR became another rate for them; rates are not below 0',
  },
  {
    about: 'home prices',
    text: 'loans follow the group of the model that names their state, otherwise the first that names none',
  },
  { about: 'fan charts', text: 'percentiles of all paths, within a 512th of a value or a quarter dollar' },
];

/** Whether it is no name of a model, but where its file is. */
function isFile(model: string): boolean {
  return !MODEL_KINDS.some((kind) => kind === model) && /[./\\]/.test(model);
}

/** A model by its name, or from its file. Throws: as `namedModel` and `readModel`. */
function modelOf(model: string): { spec: ModelSpec; files: ReadonlyMap<string, string> } {
  if (!isFile(model)) return { spec: namedModel(model), files: new Map() };
  return { spec: readModel(model), files: new Map([[model, sha256(model)]]) };
}

/** A behaviour file and its hash; undefined where there is none. Throws: as `readBehaviour`. */
function behaviourOf(file: string | undefined): { terms: Behaviour; files: ReadonlyMap<string, string> } | undefined {
  if (file === undefined) return undefined;
  return { terms: readBehaviour(file), files: new Map([[file, sha256(file)]]) };
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

export type SimulationAsked = Omit<SimulationRunRequest, 'kind' | 'snapshot' | 'review'>;

/** The request of a simulation, with what is decided of the curves now. Throws: as `reviewNow`. */
export async function simulationRequest(
  data: DataFolder,
  folder: string,
  { model, behaviour, ...asked }: SimulationAsked,
): Promise<SimulationRunRequest> {
  const on = await onSnapshot(data, folder);
  const given = behaviour === undefined ? {} : { behaviour: resolve(behaviour) };
  return { ...asked, ...given, kind: 'simulation', ...on, model: isFile(model) ? resolve(model) : model };
}

/**
 * Simulates a snapshot and keeps the run.
 *
 * Throws: WeirError (of the snapshot, the model, the request); the run then says that it failed, or stays open where it was cancelled.
 */
export async function runSimulation(
  data: DataFolder,
  folder: string,
  asked: SimulationAsked,
  options: RunOptions,
): Promise<SimulationRun> {
  return runKept(SIMULATION_RUNS, data, await simulationRequest(data, folder, asked), options);
}

/** Takes up a simulation that did not end. Throws: as `resumeRun` and `runSimulation`. */
export async function resumeSimulation(data: DataFolder, id: string, options: RunOptions): Promise<SimulationRun> {
  return resumeKept(SIMULATION_RUNS, data, id, options);
}
