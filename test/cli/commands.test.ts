/** Each command on a published deal, as a process: what it prints, what its JSON holds, and how it ends. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, weir, weirJson } from './weir.ts';

const TWO_CLASSES = 'test/golden/csfb_2004_7_g4/deal.yaml';
const FOUR_CLASSES = 'test/golden/csfb_2005_8_g1/deal.yaml';
const CALLED = 'examples/deals/oc_turbo_stepdown_call.yaml';

const folder = mkdtempSync(join(tmpdir(), 'weir-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('weir project', () => {
  it.concurrent('prints decrement tables, average lives and windows', async () => {
    const { code, out, err } = await weir(['project', TWO_CLASSES, '--speeds', 'PSA 0,250,500']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Class 4A1, original balance $54,000,000.00');
    expect(out).toContain('Percent of original balance       PSA 0   PSA 250   PSA 500');
    // Published: 95, 90 and 84 percent in October 2005; lives of 8.18, 4.60 and 3.02 years.
    expect(out).toMatch(/^October 25, 2005 +95 +90 +84$/m);
    expect(out).toMatch(/^Weighted average life \(years\) +8\.18 +4\.60 +3\.02$/m);
    expect(out).toMatch(/^First payment +Nov 2004 +Nov 2004 +Nov 2004$/m);
    expect(out).toMatch(/^Collateral, balance at the cut-off \$55,000,000\.00$/m);
    expect(out).not.toMatch(/Written down|never paid/);
  });

  it.concurrent('takes defaults, severity in percent, a lag and no call, and tells losses', async () => {
    const stressed = ['--cdr', '10', '--severity', '60', '--lag', '6', '--no-call'];
    const { code, out } = await weir(['project', CALLED, '--speeds', 'CPR 10', ...stressed, '--tranche', 'M2, pool']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Written down \(\$\) +[\d,]+\.\d\d$/m);
    expect(out.match(/^(Class|Collateral).*/gm)).toHaveLength(2);
  });

  it.concurrent('gives the same JSON on any number of threads', async () => {
    const args = ['project', FOUR_CLASSES, '--speeds', 'PPC 0,50,100,150,200', '--workers'];
    const [none, two] = await Promise.all([weirJson([...args, '0']), weirJson([...args, '2'])]);
    expect(two).toEqual(none);
    expect(none).toMatchObject({ scenarios: ['PPC 0', 'PPC 50', 'PPC 100', 'PPC 150', 'PPC 200'], warnings: [] });
  });
});

describe('weir price', () => {
  it.concurrent('prints yields at prices', async () => {
    const { code, out } = await weir(['price', FOUR_CLASSES, '--tranche', '1A1', '--price', '99-24,101-16']);
    expect(code).toBe(0);
    // Published at 99-24.00: yield 5.264, modified duration 2.61, DV01 44,086.99, accrued 738.63 thousand, proceeds 169.146 million.
    expect(out).toMatch(/^ {2}99-24\.00 \(99\.75000\) +5\.264$/m);
    expect(out).toMatch(/^ {2}99-24\.00 \(99\.75000\) +44,086\.99$/m);
    expect(out).toMatch(/^Accrued interest \(\$\) +738,62\d\.\d\d$/m);
  });

  it.concurrent('prints prices at yields, which are in percent with their sign or without', async () => {
    const [bare, signed] = await Promise.all(
      ['5.264', '5.264%'].map((yields) => weirJson(['price', FOUR_CLASSES, '--tranche', '1A1', '--yield', yields])),
    );
    expect(signed).toEqual(bare);
    expect(bare).toMatchObject({ quotes: [{ yieldBey: 0.05264 }] });
    const { out } = await weir(['price', FOUR_CLASSES, '--tranche', '1A1', '--yield', '5.264']);
    // A yield rounded to 0.001 is within 0.0005 x 2.61 percent of the price, or 0.04 of a 32nd.
    expect(out).toMatch(/^ {2}5\.264% +99-(23\.9[6-9]|24\.0[0-4])$/m);
  });
});

