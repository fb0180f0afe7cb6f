/** Examples whose figures follow from closed forms: an accrual that pays one class, credit events, ratio strips, a class cut again. */
import { describe, expect, it } from 'vitest';
import { HALF_CENT, run, runs } from './run.ts';

/** The share of its balance that a level-pay loan has left after so many of its months. Source: BMA Standard Formulas, SF-4. */
const left = (rate: number, months: number, after: number) =>
  1 - ((1 + rate / 12) ** after - 1) / ((1 + rate / 12) ** months - 1);
/** What a yearly speed is a month. */
const monthly = (yearly: number) => 1 - (1 - yearly) ** (1 / 12);
const near = (got: number, wanted: number) => expect(Math.abs(got - wanted), `${got} for ${wanted}`).toBeLessThan(HALF_CENT);

describe('vadm_jump_z', () => {
  it('pays V what Z accrues and nothing else, at every speed', async () => {
    for (const one of await runs('vadm_jump_z', { speeds: 'PSA 0,100,165,250' })) {
      // Z grows by 5.5 % / 12 a month, and what it grows by is what V has been paid.
      for (const at of [1, 24, 60]) near(one.balance('V', at), 4e6 - 10e6 * ((1 + 0.055 / 12) ** at - 1));
      near(one.balance('Z', 60), 10e6 * (1 + 0.055 / 12) ** 60);
    }
  });

  it('lets JZ accrue until prepayments are fast, and pays it before the support from then on', async () => {
    const slow = await run('vadm_jump_z', { speeds: 'PSA 165' });
    near(slow.balance('JZ', 60), 4e6 * (1 + 0.055 / 12) ** 60);
    const fast = await run('vadm_jump_z', { speeds: 'PSA 250' });
    const jumped = fast.dates.find((at) => fast.of('JZ', 'principal', at) > HALF_CENT)!;
    near(fast.balance('JZ', jumped - 1), 4e6 * (1 + 0.055 / 12) ** (jumped - 1));
    for (let at = jumped; fast.balance('JZ', at) > HALF_CENT; at++) expect(fast.of('S', 'principal', at)).toBe(0);
    // The first month: 0.05 % of age 6 at 250 PSA is 3 CPR, on the balance after the first scheduled payment.
    const scheduled = 100e6 * (1 - left(0.06, 355, 1));
    const prepaid = (100e6 - scheduled) * monthly(0.03);
    near(fast.of(['PA', 'PB', 'PE', 'JZ', 'S'], 'principal', 1), scheduled + prepaid + (jumped === 1 ? 0 : (4e6 * 0.055) / 12));
  });
});

describe('credit_risk_transfer', () => {
  // 10,000,000,000 at 4.2 % over 355 months, 12 CPR, credit events of 1 CDR; liquidated after 4 months at 25 %.
  const smm = monthly(0.12);
  const mdr = monthly(0.01);
  const performing = (at: number) => 10e9 * left(0.042, 355, at) * (1 - smm - mdr) ** at;
  const loss = (at: number) => (at < 5 ? 0 : 0.25 * performing(at - 5) * mdr);

  it('writes BH down by losses less recoveries of half a year before, and pays M1 its share of scheduled principal', async () => {
    const one = await run('credit_risk_transfer', { cdr: '1' });
    let written = 0;
    for (let at = 1; at <= 12; at++) {
      written += loss(at) - (at > 6 ? 0.1 * loss(at - 6) : 0);
      near(one.balance('BH', at), 50e6 - written);
    }
    // 31 days at 4.3 + 1.5 %.
    near(one.of('M1', 'interest', 1), (95e6 * 0.058 * 31) / 360);
    // Enhancement is 4 %, below 4.25 %: below AH only 4 % of scheduled principal is paid, 95 % of which on M1.
    const scheduled = (10e9 - 10e9 * mdr) * (1 - left(0.042, 355, 1));
    near(one.of('M1', 'principal', 1), 0.95 * 0.04 * scheduled);
  });

  it('writes BH up again by what comes back when there are no more losses', async () => {
    const one = await run('credit_risk_transfer', { cdr: '1 for 12, 0' });
    // The last credit event is of month 12, its loss of month 16; recoveries of months 17 to 22 are of losses of months 11 to 16.
    const back = [11, 12, 13, 14, 15, 16].reduce((sum, at) => sum + 0.1 * loss(at), 0);
    near(one.balance('BH', 22) - one.balance('BH', 16), back);
    expect(one.of('BH', 'principal', 22)).toBe(0);
  });
});

