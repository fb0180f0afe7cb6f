/**
 * The example portfolio held against its trustees. Its remittances were made by a waterfall of their own, which shares no code with the
 * engine, on loans that the snapshots only show at their dates.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type HeldTrust,
  type SnapshotTieOut,
  type TrustTieOut,
  tieOutFolder,
  tieOutSnapshot,
} from '../../host/analysis/tieOutSnapshot.ts';
import type { Snapshot, TrustInput } from '../../host/portfolio/records.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { tieOutText } from '../../host/report/tieOut.ts';
import { codesOf } from '../store/folder.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/portfolio', import.meta.url));
let now: Snapshot;
let before: Snapshot;
let report: SnapshotTieOut;
const scratch = mkdtempSync(join(tmpdir(), 'weir-tie-out-'));

beforeAll(async () => {
  now = await readSnapshot(join(EXAMPLE, '2011-03-31'));
  before = await readSnapshot(join(EXAMPLE, '2010-12-31'));
  report = tieOutSnapshot(now, before);
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** A snapshot with one trust changed. */
function withTrust(snapshot: Snapshot, name: string, change: (trust: TrustInput) => Partial<TrustInput>): Snapshot {
  return {
    ...snapshot,
    trusts: snapshot.trusts.map((reading) =>
      reading.ok && reading.trust.name === name ? { ok: true, trust: { ...reading.trust, ...change(reading.trust) } } : reading,
    ),
  };
}
const of = (tied: SnapshotTieOut, name: string): TrustTieOut | undefined => tied.trusts.find(({ trust }) => trust === name);
const held = (trust: TrustTieOut | undefined): HeldTrust => {
  if (trust?.kind !== 'held') throw new Error(`not held: ${JSON.stringify(trust)}`);
  return trust;
};

describe('the example portfolio', () => {
  it('ties: every trust, every month, every line', () => {
    expect(report.trusts.map((trust) => [trust.trust, trust.kind])).toEqual(
      ['2002', '2003', '2004', '2005', '2006', '2007'].map((year) => [`alt-a-${year}-1`, 'held']),
    );
    for (const trust of report.trusts) {
      const { months, ties, differences } = held(trust);
      expect(months.map(({ month }) => month)).toEqual(['2011-01', '2011-02', '2011-03']);
      expect([trust.trust, ties, differences]).toEqual([trust.trust, true, []]);
      // Openings and reports in whole cents, and differences of such: no more than a cent and a half.
      expect(held(trust).worst).toBeLessThanOrEqual(0.015);
    }
    expect(report.ties).toBe(true);
  });

  it('holds classes that were written down, paid by targets, and a swap: it is no tie of zeros', () => {
    const sums = report.trusts.map((trust) =>
      held(trust).months.reduce(
        (sum, { totals }) => ({
          principal: sum.principal + totals.principal.trustee,
          interest: sum.interest + totals.interest.trustee,
          writedown: sum.writedown + totals.writedown.trustee,
        }),
        { principal: 0, interest: 0, writedown: 0 },
      ),
    );
    expect(sums.every(({ principal, interest }) => principal > 100_000 && interest > 10_000)).toBe(true);
    expect(sums.filter(({ writedown }) => writedown > 100_000).length).toBeGreaterThan(0);
  });

  it('takes the fixings of the months from the curves of the later snapshot', () => {
    const { rates } = held(report.trusts[0]);
    // indices.csv of March 2011: 0.26 % in January and February, 0.25 % in March.
    expect(rates.filter(({ index }) => index === 'LIBOR_1M')).toEqual([
      { index: 'LIBOR_1M', month: '2011-01', rate: 0.0026, from: 'market' },
      { index: 'LIBOR_1M', month: '2011-02', rate: 0.0026, from: 'market' },
      { index: 'LIBOR_1M', month: '2011-03', rate: 0.0025, from: 'market' },
    ]);
  });

  it('says so in a report', () => {
    const text = tieOutText(report, 100);
    expect(text).toContain('Payments between December 31, 2010 and March 31, 2011');
    expect(text.match(/ {2}ties$/gm)).toHaveLength(6);
    expect(text).toContain('Every figure of 6 trusts ties to within 1.5 cents.');
  });
});

