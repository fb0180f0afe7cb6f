/** Every kind of bad deal file: a coded fault with its file, its place, what was found and what was expected, and exit code 2. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../host/errors.ts';
import { ROOT, weir } from './weir.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-bad-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = readFileSync(join(ROOT, 'test/golden/csfb_2004_7_g4/deal.yaml'), 'utf8');

/** The good deal with texts replaced, each of which it has. */
function spoiled(replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((text, [from, to]) => {
    expect(text, 'the deal to spoil').toContain(from);
    return text.replace(from, to);
  }, GOOD);
}

function fileOf(name: string, text: string): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}

interface Expected {
  readonly what: string;
  readonly text: string;
  readonly code: string;
  readonly place: string;
  readonly got: RegExp;
  readonly expected: RegExp;
}

const BAD: readonly Expected[] = [
  {
    what: 'an unknown tranche',
    text: spoiled({ 'to: [4B1, 4A1], from: principal': 'to: [4B1, 4A2], from: principal' }),
    code: 'DEAL_UNKNOWN_NAME',
    place: 'steps[2].to[1]',
    got: /4A2/,
    expected: /4A1, 4B1/,
  },
  {
    what: 'a loop of expressions',
    text: spoiled({ 'upTo: seniorPrincipal': 'upTo: a', 'define:\n': 'define:\n  a: b + 1\n  b: a + 1\n' }),
    code: 'DEAL_CIRCULAR',
    place: 'define.a',
    got: /a -> b -> a/,
    expected: /end/,
  },
  {
    what: 'balances that do not add up',
    text: spoiled({ 'balance: 54000000': 'balance: 64000000' }),
    code: 'DEAL_BALANCE',
    place: 'tranches',
    got: /65000000\.00/,
    expected: /55000000\.00/,
  },
  {
    what: 'a balance that is no number',
    text: spoiled({ 'upb: 55000000': 'upb: .nan' }),
    code: 'DEAL_SHAPE',
    place: 'collateral.group4.loans[0].upb',
    got: /NaN/,
    expected: /dollars/,
  },
  {
    what: 'a negative term',
    text: spoiled({ 'remainingTerm: 175': 'remainingTerm: -175' }),
    code: 'DEAL_RANGE',
    place: 'collateral.group4.loans[0].remainingTerm',
    got: /-175/,
    expected: /1 or more/,
  },
  {
    what: 'a coupon of 700',
    text: spoiled({ '4A1: {balance: 54000000, coupon: 4.5%}': '4A1: {balance: 54000000, coupon: 700}' }),
    code: 'DEAL_RANGE',
    place: 'tranches.4A1.coupon',
    got: /700/,
    expected: /%/,
  },
  {
    what: 'an empty pool',
    text: spoiled({ '- {upb: 55000000, noteRate: 4.9%, netRate: 4.5%, remainingTerm: 175, age: 5}': '[]' }),
    code: 'DEAL_EMPTY',
    place: 'collateral.group4',
    got: /no loans/,
    expected: /loan/,
  },
  {
    what: 'a file that is not YAML',
    text: 'deal: [unclosed\n  steps: {',
    code: 'FILE_NOT_YAML',
    place: 'line 1, column 8',
    got: /./,
    expected: /YAML or JSON/,
  },
];

async function faultsOf(file: string): Promise<{ readonly code: number | null; readonly faults: readonly Fault[] }> {
  const { code, out } = await weir(['project', file, '--json']);
  const answer: { faults: Fault[] } = JSON.parse(out);
  return { code, faults: answer.faults };
}

describe('a bad deal is refused with exit code 2', () => {
  it.concurrent.each(BAD)('$what', async ({ what, text, code, place, got, expected }) => {
    const file = fileOf(what, text);
    const ended = await faultsOf(file);
    expect(ended.code).toBe(2);
    const fault = ended.faults.find((candidate) => candidate.code === code);
    expect(fault, JSON.stringify(ended.faults, null, 2)).toMatchObject({ code, file, place });
    expect(fault?.got).toMatch(got);
    expect(fault?.expected).toMatch(expected);
  });

  it.concurrent('a file of 200 MB is not read', async () => {
    const file = fileOf('huge', GOOD);
    truncateSync(file, 200 * 1024 * 1024);
    const started = performance.now();
    const { code, faults } = await faultsOf(file);
    expect(code).toBe(2);
    expect(faults).toMatchObject([{ code: 'FILE_TOO_LARGE', file, got: '209715200 bytes', expected: 'at most 8388608 bytes' }]);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it.concurrent('all faults at once, a line each, and their number', async () => {
    const file = fileOf(
      'several',
      spoiled({
        'to: [4B1, 4A1]': 'to: [4B1, 4A2]',
        'balance: 54000000': 'balance: 64000000',
        'upTo: seniorPrincipal': 'upTo: seniorPrincipel',
      }),
    );
    const { code, out, err } = await weir(['check', file]);
    expect(code).toBe(2);
    expect(out).toBe('');
    const lines = err.trimEnd().split('\n');
    for (const start of ['DEAL_UNKNOWN_NAME', 'DEAL_BALANCE'])
      expect(lines.filter((line) => line.startsWith(`${start} ${file}: `)).length).toBeGreaterThan(0);
    expect(lines.at(-1)).toBe(`${lines.length - 1} faults`);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^[A-Z_]+ .+: got .+; expected .+$/);
  });
});
