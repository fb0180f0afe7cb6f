/** The shape of a file of scenarios, in one place: types, and what is checked on reading. SCENARIOS.md says what the fields mean. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { shapeFaults, valueFromText } from '../deal/read.ts';
import { KINDS } from '../deal/schema.ts';
import { fail, shown, WeirError } from '../errors.ts';

const { words, vector, flag, byName } = KINDS;
const closed = { additionalProperties: false };
const optional = Type.Optional;
const text = Type.String({ minLength: 1, maxLength: 200, description: 'a text of at most 200 letters' });
const list = <T extends Type.TSchema>(of: T, description: string) => Type.Array(of, { minItems: 1, description });
const texts = list(text, 'a list of names');

/** Months of a projection are counted from 1; no deal lasts longer. */
export const MOST_MONTHS = 1_200;
export const MOST_TIMES = 1_000;
const month = Type.Integer({
  minimum: 1,
  maximum: MOST_MONTHS,
  description: 'a projection month, a whole number from 1 to 1200',
});
const factor = Type.Number({ minimum: 0, maximum: MOST_TIMES, description: 'a factor, a number from 0 to 1000' });
const shift = Type.Union([Type.Number(), Type.String({ pattern: '^\\s*[+-]?[0-9.]+\\s*(%|bp)\\s*$' })], {
  description: 'a shift such as 1%, -100bp or 0.01',
});
const factors = Type.Union([factor, list(Type.Tuple([month, factor]), 'a list of [month, factor]')], {
  description: 'a factor from 0 to 1000, or a list of [month, factor]',
});
const shifts = Type.Union([shift, list(Type.Tuple([month, shift]), 'a list of [month, shift]')], {
  description: 'a shift such as 1%, -100bp or 0.01, or a list of [month, shift]',
});
const window = Type.Tuple([month, month], { description: 'two projection months, the first and the last' });

const Curve = Type.Object(
  { curve: optional(vector), times: optional(factors), plus: optional(shifts), months: optional(window) },
  { ...closed, description: '{curve, times, plus, months}' },
);
const Lag = Type.Object(
  {
    months: optional(Type.Integer({ minimum: 0, maximum: 120, description: 'months, a whole number from 0 to 120' })),
    times: optional(factor),
    plus: optional(Type.Integer({ minimum: -120, maximum: 120, description: 'months, a whole number from -120 to 120' })),
  },
  { ...closed, description: '{months, times, plus}' },
);
const curves = { prepayment: optional(Curve), default: optional(Curve), severity: optional(Curve), delinquent: optional(Curve) };
const Index = Type.Object(
  { of: optional(texts), curve: optional(vector), plus: optional(shifts), months: optional(window) },
  { ...closed, description: '{of, curve, plus, months}' },
);
const Yield = Type.Object(
  { positions: optional(texts), times: optional(factor), plus: optional(shift) },
  { ...closed, description: '{positions, times, plus}' },
);
const years = Type.Number({ minimum: 0, maximum: 100, description: 'years, a number from 0 to 100' });
const Benchmark = Type.Object(
  {
    plus: Type.Union([shift, list(Type.Tuple([years, shift]), 'a list of [years, shift]')], {
      description: 'a shift such as 1% or 100bp, or a list of [years, shift]',
    }),
  },
  { ...closed, description: '{plus}' },
);

const CURVES = ['held', 'behaviour'] as const;
const HomePrices = Type.Object({ times: factors, months: optional(window) }, { ...closed, description: '{times, months}' });

const from = Type.Number({ description: 'a number of the column' });
const Mapped = Type.Object(
  {
    column: text,
    from,
    relative: optional(flag),
    each: Type.Union([Type.Number(), Type.String({ pattern: '^\\s*-?[0-9.]+\\s*%\\s*$' })], {
      description: 'a step of the column, not 0',
    }),
    times: optional(factor),
    plus: optional(shift),
  },
  { ...closed, description: '{column, from, relative, each, times or plus}' },
);
const mapped = optional(list(Mapped, 'a list of {column, from, relative, each, times or plus}'));
const MappedIndex = Type.Object(
  {
    column: text,
    from: optional(from),
    of: optional(texts),
    scale: optional(
      Type.Union([Type.Number(), Type.String({ pattern: '^\\s*-?[0-9.]+\\s*(%|bp)\\s*$' })], {
        description: 'what 1 of the column is, such as 1% or 1bp',
      }),
    ),
  },
  { ...closed, description: '{column, from, scale, of}' },
);
const AFTER = ['hold', 'base'] as const;
const Macro = Type.Object(
  {
    table: text,
    after: optional(words(AFTER, AFTER.join(' or '))),
    indices: optional(list(MappedIndex, 'a list of {column, from, scale, of}')),
    prepayment: mapped,
    default: mapped,
    severity: mapped,
    delinquent: mapped,
  },
  { ...closed, description: '{table, after, indices, prepayment, default, severity, delinquent}' },
);

