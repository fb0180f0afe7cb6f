/**
 * The books of one run: what is known and owed in the month at hand, and how expressions read it.
 *
 * Coupons, definitions, fees and notionals may refer to each other, so each is worked out when it is first asked for,
 * once a month, before the first step.
 */
import type { Collections } from './collateral.ts';
import { accrualDays, dayFraction, paymentDate } from './dates.ts';
import type { Deal } from './deal.ts';
import { compile, isMoney, type Kind, type Value, type World } from './evaluate.ts';
import type { Node } from './expression.ts';
import { type HedgeMonth, hedgeMonth } from './hedges.ts';
import { takeInterestTerms } from './interestTerms.ts';
import { addTo, idle, type Month, openingMonth, type TrancheMonth } from './month.ts';
import { interestInNotes } from './notes.ts';
import { atLeastZero, atMonth, HALF_CENT, least, type Num, num, type Scalar, sumOf, ZERO } from './number.ts';
import { isMoneySchedule, scheduleValue } from './schedules.ts';
import type { Step } from './stepForms.ts';

export interface Books {
  deal: Deal;
  month: Month;
  isAccount(name: string): boolean;
  /** The one name of a fund or account: `interest` is short for the only group's. */
  cashName(name: string): string;
  value(node: Node, it?: string): Num;
  tranche(name: string): TrancheMonth;
  feeDue(name: string): Num;
  hedge(name: string): HedgeMonth;
  /** Starts a payment date from the state the last one left. `isSold` on the date of the call and after it. */
  open(k: number, collections: ReadonlyMap<string, Collections>, isSold: boolean): void;
  /** Works out everything that is due before the first step. */
  settle(): void;
}

const PRINCIPAL_SUMS: ReadonlySet<string> = new Set(['balance', 'begin', 'original']);
const TIME: ReadonlySet<string> = new Set(['month', 'date', 'days']);
const INTEREST: ReadonlySet<string> = new Set(['interest', 'prepaymentShortfall', 'compensating', 'reliefShortfall']);

function fundNames(deal: Deal): Set<string> {
  const funds = new Set(deal.groups.flatMap((group) => [`${group}.interest`, `${group}.principal`]));
  for (const group of deal.penalized) funds.add(`${group}.penalties`);
  const into = (step: Step): string | undefined => (step.verb === 'transfer' ? step.to : 'into' in step ? step.into : undefined);
  for (const name of [...deal.steps.map(into), deal.call?.into]) if (name !== undefined) funds.add(name);
  if (deal.groups.length === 1) for (const name of ['interest', 'principal']) funds.add(name);
  return funds;
}

