/** A trustee's payments against the deal's on the same collections: small deals, worked by hand. */
import { describe, expect, it } from 'vitest';
import { type GroupCollections, type TieOutOptions, tieOut } from '../../host/analysis/tieOut.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { Remittance, TrancheRemittance } from '../../host/portfolio/records.ts';
import { thrownBy } from '../deal/small.ts';

type Parts = Readonly<Record<string, unknown>>;

// Accrual from 1 February to 1 March: a twelfth of a year.
const DATES = { settlement: '2011-02-28', dated: '2009-03-01', firstPayment: '2011-03-25', delay: 24 };
const TRANCHES = { A: { balance: 900_000, coupon: '5%' }, B: { balance: 100_000, coupon: '6%' }, R: { residual: true } };
const STEPS = [
  { pay: 'interest', to: 'A', from: 'interest' },
  { pay: ['shortfall', 'interest'], to: 'B', from: 'interest' },
  { pay: 'principal', to: ['A', 'B'], from: 'principal' },
  { writedown: ['B', 'A'], upTo: 'balance(ALL) - end(pool)' },
  { release: ['interest', 'principal'], to: 'R' },
];

/**
 * Two classes and a residual after twenty-four payments: 700,000 owed on a pool of 705,000. Interest to A, then to B with what it is
 * short of, principal in sequence, and losses that the 5,000 of overcollateralization cannot bear are written down on B.
 */
const DEAL: Parts = {
  deal: 'Two classes',
  dates: DATES,
  collateral: { g: { loans: [{ upb: 705_000, noteRate: '7%', servicing: '0.25%', remainingTerm: 300 }] } },
  tranches: TRANCHES,
  sets: { ALL: ['A', 'B'] },
  steps: STEPS,
  opening: { month: 24, balances: { A: 600_000, B: 100_000 }, shortfall: { B: 150 }, cutoff: { g: 1_000_000 } },
};

const paid = (interest: number, principal: number, balance: number, writedown = 0, coupon = 0): TrancheRemittance => ({
  interest,
  principal,
  balance,
  writedown,
  coupon,
});

/**
 * 705,000 - 1,200.55 - 8,000 - 3,000 - 7,000 = 685,799.45. A is due 600,000 x 5 % / 12 = 2,500; B 100,000 x 6 % / 12 = 500 and
 * 150 from before; of the 4,000 collected 850 are left for R. Principal of 12,200.55 goes to A. The classes then have 687,799.45,
 * which is 2,000 over the pool: B is written down.
 */
const REMITTANCE: Remittance = {
  month: '2011-03',
  beginUpb: 705_000,
  endUpb: 685_799.45,
  count: 4,
  wac: 0.07,
  interest: 4000,
  scheduled: 1200.55,
  prepaid: 8000,
  recoveries: 3000,
  defaults: 2500,
  losses: 7000,
  servicing: 146.88,
  tranches: new Map([
    ['A', paid(2500, 12_200.55, 587_799.45, 0, 0.05)],
    ['B', paid(650, 0, 98_000, 2000, 0.06)],
    ['R', paid(850, 0, 0)],
  ]),
};

const resolved = (parts: Parts = {}) => resolveDeal(checkedDeal({ ...DEAL, ...parts }));
const run = (parts: Parts = {}, changes: Partial<Remittance> = {}, options: TieOutOptions = {}) =>
  tieOut(resolved(parts), { ...REMITTANCE, ...changes }, options);
/** The trustee's payments with some replaced. */
const reported = (changes: Readonly<Record<string, TrancheRemittance>>) =>
  new Map([...REMITTANCE.tranches, ...Object.entries(changes)]);
const faultsOf = (parts: Parts, changes: Partial<Remittance>, options: TieOutOptions = {}) =>
  thrownBy(() => run(parts, changes, options));
const figuresOf = (result: ReturnType<typeof run>, tranche: string) =>
  result.tranches.find((each) => each.tranche === tranche)?.figures;

