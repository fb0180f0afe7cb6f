/** More recipes of LANGUAGE.md: triggers, several groups, insurers, calls in the money, loans with modified terms. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PRINCIPAL_LOAN, run, small } from './small.ts';

const text = readFileSync(new URL('../../host/deal/LANGUAGE.md', import.meta.url), 'utf8');

/** The block of YAML that follows a heading in bold. */
function recipe(heading: string): unknown {
  const from = text.indexOf(`**${heading}`, text.indexOf('## Cookbook'));
  expect(from, heading).toBeGreaterThan(0);
  return parse(/```yaml\n(.*?)```/s.exec(text.slice(from))?.[1] ?? '');
}

/** 12,000 that pay 1 % interest a month and default at a speed; liquidated after a month. */
const losing = (speed: string, severity: string) => ({
  collateral: { pool1: { loans: [{ upb: 12_000, noteRate: '12%', remainingTerm: 60, amortTerm: 360, interestOnly: 60 }] } },
  assumptions: { default: speed, severity, lag: 1 },
});

describe('step-down tests', () => {
  const { define } = recipe('Step-down tests') as { define: Record<string, unknown> };
  const deal = (delinquent: string, q: string) =>
    small({
      ...losing('0 MDR', '0'),
      assumptions: { delinquent },
      tranches: { S: { balance: 6000 }, B: { balance: 6000 } },
      sets: { SENIORS: ['S'] },
      schedules: { lossLimit: { points: [[1, '5%']] }, shiftByYear: { expr: '1 - month / 100' } },
      define: { ...define, ocFloor: '60', q },
      steps: [{ pay: 'principal', to: 'B', from: 'interest', upTo: 'q' }],
    });

  it('late is the mean of three months, enhancement what stands below the seniors', async () => {
    // 3 %, 6 %, 9 % of the pool are late; half of it is not the seniors'.
    expect((await run(deal('3, 6, 9, 9', '100 * late'))).of('B', 'principal', 5)).toEqual([3, 4.5, 6, 8, 9]);
    expect((await run(deal('0', '100 * enhancement'))).of('B', 'principal', 1)).toEqual([50]);
  });

  it('the target steps down in month 37 and stays where it was in a trigger', async () => {
    // 2 % of 12,000 is 240; 4 % of what is left, which is still about 12,000. Late over 40 % of 50 % in months 38 to 40.
    const late = `${new Array(37).fill(0).join(', ')}, 60, 60, 60, 0`;
    const targets = (await run(deal(late, 'ocTarget / 10'))).of('B', 'principal', 45);
    expect(targets.slice(0, 36)).toEqual(new Array(36).fill(24));
    expect(targets[36]).toBeCloseTo(48, 6);
    expect(targets[37]).toBeCloseTo(48, 6);
    const never = (await run(deal('60', 'ocTarget / 10'))).of('B', 'principal', 45);
    expect(never).toEqual(new Array(45).fill(24));
  });

  it('the shift stays where it was while too many are late', async () => {
    // 99 %, then 20 % late: the mean is over 10 % in months 2 to 4 (20 / 2, 20 / 3 is not), so from month 2 only.
    const shifts = (await run(deal('0, 24, 0, 0', '100 * shift'))).of('B', 'principal', 4);
    // Means: 0, 12 %, 8 %, 8 %.
    expect(shifts).toEqual([99, 99, 97, 96]);
  });
});

it('cross-collateralization: a group helps the other before anybody behind both is paid', async () => {
  const steps = recipe('Cross-collateralization') as object[];
  const line = { noteRate: '12%', remainingTerm: 12, amortTerm: 360, interestOnly: 12 };
  const deal = {
    ...small({
      // 100 of interest in group 1, 20 in group 2; 12.5 and 60 are due to the seniors, and 30 each to M1 and M2.
      collateral: {
        g1: { loans: [{ ...line, upb: 10_000 }, PRINCIPAL_LOAN] },
        g2: { loans: [{ ...line, upb: 2000 }, PRINCIPAL_LOAN] },
      },
      tranches: {
        A1: { balance: 150, coupon: 1 },
        A2: { balance: 6000, coupon: '12%' },
        M1: { balance: 3000, coupon: '12%' },
        M2: { balance: 3000, coupon: '12%' },
      },
    }),
    steps: [...steps, { release: ['g1.interest', 'g1.principal', 'g2.interest', 'g2.principal'] }],
  };
  const { of } = await run(deal);
  // A1 is due 12.5 of the 100; A2 60, of which its group has 20 and the other gives 40. 47.5 are left: M1 30, M2 17.5.
  expect([of('A1', 'interest', 1), of('A2', 'interest', 1), of('M1', 'interest', 1), of('M2', 'interest', 1)]).toEqual([
    [12.5],
    [60],
    [30],
    [17.5],
  ]);
  // A1 takes its group's principal: 100, then 50; then the group pays A2.
  expect(of('A1', 'principal')).toEqual([100, 50, 0]);
  expect(of('A2', 'principal')).toEqual([100, 150, 200]);
});

