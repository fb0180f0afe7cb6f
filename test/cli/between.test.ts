/** The commands between two dates, as processes on two trusts of the example: what they print, their JSON, and how they refuse. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, weir, weirJson } from './weir.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-between-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [EARLIER = '', SNAPSHOT = ''] = ['2010-12-31', '2011-03-31'].map((date) => {
  const copy = join(folder, date);
  const from = join(ROOT, 'examples/portfolio', date);
  const isLeft = (path: string) => /alt-a-200[2457]/.test(path);
  cpSync(from, copy, { recursive: true, filter: (path) => !isLeft(path) });
  const text = readFileSync(join(copy, 'snapshot.yaml'), 'utf8');
  writeFileSync(
    join(copy, 'snapshot.yaml'),
    text
      .split('\n')
      .filter((line) => !isLeft(line))
      .join('\n'),
  );
  return copy;
});

const env = { WEIR_DATA: join(folder, 'data') };

/** The cells of a line of a table, by its label. */
const lineOf = (out: string, label: string) =>
  out
    .split('\n')
    .filter((line) => line.startsWith(label))
    .map((line) => line.slice(label.length).trim().split(/ {2,}/));

function fieldsOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

describe('weir rollforward', () => {
  it.concurrent('prints the table of filings, which foots', async () => {
    const { code, out, err } = await weir(['rollforward', SNAPSHOT, '--workers', '0'], { env });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Rollforward of fair values, December 31, 2010 to March 31, 2011; interest accretes');
    expect(out).toContain('Every column foots to the cent.');
    expect(lineOf(out, 'Transfers of loans to REO').length).toBeGreaterThan(0);
    expect(out).toMatch(/Real estate owned \(\$, properties\)/);
    expect(out).toMatch(/\nRun \d{8}T[^ ]+ in .*data\nReport .*report\.html\n$/);
  });

  it.concurrent('nets what the table of 2009 nets, and takes coupons for interest', async () => {
    const [gross, netted] = await Promise.all([
      weirJson(['rollforward', SNAPSHOT, '--from', EARLIER, '--workers', '0'], { env }),
      weirJson(['rollforward', SNAPSHOT, '--layout', 'netted', '--interest', 'coupon', '--workers', '0'], { env }),
    ]);
    expect(gross).toMatchObject({ interest: 'accretion', from: '2010-12-31', to: '2011-03-31', table: { differences: [] } });
    expect(netted).toMatchObject({ interest: 'coupon', table: { layout: 'netted', differences: [] } });
  });

  it.concurrent('refuses a snapshot without one before', async () => {
    const { code, err } = await weir(['rollforward', EARLIER], { env });
    expect(code).toBe(2);
    expect(err).toMatch(
      /REQUEST_INVALID .*snapshot\.yaml: previous: got nothing; expected the snapshot before this one, or --from/,
    );
  });
});

describe('weir attribute', () => {
  it.concurrent('prints the order, columns by class, and the same in words', async () => {
    const { code, out } = await weir(['attribute', SNAPSHOT, '--order', 'yields, default', '--workers', '0'], { env });
    expect(code).toBe(0);
    expect(out).toMatch(/one after another: discount yields; default; collateral data;/);
    expect(out).toMatch(/^Passage of time +[\d,]+/m);
    expect(out).toMatch(/The borrowings fell by \$/);
  });

  it.concurrent('gives the same JSON on any number of threads, in no order', async () => {
    const args = ['attribute', SNAPSHOT, '--shapley', '--workers'];
    // Each in a data folder of its own: what one keeps of its tasks the other would find.
    const on = (workers: string) => weirJson([...args, workers, '--data', join(folder, `data ${workers}`)]);
    const [none, two] = await Promise.all([on('0'), on('2')]);
    expect({ ...fieldsOf(two), run: '', report: '' }).toEqual({ ...fieldsOf(none), run: '', report: '' });
    expect(none).toMatchObject({ run: expect.stringMatching(/^\d{8}T/), sharing: 'shapley', failed: [] });
  });

  it.concurrent('shows one trust by instrument', async () => {
    const { out } = await weir(['attribute', SNAPSHOT, '--trust', 'alt-a-2006-1', '--workers', '0'], { env });
    expect(out.startsWith('alt-a-2006-1\n')).toBe(true);
    expect(out).toMatch(/M2, held/);
  });

  it.concurrent('refuses factors that there are not before it reads anything, and an order beside Shapley', async () => {
    const wrong = await weir(['attribute', 'nowhere', '--order', 'weather'], { env });
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("REQUEST_INVALID order: got 'weather'; expected factors, each once, of collateral, index");
    const both = await weir(['attribute', 'nowhere', '--order', 'yields', '--shapley'], { env });
    expect(both.code).toBe(2);
    expect(both.err).toContain("cannot be used with option '--shapley'");
  });
});

describe('weir disclose', () => {
  it.concurrent('prints inputs, sensitivities, and principal against fair value', async () => {
    const { code, out } = await weir(['disclose', SNAPSHOT, '--workers', '0'], { env });
    expect(code).toBe(0);
    expect(out).toMatch(/^Mortgage collateral: prepayment, CPR +\d+\.\d\d%/m);
    expect(out).toMatch(/^discount yields \+100 bp +-[\d,]+/m);
    expect(out).toMatch(/^ {2}of which 90 and more days late +[\d,]+ +[\d,]+ +-[\d,]+$/m);
    expect(out).toMatch(/^alt-a 2006 senior .*\d+\.\d\d%/m);
  });

  it.concurrent('refuses what is no snapshot', async () => {
    const { code, err } = await weir(['disclose', 'examples/deals'], { env });
    expect(code).toBe(2);
    expect(err).toContain('FILE_UNREADABLE');
  });
});
