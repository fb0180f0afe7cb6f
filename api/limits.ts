/** How much a request may ask for: it is computed while the caller waits, in the one thread that also hears other callers. */

import { type Fault, fail, WeirError } from '../host/errors.ts';
import type { ResolvedDeal } from '../host/index.ts';

/**
 * The largest request. Measured through the service over 360 months on a 2.5 GHz core: for so many loan lines x scenarios 0.5 s where
 * schedule x survival applies and 2 s where loans are projected one by one; 1.5 s for so many classes x scenarios.
 */
export const LIMITS = {
  /** Loan lines times scenarios. */
  loanScenarios: 100_000,
  /** Classes and groups times scenarios: what the waterfall computes and the answer holds. */
  classScenarios: 2_500,
} as const;

/** Throws: REQUEST_TOO_LARGE. */
export function refuseTooLarge(deal: ResolvedDeal, scenarios: number): void {
  const loans = deal.groups.reduce((sum, group) => sum + group.loans.count, 0);
  const faults = [
    ...faultsOf('loan lines', loans, scenarios, LIMITS.loanScenarios),
    ...faultsOf('classes and groups', deal.tranches.length + deal.groups.length, scenarios, LIMITS.classScenarios),
  ];
  if (faults.length > 0) throw new WeirError(faults);
}

/** For a deal not yet resolved, so that no columns are made for more loans than could ever run. Throws: REQUEST_TOO_LARGE. */
export function refuseTooManyLoans(loans: number): void {
  const faults = faultsOf('loan lines', loans, 1, LIMITS.loanScenarios);
  if (faults.length > 0) throw new WeirError(faults);
}

/** Deeper than anybody writes; the reader of JSON goes further, and what walks the result after it does not. */
const DEEPEST = 500;

/** A body that is not nested without end. Throws: REQUEST_TOO_LARGE. */
export function refuseDeep<T>(body: T): T {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST)
      fail({
        code: 'REQUEST_TOO_LARGE',
        place: 'body',
        got: 'lists or objects nested deeper',
        expected: `at most ${DEEPEST} deep`,
      });
    level = level.flatMap((value): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return body;
}

function faultsOf(what: string, count: number, scenarios: number, most: number): Fault[] {
  if (count * scenarios <= most) return [];
  const got = `${count} ${what} x ${scenarios} ${scenarios === 1 ? 'scenario' : 'scenarios'}`;
  return [{ code: 'REQUEST_TOO_LARGE', place: 'deal', got, expected: `at most ${most} ${what} x scenarios` }];
}