describe('whole_loan_two_groups', () => {
  it('pays the subordinates a rate by what they have in each group, and seniors their share and all prepayments', async () => {
    const one = await run('whole_loan_two_groups', { speeds: 'PSA 100', cdr: '0' });
    // Without AP group 1 is 80,000,000 x 5.25 / 5.5 + 150,000,000.
    const pool1 = (80e6 * 5.25) / 5.5 + 150e6;
    const rate = ((pool1 - 215e6) * 0.055 + 3e6 * 0.05) / (pool1 - 215e6 + 3e6);
    near(one.of('B1', 'interest', 1), (9e6 * rate) / 12);
    // Loans of age 4 and 3 prepay at 1.0 and 0.8 CPR in their next month, 0.2 % a month of age at 100 PSA.
    const low = (80e6 * 5.25) / 5.5;
    const scheduled = low * (1 - left(0.055, 356, 1)) + 150e6 * (1 - left(0.0615, 357, 1));
    const prepaid = low * left(0.055, 356, 1) * monthly(0.01) + 150e6 * left(0.0615, 357, 1) * monthly(0.008);
    near(one.of('A1', 'principal', 1), (215e6 / pool1) * scheduled + prepaid);
    // AP has 1 - 5.25 / 5.5 of the loans below the pass-through rate.
    near(one.balance('AP', 1), 80e6 * (1 - 5.25 / 5.5) * left(0.055, 356, 1) * (1 - monthly(0.01)));
  });

  it('makes good what AP loses, out of principal of the subordinates, who bear it', async () => {
    const one = await run('whole_loan_two_groups', { cdr: '2', severity: '45' });
    for (const at of [1, 12, 24]) {
      near(one.balance('AP', at), one.end(at, 'one.po'));
    }
    expect(one.of('AP', 'writtenDown', 24)).toBeLessThan(HALF_CENT);
    expect(one.dates.some((at) => one.of('B3', 'writtenDown', at) > HALF_CENT)).toBe(true);
  });
});

describe('resecuritization', () => {
  it('gives the classes that A backs its cash and its losses, the junior half first', async () => {
    const one = await run('resecuritization', { speeds: 'CPR 6', cdr: '12', severity: '60' });
    for (const at of one.dates) {
      near(one.balance(['RA', 'RB'], at), one.balance('A', at));
      near(one.cash(['RA', 'RX', 'RB'], at), one.cash('A', at));
      if (one.of('RA', 'writtenDown', at) > HALF_CENT) expect(one.balance('RB', at)).toBeLessThan(HALF_CENT);
    }
    expect(one.dates.some((at) => one.of('RB', 'writtenDown', at) > HALF_CENT)).toBe(true);
  });

  it('pays the note out of what the residual of the first deal was released', async () => {
    const one = await run('resecuritization');
    // 7 % on what does not default in the first month, less 6 % on A and 6.5 % on B.
    const excess = (0.07 * 100e6 * (1 - monthly(0.05)) - 0.06 * 90e6 - 0.065 * 10e6) / 12;
    near(one.of('CE', 'other', 1), excess);
    near(one.of('N', 'interest', 1), (2e6 * 0.08) / 12);
    near(one.of('N', 'principal', 1), excess - (2e6 * 0.08) / 12);
    expect(one.of('NR', 'other', 1)).toBeCloseTo(0, 6);
  });
});
