/** The shape of a model file, in one place: types and what is checked on reading. MODEL.md says what the fields mean. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { shapeFaults, valueFromText } from '../../deal/read.ts';
import { KINDS } from '../../deal/schema.ts';
import type { Fault } from '../../errors.ts';
import { INTERPOLATIONS } from './curve.ts';
import { NOISES } from './curveNoise.ts';
import { YEAR_FRACTIONS } from './indexSpecs.ts';
import { QUOTE_KINDS } from './quotes.ts';
import { MODEL_KINDS } from './shortRate.ts';

const { words, rate, whole, positive, name, byName } = KINDS;
const closed = { additionalProperties: false };
const optional = Type.Optional;
const number = Type.Number({ description: 'a number' });
/** One of a list of words. The union's own type is lost in a list of unknown length, so it is told. */
const one = <T extends readonly string[]>(list: T) => Type.Unsafe<T[number]>(words(list, `one of ${list.join(', ')}`));
const keysOf = <T extends object>(of: T) => Object.keys(of) as (keyof T & string)[];

/** Numbers by the names of parameters; which names a model has is checked with their ranges. */
const Parameters = byName(rate, 'parameters and their values, such as {a: 3%, sigma: 1%}');

/** Which fields go with which kind is checked in modelFile.ts. */
const InstrumentShape = Type.Object(
  {
    kind: one(['swaption', 'cap'] as const),
    expiry: optional(number),
    tenor: optional(number),
    perYear: optional(positive),
    maturity: optional(number),
    every: optional(positive),
    volatility: rate,
    quote: optional(one(QUOTE_KINDS)),
    shift: optional(rate),
    weight: optional(number),
  },
  { ...closed, description: 'a swaption {kind, expiry, tenor, volatility} or a cap {kind, maturity, volatility}' },
);

const Calibration = Type.Object(
  {
    fixed: optional(Parameters),
    tolerance: optional(Type.Number({ exclusiveMinimum: 0, description: 'basis points, a number above 0' })),
    instruments: Type.Array(InstrumentShape, { minItems: 1, description: 'a list of instruments' }),
  },
  closed,
);

const Group = Type.Object(
  {
    group: name,
    states: optional(Type.Array(Type.String(), { minItems: 1, description: 'a list of states such as [CA, NV]' })),
    growth: Type.Union([rate, Type.Array(rate)], { description: 'growth a year, or a list by year' }),
    volatility: rate,
  },
  { ...closed, description: 'a group {group, states, growth, volatility}' },
);
const Noise = Type.Object({ meanReversion: rate, volatility: rate }, { ...closed, description: '{meanReversion, volatility}' });
const Pair = Type.Object(
  { between: Type.Array(name, { minItems: 2, maxItems: 2, description: 'two states' }), rho: rate },
  { ...closed, description: 'a correlation {between: [rates, west], rho: 0.2}' },
);

const IndexShape = Type.Object(
  {
    kind: one(['simple', 'par', 'average', 'compounded'] as const),
    months: optional(positive),
    inArrears: optional(KINDS.flag),
    years: optional(number),
    dayCount: optional(one(keysOf(YEAR_FRACTIONS))),
    of: optional(name),
    window: optional(positive),
    lag: optional(whole),
    scale: optional(rate),
    history: optional(Type.Array(rate, { description: 'a list of rates, oldest first' })),
    spread: optional(rate),
    floor: optional(rate),
  },
  { ...closed, description: 'how an index is made: {kind, ...}' },
);

const noises = Object.fromEntries(NOISES.map((noise) => [noise, optional(Noise)])) as Record<
  (typeof NOISES)[number],
  Type.TOptional<typeof Noise>
>;

const ModelShape = Type.Object(
  {
    model: one(MODEL_KINDS),
    about: optional(Type.String()),
    parameters: optional(Parameters),
    calibration: optional(Calibration),
    curve: optional(Type.Object({ interpolation: optional(one(INTERPOLATIONS)), floor: optional(rate) }, closed)),
    homePrices: optional(Type.Array(Group, { description: 'a list of groups' })),
    noise: optional(Type.Object(noises, closed)),
    correlation: optional(Type.Array(Pair, { description: 'a list of {between, rho}' })),
    indices: optional(byName(IndexShape, 'an index and how it is made')),
    seed: optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, description: 'a whole number from 0 to 4294967295' })),
  },
  closed,
);

export type ModelText = Static<typeof ModelShape>;
export type InstrumentText = Static<typeof InstrumentShape>;
export type IndexText = Static<typeof IndexShape>;

const modelShape = Compile(ModelShape);

/** The sections of a file whose shape is right, and the faults of the others. */
export interface ShapedModel {
  readonly sections: Partial<ModelText>;
  readonly faults: readonly Fault[];
}

/**
 * What a text says, section by section: faults in one do not hide what is wrong in another.
 *
 * Throws: FILE_NOT_YAML. Faults: MODEL_SHAPE, MODEL_RANGE.
 */
export function shapedModel(text: string, file: string | undefined): ShapedModel {
  const at = file === undefined ? {} : { file };
  const value = valueFromText(text, file);
  const faults = shapeFaults(ModelShape, modelShape, value, '', at, { shape: 'MODEL_SHAPE', range: 'MODEL_RANGE' });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { sections: {}, faults };
  const wrong = new Set(faults.map(({ place }) => place.split(/[.[]/)[0]));
  const rest = Object.fromEntries(Object.entries(value).filter(([section]) => !wrong.has(section)));
  // The schema stands for the whole file; a file without some sections has its shape once the one required is there.
  const whole = { model: 'hull-white', ...rest };
  return { sections: modelShape.Check(whole) ? sectionsOf(whole, 'model' in rest) : {}, faults };
}

function sectionsOf(whole: ModelText, hasModel: boolean): Partial<ModelText> {
  if (hasModel) return whole;
  const { model: _, ...rest } = whole;
  return rest;
}
