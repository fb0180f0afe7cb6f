/** Every kind of run that the service knows, on two trusts at two dates: what comes out ties, or is what it is without the service. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../api/runs/kinds.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import {
  breakEvens,
  factorOrder,
  onlyTrust,
  openData,
  quantile,
  readSnapshot,
  runKept,
  TIE_OUT_RUNS,
  tieOutRequest,
} from '../../host/index.ts';
import { answering, BEFORE, get, openClient, refusing, SNAPSHOT, TRUSTS, withPair } from './service.ts';
import { finished } from './watch.ts';

const { app, service, folder } = await openClient({});
withPair(folder);
const answered = answering(app);
const refused = refusing(app);
const [SMALL = ''] = TRUSTS;

/** What kinds are asked for that are of no snapshot. */
const OTHERS: Readonly<Record<string, Record<string, unknown>>> = {
  replay: { run: 'x' },
  benchmark: { workload: 'small' },
  diff: { a: 'x', b: 'y' },
};

/** A run that must be done, with its result as JSON. */
async function done<T = unknown>(body: object, path = '/runs'): Promise<{ run: RunAnswer; result: T }> {
  const run = await finished(app, (await answered<RunAnswer>(path, body)).id);
  if (run.status !== 'done') throw new Error(`${run.kind} is ${run.status}: ${JSON.stringify(run.faults)}`);
  const result: unknown = run.result;
  return { run, result: result as T };
}

/** Rows of a table of a run, by the names of its columns. */
async function rowsOf({ id }: RunAnswer, name: string): Promise<Record<string, string | number | null>[]> {
  const { columns, rows } = await get<{ rows: (string | number | null)[][]; columns: { name: string }[] }>(
    app,
    `/runs/${id}/tables/${name}`,
  );
  return rows.map((row) => Object.fromEntries(columns.map((column, place) => [column.name, row[place] ?? null])));
}

/** What was told of a simulation while it went on. */
async function partialsOf(id: string): Promise<{ paths: number; randomizations: number }[]> {
  const { body } = await app.inject({ method: 'GET', url: `/v1/runs/${id}/events` });
  const data = body.split('\n').filter((line) => line.startsWith('data:'));
  return data.flatMap((line) => JSON.parse(line.slice('data:'.length)).partial ?? []);
}

