/**
 * A large valuation through the service against the same in process: 100,000 loans in 60 trusts, from the snapshot's files to tables on
 * disk. Each has a data folder without results of tasks; the two take turns.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../api/server.ts';
import { openData, runValue } from '../host/index.ts';
import { machineLine, median } from './harness.ts';

const GENERATOR = fileURLToPath(new URL('../examples/portfolio/generate.ts', import.meta.url));
const DATE = '2010-12-31';
const SIZE = { trusts: 60, loans: 100_000 };
const ROUNDS = 5;
const WORKERS = availableParallelism();
const LOOK_EVERY = 20;

/** `npm run bench -- api`. */
export async function benchApi({ json }: { readonly json: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  try {
    execFileSync(process.execPath, [
      GENERATOR,
      join(folder, 'portfolio'),
      '--trusts',
      `${SIZE.trusts}`,
      '--loans',
      `${SIZE.loans}`,
      '--parquet',
    ]);
    const snapshot = join(folder, 'portfolio', DATE);
    const alone: number[] = [];
    const through: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const first = await inProcess(join(folder, `alone-${round}`), snapshot);
      const second = await throughService(join(folder, `service-${round}`), snapshot);
      // The first round warms up.
      if (round === 0) continue;
      alone.push(first);
      through.push(second);
    }
    const ratio = median(through.map((seconds, round) => seconds / (alone[round] ?? Number.NaN)));
    const timed = { inProcess: median(alone), throughService: median(through), ratio };
    if (json) console.log(JSON.stringify({ machine: machineLine(), ...SIZE, workers: WORKERS, rounds: ROUNDS, ...timed }));
    else {
      console.log(machineLine());
      console.log(`${SIZE.loans} loans in ${SIZE.trusts} trusts, from files to tables, ${WORKERS} workers\n`);
      console.log(`in process       ${timed.inProcess.toFixed(2).padStart(8)} s`);
      console.log(`through service  ${timed.throughService.toFixed(2).padStart(8)} s   ${ratio.toFixed(3)} times as long`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Units: seconds. */
async function inProcess(root: string, snapshot: string): Promise<number> {
  const data = await openData(root, { create: true });
  const started = performance.now();
  await runValue(data, snapshot, { askedBy: 'bench', workers: WORKERS });
  const seconds = (performance.now() - started) / 1000;
  rmSync(root, { recursive: true });
  return seconds;
}

/** From the request to the end of the run. Units: seconds. */
async function throughService(root: string, snapshot: string): Promise<number> {
  const server = await serve({ data: root, port: 0, noKeys: true, workers: WORKERS });
  cpSync(snapshot, join(root, 'snapshots', DATE), { recursive: true });
  const started = performance.now();
  const ask = async (path: string, init: RequestInit = {}): Promise<{ readonly id: string; readonly status: string }> =>
    JSON.parse(await (await fetch(`${server.url}/v1${path}`, init)).text());
  const headers = { 'content-type': 'application/json' };
  const { id } = await ask('/runs', { method: 'POST', headers, body: JSON.stringify({ kind: 'value', snapshot: DATE }) });
  let { status } = await ask(`/runs/${id}`);
  while (status === 'queued' || status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    ({ status } = await ask(`/runs/${id}`));
  }
  const seconds = (performance.now() - started) / 1000;
  await server.stop(0);
  rmSync(root, { recursive: true });
  if (status !== 'done') throw new Error(`api: the run is ${status}`);
  return seconds;
}
