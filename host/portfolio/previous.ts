/** The snapshot before: its tapes, for checks of what has changed since. What is wrong with it keeps no trust from being valued. */
import { dirname, join, resolve } from 'node:path';
import { parseDate } from '../curves/dates.ts';
import { checkedDeal, MOST_DEAL_BYTES, valueFromText } from '../deal/read.ts';
import { type Fault, faultText, WeirError } from '../errors.ts';
import type { SnapshotFiles } from './files.ts';
import { snapshotFromText, type TrustFile, trustFromText } from './schema.ts';
import { type Duck, identifier } from './tape/duck.ts';
import { FIELDS, sqlType } from './tape/fields.ts';
import { readTape } from './tape/load.ts';

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

/** A tape that was copied, or why there is none. */
export type CopiedTape = { readonly asOf: number } | { readonly warning: string[] };

/** Copies the last tape of a trust into `into`, as the table `previous tape` with the fields of a tape. */
export async function copyTape(previous: PreviousSnapshot, name: string, into: Duck): Promise<CopiedTape> {
  const known = previous.trusts.get(name);
  if (known === undefined) {
    const [fault] = previous.faults;
    const why = fault === undefined ? 'the trust is not in the snapshot before' : faultText(fault);
    return { warning: [`drift is not checked: ${why}`] };
  }
  try {
    return { asOf: await copyFrom(known, previous.files, into) };
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    const [fault, ...more] = error.faults;
    const rest = more.length === 0 ? '' : `, and ${more.length} more`;
    return { warning: [`drift is not checked: ${fault === undefined ? '' : faultText(fault)}${rest}`] };
  }
}

/** Chunk by chunk: both databases are in memory, and neither may read files any more. */
async function copyFrom({ path, file: { tape, deal } }: PreviousTrust, files: SnapshotFiles, into: Duck): Promise<number> {
  const folder = dirname(path);
  const asOf = parseDate(tape.asOf, { file: path, place: 'tape.asOf' });
  const dealPath = resolve(folder, deal);
  const { indices = [] } = checkedDeal(valueFromText(files.text(dealPath, MOST_DEAL_BYTES), dealPath), dealPath);
  const last = await readTape({
    files: [tape.file].flat().map((file) => resolve(folder, file)),
    layout: tape.layout,
    asOf,
    columns: new Map(Object.entries(tape.columns ?? {})),
    ...(tape.delimiter !== undefined && { delimiter: tape.delimiter }),
    missing: tape.missing ?? [],
    defaults: tape.defaults ?? [],
    // Only the rows are looked at: which group and cohort a loan was in does not matter.
    groups: [{ group: 'all', when: 'true' }],
    cohorts: [{ cohort: 'all', when: 'true' }],
    indices: new Map(indices.map((index, place) => [index, place])),
    places: new Map([['all', 0]]),
    rulesFile: path,
  });
  try {
    for (const each of last.files) files.add(each.path, each.sha256);
    const columns = ['"row" BIGINT', ...FIELDS.map((field) => `${identifier(field.name)} ${sqlType(field)}`)];
    await into.run(`CREATE OR REPLACE TABLE ${identifier(PREVIOUS_TABLE)} (${columns.join(', ')})`);
    const appender = await into.connection.createAppender(PREVIOUS_TABLE);
    const names = ['"row"', ...FIELDS.map(({ name }) => identifier(name))];
    const result = await last.duck.connection.stream(`SELECT ${names.join(', ')} FROM tape`);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk())
      appender.appendDataChunk(chunk);
    appender.closeSync();
    return asOf;
  } finally {
    last.close();
  }
}
