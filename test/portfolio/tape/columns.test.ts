/** Loans of a tape become the columns that the same loans become in a deal file. */
import { afterEach, describe, expect, it } from 'vitest';
import { FaultList } from '../../../host/deal/faults.ts';
import { resolveGroup } from '../../../host/deal/resolveCollateral.ts';
import { WeirError } from '../../../host/errors.ts';
import { FIELDS, type TapeField } from '../../../host/portfolio/tape/fields.ts';
import type { LoanColumns } from '../../../host/types.ts';
import { faultsOf, read, tidy, weir } from './reading.ts';

afterEach(tidy);

type Loan = Record<string, number | string | boolean>;
const INDICES = ['CMT_1Y', 'LIBOR_6M'];
const PLACES = new Map([
  ['', 0],
  ['current', 1],
  ['late', 2],
]);

/** Uniform numbers from a seed. Source: the mulberry32 generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A loan with some of the terms that loans have, and others left out. */
function drawLoan(random: () => number): Loan {
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const rate = (low: number, high: number) =>
    random() < 0.5 ? `${whole(low * 1000, high * 1000) / 1000}%` : whole(low * 1000, high * 1000) / 1e5;
  const maybe = (field: string, value: () => number | string | boolean) => (random() < 0.5 ? { [field]: value() } : {});
  const remainingTerm = whole(60, 360);
  const isNegative = random() < 0.2;
  const isAdjustable = isNegative || random() < 0.5;
  const penalty =
    random() < 0.3
      ? {
          penaltyUntil: whole(1, 60),
          ...(random() < 0.5 ? { penaltyRate: rate(1, 5) } : { penaltyMonths: 6 }),
          ...maybe('penaltyShare', () => 0.8),
        }
      : {};
  return {
    upb: whole(1, 900_000) + whole(0, 99) / 100,
    noteRate: rate(3, 9),
    remainingTerm,
    ...maybe('servicing', () => '0.25%'),
    ...maybe('originalTerm', () => 360),
    ...maybe('age', () => whole(0, 200)),
    ...maybe('amortTerm', () => whole(remainingTerm, 480)),
    ...(isNegative ? {} : maybe('interestOnly', () => whole(1, 59))),
    ...(isAdjustable ? { index: INDICES[whole(0, 1)] ?? '', firstReset: whole(1, 120) } : {}),
    ...(isAdjustable ? maybe('margin', () => rate(1, 3)) : {}),
    ...(isAdjustable ? maybe('periodicCap', () => '1%') : {}),
    ...(isAdjustable ? maybe('initialCap', () => '5%') : {}),
    ...(isAdjustable ? maybe('lifeCap', () => '12.5%') : {}),
    ...(isAdjustable ? maybe('lifeFloor', () => rate(1, 3)) : {}),
    ...(isAdjustable ? maybe('resetEvery', () => 6) : {}),
    ...(isAdjustable ? maybe('lookback', () => whole(0, 2)) : {}),
    ...(isAdjustable ? maybe('rounding', () => '0.125%') : {}),
    ...(isNegative ? { negativeAmortization: true, payment: 100 } : {}),
    ...(isNegative ? maybe('paymentEvery', () => 6) : {}),
    ...(isNegative ? maybe('paymentFirst', () => 4) : {}),
    ...(isNegative ? maybe('paymentCap', () => '7.5%') : {}),
    ...(isNegative ? maybe('recastEvery', () => 120) : {}),
    ...(isNegative ? maybe('balanceCap', () => 1.15) : {}),
    ...penalty,
    ...maybe('coverage', () => '25%'),
    ...maybe('prepayFactor', () => 1.5),
    ...maybe('defaultFactor', () => 0.7),
  };
}

/** The same loans as lines of a deal file, all in one cohort. Throws their faults. */
function inDeal(loans: readonly Loan[], cohort: (loan: Loan) => string): LoanColumns {
  const faults = new FaultList();
  const lines = loans.map((loan) => ({ ...loan, cohort: cohort(loan) }));
  const group = resolveGroup(
    'all',
    { loans: lines as never },
    { file: undefined, faults, indices: INDICES, assumptions: PLACES },
  );
  faults.throwIfAny();
  return group.loans;
}

const asked = (loans: readonly Loan[]) => ({
  files: [weir(...loans.map((loan) => Object.fromEntries(Object.entries(loan).map(([field, value]) => [field, String(value)]))))],
  layout: 'weir' as const,
  indices: new Map(INDICES.map((name, place) => [name, place])),
  places: PLACES,
});

async function onTape(loans: readonly Loan[]): Promise<LoanColumns> {
  const tape = await read({
    ...asked(loans),
    cohorts: [
      { cohort: 'late', when: 'noteRate > 0.07' },
      { cohort: 'current', when: 'true' },
    ],
  });
  const columns = tape.columns.get('all');
  if (columns === undefined) throw new Error('the tape has no group');
  return columns;
}

const rateOf = (loan: Loan) => {
  const text = String(loan.noteRate);
  return text.endsWith('%') ? Number(`${text.slice(0, -1)}e-2`) : Number(text);
};

