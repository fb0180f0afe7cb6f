/**
 * From the deal file to a deal in which every name is known: `resolve` finds every fault of meaning, and after it nobody checks again.
 */
import { parseDate } from '../curves/dates.ts';
import { DEFAULT_UNITS, flatVector, type ParsedVector, PREPAYMENT_UNITS, type Unit } from '../curves/vectors.ts';
import { parseVector } from '../curves/vectorText.ts';
import type { CohortAssumptions, DealDates, OpeningState } from '../types.ts';
import { type Expression, parseExpression, parseNumber, RESERVED_WORDS } from './expression.ts';
import { FaultList } from './faults.ts';
import { checkExpression, type NameKind, NameTable, quantitiesUsed } from './names.ts';
import { readDeal } from './read.ts';
import { resolveGroup } from './resolveCollateral.ts';
import type { ResolvedDeal, ResolvedTranche } from './resolved.ts';
import { fundsMadeBy, resolveStep, type StepContext } from './resolveSteps.ts';
import { resolveSchedule } from './schedules.ts';
import type { CohortAssumptionsFile, DealFile } from './schema.ts';

const NOTHING: Expression = { kind: 'number', value: 0, at: 1 };
const DEFAULT_LAG = 12;
const PERIODS_A_YEAR = [1, 3, 6, 12];
/** Classes may exceed the collateral by the rounding of a prospectus, not by more. */
const BALANCE_TOLERANCE = 0.001;

/** Reads and resolves a deal file. Throws: every fault at once. */
export function loadDeal(file: string): ResolvedDeal {
  return resolveDeal(readDeal(file), file);
}

/** Resolves a deal of the right shape. Throws: every fault at once. */
export function resolveDeal(deal: DealFile, file?: string): ResolvedDeal {
  const faults = new FaultList(file);
  const names = new NameTable();
  const dates = resolveDates(deal, faults);
  const groupNames = Object.keys(deal.collateral);
  const indices = deal.indices ?? [];
  const groupFunds = groupNames.flatMap((group) => [`${group}.interest`, `${group}.principal`]);
  const fundOf = (name: string) =>
    groupNames.length === 1 && (name === 'interest' || name === 'principal') ? `${groupNames[0]}.${name}` : name;
  enterNames(deal, groupFunds, fundOf, names, faults);

  const where = (place: string) => (file === undefined ? { place } : { file, place });
  const expression = (source: string | number | boolean, place: string, hasMember = false, mayRemember = false): Expression => {
    const parsed = faults.catching(NOTHING, () => parseExpression(source, where(place)));
    const meant = withFunds(parsed, fundOf);
    checkExpression(meant, { names, faults, place, mayRemember, hasMember });
    return meant;
  };

  const sets = resolveSets(deal.sets ?? {}, names, faults);
  const { assumptions, places, ppc, rates } = resolveAssumptions(deal, faults, where);
  const groups = groupNames.map((name) =>
    resolveGroup(name, deal.collateral[name] ?? {}, { file, faults, indices, assumptions: places }),
  );
  const openingMonth = deal.opening?.month ?? 0;
  const schedules = new Map(
    Object.entries(deal.schedules ?? {}).map(([name, given]) => [
      name,
      resolveSchedule(name, given, { file, dates, openingMonth, faults }),
    ]),
  );
  const tranches = Object.entries(deal.tranches).map(([name, given]) =>
    resolveTranche(name, given, dates, names, faults, expression),
  );
  const define = new Map(
    Object.entries(deal.define ?? {}).map(([name, source]) => [name, expression(source, `define.${name}`, false, true)]),
  );
  const stepContext: StepContext = { names, faults, sets, variants: deal.variants ?? [], fundOf, expression };
  const steps = deal.steps.flatMap((step, index) => resolveStep(step, index, stepContext) ?? []);
  const fees = Object.entries(deal.fees ?? {}).map(([name, fee]) => ({
    name,
    amount: expression(fee.amount, `fees.${name}.amount`),
    carry: fee.carry ?? false,
  }));
  const accounts = new Map(
    Object.entries(deal.accounts ?? {}).map(([name, account]) => [
      name,
      dollarsOf(account.balance ?? 0, `accounts.${name}.balance`, faults),
    ]),
  );
  const call = deal.call === undefined ? undefined : resolveCall(deal.call, groupNames, fundOf, names, faults, expression);
  const opening = deal.opening === undefined ? undefined : resolveOpening(deal.opening, names, faults);
  checkCircles(define, tranches, names, faults);
  checkBalances(deal, groups, tranches, accounts, faults);
  faults.throwIfAny();

  const made = steps.flatMap((step) => (step.verb === 'accrue' ? [step.into] : []));
  const funds = [...new Set([...groupFunds, ...fundsMadeBy(deal.steps).map(fundOf), ...made])].filter(
    (fund) => !accounts.has(fund),
  );
  return {
    name: deal.deal,
    ...(file !== undefined && { file }),
    dates,
    groups,
    assumptions,
    ...(ppc !== undefined && { ppc }),
    indices: indices.map((name) => ({ name, rates: rates.get(name) ?? flatVector('PERCENT', 0) })),
    schedules,
    sets,
    funds,
    accounts,
    fees,
    hedges: Object.keys(deal.hedges ?? {}),
    tranches,
    define,
    steps,
    ...(call !== undefined && { call }),
    ...(opening !== undefined && { opening }),
    variants: deal.variants ?? [],
  };
}

