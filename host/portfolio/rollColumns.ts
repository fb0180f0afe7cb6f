/** The columns of a rolled tape: loans with what is left of their terms, and lines for what defaulted on the way. */
import { flatVector } from '../curves/vectors.ts';
import { LOAN_COLUMNS, newColumns } from '../deal/resolveCollateral.ts';
import type { CohortAssumptions, LoanColumns, LoanDetails, ParsedVector } from '../types.ts';
import type { LoanState } from './rollSchedule.ts';

const DETAILS = [
  'negative',
  'paymentFirst',
  'paymentEvery',
  'paymentCap',
  'recastEvery',
  'balanceCap',
  'penaltyUntil',
  'penaltyRate',
  'penaltyMonths',
  'penaltyList',
  'coverage',
] as const satisfies readonly Exclude<keyof LoanDetails, 'penaltyLists'>[];

/** Loans of a tape by row of the rolled one. */
export interface Kept {
  readonly loans: LoanColumns;
  /** Row of each loan of the tape; -1 where it matures on the way. */
  readonly rows: Int32Array;
}

/** Copies the loans that are still there after so many months. */
export function keepLoans(loans: LoanColumns, months: number): Kept {
  const rows = new Int32Array(loans.count).fill(-1);
  let count = 0;
  for (let loan = 0; loan < loans.count; loan++) if ((loans.term[loan] ?? 0) > months) rows[loan] = count++;
  return { loans: copied(loans, count, (loan) => rows[loan] ?? -1), rows };
}

/** Columns of `count` rows, each loan in the row that `rowOf` says; loans without one are left out. */
function copied(loans: LoanColumns, count: number, rowOf: (loan: number) => number): LoanColumns {
  const copy = (from: Float64Array, to: Float64Array) => {
    for (let loan = 0; loan < from.length; loan++) {
      const row = rowOf(loan);
      if (row >= 0) to[row] = from[loan] ?? 0;
    }
    return to;
  };
  const columns = newColumns(count);
  for (const name of LOAN_COLUMNS) copy(loans[name], columns[name]);
  const { details } = loans;
  if (details === undefined) return columns;
  const of = (name: (typeof DETAILS)[number]) => copy(details[name], new Float64Array(count));
  return {
    ...columns,
    details: {
      negative: of('negative'),
      paymentFirst: of('paymentFirst'),
      paymentEvery: of('paymentEvery'),
      paymentCap: of('paymentCap'),
      recastEvery: of('recastEvery'),
      balanceCap: of('balanceCap'),
      penaltyUntil: of('penaltyUntil'),
      penaltyRate: of('penaltyRate'),
      penaltyMonths: of('penaltyMonths'),
      penaltyList: of('penaltyList'),
      penaltyLists: details.penaltyLists,
      coverage: of('coverage'),
    },
  };
}

/** Writes what a loan is after `months`: its state, what survives of it, and the terms that are left. */
export function writeLoan(
  { loans, rows }: Kept,
  tape: LoanColumns,
  loan: number,
  state: LoanState,
  survival: number,
  months: number,
): void {
  const row = rows[loan] ?? -1;
  if (row < 0) return;
  const left = (column: Float64Array) => Math.max(0, (column[loan] ?? 0) - months);
  loans.upb[row] = state.balance * survival;
  loans.noteRate[row] = state.rate;
  loans.payment[row] = state.isOwnPayment ? state.payment * survival : 0;
  loans.term[row] = left(tape.term);
  loans.amortTerm[row] = left(tape.amortTerm);
  loans.age[row] = (tape.age[loan] ?? 0) + months;
  loans.interestOnly[row] = left(tape.interestOnly);
  if ((tape.index[loan] ?? -1) >= 0) {
    loans.firstReset[row] = nextAfter(tape.firstReset[loan] ?? 1, tape.resetEvery[loan] ?? 1, months);
    if (state.resets > 0) loans.initialCap[row] = tape.periodicCap[loan] ?? 1;
  }
  const { details } = tape;
  if (details === undefined || loans.details === undefined) return;
  loans.details.penaltyUntil[row] = left(details.penaltyUntil);
  if (details.negative[loan] !== 1) return;
  loans.details.paymentFirst[row] = nextAfter(details.paymentFirst[loan] ?? 1, details.paymentEvery[loan] ?? 1, months);
  // A share of the balance that the loan had at the tape's date, so far as it survives.
  loans.details.balanceCap[row] = ((details.balanceCap[loan] ?? 0) * (tape.upb[loan] ?? 0)) / state.balance;
}

/** The first of the months `first`, `first + every`, ... that is after `months`, counted from there. */
function nextAfter(first: number, every: number, months: number): number {
  const passed = first > months ? 0 : Math.floor((months - first) / every) + 1;
  return first + passed * every - months;
}

/** What defaulted in one month in one cohort: the balance, and its means over the loans (sums until they are divided). */
interface Line {
  /** The cohort, and the months it has waited when the projection begins. */
  readonly place: number;
  readonly waiting: number;
  /** As it defaulted, and as it stands when the projection begins. */
  defaulted: number;
  upb: number;
  noteRate: number;
  strip: number;
  term: number;
  amortTerm: number;
  interestOnly: number;
  age: number;
  coverage: number;
}

