/** What the collateral gives on a date: the functions of groups, from the kernel's remittance planes, and nothing after a call. */
import type { ProgramBuilder, Remittance, Value } from './program.ts';
import type { InterestTerms, ResolvedDeal } from './resolved.ts';

/** Functions of the language whose argument is a group or `pool`, `begin` aside. */
export const GROUP_FUNCTIONS: ReadonlySet<string> = new Set([
  'end',
  'cutoff',
  'interest',
  'grossInterest',
  'servicing',
  'scheduled',
  'prepaid',
  'recoveries',
  'principal',
  'defaults',
  'losses',
  'foreclosure',
  'performing',
  'cumulativeLosses',
  'delinquent',
  'deferred',
  'penalties',
  'reo',
  'owned',
  'prepaymentShortfall',
  'compensating',
  'reliefShortfall',
  'subsequentRecoveries',
  'bought',
]);

/** Functions that are a sum of remittance quantities, and quantities that only traces tell apart. */
const SUMS: Readonly<Record<string, readonly Remittance[]>> = {
  interestDue: ['interestDue'],
  interestLost: ['interestLost'],
  amortized: ['amortized'],
  amortizedDefaulted: ['amortizedDefaulted'],
  servicing: ['servicing'],
  scheduled: ['amortized', 'amortizedDefaulted'],
  prepaid: ['prepaid'],
  recoveries: ['recovery'],
  principal: ['amortized', 'amortizedDefaulted', 'prepaid', 'recovery'],
  defaults: ['defaults'],
  losses: ['loss'],
  deferred: ['deferred'],
  penalties: ['penalty'],
};

/** The output of what was bought for a group on a date: the kernel reads it again on later dates. */
export function boughtOutput(group: string): string {
  return `${group} bought`;
}

/** Balances at the end of a month. */
const STOCKS: Readonly<Record<string, readonly Remittance[]>> = {
  begin: ['performing', 'foreclosure'],
  end: ['performing', 'foreclosure'],
  foreclosure: ['foreclosure'],
  performing: ['performing'],
  delinquent: ['delinquent', 'foreclosure'],
  owned: ['owned'],
};

export class CollateralFlows {
  readonly #builder: ProgramBuilder;
  readonly #deal: ResolvedDeal;
  /** 1 while the collateral is there, or undefined when it cannot be called. */
  #alive: Value | undefined;
  /** 1 from the end of a called month on. */
  #aliveAfter: Value | undefined;
  /** A group's interest terms, lowered where they are first read. */
  readonly #terms: (group: number, field: keyof InterestTerms) => Value | undefined;
  /** What was bought for a group on this date so far. */
  readonly #bought = new Map<number, Value>();

  constructor(
    builder: ProgramBuilder,
    deal: ResolvedDeal,
    terms: (group: number, field: keyof InterestTerms) => Value | undefined,
  ) {
    this.#builder = builder;
    this.#deal = deal;
    this.#terms = terms;
  }

  /** Buys loans for a group, none from the date of a call on. Units: dollars of balance. Returns what is bought. */
  buy(group: string, wanted: Value): Value {
    const place = this.#deal.groups.findIndex(({ name }) => name === group);
    const amount = this.#living(wanted, this.#aliveAfter);
    this.#bought.set(place, this.#builder.add(this.#ofGroup('bought', place), amount));
    return amount;
  }

  /** The collateral is there while `alive` is 1; on the date at hand it is gone afterwards where `after` is 0. */
  setAlive(alive: Value, after: Value): void {
    this.#alive = alive;
    this.#aliveAfter = after;
  }

