/** Break-even multiples of deals whose losses are known in closed form, and what must hold for any deal. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type BreakEvenReport, breakEven, turnOf } from '../../host/analysis/breakEven.ts';
import { breakEvens } from '../../host/analysis/breakEvenPortfolio.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { loadDeal, resolveDeal } from '../../host/deal/resolve.ts';
import { WeirError } from '../../host/errors.ts';
import { turnText } from '../../host/report/breakEven.ts';
import { DATES, trustOf } from '../valuation/trusts.ts';
import { portfolioOf } from './smallPortfolio.ts';

const INLINE = { workers: 0 };
const BASE = { name: 'base' };

/**
 * $100,000 of interest-only loans that pay off after a year; A 80,000 and B 15,000 without coupons, so 5,000 are overcollateralization. Losses
 * beyond it are written down, B first.
 */
function deal(assumptions: object, tranches: object = { A: { balance: 80_000 }, B: { balance: 15_000 } }, more: object = {}) {
  const names = Object.keys(tranches);
  return resolveDeal(
    checkedDeal({
      deal: 'Two classes',
      dates: DATES,
      collateral: { pool1: { loans: [{ upb: 100_000, noteRate: '12%', remainingTerm: 12, interestOnly: 12 }] } },
      tranches: { ...tranches, R: { residual: true } },
      sets: { NOTES: names },
      assumptions: { lag: 1, ...assumptions },
      steps: [
        { pay: 'interest', to: names, from: 'interest' },
        { pay: 'principal', to: names, from: 'principal' },
        { writedown: names.toReversed(), upTo: 'balance(NOTES) - end(pool)' },
        { release: ['interest', 'principal'], to: 'R' },
      ],
      ...more,
    }),
  );
}

/** A tenth (MDR) defaults in month 1 and is sold a month later: with d and s the multiples, 4,000 d s are lost. */
const TENTH = { default: '10 MDR for 1, 0', severity: '40%' };

function turnsOf({ classes }: BreakEvenReport, name: string, of: string) {
  const found = classes.find((each) => each.name === name)?.drivers.find((driver) => driver.of === of);
  if (found === undefined) throw new Error(`no ${of} of ${name}`);
  return found;
}

/** At the multiple, or above it by no more than a ten-thousandth: where it holds. */
function expectJustAbove(found: number | null | undefined, multiple: number) {
  expect(found).toBeGreaterThanOrEqual(multiple * (1 - 1e-12));
  expect(found).toBeLessThanOrEqual(multiple * (1 + 1.0001e-4));
}

