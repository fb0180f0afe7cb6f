/** The committed example portfolio: that it is what its generator writes, that its files agree with one another, and with the filing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COHORTS, curvesOf, DEFAULT_SIZE, LONG_TERM_DEBT } from '../../examples/portfolio/calibration.ts';
import { trustsOf, writePortfolio } from '../../examples/portfolio/portfolio.ts';
import { type SimulatedTrust, simulateTrust } from '../../examples/portfolio/trust.ts';
import { amountsAt, at, cents, FOLDERS, fileOf, PORTFOLIO, rowsOf, simulated, tapeOf, total, yamlOf } from './portfolioTrusts.ts';

const scratch = mkdtempSync(join(tmpdir(), 'weir-portfolio-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const trusts: SimulatedTrust[] = [];
beforeAll(() => {
  trusts.push(...simulated());
});
const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
const snapshotTrusts = readdirSync(join(PORTFOLIO, FOLDERS[0] ?? '', 'trusts')).sort();

describe('the generator', () => {
  it('writes the committed portfolio again, byte for byte', async () => {
    await writePortfolio(scratch, DEFAULT_SIZE);
    for (const folder of FOLDERS) {
      const names = filesUnder(join(PORTFOLIO, folder));
      expect(filesUnder(join(scratch, folder))).toEqual(names);
      for (const name of names) {
        const [committed, written] = [PORTFOLIO, scratch].map((root) => readFileSync(join(root, folder, name)));
        expect(written?.equals(committed ?? Buffer.alloc(0)), `${folder}/${name}`).toBe(true);
      }
    }
  });

  it('keeps the committed portfolio small', () => {
    const bytes = FOLDERS.flatMap((folder) =>
      filesUnder(join(PORTFOLIO, folder)).map((name) => statSync(join(PORTFOLIO, folder, name)).size),
    );
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1.5e6);
  });

  it('gives another seed another portfolio of the same size', () => {
    const [first] = trustsOf({ trusts: 6, loans: 600, seed: 1 });
    const [second] = trustsOf({ trusts: 6, loans: 600, seed: 2 });
    if (first === undefined || second === undefined) throw new Error('no trusts');
    const tapes = [first, second].map(({ model, key }) => simulateTrust(model, key).dates[0]?.tape);
    expect(tapes[0]?.count).toBe(first.key.loans);
    expect(tapes[1]?.count).toBe(first.key.loans);
    expect(tapes[0]?.text(false)).not.toBe(tapes[1]?.text(false));
  });

  it('writes Parquet tapes with the same loans', async () => {
    const folder = join(scratch, 'parquet');
    const names = await writePortfolio(folder, { trusts: 5, loans: 150, seed: 4, parquet: true });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const name of names) {
      const own = join(folder, FOLDERS[0] ?? '', 'trusts', name);
      const trust: unknown = parse(readFileSync(join(own, 'trust.yaml'), 'utf8'));
      const isOther = at(trust, 'tape', 'layout') === 'parquet';
      const upb = isOther ? 'curr_upb' : 'upb';
      const result = await connection.runAndReadAll(
        `select round(sum(${upb}), 2), count(*) filter (where ${upb} > 0) from '${join(own, 'loans.parquet')}'`,
      );
      const [[sum, count] = []] = result.getRowsJS();
      expect(sum).toBe(at(trust, 'control', 'upb'));
      expect(Number(count)).toBe(at(trust, 'control', 'count'));
    }
    connection.closeSync();
    instance.closeSync();
  });

  it('refuses sizes that mean nothing, from the command line', () => {
    const run = (...options: string[]) =>
      spawnSync(process.execPath, [join(PORTFOLIO, 'generate.ts'), ...options], {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      });
    const few = run(scratch, '--trusts', '6', '--loans', '3');
    expect([few.status, few.stderr.trim()]).toEqual([2, '--loans: got 3; expected at least one for each of 6 trusts']);
    expect(run(scratch, '--trusts', 'many').status).toBe(2);
    expect(run().stderr).toContain('usage');
  });

  it('shares 100,000 loans among 60 trusts, each with a name of its own', () => {
    const plan = trustsOf({ trusts: 60, loans: 100_000, seed: 1 });
    expect(plan.length).toBe(60);
    expect(plan.reduce((sum, { key }) => sum + key.loans, 0)).toBe(100_000);
    expect(new Set(plan.map(({ model, key }) => `${model.vintage}-${key.ordinal}`)).size).toBe(60);
    expect(new Set(plan.map(({ model }) => model.vintage)).size).toBe(6);
  });
});

// Impac's 10-K for 2011: original, end of 2010, in millions; lowest and highest margin, before and after the step-up, percent.
const FILED: Readonly<Record<string, readonly [number, number, number, number, number, number]>> = {
  'alt-a-2002-1': [3876.1, 24.1, 0.27, 2.75, 0.54, 3.68],
  'alt-a-2003-1': [5966.1, 222.5, 0.27, 3.0, 0.54, 4.5],
  'alt-a-2004-1': [17710.7, 1529.5, 0.25, 2.5, 0.5, 3.75],
  'alt-a-2005-1': [13387.7, 3883.3, 0.24, 2.9, 0.48, 4.35],
  'alt-a-2006-1': [5971.4, 4219.1, 0.1, 2.75, 0.2, 4.13],
  'alt-a-2007-1': [3860.5, 2687.4, 0.06, 2.0, 0.12, 3.0],
};

describe.each(snapshotTrusts)('%s beside the filing', (name) => {
  const [original = 0, end = 0, low = 0, high = 0, steppedLow = 0, steppedHigh = 0] = FILED[name] ?? [];
  const deal = yamlOf(name, 0, 'deal.yaml');
  const sum = (amounts: ReadonlyMap<string, number>) => [...amounts.values()].reduce((all, one) => all + one, 0);

  it('has about the share of its notes left that the vintage has', () => {
    const left = sum(amountsAt(yamlOf(name, 0, 'trust.yaml'), 'opening', 'balances'));
    const tranches = Object.keys(at(deal, 'tranches') ?? {}).filter((tranche) => tranche !== 'R');
    const issued = tranches.reduce((all, tranche) => all + Number(at(deal, 'tranches', tranche, 'balance')), 0);
    // A simulated year is not the year that was: a tenth of the factor either way.
    expect(left / issued / (end / original)).toBeGreaterThan(0.9);
    expect(left / issued / (end / original)).toBeLessThan(1.1);
  });

  it('has its lowest and highest margins, and the same after they step up', () => {
    const define = at(deal, 'define');
    const margin = (tranche: string) => Number(/\+ ([0-9.]+)% \*/.exec(String(at(define, `rate${tranche}`)))?.[1]);
    const step = (which: string) => Number(/pastCall, ([0-9.]+), 1/.exec(String(at(define, which)))?.[1]);
    const tranches = Object.keys(at(deal, 'tranches') ?? {}).filter((tranche) => tranche !== 'R');
    const [first = '', last = ''] = [tranches[0], tranches.at(-1)];
    expect(margin(first)).toBeCloseTo(low, 10);
    expect(margin(last)).toBeCloseTo(high, 10);
    expect(margin(first) * step('seniorStep')).toBeCloseTo(steppedLow, 5);
    expect(margin(last) * step('juniorStep')).toBeCloseTo(steppedHigh, 5);
  });

  it('has 150 to 300 loans', () => {
    const living = tapeOf(name, 0).filter((row) => cents(row.upb) > 0);
    expect(living.length).toBeGreaterThanOrEqual(150);
    expect(living.length).toBeLessThanOrEqual(300);
  });
});

