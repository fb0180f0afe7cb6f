/** The passage of time in an attribution: payments left out, curves moved to the tape's months, and what is then left to no factor. */
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { attributeChange } from '../../host/analysis/attribution.ts';
import { EFFECTS } from '../../host/analysis/attributionColumns.ts';
import { bitOf, FACTORS } from '../../host/analysis/attributionFactors.ts';
import { counterpart, dated, dealOf as dealOfCoalition, scenarioOf } from '../../host/analysis/attributionParts.ts';
import { afterPayments, reoAfter } from '../../host/analysis/attributionRoll.ts';
import { clockOf } from '../../host/analysis/rollforwardCash.ts';
import { valueTrusts } from '../../host/analysis/valueTrusts.ts';
import { parseVector } from '../../host/curves/vectorText.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { projectDeal } from '../../host/engine/project.ts';
import type { Remittance, TrustInput } from '../../host/portfolio/records.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { valueTrust } from '../../host/valuation/fairValue.ts';
import { portfolioValue } from '../../host/valuation/portfolioTotals.ts';
import { beyOfMonth, day, dealOf, marketOf, pathOf, row, trustOf } from '../valuation/trusts.ts';
import { FIRST, smallTrust, snapshotOf } from './attributionTrusts.ts';
import { property } from './rollforwardTrust.ts';

describe('what is left of a projection after some payments', () => {
  const deal = dealOf({ A: { balance: 100 }, R: { residual: true } });
  const of = {
    A: { begin: 100, interest: [2, 1, 1], principal: [50, 30, 20], balance: [50, 20, 0] },
    R: { other: [1, 7, 6] },
  };
  const pool = { performing: [110, 60, 25, 0], amortized: [50, 35, 25], interestDue: [3, 3, 2] };
  const path = pathOf(deal, { periods: 3, of, pool });

  it('is worth what the payments to come are worth at the later date', () => {
    const rolled = afterPayments(deal, path, 1, day('2011-02-01'));
    expect(rolled.path.periods).toBe(2);
    const trust = trustOf(rolled.deal, { positions: new Map([['A', 'senior']]) });
    const market = marketOf([row('senior', beyOfMonth(0.01)), row('residual', beyOfMonth(0.02))]);
    const value = valueTrust(trust, market, 'blended', rolled.path);
    // 31 and 21, a month and two months after the first payment; 7 and 6 for the residual.
    expect(value.tranches[0]?.fairValue).toBeCloseTo(31 / 1.01 + 21 / 1.01 ** 2, 10);
    expect(value.residual).toBeCloseTo(7 / 1.02 + 6 / 1.02 ** 2, 10);
    expect(value.collateral.upb).toBe(60);
    expect(value.cashBreach).toBeLessThan(1e-9);
  });

  it('is the same projection at a later settlement where no payment has been made', () => {
    const rolled = afterPayments(deal, path, 0, day('2011-01-16'));
    expect(rolled.path).toBe(path);
    expect(rolled.deal.dates).toMatchObject({ settlement: day('2011-01-16'), firstPayment: day('2011-02-01') });
  });

  it('is nothing where the projection ends before', () => {
    const rolled = afterPayments(deal, path, 5, day('2011-06-01'));
    expect(rolled.path.periods).toBe(0);
    expect([...rolled.path.output('A interest')]).toEqual([0]);
    expect([...rolled.path.remittance(0, 'performing')]).toEqual([0]);
  });

  it('has been called already where the call was among the payments', () => {
    const called = pathOf(deal, { periods: 3, of, pool, calledAt: 1 });
    const rolled = afterPayments(deal, called, 1, day('2011-02-01'));
    expect(rolled.path.calledAt).toBe(0);
    const trust = trustOf(rolled.deal, { positions: new Map([['A', 'senior']]) });
    expect(valueTrust(trust, marketOf([row('senior', 0.1), row('residual', 0.1)]), 'blended', rolled.path).collateral.upb).toBe(
      0,
    );
  });

  it('has the REO that is not sold on the way', () => {
    const reo = [1, 2, 5].map((month) => ({ ...property(String(month), 10), month }));
    expect(reoAfter(reo, 2).map(({ id, month }) => [id, month])).toEqual([['5', 3]]);
  });
});

