/** What a deal can be wrong in: every code, with the file, the place, what was found and what was expected. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MOST_DEAL_BYTES } from '../../host/deal/read.ts';
import { loadDeal } from '../../host/deal/resolve.ts';
import { ERRORS, type ErrorCode, WeirError } from '../../host/errors.ts';
import { faultsOf, REST, run, small, thrownBy } from './small.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const A = { balance: 1000 };
const PAY = { pay: 'principal', to: 'A', from: 'principal' };

/** One fault of faults.yaml. */
interface FaultCase {
  readonly what: string;
  readonly code: ErrorCode;
  readonly deal: Record<string, unknown>;
  readonly place: string;
  readonly got: string;
  readonly expected: string;
}

const CASES = parse(readFileSync(new URL('./faults.yaml', import.meta.url), 'utf8')) as readonly FaultCase[];

/** `/pattern/` or the text itself. */
const matching = (text: string) => (/^\/.*\/$/.test(text) ? expect.stringMatching(new RegExp(text.slice(1, -1))) : text);

describe('a deal', () => {
  it.each(CASES)('$code: $what', ({ code, deal, place, got, expected }) => {
    const file = join(folder, 'deal.yaml');
    const named = code === 'FILE_UNREADABLE' ? join(folder, 'none.csv') : file;
    expect(faultsOf(small(deal), file)).toContainEqual({
      file: named,
      code,
      place,
      got: matching(got),
      expected: matching(expected),
    });
  });

  it('has a case here or below for every code that a deal can give', () => {
    const tested = new Set<string>([
      ...CASES.map(({ code }) => code),
      'FILE_TOO_LARGE',
      'FILE_NOT_YAML',
      'TAPE_SHAPE',
      'TAPE_VALUE',
      'DEAL_FILE_REFERENCE',
    ]);
    const ofDeals = Object.keys(ERRORS).filter((code) => /^(DEAL|TAPE|FILE|DATE)_/.test(code));
    expect(ofDeals.filter((code) => !tested.has(code))).toEqual([]);
  });

  it('that is no mapping at all', () => {
    for (const deal of [null, 42, 'deal', [], true]) expect(faultsOf(deal)[0]?.code).toBe('DEAL_SHAPE');
  });

  it('that was not read from a file can name none', () => {
    expect(faultsOf(small({ collateral: { pool1: { tape: '/etc/hostname' } } }))).toMatchObject([
      { code: 'DEAL_FILE_REFERENCE' },
    ]);
    expect(faultsOf(small({ schedules: { s: { file: 'plan.csv' } } }))[0]).toMatchObject({ code: 'DEAL_FILE_REFERENCE' });
  });
});

