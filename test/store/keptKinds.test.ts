/** Every analysis is a run: it keeps what it read of every snapshot and what it found, is replayed to the bit, and resumed. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseCurves } from '../../host/analysis/curveReviewChoice.ts';
import { reviewFolder } from '../../host/analysis/curveReviewRead.ts';
import type { TaskRunner } from '../../host/engine/pool.ts';
import { WeirError } from '../../host/errors.ts';
import { ATTRIBUTION_RUNS, attributionRequest } from '../../host/store/attributionRun.ts';
import { BACK_TEST_RUNS, backTestRequest } from '../../host/store/backTestRun.ts';
import { BREAK_EVEN_RUNS, breakEvenRequest } from '../../host/store/breakEvenRun.ts';
import { CURVE_REVIEW_RUNS, curveReviewRequest } from '../../host/store/curveReviewRun.ts';
import { decide, keyOf } from '../../host/store/decisions.ts';
import { DISCLOSURE_RUNS, disclosureRequest } from '../../host/store/disclosureRun.ts';
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { type KeptRequest, type KeptRun, type RunKind, resumeKept, runKept } from '../../host/store/keptRun.ts';
import { ROLLFORWARD_RUNS, rollforwardRequest } from '../../host/store/rollforwardRun.ts';
import { listRuns } from '../../host/store/runBook.ts';
import { replayRun } from '../../host/store/runKinds.ts';
import { cancelRun } from '../../host/store/runs.ts';
import { SENSITIVITY_RUNS, sensitivityRequest } from '../../host/store/sensitivityRun.ts';
import { SIMULATION_RUNS, simulationRequest } from '../../host/store/simulateRun.ts';
import type { ResultTable } from '../../host/store/tables.ts';
import { TIE_OUT_RUNS, tieOutRequest } from '../../host/store/tieOutRun.ts';
import { VALUE_RUNS, valueRequest } from '../../host/store/valueRun.ts';
import { codesOf, temporaryFolder } from './folder.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/portfolio', import.meta.url));
const { folder, remove } = temporaryFolder();
afterAll(remove);

const how = { askedBy: 'Ann', workers: 0 } as const;
const TRUST = 'alt-a-2002-1';
const now = join(folder, '2011-03-31');
let data: DataFolder;

beforeAll(async () => {
  // One small trust at two dates, so that a run takes a moment.
  for (const date of ['2010-12-31', '2011-03-31']) {
    cpSync(join(EXAMPLE, date), join(folder, date), { recursive: true });
    const file = join(folder, date, 'snapshot.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^ {2}- trusts\/alt-a-200[^2]-1\n/gm, ''));
  }
  data = await openData(join(folder, 'data'), { create: true });
});

function columnOf({ tables }: { readonly tables: readonly ResultTable[] }, table: string, name: string) {
  const found = tables.find((each) => each.name === table)?.columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`no column ${table}.${name}`);
  return Array.from<string | number | null>(found.data);
}

/** Numbers of a column; a missing one is an error. */
function numbersOf(run: { readonly tables: readonly ResultTable[] }, table: string, name: string): number[] {
  return columnOf(run, table, name).map((value) => {
    if (typeof value !== 'number') throw new Error(`${table}.${name}: ${value}`);
    return value;
  });
}

/** Does a run, holds what every kind must hold, and gives it. */
async function kept<R extends KeptRequest, V>(
  kind: RunKind<R, V>,
  request: R,
  snapshots: readonly string[],
): Promise<KeptRun<V>> {
  const run = await runKept(kind, data, request, how);
  const inputs = run.manifest.determines.inputs.map(({ path }) => path);
  expect(inputs).toContain('snapshot.yaml');
  expect(new Set(inputs).size).toBe(inputs.length);
  for (const other of snapshots)
    for (const file of ['snapshot.yaml', `trusts/${TRUST}/trust.yaml`]) expect(inputs).toContain(join('..', other, file));
  // Every number says its unit, and every table has its columns, with or without rows.
  for (const { name, columns } of run.tables)
    for (const column of columns)
      if (column.kind === 'number') expect([name, column.name, column.unit]).toEqual([name, column.name, expect.any(String)]);
  expect(await replayRun(data, run.id, how)).toMatchObject({ same: true, differing: 0, inputs: [] });
  return run;
}

