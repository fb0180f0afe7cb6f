/** The curves of a trust as a review reads them: each cohort's by month, and what they come to for the pool as a whole. */
import { monthNumber } from '../curves/dates.ts';
import { expandVector } from '../curves/vectorExpand.ts';
import { canonicalVector, dependsOnAge } from '../curves/vectors.ts';
import { ALL_LOANS } from '../portfolio/assumptions.ts';
import type { TrustInput } from '../portfolio/records.ts';
import type { CohortAssumptions, ParsedVector } from '../types.ts';
import type { ReviewedCurve } from './reviewTests.ts';
import { isCohort } from './shockScenario.ts';

/** Months that curves are looked at: the longest that loans last. */
export const REVIEW_MONTHS = 360;

/** Monthly decimals (SMM, MDR, share of what is liquidated). Shape: entry 0 is projection month 1, `REVIEW_MONTHS` entries. */
export type MonthlyCurves = Readonly<Record<ReviewedCurve, Float64Array>>;

/** The curves of one cohort. */
export interface CohortCurves {
  readonly cohort: string;
  /** Dollars of loans, and their share of the trust's. */
  readonly upb: number;
  readonly share: number;
  readonly months: MonthlyCurves;
  /** The canonical text of each, with the ramp where it multiplies one. */
  readonly texts: Readonly<Record<ReviewedCurve, string>>;
}

export interface TrustCurves {
  /** Of the cohorts that have loans, in the order of `curveSources`. */
  readonly cohorts: readonly CohortCurves[];
  /** All cohorts together; the first is the weight that months after it are of. */
  readonly pool: MonthlyCurves;
  readonly upb: number;
  /** Months since year 0 of projection month 1. */
  readonly firstMonth: number;
}

/**
 * Expands the curves of a trust.
 *
 * Loans of different ages have different rates under curves by age, and single loans their factors: the rate of a cohort is the mean of
 * its loans', by balance. The pool's are means of the cohorts' by the balance that survives, `Q' = Q (1 - SMM - MDR)`, without
 * amortization; its severity is the mean by what defaults.
 */
export function trustCurves(trust: TrustInput): TrustCurves {
  const { deal } = trust;
  const weights = balancesByAge(trust);
  const total = [...weights.values()].flat().reduce((sum, { upb }) => sum + upb, 0);
  const cohorts = trust.curveSources.flatMap(({ cohort }): CohortCurves[] => {
    // Copies of a cohort for lags of states share its curves.
    const places = deal.assumptions.flatMap(({ name }, place) => (isNamed(name, cohort) ? [place] : []));
    const own = deal.assumptions[places[0] ?? -1];
    const loans = places.flatMap((place) => weights.get(place) ?? []);
    if (own === undefined) return [];
    const upb = loans.reduce((sum, each) => sum + each.upb, 0);
    const months = cohortMonths(own, trust, loans.length > 0 ? loans : [{ age: 0, upb: 1, prepay: 1, default: 1 }]);
    return [{ cohort, upb, share: total === 0 ? 0 : upb / total, months, texts: curveTexts(own) }];
  });
  const { firstPayment, every } = deal.dates;
  return { cohorts, pool: pooled(cohorts), upb: total, firstMonth: monthNumber(firstPayment) - every + 1 };
}

/** What a curve is, as one text: decisions are about it. */
export function curveTexts({ prepayment, default: defaults, severity, ppc }: CohortAssumptions): CohortCurves['texts'] {
  const ramp = prepayment.unit === 'PPC' && ppc !== undefined ? `; ramp ${canonicalVector(ppc)}` : '';
  return {
    prepayment: `${canonicalVector(prepayment)}${ramp}`,
    default: canonicalVector(defaults),
    severity: canonicalVector(severity),
  };
}

function isNamed(name: string, cohort: string): boolean {
  return cohort === ALL_LOANS && name === '' ? true : isCohort(name, cohort);
}

/** Loans of one age: their balance, and their mean factors. */
interface AgeWeight {
  readonly age: number;
  upb: number;
  prepay: number;
  default: number;
}

