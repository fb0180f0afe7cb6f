/** Model files: what a run draws its paths from. Read with every fault at once; put on a curve, which calibrates it where it asks for that. */
import { parseNumber } from '../../deal/expression.ts';
import { FaultList } from '../../deal/faults.ts';
import { suggested } from '../../deal/nearest.ts';
import { readText } from '../../deal/read.ts';
import { type Fault, shown, WeirError } from '../../errors.ts';
import { type Calibration, calibrate, modelOf, type Parameters, parameterNames } from './calibrate.ts';
import type { Correlation } from './correlation.ts';
import type { Interpolation, MarketCurve } from './curve.ts';
import { type CurveNoise, NOISES } from './curveNoise.ts';
import { DEFAULT_SEED, defaultModel } from './defaults.ts';
import type { HomePriceGroup } from './homePrices.ts';
import { checkedOrder, type IndexSpec, type IndexSpecs } from './indexSpecs.ts';
import { countFaults, ownFaults } from './instrumentChecks.ts';
import type { Instrument } from './instruments.ts';
import { type IndexText, type InstrumentText, type ModelText, shapedModel } from './modelSchema.ts';
import { MODEL_KINDS, type ModelKind, PARAMETER_RANGE, rangeOf, type ShortRateModel } from './shortRate.ts';
import { driverCorrelation, type MarketModel } from './steps.ts';
import { specsFor } from './succession.ts';

/** What a model file says, numbers being numbers. */
export interface ModelSpec {
  readonly kind: ModelKind;
  /** Given, or absent where they are calibrated. */
  readonly parameters?: Parameters;
  readonly calibration?: {
    readonly fixed: Parameters;
    readonly tolerance?: number;
    readonly instruments: readonly Instrument[];
  };
  readonly interpolation: Interpolation;
  /** The lowest rate of a curve that is believed; absent: the curve's own default. */
  readonly floor?: number;
  readonly homePrices: readonly HomePriceGroup[];
  readonly noise: CurveNoise;
  readonly correlation: readonly Correlation[];
  /** Beside the indices that Weir knows by name. */
  readonly indices: IndexSpecs;
  readonly seed: number;
}

/** A model on a curve. */
export interface ResolvedModel extends MarketModel {
  /** How well it fits; absent where the parameters were given. */
  readonly calibration?: Calibration;
  readonly seed: number;
}

const MOST_BYTES = 1024 * 1024;

/** Reads a model file. Throws: FILE_UNREADABLE, FILE_TOO_LARGE, and as `modelFromText`. */
export function readModel(file: string): ModelSpec {
  return modelFromText(readText(file, MOST_BYTES), file);
}

/**
 * What the text of a model file says.
 *
 * Throws: FILE_NOT_YAML; MODEL_SHAPE, MODEL_RANGE, MARKET_PARAMETER, MARKET_VOLATILITY, MARKET_CORRELATION, MARKET_INDEX, all at once.
 */
export function modelFromText(text: string, file?: string): ModelSpec {
  const { sections, faults: ofShape } = shapedModel(text, file);
  const faults = new FaultList(file);
  const spec = specOf(sections, faults, ofShape.length === 0);
  const all = [...ofShape, ...faults.all];
  if (all.length > 0) throw new WeirError(all);
  return spec;
}

/** The model of a specification on a curve. Throws: as `calibrate`; MARKET_CORRELATION where fitted factors and correlations do not go together. */
export function resolveModel(spec: ModelSpec, curve: MarketCurve): ResolvedModel {
  const { kind, parameters, homePrices, noise, correlation, seed } = spec;
  const { instruments = [], fixed = {}, tolerance } = spec.calibration ?? {};
  const options = { fixed, place: 'calibration.instruments', ...(tolerance === undefined ? {} : { tolerance }) };
  const calibration = parameters === undefined ? calibrate(kind, curve, instruments, options) : undefined;
  const shortRate = calibration?.model ?? modelOf(kind, parameters ?? {});
  const model = { shortRate, homePrices, noise, correlation, seed };
  driverCorrelation(model);
  return calibration === undefined ? model : { ...model, calibration };
}

