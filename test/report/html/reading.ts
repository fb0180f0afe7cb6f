/** Reading a report back: its tables as texts, without the code that wrote them. */

const CHARACTERS: Readonly<Record<string, string>> = { '38': '&', '60': '<', '62': '>', '34': '"', '39': "'", '96': '`' };

/** The text of markup: tags dropped, references read. */
export function textOf(markup: string): string {
  return markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => CHARACTERS[code] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

export interface ReadTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly foot: readonly (readonly string[])[];
}

/** The table that says of itself what it is about. */
export function tableIn(report: string, about: string): ReadTable {
  const [, after] = report.split(`aria-label="${about}">`);
  if (after === undefined) throw new Error(`no table about ${about}`);
  const markup = after.slice(0, after.indexOf('</table>'));
  const part = (tag: string) => markup.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? '';
  const cells = (row: string) => [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => textOf(cell ?? ''));
  const rows = (of: string) => [...of.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) => cells(row ?? ''));
  return { heads: rows(part('thead'))[0] ?? [], rows: rows(part('tbody')), foot: rows(part('tfoot')) };
}

/** The cells of the row of that name. */
export function rowOf({ rows, foot }: ReadTable, name: string): readonly string[] {
  const found = [...rows, ...foot].find(([first]) => first === name);
  if (found === undefined) throw new Error(`no row ${name}`);
  return found;
}

/** The number that a cell shows. */
export function numberOf(cell: string | undefined): number {
  return cell === undefined || !/^-?[\d,]+(\.\d+)?$/.test(cell) ? Number.NaN : Number(cell.replaceAll(',', ''));
}

/** Half a unit of the last digit that a cell shows, and a little for how doubles are kept. */
export function tolerance(cell: string): number {
  const decimals = cell.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** -decimals + 1e-9;
}
