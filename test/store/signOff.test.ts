/** Adjustments and the sign-off: who, when, why; and after it nothing more. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openData, runFolder, tableFile } from '../../host/store/folders.ts';
import { buildManifest } from '../../host/store/manifest.ts';
import { deleteRun, listRuns, showRun, verifyRun } from '../../host/store/runBook.ts';
import { cancelRun, createRun, finishRun, type OpenRun, resumeRun } from '../../host/store/runs.ts';
import { adjustRun, lockRun } from '../../host/store/signOff.ts';
import { codesOf, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

let data: DataFolder;
let run: OpenRun;
let count = 0;
const versions = { weir: '1', layout: 2, kernel: 'ab' };
const results = {
  manifest: buildManifest({ request: {}, inputs: [], versions, askedBy: 'Ann', started: new Date(0) }),
  tables: [{ name: 'values', columns: [{ name: 'x', kind: 'number' as const, data: Float64Array.of(1) }] }],
};
const adjustment = { by: 'Ann', target: 'alt-a-2005-1, A2', amount: -12_345.67, why: 'trade after the date' };

beforeEach(async () => {
  data = await openData(join(folder, `data ${count++}`), { create: true });
  run = await createRun(data, { request: {}, askedBy: 'Ann' });
});

const signed = async () => {
  await finishRun(run, results);
  await lockRun(data, run.id, 'Ann', 'Bob', 'third quarter');
};

describe('adjustments', () => {
  it('are kept in order with who, when, why, how much and of what', async () => {
    await finishRun(run, results);
    const before = new Date().toISOString();
    await adjustRun(data, run.id, adjustment);
    await adjustRun(data, run.id, { ...adjustment, by: 'Bob', amount: 0.01, why: 'rounding' });
    const { state, adjustments } = await showRun(data, run.id);
    expect(adjustments).toBe(2);
    expect(state.adjustments.map(({ at: _, ...rest }) => rest)).toEqual([
      adjustment,
      { ...adjustment, by: 'Bob', amount: 0.01, why: 'rounding' },
    ]);
    const [first, second] = state.adjustments.map(({ at }) => at);
    expect(first! >= before && second! >= first!).toBe(true);
    expect(await verifyRun(data, run.id)).toEqual([]);
  });

  it('made at once are all kept', async () => {
    await finishRun(run, results);
    await Promise.all(Array.from({ length: 8 }, (_, place) => adjustRun(data, run.id, { ...adjustment, amount: place })));
    const { state } = await showRun(data, run.id);
    expect(state.adjustments.map(({ amount }) => amount).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('need all their parts, and a run that is done', async () => {
    expect(await codesOf(adjustRun(data, run.id, adjustment))).toEqual(['STORE_RUN_STATE']);
    const nothing = { by: '', target: ' ', amount: Number.NaN, why: '' };
    expect(await codesOf(adjustRun(data, run.id, nothing))).toEqual(Array(4).fill('STORE_SIGN_OFF'));
  });
});

describe('a run signed off', () => {
  it('says by whom and why, in lists too', async () => {
    await signed();
    const { locked, status, state } = await showRun(data, run.id);
    const { at: _, ...signOff } = state.signOff!;
    expect({ locked, status, signOff }).toEqual({
      locked: true,
      status: 'done',
      signOff: { preparer: 'Ann', reviewer: 'Bob', note: 'third quarter' },
    });
    expect((await listRuns(data)).runs.map((one) => one.locked)).toEqual([true]);
  });

  it('changes no more', async () => {
    await signed();
    const refused = ['STORE_RUN_LOCKED'];
    expect(await codesOf(adjustRun(data, run.id, adjustment))).toEqual(refused);
    expect(await codesOf(deleteRun(data, run.id, { by: 'Ann', why: 'space' }))).toEqual(refused);
    expect(await codesOf(resumeRun(data, run.id, { by: 'Ann' }))).toEqual(refused);
    expect(await codesOf(lockRun(data, run.id, 'Ann', 'Eve', 'again'))).toEqual(refused);
    expect(await codesOf(finishRun(run, results))).toEqual(['STORE_RUN_LOST']);
    expect(await codesOf(cancelRun(data, run.id, { by: 'Ann', why: 'late' }))).toEqual(['STORE_RUN_STATE']);
    expect(await verifyRun(data, run.id)).toEqual([]);
  });

  it('has two people behind it, and was done', async () => {
    expect(await codesOf(lockRun(data, run.id, 'Ann', 'Bob', ''))).toEqual(['STORE_RUN_STATE']);
    await finishRun(run, results);
    expect(await codesOf(lockRun(data, run.id, 'Ann', ' ann', ''))).toEqual(['STORE_SIGN_OFF']);
    expect(await codesOf(lockRun(data, run.id, '', ' ', ''))).toEqual(['STORE_SIGN_OFF', 'STORE_SIGN_OFF']);
    expect((await showRun(data, run.id)).locked).toBe(false);
  });

  it('was whole: spoiled results are not signed', async () => {
    await finishRun(run, results);
    writeFileSync(tableFile(runFolder(data, run.id), 'values'), 'spoiled');
    expect(await codesOf(lockRun(data, run.id, 'Ann', 'Bob', ''))).toEqual(['STORE_CORRUPT']);
  });

  it('holds every adjustment that was made, whoever was first', async () => {
    await finishRun(run, results);
    const lock = codesOf(lockRun(data, run.id, 'Ann', 'Bob', ''));
    const adjusted = await Promise.all(Array.from({ length: 6 }, () => codesOf(adjustRun(data, run.id, adjustment))));
    expect(await lock).toEqual([]);
    const made = adjusted.filter((codes) => codes.length === 0).length;
    const { state } = await showRun(data, run.id);
    expect(state.adjustments).toHaveLength(made);
    expect(state.adjustments.every(({ at }) => at <= state.signOff!.at)).toBe(true);
    expect(adjusted.every(([code = 'STORE_RUN_LOCKED']) => code === 'STORE_RUN_LOCKED')).toBe(true);
  });
});