/** `indexMonth` tells which month's index a payment date reads. */
export function openBooks(
  deal: Deal,
  indices: Readonly<Record<string, readonly Scalar[]>>,
  indexMonth: (k: number) => number,
): Books {
  const funds = fundNames(deal);
  const ready = new Map<Node, Value>();
  const moneyNames = new Map<string, boolean>();
  // Names on which work has begun: met again before it is done, they go round in a circle.
  const underWay = new Set<string>();
  const done = new Set<string>();
  let last = openingMonth(deal);
  let month = last;

  const once = (key: string, work: () => void): void => {
    if (done.has(key)) return;
    if (underWay.has(key)) throw new Error(`${key} goes round in a circle`);
    underWay.add(key);
    work();
    underWay.delete(key);
    done.add(key);
  };
  const value = (node: Node, it?: string, owner = ''): Num => {
    let found = ready.get(node);
    if (found === undefined) {
      found = compile(node, world, owner);
      ready.set(node, found);
    }
    return found(it);
  };
  const cashName = (name: string): string => {
    const isShort = deal.groups.length === 1 && (name === 'interest' || name === 'principal');
    return isShort ? `${deal.groups[0]}.${name}` : name;
  };

  /** The balance before the month's payments; of a notional tranche what its expression says then. */
  const begun = (name: string): TrancheMonth => {
    const tranche = month.tranches.get(name);
    const terms = deal.tranches.get(name);
    if (tranche === undefined || terms === undefined) throw new Error(`no tranche '${name}'`);
    const { notional } = terms;
    if (notional !== undefined) {
      once(`notional of ${name}`, () => {
        tranche.begin = atLeastZero(value(notional));
        tranche.balance = tranche.begin;
      });
    }
    return tranche;
  };

  const tranche = (name: string): TrancheMonth => {
    const found = begun(name);
    once(`coupon of ${name}`, () => {
      const terms = deal.tranches.get(name)!;
      found.fraction = dayFraction(deal.dates, terms.dayCount, terms.delay, terms.dated, month.k);
      found.coupon = value(terms.coupon);
      found.accrued = interestInNotes(terms, atLeastZero(found.begin.times(found.coupon).times(found.fraction)));
      found.due = found.accrued;
      if (terms.interestOnShortfall) {
        found.shortfall = found.shortfall.plus(atLeastZero(found.shortfall.times(found.coupon).times(found.fraction)));
      }
      if (terms.uncapped !== undefined) {
        const uncapped = value(terms.uncapped);
        const capped = atLeastZero(uncapped.minus(found.coupon)).times(found.begin).times(found.fraction);
        const interest = atLeastZero(found.carryover.times(uncapped).times(found.fraction));
        found.carryover = found.carryover.plus(capped).plus(interest);
      }
    });
    return found;
  };

  const feeDue = (name: string): Num => {
    const terms = deal.fees.get(name);
    if (terms === undefined) throw new Error(`no fee '${name}'`);
    once(`fee ${name}`, () => {
      const carried = terms.carry || month.k === 1 ? (last.feesDue.get(name) ?? ZERO) : ZERO;
      month.feesDue.set(name, carried.plus(atLeastZero(value(terms.amount))));
    });
    return month.feesDue.get(name)!;
  };

  const indexNow = (name: string): Num => atMonth(indices[name] ?? [], indexMonth(month.k));

  const hedge = (name: string): HedgeMonth => {
    const terms = deal.hedges.get(name);
    if (terms === undefined) throw new Error(`${name} is no hedge with terms of its own`);
    once(`hedge ${name}`, () => {
      month.hedges.set(name, hedgeMonth(terms, deal.dates, month.k, value(terms.notional), indexNow(terms.index)));
    });
    return month.hedges.get(name)!;
  };

  /** Takes off what the interest terms of a group, or of all groups of the pool, come to. */
  const interestOf = (name: string): void => {
    const pool = month.collections.get('pool')!;
    for (const group of name === 'pool' ? deal.groups : [name]) {
      once(`interest of ${group}`, () => {
        const taken = takeInterestTerms(deal.interestTerms.get(group)!, month.collections.get(group)!, pool, (node) =>
          value(node),
        );
        addTo(month.cash, `${group}.interest`, taken.neg());
        // What interest lacks comes off principal.
        const lacks = least(month.cash.get(`${group}.interest`) ?? ZERO, ZERO);
        addTo(month.cash, `${group}.interest`, lacks.neg());
        addTo(month.cash, `${group}.principal`, lacks);
      });
    }
  };

  const readFund = (name: string): Num => {
    const fund = cashName(name);
    const group = deal.groups.find((one) => fund === `${one}.interest` || fund === `${one}.principal`);
    if (group !== undefined) interestOf(group);
    return month.cash.get(fund) ?? ZERO;
  };

  /** What stands behind a class and its equals, as a share of the collateral. */
  const enhancement = (name: string): Num => {
    const rank = deal.ranks.findIndex((equals) => equals.includes(name));
    if (rank < 0) throw new Error(`enhancement(${name}): the class is in no rank`);
    const above = deal.ranks.slice(0, rank + 1).flat();
    const end = month.collections.get('pool')!.end;
    const owed = sumOf(above.filter((one) => !deal.tranches.get(one)?.notional).map((one) => begun(one).balance));
    return end.lte(HALF_CENT) ? ZERO : end.minus(owed).div(end);
  };

  const quantity = (name: string): Num => {
    once(`definition ${name}`, () => month.quantities.set(name, value(deal.define.get(name)!, undefined, name)));
    return month.quantities.get(name)!;
  };

  const readTranche = (attribute: string, name: string): Num => {
    const found = PRINCIPAL_SUMS.has(attribute) ? begun(name) : tranche(name);
    if (attribute === 'original') return deal.tranches.get(name)!.original;
    if (attribute === 'dayFraction') return found.fraction;
    const amount = found[attribute as keyof TrancheMonth];
    if (amount === undefined) throw new Error(`${attribute}(${name}) is not known of a tranche`);
    return amount;
  };

  const kindOf = (name: string): Kind | undefined => {
    if (TIME.has(name)) return 'time';
    if (deal.tranches.has(name)) return 'tranche';
    if (deal.sets.has(name)) return 'set';
    if (name === 'pool' || deal.groups.includes(name)) return 'group';
    if (deal.schedules.has(name)) return 'schedule';
    if (deal.define.has(name)) return 'quantity';
    if (deal.fees.has(name)) return 'fee';
    if (deal.hedges.has(name)) return 'hedge';
    if (deal.indices.includes(name)) return 'index';
    return deal.accounts.has(name) || funds.has(name) ? 'fund' : undefined;
  };

  const world: World = {
    kindOf,
    members: (set) => deal.sets.get(set) ?? [],
    isMoney: (name) => {
      const known = moneyNames.get(name);
      if (known !== undefined) return known;
      // While it is being found out, a definition that reads itself says nothing about itself.
      moneyNames.set(name, false);
      const schedule = deal.schedules.get(name);
      const defined = deal.define.get(name);
      const is =
        schedule !== undefined ? isMoneySchedule(schedule, deal.dates) : defined !== undefined && isMoney(defined, world);
      moneyNames.set(name, is);
      return is;
    },
    plain: (name) => {
      if (name === 'month') return num(month.month);
      if (name === 'date') return num(paymentDate(deal.dates, month.k));
      if (name === 'days') return num(accrualDays(deal.dates, month.k));
      const schedule = deal.schedules.get(name);
      if (schedule !== undefined) return scheduleValue(schedule, deal.dates, month.k);
      if (!deal.define.has(name)) throw new Error(`'${name}' is no schedule or defined quantity`);
      return quantity(name);
    },
    read: (attribute, name) => {
      if (attribute === 'fund') return readFund(name);
      if (attribute === 'enhancement') return enhancement(name);
      if (attribute === 'fee') return feeDue(name);
      if (attribute === 'index') return indexNow(name);
      if (attribute === 'payable' || attribute === 'receivable') return hedge(name)[attribute];
      const kind = kindOf(name);
      if (kind === 'group') {
        if (INTEREST.has(attribute)) interestOf(name);
        const amount = month.collections.get(name)?.[attribute as keyof Collections];
        if (amount === undefined) throw new Error(`${attribute}(${name}) is not known of collateral`);
        return amount;
      }
      if (kind !== 'set') return readTranche(attribute, name);
      const isSummed = (member: string): boolean =>
        !PRINCIPAL_SUMS.has(attribute) || deal.tranches.get(member)?.notional === undefined;
      return sumOf(
        world
          .members(name)
          .filter(isSummed)
          .map((member) => readTranche(attribute, member)),
      );
    },
    monthAgo: (name) => last.quantities.get(name),
    recall: (key) => {
      const kept = last.kept.get(key);
      if (kept !== undefined) return kept;
      const [owner = '', what] = key.split('/');
      if (what === 'rolling') return deal.opening.rolling.get(owner) ?? [];
      const known = deal.opening.quantities.get(owner);
      return last.k === 0 && known !== undefined ? [known] : [];
    },
    keep: (key, values) => month.kept.set(key, values),
  };

  return {
    deal,
    get month() {
      return month;
    },
    isAccount: (name) => deal.accounts.has(name),
    cashName,
    value: (node, it) => value(node, it),
    tranche,
    feeDue,
    hedge,
    open: (k, collections, isSold) => {
      if (month.k !== k) last = month;
      done.clear();
      const carry = ({ balance, held, shortfall, carryover, writedowns }: TrancheMonth): TrancheMonth => ({
        ...idle(balance),
        held,
        shortfall,
        carryover,
        writedowns,
      });
      const cash = new Map([...funds].map((name) => [cashName(name), ZERO]));
      for (const name of deal.accounts.keys()) cash.set(name, last.cash.get(name) ?? ZERO);
      for (const group of deal.groups) {
        const { interest, principal, reo, subsequentRecoveries, penalties } = collections.get(group)!;
        cash.set(`${group}.interest`, interest);
        cash.set(`${group}.principal`, principal.plus(reo).plus(subsequentRecoveries));
        if (deal.penalized.includes(group)) cash.set(`${group}.penalties`, penalties);
      }
      month = {
        k,
        month: deal.opening.month + k,
        isSold,
        collections: new Map([...collections].map(([name, one]) => [name, { ...one }])),
        tranches: new Map([...last.tranches].map(([name, one]) => [name, carry(one)])),
        cash,
        feesDue: new Map(),
        feesPaid: new Map(),
        hedges: new Map(),
        hedgesPaid: new Map(),
        hedgesReceived: new Map(),
        spent: ZERO,
        residual: ZERO,
        quantities: new Map(),
        kept: new Map(),
      };
    },
    settle: () => {
      interestOf('pool');
      for (const name of deal.define.keys()) quantity(name);
      for (const name of deal.tranches.keys()) tranche(name);
      for (const name of deal.fees.keys()) feeDue(name);
      for (const [name, terms] of deal.hedges) if (terms !== undefined) hedge(name);
    },
  };
}
