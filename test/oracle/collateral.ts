/** The collateral: loans read and projected, and their months gathered by group and payment date. */
import { type Curve, type LoanMonth, projectLoan, type Speeds } from './loan.ts';
import { type Loan, readLoan } from './loanTerms.ts';
import { atLeastZero, entries, fields, list, type Num, numberOf, type Scalar, sumOf, wholeOf, ZERO } from './number.ts';

/** What adds up over the months of a period, and what is told of its last month. */
const FLOWS = [
  ...(['defaults', 'prepaid', 'scheduled', 'recoveries', 'losses'] as const),
  ...(['grossInterest', 'servicing', 'deferred', 'penalties'] as const),
] as const;
const BALANCES = ['performing', 'foreclosure', 'delinquent'] as const;

/** One group, or the pool, on one payment date. The names are those of the deal language. */
export interface Collections extends Record<(typeof FLOWS)[number] | (typeof BALANCES)[number], Num> {
  /** Performing and in foreclosure together, before and after the collections. */
  begin: Num;
  end: Num;
  cutoff: Num;
  interest: Num;
  principal: Num;
  cumulativeLosses: Num;
  /** Cash from real estate owned at the cut-off; not in `principal`. */
  reo: Num;
}

export interface Group {
  loans: Loan[];
  /** Cash from real estate owned at the cut-off, by the payment month in which it comes. */
  reo: { month: number; cash: Num }[];
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

/** Throws: on a tape, which the oracle does not read. */
export function readGroups(collateral: unknown): Groups {
  const groups: Groups = new Map();
  for (const [group, value] of entries(collateral, 'collateral')) {
    const { loans, tape, reo } = fields(value, group);
    if (tape !== undefined) throw new Error(`${group}: the oracle reads loans from the deal, not from a tape`);
    groups.set(group, {
      loans: list(loans).map((loan) => readLoan(loan, group)),
      reo: list(reo).map((one) => {
        const owned = fields(one, `reo of ${group}`);
        const cash = atLeastZero(numberOf(owned, 'proceeds', 0).minus(numberOf(owned, 'costs', 0)));
        return { month: wholeOf(owned, 'month', 1), cash };
      }),
    });
  }
  return groups;
}

export const hasPenalties = (group: Group): boolean => group.loans.some((loan) => loan.penalty !== undefined);

/** The payment date on which a loan's month arrives: an earlier cut-off brings several into the first. */
export function periodOf(month: number, extraPayments: number, every: number): number {
  return Math.max(1, Math.ceil((month - extraPayments) / every));
}

const none = (cutoff: Num): Collections => ({
  ...{ begin: ZERO, end: ZERO, performing: ZERO, foreclosure: ZERO, delinquent: ZERO, cutoff },
  ...{ interest: ZERO, grossInterest: ZERO, servicing: ZERO, deferred: ZERO, penalties: ZERO },
  ...{ principal: ZERO, scheduled: ZERO, prepaid: ZERO, recoveries: ZERO, reo: ZERO },
  ...{ defaults: ZERO, losses: ZERO, cumulativeLosses: ZERO },
});

/** A payment date without collections; what is known of the past stays. */
export function emptied(last: Collections): Collections {
  return { ...none(last.cutoff), begin: last.end, cumulativeLosses: last.cumulativeLosses };
}

/** The payment date of the call: collected as ever, but the collateral is gone at its end. */
export function sold(collections: Collections): Collections {
  return { ...collections, end: ZERO, performing: ZERO, foreclosure: ZERO, delinquent: ZERO };
}

function addLoan(periods: Collections[], loan: Loan, months: readonly LoanMonth[], every: number): void {
  months.forEach((month, index) => {
    const at = periodOf(index + 1, loan.extraPayments, every);
    const period = periods[at - 1]!;
    for (const name of FLOWS) period[name] = period[name].plus(month[name]);
    const isLastOfPeriod = index + 1 === months.length || periodOf(index + 2, loan.extraPayments, every) > at;
    if (isLastOfPeriod) for (const name of BALANCES) period[name] = period[name].plus(month[name]);
  });
}

/** Fills in what follows from the sums: begin, end, net interest, principal, losses to date. */
function complete(periods: readonly Collections[], atCutoff: Num, lossesBefore: Num): void {
  let begin = atCutoff;
  let cumulativeLosses = lossesBefore;
  for (const period of periods) {
    cumulativeLosses = cumulativeLosses.plus(period.losses);
    period.cumulativeLosses = cumulativeLosses;
    period.begin = begin;
    period.end = period.performing.plus(period.foreclosure);
    period.interest = period.grossInterest.minus(period.servicing);
    period.principal = period.scheduled.plus(period.prepaid).plus(period.recoveries);
    const gap = begin.plus(period.deferred).minus(period.end).minus(period.principal).minus(period.losses);
    if (gap.abs().gt('1e-15')) throw new Error(`collateral does not tie: ${gap} of ${begin} is neither paid, lost nor left`);
    begin = period.end;
  }
}

/** Collections by group, and of the `pool`, for each payment date until nothing is left of any loan or real estate. */
export function projectCollateral(
  groups: Groups,
  scenario: CollateralScenario,
  every: number,
  history: History,
  periodCount?: number,
): Map<string, Collections[]> {
  const { indices = {}, cohorts = {}, ...speeds } = scenario;
  const projected = [...groups].map(([group, { loans, reo }]) => ({
    group,
    // What was sold before the run has been paid out.
    reo: reo.flatMap(({ month, cash }) => (month > history.month ? [{ period: month - history.month, cash }] : [])),
    upb: sumOf(loans.map((loan) => loan.upb)),
    loans: loans.map((loan) => ({ loan, months: projectLoan(loan, { ...speeds, ...cohorts[loan.cohort] }, indices) })),
  }));
  const lasts = projected.flatMap(({ loans, reo }) => [
    ...loans.map(({ loan, months }) => periodOf(months.length, loan.extraPayments, every)),
    ...reo.map((owned) => owned.period),
  ]);
  const needed = Math.max(1, ...lasts);
  const count = Math.max(needed, periodCount ?? 0);

  const found = new Map<string, Collections[]>();
  for (const { group, upb, loans, reo } of projected) {
    const periods = Array.from({ length: count }, () => none(history.cutoff.get(group) ?? upb));
    for (const { loan, months } of loans) addLoan(periods, loan, months, every);
    for (const { period, cash } of reo) periods[period - 1]!.reo = periods[period - 1]!.reo.plus(cash);
    complete(periods, upb, history.cumulativeLosses.get(group) ?? ZERO);
    found.set(group, periods);
  }
  const pool = Array.from({ length: count }, (_, at) => {
    const total = none(ZERO);
    for (const periods of found.values()) {
      const one = periods[at]!;
      for (const name of Object.keys(total) as (keyof Collections)[]) total[name] = total[name].plus(one[name]);
    }
    return total;
  });
  found.set('pool', pool);
  if (periodCount !== undefined) for (const periods of found.values()) periods.length = periodCount;
  return found;
}
