/** A deal file as the oracle reads it: the same content, expressions parsed, defaults filled in, one variant chosen. */

import { type Groups, type History, hasPenalties, readGroups } from './collateral.ts';
import { type Day, type DayCount, type DealDates, parseDay, readDates } from './dates.ts';
import { type Exchanges, readExchanges } from './exchanges.ts';
import { type Node, parse } from './expression.ts';
import { type Hedge, readHedge } from './hedges.ts';
import { type InterestTerms, readInterestTerms } from './interestTerms.ts';
import {
  entries,
  type Fields,
  fields,
  isScalar,
  list,
  type Num,
  names,
  num,
  numberOf,
  type Scalar,
  wholeOf,
  ZERO,
} from './number.ts';
import { readSchedule, type Schedule } from './schedules.ts';
import { readServicings, type Servicings } from './servicing.ts';
import { readStep, type Step } from './stepForms.ts';

export interface Tranche {
  original: Num;
  /** What interest accrues on where there is no principal. */
  notional: Node | undefined;
  isResidual: boolean;
  coupon: Node;
  uncapped: Node | undefined;
  dayCount: DayCount;
  delay: number;
  dated: Day;
  /** Dollars of a note, where interest and principal are in whole cents a note. */
  perNote: Num | undefined;
  interestOnShortfall: boolean;
}

export interface Fee {
  amount: Node;
  carry: boolean;
}

export interface Call {
  when: Node;
  price: Node;
  into: string;
}

/** What a seasoned deal starts from. */
export interface Opening extends History {
  month: number;
  balances: Map<string, Num>;
  shortfall: Map<string, Num>;
  carryover: Map<string, Num>;
  writedowns: Map<string, Num>;
  accounts: Map<string, Num>;
  fees: Map<string, Num>;
  quantities: Map<string, Num>;
  rolling: Map<string, Num[]>;
}

export interface Deal {
  dates: DealDates;
  collateral: Groups;
  groups: string[];
  interestTerms: Map<string, InterestTerms>;
  servicings: Servicings;
  /** Those whose penalties have a fund of their own. */
  penalized: string[];
  tranches: Map<string, Tranche>;
  /** Members, sets within sets unfolded, each tranche once. */
  sets: Map<string, string[]>;
  /** By seniority, equals together. */
  ranks: string[][];
  schedules: Map<string, Schedule>;
  indices: string[];
  accounts: Map<string, Num>;
  fees: Map<string, Fee>;
  /** Without terms, amounts are the steps' to say. */
  hedges: Map<string, Hedge | undefined>;
  exchanges: Exchanges;
  define: Map<string, Node>;
  steps: Step[];
  call: Call | undefined;
  opening: Opening;
}

const numbers = (value: unknown, what: string): Map<string, Num> =>
  new Map(
    entries(value, what).map(([name, amount]) => [
      name,
      typeof amount === 'boolean' ? num(amount ? 1 : 0) : num(amount as Scalar),
    ]),
  );

function readOpening(value: unknown): Opening {
  const opening = value === undefined ? {} : fields(value, 'opening');
  return {
    month: wholeOf(opening, 'month', 0),
    balances: numbers(opening.balances, 'balances'),
    shortfall: numbers(opening.shortfall, 'shortfall'),
    carryover: numbers(opening.carryover, 'carryover'),
    writedowns: numbers(opening.writedowns, 'writedowns'),
    accounts: numbers(opening.accounts, 'accounts'),
    cumulativeLosses: numbers(opening.cumulativeLosses, 'cumulativeLosses'),
    cutoff: numbers(opening.cutoff, 'cutoff'),
    fees: numbers(opening.fees, 'fees'),
    quantities: numbers(opening.quantities, 'quantities'),
    rolling: new Map(
      entries(opening.rolling, 'rolling').map(([name, values]) => [name, list(values).map((one) => num(one as Scalar))]),
    ),
  };
}