describe('a payment that the trustee made as the deal says', () => {
  const result = run();

  it('ties, line by line', () => {
    expect(result).toMatchObject({ deal: 'Two classes', month: '2011-03', date: '2011-03-25', ties: true, unreported: [] });
    expect(result.tranches.map(({ tranche, figures }) => [tranche, ...Object.values(figures).map(({ model }) => model)])).toEqual(
      [
        ['A', 2500, 12_200.55, expect.closeTo(587_799.45, 6), 0],
        ['B', 650, 0, expect.closeTo(98_000, 6), expect.closeTo(2000, 6)],
        ['R', expect.closeTo(850, 6), 0, 0, 0],
      ],
    );
    expect(result.tranches.flatMap(({ figures }) => Object.values(figures).map(({ ties }) => ties))).not.toContain(false);
  });

  it('adds up to what was collected', () => {
    const { interest, principal, balance, writedown } = result.totals;
    expect([interest.model, principal.model, balance.model, writedown.model]).toEqual([
      expect.closeTo(4000, 6),
      expect.closeTo(12_200.55, 6),
      expect.closeTo(685_799.45, 6),
      expect.closeTo(2000, 6),
    ]);
    expect(result.totals).toMatchObject({
      interest: { trustee: 4000, ties: true },
      balance: { trustee: 685_799.45, ties: true },
    });
    expect(result.undistributed).toBeLessThan(1e-6);
  });

  it('shows the coupons beside each other', () => {
    expect(result.tranches.map(({ coupon }) => coupon)).toEqual([
      { model: 0.05, trustee: 0.05 },
      { model: 0.06, trustee: 0.06 },
      { model: 0, trustee: 0 },
    ]);
  });

  it('ends with the pool that the trustee reports', () => {
    expect(result.pool).toMatchObject({ model: expect.closeTo(685_799.45, 6), trustee: 685_799.45, ties: true });
  });
});

describe('a payment that the trustee made otherwise', () => {
  it('is told where it differs: interest of earlier months left unpaid', () => {
    const result = run({}, { tranches: reported({ B: paid(500, 0, 98_000, 2000), R: paid(1000, 0, 0) }) });
    expect(result.ties).toBe(false);
    expect(figuresOf(result, 'A')?.interest.ties).toBe(true);
    expect(figuresOf(result, 'B')?.interest).toEqual({ model: 650, trustee: 500, difference: 150, ties: false });
    expect(figuresOf(result, 'R')?.interest).toMatchObject({ difference: expect.closeTo(-150, 6), ties: false });
    // What one has less the other has more: the totals tie.
    expect(result.totals.interest.ties).toBe(true);
  });

  it('is told where it differs: a loss not yet written down', () => {
    const result = run({}, { tranches: reported({ B: paid(650, 0, 100_000) }) });
    expect(figuresOf(result, 'B')).toMatchObject({
      balance: { model: expect.closeTo(98_000, 6), difference: expect.closeTo(-2000, 6), ties: false },
      writedown: { trustee: 0, difference: expect.closeTo(2000, 6), ties: false },
    });
    expect(result.totals).toMatchObject({ balance: { ties: false }, writedown: { ties: false }, principal: { ties: true } });
  });

  it('ties when it is rounded to the cent, and not when it is a cent off', () => {
    // 600,000 x 5.001125 % / 12 = 2,500.5625: 0.25 cents over 2,500.56, 0.75 under 2,500.57, 1.25 over 2,500.55.
    const ofA = (interest: number) =>
      figuresOf(
        run(
          { tranches: { ...TRANCHES, A: { balance: 900_000, coupon: '5.001125%' } } },
          { tranches: reported({ A: paid(interest, 12_200.55, 587_799.45) }) },
        ),
        'A',
      )?.interest.ties;
    expect([2500.55, 2500.56, 2500.57].map(ofA)).toEqual([false, true, false]);
  });

  it('leaves classes without figures unheld, and says which', () => {
    const tranches = new Map([...REMITTANCE.tranches].filter(([name]) => name !== 'R'));
    const result = run({}, { tranches });
    expect(result).toMatchObject({ ties: true, unreported: ['R'] });
    // Without the residual's 850.
    expect(result.totals.interest).toMatchObject({ model: 3150, trustee: 3150 });
  });

  it('tells of a pool whose own figures do not add up', () => {
    // A report that lost 10 dollars of principal; the classes are written down to the pool that it states: 10 more.
    const result = run({}, { endUpb: 685_789.45, tranches: reported({ B: paid(650, 0, 97_990, 2010) }) });
    expect(result.pool).toMatchObject({ difference: expect.closeTo(10, 6), ties: false });
    expect(result.tranches.every(({ figures }) => figures.balance.ties)).toBe(true);
    expect(result.ties).toBe(false);
  });
});

