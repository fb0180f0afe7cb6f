/** Conformance cases on disk: discovered, read, and every fault of their form told. The form is documented in test/golden/README.md. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readText } from '../deal/read.ts';
import { type Fault, fail, shown, WeirError } from '../errors.ts';

/** One printed figure. */
export interface Cell {
  readonly line: number;
  readonly measure: string;
  /** A tranche, a group, `pool`, or empty for a conversion. */
  readonly of: string;
  readonly scenario: string;
  readonly at: string;
  readonly given: string;
  readonly printed: string;
  /** A misprint, named in SOURCE.md. */
  readonly isSlip: boolean;
}

/** Options of a run that the deal does not set. */
export interface CaseRun {
  readonly cdr?: string;
  readonly severity?: string;
  readonly lag?: number;
  readonly index?: string;
  readonly variant?: string;
}

export interface Case {
  readonly name: string;
  readonly folder: string;
  readonly title: string;
  /** The deal file; absent for tables of conversions. */
  readonly deal?: string;
  readonly run: CaseRun;
  readonly cells: readonly Cell[];
}

const HEADER = ['measure', 'of', 'scenario', 'at', 'given', 'printed', 'note'];
const MOST_BYTES = 64 * 1024 * 1024;
const RUN_FIELDS = ['cdr', 'severity', 'lag', 'index', 'variant'];

/** Every case in a folder, which may be one itself, in the order of their names. Throws: CASE_SHAPE, FILE_UNREADABLE. */
export function findCases(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    fail({ code: 'FILE_UNREADABLE', file: folder, place: '', got: 'no folder', expected: 'a case, or a folder of cases' });
  }
  if (existsSync(join(folder, 'expected.csv'))) return [folder];
  const cases = readdirSync(folder)
    .map((entry) => join(folder, entry))
    .filter((path) => statSync(path).isDirectory() && existsSync(join(path, 'expected.csv')))
    .toSorted();
  if (cases.length === 0)
    fail({ code: 'CASE_SHAPE', file: folder, place: '', got: 'no expected.csv', expected: 'a case, or a folder of cases' });
  return cases;
}

/** Reads one case. Throws: CASE_SHAPE, all faults at once. */
export function readCase(folder: string): Case {
  const file = join(folder, 'expected.csv');
  const faults: Fault[] = [];
  const { title, run } = readCaseFile(folder, faults);
  const [header = '', ...lines] = readText(file, MOST_BYTES).split(/\r?\n/);
  if (header.trim() !== HEADER.join(','))
    faults.push({ code: 'CASE_SHAPE', file, place: 'line 1', got: shown(header), expected: HEADER.join(',') });
  const cells = lines.flatMap((text, index): Cell[] => {
    if (text.trim() === '') return [];
    const values = splitCsv(text);
    const line = index + 2;
    if (values.length !== HEADER.length) {
      faults.push({
        code: 'CASE_SHAPE',
        file,
        place: `line ${line}`,
        got: `${values.length} columns`,
        expected: `${HEADER.length}: ${HEADER.join(', ')}`,
      });
      return [];
    }
    const [measure = '', of = '', scenario = '', at = '', given = '', printed = '', note = ''] = values;
    if (note !== '' && note !== 'slip')
      faults.push({ code: 'CASE_SHAPE', file, place: `line ${line}, note`, got: shown(note), expected: 'slip, or nothing' });
    return [{ line, measure, of, scenario, at, given, printed, isSlip: note === 'slip' }];
  });
  const deal = join(folder, 'deal.yaml');
  const hasDeal = existsSync(deal);
  if (!hasDeal && cells.some(({ of }) => of !== '')) {
    faults.push({
      code: 'CASE_SHAPE',
      file: deal,
      place: '',
      got: 'no file',
      expected: 'a deal: some cells are of a tranche or a pool',
    });
  }
  if (faults.length > 0) throw new WeirError(faults);
  return {
    name: folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder,
    folder,
    title,
    ...(hasDeal && { deal }),
    run,
    cells,
  };
}

function readCaseFile(folder: string, faults: Fault[]): { title: string; run: CaseRun } {
  const file = join(folder, 'case.yaml');
  const name = folder.split(/[\\/]/).at(-1) ?? folder;
  if (!existsSync(file)) return { title: name, run: {} };
  let value: unknown;
  try {
    value = parse(readText(file, MOST_BYTES));
  } catch (error) {
    if (error instanceof WeirError) throw error;
    fail({
      code: 'FILE_NOT_YAML',
      file,
      place: '',
      got: error instanceof Error ? error.message : String(error),
      expected: 'YAML',
    });
  }
  const field = (from: unknown, key: string): unknown =>
    typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined;
  const run = field(value, 'run');
  for (const key of typeof run === 'object' && run !== null ? Object.keys(run) : []) {
    if (!RUN_FIELDS.includes(key))
      faults.push({
        code: 'CASE_SHAPE',
        file,
        place: `run.${key}`,
        got: `the field '${key}'`,
        expected: `one of ${RUN_FIELDS.join(', ')}`,
      });
  }
  const text = (key: string) => {
    const given = field(run, key);
    return given === undefined ? {} : { [key]: String(given) };
  };
  const lag = field(run, 'lag');
  const title = field(value, 'title');
  return {
    title: typeof title === 'string' ? title : name,
    run: {
      ...text('cdr'),
      ...text('severity'),
      ...text('index'),
      ...text('variant'),
      ...(lag !== undefined && { lag: Number(lag) }),
    },
  };
}

/** Cells of one line; a cell in double quotes may hold commas. */
function splitCsv(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => (quoted ?? plain ?? '').trim());
}
