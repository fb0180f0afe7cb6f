/** Errands: the same bits wherever they are done, what layers tell comes back, and faults cross. */
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runErrand } from '../../host/engine/errand.ts';
import { openPool } from '../../host/engine/pool.ts';
import { openData } from '../../host/store/folders.ts';
import { rememberingRunner } from '../../host/store/rememberingRunner.ts';
import { bitsOf, codesOf, temporaryFolder } from '../store/folder.ts';
import PROJECTED from './projectedErrand.ts';

const { folder, remove } = temporaryFolder();
const [here, threads] = [openPool(0), openPool(2)];
afterAll(async () => {
  await threads.close();
  remove();
});

const given = {
  file: fileURLToPath(new URL('../../examples/deals/sequential.yaml', import.meta.url)),
  speeds: [0, 0.005, 0.01, 0.02, 0.03],
  block: 2,
};
const maker = { layout: 1, kernel: 'of a test' };

describe('an errand', () => {
  it('gives the same bits on a thread as here', async () => {
    const there = await runErrand(PROJECTED, given, threads);
    expect(there.map((plane) => bitsOf(plane))).toEqual((await runErrand(PROJECTED, given, here)).map((plane) => bitsOf(plane)));
    // Whatever is paid early shortens A.
    const last = there.map((balances) => balances.findLastIndex((left) => left > 0.005));
    expect(last.length).toBe(5);
    for (let path = 1; path < 5; path++) expect(last[path]).toBeLessThan(last[path - 1] ?? Number.NaN);
  });

  it('counts what its tasks came to: three blocks of at most two paths, live months of both loans on five paths', async () => {
    const sent = await threads.send?.(PROJECTED, given, []);
    expect(sent?.tasks).toBe(3);
    expect(sent?.loanMonthPaths).toBe(5 * (357 + 350));
  });

  it('is remembered under the same names whoever does it, and found by whoever asks again', async () => {
    const data = await openData(`${folder}/data`, { create: true });
    const first = rememberingRunner(threads, data, maker);
    const balances = await runErrand(PROJECTED, given, first);
    expect([first.tasks().length, first.found()]).toEqual([3, 0]);
    for (const runner of [here, threads]) {
      const again = rememberingRunner(runner, data, maker);
      const found = await runErrand(PROJECTED, given, again);
      expect([again.tasks(), again.found()]).toEqual([first.tasks(), 3]);
      expect(found.map((plane) => bitsOf(plane))).toEqual(balances.map((plane) => bitsOf(plane)));
    }
    expect((await threads.send?.(PROJECTED, given, []))?.tasks).toBe(3);
  });

  it('refuses as it would here', async () => {
    const wrong = { ...given, file: 'no-such-deal.yaml' };
    const codes = await codesOf(runErrand(PROJECTED, wrong, here));
    expect(codes.length).toBeGreaterThan(0);
    expect(await codesOf(runErrand(PROJECTED, wrong, threads))).toEqual(codes);
  });

  it('ends when it is told to', async () => {
    for (const runner of [here, threads])
      expect(await codesOf(runErrand(PROJECTED, given, runner, AbortSignal.abort()))).toEqual(['RUN_CANCELLED']);
  });
});