describe('circles', () => {
  // Each of them ended the stack: only definitions and coupons of single classes were looked through.
  it.each([
    ['a fee and a definition', { fees: { f: { amount: 'q' } }, define: { q: 'fee(f)' } }, 'define.q', 'q -> fee f -> q'],
    ['a fee of itself', { fees: { f: { amount: '1 + fee(f)' } } }, 'fees.f.amount', 'fee f -> fee f'],
    [
      'a coupon through a set',
      { sets: { S: ['A'] }, tranches: { A: { ...A, coupon: 'accrued(S)' } } },
      'tranches.A.coupon',
      'coupon of A -> coupon of A',
    ],
    [
      'a coupon through it',
      { sets: { S: ['A'] }, tranches: { A: { ...A, coupon: 'sum(S, coupon(it))' } } },
      'tranches.A.coupon',
      'coupon of A -> coupon of A',
    ],
    [
      'interest on shortfall',
      { tranches: { A: { ...A, coupon: 'shortfall(A)', interestOnShortfall: true } } },
      'tranches.A.coupon',
      'coupon of A -> coupon of A',
    ],
    [
      'carry-over',
      { tranches: { A: { ...A, coupon: 'carryover(A)', uncapped: '5%' } } },
      'tranches.A.coupon',
      'coupon of A -> coupon of A',
    ],
    [
      'the uncapped rate',
      { tranches: { A: { ...A, uncapped: 'carryover(A)' } } },
      'tranches.A.uncapped',
      'uncapped of A -> uncapped of A',
    ],
    [
      'notionals',
      { tranches: { A: { notional: 'B' }, B: { notional: 'A' } } },
      'tranches.A.notional',
      'notional of A -> notional of B -> notional of A',
    ],
    [
      'a hedge',
      { indices: ['I'], hedges: { h: { kind: 'cap', index: 'I', strike: 0, notional: 'receivable(h)' } } },
      'hedges.h.notional',
      'hedge h -> hedge h',
    ],
  ])('%s', (_, parts, place, got) => {
    expect(faultsOf(small(parts))).toMatchObject([{ code: 'DEAL_CIRCULAR', place, got }]);
  });

  it('what only looks like one is none', async () => {
    const deal = small({
      tranches: {
        A: { balance: 1000, coupon: 'if(shortfall(A) > 5, 24%, 12%)' },
        IO: { notional: 'begin(S)', coupon: 'coupon(A)' },
      },
      sets: { S: ['A', 'IO'] },
      define: { q: 'previous(q, 1) + rolling(3, begin(IO)) + fee(f) + sum(S, coupon(it))' },
      fees: { f: { amount: 'coupon(A)' } },
    });
    // 10 are due in month 1 and stay unpaid; the coupon is 24 % from then on.
    expect((await run(deal)).of('A', 'shortfall')).toEqual([10, 30, 50]);
  });

  it('chains of definitions are followed a thousand operations deep', () => {
    const chain = (length: number) =>
      small({
        define: Object.fromEntries(
          Array.from({ length }, (_, at) => [`q${length - at}`, at === length - 1 ? 'month' : `q${length - at - 1} + 1`]),
        ),
      });
    expect(faultsOf(chain(400))).toEqual([]);
    // A chain of 3,000 ended the stack of the compiler, one of 30,000 that of the search for circles.
    for (const length of [3000, 30_000]) expect(faultsOf(chain(length))[0]).toMatchObject({ code: 'DEAL_CIRCULAR' });
  });

  it('a chain that is as long as it may be compiles and runs', async () => {
    const define = Object.fromEntries(Array.from({ length: 333 }, (_, at) => [`q${at}`, at === 0 ? 'month' : `q${at - 1} + 1`]));
    const backwards = Object.fromEntries(Object.entries(define).toReversed());
    const deal = small({ define: backwards, steps: [{ ...PAY, upTo: 'q332 - 300' }] });
    expect((await run(deal)).of('A', 'principal')).toEqual([33, 34, 35]);
  });

  it('sets within sets are followed forty deep', () => {
    const sets = Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`s${at}`, [at === 29_999 ? 'A' : `s${at + 1}`]]));
    expect(faultsOf(small({ sets }))[0]).toMatchObject({ code: 'DEAL_CIRCULAR', expected: 'at most 40 levels of them' });
  });
});

