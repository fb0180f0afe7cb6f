/** What must hold of a deal as a whole: expressions that end, and no more principal owed than there is collateral. */
import { type Expression, partsOf } from './expression.ts';
import type { FaultList } from './faults.ts';
import type { ResolvedDeal, ResolvedTranche } from './resolved.ts';
import type { DealFile } from './schema.ts';

/** Classes may exceed the collateral by the rounding of a prospectus, not by more. */
const BALANCE_TOLERANCE = 0.001;

/** Operations inside operations, through every definition on the way: deeper than a person writes, and within the stack. */
const DEEPEST = 1000;

/** What checkCircles looks through: everything that is worked out before the first step. */
export type Workings = Pick<ResolvedDeal, 'define' | 'tranches' | 'sets' | 'fees' | 'hedges' | 'groups' | 'interestTerms'>;

/** One thing to work out: a definition, a coupon, a fee. */
interface Working {
  readonly place: string;
  readonly expression: Expression;
}

/** Everything that is worked out before the first step must be computable in some order. */
export function checkCircles(deal: Workings, faults: FaultList): void {
  const workings = workingsOf(deal);
  const deepest = new Map<string, number>();
  const add = (name: string, got: string, expected: string) =>
    faults.add('DEAL_CIRCULAR', workings.get(name)?.place ?? name, got, expected);
  const visit = (name: string, path: readonly string[]): number => {
    const known = deepest.get(name);
    if (known !== undefined) return known;
    const working = workings.get(name);
    if (working === undefined) return 0;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' -> ');
      add(name, circle, 'definitions that end; `previous(...)` is what a quantity was a month ago');
      deepest.set(name, 0);
      return 0;
    }
    if (path.length > DEEPEST) {
      add(name, `a chain of over ${DEEPEST} definitions`, `at most ${DEEPEST} that build on one another`);
      deepest.set(name, 0);
      return 0;
    }
    const { uses, depth } = usesOf(working.expression, deal);
    const inner = [...new Set(uses)].reduce((most, used) => Math.max(most, visit(used, [...path, name])), 0);
    const total = depth + inner;
    if (total > DEEPEST && inner <= DEEPEST) {
      add(name, `${total} operations inside one another`, `at most ${DEEPEST}, those of the definitions it uses included`);
    }
    deepest.set(name, total);
    return total;
  };
  for (const name of workings.keys()) visit(name, []);
}

function workingsOf({ define, tranches, fees, hedges, groups, interestTerms }: Workings): Map<string, Working> {
  const workings = new Map<string, Working>();
  for (const [name, expression] of define) workings.set(name, { place: `define.${name}`, expression });
  for (const tranche of tranches) {
    for (const field of ['coupon', 'uncapped', 'notional'] as const) {
      const expression = tranche[field];
      if (expression !== undefined)
        workings.set(`${field} of ${tranche.name}`, { place: `tranches.${tranche.name}.${field}`, expression });
    }
  }
  for (const { name, amount } of fees) workings.set(`fee ${name}`, { place: `fees.${name}.amount`, expression: amount });
  for (const { name, terms } of hedges) {
    if (terms !== undefined) workings.set(`hedge ${name}`, { place: `hedges.${name}.notional`, expression: terms.notional });
  }
  groups.forEach(({ name }, place) => {
    for (const field of INTEREST_TERMS) {
      const expression = interestTerms[place]?.[field];
      if (expression !== undefined) workings.set(`${field} of ${name}`, { place: `collateral.${name}.${field}`, expression });
    }
  });
  return workings;
}

const INTEREST_TERMS = ['prepaymentInterest', 'compensating', 'relief'] as const;
/** Functions of a group that its interest terms are part of. */
const INTEREST_FUNCTIONS = ['interest', 'prepaymentShortfall', 'compensating', 'reliefShortfall'];

/** The workings that a function of a tranche needs, besides what is carried from date to date. */
function needsOf(name: string, tranche: string, isInSet: boolean, { tranches }: Workings): string[] {
  const found = tranches.find((known) => known.name === tranche);
  if (found === undefined) return [];
  const [coupon, uncapped, notional] = [`coupon of ${tranche}`, `uncapped of ${tranche}`, `notional of ${tranche}`];
  switch (name) {
    case 'coupon':
      return [coupon];
    case 'accrued':
    case 'due':
      return [coupon, notional];
    case 'shortfall':
      return found.interestOnShortfall ? [coupon] : [];
    case 'carryover':
      return found.uncapped === undefined ? [] : [coupon, uncapped, notional];
    case 'begin':
      return isInSet ? [] : [notional];
    default:
      return [];
  }
}

