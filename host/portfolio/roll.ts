/**
 * Rolls the collateral of a deal forward from the date of a stale tape to the last payment: each loan by its schedule, its cohort by its
 * curves. What the loans pay in those months was distributed with payments already made, so it is left out; what defaults in them
 * waits for liquidation in lines of its own.
 *
 * The months are before those that curves are given for: a curve by projection month has its first value in them, one by loan age, deal
 * age or date what it says of the month.
 *
 * Source: BMA Standard Formulas, SF: a performing balance is its scheduled balance times the survival of its cohort.
 */
import { addMonths } from '../curves/dates.ts';
import { expandVector, statedValues } from '../curves/vectorExpand.ts';
import { dependsOnAge } from '../curves/vectors.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { CollateralGroup, LoanColumns, ParsedVector } from '../types.ts';
import { DefaultedLines, keepLoans, writeLoan } from './rollColumns.ts';
import { type LoanState, payMonth, startLoan } from './rollSchedule.ts';

export interface RollOptions {
  /** Months to roll, 1 or more. */
  readonly months: number;
  /** Rates by index, one a month rolled. */
  readonly indices: readonly ArrayLike<number>[];
}

/** Speeds of a cohort in the rolled months, monthly decimals. */
interface Speeds {
  readonly smm: Float64Array;
  readonly mdr: Float64Array;
}

/**
 * The deal with the collateral of the last payment. Balances that defaulted in the rolled months and are not yet liquidated stand in a
 * line for each cohort and month, which defaults in the first month and is liquidated when they would have been. Such a line is exact
 * where principal is not advanced on them; where it is, it amortizes at the mean rate and term of the loans it stands for. What severity
 * is a share of stays the balance as it defaulted.
 *
 * Checked by: the projection of the stale tape, whose months after the rolled ones are those of the result.
 */
export function rollDeal(deal: ResolvedDeal, options: RollOptions): ResolvedDeal {
  const lines = new DefaultedLines(deal.assumptions);
  const groups = deal.groups.map((group): CollateralGroup => {
    if (group.revolving !== undefined) return group;
    const loans = rollLoans(group.loans, deal, options, lines);
    return { ...group, loans, cutoff: loans.upb.reduce((sum, upb) => sum + upb, 0) };
  });
  return { ...deal, groups, assumptions: lines.assumptions };
}

function rollLoans(loans: LoanColumns, deal: ResolvedDeal, { months, indices }: RollOptions, lines: DefaultedLines): LoanColumns {
  const speeds = speedsOf(deal, months);
  const kept = keepLoans(loans, months);
  const state: LoanState = { balance: 0, rate: 0, payment: 0, isOwnPayment: false, resets: 0 };
  const balances = new Float64Array(months + 1);
  const rates = new Float64Array(months + 1);
  const rateAt = (index: number, month: number) => indices[index]?.[month - 1] ?? 0;
  for (let loan = 0; loan < loans.count; loan++) {
    const place = loans.assumption[loan] ?? 0;
    const cohort = deal.assumptions[place];
    if (cohort === undefined) throw new Error(`roll: loan ${loan} has no assumptions`);
    const { smm, mdr } = speeds(place, loans.age[loan] ?? 0);
    const lastDefault = cohort.stopDefaults ? (loans.term[loan] ?? 0) - cohort.lag : months;
    startLoan(state, loans, loan);
    balances[0] = state.balance;
    for (let month = 1; month <= months; month++) {
      payMonth(state, loans, loan, month, rateAt);
      balances[month] = state.balance;
      rates[month] = state.rate;
    }
    let survival = 1;
    for (let month = 1; month <= months; month++) {
      const defaults = month <= lastDefault ? Math.min(1, (mdr[month - 1] ?? 0) * (loans.defaultFactor[loan] ?? 1)) : 0;
      const prepays = Math.min((smm[month - 1] ?? 0) * (loans.prepayFactor[loan] ?? 1), 1 - defaults);
      const waiting = months + 1 - month;
      if (defaults > 0 && waiting <= cohort.lag) {
        const share = survival * defaults;
        // A balance that waits as it defaulted owes interest at the rate of that month; one that is paid down, at today's.
        const paid = cohort.advancePrincipal ? Math.min(waiting, cohort.advanceMonths ?? waiting) : 0;
        const held = { upb: share * (balances[month - 1 + paid] ?? 0), noteRate: rates[paid > 0 ? months : month] ?? 0 };
        lines.add(place, waiting, { ...held, defaulted: share * (balances[month - 1] ?? 0) }, loans, loan, months);
      }
      survival *= 1 - defaults - prepays;
    }
    writeLoan(kept, loans, loan, state, survival, months);
  }
  return lines.appendTo(kept);
}

/** Speeds by place of the cohort and loan age, worked out once each. */
function speedsOf(deal: ResolvedDeal, months: number): (place: number, age: number) => Speeds {
  const known = new Map<number, Speeds>();
  const byAge = deal.assumptions.map(({ prepayment, default: defaults }) => dependsOnAge(prepayment) || dependsOnAge(defaults));
  const firstPayment = addMonths(deal.dates.firstPayment, -months);
  const dealAge = (deal.opening?.month ?? 0) - months;
  return (place, age) => {
    const anchorAge = byAge[place] === true ? age : 0;
    const key = place * 10_000 + anchorAge;
    const before = known.get(key);
    if (before !== undefined) return before;
    const cohort = deal.assumptions[place];
    if (cohort === undefined) throw new Error(`roll: no assumptions ${place}`);
    const of = (vector: ParsedVector) =>
      expandVector(beforeFirst(vector), {
        months,
        age: anchorAge,
        firstPayment,
        dealAge,
        ...(cohort.ppc !== undefined && { ppc: cohort.ppc }),
      });
    const made = { smm: of(cohort.prepayment), mdr: of(cohort.default) };
    known.set(key, made);
    return made;
  };
}

/** A curve by projection month is its first value in the months before; others go by what they are anchored on. */
function beforeFirst(vector: ParsedVector): ParsedVector {
  if (vector.anchor !== 'projection') return vector;
  const [first = 0] = statedValues(vector, { months: 1, age: 0 });
  return { unit: vector.unit, segments: [{ kind: 'step', values: [first] }], anchor: 'projection', multiplier: 1 };
}
