/** Curves that move with a path: by hand, from the functions that behaviour.ts states. */
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import * as R from '../../engine-as/layoutRules.ts';
import { Kernel, kernelModule } from '../../host/engine/kernel.ts';
import { BARE } from './pathPlans.ts';

const MONTHS = 4;
/** Rows by month of a kernel without lags. */
const ROWS = MONTHS + 2;
const CURVES = 4;
const RULES = 3;

/** The S-curve, restated. */
const s = (x: number, least: number, steepness: number, centre: number) =>
  least + (1 - least) / (1 + Math.exp(-steepness * (x - centre)));

/** Plane 0 is the mortgage rate, plane 1 home prices, plane 2 a multiplier. */
interface Path {
  readonly mortgage: number;
  readonly home: number;
  readonly multiplier: number;
}

/** Curves of eight paths, all alike but for lane 0, by a kernel with three rules: refinancing at 6 %, defaults and severities at 80 % of the value. */
function curvesOf(forward: Path, path: Path, given: readonly number[]): (curve: number, month: number, lane?: number) => number {
  const kernel = new Kernel(kernelModule());
  kernel.open({
    ...BARE,
    months: MONTHS,
    curves: CURVES,
    indices: 1,
    generated: {
      drivers: 0,
      states: 0,
      pathMonths: MONTHS,
      dimensions: 0,
      stepTerms: 0,
      exponents: 0,
      exponentTerms: 0,
      recipes: 0,
      recipeTerms: 0,
      history: 0,
      market: 2,
      rules: RULES,
      buckets: 1,
    },
  });
  const rules = kernel.floats(L.REGION_RULES);
  const put = (rule: number, columns: Readonly<Record<number, number>>) => {
    for (const [column, value] of Object.entries(columns)) rules[rule * R.RULE_COLUMNS + Number(column)] = value;
  };
  const common = {
    [R.RULE_MULTIPLIER]: 2,
    [R.RULE_MORTGAGE]: 0,
    [R.RULE_INDEX]: -1,
    [R.RULE_HOME]: 1,
    [R.RULE_BUCKET_COUNT]: 1,
    [R.RULE_HIGHEST_RATE]: 1,
    [R.RULE_MONTHS]: ROWS,
  };
  put(0, {
    ...common,
    [R.RULE_KIND]: R.RULE_REFINANCE,
    [R.RULE_LEAST]: 0.2,
    [R.RULE_STEEPNESS]: 300,
    [R.RULE_CENTRE]: 0.0075,
    [R.RULE_RESPONSE]: 8,
  });
  put(1, {
    ...common,
    [R.RULE_KIND]: R.RULE_DEFAULT,
    [R.RULE_LEAST]: 0.1,
    [R.RULE_STEEPNESS]: 8,
    [R.RULE_CENTRE]: 1,
    [R.RULE_RESPONSE]: 1,
  });
  put(2, { ...common, [R.RULE_KIND]: R.RULE_SEVERITY, [R.RULE_LEAST]: 0.1, [R.RULE_CENTRE]: 0.25 });
  const rows = kernel.floats(L.REGION_RULE_ROWS);
  for (let rule = 0; rule < RULES; rule++) {
    rows.fill(0.06, (rule * R.RULE_ROWS + R.RULE_ROW_FIXED) * ROWS, (rule * R.RULE_ROWS + R.RULE_ROW_FIXED + 1) * ROWS);
    rows.fill(1, (rule * R.RULE_ROWS + R.RULE_ROW_BALANCE) * ROWS, (rule * R.RULE_ROWS + R.RULE_ROW_BALANCE + 1) * ROWS);
  }
  kernel.floats(L.REGION_BUCKETS).set([1, 0.8]);
  kernel.words(L.REGION_CURVE_RULES).set([1, 2, 3, 0]);
  const base = kernel.floats(L.REGION_BASE_CURVES);
  given.forEach((value, curve) => base.fill(value, curve * ROWS, (curve + 1) * ROWS));
  const still = kernel.floats(L.REGION_FORWARD);
  [forward.mortgage, forward.home, forward.multiplier].forEach((value, plane) =>
    still.fill(value, 2 * plane * ROWS, 2 * (plane + 1) * ROWS),
  );
  const indices = kernel.floats(L.REGION_INDICES);
  const market = kernel.floats(L.REGION_MARKET);
  for (let month = 0; month < ROWS; month++)
    for (let lane = 0; lane < kernel.paths; lane++) {
      const now = lane === 0 ? path : forward;
      indices[month * kernel.rowLength + lane] = now.mortgage;
      market[month * kernel.rowLength + lane] = now.home;
      market[(ROWS + month) * kernel.rowLength + lane] = now.multiplier;
    }
  kernel.behave();
  const curves = kernel.floats(L.REGION_CURVES).slice();
  const { rowLength } = kernel;
  return (curve, month, lane = 0) => curves[(curve * ROWS + month) * rowLength + lane] ?? Number.NaN;
}