describe.each([0, 1])('the snapshot of date %i', (date) => {
  it('has 7 to 8 % of multifamily loans by balance', () => {
    const rows = snapshotTrusts.flatMap((name) => tapeOf(name, date));
    const share =
      total(
        rows.filter(({ product }) => product === 'multifamily'),
        'upb',
      ) / total(rows, 'upb');
    expect(share).toBeGreaterThan(0.07);
    expect(share).toBeLessThan(0.08);
  });

  it('says that it is synthetic, wherever it is opened', () => {
    const texts = snapshotTrusts.flatMap((name) => ['trust.yaml', 'deal.yaml'].map((file) => fileOf(name, date, file)));
    texts.push(readFileSync(join(PORTFOLIO, FOLDERS[date] ?? '', 'snapshot.yaml'), 'utf8'));
    for (const text of texts) expect(text).toMatch(/about: .*synthetic.*calibrated/i);
  });

  it('has one trust that is not consolidated, and sponsor debt of about $71 million', () => {
    const others = snapshotTrusts.filter((name) => at(yamlOf(name, date, 'trust.yaml'), 'consolidated') === false);
    expect(others).toEqual(['alt-a-2003-1']);
    expect(LONG_TERM_DEBT.reduce((sum, { balance }) => sum + balance, 0) / 1e6).toBeCloseTo(71, 0);
  });

  it.each(snapshotTrusts)('%s: the control totals are those of the tape', (name) => {
    const rows = tapeOf(name, date).filter((row) => cents(row.upb) > 0);
    const control = at(yamlOf(name, date, 'trust.yaml'), 'control');
    const weight = rows.reduce((sum, row) => sum + cents(row.upb) * Number(row.noteRate), 0);
    expect(cents(String(at(control, 'upb')))).toBe(total(rows, 'upb'));
    expect(at(control, 'count')).toBe(rows.length);
    // Four decimals of a percent.
    expect(Math.abs(Number.parseFloat(String(at(control, 'wac'))) / 100 - weight / total(rows, 'upb'))).toBeLessThan(0.51e-6);
  });

  it.each(snapshotTrusts)('%s: remittances foot, to the cent, down to the tape, the REO and the opening balances', (name) => {
    const rows = rowsOf(fileOf(name, date, 'remittances.csv'));
    expect(rows.length).toBe(12);
    const owned = rowsOf(fileOf(name, date, 'reo.csv'));
    const names = Object.keys(rows[0] ?? {}).flatMap((column) => /^(.*)\.balance$/.exec(column)?.[1] ?? []);
    for (const [place, row] of rows.entries()) {
      const out = ['scheduled', 'prepaid', 'recoveries', 'losses'].reduce((sum, column) => sum + cents(row[column]), 0);
      expect(cents(row.beginUpb) - out, `${row.month}`).toBe(cents(row.endUpb));
      const before = rows[place - 1];
      if (before === undefined) continue;
      expect(row.beginUpb).toBe(before.endUpb);
      for (const tranche of names) {
        const gone = cents(row[`${tranche}.principal`]) + cents(row[`${tranche}.writedown`]);
        expect(cents(before[`${tranche}.balance`]) - gone, `${row.month} ${tranche}`).toBe(cents(row[`${tranche}.balance`]));
      }
    }
    const last = rows.at(-1);
    expect(last?.month).toBe((FOLDERS[date] ?? '').slice(0, 7));
    expect(total(tapeOf(name, date), 'upb') + total(owned, 'upb')).toBe(cents(last?.endUpb));
    const opening = amountsAt(yamlOf(name, date, 'trust.yaml'), 'opening', 'balances');
    for (const [tranche, balance] of opening) expect(Math.round(balance * 100)).toBe(cents(last?.[`${tranche}.balance`]));
  });
});

