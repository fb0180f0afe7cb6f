/**
 * Variables that were drawn on this thread: those of a path are the same for every trust and every model, which differ in what they make of
 * them. They are drawn for the first that asks, and put back for the next.
 */
import * as L from '../../engine-as/layout.ts';
import type { Kernel } from './kernel.ts';
import { generateBlock, type PathPlan } from './paths.ts';

/** Bytes that are kept at most: those of some 3,500 paths of 30 years. Which are kept first stay, since trusts ask for all of them in turn. */
const MOST_BYTES = 64e6;

/** What the kept ones have in common: how paths are drawn, and for how many months. */
let family = '';
let bytes = 0;
const kept = new Map<string, Float64Array>();

/** As `generateBlock`, for `paths` paths of a plan that the kernel holds. */
export function generateDrawn(kernel: Kernel, plan: PathPlan, firstPath: number, paths: number): void {
  // Moments are matched over sets of paths, and say for which set.
  if (plan.matched !== undefined) {
    generateBlock(kernel, firstPath);
    return;
  }
  const { randomization, ...sampling } = plan.sampling;
  const asked = JSON.stringify([sampling, plan.months]);
  if (asked !== family) {
    kept.clear();
    [family, bytes] = [asked, 0];
  }
  const key = `${randomization} ${firstPath} ${paths}`;
  const drawn = kept.get(key);
  const variables = kernel.floats(L.REGION_VARIABLES);
  if (drawn !== undefined) {
    variables.set(drawn);
    kernel.words(L.REGION_PATH_PLAN)[L.PLAN_DRAWN] = 1;
  }
  generateBlock(kernel, firstPath);
  if (drawn !== undefined || bytes + variables.byteLength > MOST_BYTES) return;
  kept.set(key, variables.slice());
  bytes += variables.byteLength;
}