describe('weir trace', () => {
  it.concurrent('tells one payment date step by step', async () => {
    const { code, out } = await weir(['trace', 'test/golden/mastr_0409_g2/deal.yaml', '--month', '70', '--tranche', '2A3']);
    expect(code).toBe(0);
    expect(out).toContain('June 25, 2010, payment month 70');
    expect(out).toMatch(/^ {2}coupon +5\.50000%$/m);
    // 2A3 accrues: its balance grows by a month's interest at 5.5 percent.
    const before = Number(/balance before +([\d,.]+)/.exec(out)?.[1]?.replaceAll(',', ''));
    const after = Number(/balance after +([\d,.]+)/.exec(out)?.[1]?.replaceAll(',', ''));
    expect(after).toBeCloseTo(before * (1 + 0.055 / 12), 1);
    expect(out).not.toContain('Step 3');
  });

  it.concurrent('tells whether conditions hold, and is JSON for machines', async () => {
    const { out } = await weir(['trace', CALLED, '--month', '40', '--cdr', '6', '--severity', '50']);
    expect(out).toMatch(/^ {2}condition +(holds|does not hold)$/m);
    expect(await weirJson(['trace', TWO_CLASSES, '--month', '1'])).toMatchObject({ month: 1, date: '2004-11-25', tranche: null });
  });

  it.concurrent('refuses a month that is not there and more than one speed', async () => {
    const [late, several] = await Promise.all([
      weir(['trace', TWO_CLASSES, '--month', '900']),
      weir(['trace', TWO_CLASSES, '--month', '9', '--speeds', 'PSA 1,2']),
    ]);
    expect([late.code, several.code]).toEqual([2, 2]);
    expect(late.err).toMatch(/^REQUEST_INVALID month: got 900; expected a payment month from 1 to \d+\n1 fault\n$/);
    expect(several.err).toContain('got 2 speeds; expected one');
  });
});

describe('weir vectors, check and schema', () => {
  it.concurrent('vectors echoes what a text was taken for', async () => {
    const { code, out } = await weir(['vectors', '6 ramp 12 for 4 CPR', '--months', '14']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Read as +CPR 6 ramp 12 for 4$/m);
    expect(out).toMatch(/^ 1: +6 +8 +10 +12 +12/m);
    expect(out).toMatch(/^13: +12 +12$/m);
    // 100 PPC of a ramp from 8 percent is 8 percent a year: 1 - 0.92^(1/12) = 0.692 percent a month.
    const { out: ppc } = await weir(['vectors', 'PPC 100', '--ppc', '8 ramp 20 for 12', '--months', '1']);
    expect(ppc).toMatch(/^1: +0\.6924$/m);
    expect(await weirJson(['vectors', 'PSA 100', '--age', '29', '--months', '2'])).toMatchObject({
      unit: 'PSA',
      stated: [100, 100],
    });
  });

  it.concurrent('check says what a deal holds', async () => {
    const { code, out } = await weir(['check', FOUR_CLASSES]);
    expect(code).toBe(0);
    expect(out).toContain('CSFB 2005-8 Group 1: no faults');
    expect(out).toMatch(/^ {2}1A1 +168,829,000\.00$/m);
    expect(await weirJson(['check', FOUR_CLASSES])).toMatchObject({ settlement: '2005-08-31', tranches: { length: 4 } });
  });

  it.concurrent('schema prints the schema that is published', async () => {
    const { out } = await weir(['schema']);
    expect(out).toBe(readFileSync(join(ROOT, 'host/deal/deal.schema.json'), 'utf8'));
  });
});