describe('collections', () => {
  it('are distributed as they were: terms that reduce interest, REO and loans of the file are not used', () => {
    const g = {
      prepaymentInterest: '50%',
      relief: '1%',
      reo: [{ proceeds: 90_000, month: 25 }],
      loans: [{ upb: 800_000, noteRate: '9%', remainingTerm: 12 }],
    };
    expect(run({ collateral: { g } }).ties).toBe(true);
  });

  it('can be those of a called pool; the deal calls it only when asked to', () => {
    // 68.6 % of the cut-off are left. The price of 685,799.45 retires what both classes still have, and R takes none of it.
    const call = { when: 'end(pool) <= 70% * cutoff(pool)', into: 'g.principal' };
    expect(run({ call }).ties).toBe(true);
    const called = run({ call }, {}, { withCall: true });
    expect(figuresOf(called, 'A')).toMatchObject({ principal: { model: expect.closeTo(600_000, 6), ties: false } });
    // 12,200.55 + 685,799.45 - 600,000 = 98,000 for B, and the rest of it is written off against a pool of nothing.
    expect(figuresOf(called, 'B')).toMatchObject({
      principal: { model: expect.closeTo(98_000, 6) },
      writedown: { model: expect.closeTo(2000, 6) },
      balance: { model: expect.closeTo(0, 6) },
    });
  });

  const triggered = [
    { pay: 'principal', to: 'B', from: 'principal', when: 'delinquent(pool) > 5% * end(pool) and foreclosure(pool) > 0' },
    ...STEPS,
  ];

  it('may say how much is late and in foreclosure, which triggers test', () => {
    // 5 % of 685,799.45 is 34,289.97; 20,000 + 14,300 is over it.
    const late = (foreclosureEnd: number): GroupCollections => ({
      ...REMITTANCE,
      delinquentEnd: 20_000,
      foreclosureBegin: 12_000,
      foreclosureEnd,
    });
    const toB = (foreclosureEnd: number) =>
      figuresOf(run({ steps: triggered }, {}, { groups: new Map([['g', late(foreclosureEnd)]]) }), 'B')?.principal.model;
    expect(toB(14_300)).toBeCloseTo(12_200.55, 6);
    expect(toB(14_200)).toBe(0);
  });

  it('may have interest added to balances, and penalties', () => {
    // Beside the 4,000 collected 300 were added to balances: the pool ends that much higher, and B is written down that much less.
    // The penalties of 70 go to R.
    const g = {
      loans: [
        {
          upb: 705_000,
          noteRate: '7%',
          remainingTerm: 300,
          negativeAmortization: true,
          payment: 4000,
          penaltyUntil: 36,
          penaltyMonths: 6,
        },
      ],
    };
    const steps = [...STEPS, { release: 'penalties', to: 'R' }];
    const groups = new Map([['g', { ...REMITTANCE, endUpb: 686_099.45, deferred: 300, penalties: 70 }]]);
    const tranches = reported({ B: paid(650, 0, 98_300, 1700), R: paid(920, 0, 0) });
    const result = run({ collateral: { g }, steps }, { endUpb: 686_099.45, tranches }, { groups });
    expect(result).toMatchObject({ ties: true, pool: { ties: true } });
  });
});

describe('rates', () => {
  const floating = {
    indices: ['LIBOR_1M'],
    dates: { ...DATES, delay: 0 },
    tranches: { ...TRANCHES, A: { balance: 900_000, coupon: 'index(LIBOR_1M) + 0.40%', dayCount: 'act/360' } },
  };

  it('are those at which the date was fixed', () => {
    // 28 days from 25 February: 600,000 x (0.26 % + 0.40 %) x 28 / 360 = 308.00; R has the 2,192 that A has less.
    const tranches = reported({ A: paid(308, 12_200.55, 587_799.45), R: paid(3042, 0, 0) });
    expect(run(floating, { tranches }, { indices: new Map([['LIBOR_1M', 0.0026]]) }).ties).toBe(true);
    const wrong = run(floating, { tranches }, { indices: new Map([['LIBOR_1M', 0.0027]]) });
    // A basis point of 600,000 for 28 days: 4.67.
    expect(figuresOf(wrong, 'A')?.interest.difference).toBeCloseTo((600_000 * 0.0001 * 28) / 360, 6);
  });

  it('are asked for where they are not given', () => {
    expect(faultsOf(floating, {})).toMatchObject([{ code: 'REQUEST_INVALID', place: 'indices.LIBOR_1M', got: 'nothing' }]);
  });
});

