/** Examples about who bears what: groups that help one another, shifting interest, an insurer, a reserve, and a deal in mid-life. */
import { describe, expect, it } from 'vitest';
import { daysTo, exampleText, HALF_CENT, run, runs, runText } from './run.ts';

describe('cross_collateralized_groups', () => {
  it("pays A2 from the other group's interest what its own does not", async () => {
    const one = await run('cross_collateralized_groups', { index: 'SOFR_30D=7.5' });
    const short = one.dates.filter((at) => one.of('A2', 'interest', at) > one.interest(at, 'g2') + HALF_CENT);
    expect(short.length).toBeGreaterThan(10);
    for (const at of short) {
      expect(one.of(['A1', 'A2'], 'shortfall', at)).toBeLessThanOrEqual(HALF_CENT);
      expect(one.of('A2', 'interest', at)).toBeCloseTo((one.of('A2', 'begin', at) * 0.08 * daysTo(at)) / 360, 4);
    }
  });

  it("pays the remaining seniors both groups' principal once one group's are retired, and the mezzanines after both", async () => {
    const one = await run('cross_collateralized_groups');
    const alone = one.dates.filter((at) => one.of('A1', 'begin', at) === 0 && one.balance('A2', at) > HALF_CENT);
    expect(alone.length).toBeGreaterThan(10);
    for (const at of alone) {
      expect(one.of('A2', 'principal', at)).toBeGreaterThanOrEqual(one.principal(at, 'g1') + one.principal(at, 'g2') - HALF_CENT);
      expect(one.of(['M1', 'M2'], 'principal', at)).toBeLessThanOrEqual(HALF_CENT);
    }
  });

  it('keeps OC at 4 % of the initial pool for as long as the residual is paid', async () => {
    for (const one of await runs('cross_collateralized_groups', { speeds: 'CPR 10,25', cdr: '3', severity: '40' })) {
      const paid = one.dates.filter((at) => one.cash('R', at) > HALF_CENT && one.balance(['A1', 'A2', 'M1', 'M2'], at) > 1);
      expect(paid.length).toBeGreaterThan(12);
      for (const at of paid) {
        expect(one.end(at) - one.balance(['A1', 'A2', 'M1', 'M2'], at)).toBeCloseTo(20_000_000, 2);
      }
    }
  });
});

describe('shifting_interest_six_pack', () => {
  const DEAL = 'shifting_interest_six_pack';
  const SUBS = ['B1', 'B2', 'B3', 'B4', 'B5', 'B6'];

  it('gives the senior class its share of scheduled principal and its share, shifted, of the rest', async () => {
    const one = await run(DEAL, { speeds: 'PSA 300', cdr: '0' });
    const shifts = [1, 1, 1, 1, 1, 0.7, 0.6, 0.4, 0.2, 0];
    for (const at of one.dates.slice(0, 180)) {
      const share = one.of('A', 'begin', at) / one.of(['A', ...SUBS], 'begin', at);
      const shift = shifts[Math.min(Math.floor((at - 1) / 12), 9)]!;
      const prepaid = one.pool(['prepaid'], at);
      const expected = share * (one.principal(at) - prepaid) + (share + shift * (1 - share)) * prepaid;
      expect(one.of('A', 'principal', at)).toBeCloseTo(expected, 3);
      const toSubs = one.of(SUBS, 'principal', at);
      for (const name of SUBS) {
        expect(one.of(name, 'principal', at)).toBeCloseTo((toSubs * one.of(name, 'begin', at)) / one.of(SUBS, 'begin', at), 4);
      }
    }
  });

  it('keeps all prepayments with the senior class while loans are late or losses over their limit', async () => {
    const late = await run(DEAL, { speeds: 'PSA 300', cdr: '0' }, [['delinquent: 0.5%', 'delinquent: 30%']]);
    const lossy = await run(DEAL, { speeds: 'PSA 150', cdr: '0.8', severity: '60' });
    for (const one of [late, lossy]) {
      for (const at of one.dates.slice(60, 100)) {
        const share = one.of('A', 'begin', at) / one.of(['A', ...SUBS], 'begin', at);
        const rest = one.pool(['prepaid', 'recovery'], at);
        expect(one.of('A', 'principal', at)).toBeCloseTo(share * (one.principal(at) - rest) + rest, 3);
      }
    }
  });

  it('writes down the lowest subordinate with a balance, and the classes stay equal to the pool', async () => {
    const one = await run(DEAL, { speeds: 'PSA 300', cdr: '2', severity: '50' });
    const order = ['A', ...SUBS];
    expect(one.dates.some((at) => one.of('B1', 'writtenDown', at) > HALF_CENT)).toBe(true);
    for (const at of one.dates) {
      expect(Math.abs(one.balance(order, at) - one.end(at))).toBeLessThanOrEqual(HALF_CENT);
      const [toSubs, subs] = [one.of(SUBS, 'principal', at), one.of(SUBS, 'begin', at)];
      for (const name of SUBS) {
        if (subs > 1) expect(one.of(name, 'principal', at)).toBeCloseTo((toSubs * one.of(name, 'begin', at)) / subs, 3);
      }
      order.forEach((name, place) => {
        if (one.of(name, 'writtenDown', at) > HALF_CENT)
          expect(one.balance(order.slice(place + 1), at)).toBeLessThanOrEqual(HALF_CENT);
      });
    }
  });
});

