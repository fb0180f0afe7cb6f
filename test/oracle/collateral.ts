/** The collateral: loans read and projected, and their months gathered by group and payment date. */
import { type Curve, type Loan, type LoanMonth, projectLoan, readLoan, type Speeds } from './loan.ts';
import { entries, fields, list, type Num, type Scalar, sumOf, ZERO } from './number.ts';

export const COLLECTED = ['defaults', 'prepaid', 'scheduled', 'recoveries', 'losses', 'grossInterest', 'servicing'] as const;

/** One group, or the pool, on one payment date. The names are those of the deal language. */
export interface Collections extends Record<(typeof COLLECTED)[number], Num> {
  /** Performing and in foreclosure together, before and after the collections. */
  begin: Num;
  end: Num;
  performing: Num;
  foreclosure: Num;
  cutoff: Num;
  interest: Num;
  principal: Num;
  cumulativeLosses: Num;
}

export type Groups = Map<string, Loan[]>;

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
    const { loans, tape } = fields(value, group);
    if (tape !== undefined) throw new Error(`${group}: the oracle reads loans from the deal, not from a tape`);
    groups.set(
      group,
      list(loans).map((loan) => readLoan(loan, group)),
    );
  }
  return groups;
}

/** The payment date on which a loan's month arrives: an earlier cut-off brings several into the first. */
export function periodOf(month: number, extraPayments: number, every: number): number {
  return Math.max(1, Math.ceil((month - extraPayments) / every));
}

const none = (cutoff: Num): Collections => ({
  begin: ZERO,
  end: ZERO,
  performing: ZERO,
  foreclosure: ZERO,
  cutoff,
  interest: ZERO,
  principal: ZERO,
  cumulativeLosses: ZERO,
  defaults: ZERO,
  prepaid: ZERO,
  scheduled: ZERO,
  recoveries: ZERO,
  losses: ZERO,
  grossInterest: ZERO,
  servicing: ZERO,
});

/** A payment date without collections; what is known of the past stays. */
export function emptied(last: Collections): Collections {
  return { ...none(last.cutoff), begin: last.end, cumulativeLosses: last.cumulativeLosses };
}

/** The payment date of the call: collected as ever, but the collateral is gone at its end. */
export function sold(collections: Collections): Collections {
  return { ...collections, end: ZERO, performing: ZERO, foreclosure: ZERO };
}

function addLoan(periods: Collections[], loan: Loan, months: readonly LoanMonth[], every: number): void {
  months.forEach((month, index) => {
    const at = periodOf(index + 1, loan.extraPayments, every);
    const period = periods[at - 1]!;
    for (const name of COLLECTED) period[name] = period[name].plus(month[name]);
    const isLastOfPeriod = index + 1 === months.length || periodOf(index + 2, loan.extraPayments, every) > at;
    if (isLastOfPeriod) {
      period.performing = period.performing.plus(month.performing);
      period.foreclosure = period.foreclosure.plus(month.foreclosure);
    }
  });
}

/** Fills in what follows from the sums: begin, end, net interest, principal, losses to date. */
function complete(periods: readonly Collections[], cutoff: Num): void {
  let begin = cutoff;
  let cumulativeLosses = ZERO;
  for (const period of periods) {
    cumulativeLosses = cumulativeLosses.plus(period.losses);
    period.cumulativeLosses = cumulativeLosses;
    period.begin = begin;
    period.end = period.performing.plus(period.foreclosure);
    period.interest = period.grossInterest.minus(period.servicing);
    period.principal = period.scheduled.plus(period.prepaid).plus(period.recoveries);
    const gap = begin.minus(period.end).minus(period.principal).minus(period.losses);
    if (gap.abs().gt('1e-15')) throw new Error(`collateral does not tie: ${gap} of ${begin} is neither paid, lost nor left`);
    begin = period.end;
  }
}

/** Collections by group, and of the `pool`, for each payment date until nothing is left of any loan. */
export function projectCollateral(
  groups: Groups,
  scenario: CollateralScenario,
  every: number,
  periodCount?: number,
): Map<string, Collections[]> {
  const { indices = {}, cohorts = {}, ...speeds } = scenario;
  const projected = [...groups].map(([group, loans]) => ({
    group,
    cutoff: sumOf(loans.map((loan) => loan.upb)),
    loans: loans.map((loan) => ({ loan, months: projectLoan(loan, { ...speeds, ...cohorts[loan.cohort] }, indices) })),
  }));
  const lasts = projected.flatMap(({ loans }) =>
    loans.map(({ loan, months }) => periodOf(months.length, loan.extraPayments, every)),
  );
  const needed = Math.max(1, ...lasts);
  const count = Math.max(needed, periodCount ?? 0);

  const found = new Map<string, Collections[]>();
  for (const { group, cutoff, loans } of projected) {
    const periods = Array.from({ length: count }, () => none(cutoff));
    for (const { loan, months } of loans) addLoan(periods, loan, months, every);
    complete(periods, cutoff);
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
