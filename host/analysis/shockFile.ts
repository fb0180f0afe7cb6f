/** Reads a file of scenarios (SCENARIOS.md): its shape, then what it means, with every fault at once. */
import { dirname, resolve } from 'node:path';
import { DEFAULT_UNITS, flatVector, PREPAYMENT_UNITS, type Unit } from '../curves/vectors.ts';
import { parseVector } from '../curves/vectorText.ts';
import { FaultList } from '../deal/faults.ts';
import { suggested } from '../deal/nearest.ts';
import { SnapshotFiles } from '../portfolio/files.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../scenarios/behaviour.ts';
import { behaviourFromText } from '../scenarios/behaviourFile.ts';
import type { CurveKind, CurveSource } from '../scenarios/scenario.ts';
import { GRID_INPUTS, type Grid, type GridAxis, gridFaults, gridName, shiftOf } from './grid.ts';
import { standardShocks } from './sensitivityStandard.ts';
import {
  alongPoints,
  type CurveShock,
  type CurveShocks,
  type IndexShock,
  type LagShock,
  type Monthly,
  NO_SHOCK,
  type Shock,
} from './shock.ts';
import { type MacroTable, macroShock, macroTable } from './shockFileMacro.ts';
import {
  type CurveYaml,
  type GridYaml,
  type LagYaml,
  type MonthlyFactors,
  type MonthlyShifts,
  type ScenariosYaml,
  type ScenarioYaml,
  type ShiftYaml,
  scenariosFromText,
} from './shockFileSchema.ts';
import { CURVE_KINDS, isCohort } from './shockScenario.ts';

const MOST_BYTES = 4 * 1024 * 1024;

