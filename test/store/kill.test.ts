/** Processes killed at any moment: what stands under its own name is whole, and a run taken up again ends with the same bits. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { TEMPORARY } from '../../host/store/atomic.ts';
import { compareRuns } from '../../host/store/compare.ts';
import { type DataFolder, openData, runFolder, tableFile } from '../../host/store/folders.ts';
import { listRuns, showRun, verifyRun } from '../../host/store/runBook.ts';
import { createRun, resumeRun } from '../../host/store/runs.ts';
import { getTask } from '../../host/store/taskStore.ts';
import { bitsOf, nameOfTask, pause, seeded, startChild, taskOf, temporaryFolder } from './folder.ts';
import { RUN_REQUEST, RUN_TASKS, work } from './work.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

it('leaves tasks of which what stands under its own name is whole', async () => {
  const killed = join(folder, 'killed');
  const there = await openData(killed, { create: true });
  const random = seeded(20_110_331);
  let torn = 0;
  let whole = 0;
  const faults: string[] = [];
  // Until three kills have fallen into the writing of a file: else this would show little.
  for (let round = 0; round < 40 && torn < 3; round++) {
    const child = startChild('put', killed, String(1_000 * round), String(1_000 * round + 999));
    await child.firstLine;
    await pause(2 + 40 * random());
    child.process.kill('SIGKILL');
    await child.ended;
    for (let place = 1_000 * round; ; place++) {
      const hash = nameOfTask(place);
      const shelf = join(there.tasks, hash.slice(0, 2));
      const names = readdirSync(there.tasks).includes(hash.slice(0, 2)) ? readdirSync(shelf) : [];
      torn += names.filter((name) => name.startsWith(TEMPORARY) && name.endsWith(hash)).length;
      if (!names.includes(hash)) break;
      const found = await getTask(there, hash);
      if (bitsOf(found?.columns.get('amount')) !== bitsOf(taskOf(place).columns.get('amount')))
        faults.push(`round ${round}, task ${place}`);
      whole++;
    }
  }
  expect(faults).toEqual([]);
  expect(whole).toBeGreaterThan(0);
  expect(torn).toBeGreaterThanOrEqual(3);
});

/** How many of the run's tasks are kept whole. */
async function keptTasks(data: DataFolder): Promise<number> {
  let kept = 0;
  for (let place = 0; place < RUN_TASKS; place++) if ((await getTask(data, nameOfTask(place))) !== undefined) kept++;
  return kept;
}

it('leaves a run that ends, once taken up again, with the bits of one that nobody disturbed', async () => {
  const quiet = await openData(join(folder, 'quiet'), { create: true });
  const run = await createRun(quiet, { request: RUN_REQUEST, askedBy: 'a test' });
  const started = performance.now();
  expect((await work(run)).computed).toBe(RUN_TASKS);
  const undisturbed = performance.now() - started;
  const rounds = 5;
  let interrupted = 0;
  for (let round = 0; round < rounds; round++) {
    const data = await openData(join(folder, `killed ${round}`), { create: true });
    const child = startChild('run', data.root);
    const id = await child.firstLine;
    await pause((undisturbed * (round + 0.5)) / rounds);
    child.process.kill('SIGKILL');
    await child.ended;
    const { runs, faults } = await listRuns(data);
    expect(faults).toEqual([]);
    expect(runs.map((one) => one.id)).toEqual([id]);
    if (runs[0]?.status !== 'done') {
      expect(runs[0]?.status).toBe('interrupted');
      interrupted++;
      const kept = await keptTasks(data);
      expect((await work(await resumeRun(data, id, { by: 'a test' }))).computed).toBe(RUN_TASKS - kept);
    }
    expect((await showRun(data, id)).status).toBe('done');
    expect(await verifyRun(data, id)).toEqual([]);
    const comparison = await compareRuns([quiet, run.id], [data, id]);
    expect([comparison.same, comparison.differing, comparison.cells]).toEqual([true, 0, RUN_TASKS + 20_000]);
    for (const name of ['sums', 'spread']) {
      const files = [tableFile(runFolder(quiet, run.id), name), tableFile(runFolder(data, id), name)];
      expect(readFileSync(files[0]!).equals(readFileSync(files[1]!)), name).toBe(true);
    }
  }
  // Else this would show nothing.
  expect(interrupted).toBeGreaterThan(0);
});