describe('two classes and 5,000 of overcollateralization', () => {
  it('lose at the multiple of defaults that uses up what is behind them', async () => {
    const report = await breakEven(deal(TENTH), BASE, {}, INLINE);
    expect(report).toMatchObject({
      of: 'Two classes',
      pool: 100_000,
      reo: 0,
      oc: 5_000,
      writedown: 0.05,
      bound: 100,
      warnings: [],
    });
    expect(report.baseLosses).toBeCloseTo(4_000, 8);
    // 4,000 d = 5,000; 5,000 + 5 % of 15,000; 20,000; 20,000 + 5 % of 80,000.
    const [b, a] = [turnsOf(report, 'B', 'default'), turnsOf(report, 'A', 'default')];
    expectJustAbove(b.firstLoss.up, 1.25);
    expectJustAbove(b.writedown?.up, 1.4375);
    expectJustAbove(a.firstLoss.up, 5);
    expectJustAbove(a.writedown?.up, 6);
    expectJustAbove(report.ocUsedUp.find(({ of }) => of === 'default')?.up, 1.25 * (1 - 1e-6));
    for (const { firstLoss } of [a, b]) expect(firstLoss).toMatchObject({ inBase: false, down: null, kind: 'principal' });
    // What is lost by then, and how often the losses of the base case go into it.
    expectJustAbove(b.firstLoss.losses, 5_000);
    expectJustAbove(b.firstLoss.coverage, 1.25);
    expectJustAbove(a.firstLoss.coverage, 5);
  });

  it('lose at the multiple of severity likewise, as long as there is more to lose than the balance', async () => {
    const report = await breakEven(deal(TENTH), BASE, { of: ['severity'] }, INLINE);
    expectJustAbove(turnsOf(report, 'B', 'severity').firstLoss.up, 1.25);
    expectJustAbove(turnsOf(report, 'B', 'severity').writedown?.up, 1.4375);
    // All of the 10,000 that default is lost at 2.5; A needs 20,000.
    const a = turnsOf(report, 'A', 'severity');
    expect(a.firstLoss).toEqual({ inBase: false, down: null, up: null, kind: null, losses: null, coverage: null });
    expect(a.writedown).toEqual({ inBase: false, down: null, up: null });
    expect(report.classes[0]?.drivers.map(({ of }) => of)).toEqual(['severity']);
  });

  it('have a frontier: more severity, fewer defaults', async () => {
    const report = await breakEven(deal(TENTH), BASE, { of: ['default'], frontier: [0.75, 1, 2, 0] }, INLINE);
    const [a, b] = report.classes.map(({ frontier }) => frontier ?? []);
    expect(a?.map(({ severity }) => severity)).toEqual([0.75, 1, 2, 0]);
    // d s = 5, and d s = 1.25; without severity nothing is lost.
    [5 / 0.75, 5, 2.5].forEach((d, place) => expectJustAbove(a?.[place]?.default, d));
    [1.25 / 0.75, 1.25, 0.625].forEach((d, place) => expectJustAbove(b?.[place]?.default, d));
    expect(b?.map(({ inBase }) => inBase)).toEqual([false, false, true, false]);
    expect([a?.[3]?.default, b?.[3]?.default]).toEqual([null, null]);
  });

  it('that lose in the base case lose from a multiple below 1 on', async () => {
    const report = await breakEven(deal({ ...TENTH, severity: '80%' }), BASE, { of: ['default'], tranches: ['B'] }, INLINE);
    const { firstLoss, writedown } = turnsOf(report, 'B', 'default');
    // 8,000 d = 5,000, and 5,750.
    expect(firstLoss).toMatchObject({ inBase: true, up: null, kind: 'principal' });
    expectJustAbove(firstLoss.down, 0.625);
    expectJustAbove(writedown?.down, 0.71875);
    expect(report.classes.map(({ name, baseLoss }) => [name, Math.round(baseLoss.principal)])).toEqual([['B', 3_000]]);
  });

  it('lose less the more is prepaid before the defaults', async () => {
    // Month 1: 20,000 m prepaid; month 2: half of the rest defaults, a fifth of which is lost: 10,000 (1 - 0.2 m).
    const later = deal({ prepayment: '20 SMM for 1, 0', default: '0 for 1, 50 for 1, 0 MDR', severity: '20%' });
    const report = await breakEven(later, BASE, { of: ['prepayment'] }, INLINE);
    const { firstLoss, writedown } = turnsOf(report, 'B', 'prepayment');
    expect(firstLoss).toMatchObject({ inBase: true, down: null });
    // Of the last bracket the end that still loses.
    expect(firstLoss.up).toBeGreaterThan(2.5 * (1 - 1.01e-4));
    expect(firstLoss.up).toBeLessThan(2.5);
    expect(writedown?.up).toBeGreaterThan(2.125 * (1 - 1.01e-4));
    expect(writedown?.up).toBeLessThanOrEqual(2.125);
    expect(turnText('prepayment', firstLoss)).toBe('to 2.500');
    expect(turnText('prepayment', turnsOf(report, 'A', 'prepayment').firstLoss)).toBe('none');
  });

  it('say that it is interest that is lost first, where it is', async () => {
    // A has 800 of interest due a month. Month 1 brings 1,000 - 100 d: less from d = 2 on. Principal is lost from 4,000 d = 20,000 on.
    const paid = deal(TENTH, { A: { balance: 80_000, coupon: '12%' } });
    const { firstLoss, writedown } = turnsOf(await breakEven(paid, BASE, { of: ['default'] }, INLINE), 'A', 'default');
    expectJustAbove(firstLoss.up, 2);
    expect(firstLoss.kind).toBe('interest');
    expectJustAbove(writedown?.up, 6);
  });

  it('an interest-only class has no principal to lose, a residual nothing', async () => {
    const strip = { A: { balance: 80_000 }, X: { notional: 'A', coupon: '12%' } };
    const steps = [
      { pay: 'interest', to: 'X', from: 'interest' },
      { pay: 'principal', to: 'A', from: 'principal' },
      { writedown: ['A'], upTo: 'balance(A) - end(pool)' },
      { release: ['interest', 'principal'], to: 'R' },
    ];
    const report = await breakEven(deal(TENTH, strip, { steps }), BASE, { of: ['default'] }, INLINE);
    expect(report.classes.map(({ name, isNotional, balance }) => [name, isNotional, balance])).toEqual([
      ['A', false, 80_000],
      ['X', true, 0],
    ]);
    const x = turnsOf(report, 'X', 'default');
    expect(x.writedown).toBeNull();
    expectJustAbove(x.firstLoss.up, 2);
    expect(x.firstLoss.kind).toBe('interest');
  });

  it('without overcollateralization or without losses there is nothing to use up', async () => {
    const none = deal(TENTH, { A: { balance: 80_000 }, B: { balance: 20_000 } });
    const report = await breakEven(none, BASE, { of: ['default'] }, INLINE);
    expect(report).toMatchObject({ oc: 0, ocUsedUp: [] });
    // B loses the first half cent of 4,000 d.
    expect(turnsOf(report, 'B', 'default').firstLoss).toMatchObject({ inBase: true });
    expect(turnsOf(report, 'B', 'default').firstLoss.down).toBeLessThan(1e-5);
    const still = await breakEven(deal({ severity: '40%' }), BASE, { of: ['default'] }, INLINE);
    expect(still.warnings).toHaveLength(1);
    expect(turnsOf(still, 'B', 'default').firstLoss).toMatchObject({ up: null, coverage: null });
  });

  it('a bound is a bound, and the share of a writedown can be another', async () => {
    const report = await breakEven(deal(TENTH), BASE, { of: ['default'], bound: 4, writedown: 0.5 }, INLINE);
    expect(turnsOf(report, 'A', 'default').firstLoss.up).toBeNull();
    // 5,000 + half of 15,000 are 12,500.
    expectJustAbove(turnsOf(report, 'B', 'default').writedown?.up, 3.125);
  });
});

