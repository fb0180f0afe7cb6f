/**
 * Macro scenarios: a table by year and quarter, as supervisors publish them, and the stated steps by which its columns move curves and
 * indices. There is no model here: every effect is a number of the file.
 */
import { parseNumber } from '../deal/expression.ts';
import type { FaultList } from '../deal/faults.ts';
import { suggested } from '../deal/nearest.ts';
import { type Grid as Cells, gridOfCsv } from '../portfolio/csv.ts';
import type { CurveKind } from '../scenarios/scenario.ts';
import { shiftOf } from './grid.ts';
import type { MacroShock } from './shock.ts';
import { type MacroYaml, type MappedYaml, MOST_TIMES, type TableYaml } from './shockFileSchema.ts';
import { CURVE_KINDS } from './shockScenario.ts';

/** A table by quarter: values by column, one a quarter, none missing. */
export interface MacroTable {
  /** The first month of the first quarter, since year 0. */
  readonly firstMonth: number;
  readonly quarters: readonly string[];
  readonly columns: ReadonlyMap<string, readonly number[]>;
}

const QUARTER = 'quarter';

/**
 * Reads a table: `columns` and `rows`, or a CSV text. Rows that `where` leaves out are not read; columns with a cell that is no number
 * are no columns to map. Faults are added to the list.
 */
export function macroTable(given: TableYaml, csv: string | undefined, place: string, faults: FaultList): MacroTable | undefined {
  const cells = csv === undefined ? inlineCells(given, place, faults) : gridOfCsv(csv, faults);
  const { quarter = QUARTER, where = {} } = given;
  const known = cells.columns;
  for (const name of [quarter, ...Object.keys(where)])
    if (!known.includes(name)) {
      faults.add(
        'SCENARIO_UNKNOWN_NAME',
        place,
        `no column '${name}'`,
        suggested(`one of the columns ${known.join(', ')}`, name, known),
      );
      return undefined;
    }
  const rows = cells.rows.filter(({ cells: row }) =>
    Object.entries(where).every(([column, value]) => row[known.indexOf(column)]?.trim() === String(value)),
  );
  const quarters = rows.map(({ place: at, cells: row }) =>
    quarterOf(row[known.indexOf(quarter)] ?? '', `${place}, ${at}`, faults),
  );
  if (quarters.length === 0) {
    faults.add('SCENARIO_SHAPE', place, 'no rows', 'a row for each quarter');
    return undefined;
  }
  quarters.forEach((month, at) => {
    const before = quarters[at - 1];
    if (before !== undefined && month !== before + 3)
      faults.add(
        'SCENARIO_SHAPE',
        `${place}, ${rows[at]?.place}`,
        textOf(month),
        `${textOf(before + 3)}: quarters in order, none left out`,
      );
  });
  const columns = new Map<string, readonly number[]>();
  known.forEach((column, at) => {
    const values = rows.map(({ cells: row }) => parseNumber(row[at] ?? ''));
    if (column !== quarter && values.every(Number.isFinite)) columns.set(column, values);
  });
  return { firstMonth: quarters[0] ?? 0, quarters: quarters.map(textOf), columns };
}

function inlineCells({ columns = [], rows = [] }: TableYaml, place: string, faults: FaultList): Cells {
  return {
    columns,
    rows: rows.flatMap((row, at) => {
      if (row.length === columns.length) return [{ place: `rows[${at}]`, cells: row.map(String) }];
      faults.add('SCENARIO_SHAPE', `${place}.rows[${at}]`, `${row.length} cells`, `${columns.length}, a cell for each column`);
      return [];
    }),
  };
}

/** Months since year 0 of the first month of `2011Q2`, `2011 Q2`, `2011-Q2`. */
function quarterOf(text: string, place: string, faults: FaultList): number {
  const [, year, quarter] = /^\s*((?:19|20|21)\d{2})[\s-]*[Qq]([1-4])\s*$/.exec(text) ?? [];
  if (year !== undefined && quarter !== undefined) return Number(year) * 12 + (Number(quarter) - 1) * 3;
  faults.add('SCENARIO_SHAPE', place, `'${text}'`, 'a quarter such as 2011Q2');
  return 0;
}