describe('monoline_wrap', () => {
  const harsh = { speeds: 'CPR 18', cdr: '0 ramp 12 for 20, 12 for 30, 0.5', severity: '70' };

  it('leaves the insured class without shortfall, and never over the collateral, while the insurer can pay', async () => {
    for (const request of [harsh, { speeds: 'CPR 5', cdr: '15', severity: '90' }]) {
      const one = await run('monoline_wrap', request);
      expect(one.dates.some((at) => one.note('received from insurer', at) > HALF_CENT)).toBe(true);
      for (const at of one.dates) {
        expect(one.of('A', 'shortfall', at)).toBeLessThanOrEqual(HALF_CENT);
        expect(one.of('A', 'interest', at)).toBeCloseTo((one.of('A', 'begin', at) * 0.055) / 12, 4);
        expect(one.balance('A', at) - one.end(at)).toBeLessThanOrEqual(HALF_CENT);
      }
    }
  });

  it('pays the insurer back no more than it paid, and the residual nothing while it is owed', async () => {
    // A bad year and a half, and then excess interest enough to pay all of it back.
    const one = await run('monoline_wrap', { speeds: 'CPR 10', cdr: '10 for 18, 0', severity: '60' });
    let owed = 0;
    let claims = 0;
    for (const at of one.dates) {
      const received = one.note('received from insurer', at);
      claims += received;
      owed += received - one.note('fee paid to reimbursement', at);
      expect(owed).toBeGreaterThanOrEqual(-HALF_CENT);
      if (owed > HALF_CENT) expect(one.cash('R', at)).toBeLessThanOrEqual(HALF_CENT);
    }
    expect(claims).toBeGreaterThan(1_000_000);
    expect(Math.abs(owed)).toBeLessThanOrEqual(HALF_CENT);
    expect(one.dates.some((at) => one.cash('R', at) > HALF_CENT)).toBe(true);
  });

  it('leaves the class over the collateral when the insurer fails', async () => {
    const one = await run('monoline_wrap', harsh, [
      ['ability: {points: [[1, 100%]]}', 'ability: {points: [[1, 100%], [31, 0]]}'],
    ]);
    expect(one.balance('A', 30) - one.end(30)).toBeLessThanOrEqual(HALF_CENT);
    expect(one.balance('A', 48) - one.end(48)).toBeGreaterThan(1_000_000);
  });
});

