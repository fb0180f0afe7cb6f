/** The boundary between host and kernel: LAYOUT.md, layout.ts and memory.ts say the same, and no region runs into another. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import * as R from '../../engine-as/layoutRules.ts';
import { Kernel, type KernelShape, kernelModule } from '../../host/engine/kernel.ts';

const SHAPE: KernelShape = {
  loans: 7,
  cohorts: 3,
  groups: 2,
  curves: 4,
  indices: 2,
  months: 30,
  periods: 30,
  paths: 5,
  maxLag: 6,
  instructions: 11,
  constants: 9,
  scalars: 3,
  registers: 20,
  outputs: 6,
  checks: 3,
  every: 1,
  tailEntries: 40,
  discounts: 2,
  columns: L.LOAN_COLUMNS,
  sums: L.SUM_COUNT,
  penalties: 1,
  claimLag: 2,
  generated: {
    drivers: 3,
    states: 4,
    pathMonths: 25,
    dimensions: 5,
    stepTerms: 6,
    exponents: 7,
    exponentTerms: 8,
    recipes: 3,
    recipeTerms: 9,
    history: 10,
    market: 2,
    rules: 3,
    buckets: 5,
  },
};

/** Regions that hold i32, by name in layout.ts; the others hold f64. */
const WORDS = new Set<number>([
  L.REGION_COHORTS,
  L.REGION_PROGRAM,
  L.REGION_PATH_PLAN,
  L.REGION_PATH_DIMENSIONS,
  L.REGION_DIRECTIONS,
  L.REGION_STEP_TERMS,
  L.REGION_CURVE_RULES,
]);

const regionNames = Object.entries(L)
  .filter(([name]) => name.startsWith('REGION_') && name !== 'REGION_COUNT')
  .toSorted(([, a], [, b]) => a - b)
  .map(([name]) => name.slice('REGION_'.length));

