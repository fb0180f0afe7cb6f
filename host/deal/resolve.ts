/**
 * From the deal file to a deal in which every name is known: `resolve` finds every fault of meaning, and after it nobody checks again.
 */
import { flatVector } from '../curves/vectors.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { LoanColumns, ParsedVector } from '../types.ts';
import { type Expression, parseExpression, RESERVED_WORDS } from './expression.ts';
import { FaultList } from './faults.ts';
import { mended, ownFaults } from './mend.ts';
import { checkExpression, type NameKind, NameTable } from './names.ts';
import { withStrip } from './ratioStrip.ts';
import { checkedDeal, MOST_DEAL_BYTES, readText, valueFromText } from './read.ts';
import { checkBalances, checkCircles, checkCohorts, checkSeasoned } from './resolveChecks.ts';
import { resolveGroup } from './resolveCollateral.ts';
import type { InterestTerms, ResolvedDeal } from './resolved.ts';
import { resolveExchange, resolveHedge } from './resolveHedges.ts';
import { checkDrawn, fundsMadeBy, resolveStep, type StepContext } from './resolveSteps.ts';
import { dollarsOf, resolveAssumptions, resolveDates, resolveOpening, resolveTranche } from './resolveTerms.ts';
import { MOST_SCHEDULE_STEPS, resolveSchedule } from './schedules.ts';
import { type DealFile, type GroupFile, NAME_PATTERN } from './schema.ts';

/** What the only group's funds may be called. */
const GROUP_FUNDS = ['interest', 'principal', 'penalties'];
/** Deeper than a person writes. */
const DEEPEST_SET = 40;
const NAME = new RegExp(NAME_PATTERN);
const NOTHING: Expression = { kind: 'number', value: 0, at: 1 };

/** Reads and resolves a deal file. Throws: every fault at once. */
export function loadDeal(file: string): ResolvedDeal {
  const value = valueFromText(readText(file, MOST_DEAL_BYTES), file);
  return resolveDeal(wellShaped(value, file), file);
}

/** The value as a deal. Throws: its faults of shape, and those of meaning that they would hide. */
function wellShaped(value: unknown, file: string): DealFile {
  try {
    return checkedDeal(value, file);
  } catch (error) {
    throw error instanceof WeirError ? new WeirError([...error.faults, ...hiddenFaults(value, error.faults, file)]) : error;
  }
}

/** Faults of meaning that faults of shape would hide. */
function hiddenFaults(value: unknown, faults: readonly Fault[], file: string): Fault[] {
  const rest = mended(value, faults);
  if (rest === undefined) return [];
  try {
    resolveDeal(checkedDeal(rest, file), file);
    return [];
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return ownFaults(error.faults, faults);
  }
}

/** What a deal is resolved with instead of what its file says. */
export interface ResolveOptions {
  /** Ready loans by group, which replace `loans` and `tape`: a place among indices and assumption sets in their columns is the deal's. */
  readonly loans?: ReadonlyMap<string, LoanColumns>;
  /** Rates of indices, which replace those under `assumptions.indices`. */
  readonly indices?: ReadonlyMap<string, ParsedVector>;
}

