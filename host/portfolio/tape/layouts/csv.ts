/** Delimited files: their first line, the mark between cells, and the relation that DuckDB reads them as. */
import { closeSync, openSync, readSync } from 'node:fs';
import { fail } from '../../../errors.ts';
import { identifier, literal, pathLiteral } from '../duck.ts';

/** Marks that may stand between cells, the likelier first. */
const DELIMITERS = [',', ';', '|', '\t'] as const;
/** A first line longer than this is no header. */
const LONGEST_LINE = 1024 * 1024;
/** Lines that are no rows: as many are kept with their numbers. */
const MOST_REJECTED = 10_000;

export interface CsvForm {
  /** Names of the columns for SQL, in the order of the file. */
  readonly columns: readonly string[];
  readonly delimiter: string;
  /** Lines before the first row. */
  readonly skip: number;
  /** Whether cells may stand in double quotes. */
  readonly isQuoted: boolean;
  /** Whether lines that are no rows are kept for faults, and not only passed over. */
  readonly keepsRejected: boolean;
}

/** The first line of a file, without a byte-order mark. Throws: FILE_UNREADABLE. */
export function firstLine(file: string): string {
  try {
    const opened = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(LONGEST_LINE);
      const text = bytes.toString('utf8', 0, readSync(opened, bytes, 0, LONGEST_LINE, 0));
      return (text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '').trimEnd();
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail({ code: 'FILE_UNREADABLE', file, place: '', got: reason, expected: 'a file that can be read' });
  }
}

/** The mark that cuts a header into most cells. */
export function delimiterOf(header: string): string {
  const counts = DELIMITERS.map((mark) => cellsOf(header, mark).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** The cells of a line. In double quotes a cell may hold the delimiter, and quotes written twice. */
export function cellsOf(line: string, delimiter: string): string[] {
  const cells = [''];
  let isInside = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? '';
    if (letter === '"' && isInside && line[at + 1] === '"') {
      cells.push(`${cells.pop()}"`);
      at++;
    } else if (letter === '"') isInside = !isInside;
    else if (letter === delimiter && !isInside) cells.push('');
    else cells.push(`${cells.pop()}${letter}`);
  }
  return cells.map((cell) => cell.trim());
}

/** SQL of the rows of a delimited file, every column as text. Nothing is guessed from the rows. */
export function csvRelation(file: string, { columns, delimiter, skip, isQuoted, keepsRejected }: CsvForm): string {
  const types = columns.map((column) => `${identifier(column)}: 'VARCHAR'`).join(', ');
  const quote = isQuoted ? `'"'` : `''`;
  const rejects = keepsRejected ? `store_rejects = true, rejects_limit = ${MOST_REJECTED}` : 'ignore_errors = true';
  return `read_csv(${pathLiteral(file)}, auto_detect = false, header = false, columns = {${types}}, delim = ${literal(delimiter)}, quote = ${quote}, escape = ${quote}, skip = ${skip}, ${rejects})`;
}
