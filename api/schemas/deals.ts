/** The shapes of requests about deals and vectors, and of their answers. */
import Type, { type Static } from 'typebox';
import { LIMITS } from '../limits.ts';
import { closed, list, number, optional, orNull, shared, text } from './common.ts';

/** Longest text of an assumption, as the vector grammar has it. Units: characters. */
const LONGEST_TEXT = 20_000;
const MOST_QUOTES = 100;

const vector = (description: string) => Type.Union([Type.String({ maxLength: LONGEST_TEXT }), Type.Number()], { description });

/** A deal inside a request. What is in it is the deal language's matter: `host/deal` checks it and tells every fault. */
const deal = Type.Union([Type.String({ minLength: 1 }), Type.Object({}, { additionalProperties: true })], {
  description: 'a deal: an object, or its YAML or JSON as text',
});

const scenarioFields = {
  speeds: optional(Type.String({ maxLength: LONGEST_TEXT, description: "prepayment, a scenario each: 'PSA 0,100,250; CPR 10'" })),
  cdr: optional(vector("defaults, in CDR unless the text says otherwise: 2, '0 ramp 3 for 30', 'SDA 100'")),
  severity: optional(vector('share of a defaulted balance that is lost, in percent: 40')),
  lag: optional(Type.Integer({ minimum: 0, maximum: 120, description: 'whole months from default to liquidation, 0 to 120' })),
  index: optional(Type.String({ maxLength: LONGEST_TEXT, description: "index rates in percent: 'LIBOR_1M=3.57, CMT_1Y=3.9'" })),
  noCall: optional(Type.Boolean({ description: 'true leaves the optional call out' })),
  variant: optional(Type.String({ description: 'which reading of the documents, where the deal has several' })),
};

export const ScenarioFields = Type.Object(scenarioFields, closed);
export type ScenarioFields = Static<typeof ScenarioFields>;

/** The size that the two limits allow, for the descriptions of routes. */
export const LIMITS_TEXT = `At most ${LIMITS.loanScenarios} loan lines x scenarios and ${LIMITS.classScenarios} classes and groups x scenarios a request.`;

export const ProjectBody = Type.Object(
  { deal, ...scenarioFields },
  { ...closed, description: 'a deal and what to run it under' },
);

export const CompileBody = Type.Object(
  { deal, noCall: scenarioFields.noCall, variant: scenarioFields.variant },
  { ...closed, description: 'a deal, and which reading of it' },
);

export const PriceBody = Type.Object(
  {
    deal,
    tranche: Type.String({ description: 'the name of a class' }),
    prices: optional(
      Type.Array(
        Type.Union([Type.Number(), Type.String({ maxLength: 40 })], {
          description: "a price without accrued interest: 99.75, or '101-16' in 32nds",
        }),
        { maxItems: MOST_QUOTES, description: `a list of up to ${MOST_QUOTES} prices` },
      ),
    ),
    yields: optional(
      Type.Array(
        Type.Union([Type.Number({ exclusiveMinimum: -1, exclusiveMaximum: 1 }), Type.String({ maxLength: 40 })], {
          description: "a bond-equivalent yield: '5.264%', or the decimal 0.05264 (below 1)",
        }),
        { maxItems: MOST_QUOTES, description: `a list of up to ${MOST_QUOTES} yields` },
      ),
    ),
    over: optional(
      Type.String({ maxLength: 200, description: 'the index of discount margins; default: the one that the coupon follows' }),
    ),
    curve: optional(
      Type.String({
        maxLength: LONGEST_TEXT,
        description: "what Z-spreads are over: 'par 1=2%, 10=4%', 'zero 1=2%, 10=4%' or an index of the deal",
      }),
    ),
    ...scenarioFields,
  },
  { ...closed, description: 'a deal, a class of it, prices or yields, and what to run it under' },
);
export type PriceBody = Static<typeof PriceBody>;

export const TraceBody = Type.Object(
  {
    deal,
    month: Type.Integer({ minimum: 1, description: 'a payment month, 1 being the first payment date' }),
    tranche: optional(Type.String({ description: 'the name of a class; default: everything' })),
    ...scenarioFields,
  },
  { ...closed, description: 'a deal, a payment month, and what to run it under' },
);

export const VectorBody = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: LONGEST_TEXT, description: "the text of a vector: '250 PSA'" }),
    months: optional(Type.Integer({ minimum: 1, maximum: 1200, description: 'months shown, 1 to 1200; default 60' })),
    age: optional(
      Type.Integer({ minimum: 0, maximum: 1200, description: 'loan age at the cut-off in months, 0 to 1200; default 0' }),
    ),
    unit: optional(Type.String({ description: 'the unit of numbers without one: CPR' })),
    ppc: optional(
      Type.String({ maxLength: LONGEST_TEXT, description: "the ramp in CPR that PPC multiplies: '8 ramp 20 for 12'" }),
    ),
  },
  { ...closed, description: 'the text of a vector and what it needs besides' },
);

