/**
 * One trust from its loans to its files: loans are rolled one at a time through the months, what they give is added up, and the deal
 * pays it out; the two dates then see what there is.
 */
import { DATES, MONTHS_BEFORE } from './calibration.ts';
import { type Loan, originate } from './loan.ts';
import { monthOf } from './numbers.ts';
import { type Collected, nothingCollected, rollMonth, settle } from './performance.ts';
import { stateBefore, type TrustState, type TrustTerms, termsOf } from './structure.ts';
import { Tape } from './tape.ts';
import { MULTIFAMILY_SHARE, type VintageModel } from './vintages.ts';
import { type PaymentDate, payDate } from './waterfall.ts';

/** The months of the two dates' last payments. */
export const DATE_MONTHS = DATES.map(({ year, month }) => monthOf(year, month));
const FIRST_DATE = DATE_MONTHS[0] ?? 0;
const LAST_DATE = DATE_MONTHS.at(-1) ?? 0;
/** The month before the first that is simulated. */
export const START = FIRST_DATE - MONTHS_BEFORE;

/** Real estate that the trust owns at a date. Units: cents; the sale is expected in a payment month counted from the date. */
export interface ReoRow {
  readonly id: string;
  readonly upb: number;
  readonly proceeds: number;
  readonly costs: number;
  readonly month: number;
  readonly state: string;
}

/** A trust as seen on one date. */
export interface TrustAtDate {
  readonly month: number;
  readonly tape: Tape;
  readonly reo: readonly ReoRow[];
  readonly state: TrustState;
}

export interface SimulatedTrust {
  readonly terms: TrustTerms;
  /** From the month after START on. */
  readonly collected: readonly Collected[];
  readonly payments: readonly PaymentDate[];
  readonly dates: readonly TrustAtDate[];
  /** What it remembered before the first month. */
  readonly opening: TrustState;
}

/** Which trust, and how many loans its first tape shall have. */
export interface TrustKey {
  readonly seed: number;
  /** Its place in the portfolio, and among those of its vintage, from 1. */
  readonly place: number;
  readonly ordinal: number;
  /** How many of its vintage there are. */
  readonly siblings: number;
  readonly loans: number;
}

/** Makes a trust. Loans are added until so many are left on the first tape. */
export function simulateTrust(model: VintageModel, key: TrustKey): SimulatedTrust {
  const name = `alt-a-${model.vintage}-${key.ordinal}`;
  // Trusts of a year close one after another.
  const closing = monthOf(model.vintage, 1) + 1 + Math.floor(((key.ordinal - 0.5) * 11) / key.siblings);
  const months = Array.from({ length: LAST_DATE - START }, (_, at) => START + 1 + at);
  const collected = months.map(nothingCollected);
  // One trust of the portfolio is another's to service: the first of its vintage.
  const consolidated = model.consolidated || key.ordinal > 1;
  const seen = DATE_MONTHS.map((month) => ({ month, tape: new Tape(month, !consolidated), reo: [] as ReoRow[] }));
  const [first] = seen;

  let begun = 0;
  let multifamily = 0;
  for (let number = 1; (first?.tape.count ?? 0) < key.loans; number++) {
    const id = `${model.vintage}${String(key.ordinal).padStart(2, '0')}-${String(number).padStart(5, '0')}`;
    const isMultifamily = multifamily < MULTIFAMILY_SHARE * begun;
    const loan = originate(model, { seed: key.seed, trust: key.place, number, id }, isMultifamily, closing, START);
    begun += loan.upb;
    if (isMultifamily) multifamily += loan.upb;
    settle(loan, model, START);
    for (const [at, month] of months.entries()) {
      const into = collected[at];
      if (into !== undefined) rollMonth(loan, month, model, into);
      for (const date of seen) if (date.month === month) look(loan, number, date);
    }
  }

  const [begin = nothingCollected()] = collected;
  const hasPenalties = seen.every(({ tape }) => tape.penalized > 0);
  const terms = termsOf(name, model, closing, START, begin, { hasPenalties, consolidated });
  const opening = stateBefore(terms, begin);
  const state = copied(opening);
  const dates: TrustAtDate[] = [];
  const payments = months.map((month, at) => {
    const payment = payDate(terms, state, collected[at] ?? nothingCollected(), month);
    for (const date of seen) if (date.month === month) dates.push({ ...date, state: copied(state) });
    return payment;
  });
  return { terms, collected, payments, dates, opening };
}

/** Months between tapes. */
const QUARTER = 3;

/** A loan goes on the tape of a date, or on its list of REO; one that has left is named once more. */
function look(loan: Loan, number: number, { month, tape, reo }: { month: number; tape: Tape; reo: ReoRow[] }): void {
  if (loan.status !== 'gone' && loan.status !== 'reo') {
    tape.add(loan, number);
    return;
  }
  if (loan.left !== undefined && loan.left > month - QUARTER) tape.addGone(loan);
  if (loan.status === 'gone') return;
  const { proceeds = 0, costs = 0, expected = month } = loan.sale ?? {};
  reo.push({ id: loan.id, upb: loan.upb, proceeds, costs, month: Math.max(1, expected - month), state: loan.state });
}

/** The same memory, to be changed apart. */
export function copied(state: TrustState): TrustState {
  return {
    ...state,
    balance: new Map(state.balance),
    shortfall: new Map(state.shortfall),
    carryover: new Map(state.carryover),
    writedowns: new Map(state.writedowns),
    late: [...state.late],
  };
}
