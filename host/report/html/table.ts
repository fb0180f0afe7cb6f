/** Tables of the report: the first column a heading of its row, figures to the right with their unit above them. */
import { type Html, html, type Part } from './template.ts';

/** A column. */
export interface Head {
  readonly label: string;
  readonly unit?: string;
  /** Texts stand to the left; figures, the default, to the right. */
  readonly side?: 'left' | 'right';
}

/** A cell that stands out, by a class of the style sheet. */
export interface Marked {
  readonly text: Part;
  readonly mark: string;
}

export type Cell = Part | Marked;

/** A figure that stands out where it is below 0. */
export function signed(amount: number, text: string): Cell {
  return amount < 0 ? { text, mark: 'minus' } : text;
}

/** A row: `total` stands under a line, `part` is indented, `deeper` more so, `blank` is space, `flagged` stands out. */
export interface Line {
  readonly kind?: 'total' | 'part' | 'deeper' | 'blank' | 'flagged';
  readonly cells: readonly Cell[];
}

export interface TableText {
  readonly heads: readonly Head[];
  readonly lines: readonly (Line | readonly Cell[])[];
  /** Sums, which stay below when the rows are sorted. */
  readonly foot?: readonly Line[];
  readonly caption?: Part;
  /** Whether readers may sort it by a column. */
  readonly isSortable?: boolean;
  /** What a reader of the screen hears of a table that scrolls. */
  readonly about: string;
  readonly kind?: string;
}

/** Few rows need no sorting. */
const WORTH_SORTING = 3;

/** A table within a box that scrolls where it is too wide. */
export function table({ heads, lines, foot = [], caption, isSortable = false, about, kind = '' }: TableText): Html {
  const sorts = isSortable && lines.length >= WORTH_SORTING ? ' sort' : '';
  const headings = heads.map(
    ({ label, unit, side }) =>
      html`<th scope="col"${side === 'left' ? html` class="l"` : null}>${label}${unit === undefined ? null : html` <span class="unit">${unit}</span>`}</th>`,
  );
  const rows = (of: readonly (Line | readonly Cell[])[]) =>
    of.map((line) => rowOf('cells' in line ? line : { cells: line }, heads));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${about}"><table class="${kind}${sorts}">
${caption === undefined ? null : html`<caption>${caption}</caption>`}<thead><tr>${headings}</tr></thead>
<tbody>${rows(lines)}</tbody>${foot.length === 0 ? null : html`<tfoot>${rows(foot)}</tfoot>`}
</table></div>`;
}

function rowOf({ kind, cells }: Line, heads: readonly Head[]): Html {
  const texts = cells.map((cell, place) => {
    const { text, mark } = isMarked(cell) ? cell : { text: cell, mark: '' };
    if (place === 0) return html`<th scope="row">${text}</th>`;
    const classes = [heads[place]?.side === 'left' ? 'l' : '', mark].filter((each) => each !== '').join(' ');
    return classes === '' ? html`<td>${text}</td>` : html`<td class="${classes}">${text}</td>`;
  });
  return kind === undefined ? html`<tr>${texts}</tr>\n` : html`<tr class="${kind}">${texts}</tr>\n`;
}

function isMarked(cell: Cell): cell is Marked {
  return typeof cell === 'object' && cell !== null && 'mark' in cell;
}
