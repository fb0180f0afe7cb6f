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
const INSTRUMENTS = ['residual', 'M2'];
/** Sets of paths of each size, from whose means the error of one set comes. */
const SETS = 16;
const SIZES = [64, 256, 1024];
/** Paths of plain Monte Carlo whose error is held against that of a quasi-random set of the last size. */
const PLAIN_PATHS = 16_384;

/** Far more variables than a model has. */
const NONE = [0, 0, 0, 0, 0, 0];

const METHODS: readonly { readonly name: string; readonly sampling: NonNullable<SimulationRequest['sampling']> }[] = [
  { name: 'plain', sampling: { bridge: false, scramble: 'none', quasi: NONE } },
  { name: 'antithetic', sampling: { bridge: false, scramble: 'none', quasi: NONE, antithetic: true } },
  { name: 'Sobol', sampling: { bridge: false, scramble: 'owen' } },
  { name: 'Sobol, bridge', sampling: { bridge: true, scramble: 'owen' } },
];

/** `npm run bench -- errors`. */
export async function benchErrors({ json }: { readonly json: boolean }): Promise<void> {
  const all = await readSnapshot(EXAMPLE);
  const snapshot = { ...all, trusts: all.trusts.filter((reading) => reading.ok && reading.trust.name === TRUST) };
  const rows: { method: string; size: number; instrument: string; error: number; plain: number; seconds: number }[] = [];
  for (const { name, sampling } of METHODS) {
    for (const size of SIZES) {
      const started = performance.now();
      const request: SimulationRequest = {
        model: namedModel('g2pp'),
        paths: size * SETS,
        randomizations: SETS,
        measures: 'value',
        sampling,
      };
      const report = await simulate(snapshot, request, { workers: WORKERS });
      const seconds = (performance.now() - started) / 1000 / SETS;
      for (const figures of report.trusts[0]?.instruments ?? []) {
        if (!INSTRUMENTS.includes(figures.name)) continue;
        const { mean, standardError, deviation } = figures.byYield;
        // Of one set, not of the mean of all; and of plain Monte Carlo from the deviation of the paths, which hardly errs.
        rows.push({
          method: name,
          size,
          instrument: figures.name,
          error: ((standardError ?? 0) * Math.sqrt(SETS)) / mean,
          plain: deviation / Math.sqrt(PLAIN_PATHS) / mean,
          seconds,
        });
      }
    }
  }
  if (json) {
    console.log(JSON.stringify({ machine: machineLine(), trust: TRUST, sets: SETS, plainPaths: PLAIN_PATHS, rows }));
    return;
  }
  console.log(machineLine());
  console.log(`standard error of one set of paths, % of the mean; ${TRUST}, ${SETS} sets\n`);
  console.log(
    `${'method'.padEnd(15)}${'paths'.padStart(7)}${INSTRUMENTS.map((name) => name.padStart(12)).join('')}${'s a set'.padStart(10)}`,
  );
  for (const { name } of METHODS) {
    for (const size of SIZES) {
      const here = rows.filter((row) => row.method === name && row.size === size);
      const cells = INSTRUMENTS.map((instrument) =>
        percent(here.find((row) => row.instrument === instrument)?.error).padStart(12),
      );
      console.log(
        `${name.padEnd(15)}${String(size).padStart(7)}${cells.join('')}${(here[0]?.seconds ?? 0).toFixed(2).padStart(10)}`,
      );
    }
  }
  const plain = INSTRUMENTS.map((instrument) =>
    percent(
      rows.find((row) => row.method === 'plain' && row.size === SIZES.at(-1) && row.instrument === instrument)?.plain,
    ).padStart(12),
  );
  console.log(`${'plain'.padEnd(15)}${String(PLAIN_PATHS).padStart(7)}${plain.join('')}    from the deviation of its paths`);
}

const percent = (share = Number.NaN) => `${(100 * share).toFixed(3)} %`;