it('an insured class is paid in full, and the insurer is paid back as far as cash goes', async () => {
  const wrap = recipe('Insured class') as { steps: object[]; define: object };
  const deal = {
    ...small({ ...losing('20 MDR', '100%'), tranches: { A: { balance: 11_000, coupon: '12%' }, R: { residual: true } } }),
    ...wrap,
    define: { ...wrap.define, ocTarget: '1000' },
  };
  const { of, path, warnings } = await run(deal);
  expect(warnings).toEqual([]);
  const months = 24;
  const [interest, begin, balance] = [of('A', 'interest', months), of('A', 'begin', months), of('A', 'balance', months)];
  // Interest in full, every month, and never more owed than there is collateral.
  interest.forEach((paid, at) => expect(paid).toBeCloseTo((begin[at] ?? 0) * 0.01, 5));
  expect(of('A', 'shortfall', months)).toEqual(new Array(months).fill(0));
  balance.forEach((owed, at) => expect(owed).toBeLessThanOrEqual((path.output('pool1 end')[at + 1] ?? 0) + 1e-6));
  // Month 2: 2,400 are lost of 12,000, and the excess of 1,000 and interest do not cover it.
  expect(of('A', 'principal', 2)[1]).toBeGreaterThan(1000);
});

it('a call in the money comes when the pool at its price is worth more than what retires the classes', async () => {
  const call = recipe('In-the-money call') as object;
  const deal = (loanPrice: string) =>
    small({
      ...losing('0 MDR', '0'),
      tranches: { A: { balance: 11_000, coupon: '6%' }, R: { residual: true } },
      sets: { NOTES: ['A'] },
      ...call,
      define: { ...(call as { define: object }).define, loanPrice },
      steps: [
        { pay: ['shortfall', 'interest'], to: 'A', from: ['interest', 'principal'] },
        { pay: 'principal', to: 'A', from: ['principal', 'interest'] },
      ],
    });
  // Interest of 120 a month pays A 55 and the rest as principal: from month 25 on the pool is worth more at par, and at 60 % later.
  const par = await run(deal('100%'));
  expect(par.of('pool', 'called', 40).indexOf(1)).toBe(24);
  expect(par.of('A', 'balance', 25)[24]).toBe(0);
  const cheap = (await run(deal('75%'))).of('pool', 'called', 59).indexOf(1);
  // A falls by 1.005 a month of 65: it is at 9,000, less the 120 of the month, after 24 months and some.
  const owed = Array.from({ length: 60 }, (_, month) => 11_000 * 1.005 ** month - 120 * ((1.005 ** month - 1) / 0.005));
  const first = owed.findIndex((balance, month) => month >= 24 && 0.75 * 12_000 > balance * 1.005 - 120);
  expect(cheap).toBe(first);
});

it('loans with modified terms pay what the modification says', async () => {
  const { loans, assumptions } = recipe('Loans with modified terms') as { loans: object[]; assumptions: object };
  const deal = {
    deal: 'Modified',
    dates: { settlement: '2024-12-31', dated: '2025-01-01', firstPayment: '2025-02-01' },
    collateral: { pool1: { loans } },
    indices: ['LAST_STEP'],
    assumptions,
    tranches: { A: { balance: 1e6 }, R: { residual: true } },
    steps: [{ release: ['interest', 'principal'] }],
  };
  const { path, of } = await run(deal);
  const interest = (path.remittance(0, 'interestDue')[1] ?? 0) - (path.remittance(0, 'interestLost')[1] ?? 0);
  // Month 1: 2 % of 40,000,000 and 7 % of 12,000,000 and 8,000,000; the foreclosed 4,000,000 pay nothing.
  expect(interest).toBeCloseTo((40e6 * 0.02 + 20e6 * 0.07) / 12, 2);
  // They are liquidated in month 7 at half: 2,000,000.
  expect(path.remittance(0, 'recovery')[7]).toBeCloseTo(2e6, 2);
  expect(path.remittance(0, 'loss')[7]).toBeCloseTo(2e6, 2);
  // The forborne balance is paid with the last month of all.
  expect(of('pool1', 'end', 400)[398]).toBeGreaterThan(6e6);
  expect(of('pool1', 'end', 400)[399]).toBeCloseTo(0, 2);
});

it('prepayment penalties go to a class', async () => {
  const [, step = ''] = /`(\{release: penalties, to: P\})`/.exec(text) ?? [];
  const deal = {
    ...small({
      collateral: { g: { loans: [{ ...PRINCIPAL_LOAN, penaltyUntil: 12, penaltyMonths: 6, noteRate: '12%' }] } },
      tranches: { A: { balance: 1200, coupon: '12%' }, P: { notional: 0 } },
      assumptions: { prepayment: '10 SMM' },
    }),
    steps: [parse(step) as object, { release: ['interest', 'principal'] }],
  };
  const { of, path } = await run(deal);
  // Six months of 1 % on what is prepaid.
  expect(of('P', 'other', 1)[0]).toBeCloseTo(0.06 * (path.remittance(0, 'prepaid')[1] ?? 0), 6);
});

it('loans that are late already default by curves of their own', async () => {
  const parts = recipe('Loans that are late already') as { loans: unknown; assumptions: object };
  const { path } = await run(small({ collateral: { pool1: { loans: parts.loans } }, assumptions: parts.assumptions }));
  // 2 CDR of 90 million, 12 % of 4 million, 4 % of 1 million; those 30 and 60 days late not yet.
  const monthly = 1 - (1 - 0.02) ** (1 / 12);
  expect(path.remittance(0, 'defaults')[1]).toBeCloseTo(90e6 * monthly + 480_000 + 40_000, 4);
  // All of the 90 days late and six tenths of the bankrupt are late, of what is performing still.
  const late90 = path.remittance(0, 'delinquent')[1] ?? 0;
  expect(late90).toBeGreaterThan(0.88 * 4e6 * 0.99);
  expect(late90).toBeLessThan(0.88 * 4e6 + 0.96 * 0.6e6);
});