describe('a run of the kind', () => {
  it('sensitivity keeps the cells of its grid', async () => {
    const { run } = await done({ kind: 'sensitivity', snapshot: SNAPSHOT, trust: SMALL, grid: 'severity 0.5,1,1.5' });
    const grids = await get<{ rows: (string | number | null)[][]; columns: { name: string }[] }>(
      app,
      `/runs/${run.id}/tables/grids`,
    );
    const at = (name: string) => grids.columns.findIndex((column) => column.name === name);
    expect(grids.rows.map((row) => row[at('value_1')])).toEqual([0.5, 1, 1.5]);
    // Severities as they are change nothing; lower ones help.
    const changes = grids.rows.map((row) => Number(row[at('net_assets')]));
    expect(changes[1]).toBe(0);
    expect(changes[0]).toBeGreaterThan(0);
    expect(changes[2]).toBeLessThan(0);
  });

  it('sensitivity takes scenarios from the request', async () => {
    const scenarios = 'scenarios:\n  - {name: twice, default: {times: 2}}\n';
    const { run } = await done({ kind: 'sensitivity', snapshot: SNAPSHOT, trust: SMALL, scenarios });
    const { rows } = await get<{ rows: string[][] }>(app, `/runs/${run.id}/tables/shocks`);
    expect(rows.map(([name]) => name)).toEqual(['twice']);
    const { result } = await done<{ same: boolean }>({}, `/runs/${run.id}/replay`);
    expect(result.same).toBe(true);
  });

  it('simulation, by either of its names, keeps behaviour and quotes, tells what is known, and can be replayed', async () => {
    const behaviour = { behaviour: 'slow', turnover: { speed: '4%' } };
    const quotes = [
      { trust: SMALL, instrument: 'collateral', price: 90 },
      { trust: SMALL, instrument: 'collateral', oas: 0.02 },
    ];
    const { run } = await done({
      kind: 'simulate',
      snapshot: SNAPSHOT,
      trust: SMALL,
      model: 'hull-white',
      paths: 64,
      randomizations: 1,
      measures: 'value',
      seed: 7,
      stream: true,
      ...{ behaviour, quotes },
    });
    expect(run).toMatchObject({ kind: 'simulation', asked: { behaviour, quotes } });
    expect(run.tables).toEqual(expect.arrayContaining(['instruments', 'totals', 'quotes']));
    const { determines } = await get<{
      determines: { request: object; options: object; inputs: { path: string; sha256: string }[] };
    }>(app, `/runs/${run.id}/manifest`);
    expect(determines.options).toMatchObject({ behaviour: { turnover: { speed: 0.04 } }, quotes });
    const sha256 = createHash('sha256')
      .update(JSON.stringify(behaviour, null, 2))
      .digest('hex');
    expect(determines.inputs).toContainEqual(expect.objectContaining({ path: `../../behaviours/${sha256}.yaml`, sha256 }));
    expect(await get(app, '/runs?kind=simulate')).toEqual(await get(app, '/runs?kind=simulation'));
    expect((await partialsOf(run.id)).map(({ paths, randomizations }) => [paths, randomizations])).toEqual([[64, 1]]);
    const { result } = await done<{ same: boolean }>({}, `/runs/${run.id}/replay`);
    expect(result.same).toBe(true);
    expect(
      await refused('/runs', { kind: 'simulation', snapshot: SNAPSHOT, model: 'g2pp', modelText: 'model: g2pp' }),
    ).toMatchObject({ faults: [{ place: 'model' }] });
  });

  it('break-even finds what it finds without the service', async () => {
    const asked = { of: ['severity'], tranches: ['M1'] };
    const { run } = await done({ kind: 'break-even', snapshot: SNAPSHOT, trust: 'alt-a-2005-1', ...asked });
    const snapshot = onlyTrust(await readSnapshot(join(folder, 'snapshots', SNAPSHOT)), 'alt-a-2005-1');
    const { reports } = await breakEvens(snapshot, { of: ['severity'], tranches: ['M1'] }, {}, { workers: 0 });
    const [driver] = reports[0]?.classes[0]?.drivers ?? [];
    const { down = null, up = null, coverage = null } = driver?.firstLoss ?? {};
    const rows = await rowsOf(run, 'multiples');
    expect(rows.find(({ question }) => question === 'first dollar')).toMatchObject({ tranche: 'M1', down, up, coverage });
  });

  it('attribution foots, column by column, and is replayed', async () => {
    const { run } = await done({ kind: 'attribution', snapshot: SNAPSHOT, order: 'yields, default' });
    expect(await rowsOf(run, 'attribution')).toMatchObject([
      { from: BEFORE, to: SNAPSHOT, order: factorOrder('yields, default').join(', ') },
    ]);
    const columns = [...(await rowsOf(run, 'instruments')), ...(await rowsOf(run, 'classes'))];
    expect(columns.length).toBeGreaterThan(10);
    for (const { trust: _, instrument: __, class: ___, closing, ...amounts } of columns)
      expect(Object.values(amounts).reduce<number>((sum, amount) => sum + Number(amount), 0)).toBeCloseTo(Number(closing), 2);
    const { result } = await done<{ same: boolean }>({}, `/runs/${run.id}/replay`);
    expect(result.same).toBe(true);
    expect(await refused('/runs', { kind: 'attribution', snapshot: SNAPSHOT, order: 'luck' })).toMatchObject({
      faults: [{ place: 'order' }],
    });
  });

  it('rollforward ends where the younger snapshot is', async () => {
    const { run } = await done({ kind: 'rollforward', snapshot: SNAPSHOT, from: BEFORE });
    expect(await rowsOf(run, 'rollforward')).toMatchObject([{ from: BEFORE, to: SNAPSHOT }]);
    expect(await rowsOf(run, 'differences')).toEqual([]);
  });

  it('tie-out holds the deals against their trustees', async () => {
    const { run } = await done({ kind: 'tie-out', snapshot: 'latest' });
    expect((await rowsOf(run, 'trusts')).map(({ trust, status }) => [trust, status])).toEqual(
      TRUSTS.map((trust) => [trust, 'ties']),
    );
  });

  it('disclosure tells ranges of inputs', async () => {
    const { run } = await done({ kind: 'disclosure', snapshot: SNAPSHOT });
    expect(await rowsOf(run, 'disclosure')).toMatchObject([{ date: SNAPSHOT }]);
    // What moves together is a simulation's to tell.
    expect(await refused('/runs', { kind: 'disclosure', snapshot: SNAPSHOT, simulation: run.id })).toMatchObject({
      faults: [{ place: 'simulation', got: "a run of the kind 'disclosure'" }],
    });
    const inputs = (await rowsOf(run, 'inputs')).filter(({ by_fair_value: mean }) => mean !== null);
    expect(inputs.length).toBeGreaterThan(4);
    for (const { low, by_fair_value: mean, high } of inputs) {
      // A mean over one trust may be off by its last digit.
      expect(Number(mean)).toBeGreaterThanOrEqual(Number(low) * (1 - 1e-12));
      expect(Number(mean)).toBeLessThanOrEqual(Number(high) * (1 + 1e-12));
    }
  });

  it('review tells every curve of every cohort, with what was decided', async () => {
    const { run } = await done({ kind: 'review', snapshot: SNAPSHOT });
    const curves = await rowsOf(run, 'curves');
    expect([...new Set(curves.map(({ trust }) => trust))]).toEqual(TRUSTS);
    expect([...new Set(curves.map(({ curve }) => curve))]).toEqual(['prepayment', 'default', 'severity']);
  });

  it('back-test tells errors of what the snapshot before projected', async () => {
    const { run } = await done({ kind: 'back-test', snapshot: SNAPSHOT, trusts: [SMALL] });
    const periods = await rowsOf(run, 'periods');
    expect(periods[0]).toMatchObject({ period: SNAPSHOT, projected_at: BEFORE });
    for (const { projected, actual, error } of periods) expect(Number(projected) - Number(actual)).toBe(error);
  });

  it('diff holds two runs beside each other, and is replayed', async () => {
    const held = async (within: number) => (await done({ kind: 'tie-out', snapshot: SNAPSHOT, trusts: [SMALL], within })).run.id;
    const [a, b] = [await held(0.015), await held(1)];
    const { run } = await done({ kind: 'diff', a, b });
    expect(await rowsOf(run, 'asked')).toMatchObject([{ about: 'request', place: 'within', first: '0.015', second: '1' }, {}]);
    expect(await rowsOf(run, 'inputs')).toEqual([]);
    const { result } = await done<{ same: boolean }>({}, `/runs/${run.id}/replay`);
    expect(result.same).toBe(true);
    expect(await refused('/runs', { kind: 'diff', a, b: 'x' })).toMatchObject({ faults: [{ code: 'STORE_RUN_UNKNOWN' }] });
  });

  it('tells no path of the machine where the command line asked', async () => {
    const data = await openData(folder);
    const path = (name: string) => join(folder, 'snapshots', name);
    const how = { askedBy: 'Ann', workers: 0 };
    const { id } = await runKept(TIE_OUT_RUNS, data, tieOutRequest(path(SNAPSHOT), { from: path(BEFORE), trusts: [SMALL] }), how);
    const run = await get<RunAnswer>(app, `/runs/${id}`);
    expect(run.asked).toEqual({ snapshot: SNAPSHOT, from: BEFORE, trusts: [SMALL], within: 0.015 });
  });

  it('benchmark measures by threads', async () => {
    const { workloads } = await get<{ workloads: { name: string; scenarios: number }[] }>(app, '/benchmark');
    expect(workloads.map(({ name }) => name)).toEqual(['small', 'portfolio', 'portfolio-40']);
    const { result } = await done<{ loanMonthPaths: number; timings: Record<string, number>[]; scaling: number[] }>(
      { workload: 'small', workers: [1], rounds: 1 },
      '/benchmark',
    );
    // 3,000 loans of some 330 months under 4 scenarios, at least; those with fixed rates are projected once for all scenarios.
    expect(result.loanMonthPaths).toBeGreaterThan(3_000 * 300);
    expect(result.scaling).toEqual([1]);
    const [timing] = result.timings;
    expect(Number(timing?.loanMonthsPerSecond) * Number(timing?.seconds)).toBeCloseTo(result.loanMonthPaths, 3);
    expect(Number(timing?.pathsPerSecond) * Number(timing?.seconds)).toBeCloseTo(6 * 4, 9);
    expect(timing).toMatchObject({
      workers: 1,
      trust: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
    });
    expect(await refused('/benchmark', { workload: 'huge' })).toMatchObject({ faults: [{ place: 'workload' }] });
  });

  it.each(KINDS.map(({ kind }) => kind))('%s names itself in lists before it has begun', (name) => {
    const kind = KINDS.find((one) => one.kind === name);
    const asked: Record<string, unknown> = OTHERS[name] ?? { snapshot: 'march' };
    expect(kind?.titleOf(asked)).toMatch(/march|x|small/);
    expect(() => kind?.titleOf({ ...asked, more: 1 })).toThrow('REQUEST_INVALID');
  });
});