function resolveDates(deal: DealFile, faults: FaultList): DealDates {
  const { dates } = deal;
  const date = (text: string, field: string) => faults.catching(0, () => parseDate(text, { place: `dates.${field}` }));
  const settlement = date(dates.settlement, 'settlement');
  const firstPayment = date(dates.firstPayment, 'firstPayment');
  const every = dates.every ?? 1;
  if (!PERIODS_A_YEAR.includes(every)) faults.add('DEAL_RANGE', 'dates.every', every, '1, 3, 6 or 12 months');
  if (firstPayment <= settlement)
    faults.add('DATE_INVALID', 'dates.firstPayment', dates.firstPayment, `a date after settlement, ${dates.settlement}`);
  return {
    settlement,
    dated: dates.dated === undefined ? settlement : date(dates.dated, 'dated'),
    firstPayment,
    delay: dates.delay ?? 0,
    every,
    roll: dates.roll ?? 'none',
    holidays: new Set((dates.holidays ?? []).map((text, index) => date(text, `holidays[${index}]`))),
  };
}

function enterNames(
  deal: DealFile,
  groupFunds: readonly string[],
  fundOf: (name: string) => string,
  names: NameTable,
  faults: FaultList,
): void {
  const enter = (list: Iterable<string>, kind: NameKind, place: string) => {
    for (const name of list) {
      if ((RESERVED_WORDS as readonly string[]).includes(name))
        faults.add('DEAL_DUPLICATE_NAME', `${place}.${name}`, name, 'a name that is not a word of the language');
      else if (!names.enter(name, kind))
        faults.add(
          'DEAL_DUPLICATE_NAME',
          `${place}.${name}`,
          `'${name}', which is already a ${names.kind(name)}`,
          'a name of its own',
        );
    }
  };
  enter(Object.keys(deal.collateral), 'group', 'collateral');
  enter(groupFunds, 'fund', 'collateral');
  enter(Object.keys(deal.tranches), 'tranche', 'tranches');
  enter(Object.keys(deal.sets ?? {}), 'set', 'sets');
  enter(Object.keys(deal.schedules ?? {}), 'schedule', 'schedules');
  enter(deal.indices ?? [], 'index', 'indices');
  enter(Object.keys(deal.accounts ?? {}), 'account', 'accounts');
  enter(Object.keys(deal.fees ?? {}), 'fee', 'fees');
  enter(Object.keys(deal.hedges ?? {}), 'hedge', 'hedges');
  enter(Object.keys(deal.define ?? {}), 'quantity', 'define');
  const made = fundsMadeBy(deal.steps).map(fundOf);
  enter(
    made.filter((fund) => names.kind(fund) !== 'account'),
    'fund',
    'steps',
  );
  if (Object.keys(deal.collateral).length === 0) faults.add('DEAL_EMPTY', 'collateral', 'no groups', 'at least one group');
  if (Object.keys(deal.tranches).length === 0) faults.add('DEAL_EMPTY', 'tranches', 'no tranches', 'at least one tranche');
}

