/** Grids of shocks as matrices whose cells are shaded by how far they move a measure. */
import { valueText } from '../../analysis/grid.ts';
import { type GridPlace, heatMaps, type SensitivityReport, type TotalMeasure } from '../../analysis/sensitivity.ts';
import { MEASURE_NAMES } from '../sensitivity.ts';
import { thousands } from './figures.ts';
import { SHADES } from './style.ts';
import { type Cell, table } from './table.ts';
import { type Html, html } from './template.ts';

const SHOWN: readonly TotalMeasure[] = ['netAssets', 'collateral', 'borrowings'];

/** The matrices of a grid by measure: of the total, or of a trust. */
export function gridPart(report: SensitivityReport, grid: GridPlace, trust?: string): Html {
  const of = trust === undefined ? '' : ` of ${trust}`;
  const maps = SHOWN.map((measure) => mapsOf(report, grid, measure, trust));
  return html`<h3>Grid ${grid.name}${of}</h3>
<p class="note">Change against the base case, $ thousands. Red falls, green rises; the darker, the larger against the largest of its matrices.</p>
<div class="pictures three">${maps}</div>`;
}

function mapsOf(report: SensitivityReport, grid: GridPlace, measure: TotalMeasure, trust: string | undefined): Html {
  const maps = heatMaps(report, grid, measure, trust);
  const most = maps.flatMap(({ cells }) => cells.flat()).reduce((largest, change) => Math.max(largest, Math.abs(change) || 0), 0);
  const [columns, rows] = [grid.axes.at(-1), grid.axes.at(-2)];
  const name = `${MEASURE_NAMES[measure]}${trust === undefined ? '' : `, ${trust}`}`;
  return html`<div><h4>${MEASURE_NAMES[measure]}</h4>${maps.map(({ at, cells }) =>
    table({
      about: `Grid ${grid.name}, ${name}${at === '' ? '' : `, ${at}`}`,
      kind: 'heat',
      ...(at !== '' && { caption: at }),
      heads: [
        { label: rows === undefined ? '' : `${rows.input} ↓ ${columns?.input ?? ''} →` },
        ...(columns?.values ?? []).map((value) => ({ label: valueText(columns?.input ?? 'default', value) })),
      ],
      lines: cells.map((row, place) => [
        rows === undefined ? (columns?.input ?? '') : valueText(rows.input, rows.values[place] ?? 0),
        ...row.map((change) => shaded(change, most)),
      ]),
    }),
  )}</div>`;
}

/** A change with the shade of its size; without a value under the shock there is none. */
function shaded(change: number, most: number): Cell {
  const text = thousands(change);
  if (most === 0 || change === 0 || Number.isNaN(change)) return text;
  return { text, mark: `${change < 0 ? 'down' : 'up'}${Math.max(1, Math.ceil((Math.abs(change) / most) * SHADES))}` };
}
