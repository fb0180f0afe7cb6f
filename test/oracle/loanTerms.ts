/** The fields of a loan as the deal file writes them, with the defaults of the deal language. */
import { fields, type Num, num, numberOf, ONE, wholeOf, ZERO } from './number.ts';

export interface Adjustable {
  index: string;
  margin: Num;
  firstReset: number;
  resetEvery: number;
  initialCap: Num | undefined;
  periodicCap: Num | undefined;
  lifeCap: Num | undefined;
  lifeFloor: Num;
  lookback: number;
  rounding: Num;
}

/** How the payment of a loan with negative amortization moves. */
export interface Deferring {
  first: number;
  every: number;
  /** Largest change of the payment, as a share of it. */
  cap: Num | undefined;
  recastEvery: number;
  /** As a share of the balance at the cut-off. */
  balanceCap: Num | undefined;
}

export interface Penalty {
  until: number;
  /** Of what is prepaid, the share that is penalized. */
  share: Num;
  /** A share of that, by year of loan age or in all months; or months of interest on it. */
  years: Num[] | undefined;
  rate: Num | undefined;
  months: Num;
}

export interface Loan {
  upb: Num;
  noteRate: Num;
  strip: Num;
  term: number;
  amortTerm: number;
  age: number;
  payment: Num | undefined;
  interestOnly: number;
  adjustable: Adjustable | undefined;
  deferring: Deferring | undefined;
  penalty: Penalty | undefined;
  /** What the insurer pays at most, as a share of the defaulted balance. */
  coverage: Num;
  extraPayments: number;
  cohort: string;
  prepayFactor: Num;
  defaultFactor: Num;
}

/** `5-4-3`: percents by year of loan age. */
const yearlyShares = (text: string): Num[] => text.split('-').map((percent) => num(percent).div(100));

export function readLoan(value: unknown, group: string): Loan {
  const loan = fields(value, `a loan of ${group}`);
  const optional = (key: string): Num | undefined => (loan[key] === undefined ? undefined : numberOf(loan, key, 0));
  const noteRate = numberOf(loan, 'noteRate', 0);
  const netRate = optional('netRate');
  const term = wholeOf(loan, 'remainingTerm', 0);

  const stripOf = (): Num => (netRate === undefined ? numberOf(loan, 'servicing', 0) : noteRate.minus(netRate));
  const readAdjustable = (): Adjustable => {
    const periodicCap = optional('periodicCap');
    return {
      index: String(loan.index),
      margin: numberOf(loan, 'margin', 0),
      firstReset: wholeOf(loan, 'firstReset', 1),
      resetEvery: wholeOf(loan, 'resetEvery', 12),
      initialCap: optional('initialCap') ?? periodicCap,
      periodicCap,
      lifeCap: optional('lifeCap'),
      // Without a floor of its own the rate stays at or above the servicing strip.
      lifeFloor: optional('lifeFloor') ?? stripOf(),
      lookback: wholeOf(loan, 'lookback', 0),
      rounding: numberOf(loan, 'rounding', 0),
    };
  };
  const readDeferring = (): Deferring => {
    const every = wholeOf(loan, 'paymentEvery', 12);
    return {
      every,
      first: wholeOf(loan, 'paymentFirst', every + 1),
      cap: optional('paymentCap'),
      recastEvery: wholeOf(loan, 'recastEvery', 60),
      balanceCap: optional('balanceCap'),
    };
  };
  const age = wholeOf(loan, 'age', loan.originalTerm === undefined ? 0 : wholeOf(loan, 'originalTerm', 0) - term);
  const readPenalty = (): Penalty | undefined => {
    const years = loan.penaltyYears === undefined ? undefined : yearlyShares(String(loan.penaltyYears));
    const until = wholeOf(loan, 'penaltyUntil', Math.max(0, 12 * (years?.length ?? 0) - age));
    const rate = optional('penaltyRate');
    const months = optional('penaltyMonths');
    if (until === 0 || (years === undefined && rate === undefined && months === undefined)) return undefined;
    return { until, share: numberOf(loan, 'penaltyShare', ONE), years, rate, months: months ?? ZERO };
  };

  return {
    upb: numberOf(loan, 'upb', 0),
    noteRate,
    strip: netRate === undefined ? numberOf(loan, 'servicing', 0) : noteRate.minus(netRate),
    term,
    amortTerm: wholeOf(loan, 'amortTerm', term),
    age,
    payment: optional('payment'),
    interestOnly: wholeOf(loan, 'interestOnly', 0),
    adjustable: loan.index === undefined ? undefined : readAdjustable(),
    deferring: loan.negativeAmortization === true ? readDeferring() : undefined,
    penalty: readPenalty(),
    coverage: numberOf(loan, 'coverage', 0),
    extraPayments: wholeOf(loan, 'extraPayments', 0),
    cohort: loan.cohort === undefined ? group : String(loan.cohort),
    prepayFactor: numberOf(loan, 'prepayFactor', 1),
    defaultFactor: numberOf(loan, 'defaultFactor', 1),
  };
}

/** Loans like it, `share` times as large. */
export function scaledLoan(loan: Loan, share: Num): Loan {
  return { ...loan, upb: loan.upb.times(share), payment: loan.payment?.times(share) };
}
