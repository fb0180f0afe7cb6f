/**
 * One loan as it stood when the simulated months begin: what kind it is, its terms, the home behind it, how late it is. Fields go
 * together as they did: riskier kinds have lower scores and higher margins, longer fixed periods go with interest-only terms.
 *
 * Units: money is cents, rates thousandths of a percent, shares whole percents where they end in `Percent`, months counted from year 0.
 */
import type { Index } from './calibration.ts';
import { bell, between, levelBalance, levelPayment, nearest, pick, type Stream, streamOf, within } from './numbers.ts';
import { pastRate } from './rates.ts';
import { HOME_VALUES, type Product, REGIONS, STATES, type VintageModel } from './vintages.ts';

/** Terms of an adjustable loan. `fixedFor` payments are made at the first rate. */
export interface Adjustable {
  readonly index: Index;
  readonly margin: number;
  readonly fixedFor: number;
  readonly resetEvery: number;
  readonly initialCap: number;
  readonly periodicCap: number;
  readonly lifeCap: number;
  readonly lifeFloor: number;
  readonly lookback: number;
}

/** A loan on its way through the months. Only what happens to it may change. */
export interface Loan {
  readonly id: string;
  readonly product: Product | 'multifamily';
  readonly purpose: string;
  readonly occupancy: string;
  readonly property: string;
  readonly state: string;
  readonly lien: number;
  readonly units: number;
  readonly fico: number;
  readonly ltvPercent: number;
  readonly combinedLtvPercent: number;
  readonly coveragePercent: number;
  readonly debtToIncomePercent: number;
  readonly coverageRatio: number;
  /** What the property is worth at the first date. */
  readonly value: number;
  /** How much likelier than others of its vintage it is to fall behind. */
  readonly hazard: number;
  readonly originated: number;
  /** Month of the first payment due. */
  readonly firstDue: number;
  readonly originalUpb: number;
  readonly originalTerm: number;
  readonly interestOnlyTerm: number;
  readonly strip: number;
  readonly penaltyTerm: number;
  readonly stream: Stream;

  upb: number;
  forborne: number;
  noteRate: number;
  /** Of the whole loan in a month; unused while interest-only. */
  payment: number;
  /** Month by which the payment amortizes the balance, and of the last payment. */
  amortizedBy: number;
  matures: number;
  adjustable: Adjustable | undefined;
  status: 'current' | 'bankruptcy' | 'foreclosure' | 'reo' | 'gone';
  /** Payments missed. */
  missed: number;
  modified: number | undefined;
  /** When it was paid off, sold or taken into REO. */
  left: number | undefined;
  /** Of REO: expected proceeds and costs, and the month of the sale, as expected and as it will be. */
  sale: { proceeds: number; costs: number; expected: number; actual: number } | undefined;
}

const FIXED_YEARS: Readonly<Record<string, number>> = { 'hybrid 2/28': 24, 'hybrid 3/27': 36, 'hybrid 5/25': 60 };
const EIGHTH = 125;
const THIRTY_YEARS = 360;

/**
 * The loan with this number of a trust, at the start of the simulated months.
 *
 * `closing` is the month the trust closed, `start` the month before the first that is simulated.
 */
export function originate(
  model: VintageModel,
  key: { readonly seed: number; readonly trust: number; readonly number: number; readonly id: string },
  isMultifamily: boolean,
  closing: number,
  start: number,
): Loan {
  const stream = streamOf(key.seed, key.trust, key.number);
  const product = isMultifamily ? 'multifamily' : pick(stream, model.products);
  const place = placeOf(stream, product);
  const credit = creditOf(stream, product);
  const originated = closing - 1 - Math.floor(between(stream, 0, 5));
  const firstDue = originated + 2;
  const originalUpb = sizeOf(stream, model, product);
  const value = homeValue(stream, model, product, place.state, originalUpb, credit.ltvPercent);
  const hazard = hazardOf(product, credit, place.occupancy, originalUpb / value);
  const terms = termsOf(stream, model, product, credit.fico, firstDue, start);
  const seasoned = seasonedBalance(originalUpb, terms, start - firstDue + 1);
  const loan: Loan = {
    id: key.id,
    product,
    ...place,
    ...credit,
    value,
    hazard,
    originated,
    firstDue,
    originalUpb,
    originalTerm: terms.originalTerm,
    interestOnlyTerm: terms.interestOnlyTerm,
    strip: product === 'multifamily' ? 250 : terms.adjustable === undefined ? 250 : 375,
    penaltyTerm: terms.penaltyTerm,
    stream,
    upb: seasoned,
    forborne: 0,
    noteRate: terms.noteRate,
    payment: 0,
    amortizedBy: firstDue + terms.amortTerm - 1,
    matures: firstDue + terms.originalTerm - 1,
    adjustable: terms.adjustable,
    status: 'current',
    missed: 0,
    modified: undefined,
    left: undefined,
    sale: undefined,
  };
  setPayment(loan, start + 1);
  return loan;
}

