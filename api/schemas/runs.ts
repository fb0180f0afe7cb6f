/** The shapes of requests for runs, and of what is told of them. */
import Type, { type Static, type TSchema } from 'typebox';
import { ManifestShape } from '../../host/index.ts';
import { KINDS } from '../runs/kinds.ts';
import { closed, FaultsShape, list, nextCursor, number, optional, orNull, shared, text } from './common.ts';

const PRIORITIES = ['low', 'normal', 'high'] as const;

export const priority = optional(
  Type.Enum([...PRIORITIES], { description: 'which of the waiting runs goes first: low, normal (default) or high' }),
);

/** A request of one kind. */
function bodyOf({ words, about, fields }: (typeof KINDS)[number]): TSchema {
  const kind = Type.Enum([...words], { description: words.join(', or ') });
  return Type.Object({ kind, priority, ...fields }, { ...closed, description: about });
}

type RunRequest = Record<string, unknown> & { readonly kind: string; readonly priority?: (typeof PRIORITIES)[number] };

/** A request for a run: a kind and the fields of that kind. Faults are told of the kind that was named. */
export const RunRequestShape = Type.Unsafe<RunRequest>({
  $id: 'RunRequest',
  type: 'object',
  required: ['kind'],
  discriminator: { propertyName: 'kind' },
  oneOf: KINDS.map(bodyOf),
  description: `a request of one of the kinds ${KINDS.map(({ words }) => words.join(' or ')).join(', ')}`,
});
export const RunBody = shared(RunRequestShape);

const RUN_STATUSES = ['queued', 'running', 'interrupted', 'done', 'failed', 'cancelled'] as const;
const status = Type.Enum([...RUN_STATUSES], {
  description: 'queued, running, interrupted (its process died; it can be resumed), done, failed or cancelled',
});

export const PaceShape = Type.Object(
  {
    done: number,
    of: number,
    what: text,
    share: Type.Number({ description: '0 to 1' }),
    elapsed: Type.Number({ description: 'seconds' }),
    timeLeft: Type.Union([number, Type.Null()], { description: 'seconds; null until it can be told' }),
    loanMonthsPerSecond: Type.Union([number, Type.Null()], {
      description: 'loan-month-paths a second; null until it can be told',
    }),
  },
  { $id: 'Pace', description: 'how far a run is' },
);

const summaryFields = {
  id: text,
  kind: text,
  status,
  title: text,
  askedBy: text,
  created: Type.String({ description: 'UTC' }),
  changed: Type.String({ description: 'UTC' }),
  locked: Type.Boolean({ description: 'signed off: nothing of it changes' }),
  adjustments: Type.Number({ description: 'how many there are' }),
  snapshot: orNull(text),
  schedule: orNull(text),
};

export const RunSummaryShape = Type.Object(summaryFields, { $id: 'RunSummary', description: 'a run in a list' });
export type RunSummaryAnswer = Static<typeof RunSummaryShape>;

export const RunShape = Type.Object(
  {
    ...summaryFields,
    asked: Type.Object({}, { additionalProperties: true, description: 'the request, without kind and priority' }),
    place: Type.Union([number, Type.Null()], { description: 'place in line, 1 being the next' }),
    pace: orNull(shared(PaceShape)),
    faults: FaultsShape,
    result: Type.Unknown({ description: 'what came out, of kinds that have no tables; else null' }),
    tables: list(text, { description: 'names of its tables' }),
    adjusted: list(Type.Object({ at: text, by: text, target: text, amount: number, why: text })),
    signOff: orNull(Type.Object({ at: text, preparer: text, reviewer: text, note: text })),
    links: Type.Object({}, { additionalProperties: text, description: 'where there is more of it' }),
  },
  { $id: 'Run', description: 'a run' },
);
export type RunAnswer = Static<typeof RunShape>;
export const RunAnswer = shared(RunShape);

