/** `weir tie-out`, `review`, `back-test` and `diff` as their users call them, wrong inputs on purpose. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, weir } from './weir.ts';

const EXAMPLE = join(ROOT, 'examples/portfolio');
const scratch = mkdtempSync(join(tmpdir(), 'weir-before-after-'));
const now = join(scratch, '2011-03-31');
const WEIR_DATA = join(scratch, 'data');
const env = { WEIR_DATA };
const TRUST = 'alt-a-2002-1';
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

beforeAll(() => {
  // One trust, so that a command takes a second.
  for (const date of ['2010-12-31', '2011-03-31']) {
    cpSync(join(EXAMPLE, date), join(scratch, date), { recursive: true });
    const file = join(scratch, date, 'snapshot.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^ {2}- trusts\/alt-a-200[^2]-1\n/gm, ''));
  }
});

describe('weir tie-out', () => {
  it('ends with 0 where everything ties, with 1 where a figure does not', async () => {
    const tied = await weir(['tie-out', now], { env });
    expect([tied.code, tied.err]).toEqual([0, '']);
    expect(tied.out).toContain('Every figure of 1 trust ties to within 1.5 cents.');
    const strict = await weir(['tie-out', now, '--within', '0', '--json'], { env });
    expect(strict.code).toBe(1);
    const report: unknown = JSON.parse(strict.out);
    expect(report).toMatchObject({ ties: false, within: 0, trusts: [{ trust: TRUST, kind: 'held' }] });
  });

  it('refuses what makes no sense', async () => {
    const within = await weir(['tie-out', now, '--within', 'a cent'], { env });
    expect([within.code, within.err]).toEqual([2, expect.stringContaining("REQUEST_INVALID within: got 'a cent'")]);
  });
});

describe('weir review', () => {
  it('keeps decisions, and says where they stand', async () => {
    const decided = ['--trust', TRUST, '--cohort', 'second', '--by', 'B. Hill', '--why', 'in line with losses'];
    const accepted = await weir(['review', 'accept', now, ...decided], { env });
    expect([accepted.code, accepted.err]).toEqual([0, '']);
    expect(accepted.out).toMatch(
      /^3 curves accepted by B\. Hill; entry 1 of the log\.\n {2}alt-a-2002-1, second, prepayment: CPR /,
    );
    const told = await weir(['review', now], { env });
    expect([told.code, told.err]).toEqual([0, '']);
    expect(told.out).toMatch(/15 curves of 1 trust: \d+ flags, all reviewed\./);
    expect(told.out.replaceAll(/\s+/g, ' ')).toMatch(
      /second: prepayment, default, severity accepted by B\. Hill on \d{4}-\d\d-\d\d \(in line with losses\)/,
    );
  });

  it('refuses names that there are not, and reviewers without one', async () => {
    const wrong = await weir(
      ['review', 'return', now, '--trust', TRUST, '--cohort', 'secund', '--curve', 'speed', '--by', 'B. Hill', '--why', 'x'],
      { env },
    );
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("perhaps 'second' was meant");
    expect(wrong.err).toContain("REQUEST_INVALID curve: got 'speed'");
    const missing = await weir(['review', 'accept', now, '--trust', TRUST], { env });
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("required option '--by <name>' not specified")]);
  });

  it('refuses thresholds that cannot be', async () => {
    const tests = join(scratch, 'tests.yaml');
    writeFileSync(tests, 'signedError: {default: 400%}\n');
    const range = await weir(['review', now, '--tests', tests, '--json'], { env });
    expect([range.code, JSON.parse(range.out)]).toEqual([
      2,
      { faults: [expect.objectContaining({ code: 'REVIEW_RANGE', place: 'signedError.default' })] },
    ]);
  });
});

describe('weir back-test', () => {
  it('tells errors in dollars and percent, with the classes of a single trust', async () => {
    const told = await weir(['back-test', now], { env });
    expect([told.code, told.err]).toEqual([0, '']);
    expect(told.out).toContain("Projected December 31, 2010, against the trustees' reports of Jan 2011 to Mar 2011");
    expect(told.out).toMatch(/Class +projected +came +error/);
  });
});

describe('runs before and after a valuation', () => {
  it('are kept, shown, replayed and held beside each other', async () => {
    // After the tests above: two tie-outs that differ in what a figure may differ by.
    const runs = listOf(fieldsOf(JSON.parse((await weir(['runs', '--json'], { env })).out)).runs);
    const tied = runs.filter(({ title }) => /tie-out since 2010-12-31$/.test(String(title)));
    expect(tied.map(({ status }) => status)).toEqual(['done', 'done']);
    const [first, second] = tied.map(({ id }) => String(id));
    const replay = await weir(['replay', second ?? ''], { env });
    expect([replay.code, replay.out]).toEqual([0, expect.stringContaining('every bit the same')]);
    const diff = await weir(['diff', first ?? '', second ?? '', '--json'], { env });
    const found = fieldsOf(JSON.parse(diff.out));
    expect(found).toMatchObject({ request: [{ place: 'within', a: '0.015', b: '0' }], inputs: [] });
    // Kept itself, with a report; the last run to compare is the one before it.
    expect(readFileSync(String(found.report), 'utf8')).toContain('What was asked');
    const same = fieldsOf(JSON.parse((await weir(['diff', String(runs.at(-1)?.id), 'last', '--json'], { env })).out));
    expect([same.same, same.b]).toEqual([true, runs.at(-1)?.id]);
  });
});

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

describe('a trust that there is not', () => {
  it('is refused with those that there are before a run is kept, by whatever command', async () => {
    const data = join(scratch, 'refusals');
    // A tie-out's request has a list of them.
    const places = { attribute: 'trust', review: 'trust', 'tie-out': 'trusts' };
    const asked = Object.entries(places).map(async ([command, place]) => ({
      place,
      ...(await weir([command, now, '--trust', `${TRUST}2`, '--json'], { env: { WEIR_DATA: data } })),
    }));
    for (const { place, code, out } of await Promise.all(asked)) {
      expect(code).toBe(2);
      expect(JSON.parse(out)).toMatchObject({
        faults: [{ code: 'REQUEST_INVALID', place, got: `'${TRUST}2'`, expected: expect.stringMatching(`^one of ${TRUST};`) }],
      });
    }
    expect(readdirSync(join(data, 'runs'))).toEqual([]);
  });
});

describe('weir diff', () => {
  it('refuses runs that are not kept', async () => {
    const none = await weir(['diff', 'last', 'last'], { env: { WEIR_DATA: join(scratch, 'empty') } });
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('STORE_FOLDER')]);
  });
});

describe('help', () => {
  it('has examples', async () => {
    const { code, out } = await weir(['review', 'accept', '--help'], { env });
    expect([code, out.includes('Examples:'), out.includes('npx weir review accept ')]).toEqual([0, true, true]);
  });
});
