/** Aligned columns without borders, as a prospectus has them: every table that Weir prints as text is laid out here. */
import CliTable from 'cli-table3';

/** A cell; a heading may stand over several columns. */
export type TableCell = string | { readonly text: string; readonly span: number };

/** A row, or a line across the table. */
export type TableRow = readonly TableCell[] | 'rule';

/** The first column is left-aligned, the others right-aligned. */
export type Align = 'left' | 'right';

/** Blanks between columns. */
const GAP = 2;
const RULE = '─';

/** Every border of a cli-table3; between columns it reckons with one character, so the rest of the gap is padding. */
const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
] as const;
const CHARS = { ...Object.fromEntries(BORDERS.map((border) => [border, ''])), middle: ' ' };

/** Lays out rows of one line each. Shape: no cell holds a line break; lines have no blanks at their end. */
export function textTable(rows: readonly TableRow[], aligns: readonly Align[] = []): string {
  const columns = Math.max(0, ...rows.map((row) => (row === 'rule' ? 0 : spanOf(row))));
  const table = new CliTable({
    chars: CHARS,
    colAligns: Array.from({ length: columns }, (_, column) => aligns[column] ?? (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': GAP - 1, 'padding-right': 0 },
  });
  const texts = rows.filter((row) => row !== 'rule');
  for (const row of texts) table.push([...row.map(cellOf), ...Array<string>(columns - spanOf(row)).fill('')]);
  const lines =
    texts.length === 0
      ? []
      : table
          .toString()
          .split('\n')
          .map((line) => line.slice(GAP - 1));
  const wide = lines.reduce((most, line) => Math.max(most, line.trimEnd().length), 0);
  let next = 0;
  return rows.map((row) => (row === 'rule' ? RULE.repeat(wide) : (lines[next++] ?? '').trimEnd())).join('\n');
}

/**
 * Splits columns so that each part fits beside a column of labels; a part has one column at least.
 *
 * Units: characters.
 */
export function columnsThatFit(widths: readonly number[], labels: number, width: number): number[][] {
  const parts: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  widths.forEach((column, place) => {
    if (used + GAP + column > width) {
      parts.push([]);
      used = labels;
    }
    parts.at(-1)?.push(place);
    used += GAP + column;
  });
  return parts;
}

/** The length of the longest text. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** Every line moved to the right. */
export function indented(text: string, by = 2): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}

/** Words on lines of no more than `width` characters, unless a word is longer. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Headings over columns, each wrapped, all ending on the last of their lines. */
export function headings(texts: readonly string[], width: number): string[][] {
  const columns = texts.map((text) => wrapped(text, width));
  const height = columns.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: height }, (_, line) => columns.map((lines) => lines[line - height + lines.length] ?? ''));
}

function cellOf(cell: TableCell) {
  if (typeof cell === 'string') return cell;
  return { content: cell.text, colSpan: cell.span, hAlign: 'right' as const };
}

function spanOf(row: readonly TableCell[]): number {
  return row.reduce((sum, cell) => sum + (typeof cell === 'string' ? 1 : cell.span), 0);
}
