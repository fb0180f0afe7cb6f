/** Tapes for tests: the files beside this one, read under rules that take every loan. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDate } from '../../../host/curves/dates.ts';
import { type Fault, WeirError } from '../../../host/errors.ts';
import type { Cell } from '../../../host/portfolio/tape/duck.ts';
import { readTape, type Tape, type TapeRequest } from '../../../host/portfolio/tape/load.ts';

/** The date of all tapes here. */
export const AS_OF = parseDate('2011-02-28');

const open: Tape[] = [];
const folders: string[] = [];

export function fileOf(name: string): string {
  return fileURLToPath(new URL(`files/${name}`, import.meta.url));
}

/** A file of a test's own. */
export function written(text: string | Buffer, name = 'tape.csv'): string {
  const folder = mkdtempSync(join(tmpdir(), 'weir-test-'));
  folders.push(folder);
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

export type Asked = Partial<TapeRequest> & Pick<TapeRequest, 'files' | 'layout'>;

export function requestOf(asked: Asked): TapeRequest {
  return {
    asOf: AS_OF,
    groups: [{ group: 'all', when: 'true' }],
    cohorts: [{ cohort: 'current', when: 'true' }],
    indices: new Map([['LIBOR_6M', 0]]),
    places: new Map([
      ['', 0],
      ['current', 1],
    ]),
    ...asked,
  };
}

/** Reads a tape; `tidy` closes it. */
export async function read(asked: Asked): Promise<Tape> {
  const tape = await readTape(requestOf(asked));
  open.push(tape);
  return tape;
}

/** Closes what was read and removes what was written. */
export function tidy(): void {
  for (const tape of open.splice(0)) tape.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The faults of a tape that cannot be read. */
export async function faultsOf(asked: Asked): Promise<readonly Fault[]> {
  try {
    (await readTape(requestOf(asked))).close();
  } catch (error) {
    if (error instanceof WeirError) return error.faults;
    throw error;
  }
  return [];
}

/** Fields of the tape by row, one array a field. */
export function fields(tape: Tape, ...names: readonly string[]): Promise<Cell[][]> {
  const texts = names.map((name) => (['originated', 'modified'].includes(name) ? `CAST("${name}" AS VARCHAR)` : `"${name}"`));
  return tape.duck.columns(`SELECT ${texts.join(', ')} FROM tape ORDER BY "row"`);
}

/** A CSV in Weir's layout with loans that nothing is wrong with but what is given. */
export function weir(...loans: readonly Readonly<Record<string, string | number>>[]): string {
  const whole = loans.map((loan, at) => ({ id: `L${at + 1}`, upb: 100_000, noteRate: 0.06, remainingTerm: 300, ...loan }));
  const columns = [...new Set(whole.flatMap((loan) => Object.keys(loan)))];
  const lines = whole.map((loan) => columns.map((column) => Reflect.get(loan, column) ?? '').join(','));
  return written([columns.join(','), ...lines, ''].join('\n'));
}
