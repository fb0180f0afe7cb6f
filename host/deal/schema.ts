/**
 * The shape of a deal file, in one place: TypeScript types, what is checked on reading, and the JSON Schema published for editors
 * all come from here. LANGUAGE.md says what the fields mean.
 */
import Type, { type Static } from 'typebox';
import { DAY_COUNTS, ROLLS } from '../curves/dates.ts';
import { LONGEST_EXPRESSION } from './expression.ts';

const closed = { additionalProperties: false };
const words = <T extends readonly string[]>(list: T, description: string) =>
  Type.Union(
    list.map((word) => Type.Literal(word as T[number])),
    { description },
  );

/** A name: letters first would suit expressions best, but classes are called 4A1 and A-1. */
export const NAME_PATTERN = '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$';

const rate = Type.Union([Type.Number(), Type.String({ pattern: '^\\s*-?[0-9.]+\\s*%\\s*$' })], {
  description: 'a decimal such as 0.045 or a percent such as 4.5%',
});
const dollars = Type.Union([Type.Number(), Type.String({ pattern: '^[0-9][0-9_]*(\\.[0-9]+)?(e[0-9]+)?$' })], {
  description: 'an amount in dollars, not negative',
});
const figure = Type.Union([Type.Number(), Type.String({ pattern: '^\\s*-?[0-9._]+(e[0-9]+)?\\s*%?\\s*$' })], {
  description: 'a number or a percent',
});
const whole = Type.Integer({ minimum: 0, description: 'a whole number, not negative' });
const positive = Type.Integer({ minimum: 1, description: 'a whole number, 1 or more' });
const delay = Type.Integer({ minimum: 0, maximum: 365, description: 'a whole number of days, 0 to 365' });
const expression = Type.Union([Type.String({ minLength: 1, maxLength: LONGEST_EXPRESSION }), Type.Number(), Type.Boolean()], {
  description: 'an expression (text or a number)',
});
const date = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'a date YYYY-MM-DD' });
const name = Type.String({ pattern: NAME_PATTERN, description: 'a name of letters, digits, _ . or -' });
const names = Type.Array(name, { description: 'a list of names' });
const vector = Type.Union([Type.String({ maxLength: 20_000 }), Type.Number()], { description: 'vector text such as 250 PSA' });
const flag = Type.Boolean({ description: 'true or false' });
const byName = <T extends Type.TSchema>(of: T, description: string) => Type.Record(Type.String(), of, { description });
const optional = Type.Optional;

const Dates = Type.Object(
  {
    settlement: date,
    dated: optional(date),
    firstPayment: date,
    accrual: optional(words(['unadjusted', 'adjusted'], 'unadjusted or adjusted')),
    delay: optional(delay),
    every: optional(Type.Integer({ minimum: 1, maximum: 12, description: 'months between payment dates: 1, 3, 6 or 12' })),
    roll: optional(words(ROLLS, ROLLS.join(', '))),
    holidays: optional(Type.Array(date)),
  },
  closed,
);

/** The fields of a loan line; a tape has the same as columns. */
export const LoanLine = Type.Object(
  {
    upb: dollars,
    count: optional(positive),
    noteRate: rate,
    netRate: optional(rate),
    servicing: optional(rate),
    remainingTerm: positive,
    amortTerm: optional(positive),
    originalTerm: optional(positive),
    age: optional(whole),
    payment: optional(dollars),
    interestOnly: optional(whole),
    index: optional(name),
    margin: optional(rate),
    firstReset: optional(positive),
    resetEvery: optional(positive),
    initialCap: optional(rate),
    periodicCap: optional(rate),
    lifeCap: optional(rate),
    lifeFloor: optional(rate),
    lookback: optional(whole),
    rounding: optional(rate),
    extraPayments: optional(whole),
    negativeAmortization: optional(flag),
    paymentEvery: optional(positive),
    paymentFirst: optional(positive),
    paymentCap: optional(rate),
    recastEvery: optional(positive),
    balanceCap: optional(figure),
    penaltyUntil: optional(whole),
    penaltyRate: optional(rate),
    penaltyMonths: optional(Type.Number({ minimum: 0, description: 'months of interest, not negative' })),
    penaltyShare: optional(rate),
    penaltyYears: optional(
      Type.String({ pattern: '^[0-9.]+(-[0-9.]+)*$', description: 'percents by year of loan age, such as 5-4-3-2-1' }),
    ),
    coverage: optional(rate),
    cohort: optional(name),
    prepayFactor: optional(Type.Number({ minimum: 0 })),
    defaultFactor: optional(Type.Number({ minimum: 0 })),
  },
  closed,
);

