/**
 * Valuations as runs, on the example portfolio: the same bits on any number of threads, after a kill, beside another process; one bad trust
 * stops itself alone.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type TaskRunner } from '../../host/engine/pool.ts';
import { compareTables } from '../../host/store/compare.ts';
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { listRuns, readTables } from '../../host/store/runBook.ts';
import { replayRun } from '../../host/store/runKinds.ts';
import { resumeValue, runValue, type ValueRun } from '../../host/store/valueRun.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SNAPSHOT = join(ROOT, 'examples/portfolio/2011-03-31');
/** Milliseconds after which a valuation is killed: while it reads, projects, writes. */
const DELAYS = [350, 700, 1000, 1300];

let folder = '';
let data: DataFolder;
let clean: ValueRun;
let runner: TaskRunner;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-value-'));
  data = await openData(join(folder, 'data'), { create: true });
  runner = openPool(0);
  clean = await runValue(data, SNAPSHOT, { askedBy: 'test', runner });
});

afterAll(async () => {
  await runner.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A valuation in a process of its own. */
function start(into: string): { done: Promise<number | null>; kill: () => void } {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'host/cli/weir.ts'), 'value', SNAPSHOT, '--data', into, '--workers', '1', '--json'],
    {
      stdio: 'ignore',
    },
  );
  return {
    done: new Promise((resolve) => {
      child.on('exit', resolve);
    }),
    kill: () => child.kill('SIGKILL'),
  };
}

async function sameTables(other: DataFolder, id: string): Promise<void> {
  const tables = await readTables(other, id);
  expect(tables.map(({ name }) => name)).toEqual(clean.tables.map(({ name }) => name));
  for (const table of tables) {
    const mine = clean.tables.find(({ name }) => name === table.name);
    if (mine === undefined) throw new Error(`no table ${table.name}`);
    expect(compareTables(mine, table), table.name).toMatchObject({ differing: 0, shapes: [] });
  }
}

describe('a valuation', () => {
  it('adds up: assets are collateral, hedges, real estate and cash, and what is not owed is the residuals', () => {
    const { totals, trusts } = clean.value;
    expect(trusts).toHaveLength(6);
    expect(totals.assets).toBeCloseTo(totals.collateral + totals.reo + totals.derivativeAssets + totals.cash, 2);
    expect(totals.liabilities).toBeCloseTo(totals.borrowings + totals.derivativeLiabilities, 2);
    expect(totals.netAssets).toBeCloseTo(totals.assets - totals.liabilities, 2);
    expect(totals.netAssets).toBeCloseTo(totals.residual + totals.held, 2);
    for (const { trust, remainder, cashBreach } of trusts) {
      expect(Math.abs(remainder), trust).toBeLessThan(0.01);
      expect(cashBreach, trust).toBeLessThan(0.01);
    }
  });

  it('puts all classes within ten points of the 47.5 % of contractual balance that the filing for 2011 has', () => {
    const classes = clean.value.trusts.flatMap(({ tranches }) => tranches);
    const worth = classes.reduce((sum, { fairValue }) => sum + fairValue, 0);
    const owed = classes.reduce((sum, { face, isNotional }) => sum + (isNotional ? 0 : face), 0);
    expect(Math.abs((100 * worth) / owed - 47.5)).toBeLessThan(10);
  });

  it('names every file that it read, with its sha-256', () => {
    const paths = clean.manifest.determines.inputs.map(({ path }) => path);
    expect(paths).toContain('snapshot.yaml');
    expect(paths).toContain('trusts/alt-a-2006-1/loans.csv');
    expect(new Set(paths).size).toBe(paths.length);
    for (const { sha256 } of clean.manifest.determines.inputs) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([1, 2, 4])('replays to the same bits on %i threads', async (workers) => {
    expect(await replayRun(data, clean.id, { askedBy: 'test', workers })).toMatchObject({
      same: true,
      differing: 0,
      inputs: [],
    });
  });

  it('replays to the same bits in blocks of one path', async () => {
    expect(await replayRun(data, clean.id, { askedBy: 'test', runner, blockPaths: 1 })).toMatchObject({
      same: true,
      differing: 0,
    });
  });
});

describe('a process that dies', () => {
  it.each(DELAYS)('after %i ms leaves a run that resumes to the same bits, or none', async (delay) => {
    const into = join(folder, `killed-${delay}`);
    const killed = await openData(into, { create: true });
    const { done, kill } = start(into);
    await new Promise((resolve) => setTimeout(resolve, delay));
    kill();
    await done;
    const { runs, faults } = await listRuns(killed);
    expect(faults).toEqual([]);
    expect(runs.length).toBeLessThanOrEqual(1);
    for (const { id, status } of runs) {
      if (status === 'interrupted') await resumeValue(killed, id, { askedBy: 'test', runner });
      else expect(status).toBe('done');
      await sameTables(killed, id);
    }
  });

  it('beside another, which finishes, does no harm to it', async () => {
    const into = join(folder, 'two');
    const both = await openData(into, { create: true });
    const [first, second] = [start(into), start(into)];
    expect(await Promise.all([first.done, second.done])).toEqual([0, 0]);
    const { runs } = await listRuns(both);
    expect(runs.map(({ status }) => status)).toEqual(['done', 'done']);
    for (const { id } of runs) await sameTables(both, id);
  });
});

describe('a bad trust', () => {
  it('is told of and left out; the others are valued as ever', async () => {
    const broken = join(folder, 'broken', '2011-03-31');
    cpSync(SNAPSHOT, broken, { recursive: true });
    cpSync(join(ROOT, 'examples/portfolio/2010-12-31'), join(folder, 'broken', '2010-12-31'), { recursive: true });
    const file = join(broken, 'trusts/alt-a-2004-1/trust.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('deal: deal.yaml', 'deal: nowhere.yaml'));
    const run = await runValue(data, broken, { askedBy: 'test', runner });
    expect(run.value.failed.map(({ trust }) => trust)).toEqual(['alt-a-2004-1']);
    expect(run.value.failed[0]?.faults.join()).toContain('nowhere.yaml');
    const others = clean.value.trusts.filter(({ trust }) => trust !== 'alt-a-2004-1');
    expect(run.value.trusts).toEqual(others);
  });
});