const Scenario = Type.Object(
  {
    name: text,
    input: optional(text),
    about: optional(Type.String({ maxLength: 2_000, description: 'a text' })),
    trusts: optional(texts),
    ...curves,
    lag: optional(Lag),
    cohorts: optional(byName(Type.Object({ ...curves, lag: optional(Lag) }, closed), 'a cohort and what changes of it')),
    indices: optional(list(Index, 'a list of {of, curve, plus, months}')),
    yields: optional(list(Yield, 'a list of {positions, times, plus}')),
    benchmark: optional(Benchmark),
    curves: optional(words(CURVES, CURVES.join(' or '))),
    homePrices: optional(HomePrices),
    credit: optional(Type.Object({ plus: shift }, { ...closed, description: '{plus}' })),
    call: optional(flag),
    macro: optional(Macro),
  },
  closed,
);

const multiples = optional(list(factor, 'a list of factors'));
const steps = optional(list(shift, 'a list of shifts'));
const GridShape = Type.Object(
  {
    name: optional(text),
    default: multiples,
    prepayment: multiples,
    severity: multiples,
    yields: multiples,
    indices: steps,
    rates: steps,
    curves: optional(words(CURVES, CURVES.join(' or '))),
  },
  { ...closed, description: 'one to three of default, prepayment, severity, yields, indices and rates' },
);

const cell = Type.Union([Type.Number(), Type.String({ maxLength: 100 })], { description: 'a number or a text' });
const TableShape = Type.Object(
  {
    file: optional(Type.String({ minLength: 1, maxLength: 1000, description: 'the path of a file' })),
    columns: optional(texts),
    rows: optional(list(Type.Array(cell), 'a list of rows')),
    quarter: optional(text),
    where: optional(byName(cell, 'a column and its value')),
  },
  { ...closed, description: '{file} or {columns, rows}, and quarter, where' },
);

const FileShape = Type.Object(
  {
    about: optional(Type.String()),
    standard: optional(flag),
    behaviour: optional(Type.String({ minLength: 1, maxLength: 1000, description: 'the path of a behaviour file' })),
    scenarios: optional(list(Scenario, 'a list of scenarios')),
    grids: optional(list(GridShape, 'a list of grids')),
    tables: optional(byName(TableShape, 'a table by quarter')),
  },
  closed,
);

export type ScenariosYaml = Static<typeof FileShape>;
export type ScenarioYaml = Static<typeof Scenario>;
export type CurveYaml = Static<typeof Curve>;
export type LagYaml = Static<typeof Lag>;
export type GridYaml = Static<typeof GridShape>;
export type MacroYaml = Static<typeof Macro>;
export type MappedYaml = Static<typeof Mapped>;
export type TableYaml = Static<typeof TableShape>;
export type MonthlyShifts = Static<typeof shifts>;
export type MonthlyFactors = Static<typeof factors>;
export type ShiftYaml = Static<typeof shift>;

const fileShape = Compile(FileShape);
const CODES = { shape: 'SCENARIO_SHAPE', range: 'SCENARIO_RANGE' } as const;

/** What the text of a file of scenarios says. Throws: FILE_NOT_YAML; SCENARIO_SHAPE and SCENARIO_RANGE, all faults at once. */
export function scenariosFromText(content: string, file: string): ScenariosYaml {
  const value = valueFromText(content, file);
  const faults = shapeFaults(FileShape, fileShape, value, '', { file }, CODES);
  if (faults.length > 0) throw new WeirError(faults);
  if (fileShape.Check(value)) return value;
  return fail({ code: 'SCENARIO_SHAPE', file, place: '', got: shown(value), expected: 'a file of scenarios' });
}
