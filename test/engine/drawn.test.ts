/** Variables that were drawn before and are put back: the paths are those that would have been drawn, to the bit. */
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import { generateDrawn } from '../../host/engine/drawn.ts';
import { openPlan } from '../../host/engine/generate.ts';
import type { Kernel } from '../../host/engine/kernel.ts';
import { generateBlock, type PathPlan } from '../../host/engine/paths.ts';
import { PLAIN, QUASI, variablesPlan } from './pathPlans.ts';

const MONTHS = 30;
const PATHS = 24;

const quasi = variablesPlan(MONTHS, { ...QUASI, quasi: [10, 5] });
/** The same variables, twice as much of each: as another trust, or the same with another volatility, would have it. */
const doubled: PathPlan = { ...quasi, steps: quasi.steps.map((step) => ({ ...step, coefficient: 2 })) };
const randomized = (randomization: number, of = quasi): PathPlan => ({ ...of, sampling: { ...of.sampling, randomization } });

const planes = (plan: PathPlan, generate: (kernel: Kernel) => void): Float64Array => {
  const kernel = openPlan(plan, PATHS);
  generate(kernel);
  return kernel.floats(L.REGION_MARKET).slice();
};
const drawn = (plan: PathPlan, first: number) => planes(plan, (kernel) => generateDrawn(kernel, plan, first, PATHS));
const fresh = (plan: PathPlan, first: number) => planes(plan, (kernel) => generateBlock(kernel, first));

describe('variables that are put back', () => {
  it('give the planes of another plan that they were drawn for before', () => {
    const first = drawn(quasi, 48);
    expect(first).toEqual(fresh(quasi, 48));
    expect(drawn(doubled, 48)).toEqual(fresh(doubled, 48));
    expect(drawn(quasi, 48)).toEqual(first);
  });

  it('are those of their own paths, randomization, seed and way of drawing', () => {
    const others = [
      { plan: quasi, first: 72 },
      { plan: randomized(1), first: 48 },
      { plan: variablesPlan(MONTHS, { ...QUASI, seed: 7, quasi: [10, 5] }), first: 48 },
      { plan: variablesPlan(MONTHS, { ...PLAIN, quasi: [0, 0] }), first: 48 },
      { plan: variablesPlan(MONTHS + 1, { ...QUASI, quasi: [10, 5] }), first: 48 },
      { plan: randomized(1, doubled), first: 48 },
    ];
    drawn(quasi, 48);
    for (const { plan, first } of others) expect(drawn(plan, first)).toEqual(fresh(plan, first));
  });

  it('are not drawn a second time', () => {
    drawn(quasi, 96);
    const kernel = openPlan(quasi, PATHS);
    generateDrawn(kernel, quasi, 96, PATHS);
    expect(kernel.words(L.REGION_PATH_PLAN)[L.PLAN_DRAWN]).toBe(1);
  });
});
