/** Two runs as a page: what they gave, largest differences first, and what they were made from and where that differs. */
import { DOLLARS, rowText } from '../../analysis/runDiff.ts';
import type { InputChange } from '../../analysis/runDiffInputs.ts';
import type { RunDiff } from '../../store/diffRuns.ts';
import { cellsOf, hasDifference, rowsText, SHORT_HASH, valueText, versionText } from '../diff.ts';
import { count, counted, NONE } from '../words.ts';
import { counts } from './figures.ts';
import { type Page, section } from './page.ts';
import { rowsChart } from './rows.ts';
import { signed, table } from './table.ts';
import { type Html, html, type Part } from './template.ts';

/** Bars that are drawn: more are too many to look at. */
const BARS = 12;

/** The page. */
export function diffPage(diff: RunDiff): Page {
  const { a, b, titleA, titleB } = diff;
  return {
    title: titleA === titleB ? titleB : `${titleB}, against ${titleA}`,
    about: `Two runs: ${a} first, ${b} second`,
    sections: [
      { id: 'found', name: 'What differs', body: found(diff) },
      { id: 'largest', name: 'Largest differences', body: largest(diff) },
      { id: 'tables', name: 'Tables', body: tables(diff) },
      { id: 'alone', name: 'In one alone', body: alone(diff) },
      { id: 'asked', name: 'Asked and made with', body: asked(diff) },
      { id: 'inputs', name: `Inputs (${diff.inputs.length})`, body: inputs(diff) },
    ],
  };
}

function found(diff: RunDiff): Html | null {
  const { same, request, settings, inputs: files } = diff;
  const [differing, cells] = cellsOf(diff);
  const line = (isWell: boolean, text: string, link: string) =>
    html`<li class="${isWell ? 'well' : 'look'}">${isWell ? text : html`<a href="#${link}">${text}</a>`}</li>`;
  const made = request.length + settings.length;
  return section('found', 'What differs', [
    html`<ul class="findings">${[
      same
        ? line(true, `The results are the same: ${count(cells)} cells, every bit.`, 'tables')
        : line(false, `${count(differing)} of ${count(cells)} cells of the results differ.`, 'tables'),
      files.length === 0
        ? line(true, 'Every input is the same, by its sha-256.', 'inputs')
        : line(false, `${counted(files.length, 'input')} ${files.length === 1 ? 'differs' : 'differ'}.`, 'inputs'),
      made === 0
        ? line(true, 'Both were asked the same, and made with the same.', 'asked')
        : line(
            false,
            `${counted(made, 'field')} of what was asked and what it was made with ${made === 1 ? 'differs' : 'differ'}.`,
            'asked',
          ),
    ]}</ul>`,
  ]);
}

function largest({ largest: changes }: RunDiff): Html | null {
  if (changes.length === 0) return null;
  return section('largest', 'Largest differences', [
    html`<p class="note">Second run less first: dollars by their size, then other figures by how much of themselves they changed, then texts.</p>`,
    html`<div class="pictures">${rowsChart({
      title: 'Largest differences in dollars',
      about: 'second run less first',
      counts: 'dollars',
      rows: changes
        .filter(({ unit, change }) => unit === DOLLARS && change !== null)
        .slice(0, BARS)
        .map((cell) => ({
          label: [rowText(cell.row), cell.column, cell.table].filter((part) => part !== '').join(', '),
          text: (shown) => ((cell.change ?? 0) > 0 ? `+${shown(cell.change ?? 0)}` : shown(cell.change ?? 0)),
          bars: [{ from: 0, to: cell.change ?? 0, colour: (cell.change ?? 0) < 0 ? 'loss' : 'c1' }],
        })),
      keys: [
        { name: 'falls', colour: 'loss', kind: 'fill' },
        { name: 'rises', colour: 'c1', kind: 'fill' },
      ],
    })}</div>`,
    table({
      about: 'Largest differences',
      isSortable: true,
      heads: [
        { label: 'Table' },
        { label: 'Row', side: 'left' },
        { label: 'Column', side: 'left' },
        { label: 'Unit', side: 'left' },
        { label: 'First' },
        { label: 'Second' },
        { label: 'Change' },
      ],
      lines: changes.map((cell) => [
        cell.table,
        rowText(cell.row),
        cell.column,
        cell.unit ?? '',
        valueText(cell, cell.a),
        valueText(cell, cell.b),
        cell.change === null ? '' : signed(cell.change, valueText(cell, cell.change)),
      ]),
    }),
  ]);
}

function tables({ tables: all }: RunDiff): Html | null {
  if (all.length === 0) return null;
  return section('tables', 'Tables of results', [
    table({
      about: 'Tables of results',
      isSortable: true,
      heads: [
        { label: 'Table' },
        { label: 'Rows in both', unit: 'number' },
        { label: 'First only', unit: 'number' },
        { label: 'Second only', unit: 'number' },
        { label: 'Cells', unit: 'number' },
        { label: 'Differing', unit: 'number' },
        { label: 'Columns that differ', side: 'left' },
      ],
      lines: all.map((each) => ({
        ...(hasDifference(each) && { kind: 'flagged' as const }),
        cells: [
          each.table,
          counts(each.rows),
          counts(each.onlyA.length),
          counts(each.onlyB.length),
          counts(each.cells),
          counts(each.differing),
          each.columns.map(({ column }) => column).join(', '),
        ],
      })),
    }),
  ]);
}

/** Tables, columns and rows that one run has alone. */
function alone({ tables: all, onlyA, onlyB }: RunDiff): Html | null {
  const lines = [
    ...onlyA.map((name) => `The table ${name}, only in the first`),
    ...onlyB.map((name) => `The table ${name}, only in the second`),
    ...rowsText(all),
  ];
  if (lines.length === 0) return null;
  return section('alone', 'What one run has alone', [
    html`<ul class="findings">${lines.map((line) => html`<li class="look">${line}</li>`)}</ul>`,
  ]);
}

function asked({ request, settings }: RunDiff): Html | null {
  const parts = [
    request.length === 0 ? null : versions('Asked', request),
    settings.length === 0 ? null : versions('Made with', settings),
  ];
  return section('asked', 'What was asked, and what it was made with', parts);
}

function inputs({ inputs: files }: RunDiff): Html | null {
  const parts = files.flatMap(({ path, a, b, changes, count: number, why }): Part[] => {
    const hashes = `sha-256 ${a?.slice(0, SHORT_HASH) ?? NONE} and ${b?.slice(0, SHORT_HASH) ?? NONE}`;
    const more = (number ?? 0) - changes.length;
    const told = number === null ? (why ?? '') : counted(number, 'difference');
    return [
      html`<h3>${path}</h3><p class="note">${told}; ${hashes}${more > 0 ? `; the first ${count(changes.length)} are listed` : ''}.</p>`,
      changes.length === 0 ? null : versions(path, changes),
    ];
  });
  return section('inputs', 'Inputs that differ', parts);
}

function versions(about: string, changes: readonly InputChange[]): Html {
  return table({
    about,
    kind: 'words',
    isSortable: true,
    heads: [{ label: 'Place' }, { label: 'First', side: 'left' }, { label: 'Second', side: 'left' }],
    lines: changes.map(({ place, a, b }) => [place, versionText(a), versionText(b)]),
  });
}