describe('a deal of two groups with a notional and an exchange class', () => {
  const parts = {
    collateral: {
      g1: { loans: [{ upb: 405_000, noteRate: '7%', remainingTerm: 300 }] },
      g2: { loans: [{ upb: 300_000, noteRate: '7%', remainingTerm: 300 }] },
    },
    tranches: { ...TRANCHES, IO: { notional: 'A', coupon: '0.5%' } },
    exchanges: { AB: { of: { A: '100%', B: '50%' } } },
    steps: [
      { pay: 'interest', to: ['A', 'IO'], from: ['g1.interest', 'g2.interest'] },
      { pay: ['shortfall', 'interest'], to: 'B', from: ['g1.interest', 'g2.interest'] },
      { pay: 'principal', to: ['A', 'B'], from: ['g1.principal', 'g2.principal'] },
      { writedown: ['B', 'A'], upTo: 'balance(ALL) - end(pool)' },
      { release: ['g1.interest', 'g2.interest', 'g1.principal', 'g2.principal'], to: 'R' },
    ],
    opening: { month: 24, balances: { A: 600_000, B: 100_000 }, shortfall: { B: 150 }, cutoff: { g1: 600_000, g2: 400_000 } },
  };
  const nothing = { interest: 0, scheduled: 0, prepaid: 0, recoveries: 0, defaults: 0, losses: 0, servicing: 0 };
  // All of the remittance is the first group's but the prepayments and half the interest.
  const groups = new Map<string, GroupCollections>([
    ['g1', { ...REMITTANCE, beginUpb: 405_000, endUpb: 393_799.45, interest: 2000, prepaid: 0 }],
    ['g2', { ...nothing, beginUpb: 300_000, endUpb: 292_000, interest: 2000, prepaid: 8000 }],
  ]);
  // The IO takes 600,000 x 0.5 % / 12 = 250 from R. Its next notional is A's 587,799.45. AB has A's and half of B's.
  const tranches = reported({
    R: paid(600, 0, 0),
    IO: paid(250, 0, 587_799.45),
    AB: paid(2500 + 325, 12_200.55, 587_799.45 + 49_000, 1000),
  });

  it('ties, and its totals do not count the exchange class twice', () => {
    const result = run(parts, { tranches }, { groups });
    expect(result.tranches.map(({ tranche }) => tranche)).toEqual(['A', 'B', 'R', 'IO', 'AB']);
    expect(result.ties).toBe(true);
    expect(result.totals.interest).toMatchObject({ trustee: 4000, ties: true });
  });

  it('needs collections of each group, which add up to the remittance', () => {
    expect(faultsOf(parts, { tranches })).toMatchObject([{ code: 'REQUEST_INVALID', place: 'groups', got: 'nothing' }]);
    const short = new Map([...groups, ['g2', { ...nothing, beginUpb: 300_000, endUpb: 292_000, prepaid: 8000 }] as const]);
    expect(faultsOf(parts, { tranches }, { groups: short })).toMatchObject([
      { place: 'groups, interest', got: '2000.00', expected: '4000.00, as in the remittance' },
    ]);
    const other = new Map([...groups].map(([name, collected]) => [name === 'g2' ? 'g3' : name, collected]));
    expect(faultsOf(parts, { tranches }, { groups: other })).toMatchObject([
      { place: 'groups.g3', got: "'g3'", expected: 'one of g1, g2' },
      { place: 'groups.g2', got: 'nothing' },
    ]);
  });
});

describe('a remittance that does not fit the deal', () => {
  it('is refused with all that is wrong', () => {
    const wrong = { month: '2011-04', interest: Number.NaN, tranches: new Map([['Class A', paid(0, 0, 0)]]) };
    expect(faultsOf({}, wrong)).toEqual([
      {
        code: 'REQUEST_INVALID',
        place: 'remittance.month',
        got: '2011-04',
        expected: '2011-03, the next payment of the deal as it stands',
      },
      { code: 'REQUEST_INVALID', place: 'remittance.Class A', got: "'Class A'", expected: 'a tranche of the deal' },
      { code: 'REQUEST_INVALID', place: 'groups.g.interest', got: 'NaN', expected: 'dollars' },
    ]);
  });

  it('is refused where it collects what no loan can bring', () => {
    const groups = new Map([['g', { ...REMITTANCE, penalties: 5, deferred: 7 }]]);
    expect(faultsOf({}, {}, { groups })).toMatchObject([
      { place: 'groups.g.penalties', got: '5' },
      { place: 'groups.g.deferred', got: '7' },
    ]);
  });
});
