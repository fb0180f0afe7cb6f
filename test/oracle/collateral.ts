/** The collateral: loans read and projected, bought where a deal buys, and their months gathered by group and payment date. */
import { type Curve, type LoanMonth, projectLoan, type Speeds } from './loan.ts';
import { type Loan, readLoan, scaledLoan } from './loanTerms.ts';
import { atLeastZero, entries, fields, list, type Num, numberOf, type Scalar, sumOf, wholeOf, ZERO } from './number.ts';
import { type Servicings, servicingOf } from './servicing.ts';

/** What adds up over the months of a period, and what is told of its last month. */
const FLOWS = [
  ...(['defaults', 'prepaid', 'scheduled', 'recoveries', 'losses'] as const),
  ...(['grossInterest', 'servicing', 'deferred', 'penalties', 'prepaidInterest'] as const),
] as const;
const BALANCES = ['performing', 'foreclosure', 'owned', 'delinquent'] as const;

/** One group, or the pool, on one payment date. The names are those of the deal language. */
export interface Collections extends Record<(typeof FLOWS)[number] | (typeof BALANCES)[number], Num> {
  /** Performing and in foreclosure together, before and after the collections. */
  begin: Num;
  end: Num;
  cutoff: Num;
  /** Net of the strips, and of what the interest terms of the group take once the books have worked them out. */
  interest: Num;
  prepaymentShortfall: Num;
  compensating: Num;
  reliefShortfall: Num;
  principal: Num;
  cumulativeLosses: Num;
  /** Cash from real estate owned at the cut-off; not in `principal`. */
  reo: Num;
  /** What comes back of losses taken before. */
  subsequentRecoveries: Num;
  /** Dollars of loans bought on this date; in no balance of it. */
  bought: Num;
}

/** A share of losses that comes back so many payment dates later. */
interface Subsequent {
  share: Num;
  lag: number;
}

export interface Group {
  loans: Loan[];
  /** Cash from real estate owned at the cut-off, by the payment month in which it comes. */
  reo: { month: number; cash: Num }[];
  subsequent: Subsequent | undefined;
  /** Loans like these are bought on so many payment dates; undefined where they are there from the start. */
  revolving: number | undefined;
}

export type Groups = Map<string, Group>;

/** What a seasoned deal knows of the past, by group. */
export interface History {
  /** Payment dates made. */
  month: number;
  cutoff: ReadonlyMap<string, Num>;
  cumulativeLosses: ReadonlyMap<string, Num>;
}

export interface CollateralScenario extends Speeds {
  indices?: Readonly<Record<string, readonly Scalar[]>>;
  /** Overrides for the loans of a cohort; a loan that names none is of the cohort with its group's name. */
  cohorts?: Readonly<Record<string, Speeds>>;
}

export type { Curve, Speeds };

/** The collateral of one run, which goes from payment date to payment date. */
export interface Collateral {
  /** Payment dates until nothing is left of any loan or real estate that is there by now, nor may be bought. */
  periods(): number;
  /** Collections by group, and of the `pool`, on the next payment date. */
  next(): Map<string, Collections>;
  /** Buys loans like those of a group, in proportion; their first month is collected on the next payment date. */
  buy(group: string, dollars: Num): void;
}

/** Throws: on a tape, which the oracle does not read. */
export function readGroups(collateral: unknown): Groups {
  const groups: Groups = new Map();
  for (const [name, value] of entries(collateral, 'collateral')) {
    const group = fields(value, name);
    if (group.tape !== undefined) throw new Error(`${name}: the oracle reads loans from the deal, not from a tape`);
    groups.set(name, {
      loans: list(group.loans).map((loan) => readLoan(loan, name)),
      reo: list(group.reo).map((one) => {
        const owned = fields(one, `reo of ${name}`);
        const cash = atLeastZero(numberOf(owned, 'proceeds', 0).minus(numberOf(owned, 'costs', 0)));
        return { month: wholeOf(owned, 'month', 1), cash };
      }),
      subsequent: readSubsequent(group.subsequentRecoveries, name),
      revolving: group.revolving === undefined ? undefined : wholeOf(group, 'revolving', 0),
    });
  }
  return groups;
}

function readSubsequent(given: unknown, name: string): Subsequent | undefined {
  if (given === undefined) return undefined;
  const terms = fields(given, `subsequentRecoveries of ${name}`);
  return { share: numberOf(terms, 'share', 0), lag: wholeOf(terms, 'lag', 0) };
}

export const hasPenalties = (group: Group): boolean => group.loans.some((loan) => loan.penalty !== undefined);

/** The payment date on which a loan's month arrives: an earlier cut-off brings several into the first. */
export function periodOf(month: number, extraPayments: number, every: number): number {
  return Math.max(1, Math.ceil((month - extraPayments) / every));
}

const none = (cutoff: Num): Collections => ({
  ...{ begin: ZERO, end: ZERO, performing: ZERO, foreclosure: ZERO, owned: ZERO, delinquent: ZERO, cutoff },
  ...{ interest: ZERO, grossInterest: ZERO, servicing: ZERO, deferred: ZERO, penalties: ZERO },
  ...{ prepaidInterest: ZERO, prepaymentShortfall: ZERO, compensating: ZERO, reliefShortfall: ZERO },
  ...{ principal: ZERO, scheduled: ZERO, prepaid: ZERO, recoveries: ZERO, reo: ZERO, bought: ZERO },
  subsequentRecoveries: ZERO,
  ...{ defaults: ZERO, losses: ZERO, cumulativeLosses: ZERO },
});