/** A balance of one loan that waits for liquidation. */
export interface Waiting {
  readonly upb: number;
  readonly defaulted: number;
  readonly noteRate: number;
}

const AT_ONCE: ParsedVector = {
  unit: 'MDR',
  segments: [{ kind: 'step', values: [100, 0] }],
  anchor: 'projection',
  multiplier: 1,
};
/** Longer than any lag. */
const LONGEST_WAIT = 1000;

/** Balances that defaulted on the way, by cohort and by how long they have waited, and the assumptions that bring them to their end. */
export class DefaultedLines {
  readonly #assumptions: CohortAssumptions[];
  #lines = new Map<number, Line>();

  constructor(assumptions: readonly CohortAssumptions[]) {
    this.#assumptions = [...assumptions];
  }

  /** Those of the deal, and after them those of the lines. */
  get assumptions(): readonly CohortAssumptions[] {
    return this.#assumptions;
  }

  /** Adds a balance of a loan of cohort `place` that has waited for `waiting` months when the projection begins. */
  add(place: number, waiting: number, held: Waiting, tape: LoanColumns, loan: number, months: number): void {
    const { upb } = held;
    if (!(upb > 0)) return;
    const key = place * LONGEST_WAIT + waiting;
    const line = this.#lines.get(key) ?? newLine(place, waiting);
    this.#lines.set(key, line);
    const left = (column: Float64Array) => upb * Math.max(0, (column[loan] ?? 0) - months);
    line.defaulted += held.defaulted;
    line.upb += upb;
    line.noteRate += upb * held.noteRate;
    line.strip += upb * (tape.strip[loan] ?? 0);
    line.term += left(tape.term);
    line.amortTerm += left(tape.amortTerm);
    line.interestOnly += left(tape.interestOnly);
    line.age += upb * ((tape.age[loan] ?? 0) + months);
    line.coverage += upb * (tape.details?.coverage[loan] ?? 0);
  }

  /** The loans with a row for each line behind them. The next group begins without lines. */
  appendTo({ loans }: Kept): LoanColumns {
    const lines = [...this.#lines.values()];
    this.#lines = new Map();
    if (lines.length === 0) return loans;
    const made = copied(loans, loans.count + lines.length, (loan) => loan);
    lines.forEach((line, at) => {
      writeLine(made, loans.count + at, line, this.#setOf(line));
    });
    return made;
  }

  /** Place of the set under which a line defaults in the first month and is liquidated when it would have been. */
  #setOf({ place, waiting, defaulted, upb }: Line): number {
    const cohort = this.#assumptions[place];
    if (cohort === undefined) throw new Error(`roll: no assumptions ${place}`);
    const { severity, foreclosureMonths, advanceMonths } = cohort;
    const made = this.#assumptions.push({
      ...cohort,
      name: `${cohort.name === '' ? '' : `${cohort.name}, `}defaulted ${waiting} before`,
      prepayment: flatVector('CPR', 0),
      default: AT_ONCE,
      // A share of the balance as it defaulted, of which advances have paid some down.
      severity: upb === defaulted ? severity : { ...severity, multiplier: (severity.multiplier * defaulted) / upb },
      delinquent: flatVector('PERCENT', 0),
      lag: cohort.lag - waiting,
      ...(foreclosureMonths !== undefined && { foreclosureMonths: Math.max(0, foreclosureMonths - waiting) }),
      ...(advanceMonths !== undefined && { advanceMonths: Math.max(0, advanceMonths - waiting) }),
      stopDefaults: false,
    });
    return made - 1;
  }
}

/** A line as a row: a fixed loan at the means of what it stands for. */
function writeLine(loans: LoanColumns, row: number, line: Line, place: number): void {
  const mean = (sum: number) => sum / line.upb;
  const term = Math.max(1, Math.round(mean(line.term)));
  const amortTerm = Math.max(term, Math.round(mean(line.amortTerm)));
  loans.upb[row] = line.upb;
  loans.noteRate[row] = mean(line.noteRate);
  loans.strip[row] = mean(line.strip);
  loans.term[row] = term;
  loans.amortTerm[row] = amortTerm;
  loans.interestOnly[row] = Math.min(amortTerm, Math.round(mean(line.interestOnly)));
  loans.age[row] = Math.round(mean(line.age));
  loans.index[row] = -1;
  loans.firstReset[row] = 1;
  loans.resetEvery[row] = 12;
  loans.initialCap[row] = 1;
  loans.periodicCap[row] = 1;
  loans.lifeCap[row] = 1;
  loans.prepayFactor[row] = 1;
  loans.defaultFactor[row] = 1;
  loans.assumption[row] = place;
  if (loans.details !== undefined) loans.details.coverage[row] = mean(line.coverage);
}

function newLine(place: number, waiting: number): Line {
  const none = { defaulted: 0, upb: 0, noteRate: 0, strip: 0, term: 0, amortTerm: 0, interestOnly: 0, age: 0, coverage: 0 };
  return { place, waiting, ...none };
}