export const RunsAnswer = Type.Object(
  { runs: list(shared(RunSummaryShape)), next: nextCursor },
  { description: 'runs, newest first' },
);

export const RunsQuery = Type.Object(
  {
    status: optional(status),
    kind: optional(Type.String({ maxLength: 40, description: 'the name of a kind' })),
    title: optional(Type.String({ maxLength: 200, description: 'a part of the title' })),
    limit: optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200 runs; default 50' })),
    cursor: optional(Type.String({ maxLength: 100, description: '`next` of the page before' })),
  },
  closed,
);

export const RunParams = Type.Object({ id: Type.String({ maxLength: 64, description: 'the id of a run' }) });
export type RunParams = Static<typeof RunParams>;
export const TableParams = Type.Object({
  id: Type.String({ maxLength: 64, description: 'the id of a run' }),
  name: Type.String({ maxLength: 64, description: 'the name of a table' }),
});

export type TableParams = Static<typeof TableParams>;

export const CancelBody = Type.Object(
  { why: optional(Type.String({ maxLength: 500, description: 'the reason' })) },
  { ...closed, description: 'why' },
);

export const AdjustBody = Type.Object(
  {
    target: Type.String({ minLength: 1, maxLength: 200, description: "what it adjusts: 'alt-a-2005-1 collateral'" }),
    amount: Type.Number({ description: 'dollars, added; below 0 takes away' }),
    why: Type.String({ minLength: 1, maxLength: 2_000, description: 'the reason' }),
  },
  { ...closed, description: 'an adjustment; it changes no table' },
);

const person = (what: string) => Type.String({ minLength: 1, maxLength: 200, description: what });
export const LockBody = Type.Object(
  {
    preparer: person('who prepared it'),
    reviewer: person('who reviewed it: somebody else'),
    note: optional(Type.String({ maxLength: 2_000, description: 'what there is to say' })),
  },
  { ...closed, description: 'a sign-off' },
);

const names = (what: string) =>
  optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200, description: `${what}; several may be named` }));

export const TABLE_FORMATS = ['json', 'csv', 'parquet', 'arrow'] as const;
export const TableQuery = Type.Object(
  {
    format: optional(Type.Enum([...TABLE_FORMATS], { description: 'json (default), csv, parquet or arrow (a stream)' })),
    trust: names('only rows of this trust'),
    instrument: names('only rows of this instrument, class, group or quantity'),
    measure: names('of the columns with numbers only this one'),
    limit: optional(Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'at most so many rows' })),
    offset: optional(Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'rows left out at the beginning' })),
  },
  closed,
);
export type TableQuery = Static<typeof TableQuery>;

export const ColumnShape = Type.Object(
  {
    name: text,
    kind: Type.Enum(['text', 'number', 'integer'], { description: 'text, number or integer' }),
    unit: optional(text),
  },
  { $id: 'Column', description: 'a column of a table' },
);
const columns = list(shared(ColumnShape));

export const TablesAnswer = Type.Object(
  {
    tables: list(
      Type.Object({
        name: text,
        rows: number,
        columns,
      }),
    ),
  },
  { description: 'the tables of a run' },
);

export const TableAnswer = Type.Object(
  {
    name: text,
    columns,
    rows: list(Type.Array(Type.Union([text, number, Type.Null()])), { description: 'missing values are null' }),
  },
  { description: 'a table; the columns say the units' },
);

export const ManifestAnswer = Type.Object(ManifestShape.properties, { description: 'what a run was made from' });

export const TraceQuery = Type.Object(
  {
    trust: Type.String({ minLength: 1, maxLength: 200, description: 'the name of a trust of the run' }),
    month: Type.Integer({
      minimum: 1,
      maximum: 1_200,
      description: 'a payment month, as the column `month` of the tables has it',
    }),
    tranche: optional(Type.String({ maxLength: 200, description: 'the name of a class; default: everything' })),
  },
  closed,
);

export type TraceQuery = Static<typeof TraceQuery>;