function specOf(file: Partial<ModelText>, faults: FaultList, isWhole: boolean): ModelSpec {
  const kind = file.model ?? 'hull-white';
  const standard = defaultModel(kind);
  const homePrices = file.homePrices?.map(groupOf) ?? standard.homePrices;
  const noise = file.noise === undefined ? standard.noise : noiseOf(file.noise);
  const correlation = correlationOf(file) ?? standard.correlation.filter(({ between }) => isAmong(between, homePrices, noise));
  const interpolation = file.curve?.interpolation ?? 'monotoneConvex';
  const floor = file.curve?.floor === undefined ? {} : { floor: parseNumber(file.curve.floor) };
  const given = file.parameters === undefined ? undefined : numbersOf(file.parameters);
  const indices = indicesOf(file.indices ?? {}, faults);
  const rest = { kind, interpolation, ...floor, homePrices, noise, correlation, indices, seed: file.seed ?? DEFAULT_SEED };

  if (given !== undefined && file.calibration !== undefined)
    faults.add(
      'MODEL_SHAPE',
      'calibration',
      'parameters and a calibration',
      'one of the two: parameters that are kept go under calibration.fixed',
    );
  // Which parameters there are is the model's to say, when it is one.
  if (given !== undefined && (file.model !== undefined || isWhole)) parameterFaults(kind, given, 'parameters', true, faults);
  const calibration = calibrationOf(kind, file, faults);
  // Given parameters that are wrong have been told; the rest is looked at with ones that are not.
  const shortRate = given !== undefined && isRight(kind, given) ? modelOf(kind, given) : neutral(kind);
  faults.catching(undefined, () => void driverCorrelation({ shortRate, homePrices, noise, correlation }));
  if (given !== undefined) return { ...rest, parameters: given };
  if (calibration !== undefined) return { ...rest, calibration };
  // Of a file with faults nothing is kept.
  return isWhole ? { ...rest, parameters: standard.parameters } : rest;
}

/** Whether the states of a correlation are there: those of the defaults go with the defaults' states. */
function isAmong(between: readonly string[], groups: readonly HomePriceGroup[], noise: CurveNoise): boolean {
  const names = ['rates', ...groups.map(({ name }) => name), ...NOISES.filter((name) => noise[name] !== undefined)];
  return between.every((name) => names.includes(name));
}

/** Factors of which `rates` is no more one than the other: stands for parameters that are not known yet. */
function neutral(kind: ModelKind): ShortRateModel {
  return modelOf(kind, { a: 0.1, sigma: 0.01, b: 0.1, eta: 0.01, rho: 0 });
}

function numbersOf(given: Readonly<Record<string, number | string>>): Parameters {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, parseNumber(value)]));
}

function isRight(kind: ModelKind, given: Parameters): boolean {
  const faults = new FaultList();
  parameterFaults(kind, given, '', true, faults);
  return faults.count === 0;
}

function parameterFaults(kind: ModelKind, given: Parameters, place: string, isAll: boolean, faults: FaultList): void {
  const names = parameterNames(kind);
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) {
      const expected = suggested(`one of ${names.join(', ')}, the parameters of ${kind}`, name, names);
      faults.add('MARKET_PARAMETER', `${place}.${name}`, `'${name}'`, expected);
      continue;
    }
    const [low, high] = PARAMETER_RANGE[rangeOf(name)];
    if (!(value >= low && value <= high))
      faults.add('MARKET_PARAMETER', `${place}.${name}`, String(value), `a number from ${low} to ${high}`);
  }
  if (!isAll) return;
  for (const name of names.filter((name) => !(name in given)))
    faults.add('MARKET_PARAMETER', `${place}.${name}`, 'nothing', `a value: ${kind} has ${names.join(', ')}`);
}

function calibrationOf(kind: ModelKind, file: Partial<ModelText>, faults: FaultList): ModelSpec['calibration'] {
  const { calibration } = file;
  if (calibration === undefined) return undefined;
  const fixed = numbersOf(calibration.fixed ?? {});
  if (file.model !== undefined) parameterFaults(kind, fixed, 'calibration.fixed', false, faults);
  const place = 'calibration.instruments';
  const instruments = calibration.instruments.flatMap((text, i) => {
    const here = `${place}[${i}]`;
    const instrument = instrumentOf(text, here, faults);
    if (instrument === undefined) return [];
    put(faults, ownFaults(instrument, here));
    return [instrument];
  });
  const wanted = parameterNames(kind).filter((name) => !(name in fixed)).length;
  if (file.model !== undefined) put(faults, countFaults(calibration.instruments.length, wanted, place));
  return { fixed, instruments, ...(calibration.tolerance === undefined ? {} : { tolerance: calibration.tolerance }) };
}

function put(faults: FaultList, found: readonly Fault[]): void {
  for (const { code, place, got, expected } of found) faults.add(code, place, got, expected);
}

/** Tells fields that a kind lacks, and fields that it does not have. */
function fieldFaults(
  given: object,
  needed: readonly string[],
  allowed: readonly string[],
  place: string,
  faults: FaultList,
): boolean {
  const before = faults.count;
  const has = Object.keys(given);
  for (const field of needed.filter((field) => !has.includes(field)))
    faults.add('MODEL_SHAPE', `${place}.${field}`, 'nothing', `a value: '${field}' is required`);
  for (const field of has.filter((field) => ![...needed, ...allowed].includes(field)))
    faults.add(
      'MODEL_SHAPE',
      `${place}.${field}`,
      `the field '${field}'`,
      `one of the fields ${[...needed, ...allowed].join(', ')}`,
    );
  return faults.count === before;
}

