/**
 * Times the two loan loops of the kernel against C of the same mathematics, scalar and in 128-bit vectors of the same shape, and plain
 * TypeScript. All variants run on the same seeded inputs, and their sums by month must agree.
 */
import { compare, type Measurement, machineLine, ratio, type Variant } from './harness.ts';
import { type Native, openNative } from './native.ts';
import { armSums } from './typescript/arm.ts';
import { fixedSums } from './typescript/fixed.ts';
import { openKernel } from './wasm.ts';
import { makeWorkload, type Workload } from './workload.ts';

/** Eight tiles of loans, so that a run takes some milliseconds and the fastest ones of a round are not interrupted. */
const POOL = { loans: 512, paths: 64, seed: 20240229 };
const ROUNDS = { rounds: 11, seconds: 0.15, seed: 7 };
/** Variants add up in different orders, and powers differ in their last bits. */
const TOLERANCE = 1e-9;

interface Loop {
  readonly name: Workload['name'];
  readonly loop: 'arm' | 'fixed';
  readonly about: string;
  readonly resetEvery: number;
  /** Sums that are compared. */
  readonly quantities: number;
  /** The least that C may take, as a multiple of the kernel's time. */
  readonly hold: Readonly<Record<'c-scalar' | 'c-128', number>>;
  /** The most a loan-month-path may take. Units: nanoseconds on a core of REFERENCE_CLOCK. */
  readonly holdTime?: number;
}

const REFERENCE_CLOCK = 2.5;

const LOOPS: readonly Loop[] = [
  {
    name: 'fixed',
    loop: 'fixed',
    about: 'fixed-rate fuller loop, speeds by loan',
    resetEvery: 12,
    quantities: 3,
    hold: { 'c-scalar': 1.4, 'c-128': 0.9 },
  },
  {
    name: 'arm',
    loop: 'arm',
    about: 'adjustable schedule, annual resets',
    resetEvery: 12,
    quantities: 2,
    hold: { 'c-scalar': 3, 'c-128': 0.85 },
    holdTime: 0.9,
  },
  {
    name: 'arm6',
    loop: 'arm',
    about: 'adjustable schedule, half-yearly resets',
    resetEvery: 6,
    quantities: 2,
    hold: { 'c-scalar': 3, 'c-128': 0.85 },
    holdTime: 1.2,
  },
];

interface Row {
  readonly workload: string;
  readonly variant: string;
  readonly nsPerLoanMonthPath: number;
}

export function benchKernel({ json }: { readonly json: boolean }): void {
  const native = openNative();
  const rows: Row[] = [];
  try {
    if (!json) describeRun(native);
    for (const loop of LOOPS) {
      const workload = makeWorkload(loop.name, loop.resetEvery, POOL);
      const measured = measure(workload, loop, native);
      for (const { name, nanoseconds } of measured) {
        rows.push({ workload: loop.name, variant: name, nsPerLoanMonthPath: nanoseconds / workload.loanMonthPaths });
      }
      if (!json) describe(loop, workload, measured, native?.clock);
    }
  } finally {
    native?.close();
  }
  if (json) console.log(JSON.stringify(rows, undefined, 2));
}

/** Times all variants of a workload. Throws when their sums differ. */
function measure(workload: Workload, { loop, quantities }: Loop, native: Native | undefined): Measurement[] {
  const kernel = openKernel(workload, loop);
  const plain = loop === 'arm' ? armSums : fixedSums;
  const inC = ['c-scalar', 'c-128'].flatMap((name) =>
    native === undefined ? [] : [{ name, ...native.variant(workload, loop, name) }],
  );
  const variants: Variant[] = [
    { name: 'wasm', run: () => kernel.run() },
    ...inC.map(({ name, measure }) => ({ name, measure })),
    { name: 'ts', run: () => void plain(workload) },
  ];
  const measured = compare(variants, ROUNDS);

  // The kernel keeps the sums of its last block of paths: on these, all are compared, month by month.
  const { paths, months } = workload;
  const plane = (months + 1) * paths;
  const totals = (sumsOf: (quantity: number, month: number) => Float64Array) =>
    Array.from({ length: quantities * months }, (_, at) =>
      sumsOf(Math.floor(at / months), 1 + (at % months)).reduce((sum, value) => sum + value, 0),
    );
  const lastBlock = (sums: Float64Array) =>
    totals((quantity, month) => {
      const row = quantity * plane + month * paths;
      return sums.subarray(row + kernel.firstPath, row + paths);
    });
  const expected = totals(kernel.sums);
  checkAgreement('ts', lastBlock(plain(workload)), expected);
  for (const { name, sums } of inC) checkAgreement(name, lastBlock(sums()), expected);
  return measured;
}

function checkAgreement(variant: string, totals: readonly number[], expected: readonly number[]): void {
  totals.forEach((got, at) => {
    const wasm = expected[at] ?? Number.NaN;
    if (Math.abs(got - wasm) <= TOLERANCE * Math.abs(wasm)) return;
    throw new Error(`bench kernel: sum ${at} of ${variant} is ${got}, of wasm ${wasm}; they may differ by ${TOLERANCE} of it`);
  });
}

function describeRun(native: Native | undefined): void {
  console.log(machineLine());
  console.log(native === undefined ? 'no gcc: C is left out' : `${native.compiler}; clock ${native.clock.toFixed(2)} GHz`);
  console.log(
    `${POOL.loans} loans of 180 to 360 months on ${POOL.paths} paths; fastest runs, medians of ${ROUNDS.rounds} rounds; finished loans not counted`,
  );
}

function describe(loop: Loop, { loanMonthPaths }: Workload, measured: readonly Measurement[], clock: number | undefined): void {
  console.log(`\n${loop.about}`);
  console.log('variant     ns per loan-month-path     cycles     against wasm     to hold');
  const [wasm] = measured;
  for (const each of measured) {
    const time = each.nanoseconds / loanMonthPaths;
    const cycles = clock === undefined ? '-' : (time * clock).toFixed(2);
    const against = wasm === undefined ? Number.NaN : ratio(each, wasm);
    const hold = each.name === 'c-scalar' || each.name === 'c-128' ? loop.hold[each.name] : undefined;
    const verdict = hold === undefined ? '' : `${hold.toFixed(2)} ${against >= hold ? 'holds' : 'FAILS'}`;
    console.log(
      `${each.name.padEnd(12)}${time.toFixed(3).padStart(22)}${cycles.padStart(11)}${against.toFixed(2).padStart(17)}${verdict.padStart(12)}`,
    );
  }
  if (loop.holdTime === undefined || clock === undefined || wasm === undefined) return;
  const scaled = ((wasm.nanoseconds / loanMonthPaths) * clock) / REFERENCE_CLOCK;
  const verdict = `${loop.holdTime.toFixed(2)} ${scaled <= loop.holdTime ? 'holds' : 'FAILS'}`;
  console.log(`wasm at as many cycles on a ${REFERENCE_CLOCK} GHz core: ${scaled.toFixed(2)} ns, to hold ${verdict}`);
}