export interface ScenarioFile {
  readonly shocks: readonly Shock[];
  readonly grids: readonly Grid[];
  /** Every file that was read, by absolute path, with its sha-256. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads a file of scenarios for a snapshot, whose trusts, cohorts, indices and positions it may name.
 *
 * Throws, all faults at once: FILE_UNREADABLE, FILE_TOO_LARGE, FILE_NOT_YAML, SCENARIO_SHAPE, SCENARIO_RANGE, SCENARIO_UNKNOWN_NAME,
 * SCENARIO_DUPLICATE_NAME, VECTOR_*, TABLE_SHAPE, TABLE_VALUE.
 */
export function readScenarios(path: string, snapshot: Snapshot): ScenarioFile {
  return scenariosOf(path, knownNames(snapshot));
}

/** Refuses what can be told of such a file before tapes are read; with the names of the trusts, where they are known. Throws: the same. */
export function checkScenarios(path: string, trusts?: readonly string[]): void {
  scenariosOf(path, trusts === undefined ? {} : { trusts });
}

function scenariosOf(path: string, known: Known): ScenarioFile {
  const file = resolve(path);
  const files = new SnapshotFiles('/');
  const given = scenariosFromText(files.text(file, MOST_BYTES), file);
  const faults = new FaultList(file);
  const tables = readTables(given, file, files, faults);
  const behaviour = behaviourOf(given, file, files, faults);
  const own = (given.scenarios ?? []).map((scenario, at) =>
    shockOf(scenario, `scenarios[${at}]`, { file, tables, known, behaviour, faults }),
  );
  const grids = (given.grids ?? []).map((grid, at) => gridOf(grid, `grids[${at}]`, behaviour, faults));
  const shocks = [...(given.standard === true ? standardShocks() : []), ...own];
  if (shocks.length + grids.length === 0) faults.add('SCENARIO_SHAPE', '', 'no scenarios', 'scenarios, grids or standard: true');
  refuseRepeated(
    shocks.map(({ name }) => name),
    'scenarios',
    faults,
  );
  refuseRepeated(
    grids.map(({ name }) => name),
    'grids',
    faults,
  );
  faults.throwIfAny();
  return { shocks, grids, files: new Map([...files.hashes].map(([told, hash]) => [resolve('/', told), hash])) };
}

/** What a file of scenarios may name; undefined where that is not known, as of cohorts where some trust could not be read. */
interface Known {
  readonly trusts?: readonly string[];
  readonly cohorts?: readonly string[];
  readonly indices?: readonly string[];
  readonly positions?: readonly string[];
}

interface Context {
  readonly file: string;
  readonly tables: ReadonlyMap<string, MacroTable>;
  readonly known: Known;
  /** By which curves move where a scenario asks for it. */
  readonly behaviour: Behaviour;
  readonly faults: FaultList;
}

function knownNames({ trusts, market }: Snapshot): Known {
  const read = trusts.flatMap((reading) => (reading.ok ? [reading.trust] : []));
  const isWhole = read.length === trusts.length;
  return {
    trusts: trusts.map((reading) => (reading.ok ? reading.trust.name : reading.name)),
    ...(isWhole && {
      cohorts: [...new Set(read.flatMap(({ deal }) => deal.assumptions.map(({ name }) => name)))].filter((name) => name !== ''),
      indices: [...new Set(read.flatMap(({ deal }) => deal.indices.map(({ name }) => name)))],
    }),
    positions: [
      ...new Set([
        ...market.discount.map(({ position }) => position),
        ...read.flatMap(({ positions }) => [...positions.values()]),
      ]),
    ],
  };
}

/** The behaviour of the file beside it, or the default. */
function behaviourOf({ behaviour }: ScenariosYaml, file: string, files: SnapshotFiles, faults: FaultList): Behaviour {
  if (behaviour === undefined) return DEFAULT_BEHAVIOUR;
  const path = resolve(dirname(file), behaviour);
  return faults.catching<Behaviour>(DEFAULT_BEHAVIOUR, () => behaviourFromText(files.text(path, MOST_BYTES), path));
}

function readTables(
  { tables = {} }: ScenariosYaml,
  file: string,
  files: SnapshotFiles,
  faults: FaultList,
): Map<string, MacroTable> {
  const read = new Map<string, MacroTable>();
  for (const [name, table] of Object.entries(tables)) {
    const place = `tables.${name}`;
    const isInline = table.columns !== undefined && table.rows !== undefined;
    if (isInline === (table.file !== undefined)) {
      faults.add(
        'SCENARIO_SHAPE',
        place,
        isInline ? 'file, and columns and rows' : 'nothing to read',
        'a file, or columns and rows',
      );
      continue;
    }
    const path = table.file === undefined ? undefined : resolve(dirname(file), table.file);
    const own = new FaultList(path ?? file);
    const csv = path === undefined ? undefined : own.catching(undefined, () => files.text(path, MOST_BYTES));
    const made =
      path !== undefined && csv === undefined ? undefined : macroTable(table, csv, path === undefined ? place : '', own);
    faults.catching(undefined, () => own.throwIfAny());
    if (made !== undefined) read.set(name, made);
  }
  return read;
}

function shockOf(given: ScenarioYaml, place: string, context: Context): Shock {
  const { name, input, about, trusts, lag, cohorts = {}, indices = [], yields = [], benchmark, credit, macro } = given;
  const { known, behaviour, faults } = context;
  if (name === NO_SHOCK.name)
    faults.add('SCENARIO_DUPLICATE_NAME', `${place}.name`, name, `another name: '${name}' is that of the case to compare with`);
  refuseUnknown(trusts, known.trusts, `${place}.trusts`, faults);
  for (const cohort of Object.keys(cohorts))
    if (known.cohorts !== undefined && !known.cohorts.some((own) => isCohort(own, cohort)))
      faults.add(
        'SCENARIO_UNKNOWN_NAME',
        `${place}.cohorts.${cohort}`,
        cohort,
        suggested(`one of the cohorts ${known.cohorts.join(', ')}`, cohort, known.cohorts),
      );
  indices.forEach(({ of }, at) => refuseUnknown(of, known.indices, `${place}.indices[${at}].of`, faults));
  (macro?.indices ?? []).forEach(({ of }, at) => refuseUnknown(of, known.indices, `${place}.macro.indices[${at}].of`, faults));
  yields.forEach(({ positions }, at) => refuseUnknown(positions, known.positions, `${place}.yields[${at}].positions`, faults));
  const curves = curvesOf(given, place, context);
  const mapped = macro === undefined ? undefined : macroShock(macro, context.tables, `${place}.macro`, faults);
  const singles = Object.entries(cohorts).map(([cohort, change]) => {
    const own = curvesOf(change, `${place}.cohorts.${cohort}`, context);
    return [
      cohort,
      { ...(own !== undefined && { curves: own }), ...(change.lag !== undefined && { lags: lagOf(change.lag) }) },
    ] as const;
  });
  return {
    name,
    ...(input !== undefined && { input }),
    ...(about !== undefined && { about }),
    ...(trusts !== undefined && { trusts }),
    ...(curves !== undefined && { curves }),
    ...(lag !== undefined && { lags: lagOf(lag) }),
    ...(singles.length > 0 && { cohorts: new Map(singles) }),
    ...(indices.length > 0 && {
      indices: indices.map(({ of, ...change }, at): IndexShock => {
        const { curve, plus } = curveOf(change, 'index', `${place}.indices[${at}]`, context);
        return { ...(of !== undefined && { of }), ...(curve !== undefined && { curve }), ...(plus !== undefined && { plus }) };
      }),
    }),
    ...(mapped !== undefined && { macro: mapped }),
    ...(yields.length > 0 && {
      yields: yields.map(({ plus, ...rest }, at) => ({
        ...rest,
        ...(plus !== undefined && { plus: decimalOf(plus, `${place}.yields[${at}].plus`, faults) }),
      })),
    }),
    ...benchmarkOf(benchmark?.plus, `${place}.benchmark.plus`, faults),
    ...(credit !== undefined && { creditShift: decimalOf(credit.plus, `${place}.credit.plus`, faults) }),
    ...(given.call === false && { noCall: true }),
    ...(given.curves === 'behaviour' && { behaviour }),
    ...homePricesOf(given, `${place}.homePrices`, faults),
  };
}

function refuseUnknown(
  names: readonly string[] | undefined,
  known: readonly string[] | undefined,
  place: string,
  faults: FaultList,
): void {
  for (const name of known === undefined ? [] : (names ?? []))
    if (!known?.includes(name))
      faults.add('SCENARIO_UNKNOWN_NAME', place, name, suggested(`one of ${known?.join(', ')}`, name, known ?? []));
}

function refuseRepeated(names: readonly string[], place: string, faults: FaultList): void {
  for (const name of new Set(names.filter((each, at) => names.indexOf(each) !== at)))
    faults.add('SCENARIO_DUPLICATE_NAME', place, `'${name}' twice`, 'every name once');
}

function curvesOf(given: Partial<Record<CurveKind, CurveYaml>>, place: string, context: Context): CurveShocks | undefined {
  const curves: Partial<Record<CurveKind, CurveShock>> = {};
  for (const kind of CURVE_KINDS) {
    const own = given[kind];
    if (own !== undefined) curves[kind] = curveOf(own, kind, `${place}.${kind}`, context);
  }
  return Object.keys(curves).length === 0 ? undefined : curves;
}

/** Units of a text that names none, and those that make sense. */
const UNITS_OF: Readonly<Record<CurveKind | 'index', readonly [Unit, readonly Unit[]]>> = {
  prepayment: ['CPR', PREPAYMENT_UNITS],
  default: ['CDR', DEFAULT_UNITS],
  severity: ['PERCENT', ['PERCENT']],
  delinquent: ['PERCENT', ['PERCENT']],
  index: ['PERCENT', ['PERCENT']],
};

function curveOf(given: CurveYaml, kind: CurveKind | 'index', place: string, { file, faults }: Context): CurveShock {
  const { curve, times, plus, months } = given;
  if (curve === undefined && times === undefined && plus === undefined)
    faults.add('SCENARIO_SHAPE', place, 'nothing to change', kind === 'index' ? 'curve or plus' : 'curve, times or plus');
  const [from, to] = months ?? [1, undefined];
  if (to !== undefined && to < from)
    faults.add('SCENARIO_RANGE', `${place}.months`, `${from} to ${to}`, 'the first month, then the last');
  return {
    ...(curve !== undefined && { curve: sourceOf(curve, kind, place, file, faults) }),
    ...(times !== undefined && { times: monthly(times, (value) => Number(value), 1, months, `${place}.times`, faults) }),
    ...(plus !== undefined && {
      plus: monthly(plus, (value, at) => decimalOf(value, at, faults), 0, months, `${place}.plus`, faults),
    }),
  };
}

function sourceOf(text: string | number, kind: CurveKind | 'index', place: string, file: string, faults: FaultList): CurveSource {
  const [unit, units] = UNITS_OF[kind];
  const none = flatVector(unit, 0);
  if (typeof text === 'string')
    return {
      kind: 'vector',
      vector: faults.catching(none, () => parseVector(text, { file, place: `${place}.curve`, unit, units })),
    };
  // A bare number is a decimal, as in deal files; vector text is on its printed scale.
  if (!(text >= 0 && text <= 1))
    faults.add('SCENARIO_RANGE', `${place}.curve`, text, 'a decimal from 0 to 1, or text such as 40% or 6 CPR');
  return { kind: 'vector', vector: flatVector(unit, Number((text * 100).toPrecision(15))) };
}

/** A number for all months, or by projection month: within a window, or along points, linear between them and flat outside. */
function monthly(
  given: MonthlyFactors | MonthlyShifts,
  read: (value: ShiftYaml, place: string) => number,
  neutral: number,
  months: readonly [number, number] | undefined,
  place: string,
  faults: FaultList,
): Monthly {
  if (!Array.isArray(given)) {
    const value = read(given, place);
    if (months === undefined) return value;
    const [from, to] = months;
    return Array.from({ length: Math.max(from, to) + 1 }, (_, month) => (month + 1 >= from && month < to ? value : neutral));
  }
  if (months !== undefined) faults.add('SCENARIO_SHAPE', place, 'a list of months, and months', 'one of the two');
  const points = given.map(([month, value], at): [number, number] => [month, read(value, `${place}[${at}]`)]);
  refuseDisorder(points, place, faults);
  return Array.from({ length: points.at(-1)?.[0] ?? 1 }, (_, month) => alongPoints(points, month + 1));
}

function refuseDisorder(points: readonly (readonly [number, number])[], place: string, faults: FaultList): void {
  points.forEach(([at], which) => {
    const before = points[which - 1]?.[0];
    if (before !== undefined && at <= before)
      faults.add('SCENARIO_RANGE', `${place}[${which}]`, `${at} after ${before}`, 'points in ascending order');
  });
}

function decimalOf(given: ShiftYaml, place: string, faults: FaultList): number {
  const shift = shiftOf(given);
  if (Math.abs(shift) <= 1) return shift;
  const meant = typeof given === 'number' ? `; ${given} percent is written ${given}%` : '';
  faults.add('SCENARIO_RANGE', place, given, `a shift from -100% to 100%${meant}`);
  return 0;
}

function lagOf({ months, times, plus }: LagYaml): LagShock {
  return { ...(months !== undefined && { months }), ...(times !== undefined && { times }), ...(plus !== undefined && { plus }) };
}

function benchmarkOf(
  plus: MonthlyShifts | undefined,
  place: string,
  faults: FaultList,
): Pick<Shock, 'benchmarkShift' | 'benchmarkPoints'> {
  if (plus === undefined) return {};
  if (!Array.isArray(plus)) return { benchmarkShift: decimalOf(plus, place, faults) };
  const points = plus.map(([year, shift], at): [number, number] => [year, decimalOf(shift, `${place}[${at}]`, faults)]);
  refuseDisorder(points, place, faults);
  return { benchmarkPoints: points };
}

/** Home prices move nothing but what borrowers do. */
function homePricesOf({ homePrices, curves }: ScenarioYaml, place: string, faults: FaultList): Pick<Shock, 'homePrices'> {
  if (homePrices === undefined) return {};
  if (curves !== 'behaviour')
    faults.add('SCENARIO_SHAPE', place, 'home prices under curves that are held', 'curves: behaviour, by which they move curves');
  const times = monthly(homePrices.times, (value) => Number(value), 1, homePrices.months, `${place}.times`, faults);
  const factors = typeof times === 'number' ? [times] : times;
  if (factors.some((factor) => !(factor > 0))) faults.add('SCENARIO_RANGE', `${place}.times`, 0, 'factors above 0');
  return { homePrices: times };
}

function gridOf({ name, curves, ...lists }: GridYaml, place: string, behaviour: Behaviour, faults: FaultList): Grid {
  const given: ReadonlyMap<string, readonly ShiftYaml[]> = new Map(Object.entries(lists));
  // In the order of the file: the last axis is the columns of the picture.
  const axes = [...given].flatMap(([word, values]): GridAxis[] =>
    GRID_INPUTS.filter((input) => input === word).map((input) => ({
      input,
      values: values.map((value, at) => {
        if (input === 'indices' || input === 'rates') return decimalOf(value, `${place}.${input}[${at}]`, faults);
        return Number(value);
      }),
    })),
  );
  const grid = { name: name ?? gridName(axes), axes, ...(curves === 'behaviour' && { behaviour }) };
  for (const { place: at, got, expected, code } of gridFaults(grid, place)) faults.add(code, at, got, expected);
  return grid;
}
