/** The snapshot before: its tapes, for checks of what has changed since. What is wrong with it keeps no trust from being valued. */
import { dirname, join, resolve } from 'node:path';
import { parseDate } from '../curves/dates.ts';
import { MOST_DEAL_BYTES } from '../deal/read.ts';
import { type Fault, faultText, WeirError } from '../errors.ts';
import { type Deals, readDeal } from './deals.ts';
import type { SnapshotFiles } from './files.ts';
import { snapshotFromText, type TrustFile, trustFromText } from './schema.ts';
import { type Duck, identifier } from './tape/duck.ts';
import { heldRows, type Rows, readRows, refuseEmpty } from './tape/rows.ts';

/** Where a trust stood in the snapshot before. */
interface PreviousTrust {
  readonly path: string;
  readonly file: TrustFile;
}

export interface PreviousSnapshot {
  readonly folder: string;
  /** Where what is read of it is noted. */
  readonly files: SnapshotFiles;
  readonly trusts: ReadonlyMap<string, PreviousTrust>;
  /** Faults of trusts that could not be read. */
  readonly faults: readonly Fault[];
}

/** The name of the last tape beside that of today. */
export const PREVIOUS_TABLE = 'previous tape';
/** The schema of its own tables. */
const BESIDE = 'before';

/** Finds the trusts of the snapshot before. Throws: as `snapshotFromText`, and FILE_UNREADABLE. */
export function readPrevious(folder: string, files: SnapshotFiles): PreviousSnapshot {
  const path = join(folder, 'snapshot.yaml');
  const file = snapshotFromText(files.text(path, MOST_DEAL_BYTES), path);
  const trusts = new Map<string, PreviousTrust>();
  const faults: Fault[] = [];
  for (const name of file.trusts) {
    const trustPath = resolve(folder, name, 'trust.yaml');
    try {
      const trust = trustFromText(files.text(trustPath, MOST_DEAL_BYTES), trustPath);
      trusts.set(trust.trust, { path: trustPath, file: trust });
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      faults.push(...error.faults);
    }
  }
  return { folder, files, trusts, faults };
}

/** The last tape of a trust beside that of today: loaded, or why it is not. */
export type LastTape =
  | { readonly asOf: number; readonly files: SnapshotFiles; readonly rows: Rows; readonly duck: Duck }
  | { readonly warning: string[]; readonly files?: SnapshotFiles };

/** Loads the last tape of a trust beside that of today, which must not be locked yet. `deals` are those that were read before. */
export async function loadLast(previous: PreviousSnapshot, name: string, deals: Deals, today: Duck): Promise<LastTape> {
  const known = previous.trusts.get(name);
  if (known === undefined) {
    const [fault] = previous.faults;
    const why = fault === undefined ? 'the trust is not in the snapshot before' : faultText(fault);
    return { warning: [`drift is not checked: ${why}`] };
  }
  const { path, file } = known;
  const { tape, deal } = file;
  const folder = dirname(path);
  const files = previous.files.apart();
  try {
    const asOf = parseDate(tape.asOf, { file: path, place: 'tape.asOf' });
    const dealPath = resolve(folder, deal);
    const { indices = [] } = readDeal(dealPath, files, deals);
    const duck = await today.beside(BESIDE);
    const rows = await readRows(duck, {
      files: [tape.file].flat().map((file) => resolve(folder, file)),
      layout: tape.layout,
      asOf,
      columns: new Map(Object.entries(tape.columns ?? {})),
      ...(tape.delimiter !== undefined && { delimiter: tape.delimiter }),
      missing: tape.missing ?? [],
      defaults: tape.defaults ?? [],
      indices: new Map(indices.map((index, place) => [index, place])),
      rulesFile: path,
    });
    return { asOf, files, rows, duck };
  } catch (error) {
    return { warning: warningOf(error), files };
  }
}

/**
 * Holds a last tape that was loaded against what loans can be, and makes the view `previous tape` of its rows beside the tape of today.
 * What was read is noted with the files of the snapshot.
 */
export async function heldLast(
  last: LastTape,
  previous: PreviousSnapshot,
  today: Duck,
): Promise<{ readonly asOf: number } | { readonly warning: string[] }> {
  if (last.files !== undefined) previous.files.join(last.files);
  if ('warning' in last) return last;
  const { asOf, rows, duck } = last;
  const { plan } = rows;
  try {
    const faults = [...rows.ofDefaults, ...rows.faults, ...(plan === undefined ? [] : await heldRows(duck, plan, rows, 'views'))];
    if (plan === undefined || faults.length > 0) throw new WeirError(faults);
    await refuseEmpty(duck, plan);
    for (const each of rows.files()) previous.files.add(each.path, each.sha256);
  } catch (error) {
    return { warning: warningOf(error) };
  }
  await today.run(`CREATE VIEW ${identifier(PREVIOUS_TABLE)} AS SELECT * FROM ${BESIDE}.tape`);
  return { asOf };
}

/** Throws what is no fault of the snapshot before. */
function warningOf(error: unknown): string[] {
  if (!(error instanceof WeirError)) throw error;
  const [fault, ...more] = error.faults;
  const rest = more.length === 0 ? '' : `, and ${more.length} more`;
  return [`drift is not checked: ${fault === undefined ? '' : faultText(fault)}${rest}`];
}