describe('quantiles of times', () => {
  it('are times that were taken', () => {
    const times = Array.from({ length: 100 }, (_, place) => 100 - place);
    // The smallest that at least the share is no greater than.
    expect([0.5, 0.95, 0.99, 1].map((share) => quantile(times, share))).toEqual([50, 95, 99, 100]);
    expect(quantile([7], 0.5)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('a curve review', () => {
  interface Review {
    readonly trusts: { trust: string; cohorts: { cohort: string; curves: { curve: string; text: string }[] }[] }[];
    readonly decisions: { seq: number; by: string }[];
    readonly standing: { trust: string; cohort: string; curve: string; decision: string; reviewer: string; holds: boolean }[];
  }
  const review = () => get<Review>(app, `/snapshots/${SNAPSHOT}/review`);

  it('tells tests, takes decisions, and runs go by them', async () => {
    const before = await review();
    expect(before.trusts.map(({ trust }) => trust)).toEqual(TRUSTS);
    expect([before.decisions, before.standing]).toEqual([[], []]);
    const cohort = before.trusts[0]?.cohorts[0]?.cohort ?? '';
    const decision = {
      decision: 'accepted',
      trusts: [SMALL],
      cohorts: [cohort],
      curves: ['default'],
      why: 'in line with the year',
    };
    const entry = await answered<{ seq: number; decisions: unknown[] }>(`/snapshots/${SNAPSHOT}/review`, decision);
    expect(entry).toMatchObject({
      seq: 1,
      decisions: [{ decision: 'accepted', trust: SMALL, cohort, curve: 'default', reviewer: 'tester' }],
    });
    const after = await review();
    expect(after.standing).toMatchObject([{ trust: SMALL, cohort, curve: 'default', decision: 'accepted', holds: true }]);
    const { run } = await done({ kind: 'value', snapshot: SNAPSHOT });
    const manifest = await get<{ determines: { options: { review?: { entries: number } } } }>(app, `/runs/${run.id}/manifest`);
    expect(manifest.determines.options.review?.entries).toBe(1);
    expect(JSON.stringify(await get(app, `/runs/${run.id}`))).not.toContain(service.data.root);
  });

  it('refuses decisions on curves that there are not', async () => {
    expect(await refused(`/snapshots/${SNAPSHOT}/review`, { decision: 'returned', trusts: ['alt-b'], why: 'no' })).toMatchObject({
      status: 422,
      faults: [{ place: 'trust' }],
    });
    expect(await refused(`/snapshots/${SNAPSHOT}/review`, { decision: 'liked', trusts: [SMALL], why: 'yes' })).toMatchObject({
      faults: [{ place: 'decision' }],
    });
  });
});