/** `fund(interest)` speaks of the only group's fund. */
function withFunds(expression: Expression, fundOf: (name: string) => string): Expression {
  const inner = (part: Expression) => withFunds(part, fundOf);
  switch (expression.kind) {
    case 'call':
      if (expression.name === 'fund') {
        return {
          ...expression,
          args: expression.args.map((arg) => (arg.kind === 'name' ? { ...arg, name: fundOf(arg.name) } : arg)),
        };
      }
      return { ...expression, args: expression.args.map(inner) };
    case 'not':
    case 'negate':
      return { ...expression, of: inner(expression.of) };
    case 'power':
      return { ...expression, of: inner(expression.of) };
    case 'binary':
      return { ...expression, a: inner(expression.a), b: inner(expression.b) };
    case 'if':
      return {
        ...expression,
        test: inner(expression.test),
        then: inner(expression.then),
        otherwise: inner(expression.otherwise),
      };
    default:
      return expression;
  }
}

function resolveSets(
  given: Readonly<Record<string, readonly string[]>>,
  names: NameTable,
  faults: FaultList,
): Map<string, string[]> {
  const resolved = new Map<string, string[]>();
  const open = new Set<string>();
  const take = (name: string): string[] => {
    const known = resolved.get(name);
    if (known !== undefined) return known;
    if (open.has(name)) {
      faults.add('DEAL_CIRCULAR', `sets.${name}`, 'a set that holds itself', 'sets of tranches and of other sets');
      return [];
    }
    open.add(name);
    const members = (given[name] ?? []).flatMap((member, index) => {
      const kind = names.kind(member);
      if (kind === 'tranche') return [member];
      if (kind === 'set') return take(member);
      faults.add('DEAL_UNKNOWN_NAME', `sets.${name}[${index}]`, `'${member}'`, names.list('tranche', 'set'));
      return [];
    });
    open.delete(name);
    const once = [...new Set(members)];
    if (once.length !== members.length)
      faults.add('DEAL_DUPLICATE_NAME', `sets.${name}`, 'a tranche twice', 'every tranche once');
    resolved.set(name, once);
    return once;
  };
  for (const name of Object.keys(given)) take(name);
  return resolved;
}

function resolveAssumptions(deal: DealFile, faults: FaultList, where: (place: string) => { place: string; file?: string }) {
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
    if (typeof text === 'number') return flatVector(unit, text * 100);
    return faults.catching(otherwise, () => parseVector(text, { ...where(place), unit, units }));
  };
  const cohort = (name: string, own: CohortAssumptionsFile, place: string, base: CohortAssumptions): CohortAssumptions => ({
    name,
    prepayment: vector(own.prepayment, `${place}.prepayment`, PREPAYMENT_UNITS, 'CPR', base.prepayment),
    default: vector(own.default, `${place}.default`, DEFAULT_UNITS, 'CDR', base.default),
    severity: vector(own.severity, `${place}.severity`, ['PERCENT'], 'PERCENT', base.severity),
    lag: own.lag ?? base.lag,
    advancePrincipal: own.advance?.principal ?? base.advancePrincipal,
    advanceInterest: own.advance?.interest ?? base.advanceInterest,
    stopDefaults: own.stopDefaults ?? base.stopDefaults,
  });
  const none: CohortAssumptions = {
    name: '',
    prepayment: flatVector('CPR', 0),
    default: flatVector('CDR', 0),
    severity: flatVector('PERCENT', 0),
    lag: DEFAULT_LAG,
    advancePrincipal: false,
    advanceInterest: false,
    stopDefaults: true,
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
  const ppc = given.ppc === undefined ? undefined : vector(given.ppc, 'assumptions.ppc', ['CPR'], 'CPR', flatVector('CPR', 0));
  return { assumptions, places, ppc, rates };
}

