/** Loans of a deal: lines, tapes, terms under one speed, and what is refused of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { flatVector } from '../../host/curves/vectors.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { faultsOf, PRINCIPAL_LOAN, run, small, valuesOf } from './small.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-tapes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pool = (loan: object, group: object = {}) =>
  small({ collateral: { g: { loans: [{ ...PRINCIPAL_LOAN, ...loan }], ...group } } });

describe('a loan line', () => {
  it.each([
    ['a rate as a bare percent', { noteRate: 5.5 }, 'noteRate', '5.5', 'a number from 0 to 1; 5.5 percent is written 5.5%'],
    ['a rate below 0', { noteRate: '-1%' }, 'noteRate', '-1%', 'a number from 0 to 1'],
    ['a balance below 0', { upb: -5 }, 'upb', '-5', 'a number from 0 to 1000000000000000'],
    ['a term of centuries', { remainingTerm: 5000 }, 'remainingTerm', '5000', 'a whole number from 1 to 1200'],
    ['an amortization shorter than the term', { amortTerm: 11 }, 'amortTerm', '11', 'a whole number from 12 to 1200'],
    ['a net rate over the note rate', { netRate: '1%' }, 'netRate', '1%', 'at most the note rate, 0'],
    [
      'a payment under the interest',
      { noteRate: '12%', payment: 11 },
      'payment',
      '11',
      "at least the first month's interest, 12.00",
    ],
    ['a life floor over the life cap', { lifeCap: '5%', lifeFloor: '6%' }, 'lifeFloor', '6%', 'a number from 0 to 0.05'],
    ['a factor beyond all speeds', { prepayFactor: 1e7 }, 'prepayFactor', '10000000', 'a number from 0 to 1000000'],
  ])('with %s', (_, loan, field, got, expected) => {
    const named = `collateral.g.loans[0].${field}`;
    expect(faultsOf(pool(loan))).toContainEqual({ code: 'DEAL_RANGE', place: named, got, expected });
  });

  it.each([
    ['half a month', { remainingTerm: 1.5 }, 'DEAL_RANGE', 'remainingTerm'],
    ['no term', { remainingTerm: 0 }, 'DEAL_RANGE', 'remainingTerm'],
    ['a term in words', { remainingTerm: 'twelve' }, 'DEAL_SHAPE', 'remainingTerm'],
    ['an unknown field', { rate: 0.05 }, 'DEAL_SHAPE', 'rate'],
    ['both net rate and servicing', { netRate: 0, servicing: 0 }, 'DEAL_SHAPE', undefined],
    ['an index that is not there', { index: 'LIBOR', firstReset: 1 }, 'DEAL_UNKNOWN_NAME', 'index'],
    ['a cohort that is not there', { cohort: 'slow' }, 'DEAL_UNKNOWN_NAME', 'cohort'],
  ])('with %s', (_, loan, code, field) => {
    const place = `collateral.g.loans[0]${field === undefined ? '' : `.${field}`}`;
    expect(faultsOf(pool(loan))).toContainEqual(expect.objectContaining({ code, place }));
  });

  it('with an index says when its rate is first reset', () => {
    const deal = { ...pool({ index: 'I', margin: '2%' }), indices: ['I'] };
    expect(faultsOf(deal)).toMatchObject([{ code: 'DEAL_SHAPE', place: 'collateral.g.loans[0].firstReset', got: 'nothing' }]);
  });

  it('that adds interest to its balance may pay less than the interest', () => {
    expect(faultsOf(pool({ noteRate: '12%', payment: 11, negativeAmortization: true }))).toEqual([]);
  });

  it('that adds interest to its balance does not pay 0, which was taken for a payment to compute', () => {
    for (const payment of [0, '0']) {
      const loan = { noteRate: '12%', payment, negativeAmortization: true };
      expect(faultsOf(pool(loan))).toMatchObject([{ code: 'DEAL_RANGE', place: 'collateral.g.loans[0].payment', got: '0' }]);
    }
  });

  it('that adds interest to its balance and pays less than its strip takes the rest out of principal', async () => {
    // 12,000 at 12 % pays 1 of the 120 it owes; the strip of 6 % is 60. The other loan pays 100 of principal. The interest fund stood at -59
    // and what drew on both funds was paid 59 too much.
    const loan = { upb: 12_000, noteRate: '12%', servicing: '6%', remainingTerm: 12, payment: 1, negativeAmortization: true };
    const deal = { collateral: { pool1: { loans: [PRINCIPAL_LOAN, loan] } } };
    expect(await valuesOf('-interest(pool)', deal, 1)).toEqual([59]);
    expect(await valuesOf('fund(principal)', deal, 1)).toEqual([41]);
    const paid = await run(small({ ...deal, steps: [{ pay: 'principal', to: 'A', from: ['interest', 'principal'] }] }));
    expect(paid.of('A', 'principal', 1)).toEqual([41]);
    expect(paid.warnings).toEqual([]);
  });

  it('amounts may be written with underscores and exponents, rates as percents', () => {
    const deal = resolveDeal(checkedDeal(pool({ upb: '1_200.50', noteRate: '5.94%', servicing: '0.25%' })));
    expect(deal.groups[0]).toMatchObject({ cutoff: 1200.5 });
    expect([...(deal.groups[0]?.loans.noteRate ?? [])]).toEqual([0.0594]);
    expect(deal.groups[0]?.loans.strip[0]).toBe(0.0025);
    expect(resolveDeal(checkedDeal(pool({ upb: '12e2' }))).groups[0]?.cutoff).toBe(1200);
  });
});

describe('a rate that a group passes through', () => {
  // 1,200 at 12 % that pays interest only, 6 % of it to the servicer: of a loan at 6 % net where 8 % is passed through a quarter is principal.
  const LOAN = { upb: 1200, noteRate: '12%', netRate: '6%', remainingTerm: 12, amortTerm: 360, interestOnly: 12 };
  const stripped = (loans: object[], group: object = {}, parts: object = {}) => ({
    collateral: { g: { passThrough: '8%', loans, ...group } },
    tranches: { A: { balance: 500 } },
    ...parts,
  });

  it.each([
    ['cutoff(g)', 900],
    ["cutoff('g.po')", 300],
    ['cutoff(pool)', 1200],
    ['interest(g)', 6], // 8 % of 900 is 6 % of 1,200
    ["interest('g.po')", 0],
    ['servicing(g)', 3],
    ["servicing('g.po')", 3],
    ['grossInterest(pool)', 12],
    ['interest(pool)', 6],
  ])('divides a loan below it: %s', async (expression, month) => {
    expect(await valuesOf(expression, stripped([LOAN]), 2)).toEqual([month, month]);
  });

  it('divides what it pays, prepays and loses', async () => {
    // 1,200 in twelve months at 0 %: a loan without interest is principal alone. One at 8 % and more is not divided.
    const parts = stripped([PRINCIPAL_LOAN, { ...LOAN, netRate: '9%' }], {}, { assumptions: { prepayment: '1 SMM' } });
    expect(await valuesOf("scheduled('g.po')", parts, 2)).toEqual([100, 99]);
    expect(await valuesOf("prepaid('g.po')", parts, 1)).toEqual([11]);
    expect(await valuesOf('prepaid(g)', parts, 1)).toEqual([12]);
    // A tenth of the quarter and of the rest defaults, and 40 % of it is lost two months later.
    const lossy = stripped([LOAN], {}, { assumptions: { default: '10 MDR for 1, 0', severity: '40%', lag: 2 } });
    expect(await valuesOf("losses('g.po')", lossy, 3)).toEqual([0, 0, 12]);
    expect(await valuesOf('losses(g)', lossy, 3)).toEqual([0, 0, 36]);
  });

  it('is refused where the loans are those of a snapshot, whose tape, remittances and controls know one group', () => {
    const file = checkedDeal(small(stripped([LOAN])));
    const loans = resolveDeal(checkedDeal(small({ collateral: { g: { loans: [LOAN] } } }))).groups[0]?.loans;
    if (loans === undefined) throw new Error('no loans');
    expect(() => resolveDeal(file, undefined, { loans: new Map([['g', loans]]) })).toThrow(
      /passThrough: got the tape of a snapshot/,
    );
  });

  it('leaves the funds of the only group their short names', async () => {
    const deal = stripped([LOAN, PRINCIPAL_LOAN]);
    const { of } = await run({
      ...small(deal),
      steps: [
        { pay: 'principal', to: 'A', from: 'g.po.principal' },
        { release: ['interest', 'principal', 'g.po.interest', 'g.po.principal'] },
      ],
    });
    expect(of('A', 'principal', 2)).toEqual([100, 100]);
  });

  it.each([
    ['a bare percent', { passThrough: 8 }, {}, '8'],
    ['nothing', { passThrough: 0 }, {}, '0'],
    ['a loan with an index', { loans: [{ ...LOAN, index: 'I', firstReset: 2 }] }, { indices: ['I'] }, 'a loan with an index'],
    ['revolving', { revolving: 2 }, {}, 'revolving'],
    ['terms under one speed', { terms: [{ when: '0 PSA', age: 1 }] }, {}, 'terms under one speed'],
    ['severity of proceeds', {}, { assumptions: { severityBasis: 'gross' } }, 'severityBasis: gross'],
    ['advances while they are recoverable', {}, { assumptions: { advance: { recoverable: true } } }, 'advance.recoverable'],
    [
      'negative amortization',
      { loans: [{ ...LOAN, interestOnly: 0, negativeAmortization: true }] },
      {},
      'a loan with negativeAmortization',
    ],
  ])('is refused with %s', (_, group, parts, got) => {
    expect(faultsOf(small(stripped([LOAN], group, parts)))).toContainEqual(
      expect.objectContaining({ place: 'collateral.g.passThrough', got }),
    );
  });
});

describe('terms under one speed', () => {
  const slow = { name: 'slow', prepayment: { kind: 'vector', vector: flatVector('PSA', 0) } } as const;

  it.each(['0 PSA', 'PSA 0', '0psa'])('hold for %s, however it is written', async (when) => {
    // Half the term is twice the principal. A speed written `0psa` was never met, without a word.
    const deal = pool({}, { terms: [{ when, remainingTerm: 6 }] });
    expect((await run(deal, slow)).of('g', 'end')).toEqual([1000, 800, 600]);
    expect((await run(deal)).of('g', 'end')).toEqual([1100, 1000, 900]);
  });

  it('shorten what is left of an interest-only time', async () => {
    const deal = small({
      collateral: {
        g: {
          loans: [{ upb: 1200, noteRate: '12%', remainingTerm: 12, interestOnly: 10 }],
          terms: [{ when: '0 PSA', remainingTerm: 6 }],
        },
      },
    });
    expect((await run(deal, slow)).of('g', 'end', 6)).toEqual([1200, 1200, 1200, 1200, 1200, 0]);
  });

  it.each([
    ['a speed that is none', { when: 'quick' }, 'VECTOR_SYNTAX', 'when, position 1'],
    // A term of ten million months was laid out in memory before anybody asked.
    ['a term of a million years', { when: '0 PSA', remainingTerm: 1e7 }, 'DEAL_RANGE', 'remainingTerm'],
    ['an amortization shorter than the term', { when: '0 PSA', amortTerm: 3 }, 'DEAL_RANGE', 'amortTerm'],
    ['a rate over 100 %', { when: '0 PSA', noteRate: 8 }, 'DEAL_RANGE', 'noteRate'],
    ['a note rate under the net rate', { when: '0 PSA', noteRate: '4%' }, 'DEAL_RANGE', 'noteRate'],
    ['a net rate over the note rate', { when: '0 PSA', netRate: '7%' }, 'DEAL_RANGE', 'netRate'],
  ])('are refused with %s', (_, terms, code, field) => {
    const deal = pool({ noteRate: '6%', netRate: '5.5%' }, { terms: [terms] });
    expect(faultsOf(deal)).toContainEqual(expect.objectContaining({ code, place: `collateral.g.terms[0].${field}` }));
  });

  it('may lower the note rate to the net rate itself', () => {
    // 5.94 % less 0.44 % is a rounding more than 5.5 %.
    expect(faultsOf(pool({ noteRate: '5.94%', servicing: '0.44%' }, { terms: [{ when: '0 PSA', noteRate: '5.5%' }] }))).toEqual(
      [],
    );
  });
});

describe('a tape', () => {
  const file = join(folder, 'deal.yaml');
  const tape = (text: string) => {
    writeFileSync(join(folder, 'loans.csv'), text);
    return small({ collateral: { g: { tape: 'loans.csv' } } });
  };
  const HEAD = 'upb,noteRate,remainingTerm,servicing';

  it.each([
    ['commas', `${HEAD}\n1200,6%,12,0.25%\n2400,0.06,12,\n`],
    ['semicolons', `${HEAD.replaceAll(',', ';')}\r\n1200;6%;12;0.25%\r\n2400;0.06;12;\r\n`],
    ['bars and blanks', `${HEAD.replaceAll(',', ' | ')}\n1200 | 6% | 12 | 0.25%\n\n2400 | 0.06 | 12 |`],
    ['tabs', `${HEAD.replaceAll(',', '\t')}\n1_200\t6 %\t12\t0.25%\n2.4e3\t0.06\t12\t`],
    // Spreadsheets begin with it: the first column was unknown.
    ['a byte-order mark', `\uFEFF${HEAD}\n1200,6%,12,0.25%\n2400,0.06,12,\n`],
  ])('may be delimited by %s', (_, text) => {
    const { groups } = resolveDeal(checkedDeal(tape(text), file), file);
    expect(groups[0]?.cutoff).toBe(3600);
    expect([...(groups[0]?.loans.noteRate ?? [])]).toEqual([0.06, 0.06]);
    expect([...(groups[0]?.loans.strip ?? [])]).toEqual([0.0025, 0]);
  });

  it.each([
    ['an unknown column', `${HEAD},colour\n1200,6%,12,,red`, "the column 'colour'", /^one of upb, count/],
    ['a column that is missing', 'upb,noteRate\n1200,6%', 'nothing', /^the column 'remainingTerm'$/],
    ['a column twice', `${HEAD},upb\n1200,6%,12,,1`, "the column 'upb' a second time", /^every column once$/],
    ['nothing in it', '', "the column ''", /^one of upb/],
  ])('is refused with %s', (_, text, got, expected) => {
    const faults = faultsOf(tape(text), file);
    expect(faults).toContainEqual({
      code: 'TAPE_SHAPE',
      file,
      place: 'collateral.g.tape, loans.csv',
      got,
      expected: expect.stringMatching(expected),
    });
    // One fault of the header is not one of every line as well.
    expect(faults.every(({ code }) => code === 'TAPE_SHAPE')).toBe(true);
  });

  it.each([
    ['a cell too many', '1200,6%,12,0.25%,7', 'TAPE_VALUE', 'loans.csv, line 2', '5 values'],
    ['a word for a number', '1200,six,12,', 'TAPE_VALUE', 'loans.csv, line 2, noteRate', 'six'],
    ['a number out of range', '1200,6%,5000,', 'DEAL_RANGE', 'loans.csv, line 2, remainingTerm', '5000'],
    // An empty cell stood for a rate of 0, a balance of 0 and a term of one month.
    ['no rate', '1200,,12,', 'TAPE_VALUE', 'loans.csv, line 2, noteRate', 'nothing'],
    ['no balance', ',6%,12,', 'TAPE_VALUE', 'loans.csv, line 2, upb', 'nothing'],
    ['no term', '1200,6%,,', 'TAPE_VALUE', 'loans.csv, line 2, remainingTerm', 'nothing'],
  ])('is refused with %s in a line', (_, line, code, place, got) => {
    expect(faultsOf(tape(`${HEAD}\n${line}\n2400,6%,12,\n`), file)).toContainEqual(
      expect.objectContaining({ code, file, place, got }),
    );
  });

  it('a flag is true or false, or 1 or 0', () => {
    const flagged = (flag: string) => faultsOf(tape(`upb,noteRate,remainingTerm,negativeAmortization\n1200,6%,12,${flag}`), file);
    for (const flag of ['true', 'false', '1', '0', '']) expect(flagged(flag)).toEqual([]);
    // `yes` was false.
    expect(flagged('yes')).toMatchObject([{ code: 'TAPE_VALUE', place: 'loans.csv, line 2, negativeAmortization', got: 'yes' }]);
  });

  it('of a thousand faulty lines tells every one', () => {
    const lines = Array.from({ length: 1000 }, () => '1200,x,12,');
    expect(faultsOf(tape([HEAD, ...lines].join('\n')), file)).toHaveLength(1000);
  });
});

describe('assumptions', () => {
  it('a bare number is a decimal, a text is on its printed scale', () => {
    const resolved = (assumptions: object) => resolveDeal(checkedDeal(small({ assumptions }))).assumptions[0];
    expect(resolved({ severity: 0.4 })?.severity).toEqual(resolved({ severity: '40%' })?.severity);
    expect(resolved({ prepayment: 0.07 })?.prepayment).toEqual(resolved({ prepayment: '7 CPR' })?.prepayment);
  });

  it.each([
    ['prepayment', 6],
    ['default', 2],
    ['severity', 40],
    ['severity', -0.1],
    ['delinquent', 5],
    ['ppc', 8],
  ])('%s of %d is a percent without its sign', (field, value) => {
    // A severity of 40 was 4,000 %, and told of only when the kernel met it.
    expect(faultsOf(small({ assumptions: { [field]: value } }))).toMatchObject([
      { code: 'DEAL_RANGE', place: `assumptions.${field}` },
    ]);
    expect(faultsOf(small({ assumptions: { cohorts: { pool1: { [field]: value } } } }))).toMatchObject([
      { code: 'DEAL_RANGE', place: `assumptions.cohorts.pool1.${field}` },
    ]);
  });

  it('cohorts override the deal for their loans', async () => {
    const deal = small({
      collateral: { g: { loans: [PRINCIPAL_LOAN, { ...PRINCIPAL_LOAN, cohort: 'fast' }] } },
      assumptions: { prepayment: '0 CPR', cohorts: { fast: { prepayment: '10 SMM' } } },
    });
    // 1,100 and 1,100 x 0.9; 1,000 and 1,000 x 0.81.
    expect((await run(deal)).of('g', 'end', 2)).toEqual([2090, 1810]);
  });
});