const Terms = Type.Object(
  {
    when: Type.String({ description: 'a speed, such as 0 PSA' }),
    noteRate: optional(rate),
    netRate: optional(rate),
    remainingTerm: optional(positive),
    amortTerm: optional(positive),
    age: optional(whole),
  },
  closed,
);

const Reo = Type.Object({ proceeds: dollars, costs: optional(dollars), month: positive }, closed);
const Group = Type.Object(
  {
    loans: optional(Type.Array(LoanLine)),
    tape: optional(Type.String()),
    terms: optional(Type.Array(Terms)),
    reo: optional(Type.Array(Reo)),
    passThrough: optional(rate),
    prepaymentInterest: optional(expression),
    compensating: optional(expression),
    relief: optional(expression),
    subsequentRecoveries: optional(
      Type.Object({ share: rate, lag: Type.Integer({ minimum: 0, maximum: 120, description: 'months, 0 to 120' }) }, closed),
    ),
    revolving: optional(
      Type.Integer({ minimum: 1, maximum: 600, description: 'payment dates on which loans are bought, 1 to 600' }),
    ),
  },
  closed,
);

const months = Type.Integer({ minimum: 0, maximum: 120, description: 'months, 0 to 120' });
const advance = Type.Object(
  { principal: optional(flag), interest: optional(flag), months: optional(months), recoverable: optional(flag) },
  closed,
);
const pipeline = Type.Object({ foreclosure: months, reo: months, carrying: optional(rate) }, closed);
const rollRates = Type.Object(
  {
    start: Type.Array(figure, { minItems: 4, maxItems: 4, description: 'four shares: current, 30, 60 and 90 days late' }),
    matrix: Type.Array(Type.Array(figure, { minItems: 4, maxItems: 4, description: 'four shares' }), {
      minItems: 4,
      maxItems: 4,
      description: 'a row of four shares for each of current, 30, 60 and 90 days late',
    }),
  },
  closed,
);
const cohortFields = {
  prepayment: optional(vector),
  ppc: optional(vector),
  default: optional(vector),
  severity: optional(vector),
  delinquent: optional(vector),
  rollRates: optional(rollRates),
  lag: optional(months),
  pipeline: optional(pipeline),
  claimLag: optional(months),
  severityBasis: optional(words(['net', 'gross'], 'net or gross')),
  advance: optional(advance),
  stopDefaults: optional(flag),
};
const CohortAssumptions = Type.Object(cohortFields, closed);
const indexRates = byName(vector, 'an index and its rates');
const Assumptions = Type.Object(
  {
    ...cohortFields,
    indices: optional(indexRates),
    cohorts: optional(byName(CohortAssumptions, 'a cohort and its assumptions')),
  },
  closed,
);

const pointAt = Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' })], {
  description: 'a payment month (whole number) or a calendar month YYYY-MM',
});
const Schedule = Type.Object(
  {
    points: optional(Type.Array(Type.Tuple([pointAt, figure]), { minItems: 1, description: 'a list of [month, value]' })),
    file: optional(Type.String()),
    expr: optional(expression),
    between: optional(words(['previous', 'linear'], 'previous or linear')),
    before: optional(Type.Union([Type.Literal('first'), figure], { description: 'first, or a number' })),
    after: optional(Type.Union([Type.Literal('last'), figure], { description: 'last, or a number' })),
  },
  closed,
);

