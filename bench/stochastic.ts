/** Stochastic runs: how small the standard error is by how the paths are drawn. How long they take is the workload portfolio-1k. */
import { fileURLToPath } from 'node:url';
import { simulate } from '../host/analysis/simulate.ts';
import type { SimulationRequest } from '../host/analysis/simulateRequest.ts';
import { readSnapshot } from '../host/portfolio/snapshot.ts';
import { namedModel } from '../host/scenarios/market/modelFile.ts';
import { machineLine } from './harness.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/portfolio/2011-03-31', import.meta.url));
const WORKERS = 2;
const TRUST = 'alt-a-2002-1';
const INSTRUMENTS = ['residual', 'M2', 'M1', 'B', 'A', 'collateral'];
/** Sizes of sets: 128 is what a run has in each randomization unless it is told otherwise. */
const SIZES = [64, 128, 256, 1024];
/** Sets of paths of each size, from whose means the error of one set comes: known to 18 % from 16 sets, to 7 % from 96. */
const SETS = 16;
const MANY_SETS = 96;
/** Paths of plain Monte Carlo whose error is held against that of a quasi-random set of the last size. */
const PLAIN_PATHS = 16_384;

/** Far more variables than a model has. */
const NONE = [0, 0, 0, 0, 0, 0];

/** What a set of paths comes to, of one instrument. */
interface Row {
  readonly method: string;
  readonly sets: number;
  readonly size: number;
  readonly instrument: string;
  /** Standard error of one set over the mean; that of PLAIN_PATHS plain paths; how many plain paths err as much as the set. */
  readonly error: number;
  readonly plain: number;
  readonly plainPaths: number;
  /** Of a set. */
  readonly seconds: number;
}

/** With controls a method has a second row: the same paths, their means corrected by coefficients that all sets share. */
interface Method {
  readonly name: string;
  readonly sets: number;
  readonly control: boolean;
  readonly sampling: NonNullable<SimulationRequest['sampling']>;
}

const METHODS: readonly Method[] = [
  { name: 'plain', sets: SETS, control: false, sampling: { bridge: false, scramble: 'none', quasi: NONE } },
  {
    name: 'antithetic',
    sets: SETS,
    control: false,
    sampling: { bridge: false, scramble: 'none', quasi: NONE, antithetic: true },
  },
  { name: 'Sobol', sets: SETS, control: false, sampling: { bridge: false, scramble: 'owen' } },
  { name: 'Sobol, bridge', sets: MANY_SETS, control: true, sampling: { bridge: true, scramble: 'owen' } },
];

/** `npm run bench -- errors`. */
export async function benchErrors({ json }: { readonly json: boolean }): Promise<void> {
  const all = await readSnapshot(EXAMPLE);
  const snapshot = { ...all, trusts: all.trusts.filter((reading) => reading.ok && reading.trust.name === TRUST) };
  const rows: Row[] = [];
  for (const { name, sets, control, sampling } of METHODS) {
    for (const size of SIZES) {
      const started = performance.now();
      const request: SimulationRequest = {
        model: namedModel('g2pp'),
        paths: size * sets,
        randomizations: sets,
        measures: 'value',
        sampling,
        control,
      };
      const report = await simulate(snapshot, request, { workers: WORKERS });
      const seconds = (performance.now() - started) / 1000 / sets;
      for (const figures of report.trusts[0]?.instruments ?? []) {
        if (!INSTRUMENTS.includes(figures.name)) continue;
        const { deviation, estimates } = figures.byYield;
        const told = [
          { method: name, of: estimates?.plain ?? figures.byYield },
          ...(estimates == null ? [] : [{ method: `${name}, controls`, of: estimates.control }]),
        ];
        for (const { method, of } of told) {
          // Of one set, not of the mean of all; and the plain paths that err as much, from the deviation of the paths, which hardly errs.
          const error = (of?.standardError ?? Number.NaN) * Math.sqrt(sets);
          const mean = of?.mean ?? Number.NaN;
          rows.push({
            ...{ method, sets, size, instrument: figures.name, seconds },
            ...{ error: error / mean, plain: deviation / Math.sqrt(PLAIN_PATHS) / mean, plainPaths: (deviation / error) ** 2 },
          });
        }
      }
    }
  }
  if (json) {
    console.log(JSON.stringify({ machine: machineLine(), trust: TRUST, plainPaths: PLAIN_PATHS, rows }));
    return;
  }
  const plain = INSTRUMENTS.map((instrument) =>
    percent(rows.find((row) => row.method === 'plain' && row.size === SIZES.at(-1) && row.instrument === instrument)?.plain),
  );
  console.log(`${machineLine()}\nstandard error of one set of paths, % of the mean; ${TRUST}\n`);
  tell(rows, ({ error }) => percent(error));
  console.log(lineOf('plain', '', PLAIN_PATHS, plain, ', from the deviation of its paths'));
  console.log('\nplain paths that err as much\n');
  tell(rows, ({ plainPaths }) => Math.round(plainPaths).toLocaleString('en-US'));
}

/** A line a method and size, a column an instrument. */
function tell(rows: readonly Row[], cell: (row: Row) => string): void {
  console.log(lineOf('method', 'sets', 'paths', INSTRUMENTS, '  s a set'));
  for (const method of new Set(rows.map((row) => row.method))) {
    for (const size of SIZES) {
      const here = rows.filter((row) => row.method === method && row.size === size);
      const cells = INSTRUMENTS.map((instrument) => here.filter((row) => row.instrument === instrument).map(cell)[0] ?? '');
      console.log(lineOf(method, here[0]?.sets ?? '', size, cells, (here[0]?.seconds ?? 0).toFixed(2).padStart(9)));
    }
  }
}

function lineOf(method: string, sets: number | string, paths: number | string, cells: readonly string[], end: string): string {
  const all = [String(sets).padStart(6), String(paths).padStart(8), ...cells.map((text) => text.padStart(12))];
  return `${method.padEnd(25)}${all.join('')}${end}`;
}

const percent = (share = Number.NaN) => `${(100 * share).toFixed(3)} %`;
