/** The fields that several kinds of runs have, and what stands behind them. */
import Type from 'typebox';
import { type DataFolder, METHODS } from '../../../host/index.ts';
import { confinedSnapshot } from '../../snapshots/confine.ts';
import { LATEST, resolvedName, snapshotFolder } from '../../snapshots/folder.ts';

/** A chain of monthly snapshots over five years. */
export const LONGEST_CHAIN = 60;

export const snapshot = Type.String({
  minLength: 1,
  maxLength: 64,
  description: `the name of a snapshot, or ${LATEST}: the one of the latest date`,
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

/** A request with the snapshots that it means by name. Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE. */
export async function withSnapshot<A extends Between>(asked: A, data: DataFolder): Promise<A> {
  const name = await resolvedName(data, asked.snapshot);
  await snapshotFolder(data, name);
  if (asked.from !== undefined) await snapshotFolder(data, asked.from);
  return { ...asked, snapshot: name };
}

/**
 * What is asked of two snapshots or more, with their folders. `before` is how many snapshots before the younger one are read.
 * Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE.
 */
export async function confinedBetween<A extends Between>(
  { snapshot: name, from: earlier, ...asked }: A,
  data: DataFolder,
  before = 1,
): Promise<[folder: string, asked: Omit<A, 'snapshot' | 'from'> & { from?: string }]> {
  // The oldest of them reads of the one before it.
  const folder = await confinedSnapshot(data, name, before + 1);
  if (earlier === undefined) return [folder, asked];
  return [folder, { ...asked, from: await confinedSnapshot(data, earlier) }];
}