function resolveTranche(
  name: string,
  given: DealFile['tranches'][string],
  dates: DealDates,
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
  return {
    name,
    balance: dollarsOf(given.balance ?? 0, `${place}.balance`, faults),
    hasBalance: given.balance !== undefined,
    dayCount: given.dayCount ?? '30/360',
    delay: given.delay ?? dates.delay,
    dated:
      given.dated === undefined
        ? dates.dated
        : faults.catching(0, () => parseDate(given.dated ?? '', { place: `${place}.dated` })),
    interestOnShortfall: given.interestOnShortfall ?? false,
    isResidual: given.residual ?? false,
    coupon,
    ...(given.notional !== undefined && { notional: notionalOf(given.notional, `${place}.notional`, names, expression) }),
    ...(given.uncapped !== undefined && { uncapped: expression(given.uncapped, `${place}.uncapped`) }),
  };
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
    const percent = parsed.value > 1 && parsed.value <= 100 ? `; ${parsed.value} percent is written ${parsed.value}%` : '';
    faults.add('DEAL_RANGE', place, given, `a rate from 0 to 100%${percent}`);
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

function dollarsOf(given: number | string, place: string, faults: FaultList): number {
  const value = parseNumber(given);
  if (!(value >= 0 && value <= 1e15)) faults.add('DEAL_RANGE', place, given, 'dollars from 0 to 1e15');
  return value;
}

function resolveCall(
  given: NonNullable<DealFile['call']>,
  groups: readonly string[],
  fundOf: (name: string) => string,
  names: NameTable,
  faults: FaultList,
  expression: (source: string | number | boolean, place: string) => Expression,
) {
  if (given.into === undefined && groups.length > 1)
    faults.add('DEAL_SHAPE', 'call.into', 'nothing', `a fund: ${names.list('fund')}`);
  const into = fundOf(given.into ?? 'principal');
  if (given.into !== undefined && names.kind(into) !== 'fund')
    faults.add('DEAL_UNKNOWN_NAME', 'call.into', given.into, names.list('fund'));
  return {
    when: expression(given.when, 'call.when'),
    into,
    ...(given.price !== undefined && { price: expression(given.price, 'call.price') }),
  };
}

function resolveOpening(given: NonNullable<DealFile['opening']>, names: NameTable, faults: FaultList): OpeningState {
  const amounts = (part: Readonly<Record<string, number | string>> | undefined, field: string, kind: NameKind) =>
    new Map(
      Object.entries(part ?? {}).map(([name, amount]) => {
        const place = `opening.${field}.${name}`;
        if (names.kind(name) !== kind) faults.add('DEAL_UNKNOWN_NAME', place, name, names.list(kind));
        return [name, dollarsOf(amount, place, faults)];
      }),
    );
  const known = (name: string, field: string) => {
    if (names.kind(name) !== 'quantity')
      faults.add('DEAL_UNKNOWN_NAME', `opening.${field}.${name}`, name, names.list('quantity'));
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
    fees: amounts(given.fees, 'fees', 'fee'),
    quantities: new Map(Object.entries(given.quantities ?? {}).map(([name, value]) => [name, Number(value)])),
    rolling: new Map(Object.entries(given.rolling ?? {})),
  };
}

/** Definitions and coupons must be computable in some order. */
function checkCircles(
  define: ReadonlyMap<string, Expression>,
  tranches: readonly ResolvedTranche[],
  names: NameTable,
  faults: FaultList,
): void {
  const uses = new Map<string, string[]>([...define].map(([name, expression]) => [name, quantitiesUsed(expression, names)]));
  for (const { name, coupon, uncapped, notional } of tranches) {
    const parts = [coupon, ...(uncapped === undefined ? [] : [uncapped]), ...(notional === undefined ? [] : [notional])];
    uses.set(
      `coupon of ${name}`,
      parts.flatMap((part) => quantitiesUsed(part, names)),
    );
  }
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' -> ');
      const place = name.startsWith('coupon of ') ? `tranches.${name.slice('coupon of '.length)}.coupon` : `define.${name}`;
      faults.add('DEAL_CIRCULAR', place, circle, 'definitions that end; `previous(...)` is what a quantity was a month ago');
      done.add(name);
      return;
    }
    for (const used of uses.get(name) ?? []) visit(used, [...path, name]);
    done.add(name);
  };
  for (const name of uses.keys()) visit(name, []);
}

/** A new deal cannot owe more principal than it has collateral and cash for. */
function checkBalances(
  deal: DealFile,
  groups: ResolvedDeal['groups'],
  tranches: readonly ResolvedTranche[],
  accounts: ReadonlyMap<string, number>,
  faults: FaultList,
): void {
  if (deal.opening !== undefined) return;
  const owed = tranches.reduce((sum, { balance }) => sum + balance, 0);
  const held =
    groups.reduce((sum, { cutoff }) => sum + cutoff, 0) + [...accounts.values()].reduce((sum, balance) => sum + balance, 0);
  if (owed > held * (1 + BALANCE_TOLERANCE)) {
    faults.add(
      'DEAL_BALANCE',
      'tranches',
      `balances of ${owed.toFixed(2)}`,
      `at most the collateral and accounts, ${held.toFixed(2)}`,
    );
  }
}