/** Balances by place of the assumptions, apart by age where curves run by it. Factors are sums until they are divided. */
function balancesByAge({ deal }: TrustInput): Map<number, AgeWeight[]> {
  const byAge = deal.assumptions.map(({ prepayment, default: defaults, severity }) =>
    [prepayment, defaults, severity].some(dependsOnAge),
  );
  const found = new Map<string, { place: number; weight: AgeWeight }>();
  for (const { loans, revolving } of deal.groups) {
    if (revolving !== undefined) continue;
    for (let loan = 0; loan < loans.count; loan++) {
      const place = loans.assumption[loan] ?? 0;
      const age = byAge[place] === true ? (loans.age[loan] ?? 0) : 0;
      const key = `${place} ${age}`;
      const known = found.get(key) ?? { place, weight: { age, upb: 0, prepay: 0, default: 0 } };
      found.set(key, known);
      const upb = loans.upb[loan] ?? 0;
      known.weight.upb += upb;
      known.weight.prepay += upb * (loans.prepayFactor[loan] ?? 1);
      known.weight.default += upb * (loans.defaultFactor[loan] ?? 1);
    }
  }
  const weights = new Map<number, AgeWeight[]>();
  for (const { place, weight } of found.values()) {
    if (weight.upb <= 0) continue;
    const mean = { ...weight, prepay: weight.prepay / weight.upb, default: weight.default / weight.upb };
    weights.set(place, [...(weights.get(place) ?? []), mean]);
  }
  return weights;
}

function cohortMonths(own: CohortAssumptions, { deal }: TrustInput, loans: readonly AgeWeight[]): MonthlyCurves {
  const total = loans.reduce((sum, { upb }) => sum + upb, 0);
  const { firstPayment } = deal.dates;
  const expanded = (vector: ParsedVector, age: number) =>
    expandVector(vector, {
      months: REVIEW_MONTHS,
      age,
      firstPayment,
      dealAge: deal.opening?.month ?? 0,
      ...(own.ppc !== undefined && { ppc: own.ppc }),
    });
  const mean = (vector: ParsedVector, factorOf: (loan: AgeWeight) => number): Float64Array => {
    const sum = new Float64Array(REVIEW_MONTHS);
    for (const loan of loans) {
      const factor = factorOf(loan);
      const share = loan.upb / total;
      expanded(vector, loan.age).forEach((value, month) => {
        sum[month] = (sum[month] ?? 0) + share * Math.min(1, value * factor);
      });
    }
    return sum;
  };
  return {
    prepayment: mean(own.prepayment, ({ prepay }) => prepay),
    default: mean(own.default, (loan) => loan.default),
    severity: mean(own.severity, () => 1).map((value) => Math.min(1, value + own.carrying)),
  };
}

/** The cohorts together, weighted by what survives of them. */
function pooled(cohorts: readonly CohortCurves[]): MonthlyCurves {
  const pool = {
    prepayment: new Float64Array(REVIEW_MONTHS),
    default: new Float64Array(REVIEW_MONTHS),
    severity: new Float64Array(REVIEW_MONTHS),
  };
  const left = cohorts.map(({ upb }) => upb);
  for (let month = 0; month < REVIEW_MONTHS; month++) {
    let balance = 0;
    let prepaid = 0;
    let defaulted = 0;
    let lost = 0;
    let even = 0;
    cohorts.forEach(({ months }, place) => {
      const upb = left[place] ?? 0;
      const mdr = months.default[month] ?? 0;
      const smm = Math.min(months.prepayment[month] ?? 0, 1 - mdr);
      const severity = months.severity[month] ?? 0;
      balance += upb;
      prepaid += upb * smm;
      defaulted += upb * mdr;
      lost += upb * mdr * severity;
      even += upb * severity;
      left[place] = upb * (1 - smm - mdr);
    });
    pool.prepayment[month] = balance > 0 ? prepaid / balance : 0;
    pool.default[month] = balance > 0 ? defaulted / balance : 0;
    pool.severity[month] = defaulted > 0 ? lost / defaulted : balance > 0 ? even / balance : 0;
  }
  return pool;
}

/**
 * What a curve comes to over some months: speeds as the annual rate of their survival, `1 - (product of (1 - rate))^(12/n)`, severity as
 * the mean. Units: annual decimals; `from` and `months` count projection months, `from` from 0.
 */
export function curveLevel(curve: ReviewedCurve, values: ArrayLike<number>, from: number, months: number): number {
  const end = Math.min(from + months, values.length);
  const count = end - from;
  if (count <= 0) return 0;
  let sum = 0;
  for (let month = from; month < end; month++)
    sum += curve === 'severity' ? (values[month] ?? 0) : Math.log1p(-(values[month] ?? 0));
  return curve === 'severity' ? sum / count : -Math.expm1((sum * 12) / count);
}
