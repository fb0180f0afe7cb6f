/**
 * The shapes of snapshot.yaml and trust.yaml, in one place: types and what is checked on reading. SNAPSHOT.md says what the fields mean.
 */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { shapeFaults, valueFromText } from '../deal/read.ts';
import { KINDS, SECTIONS } from '../deal/schema.ts';
import { fail, shown, WeirError } from '../errors.ts';
import { METHODS, UNREVIEWED } from './records.ts';
import { LAYOUTS } from './tape/layouts/layout.ts';

const { words, rate, dollars, whole, positive, date, name, flag, byName } = KINDS;
const closed = { additionalProperties: false };
const optional = Type.Optional;
const text = Type.String({ minLength: 1, maxLength: 500, description: 'a text' });
const path = Type.String({ minLength: 1, maxLength: 1000, description: 'the path of a file' });
const price = Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'a price per 100 of face, a number above 0' });
const condition = Type.String({ minLength: 1, maxLength: 4000, description: 'a condition in SQL over the fields of the tape' });
const SEVERITIES = ['error', 'warning', 'off'] as const;

const Debt = Type.Object(
  { name: text, balance: dollars, rate, maturity: date, every: positive, spread: rate },
  { ...closed, description: 'a debt with name, balance, rate, maturity, every and spread' },
);
const MarketShape = Type.Object({ indices: path, discount: path, benchmark: path, nonPerformance: optional(rate) }, closed);
const Tolerance = Type.Object({ upb: optional(dollars), count: optional(whole), wac: optional(rate) }, closed);
const ChecksShape = Type.Object(
  {
    controlTolerance: optional(Tolerance),
    severity: optional(byName(words(SEVERITIES, SEVERITIES.join(', ')), 'a rule and its severity')),
  },
  closed,
);

const SnapshotShape = Type.Object(
  {
    snapshot: text,
    about: optional(Type.String()),
    date,
    previous: optional(path),
    trusts: Type.Array(path, { minItems: 1, description: 'a list of folders, one a trust' }),
    market: MarketShape,
    longTermDebt: optional(Type.Array(Debt, { description: 'a list of debts' })),
    method: optional(words(METHODS, METHODS.join(', '))),
    unreviewedCurves: optional(words(UNREVIEWED, UNREVIEWED.join(' or '))),
    checks: optional(ChecksShape),
  },
  closed,
);

const Default = Type.Object({ field: name, value: Type.Union([rate, text], { description: 'a value' }), because: text }, closed);
const GroupRule = Type.Object({ when: condition, group: name }, closed);
const TapeShape = Type.Object(
  {
    file: Type.Union([path, Type.Array(path, { minItems: 1 })], { description: 'the path of a file, or a list of them' }),
    layout: words(LAYOUTS, LAYOUTS.join(', ')),
    asOf: date,
    columns: optional(byName(text, 'a column of the file and its field')),
    delimiter: optional(Type.String({ minLength: 1, maxLength: 1, description: 'one letter' })),
    missing: optional(Type.Array(Type.String(), { description: 'a list of texts' })),
    defaults: optional(Type.Array(Default, { description: 'a list of {field, value, because}' })),
    group: optional(name),
    groups: optional(Type.Array(GroupRule, { minItems: 1, description: 'a list of {when, group}' })),
  },
  closed,
);

const sourced = { source: optional(text), reviewed: optional(flag) };
const CohortShape = Type.Object({ ...SECTIONS.cohortFields, ...sourced }, closed);
const AssumptionsShape = Type.Object(
  {
    ...SECTIONS.cohortFields,
    ...sourced,
    indices: optional(SECTIONS.indexRates),
    cohorts: optional(byName(CohortShape, 'a cohort and its assumptions')),
  },
  closed,
);

const Quote = Type.Object({ tranche: name, source: text, price, orderly: optional(flag) }, closed);
const InTransit = Type.Object({ interest: optional(dollars), principal: optional(dollars), group: optional(name) }, closed);
const Cash = Type.Object(
  {
    collections: optional(Type.Union([...dollars.anyOf, InTransit], { description: 'dollars, or {interest, principal, group}' })),
    accounts: optional(dollars),
  },
  closed,
);
const partial = <T extends Type.TProperties>(of: Type.TObject<T>) => Type.Object(Type.Partial(of).properties, closed);

const TrustShape = Type.Object(
  {
    trust: name,
    about: optional(Type.String()),
    deal: path,
    type: name,
    vintage: Type.Integer({ minimum: 1900, maximum: 2199, description: 'a year, a whole number' }),
    consolidated: optional(flag),
    residualOwned: rate,
    held: optional(byName(rate, 'a tranche and a share')),
    positions: optional(byName(name, 'a tranche and its position')),
    yields: optional(byName(rate, 'a tranche and its yield')),
    prices: optional(byName(price, 'a tranche and its price')),
    quotes: optional(Type.Array(Quote, { description: 'a list of {tranche, source, price, orderly}' })),
    tape: TapeShape,
    cohorts: optional(
      Type.Array(Type.Object({ cohort: name, when: condition }, closed), {
        minItems: 1,
        description: 'a list of {cohort, when}',
      }),
    ),
    assumptions: AssumptionsShape,
    lags: optional(
      byName(Type.Integer({ minimum: 0, maximum: 120, description: 'months, 0 to 120' }), 'a state by two letters and its lag'),
    ),
    dates: optional(partial(SECTIONS.Dates)),
    opening: optional(SECTIONS.Opening),
    hedges: optional(byName(SECTIONS.Hedge, 'a hedge and fields of it')),
    fixings: optional(byName(Type.Array(rate, { minItems: 1, maxItems: 24 }), 'an index and the rates already set')),
    reo: optional(path),
    remittances: optional(path),
    costs: optional(byName(Type.String(), 'texts')),
    cash: optional(Cash),
    control: optional(Type.Object({ upb: optional(dollars), count: optional(whole), wac: optional(rate) }, closed)),
  },
  closed,
);

export type SnapshotFile = Static<typeof SnapshotShape>;
export type MarketFile = Static<typeof MarketShape>;
export type ChecksFile = Static<typeof ChecksShape>;
export type TrustFile = Static<typeof TrustShape>;
export type TapeFile = Static<typeof TapeShape>;
export type TrustAssumptions = Static<typeof AssumptionsShape>;

const snapshotShape = Compile(SnapshotShape);
const trustShape = Compile(TrustShape);
const CODES = { shape: 'SNAPSHOT_SHAPE', range: 'SNAPSHOT_RANGE' } as const;

/** What the text of snapshot.yaml says. Throws: FILE_NOT_YAML; SNAPSHOT_SHAPE and SNAPSHOT_RANGE, all faults at once. */
export function snapshotFromText(content: string, file: string): SnapshotFile {
  const value = valueFromText(content, file);
  const faults = shapeFaults(SnapshotShape, snapshotShape, value, '', { file }, CODES);
  if (faults.length > 0) throw new WeirError(faults);
  return snapshotShape.Check(value) ? value : wrongShape(value, file, 'a snapshot');
}

/** What the text of trust.yaml says. Throws: as `snapshotFromText`. */
export function trustFromText(content: string, file: string): TrustFile {
  const value = valueFromText(content, file);
  const faults = shapeFaults(TrustShape, trustShape, value, '', { file }, CODES);
  if (faults.length > 0) throw new WeirError(faults);
  return trustShape.Check(value) ? value : wrongShape(value, file, 'a trust');
}

function wrongShape(value: unknown, file: string, expected: string): never {
  return fail({ code: 'SNAPSHOT_SHAPE', file, place: '', got: shown(value), expected });
}
