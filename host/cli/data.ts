/** The data folder of commands that keep or read runs, and who gives them. */
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { fail } from '../errors.ts';
import { type DataFolder, kindOfRun, listRuns, openData } from '../index.ts';

/** Where runs are kept unless a command line or WEIR_DATA says otherwise. */
const DEFAULT_DATA = 'weir-data';

export interface DataOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addData(command: Command): Command {
  return command.option('--data <folder>', `where runs are kept; default: WEIR_DATA, else ./${DEFAULT_DATA}`);
}

/** The data folder's path. */
export function folderOf({ data }: DataOptions): string {
  return data ?? process.env.WEIR_DATA ?? DEFAULT_DATA;
}

/** Opens the data folder; `create` makes it where there is none. */
export function dataOf(options: DataOptions, create = false): Promise<DataFolder> {
  return openData(folderOf(options), { create });
}

/** The name that runs are kept under. */
export function askedBy(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? 'unknown';
  }
}

/** A run by its id, the start of it, or `last`: of those that are not of the kind `but`. Throws: REQUEST_INVALID, STORE_*. */
export async function runIdOf(data: DataFolder, asked: string, but?: string): Promise<string> {
  const { runs } = await listRuns(data);
  const ids = runs.map(({ id }) => id);
  if (ids.includes(asked)) return asked;
  const matching = asked === 'last' ? await lastOf(data, ids, but) : ids.filter((id) => id.startsWith(asked));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  const known =
    ids.length === 0
      ? 'a run that is kept: there is none in this data folder yet'
      : `last, or the start of one of ${ids.slice(-5).join(', ')}`;
  return fail({
    code: 'REQUEST_INVALID',
    place: 'run',
    got: matching.length > 1 ? `'${asked}', which begins ${matching.length} runs` : `'${asked}'`,
    expected: known,
  });
}

/** The last of some runs that is not of a kind. Throws: STORE_*. */
async function lastOf(data: DataFolder, ids: readonly string[], but: string | undefined): Promise<string[]> {
  if (but === undefined) return ids.slice(-1);
  for (const id of ids.toReversed()) if ((await kindOfRun(data, id)) !== but) return [id];
  return [];
}
