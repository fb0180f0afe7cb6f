/** The rollforward of portfolios: the sponsor's debt, trusts at fault, the example portfolio, and the snapshots that a period runs through. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { afterAll, describe, expect, it } from 'vitest';
import { rollforward, type ValuedSnapshot } from '../../host/analysis/rollforward.ts';
import { clockOf } from '../../host/analysis/rollforwardCash.ts';
import { snapshotChain, snapshotPair, valueChain } from '../../host/analysis/rollforwardSnapshots.ts';
import type { TrustAt } from '../../host/analysis/rollforwardTrust.ts';
import { formatDate, parseDate } from '../../host/curves/dates.ts';
import type { LongTermDebt, Market, Snapshot } from '../../host/portfolio/records.ts';
import { portfolioValue } from '../../host/valuation/portfolioTotals.ts';
import { marketOf } from '../valuation/trusts.ts';
import { trustAt } from './rollforwardTrust.ts';

const PORTFOLIO = fileURLToPath(new URL('../../examples/portfolio/', import.meta.url));
const before = trustAt(0, 0.01);

/** A snapshot of trusts that are valued already. */
function valued(text: string, trusts: readonly TrustAt[], debts: readonly LongTermDebt[] = [], rate = 0.04): ValuedSnapshot {
  const market: Market = marketOf([], { benchmark: { years: [1], rates: [rate] } });
  const snapshot: Snapshot = {
    name: 'By hand',
    folder: '/nowhere',
    date: parseDate(text),
    method: 'blended',
    market,
    longTermDebt: debts,
    trusts: trusts.map(({ trust }) => ({ ok: true, trust })),
    files: new Map(),
  };
  const outcomes = trusts.map(({ trust, value, path }) => ({
    ok: true as const,
    valued: { trust, values: [value], loanMonthPaths: 0, ...(path !== undefined && { path }) },
  }));
  return { snapshot, outcomes };
}

describe('a portfolio', () => {
  const notes: LongTermDebt = {
    name: 'notes',
    balance: 1000,
    rate: 0.06,
    maturity: parseDate('2012-01-01'),
    every: 6,
    spread: 0.02,
  };

  it("puts what the sponsor's own credit did into other comprehensive income, or into earnings as it was done in 2009", () => {
    const from = valued('2010-07-01', [], [notes]);
    const to = valued('2011-01-01', [], [{ ...notes, spread: 0.05 }], 0.05);
    const at = (rate: number) => 30 / (1 + rate / 2) + 1030 / (1 + rate / 2) ** 2;
    const debtOf = (layout: 'gross' | 'netted') =>
      Object.fromEntries(rollforward([from, to], { layout }).table.rows.map(({ row, cells }) => [row, cells.longTermDebt]));
    // Accretion of 30 meets the coupon; 1 % of benchmark and 3 % of credit lower the debt, which is a gain.
    expect(debtOf('gross')).toMatchObject({
      begin: -1000,
      interestExpense: -30,
      changeInDebt: expect.closeTo(1000 - at(0.07), 2),
      otherComprehensiveIncome: expect.closeTo(at(0.07) - at(0.1), 2),
      settlements: 30,
      end: expect.closeTo(-at(0.1), 2),
    });
    expect(debtOf('netted')).toMatchObject({ changeInDebt: expect.closeTo(1000 - at(0.1), 2), netted: 30 });
    expect(debtOf('netted').otherComprehensiveIncome).toBeUndefined();
  });

  it('is without a trust that could not be valued at one of the dates, and says so', () => {
    const from = valued('2011-01-01', [before]);
    const to = valued('2011-02-01', []);
    const fault = { code: 'YIELD_NONE', place: 'T', got: '0', expected: 'more' } as const;
    const roll = rollforward([from, { ...to, outcomes: [{ ok: false, trust: 'T', faults: [fault] }] }]);
    expect(roll.failed).toEqual([{ trust: 'T', faults: ['YIELD_NONE T: got 0; expected more'] }]);
    expect(roll.trusts).toEqual([]);
    expect(roll.table.rows.every(({ cells }) => cells.collateral === null)).toBe(true);
  });
});

