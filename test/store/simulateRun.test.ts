/** Stochastic runs that are kept: replayed to the bit, from what their request names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathsRun } from '../../host/analysis/simulateRequest.ts';
import { openPool, type TaskRunner } from '../../host/engine/pool.ts';
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { readTables } from '../../host/store/runBook.ts';
import { replayRun } from '../../host/store/runKinds.ts';
import {
  runSimulation,
  SIMULATION_RUNS,
  type SimulationAsked,
  type SimulationRun,
  simulationRequest,
} from '../../host/store/simulateRun.ts';

import { smallSnapshot } from './smallSnapshot.ts';

const ASKED: SimulationAsked = {
  model: 'hull-white',
  paths: 128,
  randomizations: 2,
  measures: 'value',
  trust: 'alt-a-2002-1',
  withPaths: true,
  control: true,
  quotes: [
    { trust: 'alt-a-2002-1', instrument: 'A', price: 97.5 },
    { trust: 'alt-a-2002-1', instrument: 'residual', oas: 0.08 },
  ],
};

let folder = '';
/** The trust that is simulated and one more: every run reads the whole. */
let snapshot = '';
let data: DataFolder;
let runner: TaskRunner;
let run: SimulationRun;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-simulate-'));
  snapshot = smallSnapshot(join(folder, 'snapshot'), [2002, 2003]);
  data = await openData(join(folder, 'data'), { create: true });
  runner = openPool(0);
  run = await runSimulation(data, snapshot, ASKED, { askedBy: 'test', runner });
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
    const again = await runSimulation(data, snapshot, ASKED, { askedBy: 'test', runner });
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

  it('has a row for each price and spread that was asked about', async () => {
    const [quotes] = await readTables(data, run.id, ['quotes']);
    const column = (name: string): unknown[] => [...(quotes?.columns.find((each) => each.name === name)?.data ?? [])];
    expect(column('instrument')).toEqual(['A', 'residual']);
    expect(column('given')).toEqual(['price', 'oas']);
    expect(column('price')[0]).toBeCloseTo(97.5, 12);
    expect(column('oas')[1]).toBe(0.08);
    // What was given has no error; what follows from it has.
    const errors = ['oas_standard_error', 'value_standard_error'].map((name) => column(name).map((value) => Number(value) > 0));
    expect(errors).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('has both means of every value where control variates are asked for, and one of them stands', async () => {
    const [estimates, instruments] = await readTables(data, run.id, ['estimates', 'instruments']);
    const column = (table: typeof estimates, name: string): unknown[] => [
      ...(table?.columns.find((each) => each.name === name)?.data ?? []),
    ];
    expect(column(estimates, 'controls').every((count) => count === 6)).toBe(true);
    const stands = column(estimates, 'stands');
    const means = ['control_mean', 'plain_mean'].map((name) => column(estimates, name));
    const trusts = column(estimates, 'trust');
    const standing = stands.flatMap((which, row) => (trusts[row] === null ? [] : [means[which === 'control' ? 0 : 1]?.[row]]));
    const told = ['by_yield_mean', 'by_rates_mean'].map((name) => column(instruments, name));
    expect(standing).toEqual(told[0]?.flatMap((mean, row) => [mean, told[1]?.[row]]));
    expect(run.manifest.determines.options).toMatchObject({ control: true });
  });

  it('is asked for by a request that is read back whole', () => {
    const request = { kind: 'simulation', snapshot, ...ASKED, seed: 7, untilError: 0.01 } as const;
    expect(SIMULATION_RUNS.requestOf(JSON.parse(JSON.stringify(request)))).toEqual(request);
    expect(SIMULATION_RUNS.requestOf({ kind: 'simulation', snapshot })).toBeUndefined();
  });

  it('says how many paths are run: whole 64s of each randomization', async () => {
    // A third of 100 is 34, of which 64 are run: 192 in all. Until an error is reached they may be doubled.
    const request = await simulationRequest(data, snapshot, { ...ASKED, paths: 100, randomizations: 3 });
    const { title, options } = await SIMULATION_RUNS.prepare(request, undefined, data);
    expect(title).toMatch(/, 192 paths$/);
    expect(options.paths).toBe(192);
    expect((await SIMULATION_RUNS.prepare({ ...request, untilError: 0.01 }, undefined, data)).title).toMatch(
      /, 192 paths or more$/,
    );
    expect(run.value.paths).toBe(pathsRun(ASKED));
    expect(pathsRun({ paths: 64 })).toBe(512);
  });

  it('keeps the behaviour file that it was asked with: in the request by its path, in the manifest with its hash', async () => {
    const behaviour = join(folder, 'behaviour.yaml');
    writeFileSync(behaviour, 'behaviour: none\ndefault: {steepness: 0, paymentShock: 0}\nrefinancing: {speed: 0}\n');
    const moved = await runSimulation(data, snapshot, { ...ASKED, behaviour }, { askedBy: 'test', runner });
    expect(moved.manifest.determines.inputs.find(({ path }) => path.endsWith('behaviour.yaml'))?.sha256).toMatch(
      /^[0-9a-f]{64}$/,
    );
    const residual = ({ value }: SimulationRun) =>
      value.trusts[0]?.instruments.find(({ kind }) => kind === 'residual')?.byYield.mean;
    expect(residual(moved)).not.toBe(residual(run));
    // Another file in its place is told of.
    writeFileSync(behaviour, 'behaviour: other\n');
    const replay = await replayRun(data, moved.id, { askedBy: 'test', runner });
    expect(replay.same).toBe(false);
    expect(replay.inputs.length).toBeGreaterThan(0);
  });

  it('refuses a model that there is not before anything is kept', async () => {
    await expect(runSimulation(data, snapshot, { ...ASKED, model: 'g2' }, { askedBy: 'test', runner })).rejects.toThrow(
      /MODEL_SHAPE.*g2pp/s,
    );
    await expect(runSimulation(data, snapshot, { ...ASKED, trust: 'alt-b' }, { askedBy: 'test', runner })).rejects.toThrow(
      /REQUEST_INVALID trust/,
    );
  });
});
