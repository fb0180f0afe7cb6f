/** The features of a blueprint written into loans, groups, assumptions and steps of its deal. */
import type { Blueprint } from './blueprint.ts';
import { type Classes, quoted } from './classes.ts';
import { type InterestPlan, revolvingGroup } from './features.ts';
import type { RandomLoan } from './pool.ts';

type Written = Record<string, unknown>;

const SHARE_UNIT = 100_000;
const percent = (thousandths: number): string => `${thousandths / 1000}%`;

/** Longest term of a loan that is bought again and again. */
const LONGEST_BOUGHT = 30;

/** What goes by the calendar, or says an age in another way. */
const OF_THE_CALENDAR: ReadonlySet<string> = new Set([
  ...['index', 'margin', 'firstReset', 'resetEvery', 'initialCap', 'periodicCap', 'lifeCap', 'lifeFloor', 'lookback', 'rounding'],
  ...['extraPayments', 'originalTerm'],
]);

/** Loans of a fixed rate, none of whose months goes by the calendar, and none too long to be bought many times. */
function template(loans: readonly RandomLoan[], count: number): RandomLoan[] {
  return loans.slice(0, count).map((loan) => {
    const plain = Object.fromEntries(Object.entries(loan).filter(([field]) => !OF_THE_CALENDAR.has(field)));
    const term = Number(loan.remainingTerm);
    const shorter = Math.min(term, LONGEST_BOUGHT);
    return {
      ...plain,
      ...(loan.originalTerm !== undefined && { age: Number(loan.originalTerm) - term }),
      remainingTerm: shorter,
      ...(shorter < term && loan.payment === undefined && { amortTerm: Number(loan.amortTerm ?? term) }),
      ...(loan.interestOnly !== undefined && { interestOnly: Math.min(Number(loan.interestOnly), shorter) }),
    };
  });
}

function loanWith(loan: RandomLoan, at: number, { features }: Blueprint): RandomLoan {
  const coverage = features.insurance?.coverages[at];
  const penalty = features.penaltyYears?.[at];
  if (penalty === undefined) return coverage === undefined ? loan : { ...loan, coverage: coverage / SHARE_UNIT };
  const { penaltyUntil: _, penaltyRate: __, penaltyMonths: ___, ...rest } = loan;
  return {
    ...rest,
    ...(coverage !== undefined && { coverage: coverage / SHARE_UNIT }),
    penaltyYears: penalty.years.map((halves) => halves / 2).join('-'),
    ...(penalty.until !== undefined && { penaltyUntil: penalty.until }),
  };
}

/** The blueprint with its loans as the features have them. */
export function serviced(blueprint: Blueprint): Blueprint {
  const revolving = revolvingGroup(blueprint);
  const pools = blueprint.pools.map((loans, at) => {
    const isBought = revolving !== undefined && at === blueprint.pools.length - 1;
    const those = isBought ? template(loans, revolving.plan.loans) : loans;
    return those.map((loan, place) => loanWith(loan, place, blueprint));
  });
  const realEstate = revolving === undefined ? blueprint.realEstate : blueprint.realEstate.slice(0, pools.length - 1);
  return { ...blueprint, pools, realEstate };
}

/** Does a loan charge for prepayment in any month to come? */
export function chargesPenalty(loan: RandomLoan): boolean {
  if (loan.penaltyUntil !== undefined) return true;
  if (loan.penaltyYears === undefined) return false;
  const age = Number(loan.age ?? Number(loan.originalTerm ?? loan.remainingTerm) - Number(loan.remainingTerm));
  return 12 * String(loan.penaltyYears).split('-').length > age;
}

/** What the assumptions say of servicing, of the deal or of one cohort. */
export function assumptions({ features, pools }: Blueprint): Written {
  const { stopMonths, recoverable, gross, pipeline, insurance } = features;
  const advance = {
    ...(stopMonths !== undefined && { months: stopMonths }),
    ...(recoverable && { recoverable }),
  };
  const own: Written = {
    ...(Object.keys(advance).length > 0 && { advance }),
    ...(gross && { severityBasis: 'gross' }),
    ...(pipeline !== undefined && { pipeline: { ...pipeline, carrying: pipeline.carrying / SHARE_UNIT } }),
    ...(insurance !== undefined && { claimLag: insurance.claimLag }),
  };
  if (features.place === 'deal' || Object.keys(own).length === 0) return own;
  const cohort = features.place === 'g2' && pools.length === 2 ? 'g2' : 'g1';
  return { cohorts: { [cohort]: own } };
}