/** Sets the level payment anew over the months left, the payment of `month` the first of them. */
export function setPayment(loan: Loan, month: number): void {
  loan.payment = levelPayment(loan.upb - loan.forborne, loan.noteRate, Math.max(1, loan.amortizedBy - month + 1));
}

/** Are the payments of a month interest-only? */
export function isInterestOnly(loan: Loan, month: number): boolean {
  return month < loan.firstDue + loan.interestOnlyTerm;
}

/** The rate that a reset in a payment month gives, from the index of some months before: rounded, then within all caps. */
export function resetRate(adjustable: Adjustable, rate: number, month: number, isFirst: boolean): number {
  const target = nearest(pastRate(adjustable.index, month - adjustable.lookback) + adjustable.margin, EIGHTH);
  const cap = isFirst ? adjustable.initialCap : adjustable.periodicCap;
  return within(within(target, rate - cap, rate + cap), adjustable.lifeFloor, adjustable.lifeCap);
}

type Kind = Loan['product'];

function placeOf(stream: Stream, product: Kind): Pick<Loan, 'state' | 'purpose' | 'occupancy' | 'property' | 'lien' | 'units'> {
  const state = pick(stream, STATES);
  if (product === 'multifamily') {
    const units = 5 + Math.floor(between(stream, 0, 30));
    return {
      state,
      purpose: pick(stream, [
        ['purchase', 0.55],
        ['refinance', 0.45],
      ]),
      occupancy: 'investor',
      property: 'multifamily',
      lien: 1,
      units,
    };
  }
  const purpose = pick(stream, [
    ['purchase', 0.55],
    ['cash-out refinance', 0.35],
    ['refinance', 0.1],
  ]);
  const occupancy = pick(stream, [
    ['owner', 0.78],
    ['investor', 0.17],
    ['second home', 0.05],
  ]);
  const property = pick(stream, [
    ['single family', 0.66],
    ['planned unit', 0.17],
    ['condominium', 0.11],
    ['two to four', 0.06],
  ]);
  const units = property === 'two to four' ? 2 + Math.floor(between(stream, 0, 3)) : 1;
  return { state, purpose, occupancy, property, lien: product === 'second' ? 2 : 1, units };
}

function creditOf(
  stream: Stream,
  product: Kind,
): Pick<Loan, 'fico' | 'ltvPercent' | 'combinedLtvPercent' | 'coveragePercent' | 'debtToIncomePercent' | 'coverageRatio'> {
  const mean = product === 'hybrid 2/28' ? 668 : product === 'hybrid 3/27' ? 676 : product === 'multifamily' ? 725 : 700;
  const fico = Math.round(within(mean + 42 * bell(stream), 560, 815));
  if (product === 'multifamily') {
    const ltvPercent = Math.round(within(66 + 8 * bell(stream), 40, 80));
    const coverageRatio = within(1.28 + 0.12 * bell(stream), 1.05, 1.8);
    return { fico, ltvPercent, combinedLtvPercent: ltvPercent, coveragePercent: 0, debtToIncomePercent: 0, coverageRatio };
  }
  const debtToIncomePercent = Math.round(within(39 + 7 * bell(stream), 15, 55));
  if (product === 'second') {
    const combinedLtvPercent = Math.round(within(95 + 5 * bell(stream), 80, 100));
    return { fico, ltvPercent: 18, combinedLtvPercent, coveragePercent: 0, debtToIncomePercent, coverageRatio: 0 };
  }
  // Loans bunch at 80 %; a piggyback behind some of them takes the combined ratio higher, insurance covers what is above 80.
  const draw = stream.next();
  const ltvPercent = draw < 0.45 ? 80 : Math.round(draw < 0.8 ? between(stream, 55, 80) : between(stream, 81, 95));
  const hasSecond = ltvPercent === 80 && stream.next() < 0.5;
  const combinedLtvPercent = hasSecond ? Math.round(between(stream, 90, 100)) : ltvPercent;
  const coveragePercent = ltvPercent > 80 && stream.next() < 0.6 ? (ltvPercent > 90 ? 25 : 12) : 0;
  return { fico, ltvPercent, combinedLtvPercent, coveragePercent, debtToIncomePercent, coverageRatio: 0 };
}

/** Dollars at origination, skewed to the right, in hundreds. */
function sizeOf(stream: Stream, model: VintageModel, product: Kind): number {
  const factor = product === 'multifamily' ? 2.3 : product === 'second' ? 0.2 : 1;
  const spread = product === 'multifamily' ? 0.3 : 0.5;
  const skewed = 1 + spread * within(bell(stream), -1.7, 3) + 0.12 * stream.next();
  return nearest(model.balance * factor * within(skewed, 0.2, 3), 100) * 100;
}

