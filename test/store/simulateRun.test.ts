/** Stochastic runs that are kept: replayed to the bit, from what their request names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type TaskRunner } from '../../host/engine/pool.ts';
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { readTables } from '../../host/store/runBook.ts';
import { replayRun } from '../../host/store/runKinds.ts';
import { runSimulation, SIMULATION_RUNS, type SimulationAsked, type SimulationRun } from '../../host/store/simulateRun.ts';

const SNAPSHOT = fileURLToPath(new URL('../../examples/portfolio/2011-03-31', import.meta.url));
const ASKED: SimulationAsked = {
  model: 'hull-white',
  paths: 128,
  randomizations: 2,
  measures: 'value',
  trust: 'alt-a-2002-1',
  withPaths: true,
};

let folder = '';
let data: DataFolder;
let runner: TaskRunner;
let run: SimulationRun;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-simulate-'));
  data = await openData(join(folder, 'data'), { create: true });
  runner = openPool(0);
  run = await runSimulation(data, SNAPSHOT, ASKED, { askedBy: 'test', runner });
}, 60_000);

afterAll(async () => {
  await runner.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a simulation that is kept', () => {
  it('gives every bit again, with a thread and without what was kept of its tasks', async () => {
    const replay = await replayRun(data, run.id, { askedBy: 'test', workers: 1 });
    expect(replay.same).toBe(true);
    expect(replay.cells).toBeGreaterThan(1000);
  });

  it('gives them again from its own tasks, fan charts included', async () => {
    const again = await runSimulation(data, SNAPSHOT, ASKED, { askedBy: 'test', runner });
    expect(again.tables).toEqual(run.tables);
  });

  it('has a value for every instrument and path, where that is asked for, and probabilities that are shares', async () => {
    const tables = await readTables(data, run.id, ['path_values', 'probability_months']);
    const of = (name: string) => tables.find((table) => table.name === name);
    const [paths, probabilities] = [of('path_values'), of('probability_months')];
    const instruments = run.value.trusts[0]?.instruments.length ?? 0;
    expect(paths?.columns[0]?.data.length).toBe(128 * instruments);
    const shares = probabilities?.columns.find(({ name }) => name === 'probability');
    expect(shares?.data.length).toBeGreaterThan(0);
    expect(Array.from(shares?.data ?? [], Number).every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  it('is asked for by a request that is read back whole', () => {
    const request = { kind: 'simulation', snapshot: SNAPSHOT, ...ASKED, seed: 7, untilError: 0.01 } as const;
    expect(SIMULATION_RUNS.requestOf(JSON.parse(JSON.stringify(request)))).toEqual(request);
    expect(SIMULATION_RUNS.requestOf({ kind: 'simulation', snapshot: SNAPSHOT })).toBeUndefined();
  });

  it('refuses a model that there is not before anything is kept', async () => {
    await expect(runSimulation(data, SNAPSHOT, { ...ASKED, model: 'g2' }, { askedBy: 'test', runner })).rejects.toThrow(
      /MODEL_SHAPE.*g2pp/s,
    );
    await expect(runSimulation(data, SNAPSHOT, { ...ASKED, trust: 'alt-b' }, { askedBy: 'test', runner })).rejects.toThrow(
      /REQUEST_INVALID trust/,
    );
  });
});
