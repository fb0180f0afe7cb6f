/**
 * Rolling a stale tape forward. Held against the kernel, which projects the stale tape itself: the months after the rolled ones must be
 * those of the rolled collateral; and against figures worked out by hand.
 */
import { describe, expect, it } from 'vitest';
import { addMonths, formatDate, parseDate } from '../../host/curves/dates.ts';
import { REMITTANCES, type Remittance } from '../../host/deal/program.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { projectDeal } from '../../host/engine/project.ts';
import { rollDeal } from '../../host/portfolio/roll.ts';
import { levelPayment } from '../../host/portfolio/rollSchedule.ts';

const FIRST = parseDate('2011-04-25');
const OPENING = 60;
/** Rates of the index in the months before the first payment, and from it on: percents. */
const PAST = [2.1, 2.35, 2.6];
const AHEAD = [2.8, 3.05, 3.3, 3.55, 3.8];

/** A pool whose first projection month is `months` before April 2011. */
function pool(loans: readonly object[], assumptions: object, months: number): ResolvedDeal {
  const firstPayment = addMonths(FIRST, -months);
  return resolveDeal(
    checkedDeal({
      deal: 'Rolled',
      dates: { settlement: formatDate(firstPayment - 20), firstPayment: formatDate(firstPayment) },
      collateral: { pool1: { loans } },
      indices: ['SOFR'],
      assumptions: { indices: { SOFR: [...PAST.slice(PAST.length - months), ...AHEAD].join(', ') }, ...assumptions },
      tranches: { R: { residual: true } },
      opening: { month: OPENING - months },
      steps: [{ release: ['interest', 'principal'], to: 'R' }],
    }),
  );
}

async function remittances(deal: ResolvedDeal): Promise<Map<Remittance, Float64Array>> {
  const { paths } = await projectDeal(deal, [{ name: 'only' }], { workers: 0 });
  return new Map(REMITTANCES.map((quantity) => [quantity, paths[0]?.remittance(0, quantity) ?? new Float64Array(0)]));
}

/** The worst difference between months after the rolled ones of a stale tape, and those of the rolled deal, in dollars. */
async function worst(loans: readonly object[], assumptions: object, months: number): Promise<number> {
  const stale = await remittances(pool(loans, assumptions, months));
  const indices = [Float64Array.from(PAST.slice(PAST.length - months), (percent) => percent / 100)];
  const rolled = await remittances(rollDeal(pool(loans, assumptions, 0), { months, indices }));
  let most = 0;
  for (const [quantity, values] of rolled) {
    const before = stale.get(quantity) ?? new Float64Array(0);
    // Entry 0 is the cut-off: there the rolled lines still perform, and default in the first month.
    for (let month = 1; month < Math.max(values.length, before.length - months); month++) {
      // What defaulted on the way is a default of the first month here.
      if (quantity === 'defaults' && month === 1) continue;
      most = Math.max(most, Math.abs((values[month] ?? 0) - (before[month + months] ?? 0)));
    }
  }
  return most;
}

const FIXED = { upb: 300_000, noteRate: '6%', servicing: '0.25%', remainingTerm: 240, age: 60 };
const BALLOON = { upb: 200_000, noteRate: '7%', remainingTerm: 40, amortTerm: 300, age: 20 };
const ON_TAPE_PAYMENT = { upb: 100_000, noteRate: '5%', remainingTerm: 180, payment: 900, age: 12 };
const INTEREST_ONLY = { upb: 250_000, noteRate: '5.5%', remainingTerm: 300, interestOnly: 2, age: 58 };
const ADJUSTABLE = {
  upb: 400_000,
  noteRate: '6%',
  servicing: '0.375%',
  remainingTerm: 300,
  age: 60,
  index: 'SOFR',
  margin: '2.25%',
  firstReset: 2,
  resetEvery: 6,
  initialCap: '3%',
  periodicCap: '0.5%',
  lifeCap: '11%',
  rounding: '0.125%',
};
const OPTION_ARM = {
  upb: 350_000,
  noteRate: '6.5%',
  remainingTerm: 330,
  age: 30,
  index: 'SOFR',
  margin: '3.5%',
  firstReset: 1,
  resetEvery: 1,
  negativeAmortization: true,
  payment: 1500,
  paymentFirst: 3,
  paymentEvery: 12,
  paymentCap: '7.5%',
  balanceCap: '110%',
  penaltyUntil: 9,
  penaltyRate: '2%',
};
const MATURING = { upb: 5_000, noteRate: '6%', remainingTerm: 2, age: 358 };

/** Doubles over a pool of a million or two. */
const DUST = 1e-6;