/** The workings that an expression needs now, and how deep it is. Those inside `previous` are of last month. */
function usesOf(expression: Expression, deal: Workings): { uses: string[]; depth: number } {
  const uses: string[] = [];
  let deepest = 0;
  const open: Part[] = [{ part: expression, depth: 1 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { part, member, depth } = at;
    deepest = Math.max(deepest, depth);
    if (part.kind === 'name') uses.push(part.name);
    if (part.kind !== 'call')
      open.push(...partsOf(part).map((inner) => ({ part: inner, depth: depth + 1, ...memberIs(member) })));
    else open.push(...argumentsOf(part, at, deal, uses));
  }
  return { depth: deepest, uses };
}

/** A part of an expression: how deep it stands, and what `it` means there. */
interface Part {
  readonly part: Expression;
  readonly depth: number;
  readonly member?: string;
}

const memberIs = (member: string | undefined) => (member === undefined ? {} : { member });

/** What a function is applied to; what it needs of the names it is given is added to `uses`. */
function argumentsOf(
  { name, args }: Extract<Expression, { kind: 'call' }>,
  { depth, member }: Part,
  deal: Workings,
  uses: string[],
): Part[] {
  const [first, ...rest] = args;
  const of = (parts: readonly Expression[], it = member) => parts.map((part) => ({ part, depth: depth + 1, ...memberIs(it) }));
  const named = first?.kind === 'name' ? (first.name === 'it' ? member : first.name) : undefined;
  if (named === undefined) return of(args);
  const members = deal.sets.get(named);
  // min, max and sum over a set: the other argument, for each of its tranches.
  if (members !== undefined && rest.length > 0) return members.flatMap((each) => of(rest, each));
  for (const tranche of members ?? [named]) uses.push(...needsOf(name, tranche, members !== undefined, deal));
  if (name === 'fee') uses.push(`fee ${named}`);
  if (INTEREST_FUNCTIONS.includes(name)) {
    const asked = deal.groups.filter((group) => named === 'pool' || group.name === named);
    uses.push(...asked.flatMap((group) => INTEREST_TERMS.map((field) => `${field} of ${group.name}`)));
  }
  if (name === 'payable' || name === 'receivable') uses.push(`hedge ${named}`);
  return of(name === 'previous' ? rest : args);
}

/** A new deal cannot owe more principal than it has collateral and cash for. */
export function checkBalances(
  deal: DealFile,
  groups: ResolvedDeal['groups'],
  tranches: readonly ResolvedTranche[],
  accounts: ReadonlyMap<string, number>,
  faults: FaultList,
): void {
  if (deal.opening !== undefined) return;
  // What is backed by classes that the trust holds is owed out of their cash; of one without a balance nobody knows how much that is.
  const returned = new Set(deal.steps.flatMap((step) => ('receive' in step ? [step.receive] : [])));
  const backing = tranches.filter(({ name }) => returned.has(name));
  if (backing.some(({ hasBalance }) => !hasBalance)) return;
  const owed = tranches.reduce((sum, { balance }) => sum + balance, 0);
  const held =
    backing.reduce((sum, { balance }) => sum + balance, 0) +
    groups.reduce((sum, { cutoff, reo }) => sum + reo.reduce((cash, sale) => cash + sale.cash, cutoff), 0) +
    [...accounts.values()].reduce((sum, balance) => sum + balance, 0);
  if (owed > held * (1 + BALANCE_TOLERANCE)) {
    faults.add(
      'DEAL_BALANCE',
      'tranches',
      `balances of ${owed.toFixed(2)}`,
      `at most the collateral, accounts${backing.length > 0 ? ', classes received' : ''} and REO, ${held.toFixed(2)}`,
    );
  }
}

/** What a seasoned deal must say: the balance of every class that has one, and sales of real estate that are still to come. */
export function checkSeasoned({ opening, tranches, collateral }: DealFile, faults: FaultList): void {
  if (opening === undefined) return;
  const { balances, month } = opening;
  for (const [name, { balance }] of Object.entries(tranches)) {
    if (balances === undefined || balance === undefined || balances[name] !== undefined) continue;
    const expected = 'its balance now, 0 where it is paid off: the original one would be taken';
    faults.add('DEAL_SHAPE', `opening.balances.${name}`, 'nothing', expected);
  }
  for (const [name, { reo = [] }] of Object.entries(collateral)) {
    reo.forEach((sale, place) => {
      const expected = `a payment month after opening.month, ${month}: earlier ones have been paid`;
      if (sale.month <= month) faults.add('DEAL_RANGE', `collateral.${name}.reo[${place}].month`, sale.month, expected);
    });
  }
}

/**
 * Assumptions that no loan is projected with are a slip of a name where the loans name their cohorts (`byName`); PPC without a ramp
 * says nothing.
 */
export function checkCohorts(deal: DealFile, groups: ResolvedDeal['groups'], faults: FaultList, byName: boolean): void {
  const { assumptions } = deal;
  const cohorts = Object.entries(assumptions?.cohorts ?? {});
  const used = new Set<number>();
  for (const { loans } of groups) for (const place of loans.assumption) used.add(place);
  cohorts.forEach(([name, own], place) => {
    if (byName && !used.has(place + 1))
      faults.add(
        'DEAL_UNKNOWN_NAME',
        `assumptions.cohorts.${name}`,
        'a cohort that no loan is in',
        "a group's name, or a loan's `cohort`",
      );
    const prepayment = own.prepayment ?? assumptions?.prepayment;
    if (used.has(place + 1) && isPpc(prepayment) && (own.ppc ?? assumptions?.ppc) === undefined) {
      faults.add(
        'DEAL_SHAPE',
        `assumptions.cohorts.${name}.ppc`,
        'nothing',
        'the ramp that PPC multiplies, such as 8 ramp 20 for 12',
      );
    }
  });
  if (used.has(0) && isPpc(assumptions?.prepayment) && assumptions?.ppc === undefined) {
    faults.add('DEAL_SHAPE', 'assumptions.ppc', 'nothing', 'the ramp that PPC multiplies, such as 8 ramp 20 for 12');
  }
}

function isPpc(prepayment: string | number | undefined): boolean {
  return typeof prepayment === 'string' && /\bPPC\b/i.test(prepayment);
}