describe('columns', () => {
  it('are bit for bit those of the same loans in a deal file', async () => {
    const random = seeded(20_110_331);
    const loans = Array.from({ length: 400 }, () => drawLoan(random));
    const expected = inDeal(loans, (loan) => (rateOf(loan) > 0.07 ? 'late' : 'current'));
    const got = await onTape(loans);
    expect(got.details).toBeDefined();
    expect(got).toEqual(expected);
  });

  it('have no details where no loan needs them', async () => {
    const loans = [{ upb: 1000, noteRate: '5%', remainingTerm: 12 }];
    expect(await onTape(loans)).toEqual(inDeal(loans, () => 'current'));
    expect(await onTape(loans)).not.toHaveProperty('details');
  });

  it('cut a forborne balance into a row of its own that pays nothing until the last month', async () => {
    const loan = {
      upb: 100_000,
      noteRate: 0.06,
      servicing: 0.0025,
      remainingTerm: 240,
      amortTerm: 360,
      age: 30,
      prepayFactor: 0.5,
      forborne: 30_000,
      index: 'LIBOR_6M',
      firstReset: 3,
      margin: 0.02,
      penaltyUntil: 5,
      penaltyMonths: 6,
    };
    const all = { upb: 20_000, noteRate: 0.05, remainingTerm: 120, forborne: 20_000 };
    const columns = await onTape([loan, { upb: 50_000, noteRate: 0.05, remainingTerm: 60 }, all]);
    const of = (name: Exclude<keyof LoanColumns, 'count' | 'details'>) => [...columns[name]];
    expect(columns.count).toBe(4);
    // Interest-bearing parts in the order of the tape (the third loan has none), then the forborne ones.
    expect(of('upb')).toEqual([70_000, 50_000, 30_000, 20_000]);
    expect(of('noteRate')).toEqual([0.06, 0.05, 0, 0]);
    expect(of('strip')).toEqual([0.0025, 0, 0, 0]);
    expect(of('term')).toEqual([240, 60, 240, 120]);
    expect(of('interestOnly')).toEqual([0, 0, 240, 120]);
    expect(of('index')).toEqual([1, -1, -1, -1]);
    expect(of('age')).toEqual([30, 0, 30, 0]);
    expect(of('prepayFactor')).toEqual([0.5, 1, 0.5, 1]);
    expect(of('assumption')).toEqual([1, 1, 1, 1]);
    expect([...(columns.details?.penaltyUntil ?? [])]).toEqual([5, 0, 0, 0]);
  });
});

/** Of the pool's description alone, or (amortTerm, interestOnly) bounded by other terms. */
const OTHERS: readonly string[] = [
  ...[
    'originalUpb',
    'ltv',
    'combinedLtv',
    'updatedLtv',
    'fico',
    'debtToIncome',
    'coverageRatio',
    'daysLate',
    'forborne',
    'units',
  ],
  ...['amortTerm', 'interestOnly'],
];
/** Fields that a deal file has too. */
const SHARED: readonly TapeField[] = FIELDS.filter(({ name, kind }) => kind === 'number' && !OTHERS.includes(name));
/** Of these the shape of a deal file says that they are 1 or more, before its loans are resolved. */
const POSITIVE: readonly string[] = ['paymentEvery', 'paymentFirst', 'recastEvery'];

/** A loan that has a use for the field, with a value for it. */
function loanWith({ name, use }: TapeField, value: number): Loan {
  const loan: Loan = {
    upb: 100_000,
    noteRate: 0.06,
    remainingTerm: 300,
    ...(use === 'adjustable' || use === 'negative' ? { index: 'LIBOR_6M', firstReset: 5 } : {}),
    ...(use === 'negative' ? { negativeAmortization: true } : {}),
    ...(use === 'penalty' || name === 'penaltyUntil' ? { penaltyUntil: 12 } : {}),
    ...((use === 'penalty' || name === 'penaltyUntil') && name !== 'penaltyRate' ? { penaltyMonths: 1 } : {}),
  };
  return { ...loan, [name]: value };
}

function isRefusedInDeal(loan: Loan): boolean {
  try {
    inDeal([loan], () => 'current');
    return false;
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    // A pool that owes nothing is refused as a whole.
    return error.faults.some(({ code }) => code !== 'DEAL_EMPTY');
  }
}

describe('ranges', () => {
  it('are those of deal files: both ends are within', async () => {
    const loans = SHARED.flatMap((field) => [loanWith(field, field.low ?? 0), loanWith(field, field.high ?? 0)]);
    expect(loans.length).toBeGreaterThan(50);
    expect(loans.filter(isRefusedInDeal)).toEqual([]);
    expect(await faultsOf(asked(loans))).toEqual([]);
  });

  it('are those of deal files: what is past either end is not', async () => {
    const cases = SHARED.flatMap((field) => {
      const { low = 0, high = 0 } = field;
      return [
        { name: field.name, loan: loanWith(field, low - 1) },
        { name: field.name, loan: loanWith(field, high + Math.max(1, high / 1000)) },
      ];
    });
    const inFile = cases.filter(({ name, loan }) => !POSITIVE.includes(name) || Number(loan[name]) > 0);
    expect(inFile.filter(({ loan }) => !isRefusedInDeal(loan))).toEqual([]);
    const places = (await faultsOf(asked(cases.map(({ loan }) => loan)))).map(({ place }) => place);
    expect(cases.map(({ name }, at) => `row ${at + 1}, ${name}`).filter((place) => !places.includes(place))).toEqual([]);
  });
});
