/** Every kind of run that the service knows, on two trusts at two dates: what comes out ties, or is what it is without the service. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../api/runs/kinds.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { breakEvens, factorOrder, onlyTrust, quantile, readSnapshot } from '../../host/index.ts';
import { answering, BEFORE, get, openClient, refusing, SNAPSHOT, TRUSTS, withPair } from './service.ts';
import { finished } from './watch.ts';

const { app, service, folder } = await openClient({});
withPair(folder);
const answered = answering(app);
const refused = refusing(app);
const [SMALL = ''] = TRUSTS;

/** A run that must be done, with its result as JSON. */
async function done<T = unknown>(body: object, path = '/runs'): Promise<{ run: RunAnswer; result: T }> {
  const run = await finished(app, (await answered<RunAnswer>(path, body)).id);
  if (run.status !== 'done') throw new Error(`${run.kind} is ${run.status}: ${JSON.stringify(run.faults)}`);
  const result: unknown = run.result;
  return { run, result: result as T };
}

interface Column {
  readonly opening: number;
  readonly effects: Readonly<Record<string, number>>;
  readonly closing: number;
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

  it('sensitivity takes scenarios from the request, but none that name files', async () => {
    const scenarios = 'scenarios:\n  - {name: twice, default: {times: 2}}\n';
    const { run } = await done({ kind: 'sensitivity', snapshot: SNAPSHOT, trust: SMALL, scenarios });
    const { rows } = await get<{ rows: string[][] }>(app, `/runs/${run.id}/tables/shocks`);
    expect(rows.map(([name]) => name)).toEqual(['twice']);
    const { result } = await done<{ same: boolean }>({}, `/runs/${run.id}/replay`);
    expect(result.same).toBe(true);
    const outside = 'tables: {q: {file: ../../weir-data.json}}\nscenarios: [{name: x, default: {times: 2}}]';
    const { id } = await answered<RunAnswer>('/runs', { kind: 'sensitivity', snapshot: SNAPSHOT, scenarios: outside });
    expect(await finished(app, id)).toMatchObject({
      status: 'failed',
      faults: [{ code: 'PATH_OUTSIDE', place: 'scenarios, tables.q' }],
    });
  });

  it('simulation keeps tables and can be replayed', async () => {
    const { run } = await done({
      kind: 'simulation',
      snapshot: SNAPSHOT,
      trust: SMALL,
      model: 'hull-white',
      paths: 64,
      randomizations: 2,
      measures: 'value',
      seed: 7,
    });
    expect(run.tables).toEqual(expect.arrayContaining(['instruments', 'totals']));
    const { result } = await done<{ same: boolean }>({}, `/runs/${run.id}/replay`);
    expect(result.same).toBe(true);
    expect(
      await refused('/runs', { kind: 'simulation', snapshot: SNAPSHOT, model: 'g2pp', modelText: 'model: g2pp' }),
    ).toMatchObject({ faults: [{ place: 'model' }] });
  });

  it('break-even finds what it finds without the service', async () => {
    const asked = { of: ['severity'], tranches: ['M1'] };
    const { result } = await done({ kind: 'break-even', snapshot: SNAPSHOT, trust: 'alt-a-2005-1', ...asked });
    const snapshot = onlyTrust(await readSnapshot(join(folder, 'snapshots', SNAPSHOT)), 'alt-a-2005-1');
    const alone = await breakEvens(snapshot, { of: ['severity'], tranches: ['M1'] }, {}, { workers: 0 });
    expect(result).toEqual(JSON.parse(JSON.stringify(alone)));
  });

  it('attribution foots, column by column', async () => {
    const { result } = await done<{ from: string; to: string; order: string[]; instruments: Column[]; net: Column }>({
      kind: 'attribution',
      snapshot: SNAPSHOT,
      order: 'yields, default',
    });
    expect([result.from, result.to, result.order]).toEqual([BEFORE, SNAPSHOT, [...factorOrder('yields, default')]]);
    expect(result.instruments.length).toBeGreaterThan(10);
    for (const { opening, effects, closing } of [...result.instruments, result.net])
      expect(Object.values(effects).reduce((sum, effect) => sum + effect, opening)).toBeCloseTo(closing, 2);
    expect(await refused('/runs', { kind: 'attribution', snapshot: SNAPSHOT, order: 'luck' })).toMatchObject({
      faults: [{ place: 'order' }],
    });
  });

  it('rollforward ends where the younger snapshot is', async () => {
    const { result } = await done<{ from: string; to: string; table: { differences: unknown[] } }>({
      kind: 'rollforward',
      snapshot: SNAPSHOT,
      from: BEFORE,
    });
    expect(result).toMatchObject({ from: BEFORE, to: SNAPSHOT, table: { differences: [] } });
  });

  it('tie-out holds the deals against their trustees', async () => {
    const { result } = await done<{ ties: boolean; trusts: { trust: string; kind: string }[] }>({
      kind: 'tie-out',
      snapshot: 'latest',
    });
    expect([result.ties, result.trusts.map(({ trust, kind }) => [trust, kind])]).toEqual([
      true,
      TRUSTS.map((trust) => [trust, 'held']),
    ]);
  });

  it('disclosure tells ranges of inputs', async () => {
    const { result } = await done<{ date: string; inputs: unknown[] }>({ kind: 'disclosure', snapshot: SNAPSHOT });
    expect(result.date).toBe(SNAPSHOT);
    expect(result.inputs.length).toBeGreaterThan(0);
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
    const asked: Record<string, unknown> =
      name === 'replay' ? { run: 'x' } : name === 'benchmark' ? { workload: 'small' } : { snapshot: 'march' };
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