describe('a run of the kind', () => {
  it('attribution keeps columns that foot', async () => {
    const request = await attributionRequest(data, now, { sharing: 'ordered', order: 'yields, default' });
    const run = await kept(ATTRIBUTION_RUNS, request, ['2010-12-31']);
    expect(columnOf(run, 'attribution', 'order')[0]).toMatch(/^yields, default, collateral, /);
    for (const table of ['classes', 'trusts', 'instruments']) {
      const [opening, closing] = [numbersOf(run, table, 'opening'), numbersOf(run, table, 'closing')];
      const columns = run.tables.find(({ name }) => name === table)?.columns ?? [];
      const effects = columns.filter(({ name, kind }) => kind === 'number' && name !== 'opening' && name !== 'closing');
      opening.forEach((value, row) => {
        const sum = effects.reduce((total, { data: cells }) => total + Number(cells[row]), value);
        expect(sum).toBeCloseTo(closing[row] ?? Number.NaN, 2);
      });
    }
    expect(await codesOf(attributionRequest(data, now, { sharing: 'ordered', order: 'luck' }))).toEqual(['REQUEST_INVALID']);
  });

  it('rollforward keeps the table of filings, begin to end', async () => {
    const run = await kept(ROLLFORWARD_RUNS, await rollforwardRequest(data, now, {}), ['2010-12-31']);
    const rows = columnOf(run, 'totals', 'row');
    const collateral = columnOf(run, 'totals', 'collateral').map(Number);
    const end = rows.indexOf('end');
    // Between begin and end stand the lines and, of earnings, their sum, which counts once.
    const lines = collateral.slice(0, end).filter((_, row) => rows[row] !== 'earnings');
    expect(lines.reduce((sum, line) => sum + (Number.isNaN(line) ? 0 : line), 0)).toBeCloseTo(collateral[end] ?? Number.NaN, 2);
    expect(columnOf(run, 'differences', 'by')).toEqual([]);
    // One trust is all there is; rows of the sponsor's debt are not its.
    const own = new Map(columnOf(run, 'trusts', 'row').map((row, place) => [row, columnOf(run, 'trusts', 'collateral')[place]]));
    for (const [row, value] of own) expect([row, collateral[rows.indexOf(row)]]).toEqual([row, value]);
  });

  it('disclosure keeps yields that are benchmark and premium', async () => {
    const run = await kept(DISCLOSURE_RUNS, await disclosureRequest(data, now, {}), []);
    const premiums = numbersOf(run, 'yields', 'risk_premium');
    numbersOf(run, 'yields', 'yield').forEach((value, row) => {
      expect((numbersOf(run, 'yields', 'benchmark')[row] ?? 0) + (premiums[row] ?? 0)).toBeCloseTo(value, 12);
    });
    expect(columnOf(run, 'disclosure', 'date')).toEqual(['2011-03-31']);
    expect(await codesOf(disclosureRequest(data, now, { simulation: '20110101T000000000Z-000000000000' }))).toEqual([
      'STORE_RUN_UNKNOWN',
    ]);
    const other = await disclosureRequest(data, now, { simulation: run.id });
    expect(await codesOf(runKept(DISCLOSURE_RUNS, data, other, how))).toEqual(['REQUEST_INVALID']);
  });

  it('disclosure takes what moves together from a simulation of the same snapshot', async () => {
    const asked = { model: 'g2pp', paths: 128, randomizations: 2, measures: 'value' as const, withPaths: true };
    const simulated = await runKept(SIMULATION_RUNS, data, await simulationRequest(data, now, asked), how);
    const request = await disclosureRequest(data, now, { simulation: simulated.id });
    const run = await kept(DISCLOSURE_RUNS, request, []);
    // Of 128 paths the worst twentieth is 7 whole ones, the worst quarter 32; the less bad the more there are.
    expect(numbersOf(run, 'moved_together', 'paths')).toEqual([7, 32]);
    const [twentieth = 0, quarter = 0] = numbersOf(run, 'moved_together', 'net_assets');
    expect(twentieth).toBeLessThan(quarter);
    expect(Object.keys(Object(run.manifest.determines.options.simulation))).toEqual(['instruments', 'path_values']);
  });

  it('tie-out keeps every figure beside what trustees report', async () => {
    const run = await kept(TIE_OUT_RUNS, tieOutRequest(now, {}), ['2010-12-31']);
    const [model, trustee, apart] = ['model', 'trustee', 'difference'].map((name) => numbersOf(run, 'figures', name));
    expect(model?.length).toBeGreaterThan(12);
    model?.forEach((value, row) => expect(value - (trustee?.[row] ?? 0)).toBe(apart?.[row]));
    expect([columnOf(run, 'trusts', 'status'), run.value.ties]).toEqual([['ties'], true]);
    expect(Math.max(...(apart ?? []).map(Math.abs))).toBe(numbersOf(run, 'trusts', 'worst')[0]);
  });

  it('value ties out as well, without the tapes of the snapshot before, and says so', async () => {
    const run = await kept(VALUE_RUNS, await valueRequest(data, now), ['2010-12-31']);
    // What is held does not depend on the older tape: the figures are those of the tie-out that reads it.
    const whole = await runKept(TIE_OUT_RUNS, data, tieOutRequest(now, {}), how);
    expect(columnOf(run, 'tie_out', 'worst')).toEqual(columnOf(whole, 'trusts', 'worst'));
    expect(columnOf(run, 'tie_out', 'status')).toEqual(['ties']);
    expect(columnOf(run, 'tie_out_differences', 'difference')).toEqual([]);
    expect(run.manifest.limits.filter(({ about }) => about === 'tie-out').map(({ text }) => text)).toEqual([
      '1 of 1 trusts tie to what the trustees report since 2010-12-31, every figure to within 1.5 cents',
    ]);
  });

  it('value says what does not tie', async () => {
    const broken = join(folder, 'broken');
    cpSync(now, broken, { recursive: true });
    const file = join(broken, 'trusts', TRUST, 'remittances.csv');
    const [head = '', ...lines] = readFileSync(file, 'utf8').split('\n');
    // Ten dollars more principal than there was, for the first class that got any in the last month.
    const column = head.split(',').findIndex((name) => /principal$/i.test(name));
    const last = lines.findLastIndex((line) => line.split(',').length === head.split(',').length);
    const cells = (lines[last] ?? '').split(',');
    cells[column] = String(Number(cells[column]) + 10);
    lines[last] = cells.join(',');
    writeFileSync(file, [head, ...lines].join('\n'));
    const run = await runKept(VALUE_RUNS, data, await valueRequest(data, broken), how);
    expect(run.manifest.limits.filter(({ about }) => about === 'tie-out').map(({ text }) => text)).toEqual([
      '0 of 1 trusts tie to what the trustees report since 2010-12-31, every figure to within 1.5 cents',
      expect.stringMatching(/^alt-a-2002-1 does not tie: \d+ figures since 2010-12-31 are apart, the furthest by \$/),
    ]);
    expect(numbersOf(run, 'tie_out_differences', 'difference').some((apart) => Math.abs(Math.abs(apart) - 10) < 0.02)).toBe(true);
  });

  it('review keeps the file of thresholds among its inputs, and every test', async () => {
    const tests = join(folder, 'tests.yaml');
    writeFileSync(tests, 'signedError: {default: 1%}\n');
    const run = await kept(CURVE_REVIEW_RUNS, await curveReviewRequest(data, now, { tests }), ['2010-12-31']);
    expect(run.manifest.determines.inputs.map(({ path }) => path)).toContain(join('..', 'tests.yaml'));
    const flags = columnOf(run, 'tests', 'status').filter((status) => status === 'flag').length;
    expect(numbersOf(run, 'trusts', 'flags')).toEqual([flags]);
    // Three curves of each of five cohorts.
    expect(columnOf(run, 'curves', 'curve').length).toBe(15);
  });

  it('back-test keeps what was projected beside what came', async () => {
    const run = await kept(BACK_TEST_RUNS, backTestRequest(now, {}), ['2010-12-31']);
    const [projected, actual, error] = ['projected', 'actual', 'error'].map((name) => numbersOf(run, 'trust_months', name));
    projected?.forEach((value, row) => expect(value - (actual?.[row] ?? 0)).toBe(error?.[row]));
    // Of one trust its months are those of the portfolio.
    expect(columnOf(run, 'months', 'error')).toEqual(error);
    expect(() => backTestRequest(now, { periods: 0 })).toThrow('REQUEST_INVALID');
  });

  it('break-even keeps multiples; stopped, it is resumed and ends with the same', async () => {
    const request = await breakEvenRequest(data, now, { search: { of: ['severity'], tranches: ['M1'] }, base: {} });
    const run = await kept(BREAK_EVEN_RUNS, request, []);
    const asked = columnOf(run, 'multiples', 'question');
    expect(asked).toEqual(expect.arrayContaining(['first dollar', 'written down']));
    // Principal is lost before 5 % of it is written down.
    const multiples = columnOf(run, 'multiples', 'multiple').map(Number);
    expect(multiples[asked.indexOf('written down')]).toBeGreaterThan(multiples[asked.indexOf('first dollar')] ?? Number.NaN);

    const other = await openData(join(folder, 'stopped'), { create: true });
    const stop = new AbortController();
    const runner: TaskRunner = {
      width: 1,
      run: async () => {
        stop.abort();
        throw new WeirError([{ code: 'RUN_CANCELLED', place: 'task', got: 'a request to stop', expected: 'to run to the end' }]);
      },
      close: async () => undefined,
    };
    expect(await codesOf(runKept(BREAK_EVEN_RUNS, other, request, { ...how, runner, signal: stop.signal }))).toEqual([
      'RUN_CANCELLED',
    ]);
    const id = (await listRuns(other)).runs[0]?.id ?? '';
    await cancelRun(other, id, { by: 'Ann', why: 'stopped' });
    expect((await resumeKept(BREAK_EVEN_RUNS, other, id, how)).tables).toEqual(run.tables);
  });
});