const UPB = 1_000_000;

/** A pool of one level-pay loan at 12 %, which prepays along a curve and does not default; one class takes all of it. */
function passThrough(month: 0 | 1, upb: number, prepayment: string, remainingTerm: number): TrustInput {
  const dates = [FIRST, { settlement: '2011-02-01', dated: '2011-02-01', firstPayment: '2011-03-01' }][month];
  const deal = resolveDeal(
    checkedDeal({
      deal: 'Pass-through',
      dates,
      collateral: { pool1: { loans: [{ upb, noteRate: '12%', remainingTerm }] } },
      assumptions: { prepayment },
      tranches: { A: { balance: UPB, coupon: '12%' }, R: { residual: true } },
      ...(month === 1 && { opening: { month, balances: { A: upb } } }),
      steps: [
        { pay: 'interest', to: 'A', from: 'interest' },
        { pay: 'principal', to: 'A', from: 'principal' },
        { release: ['interest', 'principal'], to: 'R' },
      ],
    }),
  );
  return trustOf(deal, { positions: new Map([['A', 'senior']]) });
}

describe('a trust that did what was projected, by curves that went on', () => {
  const PAYMENT = (UPB * 0.01) / (1 - 1.01 ** -60);
  const SMM = 1 - 0.94 ** (1 / 12);
  const scheduled = PAYMENT - UPB * 0.01;
  const prepaid = (UPB - scheduled) * SMM;
  const left = UPB - scheduled - prepaid;
  const paid: Remittance = {
    ...{ month: '2011-02', beginUpb: UPB, endUpb: left, count: 1, wac: 0.12, interest: UPB * 0.01, scheduled, prepaid },
    ...{ recoveries: 0, defaults: 0, losses: 0, servicing: 0 },
    tranches: new Map([
      ['A', { interest: UPB * 0.01, principal: scheduled + prepaid, balance: left, writedown: 0, coupon: 0.12 }],
      ['R', { interest: 0, principal: 0, balance: 0, writedown: 0, coupon: 0 }],
    ]),
  };
  // A ramp from 6 to 12 CPR over 13 months has 6.5 in its second.
  const old = passThrough(0, UPB, '6 ramp 12 for 13 CPR', 60);
  const now = { ...passThrough(1, left, '6.5 ramp 12 for 12 CPR', 59), remittances: [paid] };
  const market = marketOf([row('senior', beyOfMonth(0.005)), row('residual', 0.2)]);
  const snapshots = [snapshotOf([old], { market }), snapshotOf([now], { market, date: '2011-02-01' })] as const;

  it.each([
    ['in order', { kind: 'ordered', order: FACTORS } as const],
    ['backwards', { kind: 'ordered', order: FACTORS.toReversed() } as const],
    ['in no order', { kind: 'shapley' } as const],
  ])('has payments and time, and no other effect, %s', async (_, sharing) => {
    const attribution = await attributeChange(...snapshots, { sharing, workers: 0 });
    const column = attribution.instruments.find(({ instrument }) => instrument === 'A');
    if (column === undefined) throw new Error('no class A');
    expect(column.effects.payments).toBeCloseTo(-(UPB * 0.01 + scheduled + prepaid), 2);
    // A month at half a percent on what it was worth.
    expect(column.effects.time).toBeCloseTo(column.opening * 0.005, 1);
    for (const factor of [...FACTORS, 'remainder', 'scope'] as const)
      expect(Math.abs(column.effects[factor]), factor).toBeLessThanOrEqual(0.02);
  });

  it('has the rest of a curve that did not go on in its own factor', async () => {
    const slower = { ...passThrough(1, left, '2 CPR', 59), remittances: [paid] };
    const after = snapshotOf([slower], { market, date: '2011-02-01' });
    const attribution = await attributeChange(snapshots[0], after, { sharing: { kind: 'shapley' }, workers: 0 });
    const column = attribution.instruments.find(({ instrument }) => instrument === 'A');
    // Above par a slower pool is worth more.
    expect(column?.effects.prepayment).toBeGreaterThan(1000);
    for (const factor of ['collateral', 'index', 'default', 'severity', 'yields', 'technique'] as const)
      expect(Math.abs(column?.effects[factor] ?? 1), factor).toBeLessThanOrEqual(0.02);
  });

  it('has cash beyond the projection as no loss: it leaves the value and was received', async () => {
    // 100,000 more prepaid at a price above par: only the premium on it is lost.
    const extra = 100_000;
    const row_ = paid.tranches.get('A');
    if (row_ === undefined) throw new Error('no class A');
    const remittance = {
      ...paid,
      prepaid: prepaid + extra,
      endUpb: left - extra,
      tranches: new Map([
        ...paid.tranches,
        ['A', { ...row_, principal: row_.principal + extra, balance: left - extra }],
      ] as const),
    };
    const faster = { ...passThrough(1, left - extra, '6.5 ramp 12 for 12 CPR', 59), remittances: [remittance] };
    const after = snapshotOf([faster], { market, date: '2011-02-01' });
    const attribution = await attributeChange(snapshots[0], after, { workers: 0 });
    const column = attribution.instruments.find(({ instrument }) => instrument === 'A');
    // The value falls in proportion to the balance: by the price, against the par that was received.
    const price = ((column?.closing ?? 0) / (left - extra)) * 1;
    expect(price).toBeGreaterThan(1.05);
    expect(column?.effects.collateral).toBeCloseTo(extra * (1 - price), 0);
    expect(column?.effects.payments).toBeCloseTo(-(UPB * 0.01 + scheduled + prepaid + extra), 2);
  });
});