const Tranche = Type.Object(
  {
    balance: optional(dollars),
    notional: optional(expression),
    coupon: optional(expression),
    uncapped: optional(expression),
    dayCount: optional(words(DAY_COUNTS, DAY_COUNTS.join(', '))),
    delay: optional(delay),
    dated: optional(date),
    interestOnShortfall: optional(flag),
    perNote: optional(dollars),
    residual: optional(flag),
  },
  closed,
);

const tree = Type.Unknown({ description: 'a name, a list, or {sequential|prorata|weights: ...}' });
const fundList = Type.Union([name, names], { description: 'a fund or account, or a list of them' });
const common = { name: optional(Type.String({ maxLength: 200 })), when: optional(expression), variant: optional(name) };

const PAY_KINDS = ['interest', 'shortfall', 'carryover', 'principal', 'writedowns', 'fee', 'hedge'] as const;
const payKind = words(PAY_KINDS, PAY_KINDS.join(', '));
const Pay = Type.Object(
  {
    ...common,
    pay: Type.Union([payKind, Type.Array(payKind, { minItems: 1 })], {
      description: `${PAY_KINDS.join(', ')}, or a list of them`,
    }),
    to: tree,
    from: fundList,
    upTo: optional(expression),
    amount: optional(expression),
  },
  closed,
);
const Accrue = Type.Object(
  {
    ...common,
    accrue: Type.Union([name, names], { description: 'a tranche, or a list of them' }),
    from: optional(fundList),
    to: optional(tree),
    into: optional(name),
    upTo: optional(expression),
    amount: optional(expression),
  },
  closed,
);
const Transfer = Type.Object({ ...common, transfer: expression, from: fundList, to: name }, closed);
const Receive = Type.Object({ ...common, receive: name, amount: optional(expression), into: name }, closed);
const Writedown = Type.Object({ ...common, writedown: tree, upTo: expression }, closed);
const Writeup = Type.Object({ ...common, writeup: tree, upTo: expression }, closed);
const Release = Type.Object({ ...common, release: fundList, to: optional(name) }, closed);
const Purchase = Type.Object(
  { ...common, purchase: name, from: fundList, amount: optional(expression), price: optional(expression) },
  closed,
);

/** The verbs of a step, each with the shape of its step. */
export const STEPS = {
  pay: Pay,
  accrue: Accrue,
  transfer: Transfer,
  receive: Receive,
  writedown: Writedown,
  writeup: Writeup,
  release: Release,
  purchase: Purchase,
} as const;
export type Verb = keyof typeof STEPS;

const HEDGE_KINDS = ['swap', 'cap'] as const;
const Hedge = Type.Object(
  {
    about: optional(Type.String()),
    kind: optional(words(HEDGE_KINDS, HEDGE_KINDS.join(' or '))),
    index: optional(name),
    notional: optional(expression),
    fixed: optional(rate),
    fixedDays: optional(words(DAY_COUNTS, DAY_COUNTS.join(', '))),
    floatDays: optional(words(DAY_COUNTS, DAY_COUNTS.join(', '))),
    strike: optional(rate),
    ceiling: optional(rate),
  },
  closed,
);

const Call = Type.Object({ when: expression, price: optional(expression), into: optional(name) }, closed);
const amounts = byName(dollars, 'a name and an amount');
const Opening = Type.Object(
  {
    month: Type.Integer({ minimum: 0, maximum: 1200, description: 'months, a whole number from 0 to 1200' }),
    balances: optional(amounts),
    shortfall: optional(amounts),
    carryover: optional(amounts),
    writedowns: optional(amounts),
    accounts: optional(amounts),
    cumulativeLosses: optional(amounts),
    cutoff: optional(amounts),
    fees: optional(amounts),
    quantities: optional(
      byName(
        Type.Union([Type.Boolean(), ...figure.anyOf], { description: 'a number, a percent, true or false' }),
        'a defined quantity and its last value',
      ),
    ),
    rolling: optional(byName(Type.Array(figure), 'a defined quantity and its last values')),
  },
  closed,
);

