/** The kernel's loan loops, one cohort of a pool laid out as a trust. */
import * as L from '../../engine-as/layout.ts';
import { prepareTrust } from '../../host/engine/execute.ts';
import { Kernel, kernelModule } from '../../host/engine/kernel.ts';
import type { Task } from '../../host/engine/messages.ts';
import type { OwnLoop } from './compareLoops.ts';
import type { Pool } from './pool.ts';

/** The kernel with the pool in its memory. */
export function openKernel(pool: Pool): OwnLoop {
  const { loop, paths, months } = pool;
  const kernel = new Kernel(kernelModule());
  prepareTrust(kernel, taskOf(pool));
  writePlane(kernel, L.REGION_INDICES, pool.index, pool);
  writePlane(kernel, L.REGION_CURVES, pool.smm, pool);
  const sums = kernel.floats(L.REGION_LANE_SUMS);
  const quantities = loop === 'arm' ? [L.SUM_BEGIN, L.SUM_INTEREST] : [L.SUM_BEGIN, L.SUM_INTEREST, L.SUM_END];
  const rows = months + 2;
  return {
    run: loop === 'arm' ? () => kernel.scheduleOnly(0) : () => kernel.survivalOnly(0),
    // The kernel keeps the sums of its last block of paths.
    firstPath: paths - L.BLOCK_PATHS,
    quantities: quantities.length,
    sums(quantity, month) {
      const at = ((quantities[quantity] ?? 0) * rows + month) * L.BLOCK_PATHS;
      return sums.subarray(at, at + L.BLOCK_PATHS);
    },
  };
}

function taskOf({ loop, loans, paths, months, columns }: Pool): Task {
  const isArm = loop === 'arm';
  const rows: Readonly<Record<number, Float64Array>> = {
    [L.LOAN_UPB]: columns.upb,
    [L.LOAN_RATE]: columns.rate,
    [L.LOAN_PAYMENT]: columns.payment,
    [L.LOAN_TERM]: columns.term,
    [L.LOAN_AMORT_TERM]: columns.term,
    [L.LOAN_INDEX]: new Float64Array(loans).fill(isArm ? 0 : -1),
    [L.LOAN_MARGIN]: columns.margin,
    [L.LOAN_FIRST_RESET]: columns.firstReset,
    [L.LOAN_RESET_EVERY]: columns.resetEvery,
    [L.LOAN_INITIAL_CAP]: columns.initialCap,
    [L.LOAN_PERIODIC_CAP]: columns.periodicCap,
    [L.LOAN_LIFE_CAP]: columns.lifeCap,
    [L.LOAN_LIFE_FLOOR]: columns.lifeFloor,
    [L.LOAN_ROUNDING]: columns.rounding,
    [L.LOAN_PREPAY_FACTOR]: columns.prepayFactor,
  };
  const encoded = new Float64Array(L.LOAN_COLUMNS * loans);
  for (const [column, values] of Object.entries(rows)) encoded.set(values, Number(column) * loans);
  const loopCode = isArm ? L.LOOP_ADJUSTABLE : L.LOOP_FULLER;
  const cohort = {
    first: 0,
    count: loans,
    group: 0,
    loop: loopCode,
    flags: 0,
    lag: 0,
    extra: 0,
    age: 0,
    assumption: 0,
    isDelinquent: false,
    advances: 0,
    owned: 0,
    claimLag: 0,
    lastMonth: months,
  };
  const none = {
    words: new Int32Array(0),
    constants: new Float64Array(0),
    firstConstant: 0,
    registers: 0,
    outputs: [],
    checks: [],
  };
  return {
    trust: {
      id: 'bench',
      cohorts: [cohort],
      loans: encoded,
      loanCount: loans,
      months,
      maxLag: 0,
      maxClaimLag: 0,
      penalties: [],
      groups: 1,
      every: 1,
      periods: months,
      program: none,
      scalars: [],
      cohortCurves: [[0, 1, 1, 0]],
      curveCount: 2,
      indexCount: 1,
      usualSeverity: 0,
      columns: L.LOAN_COLUMNS,
      sums: L.SUM_COUNT,
    },
    firstPath: 0,
    paths,
    curves: [],
    indices: [],
    withRemittances: false,
    build: 'release',
  };
}

function writePlane(kernel: Kernel, region: number, plane: Float64Array, { paths, months }: Pool): void {
  const memory = kernel.floats(region);
  for (let month = 0; month <= months; month++)
    memory.set(plane.subarray(month * paths, (month + 1) * paths), month * kernel.rowLength);
}