const STILL: Path = { mortgage: 0.05, home: 1, multiplier: 1 };
const GIVEN = [0.01, 0.002, 0.2, 0.05];

describe('curves on a path', () => {
  const path = { mortgage: 0.04, home: 1 / 1.5, multiplier: 1.1 };
  const at = curvesOf(STILL, path, GIVEN);

  it('refinance by incentive, and less the longer it has been there', () => {
    // Incentives of 2 points, against 1 on the forward path.
    const ratio = s(0.02, 0.2, 300, 0.0075) / s(0.01, 0.2, 300, 0.0075);
    expect(at(0, 1)).toBeCloseTo(0.01 * 1.1 * ratio, 14);
    // After two months: exp(-8 x 2 x 0.02 / 12) against exp(-8 x 2 x 0.01 / 12).
    expect(at(0, 3)).toBeCloseTo(0.01 * 1.1 * ratio * Math.exp((-8 * 2 * 0.01) / 12), 14);
  });

  it('default by updated loan-to-value: 120 % against 80 %', () => {
    expect(at(1, 2)).toBeCloseTo(0.002 * 1.1 * (s(1.2, 0.1, 8, 1) / s(0.8, 0.1, 8, 1)), 14);
  });

  it('lose by updated loan-to-value: 1 - 0.75 / 1.2 = 37.5 %, against the least of 10 %', () => {
    expect(at(2, 2)).toBeCloseTo(0.2 * 1.1 * 3.75, 14);
  });

  it('stay as given without a rule', () => {
    for (let lane = 0; lane < 8; lane++) expect(at(3, 2, lane)).toBe(0.05);
  });

  it('are the given ones to the bit where the path is the forward path', () => {
    for (let curve = 0; curve < CURVES; curve++)
      for (let month = 0; month < ROWS; month++) expect(at(curve, month, 5)).toBe(GIVEN[curve]);
  });

  it('stay within 0 to 1', () => {
    const far = curvesOf(STILL, { ...path, multiplier: 40 }, [0.5, 0.5, 0.9, 0]);
    for (let curve = 0; curve < 3; curve++) expect(far(curve, 2)).toBe(1);
  });
});

describe('a rule that points nowhere', () => {
  it('is refused with its place', () => {
    const kernel = new Kernel(kernelModule());
    kernel.open({
      ...BARE,
      curves: 1,
      generated: {
        drivers: 0,
        states: 0,
        pathMonths: 1,
        dimensions: 0,
        stepTerms: 0,
        exponents: 0,
        exponentTerms: 0,
        recipes: 0,
        recipeTerms: 0,
        history: 0,
        market: 0,
        rules: 1,
        buckets: 0,
      },
    });
    kernel.floats(L.REGION_RULES)[R.RULE_MONTHS] = 2;
    kernel.floats(L.REGION_RULES)[R.RULE_HOME] = 7;
    expect(() => kernel.behave()).toThrow(/REGION_RULES, entry 0/);
  });
});