/** Resolves a deal of the right shape. Throws: every fault at once. */
export function resolveDeal(deal: DealFile, file?: string, given: ResolveOptions = {}): ResolvedDeal {
  const faults = new FaultList(file);
  const names = new NameTable();
  const dates = resolveDates(deal, faults);
  const groupNames = Object.keys(deal.collateral);
  const indices = deal.indices ?? [];
  const where = (place: string) => (file === undefined ? { place } : { file, place });
  const { assumptions, places, rates: ownRates } = resolveAssumptions(deal, faults, where);
  const rates = new Map([...ownRates, ...(given.indices ?? [])]);
  const faultsBefore = faults.count;
  const groups = groupNames.flatMap((name) => {
    const own = deal.collateral[name] ?? {};
    const whole = resolveGroup(name, own, { file, faults, indices, assumptions: places, ready: given.loans });
    return withStrip(whole, own, { faults, assumptions, isOfSnapshot: given.loans?.has(name) === true });
  });
  // Where loans could not be read their sum says nothing.
  const isPoolKnown = faults.count === faultsBefore;
  checkCohorts(deal, groups, faults, given.loans === undefined);
  checkSeasoned(deal, faults);
  const groupFunds = groups.flatMap(({ name, loans }) => {
    const hasPenalties = loans.details?.penaltyUntil.some((month) => month > 0) ?? false;
    return [`${name}.interest`, `${name}.principal`, ...(hasPenalties ? [`${name}.penalties`] : [])];
  });
  const onlyGroup = groupNames.length === 1 ? groupNames[0] : undefined;
  names.shortOf = (fund) => GROUP_FUNDS.find((short) => fund === `${onlyGroup}.${short}`) ?? fund;
  const fundOf = (name: string) => (onlyGroup !== undefined && GROUP_FUNDS.includes(name) ? `${onlyGroup}.${name}` : name);
  const allGroups = groups.map(({ name }) => name);
  enterNames(deal, allGroups, groupFunds, fundOf, names, faults);

  const ranks = resolveRanks(deal.ranks ?? [], names, faults);
  names.ranked = new Set(ranks.flat());
  const expression = (source: string | number | boolean, place: string, hasMember = false, mayRemember = false): Expression => {
    const parsed = faults.catching(NOTHING, () => parseExpression(source, where(place)));
    const meant = withFunds(parsed, fundOf);
    checkExpression(meant, { names, faults, place, mayRemember, hasMember });
    return meant;
  };

  const sets = resolveSets(deal.sets ?? {}, names, faults);
  const interestTerms = allGroups.map((name) =>
    resolveInterestTerms(deal.collateral[name] ?? {}, `collateral.${name}`, expression),
  );
  const openingMonth = deal.opening?.month ?? 0;
  const scheduleSteps = { left: MOST_SCHEDULE_STEPS };
  const schedules = new Map(
    Object.entries(deal.schedules ?? {}).map(([name, given]) => [
      name,
      resolveSchedule(name, given, { file, dates, openingMonth, faults, steps: scheduleSteps }),
    ]),
  );
  const tranches = Object.entries(deal.tranches).map(([name, given]) =>
    resolveTranche(name, given, dates, deal.opening !== undefined, names, faults, expression),
  );
  const define = new Map(
    Object.entries(deal.define ?? {}).map(([name, source]) => [name, expression(source, `define.${name}`, false, true)]),
  );
  const hedgesWithTerms = new Set(
    Object.entries(deal.hedges ?? {}).flatMap(([name, hedge]) => (hedge.kind === undefined ? [] : [name])),
  );
  const hasBalance = new Set(tranches.filter((tranche) => tranche.hasBalance).map(({ name }) => name));
  const variants = deal.variants ?? [];
  const residuals = Object.entries(deal.tranches).flatMap(([name, { residual }]) => (residual === true ? [name] : []));
  const revolving = new Set(groups.flatMap((group) => (group.revolving === undefined ? [] : [group.name])));
  const stepContext: StepContext = {
    names,
    faults,
    sets,
    hasBalance,
    variants,
    hedgesWithTerms,
    revolving,
    residuals,
    fundOf,
    expression,
  };
  const steps = deal.steps.flatMap((step, index) => resolveStep(step, index, stepContext) ?? []);
  if (steps.length === deal.steps.length) checkDrawn(steps, stepContext);
  const fees = Object.entries(deal.fees ?? {}).map(([name, fee]) => ({
    name,
    amount: expression(fee.amount, `fees.${name}.amount`),
    carry: fee.carry ?? false,
  }));
  const hedges = Object.entries(deal.hedges ?? {}).map(([name, hedge]) => resolveHedge(name, hedge, names, faults, expression));
  const exchanges = Object.entries(deal.exchanges ?? {}).map(([name, { of }]) => resolveExchange(name, of, names, faults));
  const accounts = new Map(
    Object.entries(deal.accounts ?? {}).map(([name, account]) => [
      name,
      dollarsOf(account.balance ?? 0, `accounts.${name}.balance`, faults),
    ]),
  );
  const call = deal.call === undefined ? undefined : resolveCall(deal.call, groupNames, fundOf, names, faults, expression);
  const opening = deal.opening === undefined ? undefined : resolveOpening(deal.opening, names, { tranches, fees }, faults);
  checkCircles({ define, tranches, sets, fees, hedges, groups, interestTerms }, faults);
  if (isPoolKnown) checkBalances(deal, groups, tranches, accounts, faults);
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
    interestTerms,
    assumptions,
    indices: indices.map((name) => ({ name, rates: rates.get(name) ?? flatVector('PERCENT', 0), isGiven: rates.has(name) })),
    schedules,
    sets,
    ranks,
    funds,
    accounts,
    fees,
    hedges,
    exchanges,
    tranches,
    define,
    steps,
    ...(call !== undefined && { call }),
    ...(opening !== undefined && { opening }),
    variants,
  };
}