describe('curves of the other snapshot', () => {
  const moved = { settlement: '2011-04-01', dated: '2011-04-01', firstPayment: '2011-05-01' };
  const before = smallTrust({ default: '6 ramp 1 for 20 CDR', prepayment: '2 ramp 10 for 30 CPR' });
  const after = smallTrust({ dates: moved, default: '4 CDR', prepayment: '20 ramp 5 for 10 CPR', lag: 5, index: '4%' });
  const pair = { before, after };
  const clock = clockOf(pair);
  /** The projection of a coalition, and of a deal that spells out what it means. */
  const flowsOf = async (coalition: number) => {
    const deal = dealOfCoalition(pair, coalition);
    const { paths } = await projectDeal(deal, [scenarioOf(pair, clock, coalition, deal)], { workers: 0 });
    return Array.from(paths[0]?.output('A principal') ?? []);
  };
  const spelled = async (trust: TrustInput) => {
    const { paths } = await projectDeal(trust.deal, [{ name: 'spelled' }], { workers: 0 });
    return Array.from(paths[0]?.output('A principal') ?? []);
  };
  const NEW_TAPE = bitOf('collateral');

  it('stand at the months of a new tape where they stood in time', async () => {
    expect(clock.payments).toBe(3);
    // The new trust with the old default curve from its fourth month on: 6 - 5 x 3 / 19, to 1 over the 17 months that are left.
    const fourth = 6 - (5 * 3) / 19;
    const meant = smallTrust({
      dates: moved,
      default: `${fourth} ramp 1 for 17 CDR`,
      prepayment: '20 ramp 5 for 10 CPR',
      lag: 5,
      index: '4%',
    });
    const all = bitOf('prepayment') | bitOf('severity') | bitOf('index') | bitOf('yields') | bitOf('technique');
    const [got, want] = [await flowsOf(NEW_TAPE | all), await spelled(meant)];
    expect(got).toHaveLength(want.length);
    got.forEach((amount, month) => expect(amount, `month ${month}`).toBeCloseTo(want[month] ?? Number.NaN, 6));
  });

  it('follow on an old tape after the payments that have been made', async () => {
    // Three months of 2, 2.275.., 2.551.. CPR, then the new ramp from its first value.
    const values = [0, 1, 2].map((month) => 2 + (8 * month) / 29);
    const meant = smallTrust({
      default: '6 ramp 1 for 20 CDR',
      prepayment: `${values.join(', ')}, 20 ramp 5 for 10 CPR`,
    });
    const [got, want] = [await flowsOf(bitOf('prepayment')), await spelled(meant)];
    // Cohort `arms` has 5 CPR in both.
    expect(got).toHaveLength(want.length);
    got.forEach((amount, month) => expect(amount, `month ${month}`).toBeCloseTo(want[month] ?? Number.NaN, 6));
  });

  it('go by their own anchor where that is an age or a date', () => {
    expect(dated(parseVector('2 ramp 6 for 30 CPR from origination'), 0).anchor).toBe('loanAge');
    expect(dated(parseVector('6 CPR'), day('2011-05-01')).anchor).toEqual({ date: '2011-05-01' });
  });

  it('are those of the cohort of the same name, or of the same rank among the lags of states', () => {
    const [own] = before.deal.assumptions.filter(({ name }) => name === 'fixed');
    if (own === undefined) throw new Error('no cohort');
    const split = (trust: TrustInput, ...lags: number[]) => ({
      ...trust.deal,
      assumptions: lags.map((lag) => ({ ...own, name: `fixed, lag ${lag}`, lag })),
    });
    const [old, now] = [split(before, 10, 22), split(after, 12, 30)];
    expect(now.assumptions.map((cohort) => counterpart(cohort, now, old)?.lag)).toEqual([10, 22]);
    expect(counterpart({ ...own, name: 'fixed, lag 22' }, now, old)?.lag).toBe(22);
    expect(counterpart({ ...own, name: 'unknown' }, now, old)).toBeUndefined();
    expect(counterpart({ ...own, name: 'fixed, defaulted 2 before' }, now, old)).toBeUndefined();
  });
});