describe('files', () => {
  it.each([
    ['no YAML', 'deal: [1, 2', 'line 1, column 12'],
    ['a tab for an indent', 'deal:\n\t- 1\n', 'line 2, column 1'],
    ['two documents', 'deal: 1\n---\ndeal: 2\n', 'line 2, column 1'],
    ['a key twice', 'deal: 1\ndates: {}\ndeal: 2\n', 'line 3, column 1'],
    ['a key twice, deeper', 'tranches:\n  A: {balance: 1}\n  A: {balance: 2}\n', 'line 3, column 3'],
    ['a name that stands for nothing', 'deal: *other\n', ''],
    [
      'a bomb of aliases',
      `a: &a [1,1,1,1,1,1,1,1,1]\n${[...'bcdefghij'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[at]}`).join(',')}]`).join('\n')}`,
      '',
    ],
    ['lists in lists', '['.repeat(100_000), ''],
    ['mappings in mappings', '{a: '.repeat(5000) + '}'.repeat(5000), ''],
    // What holds itself went past the reader and ended in an error that nobody foresaw where it was to be shown.
    ['an alias of what it stands in', 'steps: &a [*a]', 'line 1, column 12'],
    ['an alias of what it stands in, further down', 'deal: &d\n  name: {of: [*d]}', 'line 2, column 15'],
    ['lists by indent', Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}-`).join('\n'), ''],
  ])('%s', (_, text, place) => {
    const [fault] = faultsOf(text, 'deal.yaml');
    expect(fault).toMatchObject({ code: 'FILE_NOT_YAML', file: 'deal.yaml', place, expected: expect.any(String) });
    expect(fault?.got).not.toMatch(/call stack/);
  });

  it('a class that looks like a number keeps its name', async () => {
    // `4E1` is 40 to YAML: the class was called 40 in every table.
    const text = (name: string) => `
deal: T
dates: {settlement: 2024-12-31, dated: 2025-01-01, firstPayment: 2025-02-01}
collateral: {g: {loans: [{upb: 1200, noteRate: 0, remainingTerm: 12}]}}
tranches: {4E1: {balance: 1000}, 007: {balance: 100}, null: {balance: 5}}
steps: [{pay: principal, to: [${name}], from: principal}, {release: [interest, principal]}]`;
    expect((await run(text("'4E1'"))).of('4E1', 'principal')).toEqual([100, 100, 100]);
    expect(faultsOf(text('4E1'))).toMatchObject([{ code: 'DEAL_UNKNOWN_NAME', got: "'40'", expected: 'one of 4E1, 007, null' }]);
  });

  it('many keys are read in a moment, though each is looked for among the others', () => {
    // The reader compared every key with every other: minutes for a file of this size.
    const began = performance.now();
    const text = Array.from({ length: 100_000 }, (_, at) => `k${at}: 1`).join('\n');
    expect(faultsOf(text)[0]?.code).toBe('DEAL_SHAPE');
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('one that is not there, that is a folder, that is too large', () => {
    expect(thrownBy(() => loadDeal(join(folder, 'none.yaml')))).toMatchObject([
      { code: 'FILE_UNREADABLE', file: join(folder, 'none.yaml'), got: expect.stringContaining('ENOENT') },
    ]);
    expect(thrownBy(() => loadDeal(folder))).toMatchObject([{ code: 'FILE_UNREADABLE', file: folder }]);
    const large = written('large.yaml', '#'.repeat(MOST_DEAL_BYTES + 1));
    expect(thrownBy(() => loadDeal(large))).toMatchObject([
      { code: 'FILE_TOO_LARGE', file: large, got: `${MOST_DEAL_BYTES + 1} bytes`, expected: `at most ${MOST_DEAL_BYTES} bytes` },
    ]);
  });
});

describe('many faults at once', () => {
  it('are all told, of shape first, then all of meaning', () => {
    const deal = small({
      tranches: { A, B: { balance: 5, coupon: 7 } },
      define: { q: 'nobody + 1', r: '(' },
      sets: { S: ['X'] },
      steps: [{ ...PAY, to: ['A', 'Y'], from: 'purse', upTo: 'w' }],
    });
    const found = faultsOf(deal).map(({ code, place }) => `${code} ${place}`);
    expect(found.toSorted()).toEqual([
      'DEAL_EXPRESSION define.r, position 2',
      'DEAL_RANGE tranches.B.coupon',
      'DEAL_UNKNOWN_NAME define.q, position 1',
      'DEAL_UNKNOWN_NAME sets.S[0]',
      'DEAL_UNKNOWN_NAME steps[0].from',
      'DEAL_UNKNOWN_NAME steps[0].to[1]',
      'DEAL_UNKNOWN_NAME steps[0].upTo, position 1',
    ]);
    const shape = faultsOf({ ...deal, deal: 1, tranches: 2, steps: [{}, 3] }).map(({ code, place }) => `${code} ${place}`);
    expect(shape.toSorted()).toEqual(['DEAL_SHAPE deal', 'DEAL_SHAPE tranches', 'DEAL_STEP steps[0]', 'DEAL_STEP steps[1]']);
  });

  it('slips of shape in steps, assumptions and schedules hide no slips of meaning', () => {
    const deal = small({
      assumptions: { lag: -6, prepayment: '10 CPRR' },
      schedules: { s: { points: [[1, 'x']] } },
      define: { q: 'nobody' },
      steps: [
        { pay: 'principle', to: 'A', from: 'principal' },
        { paye: 'interest', to: 'A', from: 'interest' },
        { pay: 'principal', to: 'A', from: 'principal', upto: 's' },
        { pay: 'principal', to: 'AA', from: 'principal' },
      ],
    });
    expect(
      thrownBy(() => loadDeal(written('slips.yaml', JSON.stringify(deal))))
        .map(({ code, place }) => `${code} ${place}`)
        .toSorted(),
    ).toEqual([
      'DEAL_RANGE assumptions.lag',
      'DEAL_SHAPE schedules.s.points[0][1]',
      'DEAL_SHAPE steps[0].pay',
      'DEAL_SHAPE steps[2].upto',
      'DEAL_STEP steps[1]',
      'DEAL_UNKNOWN_NAME define.q, position 1',
      'DEAL_UNKNOWN_NAME steps[3].to',
      'VECTOR_SYNTAX assumptions.prepayment, position 4',
    ]);
  });

  it('balances are told of beside other faults, but not where loans could not be read', () => {
    // They were told of when nothing else was wrong, or against the sum of loans that were left out.
    const tranches = { A: { balance: 20_000 } };
    const codes = (parts: object) => faultsOf(small({ tranches, ...parts })).map(({ code }) => code);
    expect(codes({ define: { q: 'nobody' } }).toSorted()).toEqual(['DEAL_BALANCE', 'DEAL_UNKNOWN_NAME']);
    expect(codes({ collateral: { g: { loans: [{ upb: -1, noteRate: 0, remainingTerm: 12 }] } } })).not.toContain('DEAL_BALANCE');
  });

  it('the first hundred are printed, and how many more there are', () => {
    const define = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`q${at}`, `x${at}`]));
    const faults = faultsOf(small({ define }), 'deal.yaml');
    expect(faults).toHaveLength(250);
    const lines = new WeirError(faults).message.split('\n');
    expect(lines).toHaveLength(101);
    expect(lines[0]).toMatch(/^DEAL_UNKNOWN_NAME deal.yaml: define.q0, position 1: got 'x0'; expected /);
    expect(lines[100]).toBe('and 150 more');
  });

  it('twenty thousand are found in a moment', () => {
    // The list of known names was made anew for each of them: half a minute.
    const began = performance.now();
    const sets = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`s${at}`, [`x${at}`]]));
    expect(faultsOf(small({ sets }))).toHaveLength(20_000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('work without end', () => {
  const timed = async (deal: unknown) => {
    const began = performance.now();
    const outcome = await run(deal).catch((error: unknown) => error);
    expect(performance.now() - began).toBeLessThan(5000);
    return outcome;
  };

  it('definitions that each use another twice are worked out once', async () => {
    // Whether a comparison is of money was asked of each use: 2 to the 40th times.
    const doubling = Array.from({ length: 40 }, (_, at) => [`q${at + 1}`, `q${at} + q${at}`]);
    const deal = small({ define: Object.fromEntries([['q0', 'month'], ...doubling, ['z', 'q40 < 3']]), steps: [PAY] });
    expect(await timed(deal)).not.toBeInstanceOf(Error);
  });

  it('a thousand weighted legs are more than a date may take', async () => {
    // A thousand rounds among a thousand legs: half a minute.
    const names = Array.from({ length: 1000 }, (_, at) => `T${at}`);
    const deal = small({
      tranches: Object.fromEntries(names.map((name) => [name, { balance: 1 }])),
      steps: [{ pay: 'principal', to: { weights: names.map((name) => [1, name]) }, from: 'principal' }],
    });
    expect(await timed(deal)).toMatchObject({ faults: [{ code: 'DEAL_RANGE', place: 'the deal as a whole' }] });
    // Thirty are not.
    const few = {
      ...deal,
      steps: [{ pay: 'principal', to: { weights: names.slice(0, 30).map((name) => [1, name]) }, from: 'principal' }, REST],
    };
    expect(await timed(few)).not.toBeInstanceOf(Error);
  });
});

describe('a file with values of the wrong shape', () => {
  it('is told of its faults of meaning as well, and of none that come from what stood in', () => {
    const file = written(
      'shapes.yaml',
      `deal: bad
dates: {settlement: 2024-01-01, firstPayment: 2024-02-01}
collateral: {g: {loans: [{upb: .nan, noteRate: 5%, remainingTerm: -3}, {upb: 100, noteRate: 5%, remainingTerm: 12, foo: 1}]}}
define: {a: b + 1, b: a + 1}
tranches: {A: {balance: 5000, coupon: 700}}
steps: [{pay: interest, to: B2, from: interest}]
`,
    );
    const faults = thrownBy(() => loadDeal(file));
    // 5,000 of notes over 101 of collateral is no fault to tell: 1 of it only stands in for what could not be read.
    expect(faults.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'DEAL_SHAPE collateral.g.loans[0].upb',
      'DEAL_RANGE collateral.g.loans[0].remainingTerm',
      'DEAL_SHAPE collateral.g.loans[1].foo',
      'DEAL_RANGE tranches.A.coupon',
      'DEAL_UNKNOWN_NAME steps[0].to',
      'DEAL_CIRCULAR define.a',
    ]);
  });
});
