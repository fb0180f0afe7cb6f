/** Requests that are kept with runs: JSON on a snapshot, checked when a run is resumed or replayed. */
import { resolve } from 'node:path';
import Type, { type Static, type TProperties } from 'typebox';
import { Compile } from 'typebox/compile';
import { METHODS } from '../portfolio/records.ts';
import { type OlderRead, type ReviewRead, ReviewShape, reviewNow } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';

/** Fields that several kinds have. Paths are absolute. */
export const FIELD = {
  path: Type.String(),
  optionalPath: Type.Optional(Type.String()),
  optionalText: Type.Optional(Type.String()),
  optionalNumber: Type.Optional(Type.Number()),
  optionalNames: Type.Optional(Type.Array(Type.String())),
  /** Default: the snapshot's own. */
  method: Type.Optional(Type.Enum([...METHODS])),
  /** What was decided of the curves when it was asked; absent where nothing was. */
  review: Type.Optional(ReviewShape),
};

/** Reads a kept request of a shape: undefined for anything else. */
export function requestReader<F extends TProperties>(
  shape: Type.TObject<F>,
): (given: object) => Static<Type.TObject<F>> | undefined {
  const compiled = Compile(shape);
  return (given) => (compiled.Check(given) ? given : undefined);
}

/** The snapshot of a request, with what is decided of its curves now. Throws: as `reviewNow`. */
export async function onSnapshot(
  data: Pick<DataFolder, 'root'>,
  folder: string,
  older?: OlderRead,
): Promise<{ snapshot: string; review?: ReviewRead }> {
  const review = await reviewNow(data, folder, older);
  return { snapshot: resolve(folder), ...(review !== undefined && { review }) };
}