describe.each(['release', 'debug'] as const)('the %s kernel', (build) => {
  const open = (shape: Partial<KernelShape> = {}) => {
    const kernel = new Kernel(kernelModule(build));
    kernel.open({ ...SHAPE, ...shape });
    return kernel;
  };

  it('keeps every region apart: a sentinel written to each is read back whole', () => {
    const kernel = open();
    for (let region = 0; region < L.REGION_COUNT; region++) {
      if (WORDS.has(region)) kernel.words(region).fill(1000 + region);
      else kernel.floats(region).fill(1000 + region);
    }
    for (let region = 0; region < L.REGION_COUNT; region++) {
      const values = WORDS.has(region) ? kernel.words(region) : kernel.floats(region);
      expect(values.length, regionNames[region]).toBeGreaterThan(0);
      expect(
        Array.from<number>(values).every((value) => value === 1000 + region),
        regionNames[region],
      ).toBe(true);
    }
  });

  it('starts every region on a multiple of 64 bytes', () => {
    const kernel = open();
    for (let region = 0; region < L.REGION_COUNT; region++) {
      const values = WORDS.has(region) ? kernel.words(region) : kernel.floats(region);
      expect(values.byteOffset % 64, regionNames[region]).toBe(0);
    }
  });

  it('sizes regions as LAYOUT.md says', () => {
    const kernel = open();
    const row = kernel.rowLength;
    const monthRows = SHAPE.months + SHAPE.maxLag + SHAPE.claimLag + 2;
    const groups = 1 + SHAPE.maxLag;
    expect(kernel.paths).toBe(8);
    expect(kernel.floats(L.REGION_LOANS).length).toBe(L.LOAN_COLUMNS * SHAPE.loans);
    expect(kernel.words(L.REGION_COHORTS).length).toBe(L.COHORT_COLUMNS * SHAPE.cohorts);
    expect(kernel.floats(L.REGION_CURVES).length).toBe(SHAPE.curves * monthRows * row);
    expect(kernel.floats(L.REGION_INDICES).length).toBe(SHAPE.indices * monthRows * row);
    expect(kernel.floats(L.REGION_FIXED_SUMS).length).toBe(SHAPE.cohorts * L.SUM_COUNT * groups * monthRows);
    expect(kernel.floats(L.REGION_LANE_SUMS).length).toBe(L.SUM_COUNT * groups * monthRows * L.BLOCK_PATHS);
    expect(kernel.floats(L.REGION_TAIL).length).toBe(3 * SHAPE.tailEntries);
    expect(kernel.floats(L.REGION_CREDIT).length).toBe((2.5 * monthRows + groups) * L.BLOCK_PATHS);
    expect(kernel.floats(L.REGION_REMIT).length).toBe(SHAPE.groups * L.REMIT_COUNT * (SHAPE.periods + 1) * row);
    expect(kernel.words(L.REGION_PROGRAM).length).toBe(SHAPE.instructions * L.INSTRUCTION_WORDS);
    expect(kernel.floats(L.REGION_CONSTANTS).length).toBe(SHAPE.constants);
    expect(kernel.floats(L.REGION_SCALARS).length).toBe(SHAPE.scalars * (SHAPE.periods + 1));
    expect(kernel.floats(L.REGION_REGISTERS).length).toBe(SHAPE.registers * row);
    expect(kernel.floats(L.REGION_OUTPUTS).length).toBe(SHAPE.outputs * (SHAPE.periods + 1) * row);
    expect(kernel.floats(L.REGION_CHECKS).length).toBe(SHAPE.checks * row);
    expect(kernel.floats(L.REGION_DISCOUNTS).length).toBe(2 * SHAPE.discounts * (SHAPE.periods + 1));
    expect(kernel.floats(L.REGION_VALUES).length).toBe(L.VALUE_COUNT * row);
    expect(kernel.floats(L.REGION_PENALTIES).length).toBe(SHAPE.penalties * monthRows);
    expect(kernel.words(L.REGION_PATH_PLAN).length).toBe(L.PLAN_WORDS);
    expect(kernel.words(L.REGION_PATH_DIMENSIONS).length).toBe(3 * 25);
    expect(kernel.words(L.REGION_DIRECTIONS).length).toBe(5 * L.DIRECTION_WORDS);
    expect(kernel.words(L.REGION_STEP_TERMS).length).toBe(2 * 6);
    expect(kernel.floats(L.REGION_STEPS).length).toBe(26 * 6);
    expect(kernel.floats(L.REGION_EXPONENTS).length).toBe(7 * 26);
    expect(kernel.floats(L.REGION_EXPONENT_TERMS).length).toBe(2 * 8);
    expect(kernel.floats(L.REGION_RECIPES).length).toBe(3 * R.RECIPE_COLUMNS);
    expect(kernel.floats(L.REGION_RECIPE_TERMS).length).toBe(2 * 9);
    expect(kernel.floats(L.REGION_SPREADS).length).toBe(3 * 26);
    expect(kernel.floats(L.REGION_HISTORY).length).toBe(10);
    expect(kernel.floats(L.REGION_MOMENTS).length).toBe(4 * 3 * 25);
    expect(kernel.floats(L.REGION_VARIABLES).length).toBe(3 * 26 * L.BLOCK_PATHS);
    expect(kernel.floats(L.REGION_MARKET).length).toBe(2 * monthRows * row);
    expect(kernel.floats(L.REGION_RULES).length).toBe(3 * R.RULE_COLUMNS);
    expect(kernel.floats(L.REGION_RULE_ROWS).length).toBe(3 * R.RULE_ROWS * monthRows);
    expect(kernel.floats(L.REGION_BUCKETS).length).toBe(R.BUCKET_COLUMNS * 5);
    expect(kernel.words(L.REGION_CURVE_RULES).length).toBe(SHAPE.curves);
    expect(kernel.floats(L.REGION_BASE_CURVES).length).toBe(SHAPE.curves * monthRows);
    expect(kernel.floats(L.REGION_FORWARD).length).toBe(2 * (SHAPE.indices + 2) * monthRows);
    expect(kernel.floats(L.REGION_BEHAVIOUR).length).toBe((3 + L.BLOCK_PATHS) * monthRows + 2 * (R.TABLE_STEPS + 1));
  });

  it('pads given paths to one vector, two, or a multiple of four; generated ones to four at least', () => {
    const { generated: _, ...given } = SHAPE;
    const kernel = new Kernel(kernelModule(build));
    const padded = (shape: KernelShape) => {
      kernel.open(shape);
      return kernel.paths;
    };
    expect([1, 2, 3, 4, 5, 9].map((paths) => padded({ ...given, paths }))).toEqual([2, 2, 4, 4, 8, 16]);
    expect([1, 4, 9].map((paths) => padded({ ...SHAPE, paths }))).toEqual([8, 8, 16]);
  });

  it('pads rows so that they are no multiple of 512 bytes', () => {
    expect(open({ paths: 256 }).rowLength).toBe(256 + 8);
    expect(open({ paths: 40 }).rowLength).toBe(40);
  });

  it('refuses a shape with nothing in it, and says which word', () => {
    expect(() => open({ paths: 0 })).toThrow(/KERNEL_STATUS/);
    expect(() => open({ every: 0 })).toThrow(/KERNEL_STATUS/);
    expect(() => open({ loans: -1 })).toThrow(/KERNEL_STATUS/);
  });

  it('refuses to project before it is prepared', () => {
    expect(() => open().project()).toThrow(/KERNEL_STATUS status 12/);
  });

  it('refuses an unknown operation', () => {
    const kernel = open();
    kernel.floats(L.REGION_LOANS).fill(1);
    prepareLoans(kernel);
    kernel.words(L.REGION_PROGRAM)[0] = L.OP_COUNT;
    expect(() => kernel.prepare(1)).toThrow(/KERNEL_STATUS status 11/);
  });

  it('returns the loan and column of a value that is no number', () => {
    const kernel = open();
    prepareLoans(kernel);
    kernel.floats(L.REGION_LOANS)[L.LOAN_RATE * SHAPE.loans + 4] = Number.NaN;
    expect(() => kernel.prepare(1)).toThrow('LOAN_NOT_FINITE loan 5, noteRate');
  });

  it('returns the loan and column of a negative term', () => {
    const kernel = open();
    prepareLoans(kernel);
    kernel.floats(L.REGION_LOANS)[L.LOAN_TERM * SHAPE.loans + 2] = -3;
    expect(() => kernel.prepare(1)).toThrow('LOAN_RANGE loan 3, remainingTerm');
  });

  it('returns the curve and month of a speed above 1', () => {
    const kernel = open();
    prepareLoans(kernel);
    kernel.prepare(1);
    const monthRows = SHAPE.months + SHAPE.maxLag + SHAPE.claimLag + 2;
    kernel.floats(L.REGION_CURVES)[(2 * monthRows + 3) * kernel.rowLength] = 1.5;
    expect(() => kernel.project()).toThrow('VECTOR_RANGE curve 3, month 3');
  });
});

/** Loans and cohorts that the kernel takes. */
function prepareLoans(kernel: Kernel): void {
  const loans = kernel.floats(L.REGION_LOANS).fill(0);
  const put = (column: number, value: number) => loans.fill(value, column * SHAPE.loans, (column + 1) * SHAPE.loans);
  put(L.LOAN_UPB, 100);
  put(L.LOAN_TERM, 20);
  put(L.LOAN_AMORT_TERM, 20);
  put(L.LOAN_INDEX, -1);
  const cohorts = kernel.words(L.REGION_COHORTS).fill(0);
  cohorts.set([0, 3, 5], L.COHORT_FIRST * SHAPE.cohorts);
  cohorts.set([3, 2, 2], L.COHORT_COUNT * SHAPE.cohorts);
  cohorts.set([0, 1, 2], L.COHORT_SLOT * SHAPE.cohorts);
}

describe('LAYOUT.md', () => {
  const layout = readFileSync(new URL('../../engine-as/LAYOUT.md', import.meta.url), 'utf8');

  it('lists every region in the order in which they lie', () => {
    const listed = [...layout.matchAll(/^\| ([A-Z_]+) \|/gm)].map(([, name]) => name);
    expect(listed).toEqual(regionNames);
  });
});
