/** Runs one task on a kernel: writes its columns and planes, projects, and takes the results out. */
import * as L from '../../engine-as/layout.ts';
import * as R from '../../engine-as/layoutRules.ts';
import type { Remittance } from '../deal/program.ts';
import { generateDrawn } from './drawn.ts';
import { REMIT_PLANES } from './encode.ts';
import { type GeneratedShape, Kernel, type KernelBuild, type KernelShape, kernelModule } from './kernel.ts';
import type { Generated, Plane, Task, TaskResult, TaskTrust } from './messages.ts';
import { generatedShape, writePlan } from './paths.ts';
import { reduceBlock } from './reduce.ts';
import { runProgram } from './runProgram.ts';

/** Entries of the tail region that fixed loans take as a rule (engine-as/schedule.ts); the kernel says when it wants more. */
function tailEntries({ cohorts, maxLag, usualSeverity }: TaskTrust): number {
  const within = usualSeverity < 1 ? Math.ceil((maxLag * usualSeverity) / (1 - usualSeverity)) + 1 : 0;
  const loans = cohorts.reduce((sum, { loop, count }) => sum + (loop === L.LOOP_FIXED ? count : 0), 0);
  return loans * (within + maxLag);
}

/** One kernel a thread and build: memory is laid out anew for each trust. */
const kernels = new Map<KernelBuild, Kernel>();

/** What the kernel is prepared for, so that further blocks of a trust's paths need not prepare it again. */
const prepared = new Map<KernelBuild, string>();

/** Projects a block of paths; `way` as of `runProgram`. Throws: WeirError with what the kernel refused. */
export function executeTask(task: Task, way?: 'machine' | 'module'): TaskResult {
  const kernel = openKernel(task.build);
  const wanted = preparationOf(task);
  if (prepared.get(task.build) !== wanted) {
    prepared.delete(task.build);
    prepareTrust(kernel, task);
    prepared.set(task.build, wanted);
  }
  if (task.generated === undefined) loadPlanes(kernel, task);
  else generateCurves(kernel, task, task.generated);
  kernel.project();
  const { program, periods, every } = task.trust;
  runProgram(kernel, program, { periods, every, monthRows: monthRows(task.trust) }, way);
  return takeResults(kernel, task);
}

/** The same for tasks that memory is laid out alike for. */
function preparationOf({ trust, paths, generated }: Task): string {
  return JSON.stringify([trust.id, paths, generated && countsOf(generated)]);
}

function countsOf({ plan, rules }: Generated): GeneratedShape {
  return { ...generatedShape(plan), rules: rules.count, buckets: rules.buckets.length / R.BUCKET_COLUMNS };
}

/** Generates a block of paths, and the curves that move with them. */
function generateCurves(kernel: Kernel, { trust, firstPath, paths }: Task, generated: Generated): void {
  const { plan, rules, curves, forward } = generated;
  writePlan(kernel, plan, trust.indexCount);
  kernel.floats(L.REGION_RULES).set(rules.columns);
  kernel.floats(L.REGION_RULE_ROWS).set(rules.rows);
  kernel.floats(L.REGION_BUCKETS).set(rules.buckets);
  kernel.words(L.REGION_CURVE_RULES).set(rules.curveRules);
  const months = monthRows(trust);
  const base = kernel.floats(L.REGION_BASE_CURVES);
  curves.forEach((curve, row) => {
    base.set(curve.subarray(0, months), row * months);
  });
  const still = kernel.floats(L.REGION_FORWARD);
  forward.forEach((plane, row) => {
    for (let month = 0; month < months; month++)
      still.fill(plane[month] ?? 0, 2 * (row * months + month), 2 * (row * months + month + 1));
  });
  generateDrawn(kernel, plan, firstPath, paths);
  kernel.behave();
}

function openKernel(build: KernelBuild): Kernel {
  let kernel = kernels.get(build);
  if (kernel === undefined) {
    kernel = new Kernel(kernelModule(build));
    kernels.set(build, kernel);
  }
  return kernel;
}

/** Lays memory out for a task's trust and paths, and lets the kernel prepare it. */
export function prepareTrust(kernel: Kernel, task: Task): void {
  let entries = tailEntries(task.trust);
  for (;;) {
    kernel.open(shapeOf(task, entries));
    writeTrust(kernel, task.trust);
    if (kernel.prepare(task.trust.usualSeverity)) return;
    entries = kernel.tailNeeded;
  }
}

function shapeOf({ trust, paths, generated }: Task, tailEntries: number): KernelShape {
  const { program } = trust;
  return {
    loans: trust.loanCount,
    cohorts: trust.cohorts.length,
    groups: trust.groups,
    curves: trust.curveCount,
    indices: trust.indexCount,
    months: trust.months,
    periods: trust.periods,
    paths,
    maxLag: trust.maxLag,
    instructions: program.words.length / L.INSTRUCTION_WORDS,
    constants: program.constants.length,
    scalars: trust.scalars.length,
    registers: program.registers,
    outputs: program.outputs.length,
    checks: program.checks.length,
    every: trust.every,
    tailEntries,
    discounts: 1,
    columns: trust.columns,
    sums: trust.sums,
    penalties: trust.penalties.length,
    claimLag: trust.maxClaimLag,
    ...(generated !== undefined && { generated: countsOf(generated) }),
  };
}