function homeValue(stream: Stream, model: VintageModel, product: Kind, state: string, upb: number, ltvPercent: number): number {
  const moves = HOME_VALUES[REGIONS[state] ?? 'other'];
  const move = product === 'multifamily' ? 0.95 : (moves?.[model.vintage - 2002] ?? 1);
  return Math.round(((upb * 100) / ltvPercent) * within(move * (1 + 0.1 * bell(stream)), 0.3, 2));
}

/** Low scores, little equity and investors fall behind more often. Mean about 1. */
function hazardOf(product: Kind, credit: ReturnType<typeof creditOf>, occupancy: string, updatedLtv: number): number {
  const score = (700 - credit.fico) / 120;
  const equity = (Math.max(updatedLtv, credit.combinedLtvPercent / 100) - 0.95) * 0.8;
  const kind = product === 'multifamily' ? -0.35 : product === 'fixed' ? -0.2 : product === 'second' ? 0.3 : 0.05;
  return within(0.95 + score + equity + kind + (occupancy === 'investor' ? 0.15 : 0), 0.2, 3);
}

interface Terms {
  readonly noteRate: number;
  readonly originalTerm: number;
  readonly amortTerm: number;
  readonly interestOnlyTerm: number;
  readonly penaltyTerm: number;
  readonly adjustable: Adjustable | undefined;
  /** The rate before the first reset. */
  readonly firstRate: number;
}

function termsOf(stream: Stream, model: VintageModel, product: Kind, fico: number, firstDue: number, start: number): Terms {
  const risk = (700 - fico) * 6;
  const over = product === 'multifamily' ? -200 : product === 'second' ? 3500 : product.startsWith('fixed') ? 350 : 0;
  const firstRate = nearest(within(model.rate + over + risk + 450 * bell(stream), 4500, 13_500), EIGHTH);
  const penaltyTerm = pick(stream, [
    ['60', 0.14],
    ['36', 0.36],
    ['0', 0.5],
  ]);
  const common = { firstRate, noteRate: firstRate, penaltyTerm: Number(penaltyTerm), interestOnlyTerm: 0 };
  const draw = stream.next();
  if (product === 'multifamily') {
    // Balloons: ten years of payments over thirty, fifteen in the older trusts.
    const originalTerm = model.vintage < 2005 ? 180 : 120;
    return { ...common, originalTerm, amortTerm: THIRTY_YEARS, adjustable: undefined };
  }
  if (product === 'second') return { ...common, originalTerm: 180, amortTerm: 180, adjustable: undefined };
  if (product === 'fixed') {
    const originalTerm = draw < 0.12 ? 180 : THIRTY_YEARS;
    return { ...common, originalTerm, amortTerm: originalTerm, adjustable: undefined };
  }
  const whole = { ...common, originalTerm: THIRTY_YEARS, amortTerm: THIRTY_YEARS };
  if (product === 'fixed interest-only') return { ...whole, interestOnlyTerm: 120, adjustable: undefined };

  const isFive = product === 'hybrid 5/25';
  const interestOnlyTerm = isFive ? (draw < 0.6 ? 120 : 0) : draw < 0.25 ? 60 : 0;
  const isYearly = isFive && stream.next() < 0.45;
  const margin = nearest(within(2750 + risk * 1.2 + 300 * bell(stream), 2250, 6500), EIGHTH);
  const adjustable: Adjustable = {
    index: isYearly ? 'LIBOR_1Y' : 'LIBOR_6M',
    margin,
    fixedFor: FIXED_YEARS[product] ?? 60,
    resetEvery: isYearly ? 12 : 6,
    initialCap: isFive ? 5000 : 3000,
    periodicCap: isYearly ? 2000 : 1000,
    lifeCap: firstRate + (isFive ? 5000 : 6000),
    // Some loans never pay less than their first rate.
    lifeFloor: stream.next() < 0.22 ? firstRate : margin,
    lookback: isYearly ? 2 : 1,
  };
  return { ...whole, interestOnlyTerm, adjustable, noteRate: rateNow(adjustable, firstRate, firstDue, start) };
}

/** The rate after the last reset before the simulated months. Caps are taken to have worked off by then. */
function rateNow(adjustable: Adjustable, firstRate: number, firstDue: number, start: number): number {
  const paid = start - firstDue + 1;
  if (paid <= adjustable.fixedFor) return firstRate;
  const sinceReset = (paid - adjustable.fixedFor - 1) % adjustable.resetEvery;
  const free = { ...adjustable, initialCap: adjustable.lifeCap, periodicCap: adjustable.lifeCap };
  return resetRate(free, firstRate, start - sinceReset, false);
}

/** What is left after `paid` payments: as scheduled at the first rate, which is near enough for loans that have adjusted. */
function seasonedBalance(originalUpb: number, terms: Terms, paid: number): number {
  const amortizing = Math.max(0, paid - terms.interestOnlyTerm);
  return levelBalance(originalUpb, terms.firstRate, terms.amortTerm - terms.interestOnlyTerm, amortizing);
}
