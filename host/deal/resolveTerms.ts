/** The parts of a deal file that stand for themselves: dates, assumptions, tranches, what a seasoned deal remembers. */
import { formatDate, minusDelay, parseDate } from '../curves/dates.ts';
import { DEFAULT_UNITS, flatVector, type ParsedVector, PREPAYMENT_UNITS, type Unit } from '../curves/vectors.ts';
import { parseVector } from '../curves/vectorText.ts';
import type { CohortAssumptions, DealDates, OpeningState } from '../types.ts';
import { type Expression, parseNumber, rateExpected } from './expression.ts';
import type { FaultList } from './faults.ts';
import type { NameKind, NameTable } from './names.ts';
import type { ResolvedFee, ResolvedTranche } from './resolved.ts';
import { delinquentOf, NO_SERVICING, resolveServicing } from './resolveServicing.ts';
import type { CohortAssumptionsFile, DealFile } from './schema.ts';

/** A first period shorter than this, for each month of a period, was not meant where `dated` is left out. */
const SHORTEST_FIRST_DAYS = 15;
const PERIODS_A_YEAR = [1, 3, 6, 12];

export function resolveDates(deal: DealFile, faults: FaultList): DealDates {
  const { dates } = deal;
  const date = (text: string, field: string) => faults.catching(0, () => parseDate(text, { place: `dates.${field}` }));
  const settlement = date(dates.settlement, 'settlement');
  const firstPayment = date(dates.firstPayment, 'firstPayment');
  const every = dates.every ?? 1;
  if (!PERIODS_A_YEAR.includes(every)) faults.add('DEAL_RANGE', 'dates.every', every, '1, 3, 6 or 12 months');
  if (firstPayment <= settlement)
    faults.add('DATE_INVALID', 'dates.firstPayment', dates.firstPayment, `a date after settlement, ${dates.settlement}`);
  const dated = dates.dated === undefined ? settlement : date(dates.dated, 'dated');
  const delay = dates.delay ?? 0;
  // With a delay interest mostly accrues from before settlement: a stump of a period is a date forgotten.
  const isStump = minusDelay(firstPayment, delay) - settlement < SHORTEST_FIRST_DAYS * every;
  if (delay > 0 && dates.dated === undefined && deal.opening === undefined && isStump) {
    faults.add('DEAL_SHAPE', 'dates.dated', 'nothing', 'the date that interest accrues from: with a delay it is not settlement');
  }
  if (deal.opening === undefined) checkDated(dated, delay, firstPayment, 'dates.dated', faults);
  return {
    settlement,
    dated,
    firstPayment,
    delay,
    accruesAdjusted: dates.accrual === 'adjusted',
    every,
    roll: dates.roll ?? 'none',
    holidays: new Set((dates.holidays ?? []).map((text, index) => date(text, `holidays[${index}]`))),
  };
}

/** Interest that begins after its first period has ended would be negative. */
function checkDated(dated: number, delay: number, firstPayment: number, place: string, faults: FaultList): void {
  const end = minusDelay(firstPayment, delay);
  if (firstPayment > 0 && dated > end)
    faults.add(
      'DATE_INVALID',
      place,
      formatDate(dated),
      `a date no later than ${formatDate(end)}, where the first accrual period ends`,
    );
}