describe('any deal', () => {
  const file = fileURLToPath(new URL('../../examples/deals/oc_turbo_stepdown_call.yaml', import.meta.url));
  const given = {
    ...BASE,
    default: { kind: 'values', values: [0.0017] },
    severity: { kind: 'values', values: [0.4] },
    lag: 12,
  } as const;

  it('the more senior a class, the more it withstands; multiples fall as severity rises', async () => {
    const report = await breakEven(loadDeal(file), given, { of: ['default'], frontier: [0.8, 1, 1.5, 2] }, INLINE);
    const firsts = ['M2', 'M1', 'A'].map((name) => turnsOf(report, name, 'default').firstLoss.up ?? Number.NaN);
    expect(firsts[0]).toBeGreaterThan(1);
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    for (const { drivers, frontier } of report.classes) {
      expect(drivers[0]!.writedown!.up).toBeGreaterThan(drivers[0]!.firstLoss.up!);
      const line = frontier!.map(({ default: multiple }) => multiple!);
      expect(line.every((multiple, place) => place === 0 || multiple < line[place - 1]!)).toBe(true);
    }
  });

  it('the same bits however lanes are blocked and whoever projects them', async () => {
    const request = { of: ['default', 'severity'], frontier: [1, 2] } as const;
    const [one, other] = await Promise.all([
      breakEven(deal(TENTH), BASE, request, INLINE),
      breakEven(deal(TENTH), BASE, request, { workers: 1, blockPaths: 5 }),
    ]);
    expect(other).toEqual(one);
  });

  it('every trust of a snapshot has its own report; a trust that fails is told of', async () => {
    const [good, bad] = [trustOf(deal(TENTH), { name: 'good' }), trustOf(deal(TENTH), { name: 'bad' })];
    const snapshot = {
      ...portfolioOf([good]),
      trusts: [{ ok: true, trust: good } as const, { ok: false, name: bad.name, faults: [] } as const],
    };
    const { reports, failed } = await breakEvens(snapshot, { of: ['default'], tranches: ['B'] }, {}, INLINE);
    expect(reports.map(({ of, classes }) => [of, classes.map(({ name }) => name)])).toEqual([['good', ['B']]]);
    expect(failed).toEqual([{ trust: 'bad', faults: [] }]);
    // A position makes a class the residual of a trust.
    const positioned = { ...good, positions: new Map([['B', 'residual']]) };
    const other = await breakEvens(portfolioOf([positioned]), { of: ['default'] }, { cdr: '0' }, INLINE);
    expect(other.reports[0]?.classes.map(({ name }) => name)).toEqual(['A']);
    expect(other.reports[0]?.baseLosses).toBe(0);
  });

  it.each([
    [{ tranches: ['C'] }, 'tranche', /A, B/],
    [{ bound: 1 }, 'up-to', /above 1/],
    [{ bound: Number.NaN }, 'up-to', /above 1/],
    [{ writedown: 0 }, 'writedown', /share/],
    [{ frontier: [-1] }, 'frontier', /severity/],
  ])('refuses %j', async (request, place, expected) => {
    const error: unknown = await breakEven(deal(TENTH), BASE, request, INLINE).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WeirError);
    const [fault] = error instanceof WeirError ? error.faults : [];
    expect(fault).toMatchObject({ code: 'REQUEST_INVALID', place });
    expect(fault?.expected).toMatch(expected);
  });

  it('the multiple that counts is the turn to the side of losses, of prepayments the nearer one', () => {
    expect(turnOf('default', { inBase: false, down: 0.5, up: 2 })).toBe(2);
    expect(turnOf('severity', { inBase: true, down: 0.5, up: 2 })).toBe(0.5);
    expect(turnOf('default', { inBase: false, down: 0.5, up: null })).toBeNull();
    // 0.6 is 1 / 1.67.
    expect(turnOf('prepayment', { inBase: false, down: 0.6, up: 2 })).toBe(0.6);
    expect(turnOf('prepayment', { inBase: false, down: 0.6, up: 1.5 })).toBe(1.5);
    expect(turnText('prepayment', { inBase: false, down: 0.6, up: 1.5 })).toBe('to 0.600, from 1.500');
    expect(turnText('prepayment', { inBase: true, down: 0.6, up: 1.5 })).toBe('from 0.600 to 1.500');
    expect(turnText('default', { inBase: true, down: null, up: null })).toBe('always');
  });
});