describe.each(snapshotTrusts)('%s from one date to the next', (name) => {
  const [before, after] = [0, 1].map((date) => new Map(tapeOf(name, date).map((row) => [row.id ?? '', row])));
  const living = (row: { upb?: string } | undefined) => cents(row?.upb ?? '0') > 0;

  it('keeps its loans, loses some, and gets none', () => {
    const kept = [...(after ?? [])].filter(([, row]) => living(row));
    expect(kept.filter(([id]) => !living(before?.get(id)))).toEqual([]);
    expect(kept.length).toBeLessThan([...(before ?? [])].filter(([, row]) => living(row)).length);
    for (const [id, row] of kept) expect(cents(row.upb), id).toBeLessThanOrEqual(cents(before?.get(id)?.upb));
  });

  it('says what became of every loan that has left', () => {
    const owned = new Set(rowsOf(fileOf(name, 1, 'reo.csv')).map(({ id }) => id));
    for (const [id, row] of before ?? []) {
      const now = after?.get(id);
      if (!living(row) || living(now)) continue;
      expect(now?.status === 'paid' || (now?.status === 'reo' && owned.has(id)), `${id}: ${now?.status}`).toBe(true);
    }
  });

  it('tells the nine months that both snapshots have alike, and has the same documents', () => {
    const [first, second] = [0, 1].map((date) => fileOf(name, date, 'remittances.csv').trimEnd().split('\n'));
    expect(second?.slice(1, 10)).toEqual(first?.slice(4));
    expect(fileOf(name, 1, 'deal.yaml')).toBe(fileOf(name, 0, 'deal.yaml'));
  });
});