export function resolveAssumptions(
  deal: DealFile,
  faults: FaultList,
  where: (place: string) => { place: string; file?: string },
) {
  const given = deal.assumptions ?? {};
  const vector = (
    text: string | number | undefined,
    place: string,
    units: readonly Unit[],
    unit: Unit,
    otherwise: ParsedVector,
  ): ParsedVector => {
    if (text === undefined) return otherwise;
    // A bare number is a decimal, as everywhere in the file; vector text is on its printed scale.
    if (typeof text === 'number') {
      if (!(text >= 0 && text <= 1)) faults.add('DEAL_RANGE', place, text, 'a decimal from 0 to 1, or text such as 40% or 6 CPR');
      return flatVector(unit, Number((text * 100).toPrecision(15)));
    }
    return faults.catching(otherwise, () => parseVector(text, { ...where(place), unit, units }));
  };
  const ppcOf = (
    text: string | number | undefined,
    place: string,
    otherwise: ParsedVector | undefined,
  ): { ppc?: ParsedVector } => {
    const ppc = text === undefined ? otherwise : vector(text, place, ['CPR'], 'CPR', flatVector('CPR', 0));
    return ppc === undefined ? {} : { ppc };
  };
  const cohort = (name: string, own: CohortAssumptionsFile, place: string, base: CohortAssumptions): CohortAssumptions => ({
    name,
    ...ppcOf(own.ppc, `${place}.ppc`, base.ppc),
    prepayment: vector(own.prepayment, `${place}.prepayment`, PREPAYMENT_UNITS, 'CPR', base.prepayment),
    default: vector(own.default, `${place}.default`, DEFAULT_UNITS, 'CDR', base.default),
    delinquent:
      delinquentOf(own, place, faults) ?? vector(own.delinquent, `${place}.delinquent`, ['PERCENT'], 'PERCENT', base.delinquent),
    severity: vector(own.severity, `${place}.severity`, ['PERCENT'], 'PERCENT', base.severity),
    ...resolveServicing(own, place, base, faults),
  });
  const none: CohortAssumptions = {
    name: '',
    prepayment: flatVector('CPR', 0),
    default: flatVector('CDR', 0),
    severity: flatVector('PERCENT', 0),
    delinquent: flatVector('PERCENT', 0),
    ...NO_SERVICING,
  };
  const base = cohort('', given, 'assumptions', none);
  const cohorts = Object.entries(given.cohorts ?? {}).map(([name, own]) =>
    cohort(name, own, `assumptions.cohorts.${name}`, base),
  );
  const assumptions = [base, ...cohorts];
  const places = new Map(assumptions.map(({ name }, place) => [name, place]));
  const rates = new Map<string, ParsedVector>();
  for (const [name, text] of Object.entries(given.indices ?? {})) {
    const place = `assumptions.indices.${name}`;
    if (!(deal.indices ?? []).includes(name))
      faults.add(
        'DEAL_UNKNOWN_NAME',
        place,
        name,
        `one of the indices ${(deal.indices ?? []).join(', ') || '(the deal has none)'}`,
      );
    rates.set(name, vector(text, place, ['PERCENT'], 'PERCENT', flatVector('PERCENT', 0)));
  }
  return { assumptions, places, rates };
}

export function resolveTranche(
  name: string,
  given: DealFile['tranches'][string],
  dates: DealDates,
  isSeasoned: boolean,
  names: NameTable,
  faults: FaultList,
  expression: (source: string | number | boolean, place: string) => Expression,
): ResolvedTranche {
  const place = `tranches.${name}`;
  if (given.balance !== undefined && given.notional !== undefined)
    faults.add('DEAL_SHAPE', place, 'both balance and notional', 'one of them');
  if (given.balance === undefined && given.notional === undefined && given.residual !== true) {
    faults.add('DEAL_SHAPE', place, 'neither balance nor notional', 'one of them, or residual: true');
  }
  const coupon = couponOf(given.coupon ?? 0, `${place}.coupon`, faults, expression);
  const delay = given.delay ?? dates.delay;
  const dated =
    given.dated === undefined ? dates.dated : faults.catching(0, () => parseDate(given.dated ?? '', { place: `${place}.dated` }));
  const hasOwnPeriod = given.dated !== undefined || given.delay !== undefined;
  if (hasOwnPeriod && !isSeasoned) checkDated(dated, delay, dates.firstPayment, `${place}.dated`, faults);
  return {
    name,
    balance: dollarsOf(given.balance ?? 0, `${place}.balance`, faults),
    hasBalance: given.balance !== undefined,
    dayCount: given.dayCount ?? '30/360',
    delay,
    dated,
    interestOnShortfall: given.interestOnShortfall ?? false,
    isResidual: given.residual ?? false,
    perNote: perNoteOf(given, place, faults),
    coupon,
    ...(given.notional !== undefined && { notional: notionalOf(given.notional, `${place}.notional`, names, expression) }),
    ...(given.uncapped !== undefined && { uncapped: expression(given.uncapped, `${place}.uncapped`) }),
  };
}

/** Rounding by the note is of classes that have one. */
function perNoteOf(given: DealFile['tranches'][string], place: string, faults: FaultList): number {
  if (given.perNote === undefined) return 0;
  const note = dollarsOf(given.perNote, `${place}.perNote`, faults);
  if (given.balance === undefined || note === 0)
    faults.add('DEAL_SHAPE', `${place}.perNote`, given.perNote, 'dollars of a note, of a class with a balance');
  return note;
}