describe('what does not tie', () => {
  it('is told with class, month and line: interest that a trustee paid 23 dollars too much of', () => {
    const changed = withTrust(now, 'alt-a-2005-1', ({ remittances }) => ({
      remittances: remittances.map((remittance) => {
        const paid = remittance.tranches.get('A1');
        if (remittance.month !== '2011-02' || paid === undefined) return remittance;
        return { ...remittance, tranches: new Map([...remittance.tranches, ['A1', { ...paid, interest: paid.interest + 23 }]]) };
      }),
    }));
    const tied = tieOutSnapshot(changed, before);
    expect(tied.ties).toBe(false);
    const { differences, ties } = held(of(tied, 'alt-a-2005-1'));
    expect(ties).toBe(false);
    expect(differences.map(({ month, of: name, item }) => [month, name, item])).toEqual([['2011-02', 'A1', 'interest']]);
    expect(differences[0]?.difference).toBeCloseTo(-23, 1);
    expect(held(of(tied, 'alt-a-2006-1')).ties).toBe(true);
    const text = tieOutText(tied, 100);
    expect(text).toMatch(/2011-02 {2}A1 +interest +24,100\.23 +24,123\.23 +-23\.00/);
    expect(text).toContain('1 trust of 6 does not tie');
  });

  it('shows a balance that stays apart as carried on, once it is no news', () => {
    // Every balance of M2 100 dollars higher: apart from January on, by the same.
    const changed = withTrust(now, 'alt-a-2005-1', ({ remittances }) => ({
      remittances: remittances.map((remittance) => {
        const paid = remittance.tranches.get('M2');
        if (paid === undefined) return remittance;
        return { ...remittance, tranches: new Map([...remittance.tranches, ['M2', { ...paid, balance: paid.balance + 100 }]]) };
      }),
    }));
    const { differences } = held(of(tieOutSnapshot(changed, before), 'alt-a-2005-1'));
    expect(differences.map(({ month, item, isCarried }) => [month, item, isCarried])).toEqual([
      ['2011-01', 'balance', false],
      ['2011-02', 'balance', true],
      ['2011-03', 'balance', true],
    ]);
  });

  it('is coupons that were fixed at other rates: fixings of then come before curves of now', () => {
    const fixed = withTrust(before, 'alt-a-2002-1', () => ({ fixings: new Map([['LIBOR_1M', [0.0126]]]) }));
    const trust = held(of(tieOutSnapshot(now, fixed), 'alt-a-2002-1'));
    expect(trust.rates[0]).toEqual({ index: 'LIBOR_1M', month: '2011-01', rate: 0.0126, from: 'fixing' });
    expect(trust.ties).toBe(false);
    // One percent more of class A's balance for the 31 days to 25 January: balance x 1 % x 31 / 360.
    const [january] = trust.months;
    const a = january?.tranches.find(({ tranche }) => tranche === 'A');
    const opening = a === undefined ? 0 : a.figures.balance.trustee + a.figures.principal.trustee;
    expect(a?.figures.interest.difference).toBeCloseTo((opening * 0.01 * 31) / 360, 0);
  });
});

describe('trusts that cannot be held', () => {
  it('are told with the reason, and stop no other', () => {
    const gap = withTrust(now, 'alt-a-2002-1', ({ remittances }) => ({
      remittances: remittances.filter(({ month }) => month !== '2011-02'),
    }));
    const unread: Snapshot = {
      ...gap,
      trusts: gap.trusts.map((reading) =>
        reading.ok && reading.trust.name === 'alt-a-2003-1'
          ? { ok: false, name: 'alt-a-2003-1', faults: [{ code: 'TABLE_SHAPE', place: 'line 1', got: 'a', expected: 'b' }] }
          : reading,
      ),
    };
    const fewer: Snapshot = {
      ...before,
      trusts: before.trusts.filter((reading) => !reading.ok || reading.trust.name !== 'alt-a-2004-1'),
    };
    const tied = tieOutSnapshot(unread, fewer);
    expect(tied.trusts.map((trust) => (trust.kind === 'held' ? trust.ties : trust.why))).toEqual([
      'there is no remittance of 2011-02',
      'it could not be read',
      'the snapshot before does not have it',
      true,
      true,
      true,
    ]);
    expect(tied.ties).toBe(true);
    const text = tieOutText(tied, 100);
    expect(text).toContain('alt-a-2002-1 is not held: there is no remittance of 2011-02');
    expect(text).toContain('TABLE_SHAPE line 1: got a; expected b');
    expect(text).toContain('Every figure of 3 trusts ties to within 1.5 cents; 3 trusts could not be held.');
  });

  it('are all of them where no date lies between the snapshots', () => {
    const tied = tieOutSnapshot(now, now);
    expect(new Set(tied.trusts.map((trust) => (trust.kind === 'held' ? '' : trust.why)))).toEqual(
      new Set(['no payment date lies between the two snapshots']),
    );
    expect(tied.ties).toBe(false);
  });
});

describe('folders', () => {
  it('lead to the snapshot before by themselves, and are refused where there is none', async () => {
    await cp(join(EXAMPLE, '2010-12-31'), join(scratch, '2010-12-31'), { recursive: true });
    await cp(join(EXAMPLE, '2011-03-31'), join(scratch, '2011-03-31'), { recursive: true });
    const only = ['alt-a-2002-1'];
    const tied = await tieOutFolder(join(scratch, '2011-03-31'), { only });
    expect([tied.previous, tied.ties, tied.trusts.length]).toEqual(['2010-12-31', true, 1]);
    expect(await codesOf(tieOutFolder(join(scratch, '2010-12-31'), { only }))).toEqual(['REQUEST_INVALID']);
    expect(await codesOf(tieOutFolder(join(scratch, '2011-03-31'), { only, from: join(scratch, '2011-03-31') }))).toEqual([
      'REQUEST_INVALID',
    ]);
    const file = join(scratch, '2011-03-31/snapshot.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('previous: ../2010-12-31', 'previous: ../2010-09-30'));
    expect(await codesOf(tieOutFolder(join(scratch, '2011-03-31'), { only }))).toContain('FILE_UNREADABLE');
  });
});