const textOf = (month: number) => `${Math.floor(month / 12)}Q${Math.floor((month % 12) / 3) + 1}`;

/** Maps the columns of a table to changes by quarter. Faults are added to the list. */
export function macroShock(
  given: MacroYaml,
  tables: ReadonlyMap<string, MacroTable>,
  place: string,
  faults: FaultList,
): MacroShock | undefined {
  const table = tables.get(given.table);
  if (table === undefined) {
    const known = [...tables.keys()];
    faults.add(
      'SCENARIO_UNKNOWN_NAME',
      `${place}.table`,
      given.table,
      suggested(`one of the tables ${known.join(', ') || '(there are none)'}`, given.table, known),
    );
    return undefined;
  }
  const valuesOf = (column: string, at: string): readonly number[] => {
    const values = table.columns.get(column);
    if (values !== undefined) return values;
    const known = [...table.columns.keys()];
    faults.add(
      'SCENARIO_UNKNOWN_NAME',
      `${at}.column`,
      column,
      suggested(`one of the columns of numbers ${known.join(', ')}`, column, known),
    );
    return table.quarters.map(() => 0);
  };
  const curves: Partial<Record<CurveKind, { times: number[]; plus: number[] }>> = {};
  for (const kind of CURVE_KINDS) {
    const steps = given[kind];
    if (steps === undefined) continue;
    const times = table.quarters.map(() => 1);
    const plus = table.quarters.map(() => 0);
    steps.forEach((step, which) => {
      const at = `${place}.${kind}[${which}]`;
      const counts = stepsOf(step, valuesOf(step.column, at), at, faults);
      const { times: factor = 1, plus: shift = 0 } = step;
      counts.forEach((count, quarter) => {
        times[quarter] = (times[quarter] ?? 1) * factor ** count;
        plus[quarter] = (plus[quarter] ?? 0) + shiftOf(shift) * count;
      });
    });
    times.forEach((factor, quarter) => {
      if (!(factor >= 0 && factor <= MOST_TIMES))
        faults.add(
          'SCENARIO_RANGE',
          `${place}.${kind}`,
          `a factor of ${factor} in ${table.quarters[quarter]}`,
          `factors from 0 to ${MOST_TIMES}`,
        );
    });
    curves[kind] = { times, plus };
  }
  const indices = (given.indices ?? []).map(({ column, from = 0, scale = 1, of }, which) => {
    const at = `${place}.indices[${which}]`;
    const plus = valuesOf(column, at).map((value) => (value - from) * shiftOf(scale));
    const worst = plus.find((shift) => !(Math.abs(shift) <= 1));
    if (worst !== undefined)
      faults.add(
        'SCENARIO_RANGE',
        at,
        `a shift of ${worst * 100}%`,
        "shifts within 100%; a column in percent has the scale '1%'",
      );
    return { ...(of !== undefined && { of }), plus };
  });
  return { firstMonth: table.firstMonth, curves, indices, after: given.after ?? 'hold' };
}

/** How many steps of `each` the column is away from `from`, by quarter. */
function stepsOf(step: MappedYaml, values: readonly number[], place: string, faults: FaultList): number[] {
  const { from, relative = false } = step;
  const each = parseNumber(step.each);
  if (!(Math.abs(each) > 0)) faults.add('SCENARIO_RANGE', `${place}.each`, step.each, 'a step of the column, not 0');
  if (relative && from === 0) faults.add('SCENARIO_RANGE', `${place}.from`, from, 'not 0: steps are relative to it');
  if ((step.times === undefined) === (step.plus === undefined))
    faults.add(
      'SCENARIO_SHAPE',
      place,
      step.times === undefined ? 'neither times nor plus' : 'times and plus',
      'one of times and plus',
    );
  return values.map((value) => (relative ? value / from - 1 : value - from) / each);
}
