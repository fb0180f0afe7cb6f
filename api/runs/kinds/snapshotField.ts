/** The fields that several kinds of runs have, and what stands behind them. */
import Type from 'typebox';
import { type DataFolder, METHODS } from '../../../host/index.ts';
import { LATEST, resolvedName, snapshotFolder } from '../../snapshots/folder.ts';

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

export const from = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'the older snapshot; default: the one before, as snapshot.yaml names it',
  }),
);

/** A request with the snapshots that it means by name. Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE. */
export async function withSnapshot<A extends { readonly snapshot: string; readonly from?: string }>(
  asked: A,
  data: DataFolder,
): Promise<A> {
  const name = await resolvedName(data, asked.snapshot);
  await snapshotFolder(data, name);
  if (asked.from !== undefined) await snapshotFolder(data, asked.from);
  return { ...asked, snapshot: name };
}