export const CheckAnswer = Type.Object(
  {
    deal: text,
    settlement: text,
    firstPayment: text,
    groups: list(Type.Object({ name: text, loans: number, balance: number })),
    tranches: list(
      Type.Object({
        name: text,
        kind: Type.Union([Type.Literal('balance'), Type.Literal('notional'), Type.Literal('residual')]),
        balance: number,
      }),
    ),
    steps: list(Type.Object({ number, title: text })),
    definitions: number,
    schedules: number,
    indices: list(text),
    warnings: list(text, { description: 'what a user should know, such as an index without rates' }),
    variants: list(text),
    hasCall: Type.Boolean(),
  },
  { description: 'what a deal without faults holds; balances in dollars' },
);
export type CheckAnswer = Static<typeof CheckAnswer>;

export const CompileAnswer = Type.Object(
  {
    deal: text,
    variant: orNull(text),
    instructions: Type.Number({ description: 'operations that the kernel carries out for each payment date' }),
    operations: list(Type.Object({ operation: text, count: number })),
    states: list(Type.Object({ name: text, initial: number }), {
      description: 'what is carried from one payment date to the next, and with what it begins',
    }),
    byDate: list(text, { description: 'numbers by payment date that are the same on every path' }),
    outputs: list(text, { description: 'what a projection can tell by month' }),
    checks: list(text, { description: 'what must be 0 on every date of every path' }),
    traced: Type.Number({ description: 'amounts that a trace tells of each payment date' }),
  },
  { description: 'the program that a deal becomes' },
);
export type CompileAnswer = Static<typeof CompileAnswer>;

const lives = { averageLife: orNull(number), firstPay: orNull(text), lastPay: orNull(text) };

export const ProjectAnswer = Type.Object(
  {
    deal: text,
    given: text,
    scenarios: list(text),
    rows: list(text, { description: 'the dates of the rows; the first is closing' }),
    tables: list(
      Type.Object({
        of: Type.String({ description: 'a class, or pool' }),
        original: number,
        isNotional: Type.Boolean(),
        columns: list(
          Type.Object({
            scenario: text,
            cells: list(text, { description: 'whole percent of the original balance by row; * is above 0 and below 0.5' }),
            ...lives,
            principal: number,
            interest: number,
            writtenDown: number,
            shortfall: number,
          }),
        ),
      }),
    ),
    warnings: list(text),
    loanMonthPaths: number,
  },
  { description: 'a table a class and one for the pool, a column a speed; amounts in dollars, lives in years' },
);
export type ProjectAnswer = Static<typeof ProjectAnswer>;

export const PriceAnswer = Type.Object(
  {
    deal: text,
    given: text,
    tranche: text,
    settlement: text,
    face: number,
    quotes: list(
      Type.Union([
        Type.Object({ price: number }),
        Type.Object({ yieldBey: number }),
        Type.Object({ discountMargin: number }),
        Type.Object({ zSpread: number }),
      ]),
      { description: 'what was given' },
    ),
    index: Type.Union([text, Type.Null()], { description: 'what discount margins are over; null where there is none' }),
    dayCount: text,
    curve: Type.Union([text, Type.Null()], { description: 'what Z-spreads are over, as it was given' }),
    columns: list(
      Type.Object({
        scenario: text,
        figures: list(
          orNull(
            Type.Object({
              price: number,
              yieldBey: number,
              yieldMonthly: number,
              modifiedDuration: number,
              dv01: number,
              accrued: number,
              proceeds: number,
              discountMargin: orNull(number),
              zSpread: orNull(number),
              nominalSpread: orNull(number),
            }),
          ),
          { description: 'one a quote, prices before yields; null where no yield gives the price' },
        ),
        ...lives,
      }),
    ),
    warnings: list(text),
  },
  {
    description:
      'a column a speed; prices per 100 of face without accrued interest, yields and spreads decimal, lives and durations in years, amounts in dollars for the whole class',
  },
);
export type PriceAnswer = Static<typeof PriceAnswer>;

export const TraceLineShape = Type.Object(
  { text, of: text, value: number },
  { $id: 'TraceLine', description: 'an amount: in words, of which instrument or account, in dollars or as the words say' },
);
const lines = list(shared(TraceLineShape));

export const TraceShape = Type.Object(
  {
    deal: text,
    given: text,
    scenario: text,
    month: number,
    date: text,
    tranche: orNull(text),
    words: list(text, { description: 'what a trustee would say of the date' }),
    collateral: lines,
    steps: list(Type.Object({ number, title: text, lines })),
  },
  { $id: 'Trace', description: 'the amounts of one payment date, step by step' },
);
export const TraceAnswer = shared(TraceShape);
export type TraceAnswer = Static<typeof TraceShape>;

export const VectorAnswer = Type.Object(
  {
    canonical: text,
    unit: text,
    anchor: Type.Union([
      Type.Literal('projection'),
      Type.Literal('loanAge'),
      Type.Literal('dealAge'),
      Type.Object({ date: text }, { description: 'the payment in the month of a date' }),
    ]),
    stated: list(number, { description: "by month, on the unit's printed scale" }),
    values: list(number, { description: 'by month: SMM, MDR or decimal' }),
    isUnitAssumed: Type.Boolean({ description: 'no unit was named: the numbers were taken for CPR' }),
  },
  { description: 'what the text was taken for' },
);
