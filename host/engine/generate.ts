/** Generates paths by themselves, without a trust: for fan charts, repricing and the matching of moments. */
import * as L from '../../engine-as/layout.ts';
import { fail } from '../errors.ts';
import { Kernel, type KernelBuild, type KernelShape, kernelModule } from './kernel.ts';
import { generateBlock, generatedShape, type MatchedMoments, MOST_PATHS, type PathPlan, planeCount, writePlan } from './paths.ts';

/** Paths of a block where nothing else says how many. */
const BLOCK_PATHS = 256;

export interface GenerateOptions {
  readonly build?: KernelBuild;
  /** Paths that are in memory at a time; nothing in the result depends on it. */
  readonly blockPaths?: number;
}

/** Planes of a range of paths. Shape: [month][path], entry month x paths + path, months 0 to the plan's last. */
export interface GeneratedPaths {
  readonly firstPath: number;
  readonly paths: number;
  readonly months: number;
  readonly indices: readonly Float64Array[];
  readonly market: readonly Float64Array[];
}

/** Generates the paths from `firstPath` on. Throws: REQUEST_INVALID; KERNEL_STATUS for tables that point nowhere. */
export function generatePaths(plan: PathPlan, firstPath: number, paths: number, options: GenerateOptions = {}): GeneratedPaths {
  const rows = plan.months + 1;
  const make = (count: number) => Array.from({ length: count }, () => new Float64Array(rows * paths));
  const indices = make(planeCount(plan, 'index'));
  const market = make(planeCount(plan, 'market'));
  overBlocks(plan, firstPath, paths, options, (kernel, done, block) => {
    generateBlock(kernel, firstPath + done);
    const take = (region: number, planes: readonly Float64Array[]) => {
      // Two rows more: a kernel without lags has one month beyond the last.
      const memory = kernel.floats(region);
      planes.forEach((plane, place) => {
        for (let month = 0; month < rows; month++) {
          const at = (place * (rows + 1) + month) * kernel.rowLength;
          plane.set(memory.subarray(at, at + block), month * paths + done);
        }
      });
    };
    take(L.REGION_INDICES, indices);
    take(L.REGION_MARKET, market);
  });
  return { firstPath, paths, months: plan.months, indices, market };
}

/**
 * The means and deviations of every normal variable over paths 0 to `paths` - 1, for a plan to match: with them the variables of that set
 * have mean 0 and variance 1 to rounding. A first pass over the set, whose sums run in the order of the paths; the paths themselves then
 * stay the same in any block, though they depend on `paths`. Throws: REQUEST_INVALID.
 */
export function matchMoments(plan: PathPlan, paths: number, options: GenerateOptions = {}): MatchedMoments {
  if (paths < 2)
    fail({ code: 'REQUEST_INVALID', place: 'paths', got: String(paths), expected: 'two or more, whose moments are matched' });
  const count = plan.sampling.quasi.length * plan.months;
  const sums = new Float64Array(2 * count);
  const { matched: _, ...unmatched } = plan;
  overBlocks(unmatched, 0, paths, options, (kernel, done) => {
    kernel.words(L.REGION_PATH_PLAN)[L.PLAN_FIRST_PATH] = done;
    const moments = kernel.floats(L.REGION_MOMENTS);
    moments.set(sums, 2 * count);
    kernel.moments();
    sums.set(moments.subarray(2 * count, 4 * count));
  });
  const means = sums.slice(0, count).map((sum) => sum / paths);
  const scales = sums.slice(count).map((squares, k) => 1 / Math.sqrt(squares / paths - (means[k] ?? 0) ** 2));
  return { means, scales };
}

/** A kernel with a plan in memory, ready to generate from the first path on. */
export function openPlan(plan: PathPlan, paths: number, build: KernelBuild = 'release'): Kernel {
  const kernel = new Kernel(kernelModule(build));
  const indices = planeCount(plan, 'index');
  kernel.open(shapeOf(plan, paths, indices));
  writePlan(kernel, plan, indices);
  return kernel;
}

function overBlocks(
  plan: PathPlan,
  firstPath: number,
  paths: number,
  { build = 'release', blockPaths = BLOCK_PATHS }: GenerateOptions,
  run: (kernel: Kernel, done: number, block: number) => void,
): void {
  if (!Number.isInteger(firstPath) || !Number.isInteger(paths) || firstPath < 0 || paths < 1 || firstPath + paths > MOST_PATHS) {
    fail({
      code: 'REQUEST_INVALID',
      place: 'paths',
      got: `${paths} from ${firstPath}`,
      expected: `one or more, numbered from 0 to ${MOST_PATHS - 1}`,
    });
  }
  let kernel: Kernel | undefined;
  let opened = 0;
  for (let done = 0; done < paths; done += blockPaths) {
    const block = Math.min(blockPaths, paths - done);
    if (kernel === undefined || opened !== block) {
      kernel = openPlan(plan, block, build);
      opened = block;
    }
    run(kernel, done, block);
  }
}

/** A kernel without loans, for its functions alone: one month, eight paths. */
export const NO_LOANS: KernelShape = {
  loans: 0,
  cohorts: 0,
  groups: 0,
  curves: 0,
  indices: 0,
  months: 1,
  periods: 1,
  paths: 8,
  maxLag: 0,
  instructions: 0,
  constants: 0,
  scalars: 0,
  registers: 0,
  outputs: 0,
  checks: 0,
  every: 1,
  tailEntries: 0,
  discounts: 0,
  columns: L.LOAN_COLUMNS,
  sums: L.SUM_COUNT,
  penalties: 0,
  claimLag: 0,
};

/** Its planes end a month after the plan's. */
function shapeOf(plan: PathPlan, paths: number, indices: number): KernelShape {
  return { ...NO_LOANS, indices, months: plan.months, paths, generated: generatedShape(plan) };
}