  /** A function of a group or of `pool`, the sum of all groups. */
  of(name: string, group: string): Value {
    const places =
      group === 'pool'
        ? this.#deal.groups.map((_, place) => place)
        : [this.#deal.groups.findIndex((known) => known.name === group)];
    return this.#builder.sum(places.map((place) => this.#ofGroup(name, place)));
  }

  #ofGroup(name: string, group: number): Value {
    const builder = this.#builder;
    if (name === 'cutoff') return builder.constant(this.#cutoff(group));
    if (name === 'cumulativeLosses') return this.#cumulativeLosses(group);
    if (name === 'bought') return this.#bought.get(group) ?? builder.constant(0);
    if (name === 'subsequentRecoveries') return this.#subsequentRecoveries(group);
    if (name === 'interest') return this.#netInterest(group);
    if (name === 'prepaymentShortfall') return this.#prepaymentShortfall(group);
    if (name === 'compensating') return this.#compensating(group);
    if (name === 'reliefShortfall') return this.#reliefShortfall(group);
    if (name === 'grossInterest') {
      const due = builder.sub(this.#remit(group, 'interestDue'), this.#remit(group, 'interestLost'));
      return this.#living(this.#hasDetails(group) ? builder.sub(due, this.#remit(group, 'deferred')) : due, this.#alive);
    }
    if (name === 'reo') {
      const sells = (this.#deal.groups[group]?.reo.length ?? 0) > 0;
      return sells ? this.#living(builder.scalar({ kind: 'reo', group }), this.#alive) : builder.constant(0);
    }
    const stocks = STOCKS[name];
    if (stocks !== undefined) {
      const offset = name === 'begin' ? -1 : 0;
      const total = builder.sum(stocks.map((quantity) => this.#remit(group, quantity, offset)));
      return this.#living(total, name === 'begin' ? this.#alive : this.#aliveAfter);
    }
    // Planes of terms that no loan of the group has are zero: no instruction reads them.
    const isEmpty = (name === 'deferred' || name === 'penalties') && !this.#hasDetails(group);
    return isEmpty
      ? builder.constant(0)
      : this.#living(builder.sum((SUMS[name] ?? []).map((quantity) => this.#remit(group, quantity))), this.#alive);
  }

  /** A plane of the kernel; of loans that are bought, what all purchases so far give. */
  #remit(group: number, quantity: Remittance, offset: 0 | -1 = 0): Value {
    const { name, revolving, loans } = this.#deal.groups[group] ?? {};
    if (revolving === undefined || name === undefined || loans === undefined) return this.#builder.remit(group, quantity, offset);
    const dollars = loans.upb.reduce((sum, upb) => sum + upb, 0);
    const gives = this.#builder.bought(group, quantity, offset, boughtOutput(name));
    return this.#builder.mul(gives, this.#builder.constant(1 / dollars));
  }

  /** Gross less strips, less what prepayments and a relief act take. */
  #netInterest(group: number): Value {
    const builder = this.#builder;
    const before = builder.sub(this.#ofGroup('grossInterest', group), this.#ofGroup('servicing', group));
    const lost = builder.sub(this.#prepaymentShortfall(group), this.#compensating(group));
    return builder.sub(builder.sub(before, lost), this.#reliefShortfall(group));
  }

  #prepaymentShortfall(group: number): Value {
    const builder = this.#builder;
    const share = this.#terms(group, 'prepaymentInterest');
    if (share === undefined) return builder.constant(0);
    return this.#living(builder.mul(builder.positive(share), this.#remit(group, 'prepaidInterest')), this.#alive);
  }

  #compensating(group: number): Value {
    const given = this.#terms(group, 'compensating');
    if (given === undefined) return this.#builder.constant(0);
    return this.#builder.min(this.#prepaymentShortfall(group), this.#builder.positive(given));
  }

  #reliefShortfall(group: number): Value {
    const builder = this.#builder;
    const share = this.#terms(group, 'relief');
    if (share === undefined) return builder.constant(0);
    const net = builder.sub(this.#ofGroup('grossInterest', group), this.#ofGroup('servicing', group));
    return builder.mul(builder.positive(share), net);
  }

  #cutoff(group: number): number {
    const known = this.#deal.groups[group];
    return this.#deal.opening?.cutoff.get(known?.name ?? '') ?? known?.cutoff ?? 0;
  }

  #hasDetails(group: number): boolean {
    return this.#deal.groups[group]?.loans.details !== undefined;
  }

  #living(value: Value, alive: Value | undefined): Value {
    return alive === undefined ? value : this.#builder.mul(value, alive);
  }

  #cumulativeLosses(group: number): Value {
    const builder = this.#builder;
    const key = `cumulative losses ${group}`;
    const total = builder.add(
      builder.state(key, this.#deal.opening?.cumulativeLosses.get(this.#deal.groups[group]?.name ?? '') ?? 0),
      builder.sub(this.#ofGroup('losses', group), this.#subsequentRecoveries(group)),
    );
    builder.setState(key, total);
    return total;
  }

  /** A share of the losses of so many dates ago. */
  #subsequentRecoveries(group: number): Value {
    const builder = this.#builder;
    const { name = '', subsequent } = this.#deal.groups[group] ?? {};
    if (subsequent === undefined) return builder.constant(0);
    let losses = this.#ofGroup('losses', group);
    for (let ago = 1; ago <= subsequent.lag; ago++) {
      const key = `losses of ${name}, ${ago} ago`;
      const then = builder.state(key, 0);
      builder.setState(key, losses);
      losses = then;
    }
    return this.#living(builder.mul(builder.constant(subsequent.share), losses), this.#alive);
  }
}