/** A payment date without collections; what is known of the past stays. */
export function emptied(last: Collections): Collections {
  return { ...none(last.cutoff), begin: last.end, cumulativeLosses: last.cumulativeLosses };
}

/** The payment date of the call: collected as ever, but the collateral is gone at its end. */
export function sold(collections: Collections): Collections {
  return { ...collections, end: ZERO, performing: ZERO, foreclosure: ZERO, owned: ZERO, delinquent: ZERO };
}

/** One group as the run goes on: what its loans, the bought ones with them, bring on each payment date. */
class GroupRun {
  readonly #periods: Collections[] = [];
  readonly #cutoff: Num;
  readonly #every: number;
  readonly #subsequent: Subsequent | undefined;
  #balance: Num;
  #cumulativeLosses: Num;

  constructor(balance: Num, cutoff: Num, lossesBefore: Num, every: number, subsequent: Subsequent | undefined) {
    this.#subsequent = subsequent;
    this.#balance = balance;
    this.#cutoff = cutoff;
    this.#cumulativeLosses = lossesBefore;
    this.#every = every;
  }

  get periods(): number {
    return this.#periods.length;
  }

  #period(at: number): Collections {
    while (this.#periods.length < at) this.#periods.push(none(this.#cutoff));
    return this.#periods[at - 1]!;
  }

  /** `after` is the payment date after which the loan's months begin: 0 for the cut-off. */
  add(loan: Loan, months: readonly LoanMonth[], after: number): void {
    months.forEach((month, index) => {
      const at = periodOf(index + 1, loan.extraPayments, this.#every);
      const period = this.#period(after + at);
      for (const name of FLOWS) period[name] = period[name].plus(month[name]);
      const isLastOfPeriod = index + 1 === months.length || periodOf(index + 2, loan.extraPayments, this.#every) > at;
      if (isLastOfPeriod) for (const name of BALANCES) period[name] = period[name].plus(month[name]);
      // A loss of this date may still bring something so much later.
      if (this.#subsequent !== undefined) this.#period(after + at + this.#subsequent.lag);
    });
  }

  addRealEstate(at: number, cash: Num): void {
    const period = this.#period(at);
    period.reo = period.reo.plus(cash);
  }

  grow(dollars: Num): void {
    this.#balance = this.#balance.plus(dollars);
  }

  /** Fills in what follows from the sums: begin, end, net interest, principal, losses to date. */
  complete(at: number): Collections {
    const period = this.#period(at);
    const { share, lag } = this.#subsequent ?? { share: ZERO, lag: 0 };
    if (at > lag) period.subsequentRecoveries = this.#period(at - lag).losses.times(share);
    this.#cumulativeLosses = this.#cumulativeLosses.plus(period.losses).minus(period.subsequentRecoveries);
    period.cumulativeLosses = this.#cumulativeLosses;
    period.begin = this.#balance;
    period.end = period.performing.plus(period.foreclosure);
    period.interest = period.grossInterest.minus(period.servicing);
    period.principal = period.scheduled.plus(period.prepaid).plus(period.recoveries);
    const gap = period.begin.plus(period.deferred).minus(period.end).minus(period.principal).minus(period.losses);
    if (gap.abs().gt('1e-15'))
      throw new Error(`collateral does not tie: ${gap} of ${period.begin} is neither paid, lost nor left`);
    this.#balance = period.end;
    return period;
  }
}

const total = (all: Iterable<Collections>): Collections => {
  const pool = none(ZERO);
  for (const one of all) for (const name of Object.keys(pool) as (keyof Collections)[]) pool[name] = pool[name].plus(one[name]);
  return pool;
};

/** Throws, from `next`: when what a group collects and loses is not what its balance goes down by. */
export function openCollateral(
  groups: Groups,
  servicings: Servicings,
  scenario: CollateralScenario,
  every: number,
  history: History,
): Collateral {
  const { indices = {}, cohorts = {}, ...speeds } = scenario;
  const monthsOf = (loan: Loan): LoanMonth[] => {
    const own = { ...speeds, ...cohorts[loan.cohort] };
    return projectLoan(loan, own, servicingOf(servicings, loan.cohort, own), indices);
  };
  const upbOf = ({ loans }: Group): Num => sumOf(loans.map((loan) => loan.upb));
  const runs = new Map<string, GroupRun>();
  for (const [name, group] of groups) {
    const upb = group.revolving === undefined ? upbOf(group) : ZERO;
    const lossesBefore = history.cumulativeLosses.get(name) ?? ZERO;
    const run = new GroupRun(upb, history.cutoff.get(name) ?? upb, lossesBefore, every, group.subsequent);
    if (group.revolving === undefined) for (const loan of group.loans) run.add(loan, monthsOf(loan), 0);
    // What was sold before the run has been paid out.
    for (const { month, cash } of group.reo) if (month > history.month) run.addRealEstate(month - history.month, cash);
    runs.set(name, run);
  }

  let date = 0;
  return {
    periods: () => {
      const buying = [...groups.values()].map((group) => group.revolving ?? 0);
      return Math.max(1, ...buying, ...[...runs.values()].map((run) => run.periods));
    },
    next: () => {
      date += 1;
      const found = new Map([...runs].map(([name, run]) => [name, run.complete(date)]));
      return found.set('pool', total(found.values()));
    },
    buy: (name, dollars) => {
      const group = groups.get(name)!;
      const run = runs.get(name)!;
      const share = dollars.div(upbOf(group));
      for (const like of group.loans) {
        const loan = scaledLoan(like, share);
        run.add(loan, monthsOf(loan), date);
      }
      run.grow(dollars);
    },
  };
}