describe('the example portfolio', async () => {
  const folder = fileURLToPath(new URL('../../examples/portfolio/', import.meta.url));
  const only = ['alt-a-2006-1', 'alt-a-2003-1', 'alt-a-2005-1'];
  const [before, after] = [
    await readSnapshot(`${folder}2010-12-31`, { only }),
    await readSnapshot(`${folder}2011-03-31`, { only }),
  ];
  const ordered = await attributeChange(before, after, { workers: 0 });
  const free = await attributeChange(before, after, { sharing: { kind: 'shapley' }, workers: 0 });

  it('sums to the cent in every column, in an order and in none', () => {
    for (const { instruments, classes, net, trusts } of [ordered, free]) {
      for (const { opening, effects, closing } of [...instruments, ...classes, net, ...trusts.map((trust) => trust.net)]) {
        const sum = EFFECTS.reduce((total, effect) => total.plus(effects[effect]), new Decimal(opening));
        expect(sum.toNumber()).toBe(closing);
      }
    }
    expect(free.failed).toEqual([]);
    expect(free.instruments.every(({ effects }) => effects.remainder === 0)).toBe(true);
  });

  it('has classes that close on the balance sheet of the younger date', async () => {
    const outcomes = await valueTrusts(after, undefined, { workers: 0 });
    const { totals } = portfolioValue({
      snapshot: '',
      date: '',
      trusts: outcomes.flatMap((outcome) => (outcome.ok ? [...outcome.valued.values] : [])),
      failed: [],
      longTermDebt: [],
    });
    const closing = (kind: string) => free.classes.find((column) => column.class === kind)?.closing;
    expect(closing('collateral')).toBe(totals.collateral);
    expect(closing('borrowings')).toBe(totals.borrowings);
    expect(closing('residual')).toBe(totals.residual);
    expect(closing('availableForSale')).toBe(totals.availableForSale);
    expect(free.net.closing).toBe(totals.netAssets);
  });

  it('says in words which way inputs moved, and what each did in dollars', () => {
    const borrowings = free.sentences.find((sentence) => sentence.startsWith('The borrowings'));
    // The yields of the example fell between the two dates, which makes what is owed dearer.
    expect(borrowings).toMatch(/lower discount yields \(\d+\.\d+% to \d+\.\d+%\) added \$[\d.,]+( million)?/);
    expect(free.moves.borrowingsYield?.to).toBeLessThan(free.moves.borrowingsYield?.from ?? 0);
  });

  it('is a bridge whose bars begin where the one before ends', () => {
    for (const { steps } of free.bridges) {
      const bars = steps.slice(1, -1);
      bars.forEach(({ from }, place) => expect(from).toBe(steps[place]?.to));
      expect(steps.at(-1)?.to).toBe(bars.at(-1)?.to ?? steps[0]?.to);
    }
  });
});