describe('the curves', () => {
  it('of ordinary loans end at the averages that were disclosed, and none leaves the ranges by more than distress explains', () => {
    // CPR 11.3 and severity 39 % on average in the 10-K for 2014, severities from 1.5 to 62 %; CDR 3.1 on average at a peer.
    const { prepayment, default: defaults, severity } = curvesOf(2006, 'hybrid', 0);
    expect([prepayment.to, defaults.to, severity.to]).toEqual([11.3, 3.1, 39]);
    for (const cohort of COHORTS.filter((one) => one !== 'second' && one !== 'late')) {
      for (const vintage of [2002, 2003, 2004, 2005, 2006, 2007]) {
        const loss = curvesOf(vintage, cohort, 0).severity;
        expect(Math.max(loss.from, loss.to), `${vintage} ${cohort}`).toBeLessThanOrEqual(62);
      }
    }
  });

  it('move on by a quarter: three months of the ramp are behind', () => {
    const [first, second] = [0, 1].map((date) => curvesOf(2005, 'hybrid', date).prepayment);
    if (first === undefined || second === undefined) throw new Error('no curves');
    // From 4 to 11.3 over 72 months; three months on 4 + 7.3 x 3 / 72 = 4.304166..., and 3 % slower for what the quarter brought.
    expect(second.from).toBeCloseTo(4.304166666666667 * 0.97, 12);
    expect([second.to, second.months]).toEqual([first.to, 69]);
  });
});

describe('what the trusts collected', () => {
  it('was paid out: cash in is cash out on every date', () => {
    for (const { terms, collected, payments } of trusts) {
      for (const [place, payment] of payments.entries()) {
        const from = collected[place];
        if (from === undefined) throw new Error('a payment without collections');
        const principal = from.scheduled + from.prepaid + from.recoveries + from.reoCash;
        const penalties = terms.hasPenalties ? from.penalties : 0;
        const cashIn = from.interest - from.servicing + principal + penalties + payment.hedgeReceived;
        let out = payment.released + payment.fees + payment.hedgePaid;
        for (const { interest, carryover, principal: paid } of payment.classes.values()) out += interest + carryover + paid;
        // In cents, sums of doubles of up to 1e9.
        expect(Math.abs(cashIn - out), `${terms.name} ${payment.month}`).toBeLessThan(1e-3);
      }
    }
  });

  it('shows what happens to such trusts: REO, modifications, write-downs, carry-over, targets and triggers', () => {
    const rows = snapshotTrusts.flatMap((name) => tapeOf(name, 1));
    expect(snapshotTrusts.flatMap((name) => rowsOf(fileOf(name, 1, 'reo.csv'))).length).toBeGreaterThan(10);
    expect(rows.filter(({ modified }) => modified?.startsWith('2011')).length).toBeGreaterThan(3);
    expect(rows.filter(({ forborne }) => forborne !== '').length).toBeGreaterThan(3);
    expect(trusts.some(({ payments }) => payments.some(({ byTargets }) => byTargets))).toBe(true);
    expect(trusts.some(({ payments }) => payments.every(({ byTargets }) => !byTargets))).toBe(true);
    const states = trusts.flatMap(({ dates }) => dates.map(({ state }) => state));
    expect(states.some(({ carryover }) => [...carryover.values()].some((owed) => owed > 100))).toBe(true);
    expect(
      trusts.some(({ payments }) =>
        payments.some(({ classes }) => [...classes.values()].some(({ writedown }) => writedown > 100)),
      ),
    ).toBe(true);
    expect(trusts.some(({ collected }) => collected.some(({ penalties }) => penalties > 0))).toBe(true);
  });
});