const dealFields = {
  deal: Type.String({ minLength: 1, maxLength: 200, description: 'the name of the deal' }),
  about: optional(Type.String()),
  dates: Dates,
  collateral: byName(Group, 'groups of collateral by name'),
  assumptions: optional(Assumptions),
  indices: optional(names),
  schedules: optional(byName(Schedule, 'schedules by name')),
  sets: optional(byName(names, 'sets of tranches by name')),
  ranks: optional(Type.Array(Type.Union([name, names], { description: 'a tranche, or a list of equals' }), { minItems: 1 })),
  accounts: optional(
    byName(
      Type.Object({ balance: optional(dollars) }, { ...closed, description: 'fields of an account, such as {balance: 5e6}' }),
      'accounts by name',
    ),
  ),
  fees: optional(
    byName(
      Type.Object(
        { amount: expression, carry: optional(flag) },
        { ...closed, description: 'fields of a fee, such as {amount: 625}' },
      ),
      'fees by name',
    ),
  ),
  hedges: optional(byName(Hedge, 'hedges by name')),
  tranches: byName(Tranche, 'tranches by name'),
  exchanges: optional(byName(Type.Object({ of: byName(figure, 'a tranche and its share') }, closed), 'exchange classes by name')),
  define: optional(byName(expression, 'quantities by name')),
  call: optional(Call),
  opening: optional(Opening),
  variants: optional(Type.Array(name, { minItems: 1 })),
};

/** The shape of a deal whose steps are looked at one by one, so that a fault names the verb that was meant. */
export const DealShape = Type.Object(
  { ...dealFields, steps: Type.Array(Type.Unknown(), { description: 'a list of steps' }) },
  closed,
);

/** The whole schema, as published. */
export const DealSchema = Type.Object(
  { ...dealFields, steps: Type.Array(Type.Union(Object.values(STEPS)), { description: 'a list of steps' }) },
  { ...closed, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Weir deal' },
);

/** Kinds of fields, and sections of a deal, that other files of Weir are made of as well. */
export const KINDS = { words, rate, dollars, whole, positive, expression, date, name, vector, flag, byName } as const;
export const SECTIONS = { Dates, Hedge, Opening, cohortFields, indexRates } as const;

export type LoanLine = Static<typeof LoanLine>;
export type HedgeFile = Static<typeof Hedge>;
export type GroupFile = Static<typeof Group>;
export type TermsFile = Static<typeof Terms>;
export type ScheduleFile = Static<typeof Schedule>;
export type CohortAssumptionsFile = Static<typeof CohortAssumptions>;
export type AssumptionsFile = Static<typeof Assumptions>;
export type PayStep = Static<typeof Pay>;
export type AccrueStep = Static<typeof Accrue>;
export type TransferStep = Static<typeof Transfer>;
export type ReceiveStep = Static<typeof Receive>;
export type WritedownStep = Static<typeof Writedown>;
export type WriteupStep = Static<typeof Writeup>;
export type ReleaseStep = Static<typeof Release>;
export type PurchaseStep = Static<typeof Purchase>;
export type Step = PayStep | AccrueStep | TransferStep | ReceiveStep | WritedownStep | WriteupStep | ReleaseStep | PurchaseStep;
export type PayKind = (typeof PAY_KINDS)[number];
export type DealFile = Omit<Static<typeof DealShape>, 'steps'> & { steps: Step[] };

/** The published file, byte for byte. */
export function schemaText(): string {
  return `${JSON.stringify(DealSchema, null, 2)}\n`;
}