describe('the example portfolio, from the end of 2010 to March 2011', async () => {
  const chain = await snapshotChain(`${PORTFOLIO}2011-03-31`, undefined);
  const [old, now] = await valueChain(chain, { workers: 0 });
  if (old === undefined || now === undefined) throw new Error('two snapshots');
  const roll = rollforward([old, now]);
  const rows = new Map(roll.table.rows.map(({ row, cells }) => [row, cells]));
  const sheetOf = ({ outcomes }: ValuedSnapshot) =>
    portfolioValue({
      snapshot: '',
      date: '',
      trusts: outcomes.flatMap((outcome) => (outcome.ok ? [...outcome.valued.values] : [])),
      failed: [],
      longTermDebt: [],
    }).totals;

  it('begins and ends with the balance sheets of the two dates, and foots', () => {
    expect([roll.from, roll.to]).toEqual(['2010-12-31', '2011-03-31']);
    expect(roll.table.differences).toEqual([]);
    for (const [row, sheet] of [
      ['begin', sheetOf(old)],
      ['end', sheetOf(now)],
    ] as const) {
      const cells = rows.get(row);
      expect(cells?.collateral).toBe(sheet.collateral);
      expect(cells?.reo).toBe(sheet.reo);
      expect(cells?.borrowings).toBe(-sheet.borrowings);
      expect(cells?.derivativeLiabilities).toBe(-sheet.derivativeLiabilities);
      expect(cells?.availableForSale).toBe(sheet.availableForSale);
    }
  });

  it('settles borrowings with what the trustees paid from January to March, but for what the sponsor holds', () => {
    let paid = new Decimal(0);
    for (const outcome of now.outcomes) {
      if (!outcome.ok || !outcome.valued.trust.consolidated) continue;
      const { remittances, held, positions } = outcome.valued.trust;
      for (const { month, tranches } of remittances) {
        if (month < '2011-01' || month > '2011-03') continue;
        for (const [name, { interest, principal }] of tranches)
          if (positions.get(name) !== 'residual') paid = paid.plus((interest + principal) * (1 - (held.get(name) ?? 0)));
      }
    }
    expect(rows.get('settlements')?.borrowings).toBeCloseTo(paid.toNumber(), 1);
  });

  it('has all cash of the trusts in its settlements: what came in went out, to the cent', () => {
    // Collateral, REO and hedges bring what classes, residuals and the sponsor's shares of them are paid; trusts keep nothing.
    let toResidual = new Decimal(0);
    for (const outcome of now.outcomes) {
      if (!outcome.ok || !outcome.valued.trust.consolidated) continue;
      const { remittances, held, positions } = outcome.valued.trust;
      for (const { month, tranches } of remittances) {
        if (month < '2011-01' || month > '2011-03') continue;
        for (const [name, { interest, principal }] of tranches) {
          const share = positions.get(name) === 'residual' ? 1 : (held.get(name) ?? 0);
          toResidual = toResidual.plus((interest + principal) * share);
        }
      }
    }
    const cells = rows.get('settlements');
    const { collateral, reo, derivativeAssets, borrowings, derivativeLiabilities } = cells ?? {};
    const net = [collateral, reo, derivativeAssets, borrowings, derivativeLiabilities].reduce<number>(
      (sum, amount) => sum + (amount ?? 0),
      0,
    );
    expect(net).toBeCloseTo(-toResidual.toNumber(), 0);
  });

  it('chains: the older snapshot before itself adds nothing, and every roll keeps its ends', () => {
    const longer = rollforward([old, old, now]);
    expect(longer.breaks).toEqual([]);
    expect(longer.periods).toHaveLength(2);
    expect(longer.table.rows).toEqual(roll.table.rows);
    expect(longer.reo).toEqual(roll.reo);
    expect(longer.hedges).toEqual(roll.hedges);
  });

  it('adds up over its trusts', () => {
    for (const { row, cells } of roll.table.rows) {
      const sum = roll.trusts.reduce(
        (total, { table }) => total.plus(table.rows.find((each) => each.row === row)?.cells.trustAssets ?? 0),
        new Decimal(0),
      );
      expect(sum.toNumber(), row).toBe(cells.trustAssets ?? 0);
    }
  });

  it('is a quarter of a year on the clock of yields', () => {
    const [first, second] = [old, now].map(({ snapshot }) => snapshot.trusts[0]);
    if (first?.ok !== true || second?.ok !== true) throw new Error('two readings');
    // 25 days to 25 January, two months more, and from 25 March to the 31st, which 30/360 counts as the 30th: 5 days.
    const clock = clockOf({ before: first.trust, after: second.trust });
    expect(clock).toMatchObject({ payments: 3, first: 25 / 360, step: 1 / 12 });
    expect(clock.years).toBeCloseTo(0.25, 12);
  });
});

describe('the snapshots of a period', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-chain-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  cpSync(fileURLToPath(new URL('../portfolio/files/2011-03-31/market', import.meta.url)), join(folder, 'market'), {
    recursive: true,
  });
  /** Snapshots whose only trust is not there: it is read as one that is at fault. */
  const write = (date: string, previous?: string) => {
    mkdirSync(join(folder, date));
    const market = Object.fromEntries(['indices', 'discount', 'benchmark'].map((table) => [table, `../market/${table}.csv`]));
    const file = { snapshot: 'Chained', date, trusts: ['trusts/none'], market, ...(previous !== undefined && { previous }) };
    writeFileSync(join(folder, date, 'snapshot.yaml'), JSON.stringify(file));
    return join(folder, date);
  };
  const [december, march, june] = [
    write('2010-12-31'),
    write('2011-03-31', '../2010-12-31'),
    write('2011-06-30', '../2011-03-31'),
  ];
  const dates = (snapshots: readonly Snapshot[]) => snapshots.map(({ date }) => formatDate(date));

  it('are the one asked for and the one before it', async () => {
    expect(dates(await snapshotChain(june, undefined))).toEqual(['2011-03-31', '2011-06-30']);
    expect(dates(await snapshotPair(june, undefined))).toEqual(['2011-03-31', '2011-06-30']);
  });

  it('go back to the one that is named by way of those between, or the two ends alone', async () => {
    expect(dates(await snapshotChain(june, december))).toEqual(['2010-12-31', '2011-03-31', '2011-06-30']);
    expect(dates(await snapshotPair(june, december))).toEqual(['2010-12-31', '2011-06-30']);
  });

  it('are refused where there is none before, or the one named is younger', async () => {
    const refused = (place: string) => ({ faults: [{ code: 'REQUEST_INVALID', place }] });
    await expect(snapshotChain(december, undefined)).rejects.toMatchObject(refused('previous'));
    await expect(snapshotChain(march, june)).rejects.toMatchObject(refused('from'));
  });
});
