/** Curves that move with a path: by hand, from the functions that behaviour.ts states. */
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import * as R from '../../engine-as/layoutRules.ts';
import { NO_LOANS } from '../../host/engine/generate.ts';
import { Kernel, kernelModule } from '../../host/engine/kernel.ts';

const MONTHS = 4;
/** Rows by month of a kernel without lags. */
const ROWS = MONTHS + 2;
const CURVES = 4;
const RULES = 3;
/** Paths that are written and not drawn. */
const NOTHING_DRAWN = {
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
};

/** The S-curve, restated. */
const s = (x: number, steepness: number, centre: number) => 1 / (1 + Math.exp(-steepness * (x - centre)));
/** What rules of refinancing are given: turnover and what an incentive without end makes, a month. */
const TURNOVER = 0.005;
const REFINANCED = 0.02;
/** Payments: as at the cut-off in month 1, then up by a fifth. */
const PAYMENTS = [1, 1, 1.2, 1.2, 1.2, 1.2];

/** Plane 0 is the mortgage rate, plane 1 home prices, plane 2 a multiplier. */
interface Path {
  readonly mortgage: number;
  readonly home: number;
  readonly multiplier: number;
}

/** Curves of eight paths, all alike but for lane 0, by a kernel with three rules: refinancing at 6 %, defaults and severities at `buckets` of the value. */
function curvesOf(
  forward: Path,
  path: Path,
  given: readonly number[],
  buckets: readonly (readonly [weight: number, ltv: number, home: number])[] = [[1, 0.8, 1]],
  /** The plane that payments follow, if any: one and a half times the rate, and ten times its square, from 2 to 4.5 %. */
  follows = -1,
): (curve: number, month: number, lane?: number) => number {
  const kernel = new Kernel(kernelModule());
  kernel.open({
    ...NO_LOANS,
    months: MONTHS,
    curves: CURVES,
    indices: 1,
    generated: {
      ...NOTHING_DRAWN,
      pathMonths: MONTHS,
      market: 2,
      rules: RULES,
      buckets: buckets.length,
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
    [R.RULE_BUCKET_COUNT]: buckets.length,
    [R.RULE_HIGHEST_RATE]: 1,
    [R.RULE_MONTHS]: ROWS,
  };
  put(0, {
    ...common,
    [R.RULE_KIND]: R.RULE_REFINANCE,
    [R.RULE_STEEPNESS]: 300,
    [R.RULE_CENTRE]: 0.0075,
    [R.RULE_RESPONSE]: 8,
  });
  put(1, {
    ...common,
    [R.RULE_KIND]: R.RULE_DEFAULT,
    [R.RULE_INDEX]: follows,
    [R.RULE_LOWEST_RATE]: follows < 0 ? 0 : 0.02,
    [R.RULE_HIGHEST_RATE]: follows < 0 ? 1 : 0.045,
    [R.RULE_LEAST]: 0.1,
    [R.RULE_STEEPNESS]: 8,
    [R.RULE_CENTRE]: 1,
    [R.RULE_RESPONSE]: 1,
  });
  put(2, { ...common, [R.RULE_KIND]: R.RULE_SEVERITY, [R.RULE_LEAST]: 0.1, [R.RULE_CENTRE]: 0.25 });
  const rows = kernel.floats(L.REGION_RULE_ROWS);
  const fill = (rule: number, row: number, values: readonly number[]) => {
    for (let month = 0; month < ROWS; month++) rows[(rule * R.RULE_ROWS + row) * ROWS + month] = values[month] ?? values[0] ?? 0;
  };
  fill(0, R.RULE_ROW_FIXED, [0.06]);
  fill(0, R.RULE_ROW_TURNOVER, [TURNOVER]);
  fill(0, R.RULE_ROW_REFINANCED, [REFINANCED]);
  for (const rule of [1, 2]) fill(rule, R.RULE_ROW_BALANCE, [1]);
  fill(1, R.RULE_ROW_PAYMENT_LEVEL, PAYMENTS);
  fill(1, R.RULE_ROW_PAYMENT_SLOPE, [1.5]);
  fill(1, R.RULE_ROW_PAYMENT_BEND, [10]);
  kernel.floats(L.REGION_BUCKETS).set(buckets.flat());
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

  it('refinance by incentive, beside a turnover that rates do not move, and less the longer it has been there', () => {
    // Incentives of 2 points, against 1 on the forward path.
    const f = (x: number, years: number) => TURNOVER + REFINANCED * s(x, 300, 0.0075) * Math.exp(-8 * years * x);
    expect(at(0, 1)).toBeCloseTo(((0.01 * 1.1) / f(0.01, 0)) * f(0.02, 0), 14);
    // After two months: exp(-8 x 2 x 0.02 / 12) against exp(-8 x 2 x 0.01 / 12).
    expect(at(0, 3)).toBeCloseTo(((0.01 * 1.1) / f(0.01, 2 / 12)) * f(0.02, 2 / 12), 14);
  });

  it('default by updated loan-to-value, 120 % against 80 %, and more where payments have risen', () => {
    // What comes whatever a house is worth does not grow with payments: exp(1.2 - 1) is on the other part, on both paths.
    const f = (u: number, shock: number) => 0.1 + 0.9 * s(u, 8, 1) * shock;
    expect(at(1, 1)).toBeCloseTo(((0.002 * 1.1) / f(0.8, 1)) * f(1.2, 1), 14);
    expect(at(1, 2)).toBeCloseTo(((0.002 * 1.1) / f(0.8, Math.exp(0.2))) * f(1.2, Math.exp(0.2)), 14);
  });

  it('default by payments that follow an index, within the bounds of its rate', () => {
    const reset = curvesOf(STILL, path, GIVEN, undefined, 0);
    const f = (u: number, payment: number) => 0.1 + 0.9 * s(u, 8, 1) * Math.exp(Math.max(0, payment - 1));
    // The path's index is 4 %, the forward one 5 %, of which 4.5 % counts: payments of 1.2 + 1.5 x 0.04 + 10 x 0.04^2, and so on.
    const [on = 0, forward = 0] = [0.04, 0.045].map((rate) => 1.2 + 1.5 * rate + 10 * rate ** 2);
    expect(reset(1, 2)).toBeCloseTo(((0.002 * 1.1) / f(0.8, forward)) * f(1.2, on), 14);
    expect(reset(1, 2, 5)).toBe(0.002);
  });

  it('follow the home prices of each region for its part of the loans', () => {
    // Half of the balance at home prices that fall by a third, half at a plane that stands still: the multiplier, 1.1 against 1.
    const halves = curvesOf(STILL, path, GIVEN, [
      [0.5, 0.8, 1],
      [0.5, 0.8, 2],
    ]);
    // 1 / 1.1 is no step of the table, which is linear between them.
    const l = (u: number) => 0.5 * s(u, 8, 1);
    expect(halves(1, 1)).toBeCloseTo(((0.002 * 1.1) / (0.1 + 0.9 * 2 * l(0.8))) * (0.1 + 0.9 * (l(1.2) + l(0.8 / 1.1))), 7);
    expect(halves(1, 1, 5)).toBe(0.002);
    // Losses: 37.5 % of one half, the least of 10 % of the other, against 10 %.
    expect(halves(2, 2)).toBeCloseTo((0.2 * 1.1 * (0.5 * 0.375 + 0.5 * 0.1)) / 0.1, 12);
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
  it.each([
    ['a plane that there is not', [7, 0, 0.5, 0.8], 'REGION_RULES, entry 0'],
    ['no buckets', [-1, 0, 0.5, 0.8], 'REGION_RULES, entry 0'],
    ['home prices that there are not', [-1, 1, 0.5, 0.8, 4], 'REGION_BUCKETS, entry 0'],
    ['a bucket that is no number', [-1, 1, 0.5, Number.NaN], 'REGION_BUCKETS, entry 0'],
  ])('is refused with its place: %s', (_, [index = -1, count = 0, weight = 0, ltv = 0, home = -1], refusal) => {
    const kernel = new Kernel(kernelModule());
    kernel.open({
      ...NO_LOANS,
      curves: 1,
      generated: {
        ...NOTHING_DRAWN,
        rules: 1,
        buckets: 1,
      },
    });
    const rule = kernel.floats(L.REGION_RULES);
    rule[R.RULE_KIND] = R.RULE_DEFAULT;
    rule[R.RULE_MULTIPLIER] = -1;
    rule[R.RULE_MORTGAGE] = -1;
    rule[R.RULE_INDEX] = index;
    rule[R.RULE_MONTHS] = 2;
    rule[R.RULE_BUCKET_COUNT] = count;
    kernel.floats(L.REGION_BUCKETS).set([weight, ltv, home]);
    expect(() => kernel.behave()).toThrow(refusal);
  });
});