describe('rolling a stale tape forward', () => {
  it.each([1, 2, 3])('%i months without prepayments and defaults: schedules go on where they were', async (months) => {
    const loans = [FIXED, BALLOON, ON_TAPE_PAYMENT, INTEREST_ONLY, ADJUSTABLE, OPTION_ARM, MATURING];
    expect(await worst(loans, {}, months)).toBeLessThan(DUST);
  });

  it.each([1, 2, 3])('%i months with curves by loan age, and balances that wait for liquidation', async (months) => {
    const assumptions = { prepayment: '250 PSA', default: '300 SDA', severity: '40%', lag: 8 };
    expect(await worst([FIXED, BALLOON, ADJUSTABLE, INTEREST_ONLY], assumptions, months)).toBeLessThan(DUST);
  });

  it('resets on the way read the index as long before as the note says', async () => {
    // Resets in months 2 and 3 of the three that are rolled, which read months 1 and 2.
    const loans = [
      { ...ADJUSTABLE, lookback: 1, resetEvery: 12 },
      { ...ADJUSTABLE, lookback: 1, firstReset: 3, resetEvery: 12 },
    ];
    expect(await worst(loans, {}, 3)).toBeLessThan(DUST);
  });

  it('defaults that were liquidated on the way are gone', async () => {
    const assumptions = { prepayment: '6 CPR', default: '10 CDR', severity: '40%', lag: 1 };
    expect(await worst([FIXED, ADJUSTABLE], assumptions, 3)).toBeLessThan(DUST);
  });

  it('one kind of loan whose principal is advanced amortizes while it waits', async () => {
    const assumptions = {
      prepayment: '6 CPR',
      default: '10 CDR',
      severity: '40%',
      lag: 6,
      advance: { principal: true, interest: true },
    };
    expect(await worst([FIXED], assumptions, 3)).toBeLessThan(DUST);
  });

  it('speeds of the single loan, and prepayment penalties', async () => {
    const loans = [
      { ...FIXED, prepayFactor: 1.5, defaultFactor: 2 },
      { ...BALLOON, penaltyUntil: 12, penaltyMonths: 6 },
    ];
    expect(await worst(loans, { prepayment: '10 CPR', default: '5 CDR', severity: '30%', lag: 5 }, 2)).toBeLessThan(DUST);
  });

  it('works out by hand: 1,200 without interest over 12 months at 50 % SMM is 550 after a month', () => {
    // A payment of 100 leaves 1,100, of which half prepays.
    const deal = pool([{ upb: 1200, noteRate: 0, remainingTerm: 12, age: 3 }], { prepayment: '50 SMM' }, 0);
    const { groups } = rollDeal(deal, { months: 1, indices: [Float64Array.of(0)] });
    const loans = groups[0]?.loans;
    expect([loans?.upb[0], loans?.term[0], loans?.amortTerm[0], loans?.age[0], loans?.payment[0]]).toEqual([550, 11, 11, 4, 0]);
    expect(groups[0]?.cutoff).toBe(550);
  });

  it('puts what defaulted into a line of its own, which goes on waiting', () => {
    // 10 % default in each of two months: 120 of 1,200, then 10 % of 0.9 of 1,100. After two months 0.81 of 1,000 perform.
    const deal = pool([{ upb: 1200, noteRate: 0, remainingTerm: 12 }], { default: '10 MDR', severity: '40%', lag: 6 }, 0);
    const { groups, assumptions } = rollDeal(deal, { months: 2, indices: [Float64Array.of(0, 0)] });
    const loans = groups[0]?.loans;
    expect([...(loans?.upb ?? [])].map((upb) => Math.round(upb * 1e6) / 1e6)).toEqual([810, 120, 99]);
    const sets = [...(loans?.assumption ?? [])].map((place) => assumptions[place]);
    // Defaulted in the first of two months, it has waited for two when the third begins: four are left.
    expect(sets.map((set) => [set?.name, set?.lag])).toEqual([
      ['', 6],
      ['defaulted 2 before', 4],
      ['defaulted 1 before', 5],
    ]);
  });

  it('leaves a curve by projection month at its first value: its months are those to come', () => {
    // The vector is 10 % in the first month to come, then nothing: one month before is taken at 10 % too.
    const deal = pool([{ upb: 1200, noteRate: 0, remainingTerm: 12 }], { prepayment: 'SMM 10 for 1, 0' }, 0);
    const { groups } = rollDeal(deal, { months: 2, indices: [Float64Array.of(0, 0)] });
    // 1,000 on schedule after two months, times 0.9 twice.
    expect(groups[0]?.loans.upb[0]).toBeCloseTo(810, 9);
  });

  it('drops loans that mature on the way', () => {
    const deal = pool([FIXED, MATURING], {}, 0);
    expect(rollDeal(deal, { months: 2, indices: [Float64Array.of(0, 0)] }).groups[0]?.loans.count).toBe(1);
  });

  it('a level payment at a rate of nothing is the balance over the months', () => {
    expect(levelPayment(1200, 0, 12)).toBe(100);
    // 12 % on 1,000 over two months: 1,000 = P / 1.01 + P / 1.01^2.
    expect(levelPayment(1000, 0.12, 2)).toBeCloseTo(1000 / (1 / 1.01 + 1 / 1.0201), 9);
  });
});