function writeTrust(kernel: Kernel, trust: TaskTrust): void {
  kernel.floats(L.REGION_LOANS).set(trust.loans);
  const words = kernel.words(L.REGION_COHORTS);
  const count = trust.cohorts.length;
  trust.cohorts.forEach((cohort, place) => {
    const [smm, mdr, severity, delinquent] = trust.cohortCurves[place] ?? [0, 0, 0, 0];
    const put = (column: number, value: number) => {
      words[column * count + place] = value;
    };
    put(L.COHORT_FIRST, cohort.first);
    put(L.COHORT_COUNT, cohort.count);
    put(L.COHORT_GROUP, cohort.group);
    put(L.COHORT_LOOP, cohort.loop);
    put(L.COHORT_FLAGS, cohort.flags);
    put(L.COHORT_LAG, cohort.lag);
    put(L.COHORT_EXTRA, cohort.extra);
    put(L.COHORT_SMM, smm);
    put(L.COHORT_MDR, mdr);
    put(L.COHORT_SEVERITY, severity);
    put(L.COHORT_SLOT, place);
    put(L.COHORT_DELINQUENT, delinquent);
    put(L.COHORT_ADVANCES, cohort.advances);
    put(L.COHORT_OWNED, cohort.owned);
    put(L.COHORT_CLAIM_LAG, cohort.claimLag);
  });
  writePenalties(kernel, trust);
  kernel.words(L.REGION_PROGRAM).set(trust.program.words);
  kernel.floats(L.REGION_CONSTANTS).set(trust.program.constants);
  const scalars = kernel.floats(L.REGION_SCALARS);
  trust.scalars.forEach((row, place) => {
    scalars.set(row, place * (trust.periods + 1));
  });
}

/** Penalties by month: those of the year of age that the month falls into. */
function writePenalties(kernel: Kernel, trust: TaskTrust): void {
  const rows = kernel.floats(L.REGION_PENALTIES);
  const months = monthRows(trust);
  trust.penalties.forEach(({ shares, age }, place) => {
    for (let month = 1; month < months; month++) rows[place * months + month] = shares[Math.floor((age + month - 1) / 12)] ?? 0;
  });
}

/** Rows by month of curves and schedules, as the kernel lays them out. */
export function monthRows(trust: Pick<TaskTrust, 'months' | 'maxLag' | 'maxClaimLag'>): number {
  return trust.months + trust.maxLag + trust.maxClaimLag + 2;
}

/** Writes the curves and indices of a block of paths. */
export function loadPlanes(kernel: Kernel, task: Task): void {
  writePlanes(kernel, L.REGION_CURVES, task.curves, task.trust);
  writePlanes(kernel, L.REGION_INDICES, task.indices, task.trust);
}

/** Writes lanes into planes [row][month][path]; padding repeats the last lane, so that it can do no harm. */
function writePlanes(kernel: Kernel, region: number, lanes: readonly (readonly Float64Array[])[], trust: TaskTrust): void {
  const memory = kernel.floats(region);
  const months = monthRows(trust);
  const { paths, rowLength } = kernel;
  const rows = lanes[0]?.length ?? 0;
  for (let row = 0; row < rows; row++) {
    for (let path = 0; path < paths; path++) {
      const curve = lanes[Math.min(path, lanes.length - 1)]?.[row];
      if (curve === undefined) throw new Error(`execute: lane ${path} has no row ${row}`);
      for (let month = 0, at = row * months * rowLength + path; month < months; month++, at += rowLength)
        memory[at] = curve[month] ?? 0;
    }
  }
}

function takeResults(kernel: Kernel, task: Task): TaskResult {
  const { trust, paths } = task;
  const { periods, program } = trust;
  const rows = periods + 1;
  const { rowLength } = kernel;
  const months = monthRows(trust);
  const outputs = kernel.floats(L.REGION_OUTPUTS);
  const remit = kernel.floats(L.REGION_REMIT);
  const checks = kernel.floats(L.REGION_CHECKS);
  const plane = (from: Float64Array, place: number): Plane => byPath(from, place * rows * rowLength, rows, paths, rowLength);
  const quantities = task.withRemittances ? Object.entries(REMIT_PLANES) : [];
  // What is reduced where it is projected has no planes to bring home.
  const brought = task.reduce === undefined ? program.outputs : [];
  return {
    firstPath: task.firstPath,
    paths,
    periods,
    outputs: new Map(brought.map((name, place) => [name, plane(outputs, place)])),
    remittances: Array.from(
      { length: trust.groups },
      (_, group) =>
        new Map(quantities.map(([name, quantity]) => [name as Remittance, plane(remit, group * L.REMIT_COUNT + quantity)])),
    ),
    checks: new Map(program.checks.map((name, place) => [name, checks.slice(place * rowLength, place * rowLength + paths)])),
    loanMonthPaths: countLoanMonths(trust) * paths,
    ...(task.reduce !== undefined && { reduced: reduceBlock(kernel, task, task.reduce, months) }),
  };
}

/** Rows that are turned at a time: what is read stays in the first-level cache. */
const TURNED_ROWS = 16;

/** A plane of the kernel, [period][path], turned to [path][period]. */
function byPath(from: Float64Array, first: number, rows: number, paths: number, rowLength: number): Plane {
  const taken = new Float64Array(rows * paths);
  for (let row = 0; row < rows; row += TURNED_ROWS) {
    const last = Math.min(row + TURNED_ROWS, rows);
    for (let path = 0; path < paths; path++) {
      let at = first + row * rowLength + path;
      for (let to = path * rows + row; to < path * rows + last; to++, at += rowLength) taken[to] = from[at] ?? 0;
    }
  }
  return taken;
}

function countLoanMonths(trust: TaskTrust): number {
  let months = 0;
  for (let loan = 0; loan < trust.loanCount; loan++) months += trust.loans[L.LOAN_TERM * trust.loanCount + loan] ?? 0;
  return months;
}
