/** Of runs that are done: a trace of any date. */
import Type from 'typebox';
import {
  type DataFolder,
  type Fault,
  fail,
  type ResolvedDeal,
  readManifest,
  readSnapshot,
  type Snapshot,
  showRun,
  traceReport,
  WeirError,
} from '../../host/index.ts';
import { snapshotOfRequest } from '../runs/kinds/replay.ts';
import type { TraceAnswer } from '../schemas/deals.ts';
import { confinedSnapshot } from '../snapshots/confine.ts';
import { ask } from './ask.ts';

const text = Type.String();

export const runAsks = {
  trace: ask(
    Type.Object({ run: text, trust: text, month: Type.Integer(), tranche: Type.Optional(text) }),
    async ({ run, trust, month, tranche }, { data, runner }): Promise<TraceAnswer> =>
      traceReport(await dealOf(data, run, trust), { month, ...(tranche !== undefined && { tranche }) }, { runner }),
  ),
};

/** Deals that were traced lately: whoever looks at one date looks at the next. */
const traced = new Map<string, ResolvedDeal>();
const MOST_TRACED = 8;

/**
 * The deal of a trust as a run had it.
 * Throws: STORE_INPUT_CHANGED where its files are not what they were, REQUEST_INVALID for a trust that the run has not, what is wrong
 * with a trust that could not be valued, PATH_OUTSIDE.
 */
async function dealOf(data: DataFolder, run: string, trust: string): Promise<ResolvedDeal> {
  const key = `${run}/${trust}`;
  const known = traced.get(key);
  if (known !== undefined) return known;
  const { request } = await showRun(data, run);
  const folder = await confinedSnapshot(data, await snapshotOfRequest(data, request, run));
  const snapshot = await readWith(folder, trust);
  await refuseChanged(data, run, snapshot);
  const reading = snapshot.trusts.find((one) => nameOf(one) === trust);
  if (reading === undefined) {
    const expected = `one of ${snapshot.trusts.map(nameOf).join(', ')}`;
    return fail({ code: 'REQUEST_INVALID', place: 'trust', got: `'${trust}'`, expected });
  }
  if (!reading.ok) throw new WeirError(reading.faults);
  const [oldest] = traced.keys();
  if (traced.size >= MOST_TRACED && oldest !== undefined) traced.delete(oldest);
  traced.set(key, reading.trust.deal);
  return reading.trust.deal;
}

/** The snapshot with one trust read: its folder is called like the trust, as a rule; if not, all are read. */
async function readWith(folder: string, trust: string): Promise<Snapshot> {
  // Curves that nobody reviewed refuse a valuation, not a look at one.
  const how = { unreviewedCurves: 'warn' } as const;
  const only = await readSnapshot(folder, { ...how, only: [trust] });
  return only.trusts.some((one) => nameOf(one) === trust) ? only : readSnapshot(folder, how);
}

function nameOf(reading: Snapshot['trusts'][number]): string {
  return reading.ok ? reading.trust.name : reading.name;
}

/** Throws STORE_INPUT_CHANGED with every file that was read and is not what the run read. */
async function refuseChanged(data: DataFolder, run: string, { files }: Snapshot): Promise<void> {
  const manifest = await readManifest(data, run);
  const had = new Map(manifest?.determines.inputs.map(({ path, sha256 }) => [path, sha256]));
  const changed = [...files].filter(([path, sha256]) => had.get(path) !== sha256);
  if (changed.length === 0) return;
  throw new WeirError(
    changed.map(
      ([path, sha256]): Fault => ({
        code: 'STORE_INPUT_CHANGED',
        place: path,
        got: `sha-256 ${sha256}`,
        expected: `${had.get(path) ?? 'no such file'}, as the run read it`,
      }),
    ),
  );
}