function enterNames(
  deal: DealFile,
  groups: readonly string[],
  groupFunds: readonly string[],
  fundOf: (name: string) => string,
  names: NameTable,
  faults: FaultList,
): void {
  const enter = (list: Iterable<string>, kind: NameKind, place: string) => {
    for (const name of list) {
      if (!NAME.test(name) && kind !== 'fund')
        faults.add('DEAL_SHAPE', `${place}.${name}`, `'${name}'`, 'a name of letters, digits, _ . or -, at most 64 of them');
      else if ((RESERVED_WORDS as readonly string[]).includes(name))
        faults.add('DEAL_DUPLICATE_NAME', `${place}.${name}`, name, 'a name that is not a word of the language');
      else if (kind === 'account' && fundOf(name) !== name)
        faults.add(
          'DEAL_DUPLICATE_NAME',
          `${place}.${name}`,
          `'${name}', which is a fund of the only group`,
          'a name of its own',
        );
      else if (!names.enter(name, kind))
        faults.add(
          'DEAL_DUPLICATE_NAME',
          `${place}.${name}`,
          `'${name}', which is already ${/^[aeiou]/.test(names.kind(name) ?? '') ? 'an' : 'a'} ${names.kind(name)}`,
          'a name of its own',
        );
    }
  };
  enter(groups, 'group', 'collateral');
  enter(groupFunds, 'fund', 'collateral');
  enter(Object.keys(deal.tranches), 'tranche', 'tranches');
  enter(Object.keys(deal.sets ?? {}), 'set', 'sets');
  enter(Object.keys(deal.schedules ?? {}), 'schedule', 'schedules');
  enter(deal.indices ?? [], 'index', 'indices');
  enter(Object.keys(deal.accounts ?? {}), 'account', 'accounts');
  enter(Object.keys(deal.fees ?? {}), 'fee', 'fees');
  enter(Object.keys(deal.hedges ?? {}), 'hedge', 'hedges');
  enter(Object.keys(deal.exchanges ?? {}), 'exchange', 'exchanges');
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
  for (const [name, members] of Object.entries(given)) {
    if (members.length === 0) faults.add('DEAL_SHAPE', `sets.${name}`, 'an empty list', 'at least one tranche');
  }
  const take = (name: string): string[] => {
    const known = resolved.get(name);
    if (known !== undefined) return known;
    if (open.has(name)) {
      faults.add('DEAL_CIRCULAR', `sets.${name}`, 'a set that holds itself', 'sets of tranches and of other sets');
      return [];
    }
    if (open.size >= DEEPEST_SET) {
      faults.add('DEAL_CIRCULAR', `sets.${name}`, 'sets within sets', `at most ${DEEPEST_SET} levels of them`);
      return [];
    }
    open.add(name);
    const members = (given[name] ?? []).flatMap((member, index) => {
      const kind = names.kind(member);
      if (kind === 'tranche') return [member];
      if (kind === 'set') return take(member);
      faults.add('DEAL_UNKNOWN_NAME', `sets.${name}[${index}]`, `'${member}'`, names.insteadOf(member, 'tranche', 'set'));
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

/** Tranches by seniority: each at most once. */
function resolveRanks(
  given: readonly (string | readonly string[])[],
  names: NameTable,
  faults: FaultList,
): (readonly string[])[] {
  const seen = new Set<string>();
  return given.map((rank, place) => {
    const members = typeof rank === 'string' ? [rank] : rank;
    for (const name of members) {
      if (names.kind(name) !== 'tranche')
        faults.add('DEAL_UNKNOWN_NAME', `ranks[${place}]`, `'${name}'`, names.insteadOf(name, 'tranche'));
      if (seen.has(name)) faults.add('DEAL_DUPLICATE_NAME', `ranks[${place}]`, `'${name}' a second time`, 'every tranche once');
      seen.add(name);
    }
    return members;
  });
}

function resolveInterestTerms(
  { prepaymentInterest, compensating, relief }: GroupFile,
  place: string,
  expression: (source: string | number | boolean, place: string) => Expression,
): InterestTerms {
  return {
    ...(prepaymentInterest !== undefined && {
      prepaymentInterest: expression(prepaymentInterest, `${place}.prepaymentInterest`),
    }),
    ...(compensating !== undefined && { compensating: expression(compensating, `${place}.compensating`) }),
    ...(relief !== undefined && { relief: expression(relief, `${place}.relief`) }),
  };
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
    faults.add('DEAL_UNKNOWN_NAME', 'call.into', given.into, names.insteadOf(given.into, 'fund'));
  return {
    when: expression(given.when, 'call.when'),
    into,
    ...(given.price !== undefined && { price: expression(given.price, 'call.price') }),
  };
}
