/** `weir sensitivity` and `weir break-even` as processes: what they print, what they keep, and bad input on purpose. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallSnapshot } from '../store/smallSnapshot.ts';
import { weir, weirJson } from './weir.ts';

const SNAPSHOT = 'examples/portfolio/2011-03-31';
const DEAL = 'examples/deals/oc_turbo_stepdown_call.yaml';
const BASE = ['--speeds', 'CPR 10', '--cdr', '2', '--severity', '40', '--lag', '12'];

const folder = mkdtempSync(join(tmpdir(), 'weir-moves-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SMALL = smallSnapshot(join(folder, 'small'));
const data = (name: string) => ['--data', join(folder, name)];

/** The number of an object's field. */
function numberAt(value: unknown, ...path: readonly (string | number)[]): number {
  const found = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
  if (typeof found !== 'number') throw new Error(`no number at ${path.join('.')}`);
  return found;
}

describe('weir sensitivity', () => {
  it.concurrent('prints a tornado, what moved and grids of a file of scenarios, and keeps them as a run', async () => {
    const args = [SNAPSHOT, '--scenarios', 'examples/portfolio/scenarios.yaml', ...data('file')];
    const { code, out, err } = await weir(['sensitivity', ...args]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Sensitivity of fair values, March 31, 2011, method blended');
    expect(out).toMatch(/^default +-[\d,]+ +█+│ +0 +[\d,]+$/m);
    expect(out).toMatch(/^Not moved by: sponsor credit$/m);
    expect(out).toMatch(/^defaults x 1\.5 +-[\d,]+ +-[\d,]+ +-[\d,]+$/m);
    expect(out).toContain('Grid default x severity: change of net trust assets');
    expect(out).toMatch(/^x 1 +152 [░▒▓█] +0 +-87 [░▒▓█]$|^x 1 +[\d,]+ [░▒▓█] +0 +-[\d,]+ [░▒▓█]$/m);
    const replay = await weir(['replay', 'last', ...data('file')]);
    expect(replay.out).toMatch(/every bit the same/);
    expect(replay.code).toBe(0);
    const to = join(folder, 'out');
    await weir(['export', 'last', '--to', to, '--tables', 'totals,shocks', ...data('file')]);
    expect(readdirSync(to).sort()).toEqual(['shocks.csv', 'totals.csv']);
    const [head, base, first] = readFileSync(join(to, 'totals.csv'), 'utf8').split('\n');
    expect(head).toBe(
      'shock,net_assets,collateral,borrowings,derivatives,residual,held,available_for_sale,long_term_debt,without',
    );
    expect(base).toMatch(/^base,/);
    expect(first).toMatch(/^defaults x 1\.5,/);
  });

  it.concurrent('a grid of one trust: every change in cents, the same on any number of threads', async () => {
    const args = ['sensitivity', SMALL, '--trust', 'alt-a-2006-1', '--grid', 'default 1,1.5; severity 0.8,1'];
    const [none, two] = await Promise.all([
      weirJson([...args, '--workers', '0', ...data('none')]),
      weirJson([...args, '--workers', '2', ...data('two')]),
    ]);
    const without = (value: unknown) => ({ ...(value as object), run: '', report: '' });
    expect(without(two)).toEqual(without(none));
    expect(none).toMatchObject({
      date: '2011-03-31',
      method: 'blended',
      named: 0,
      grids: [{ name: 'default x severity', first: 0 }],
    });
    // The cell of the base case.
    for (const measure of ['netAssets', 'collateral', 'borrowings', 'residual'])
      expect(numberAt(none, 'total', 'changes', 1, measure)).toBe(0);
    const [collateral = 0, borrowings = 0, derivatives = 0, net = 0] = [
      'collateral',
      'borrowings',
      'derivatives',
      'netAssets',
    ].map((measure) => numberAt(none, 'total', 'changes', 2, measure));
    expect(net).toBeLessThan(0);
    expect(collateral + derivatives - borrowings).toBeCloseTo(net, 6);
  });

  it.concurrent('refuses bad input, all of it at once, and keeps no run of it', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(
      bad,
      'scenarios:\n  - {name: a, trusts: [alt-a-2003], default: {times: x}}\n  - {name: a, cohorts: {hybrids: {lag: {plus: 1}}}}\n',
    );
    const shape = await weir(['sensitivity', SMALL, '--scenarios', bad, ...data('bad')]);
    expect(shape.code).toBe(2);
    expect(shape.err).toMatch(/SCENARIO_SHAPE .*bad\.yaml: scenarios\[0\]\.default\.times: got 'x'; expected a factor/);
    writeFileSync(
      bad,
      'scenarios:\n  - {name: a, trusts: [alt-a-2003], default: {times: 2}}\n  - {name: a, cohorts: {hybrids: {lag: {plus: 1}}}}\n',
    );
    const names = await weir(['sensitivity', SMALL, '--scenarios', bad, ...data('bad')]);
    expect(names.code).toBe(2);
    expect(names.err).toMatch(/scenarios\[0\]\.trusts: got alt-a-2003; .*perhaps 'alt-a-2003-1'/);
    expect(names.err).toMatch(/scenarios\[1\]\.cohorts\.hybrids: .*perhaps 'hybrid'/);
    expect(names.err).toMatch(/'a' twice/);
    expect(names.err).toMatch(/^3 faults$/m);
    const runs = await weir(['runs', ...data('bad')]);
    expect(runs.out).not.toMatch(/sensitivity/);
  });

  it.concurrent.each([
    [['--grid', 'defaults 1,2'], /perhaps 'default'/],
    [['--grid', 'default 1;'], /one of default/],
    [['--trust', 'alt-a-2006'], /perhaps 'alt-a-2006-1'/],
    [['--scenarios', 'nowhere.yaml'], /FILE_UNREADABLE/],
    [['--measure', 'profit'], /Allowed choices are netAssets/],
  ])('%j is bad input', async (options, expected) => {
    const { code, err, out } = await weir(['sensitivity', SMALL, ...options, ...data('refused')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
  });
});

describe('weir break-even', () => {
  it.concurrent('prints multiples of a deal and its frontier', async () => {
    const { code, out, err } = await weir(['break-even', DEAL, ...BASE, '--of', 'default', '--frontier', '1,2']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Pool 500,000,000: overcollateralization 10,000,000');
    const first = (name: string) => Number(new RegExp(`^${name} +[\\d,]+ +- +- +([\\d.]+) +principal`, 'm').exec(out)?.[1]);
    expect(first('M2')).toBeGreaterThan(1);
    expect(first('M1')).toBeGreaterThan(first('M2'));
    expect(first('A')).toBeGreaterThan(first('M1'));
    expect(out).toMatch(/^severity +x 1 +x 2$/m);
    // At the severity of the base case the frontier is the break-even itself.
    expect(out).toMatch(new RegExp(`^M2 +${first('M2').toFixed(3)} +[\\d.]+$`, 'm'));
  });

  it.concurrent('holds what it says: just below no loss, at it a loss of the class', async () => {
    const found = await weirJson(['break-even', DEAL, ...BASE, '--of', 'default', '--tranche', 'M2']);
    const multiple = numberAt(found, 'reports', 0, 'classes', 0, 'drivers', 0, 'firstLoss', 'up');
    const lost = async (times: number) => {
      const cdr = `2 times ${times}`;
      const flows = await weir([
        'project',
        DEAL,
        '--speeds',
        'CPR 10',
        '--cdr',
        cdr,
        '--severity',
        '40',
        '--lag',
        '12',
        '--tranche',
        'M2',
      ]);
      return /^Written down \(\$\) +([\d,.]+)$/m.exec(flows.out)?.[1] ?? 'nothing';
    };
    expect(await lost(multiple * (1 - 2e-4))).toBe('nothing');
    expect(await lost(multiple)).not.toBe('nothing');
  });

  it.concurrent('takes the trusts of a snapshot', async () => {
    const found = await weirJson([
      ...['break-even', SMALL, '--trust', 'alt-a-2006-1', '--of', 'severity', '--tranche', 'A1,M1'],
      ...data('multiples'),
    ]);
    expect(found).toMatchObject({ failed: [], reports: [{ of: 'alt-a-2006-1', classes: [{ name: 'A1' }, { name: 'M1' }] }] });
    const [senior, mezzanine] = [0, 1].map((place) =>
      numberAt(found, 'reports', 0, 'classes', place, 'drivers', 0, 'firstLoss', 'down'),
    );
    expect(senior).toBeGreaterThan(mezzanine ?? Number.NaN);
    const shown = await weir(['show', 'last', ...data('multiples')]);
    expect(shown.out).toMatch(/break-even/);
    expect(shown.out).toMatch(/multiples/);
  });

  it.concurrent.each([
    [[DEAL, '--of', 'defaults'], /REQUEST_INVALID of: got 'defaults'/],
    [[DEAL, '--tranche', 'Z'], /expected one of A, M1, M2/],
    [[DEAL, '--up-to', '0.5'], /up-to: got 0.5/],
    [[DEAL, '--writedown', 'all'], /writedown: got 'all'/],
    [[DEAL, '--frontier', 'steep'], /frontier: got 'steep'/],
    [[DEAL, '--speeds', 'CPR 5,10'], /expected one scenario/],
    [[DEAL, '--trust', 'x'], /expected the folder of a snapshot/],
    [['nowhere'], /FILE_UNREADABLE/],
    [[SMALL, '--tranche', 'Z9'], /REQUEST_INVALID tranche/],
    [[SMALL, '--trust', 'alt-a-2006'], /perhaps 'alt-a-2006-1'/],
  ])('%j is bad input', async (args, expected) => {
    const { code, err, out } = await weir(['break-even', ...args], { env: { WEIR_DATA: join(folder, 'refused') } });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
  });
});
