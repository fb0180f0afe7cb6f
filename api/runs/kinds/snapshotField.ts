/** The fields that several kinds of runs have, and what stands behind them. */
import Type from 'typebox';
import { type DataFolder, FaultList, METHODS } from '../../../host/index.ts';
import { LATEST, resolvedName, snapshotFolder } from '../../snapshots/folder.ts';
import type { RequestPlace } from './kind.ts';

/** A chain of monthly snapshots over five years. */
export const LONGEST_CHAIN = 60;

/** Of `latest <portfolio>`, whose name may be long. */
const LONGEST_NAME = 600;

export const snapshot = Type.String({
  minLength: 1,
  maxLength: LONGEST_NAME,
  description: `the name of a snapshot; ${LATEST}, or ${LATEST} <portfolio> where there are several: the one of the latest date`,
});

export const method = Type.Optional(
  Type.Enum([...METHODS], {
    description: `how collateral is valued: ${METHODS.join(', ')}; default: the snapshot's own`,
  }),
);

export const trust = Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'only this trust' }));

export const trusts = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    minItems: 1,
    maxItems: 1_000,
    description: 'a list of trusts, as their folders are called; default: all',
  }),
);

export const from = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'the older snapshot; default: the one before, as snapshot.yaml names it',
  }),
);

interface Between {
  readonly snapshot: string;
  readonly from?: string;
}

/**
 * A request with the snapshots that it means by name. `rules` are what else can be told of it at once.
 * Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE, and as the rules; all faults at once.
 */
export async function withSnapshot<A extends Between>(
  asked: A,
  data: DataFolder,
  ...rules: readonly (() => unknown)[]
): Promise<A> {
  const faults = new FaultList();
  const name = await faults.catchingAsync('', async () => {
    const found = await resolvedName(data, asked.snapshot);
    await snapshotFolder(data, found);
    return found;
  });
  const { from: older } = asked;
  if (older !== undefined) await faults.catchingAsync('', () => snapshotFolder(data, older, 'from'));
  for (const rule of rules) faults.catching(undefined, () => void rule());
  faults.throwIfAny();
  return { ...asked, snapshot: name };
}

/**
 * What is asked of two snapshots or more, with their folders. `before` is how many snapshots before the younger one are read.
 * Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE.
 */
export async function confinedBetween<A extends Between>(
  { snapshot: name, from: earlier, ...asked }: A,
  { folderOf }: RequestPlace,
  before = 1,
): Promise<[folder: string, asked: Omit<A, 'snapshot' | 'from'> & { from?: string }]> {
  // The oldest of them reads of the one before it.
  const folder = await folderOf(name, before + 1);
  if (earlier === undefined) return [folder, asked];
  return [folder, { ...asked, from: await folderOf(earlier) }];
}
