/**
 * A projected trust some payments later: the same loans and curves, with the payments that have been made left out and the trust as its own
 * projection leaves it. What is left is read like any other projection, so that it can be valued at a later date.
 */
import { addMonths } from '../curves/dates.ts';
import { dealCalendar } from '../deal/calendar.ts';
import { outputName } from '../deal/outputs.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import type { ReoProperty } from '../portfolio/records.ts';
import type { OpeningState } from '../types.ts';

/** A deal at a later date, and what of its projection is still to come. */
export interface Rolled {
  readonly deal: ResolvedDeal;
  readonly path: PathProjection;
}

const NOTHING: Omit<OpeningState, 'month'> = {
  balances: new Map(),
  shortfall: new Map(),
  carryover: new Map(),
  writedowns: new Map(),
  accounts: new Map(),
  cumulativeLosses: new Map(),
  cutoff: new Map(),
  fees: new Map(),
  quantities: new Map(),
  rolling: new Map(),
};

/**
 * Leaves out the first `payments` of a projection and moves settlement to a later day.
 *
 * The deal that comes back is for reading the rest of the projection, not for projecting: of its opening only the month and the accounts
 * are those of the later date.
 *
 * Units: `settlement` is a serial day, before the first payment that is left. Shape: entry 0 of each column is the end of the last payment
 * made. Checked by: discounting what is left by hand.
 */
export function afterPayments(deal: ResolvedDeal, path: PathProjection, payments: number, settlement: number): Rolled {
  const dates = { ...deal.dates, settlement };
  if (payments === 0) return { deal: { ...deal, dates }, path };
  const periods = Math.max(0, path.periods - payments);
  // Nothing is left of a projection that ends before.
  const left = (column: Float64Array) => (payments <= path.periods ? column.subarray(payments) : new Float64Array(1));
  const month = (deal.opening?.month ?? 0) + payments;
  const firstPayment = path.calendar.unadjusted[payments] ?? addMonths(deal.dates.firstPayment, payments * deal.dates.every);
  const cashOf = (account: string) => path.output(outputName(account, 'cash'))[Math.min(payments, path.periods)] ?? 0;
  const rolled: ResolvedDeal = {
    ...deal,
    dates: { ...dates, firstPayment },
    groups: deal.groups.map((group) => ({ ...group, reo: group.reo.filter((sale) => sale.month > month) })),
    opening: {
      ...(deal.opening ?? NOTHING),
      month,
      accounts: new Map([...deal.accounts.keys()].map((account) => [account, cashOf(account)])),
    },
  };
  const { calendar } = path;
  return {
    deal: rolled,
    path: {
      ...path,
      periods,
      calendar:
        periods === 0
          ? dealCalendar(rolled, 0)
          : {
              months: calendar.months.subarray(payments),
              payments: calendar.payments.subarray(payments),
              unadjusted: calendar.unadjusted.subarray(payments),
            },
      output: (name) => left(path.output(name)),
      remittance: (group, quantity) => left(path.remittance(group, quantity)),
      ...(path.calledAt !== undefined && { calledAt: Math.max(0, path.calledAt - payments) }),
      notes: [],
    },
  };
}

/** Properties that are not sold in the first `payments`, their months counted from the last of those. */
export function reoAfter(reo: readonly ReoProperty[], payments: number): ReoProperty[] {
  return reo.flatMap((property) => (property.month > payments ? [{ ...property, month: property.month - payments }] : []));
}