describe('with curves that nobody reviewed, and a snapshot that refuses them', () => {
  const [then, today] = [join(folder, '2010-12-31'), now];
  const failedOf = (
    run: KeptRun<{ readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[] }>,
  ) => run.value.failed.map(({ trust, faults }) => [trust, faults[0]?.split(' ')[0]]);
  const refused = [[TRUST, 'CURVE_UNREVIEWED']];

  /** Somebody accepts the curves of second liens, the only ones that the files do not call reviewed. */
  async function accept(snapshotFolder: string): Promise<void> {
    const { snapshot, review } = await reviewFolder(snapshotFolder);
    const chosen = chooseCurves(review, { trusts: [TRUST], cohorts: ['second'] });
    const decisions = chosen.map(({ trust, cohort, curve, text }) => ({ trust, cohort, curve, text }));
    const by = { decision: 'accepted', reviewer: 'B. Hill', why: 'in line' } as const;
    await decide(
      data,
      keyOf(snapshot),
      'Ann',
      decisions.map((each) => ({ ...each, ...by })),
    );
  }

  beforeAll(() => {
    for (const each of [then, today]) {
      const file = join(each, 'snapshot.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('unreviewedCurves: warn', 'unreviewedCurves: refuse'));
    }
  });

  it('every kind that values leaves the trust out until its curves are accepted, at every date that it values', async () => {
    const one = { grid: 'severity 1' };
    const search = { search: { of: ['severity' as const], tranches: ['M1'] }, base: {} };
    const sensitivity = async () => runKept(SENSITIVITY_RUNS, data, await sensitivityRequest(data, today, one), how);
    const attribution = async () =>
      runKept(ATTRIBUTION_RUNS, data, await attributionRequest(data, today, { sharing: 'ordered' }), how);
    expect(failedOf(await sensitivity())).toEqual(refused);
    expect(failedOf(await runKept(DISCLOSURE_RUNS, data, await disclosureRequest(data, today, {}), how))).toEqual(refused);
    // Without a trust there is no class to search.
    expect(await codesOf(runKept(BREAK_EVEN_RUNS, data, await breakEvenRequest(data, today, search), how))).toEqual([
      'REQUEST_INVALID',
    ]);
    await accept(today);
    expect(failedOf(await sensitivity())).toEqual([]);
    expect(failedOf(await attribution())).toEqual(refused);
    await accept(then);
    const run = await attribution();
    expect(failedOf(run)).toEqual([]);
    const { options } = run.manifest.determines;
    expect(options.review).toMatchObject({ entries: 1, before: [{ date: '2010-12-31', seq: 1 }] });
    for (const about of [`${TRUST}: curves of second`, `2010-12-31, ${TRUST}: curves of second`])
      expect(run.manifest.assumptions.find((each) => each.about === about)?.text).toMatch(
        /accepted by B\. Hill on .* \(in line\)/,
      );
    expect(await replayRun(data, run.id, how)).toMatchObject({ same: true, inputs: [] });
    // What tries documents and curves does not wait for reviewers.
    expect((await runKept(TIE_OUT_RUNS, data, tieOutRequest(today, {}), how)).value.ties).toBe(true);
  });
});