function readSets(value: unknown): Map<string, string[]> {
  const written = new Map(entries(value, 'sets').map(([set, members]) => [set, names(members)]));
  const unfold = (member: string): string[] => written.get(member)?.flatMap(unfold) ?? [member];
  return new Map([...written.keys()].map((set) => [set, [...new Set(unfold(set))]]));
}

/** A bare name stands for its balance before the month's payments. */
function readNotional(value: unknown, isName: (name: string) => boolean): Node | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isName(value)) return { kind: 'call', name: 'begin', of: [{ kind: 'name', name: value }] };
  return parse(value);
}

function readTranche(value: Fields, dates: DealDates, isName: (name: string) => boolean): Tranche {
  return {
    original: numberOf(value, 'balance', 0),
    notional: readNotional(value.notional, isName),
    isResidual: value.residual === true,
    coupon: parse(value.coupon ?? 0),
    uncapped: value.uncapped === undefined ? undefined : parse(value.uncapped),
    dayCount: (value.dayCount ?? '30/360') as DayCount,
    delay: wholeOf(value, 'delay', dates.delay),
    dated: value.dated === undefined ? dates.dated : parseDay(value.dated),
    perNote: value.perNote === undefined ? undefined : numberOf(value, 'perNote', 0),
    interestOnShortfall: value.interestOnShortfall === true,
  };
}

function readCall(value: unknown): Call | undefined {
  if (value === undefined) return undefined;
  const call = fields(value, 'call');
  return { when: parse(call.when), price: parse(call.price ?? 'end(pool)'), into: String(call.into ?? 'principal') };
}

/** Amounts of accounts are either plain or under `balance`; of fees, under `amount`. */
const amountOf = (value: unknown, key: string): unknown => (isScalar(value) ? value : fields(value ?? {}, key)[key]);

/** Throws: on what the oracle cannot read; it does not check a deal beyond that. */
export function readDeal(value: unknown, variant?: string): Deal {
  const deal = fields(value, 'deal');
  const opening = readOpening(deal.opening);
  const dates = readDates(fields(deal.dates, 'dates'), opening.month);
  const collateral = readGroups(deal.collateral);
  const groups = [...collateral.keys()];
  const sets = readSets(deal.sets);
  const written = entries(deal.tranches, 'tranches');
  const known = new Set([...written.map(([name]) => name), ...sets.keys(), ...groups, 'pool']);
  const reading = variant ?? names(deal.variants)[0];
  const steps = list(deal.steps).map((step) => fields(step, 'step'));
  return {
    dates,
    collateral,
    groups,
    interestTerms: readInterestTerms(deal.collateral),
    servicings: readServicings(deal.assumptions),
    penalized: [...collateral].flatMap(([name, group]) => (hasPenalties(group) ? [name] : [])),
    tranches: new Map(written.map(([name, one]) => [name, readTranche(fields(one, name), dates, (text) => known.has(text))])),
    sets,
    ranks: list(deal.ranks).map(names),
    schedules: new Map(entries(deal.schedules, 'schedules').map(([name, one]) => [name, readSchedule(fields(one, name))])),
    indices: names(deal.indices),
    accounts: new Map(
      entries(deal.accounts, 'accounts').map(([name, one]) => [name, num((amountOf(one, 'balance') ?? ZERO) as Scalar)]),
    ),
    fees: new Map(
      entries(deal.fees, 'fees').map(([name, one]) => [
        name,
        { amount: parse(amountOf(one, 'amount')), carry: !isScalar(one) && fields(one, name).carry === true },
      ]),
    ),
    hedges: new Map(entries(deal.hedges, 'hedges').map(([name, one]) => [name, readHedge(fields(one ?? {}, name))])),
    exchanges: readExchanges(deal.exchanges),
    define: new Map(entries(deal.define, 'define').map(([name, one]) => [name, parse(one)])),
    steps: steps
      .filter((step) => step.variant === undefined || String(step.variant) === reading)
      .map((step) => readStep(step, sets)),
    call: readCall(deal.call),
    opening,
  };
}