function instrumentOf(text: InstrumentText, place: string, faults: FaultList): Instrument | undefined {
  const { volatility, quote, shift, weight, expiry, tenor, perYear, maturity, every } = text;
  const quoted = {
    volatility: parseNumber(volatility),
    ...(quote === undefined ? {} : { quote }),
    ...(shift === undefined ? {} : { shift: parseNumber(shift) }),
    ...(weight === undefined ? {} : { weight }),
  };
  const common = ['quote', 'shift', 'weight'];
  if (text.kind === 'swaption') {
    const isRight = fieldFaults(text, ['kind', 'expiry', 'tenor', 'volatility'], ['perYear', ...common], place, faults);
    if (!isRight || expiry === undefined || tenor === undefined) return undefined;
    return { kind: 'swaption', expiry, tenor, ...(perYear === undefined ? {} : { perYear }), ...quoted };
  }
  const isRight = fieldFaults(text, ['kind', 'maturity', 'volatility'], ['every', ...common], place, faults);
  if (!isRight || maturity === undefined) return undefined;
  return { kind: 'cap', maturity, ...(every === undefined ? {} : { every }), ...quoted };
}

/** After every succession. */
const SOME_DAY = '2100-01-01';

const INDEX_FIELDS = {
  simple: [['months'], ['dayCount']],
  par: [['years'], []],
  average: [
    ['of', 'window'],
    ['lag', 'scale', 'history'],
  ],
  compounded: [['months'], ['dayCount', 'history', 'inArrears']],
} as const;

function indicesOf(texts: Readonly<Record<string, IndexText>>, faults: FaultList): IndexSpecs {
  const specs: Record<string, IndexSpec> = {};
  for (const [name, text] of Object.entries(texts)) {
    const [needed, allowed] = INDEX_FIELDS[text.kind];
    if (!fieldFaults(text, ['kind', ...needed], [...allowed, 'spread', 'floor'], `indices.${name}`, faults)) continue;
    const { kind, months = 1, years = 1, of = '', window = 1, lag, scale, history, dayCount, inArrears, spread, floor } = text;
    const common = {
      ...(spread === undefined ? {} : { spread: parseNumber(spread) }),
      ...(floor === undefined ? {} : { floor: parseNumber(floor) }),
    };
    const counted = { months, ...(dayCount === undefined ? {} : { dayCount }), ...common };
    const past = history === undefined ? {} : { history: history.map(parseNumber) };
    if (kind === 'simple') specs[name] = { kind, ...counted };
    else if (kind === 'par') specs[name] = { kind, years, ...common };
    else if (kind === 'compounded')
      specs[name] = { kind, ...counted, ...past, ...(inArrears === undefined ? {} : { inArrears }) };
    else {
      const scaled = scale === undefined ? {} : { scale: parseNumber(scale) };
      specs[name] = { kind, of, window, ...(lag === undefined ? {} : { lag }), ...scaled, ...past, ...common };
    }
  }
  // Descriptions that are whole are looked at with the indices that Weir knows by name.
  faults.catching(undefined, () => void checkedOrder(specsFor(Object.keys(specs), 'bond', SOME_DAY, specs)));
  return specs;
}

function groupOf({ group, states, growth, volatility }: NonNullable<ModelText['homePrices']>[number]): HomePriceGroup {
  const years = Array.isArray(growth) ? growth : [growth];
  const named = states === undefined ? {} : { states };
  return { name: group, ...named, growth: years.map(parseNumber), volatility: parseNumber(volatility) };
}

function noiseOf(noise: NonNullable<ModelText['noise']>): CurveNoise {
  const terms = NOISES.flatMap((name) => {
    const given = noise[name];
    if (given === undefined) return [];
    return [[name, { meanReversion: parseNumber(given.meanReversion), volatility: parseNumber(given.volatility) }] as const];
  });
  return Object.fromEntries(terms);
}

function correlationOf({ correlation }: Partial<ModelText>): Correlation[] | undefined {
  return correlation?.map(({ between: [one = '', other = ''], rho }) => ({
    between: [one, other] as const,
    rho: parseNumber(rho),
  }));
}

/** The model that a name stands for: `hull-white` and `g2pp` are the documented defaults. Throws: MODEL_SHAPE for another name. */
export function namedModel(name: string): ModelSpec {
  const kind = MODEL_KINDS.find((known) => known === name);
  if (kind !== undefined) return specOf({ model: kind }, new FaultList(), true);
  const expected = suggested(`one of ${MODEL_KINDS.join(', ')}, or the path of a model file`, name, MODEL_KINDS);
  throw new WeirError([{ code: 'MODEL_SHAPE', place: 'model', got: shown(name), expected }]);
}
