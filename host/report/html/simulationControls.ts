/** Control variates of a stochastic run on its page: both means of every value with their errors, and which one stands. */
import type { SimulationReport } from '../../analysis/simulate.ts';
import { estimateRows } from '../../analysis/simulateEstimates.ts';
import { figure } from '../words.ts';
import { share, thousands } from './figures.ts';
import { section } from './page.ts';
import { KIND_NAMES } from './simulationPictures.ts';
import { table } from './table.ts';
import { type Html, html } from './template.ts';

const error = (value: number | null | undefined) => figure(value == null ? null : value / 1000, 1);

/** The section; nothing where controls were not asked for. */
export function controls(report: SimulationReport): Html | null {
  const rows = estimateRows(report);
  if (rows.length === 0) return null;
  return section('controls', 'Means with control variates', [
    html`<p class="note">Values regressed on the discount factors of the paths, whose means the model knows. Means and standard errors above are those that stand here; deviations, percentiles, spreads and durations are those of the paths as they are.</p>`,
    table({
      about: 'Means with control variates',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Instrument', side: 'left' },
        { label: 'At', side: 'left' },
        { label: 'Plain mean', unit: '$ thousands' },
        { label: 'Standard error', unit: '$ thousands' },
        { label: 'With controls', unit: '$ thousands' },
        { label: 'Standard error', unit: '$ thousands' },
        { label: 'Explained', unit: '% of the variance' },
        { label: 'What stands', side: 'left' },
      ],
      lines: rows.map(({ trust, name, kind, at, estimates: { plain, control, explained, against } }) => [
        trust ?? 'Total',
        trust === null ? KIND_NAMES[kind] : name,
        at === 'yield' ? 'own yield' : 'rates of paths',
        thousands(plain.mean),
        error(plain.standardError),
        thousands(control?.mean ?? Number.NaN),
        error(control?.standardError),
        share(explained ?? Number.NaN),
        against === null ? 'controls' : `plain: ${against}`,
      ]),
    }),
  ]);
}