/** `group` by name; a loan whose balance grows may earn less than what prepayments would cost. */
function interestTerms({ prepayment, compensating, relief }: InterestPlan, group: string, growsSome: boolean): Written {
  const lost = prepayment === undefined || growsSome ? undefined : percent(prepayment.share);
  const ofServicing = compensating === undefined ? '' : `${percent(compensating.share)} * servicing(${group})`;
  return {
    ...(lost !== undefined && { prepaymentInterest: prepayment?.isRamp ? `min(${lost}, 0.317% * month)` : lost }),
    ...(compensating !== undefined && {
      compensating: compensating.cents === undefined ? ofServicing : `min(${ofServicing}, ${compensating.cents / 100})`,
    }),
    ...(relief !== undefined && { relief: `if(month <= ${relief.months}, ${percent(relief.share)}, 0)` }),
  };
}

/** What stands beside the loans of a group. */
export function groupTerms(blueprint: Blueprint, at: number): Written {
  const { features, pools } = blueprint;
  const name = `g${at + 1}`;
  const plan = features.interestTerms?.[at];
  const subsequent = features.subsequent?.[at];
  const revolving = revolvingGroup(blueprint);
  const growsSome = pools[at]!.some((loan) => loan.negativeAmortization === true);
  return {
    ...(plan !== undefined && interestTerms(plan, name, growsSome)),
    ...(subsequent !== undefined && {
      subsequentRecoveries: { share: percent(subsequent.share), lag: subsequent.lag },
    }),
    ...(revolving?.name === name && { revolving: revolving.plan.dates }),
  };
}

/** Classes by seniority; the mezzanine ones may be equals, and so may the seniors and what pays on them. */
export function ranks({ features }: Blueprint, classes: Classes): unknown[] | undefined {
  if (features.ranks === undefined) return undefined;
  const { seniors, accrual, mezzanine, subordinate, interestOnly } = classes;
  const present = (names: (string | undefined)[]): string[] => names.filter((name) => name !== undefined);
  if (!features.ranks.areEqual) return [...seniors, ...present([accrual]), ...mezzanine, ...present([subordinate])];
  const levels = [present([...seniors, accrual, interestOnly]), mezzanine, present([subordinate])];
  return levels.filter((level) => level.length > 0);
}

export const isTelling = (quantity: string): boolean => quantity.startsWith('told');

/** Quantities that say in dollars what the features come to. */
export function telling(blueprint: Blueprint, classes: Classes): Record<string, string> {
  const { features, pools } = blueprint;
  const last = `g${pools.length}`;
  const first = quoted(classes.notes[0]!);
  return {
    ...(features.pipeline !== undefined && { toldOwned: `owned(pool) + 0.317 * owned(${last})` }),
    ...(features.interestTerms !== undefined && {
      toldUnpaid: `prepaymentShortfall(pool) - compensating(${last}) + 0.317 * reliefShortfall(pool) + interest(g1)`,
    }),
    ...(features.ranks !== undefined && { toldBehind: `enhancement(${first}) * end(pool)` }),
    ...(revolvingGroup(blueprint) !== undefined && { toldHeld: `begin(${last}) + 0.317 * end(${last}) + cutoff(${last})` }),
  };
}

/** The purchase of a date, before principal is paid. */
export function purchases(blueprint: Blueprint, classes: Classes, from: string[]): Written[] {
  const revolving = revolvingGroup(blueprint);
  if (revolving === undefined) return [];
  const { amount, price, isRising, isTested } = revolving.plan;
  const first = quoted(classes.notes[0]!);
  const bound =
    amount === undefined ? undefined : 'share' in amount ? `${percent(amount.share)} * principal(pool)` : amount.cents / 100;
  return [
    {
      purchase: revolving.name,
      from,
      ...(bound !== undefined && { amount: bound }),
      ...(price !== undefined && { price: isRising ? `${percent(price)} + 0.137% * month` : percent(price) }),
      ...(isTested && { when: `balance(${first}) >= 0.4137 * original(${first})` }),
    },
  ];
}

/** The collateral after the date's purchases, as the steps that follow them see it. */
export const collateralNow = (blueprint: Blueprint): string =>
  revolvingGroup(blueprint) === undefined ? 'end(pool)' : '(end(pool) + bought(pool))';

/** More to the classes, by what stands behind the last of them when the step is reached. */
export function enhanced({ features }: Blueprint, classes: Classes, from: string[]): Written[] {
  if (features.ranks === undefined) return [];
  const [first, last] = [quoted(classes.notes[0]!), quoted(classes.notes.at(-1)!)];
  const test = `enhancement(${first}) >= ${percent(features.ranks.share)}`;
  return [{ pay: 'principal', to: classes.notes, from, upTo: `1.37% * enhancement(${last}) * end(pool)`, when: test }];
}