describe('reserve_account', () => {
  const NOTES = ['A1', 'A2', 'B'];

  it('pays the residual only when the reserve is at its target: 1 % of the pool, half a percent of the initial one at least', async () => {
    const steady = await runs('reserve_account', { speeds: 'ABS 1,1.5', cdr: '3', severity: '50' });
    const drawn = await run('reserve_account', { speeds: 'ABS 1', cdr: '0 for 10, 8 for 4, 0', severity: '60' });
    expect(drawn.dates.some((at) => drawn.account('reserve', at) < 2_000_000)).toBe(true);
    expect(drawn.dates.some((at) => drawn.account('reserve', at) > drawn.account('reserve', at - 1) + 50_000)).toBe(true);
    for (const one of [...steady, drawn]) {
      const paid = one.dates.filter((at) => one.cash('R', at) > HALF_CENT);
      expect(paid.length).toBeGreaterThan(12);
      for (const at of paid) {
        const target = Math.min(one.balance(NOTES, at), Math.max(0.01 * one.end(at), 2_500_000));
        expect(Math.abs(one.account('reserve', at) - target)).toBeLessThanOrEqual(HALF_CENT);
      }
    }
  });

  it('owes no interest and no principal beyond the pool while there is a reserve', async () => {
    const one = await run('reserve_account', { speeds: 'ABS 1', cdr: '9', severity: '75' });
    const drawn = one.dates.filter((at) => one.account('reserve', at) < one.account('reserve', at - 1) - 100_000);
    expect(drawn.length).toBeGreaterThan(2);
    expect(one.dates.some((at) => one.account('reserve', at) <= HALF_CENT)).toBe(true);
    for (const at of one.dates.filter((date) => one.account('reserve', date) > HALF_CENT)) {
      expect(one.of(NOTES, 'shortfall', at)).toBeLessThanOrEqual(HALF_CENT);
      expect(one.balance(NOTES, at) - one.end(at)).toBeLessThanOrEqual(HALF_CENT);
    }
  });
});

describe('seasoned_opening', () => {
  const DEAL = 'seasoned_opening';

  it('begins with what the trust remembers', async () => {
    const one = await run(DEAL);
    // Loans late: the mean of 11 % and 12 % and of this month's is over 35 % of an enhancement of 30 %, so that the target stays.
    const late = one.pool(['delinquent', 'foreclosure'], 1) / one.end(1);
    expect(one.note('delinquency', 1)).toBeCloseTo((0.11 + 0.12 + late) / 3, 12);
    expect(one.note('stepDown', 1)).toBe(1);
    expect(one.note('ocTarget', 1)).toBe(15_000_000);
    // July 25 to August 25 is 31 days: carry-over bears interest at 4.3 % + 1.2 %, and the net WAC cap does not bind.
    expect(one.of('M1', 'carryover', 1) + one.of('M1', 'other', 1)).toBeCloseTo(55_000 * (1 + (0.055 * 31) / 360), 6);
    const feePaid = one.note('fee paid to trustee', 1);
    expect(feePaid).toBeCloseTo(1_500 + (0.0002 * 300_000_000) / 12, 6);
  });

  it('goes on where it stopped: a year on, opened again with what it then remembers', async () => {
    const changes = [['delinquent: 12 ramp 5 for 24', 'delinquent: 6%']] as const;
    const request = { speeds: 'CPR 10', cdr: '0' };
    const one = await run(DEAL, request, changes);
    const [year, month] = [12, 42];
    // Nothing else is owed by then: what is not told among the outputs is zero.
    expect(one.of(['A', 'M1', 'M2'], 'carryover', year)).toBe(0);
    expect(one.note('realized losses reimbursed to M2', year)).toBe(0);
    const opening = {
      month,
      balances: Object.fromEntries(['A', 'M1', 'M2'].map((name) => [name, one.balance(name, year)])),
      cumulativeLosses: { homeEquity: 9_000_000 },
      cutoff: { homeEquity: 500_000_000 },
      quantities: { ocTarget: one.note('ocTarget', year), stepDown: true },
      rolling: { delinquency: [0.06, 0.06] },
    };
    const text = exampleText(DEAL, [
      ...changes,
      [/opening:\n(?: .*\n)+/, `opening: ${JSON.stringify(opening)}\n`],
      ['settlement: 2027-07-30', 'settlement: 2028-07-30'],
      ['firstPayment: 2027-08-25', 'firstPayment: 2028-08-25'],
      ['upb: 300_000_000', `upb: ${one.end(year)}`],
      ['remainingTerm: 326', 'remainingTerm: 314'],
    ]);
    const [again] = await runText(text, request);
    expect(again!.path.calledAt).toBe(one.path.calledAt! - year);
    for (const at of again!.dates) {
      for (const name of one.classes)
        expect(again!.cash(name, at), `${name}, date ${at}`).toBeCloseTo(one.cash(name, at + year), 3);
    }
  });
});
