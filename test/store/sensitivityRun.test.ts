/** A sensitivity is a run: kept with its file of scenarios, resumed where it was stopped, replayed to the bit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openData } from '../../host/store/folders.ts';
import { kindOfRun } from '../../host/store/keptRun.ts';
import { listRuns, readTables, showRun } from '../../host/store/runBook.ts';
import { replayRun } from '../../host/store/runKinds.ts';
import { cancelRun } from '../../host/store/runs.ts';
import { resumeSensitivity, runSensitivity } from '../../host/store/sensitivityRun.ts';
import { resumeValue } from '../../host/store/valueRun.ts';
import { codesOf, temporaryFolder } from './folder.ts';
import { smallSnapshot } from './smallSnapshot.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const how = { askedBy: 'Ann', workers: 0 } as const;

const SCENARIOS = 'scenarios:\n  - {name: more, default: {times: 1.5}}\n  - {name: nothing, severity: {plus: 0}}\n';

describe('a sensitivity', () => {
  it('keeps its request, its inputs and its tables, and is replayed to the bit', async () => {
    const data = await openData(join(folder, 'data'), { create: true });
    const snapshot = smallSnapshot(join(folder, 'kept'));
    const scenarios = join(folder, 'kept.yaml');
    writeFileSync(scenarios, SCENARIOS);
    const run = await runSensitivity(data, snapshot, { scenarios, grid: 'default 1,2' }, how);
    expect(await kindOfRun(data, run.id)).toBe('sensitivity');
    expect(run.manifest.determines.inputs.map(({ path }) => path)).toContain(join('..', 'kept.yaml'));
    const { runs } = await listRuns(data);
    expect(runs.map(({ id, title }) => [id, title])).toEqual([[run.id, expect.stringContaining('sensitivity')]]);
    expect((await showRun(data, run.id)).id).toBe(run.id);
    const [totals] = await readTables(data, run.id, ['totals']);
    expect(totals?.columns[0]).toMatchObject({ name: 'shock', data: ['base', 'more', 'nothing', 'default x 1', 'default x 2'] });
    // What changes nothing moves nothing, and neither does the grid's middle.
    const moved = totals?.columns.find(({ name }) => name === 'collateral')?.data ?? [];
    expect([moved[2], moved[3]]).toEqual([0, 0]);
    expect(moved[1]).toBeLessThan(0);
    expect(moved[4]).toBeLessThan(Number(moved[1]));
    expect(await replayRun(data, run.id, how)).toMatchObject({ same: true, differing: 0, inputs: [] });
    // Another file of scenarios is another input.
    writeFileSync(scenarios, SCENARIOS.replace('1.5', '1.6'));
    const replay = await replayRun(data, run.id, how);
    expect(replay.same).toBe(false);
    expect(replay.inputs.map(({ place }) => place)).toEqual([`inputs ${join('..', 'kept.yaml')}`]);
    expect(await codesOf(resumeValue(data, run.id, how))).toEqual(['REQUEST_INVALID']);
  });

  it('that was stopped is resumed, and ends with the same tables', async () => {
    const snapshot = smallSnapshot(join(folder, 'stopped'));
    const whole = await runSensitivity(
      await openData(join(folder, 'whole'), { create: true }),
      snapshot,
      { grid: 'severity 0.5,1' },
      how,
    );
    const data = await openData(join(folder, 'stopped data'), { create: true });
    const stop = new AbortController();
    const stopped = runSensitivity(
      data,
      snapshot,
      { grid: 'severity 0.5,1' },
      { ...how, signal: stop.signal, onProgress: () => stop.abort() },
    );
    expect(await codesOf(stopped)).toEqual(['RUN_CANCELLED']);
    const { runs } = await listRuns(data);
    // It is this process's while that lives: another would take it up at once, this one after a cancellation.
    await cancelRun(data, runs[0]?.id ?? '', { by: 'Ann', why: 'stopped' });
    const resumed = await resumeSensitivity(data, runs[0]?.id ?? '', how);
    expect(resumed.tables).toEqual(whole.tables);
    expect(resumed.value).toEqual(whole.value);
  });

  it('of nothing that can be read is no run', async () => {
    const data = await openData(join(folder, 'none'), { create: true });
    expect(await codesOf(runSensitivity(data, folder, {}, how))).toEqual(['FILE_UNREADABLE']);
    expect(await codesOf(runSensitivity(data, smallSnapshot(join(folder, 'read')), { grid: 'x 1' }, how))).toEqual([
      'REQUEST_INVALID',
    ]);
    expect((await listRuns(data)).runs).toEqual([]);
  });
});