/** A coupon that is a plain number must be a rate: 4.5 is a percent that lost its sign. */
function couponOf(
  given: string | number | boolean,
  place: string,
  faults: FaultList,
  expression: (source: string | number | boolean, place: string) => Expression,
): Expression {
  const parsed = expression(given, place);
  if (parsed.kind === 'number' && !(parsed.value >= 0 && parsed.value <= 1)) {
    faults.add('DEAL_RANGE', place, given, rateExpected(parsed.value));
  }
  return parsed;
}

/** The name of a tranche, set or group stands for its balance before the month's payments. */
function notionalOf(
  given: string | number | boolean,
  place: string,
  names: NameTable,
  expression: (source: string | number | boolean, place: string) => Expression,
): Expression {
  const kind = typeof given === 'string' ? names.kind(given) : undefined;
  if (given === 'pool' || kind === 'tranche' || kind === 'set' || kind === 'group') return expression(`begin('${given}')`, place);
  return expression(given, place);
}

export function dollarsOf(given: number | string, place: string, faults: FaultList): number {
  const value = parseNumber(given);
  if (!(value >= 0 && value <= 1e15)) faults.add('DEAL_RANGE', place, given, 'dollars from 0 to 1e15');
  return value;
}

export function resolveOpening(
  given: NonNullable<DealFile['opening']>,
  names: NameTable,
  { tranches, fees }: { tranches: readonly ResolvedTranche[]; fees: readonly ResolvedFee[] },
  faults: FaultList,
): OpeningState {
  const mayHave = (field: 'balances' | 'carryover' | 'fees', owners: readonly string[], lacking: string, kind: NameKind) => {
    for (const name of Object.keys(given[field] ?? {})) {
      if (names.kind(name) === kind && !owners.includes(name))
        faults.add(
          'DEAL_SHAPE',
          `opening.${field}.${name}`,
          `'${name}', which has no ${lacking}`,
          `one that has, or nothing: it would be lost`,
        );
    }
  };
  const having = (test: (tranche: ResolvedTranche) => boolean) => tranches.filter(test).map(({ name }) => name);
  mayHave(
    'balances',
    having(({ hasBalance }) => hasBalance),
    '`balance`',
    'tranche',
  );
  mayHave(
    'carryover',
    having(({ uncapped }) => uncapped !== undefined),
    '`uncapped` coupon',
    'tranche',
  );
  mayHave(
    'fees',
    fees.flatMap(({ name, carry }) => (carry ? [name] : [])),
    '`carry`',
    'fee',
  );
  const amounts = (part: Readonly<Record<string, number | string>> | undefined, field: string, kind: NameKind) =>
    new Map(
      Object.entries(part ?? {}).map(([name, amount]) => {
        const place = `opening.${field}.${name}`;
        if (names.kind(name) !== kind) faults.add('DEAL_UNKNOWN_NAME', place, name, names.insteadOf(name, kind));
        return [name, dollarsOf(amount, place, faults)];
      }),
    );
  const known = (name: string, field: string) => {
    if (names.kind(name) !== 'quantity')
      faults.add('DEAL_UNKNOWN_NAME', `opening.${field}.${name}`, name, names.insteadOf(name, 'quantity'));
  };
  const figure = (value: number | string, field: string): number => {
    const number = parseNumber(value);
    if (!Number.isFinite(number)) faults.add('DEAL_RANGE', `opening.${field}`, value, 'a number or a percent');
    return number;
  };
  for (const name of Object.keys(given.quantities ?? {})) known(name, 'quantities');
  for (const name of Object.keys(given.rolling ?? {})) known(name, 'rolling');
  return {
    month: given.month,
    balances: amounts(given.balances, 'balances', 'tranche'),
    shortfall: amounts(given.shortfall, 'shortfall', 'tranche'),
    carryover: amounts(given.carryover, 'carryover', 'tranche'),
    writedowns: amounts(given.writedowns, 'writedowns', 'tranche'),
    accounts: amounts(given.accounts, 'accounts', 'account'),
    cumulativeLosses: amounts(given.cumulativeLosses, 'cumulativeLosses', 'group'),
    cutoff: amounts(given.cutoff, 'cutoff', 'group'),
    fees: amounts(given.fees, 'fees', 'fee'),
    quantities: new Map(
      Object.entries(given.quantities ?? {}).map(([name, value]) => [
        name,
        typeof value === 'boolean' ? Number(value) : figure(value, `quantities.${name}`),
      ]),
    ),
    rolling: new Map(
      Object.entries(given.rolling ?? {}).map(([name, values]) => [
        name,
        values.map((value) => figure(value, `rolling.${name}`)),
      ]),
    ),
  };
}
