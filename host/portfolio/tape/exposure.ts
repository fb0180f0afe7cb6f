/** Where the loans of each set of assumptions are and how much of their houses they owe: what home prices are held against. */
import type { Exposure } from '../records.ts';
import { type Assignment, assumptionSql, type LagSplit, lagSql, placeSql } from './assign.ts';
import { type Duck, exactSum } from './duck.ts';

/** Loans within a twentieth of loan-to-value stand together; beyond three times the value all do. */
const STEPS = 20;
const HIGHEST = 3;

export interface ExposureRequest {
  readonly cohorts: Assignment;
  readonly places: ReadonlyMap<string, number>;
  readonly lags: ReadonlyMap<string, number>;
  readonly splits: readonly LagSplit[];
}

/**
 * Balances by set of assumptions, state and loan-to-value: the updated one, otherwise the combined one, otherwise that of the loan alone.
 *
 * Shape: ascending, the unknown last. Units: dollars; shares.
 */
export async function exposuresOf(duck: Duck, { cohorts, places, lags, splits }: ExposureRequest): Promise<Exposure[]> {
  const placed = `SELECT "upb", "state", coalesce("updatedLtv", "combinedLtv", "ltv") AS owed, ${placeSql(cohorts)} AS "cohort place", ${lagSql(lags)} AS "lag" FROM live`;
  const bucketed = `SELECT *, ${assumptionSql(cohorts, places, splits)} AS place, floor(least(owed, ${HIGHEST}) * ${STEPS}) AS bucket FROM (${placed})`;
  const known = 'owed IS NOT NULL';
  const [at = [], states = [], , upbs = [], ltvs = []] = await duck.columns(
    `SELECT place, "state", bucket, ${exactSum('"upb"')}, ${exactSum('"upb" * owed', known)} / nullif(${exactSum('"upb"', known)}, 0) ` +
      `FROM (${bucketed}) GROUP BY place, "state", bucket ORDER BY place, "state" NULLS LAST, bucket NULLS LAST`,
  );
  return at.map((place, row) => {
    const ltv = ltvs[row];
    const state = states[row];
    return {
      assumption: Number(place),
      state: typeof state === 'string' ? state : null,
      ltv: typeof ltv === 'number' ? ltv : null,
      upb: Number(upbs[row]),
    };
  });
}
