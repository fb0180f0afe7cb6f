/** A disclosure of a snapshot as a run. */
import Type, { type Static } from 'typebox';
import { type Disclosure, disclose } from '../analysis/disclosure.ts';
import { formatDate } from '../curves/dates.ts';
import { readReviewed, reviewOption } from './decisionsApply.ts';
import { checkSimulationRead, readSimulation, SimulationReadShape, simulationRead } from './disclosureSimulation.ts';
import { disclosureTables } from './disclosureTables.ts';
import type { DataFolder } from './folders.ts';
import type { RunKind } from './keptRun.ts';
import { FIELD, onSnapshot, requestReader } from './requestShape.ts';
import { LIMITS, workOptions } from './valueRun.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('disclosure'),
  snapshot: FIELD.path,
  method: FIELD.method,
  /** A simulation of the snapshot, that values which move together are taken from. */
  simulation: Type.Optional(SimulationReadShape),
  review: FIELD.review,
});
/** What is asked for: JSON, kept with the run. */
export type DisclosureRequest = Static<typeof RequestShape>;

/** Disclosures as runs. */
export const DISCLOSURE_RUNS: RunKind<DisclosureRequest, Disclosure> = {
  kind: 'disclosure',
  requestOf: requestReader(RequestShape),
  check: async ({ simulation }) => {
    if (simulation !== undefined) await checkSimulationRead(simulation);
  },
  prepare: async ({ snapshot: folder, method, simulation, review }, signal) => {
    const snapshot = await readReviewed(folder, review, signal === undefined ? {} : { signal });
    const simulated = simulation === undefined ? undefined : await readSimulation(simulation, snapshot);
    return {
      snapshot,
      title: `${snapshot.name}, ${formatDate(snapshot.date)}, disclosure`,
      options: {
        method: method ?? snapshot.method,
        ...(simulated !== undefined && { simulation: simulated.tables }),
        ...reviewOption(review),
      },
      limits: LIMITS,
      compute: async (options) => {
        const value = await disclose(snapshot, {
          ...workOptions(options),
          ...(method !== undefined && { method }),
          ...(simulated !== undefined && { simulation: simulated.values }),
        });
        return { value, tables: disclosureTables(value) };
      },
    };
  },
};

/** `simulation` is the id of a run in the same data folder. */
export type DisclosureAsked = Pick<DisclosureRequest, 'method'> & { readonly simulation?: string };

/** The request of a disclosure, with what is decided of the curves now. Throws: as `reviewNow` and `simulationRead`. */
export async function disclosureRequest(
  data: DataFolder,
  folder: string,
  { simulation, ...asked }: DisclosureAsked,
): Promise<DisclosureRequest> {
  return {
    ...asked,
    kind: 'disclosure',
    ...(await onSnapshot(data, folder)),
    ...(simulation !== undefined && { simulation: await simulationRead(data, simulation) }),
  };
}