describe('weir conformance', () => {
  it.concurrent('runs the golden cases: matched and slips together are all published cells', async () => {
    const { code, out } = await weir(['conformance', '--json']);
    expect(code).toBe(0);
    const { cases }: { cases: { name: string; published: number; matched: number; slips: number; worst: number }[] } =
      JSON.parse(out);
    expect(cases.length).toBeGreaterThanOrEqual(9);
    for (const { name, published, matched, slips, worst } of cases) {
      expect(matched + slips, name).toBe(published);
      expect(worst, name).toBeLessThanOrEqual(1.000001);
    }
  });

  it.concurrent('takes a folder, and ends with 1 and every missed cell where a figure is missed', async () => {
    const mine = join(folder, 'mine');
    cpSync(join(ROOT, 'test/golden/csfb_2004_7_g4'), mine, { recursive: true });
    const expected = join(mine, 'expected.csv');
    writeFileSync(expected, readFileSync(expected, 'utf8').replace('wal,4A1,PSA 250,,,4.60,', 'wal,4A1,PSA 250,,,4.70,'));
    const { code, out } = await weir(['conformance', folder]);
    expect(code).toBe(1);
    expect(out).toContain('Missed in mine');
    expect(out).toMatch(/wal +4A1 +PSA 250 +4\.70 +4\.59\d\d +20\.\d+$/m);
    expect(out).toContain('1 cell is missed; 0 slips of the printers.');
  });

  it.concurrent('prints published figures beside computed ones', async () => {
    const { code, out } = await weir(['conformance', join(ROOT, 'test/golden/csfb_2004_7_g4'), '--tables']);
    expect(code).toBe(0);
    expect(out).toMatch(/^4A1 +8\.18 {2}8\.18 +6\.36 {2}6\.36 +4\.60 {2}4\.60/m);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });
});

describe('weir', () => {
  it.concurrent('helps with examples', async () => {
    const helps = await Promise.all([[], ['project'], ['conformance']].map((command) => weir([...command, '--help'])));
    for (const { code, out } of helps) {
      expect(code).toBe(0);
      expect(out).toMatch(/^Usage: weir/);
      expect(out).toMatch(/\nExamples?:\n {2}npx weir /);
    }
  });

  it.concurrent('refuses unknown commands and options with a suggestion', async () => {
    const [command, option, both] = await Promise.all([
      weir(['projct', TWO_CLASSES]),
      weir(['project', TWO_CLASSES, '--speed', 'PSA 100']),
      weir(['price', TWO_CLASSES, '--tranche', '4A1', '--price', '100', '--yield', '5']),
    ]);
    expect([command.code, option.code, both.code]).toEqual([2, 2, 2]);
    expect(command.err).toContain('Did you mean project?');
    expect(option.err).toContain('Did you mean --speeds?');
    expect(both.err).toContain('cannot be used with');
  });

  it.concurrent('refuses what a request cannot mean, as data too', async () => {
    const wrong: readonly (readonly [readonly string[], string, string])[] = [
      [['project', 'no-such-file.yaml'], 'FILE_UNREADABLE', ''],
      [['vectors', 'PSA x'], 'VECTOR_SYNTAX', 'vector, position 5'],
      [['project', TWO_CLASSES, '--lag', 'soon'], 'REQUEST_INVALID', 'lag'],
      [['project', TWO_CLASSES, '--variant', 'other'], 'REQUEST_INVALID', 'variant'],
      [['project', TWO_CLASSES, '--tranche', '4A1,9X'], 'REQUEST_INVALID', 'tranche'],
      [['price', TWO_CLASSES, '--tranche', '4A1', '--price', '101-40'], 'REQUEST_INVALID', 'price'],
      [['price', TWO_CLASSES, '--tranche', '4A1'], 'REQUEST_INVALID', 'price'],
    ];
    const ended = await Promise.all(wrong.map(([args]) => weir([...args, '--json'])));
    expect(ended.map(({ code, out }) => [code, JSON.parse(out).faults[0].code, JSON.parse(out).faults[0].place])).toEqual(
      wrong.map(([, code, place]) => [2, code, place]),
    );
  });

  it.concurrent('ends with 3 where Weir itself is at fault, without a stack unless asked', async () => {
    // A JSON.stringify that fails on the report stands for any bug.
    const bug = join(folder, 'bug.mjs');
    const test = "if (value?.settlement !== undefined) throw new Error('broken')";
    writeFileSync(
      bug,
      `const real = JSON.stringify; JSON.stringify = (value, ...rest) => { ${test}; return real(value, ...rest); };`,
    );
    const broken = { NODE_OPTIONS: `--import ${bug}` };
    const args = ['check', TWO_CLASSES, '--json'];
    const [quiet, debug] = await Promise.all([weir(args, { env: broken }), weir(args, { env: { ...broken, WEIR_DEBUG: '1' } })]);
    expect([quiet.code, debug.code]).toEqual([3, 3]);
    expect(quiet.err).toMatch(/^weir: broken\n/);
    expect(quiet.err).not.toContain(' at ');
    expect(debug.err).toContain(' at ');
  });
});
