/** The tables that a sensitivity keeps: shocks, how far each moves every trust, every class and the total, and the cells of its grids. */
import { MEASURES, type SensitivityReport, TOTAL_MEASURES } from '../analysis/sensitivity.ts';
import { failureTable, incompleteTable, integers, numbers, snake, tableOf, text, warningTable } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

const BASE = 'base';

/**
 * Every table. Rows of the base case come first; a change is the shock's value less the base case's, missing where a trust has no value under the
 * shock. `without` names the trusts that a change of the total is without.
 */
export function sensitivityTables(report: SensitivityReport): ResultTable[] {
  return [
    shockTable(report),
    trustTable(report),
    totalTable(report),
    trancheTable(report),
    gridTable(report),
    incompleteTable(report.incomplete),
    warningTable(report.warnings),
    failureTable(report.failed),
  ];
}

function shockTable({ shocks, named }: SensitivityReport): ResultTable {
  const rows = shocks.map((shock, place) => ({ ...shock, kind: place < named ? 'scenario' : 'grid' }));
  return tableOf('shocks', rows, [
    text('shock', ({ name }) => name),
    text('kind', ({ kind }) => kind),
    text('input', ({ input }) => input),
    text('about', ({ about }) => about),
  ]);
}

/** A row a shock, trust and measure: the tidy form that pictures and comparisons read. */
function trustTable({ shocks, trusts }: SensitivityReport): ResultTable {
  const rows = trusts.flatMap(({ trust, consolidated, base, changes }) =>
    shocks.flatMap(({ name }, place) =>
      MEASURES.map((measure) => ({
        trust,
        consolidated,
        shock: name,
        measure,
        base: base[measure],
        change: changes[place]?.[measure] ?? 0,
      })),
    ),
  );
  return tableOf('sensitivity', rows, [
    text('shock', ({ shock }) => shock),
    text('trust', ({ trust }) => trust),
    integers('consolidated', ({ consolidated }) => Number(consolidated)),
    text('measure', ({ measure }) => measure),
    numbers('base', ({ base }) => base, 'dollars'),
    numbers('change', ({ change }) => change, 'dollars'),
  ]);
}

function totalTable({ shocks, total, incomplete }: SensitivityReport): ResultTable {
  const without = withoutOf(incomplete);
  const sheets = [
    { shock: BASE, figures: total.base },
    ...shocks.map(({ name }, place) => ({ shock: name, figures: total.changes[place] })),
  ];
  return tableOf('totals', sheets, [
    text('shock', ({ shock }) => shock),
    ...TOTAL_MEASURES.map((measure) =>
      numbers<(typeof sheets)[number]>(snake(measure), ({ figures }) => figures?.[measure], 'dollars'),
    ),
    text('without', ({ shock }) => without(shock)),
  ]);
}

function trancheTable({ shocks, trusts }: SensitivityReport): ResultTable {
  const rows = trusts.flatMap(({ trust, tranches }) =>
    tranches.flatMap(({ name, base, changes }) =>
      shocks.map((shock, place) => ({ trust, name, base, shock: shock.name, change: changes[place] })),
    ),
  );
  return tableOf('tranches', rows, [
    text('shock', ({ shock }) => shock),
    text('trust', ({ trust }) => trust),
    text('tranche', ({ name }) => name),
    numbers('base', ({ base }) => base, 'dollars'),
    numbers('change', ({ change }) => change, 'dollars'),
  ]);
}

/** A row a cell: the values of its axes, empty where a grid has fewer. */
function gridTable({ grids, shocks, total, incomplete }: SensitivityReport): ResultTable {
  const without = withoutOf(incomplete);
  const rows = grids.flatMap(({ name, axes, first }) => {
    const count = axes.reduce((cells, { values }) => cells * values.length, 1);
    return Array.from({ length: count }, (_, cell) => {
      let rest = cell;
      const at = axes
        .toReversed()
        .map(({ values }) => {
          const value = values[rest % values.length];
          rest = Math.floor(rest / values.length);
          return value;
        })
        .toReversed();
      return { grid: name, shock: shocks[first + cell]?.name ?? '', at, axes, figures: total.changes[first + cell] };
    });
  });
  type Row = (typeof rows)[number];
  return tableOf('grids', rows, [
    text('grid', ({ grid }) => grid),
    text('shock', ({ shock }) => shock),
    ...[0, 1, 2].flatMap((axis) => [
      text<Row>(`input_${axis + 1}`, ({ axes }) => axes[axis]?.input ?? null),
      numbers<Row>(`value_${axis + 1}`, ({ at }) => at[axis], 'a multiple; of rates a decimal a year that is added'),
    ]),
    ...TOTAL_MEASURES.map((measure) => numbers<Row>(snake(measure), ({ figures }) => figures?.[measure], 'dollars')),
    text<Row>('without', ({ shock }) => without(shock)),
  ]);
}

/** The trusts that a shock's total is without; null where it has all of them. */
function withoutOf(incomplete: SensitivityReport['incomplete']): (shock: string) => string | null {
  const byShock = Map.groupBy(incomplete, ({ shock }) => shock);
  return (shock) =>
    byShock
      .get(shock)
      ?.map(({ trust }) => trust)
      .join(', ') ?? null;
}
