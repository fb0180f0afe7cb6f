/** The recipes of LANGUAGE.md, as they are written there, each in a deal that can be checked by hand or by an identity. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { collected, expectClose, psa, total } from './identities.ts';
import { run, small } from './small.ts';

const text = readFileSync(new URL('../../host/deal/LANGUAGE.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => block ?? '');
const MONTHS = 170;

/** A pool of 100,000,000 at 6.5 % gross and 6 % net. */
const POOL = {
  dates: { settlement: '2024-12-31', dated: '2025-01-01', firstPayment: '2025-02-25', delay: 24 },
  collateral: { pool1: { loans: [{ upb: 100e6, noteRate: '6.5%', netRate: '6%', originalTerm: 360, remainingTerm: 358 }] } },
};

type Block = Readonly<Record<string, unknown>>;

/** What a block of YAML gives a deal. */
function blockIn(yaml: string): Block {
  const given: unknown = parse(yaml);
  if (typeof given !== 'object' || given === null) throw new Error(`no part of a deal: ${yaml}`);
  return { ...given };
}

/** The fields of several blocks under a name, together. */
function joined(name: 'schedules' | 'define', ...blocks: readonly Block[]): object {
  return Object.assign({}, ...blocks.map((block) => block[name]));
}

function stepsOf({ steps }: Block): readonly object[] {
  if (!Array.isArray(steps)) throw new Error('a recipe without steps');
  return steps;
}

describe('cookbook', () => {
  /** The block of the cookbook that comes after a heading in bold. */
  const recipe = (heading: string) => {
    const from = text.indexOf(`**${heading}`, text.indexOf('## Cookbook'));
    return blockIn(/```yaml\n(.*?)```/s.exec(text.slice(from))?.[1] ?? '');
  };

  it('NAS: its share times the shift, and first in the senior order', async () => {
    const nas = recipe('Non-accelerated');
    const whole = blockIn(blocks[0] ?? '');
    const deal = {
      deal: 'NAS',
      ...POOL,
      tranches: {
        A1: { balance: 60e6, coupon: '6%' },
        A2: { balance: 20e6, coupon: '6%' },
        NAS: { balance: 10e6, coupon: '6%' },
        B: { balance: 10e6, coupon: '6%' },
      },
      sets: { A: ['A1', 'A2', 'NAS'], ALL: ['A', 'B'] },
      schedules: joined('schedules', whole, nas),
      define: joined('define', whole, nas),
      steps: [
        { pay: 'interest', to: { prorata: ['ALL'] }, from: 'interest' },
        ...stepsOf(nas),
        { release: ['interest', 'principal', 'subordinate'] },
      ],
    };
    const found = await run(deal, psa(250));
    const pool = collected(80, found);
    const [paid, balance] = [found.of('NAS', 'principal', 80), found.of('NAS', 'balance', 80)];
    // Locked out for five years.
    expect(paid.slice(0, 60)).toEqual(new Array(60).fill(0));
    // Month 61: 10,000,000 over all classes, times 30 % of scheduled and prepaid.
    const before = pool[59]?.end ?? 0;
    expect(paid[60]).toBeCloseTo((10e6 / before) * 0.3 * ((pool[60]?.scheduled ?? 0) + (pool[60]?.prepaid ?? 0)), 2);
    expect(balance[60]).toBeCloseTo(10e6 - (paid[60] ?? 0), 2);
    expectClose(
      total(['A1', 'A2', 'NAS', 'B'], 'principal', found, 80),
      pool.map(({ principal }) => principal),
    );
  });

  it('NAS with a Z class before it: the accrual pays the seniors, and all cash finds its class', async () => {
    const nas = recipe('Non-accelerated');
    const whole = blockIn(blocks[0] ?? '');
    const names = ['A1', 'Z', 'NAS', 'B'];
    const steps = stepsOf(nas).map((step): object => JSON.parse(JSON.stringify(step).replaceAll('A2', 'Z')));
    const deal = {
      deal: 'NAS and Z',
      ...POOL,
      tranches: {
        A1: { balance: 60e6, coupon: '6%' },
        Z: { balance: 20e6, coupon: '6%' },
        NAS: { balance: 10e6, coupon: '6%' },
        B: { balance: 10e6, coupon: '6%' },
      },
      sets: { A: ['A1', 'Z', 'NAS'], ALL: ['A', 'B'] },
      schedules: joined('schedules', whole, nas),
      define: joined('define', whole, nas),
      steps: [
        { accrue: 'Z', from: 'interest', to: ['A1'] },
        { pay: 'interest', to: { prorata: names, by: 'due' }, from: 'interest' },
        ...steps,
        { release: ['interest', 'principal', 'subordinate'] },
      ],
    };
    const found = await run(deal, psa(250));
    // Z grows by half a percent a month while A1 is there to be paid by it.
    expect(found.of('Z', 'balance', 2)[1]).toBeCloseTo(20e6 * 1.005 ** 2, 2);
    expect(found.of('Z', 'interest', 2)).toEqual([0, 0]);
    const paid = found.of('A1', 'principal', 300);
    const left = found.of('A1', 'balance', 300);
    const retired = left.findIndex((balance) => balance < 0.005);
    expect(retired).toBeGreaterThan(0);
    expect(paid.slice(retired + 1).every((amount) => Math.abs(amount) < 0.005)).toBe(true);
    // From then on Z has its interest in cash.
    expect(
      found
        .of('Z', 'accreted', 300)
        .slice(retired + 1)
        .every((amount) => Math.abs(amount) < 0.005),
    ).toBe(true);
    expect(found.of('Z', 'interest', 300)[retired + 1]).toBeCloseTo((found.of('Z', 'begin', 300)[retired + 1] ?? 0) * 0.005, 2);
    const pool = collected(300, found);
    expectClose(
      total(names, 'balance', found, 300),
      pool.map(({ end }) => end),
    );
  });

  it('PAC with support: to plan while the support lasts', async () => {
    const block = blocks.find((each) => each.includes('balance(PAC) - plan')) ?? '';
    const steps: readonly object[] = parse(block.slice(block.indexOf('- {pay: principal, to: [PA, PB]')));
    const deal = {
      deal: 'PAC',
      ...POOL,
      tranches: {
        PA: { balance: 30e6, coupon: '6%' },
        PB: { balance: 20e6, coupon: '6%' },
        S1: { balance: 30e6, coupon: '6%' },
        S2: { balance: 20e6, coupon: '6%' },
      },
      sets: { PAC: ['PA', 'PB'], S: ['S1', 'S2'] },
      schedules: { plan: { expr: 'max(0, 50e6 - 400000 * month)' } },
      steps: [
        { pay: 'interest', to: { prorata: ['PAC', 'S'] }, from: 'interest' },
        ...steps,
        { release: ['interest', 'principal'] },
      ],
    };
    const found = await run(deal, psa(200));
    const pac = total(['PA', 'PB'], 'balance', found, 250);
    const support = total(['S1', 'S2'], 'balance', found, 250);
    const plan = pac.map((_, at) => Math.max(0, 50e6 - 400_000 * (at + 1)));
    let onPlan = 0;
    pac.forEach((balance, at) => {
      // Below plan only when the supports are gone; above it when there was too little principal, which then all went to the PAC.
      if (Math.abs(balance - (plan[at] ?? 0)) < 0.01) onPlan += 1;
      else if (balance < (plan[at] ?? 0)) expect(support[at]).toBeLessThan(0.01);
      else expect((support[at - 1] ?? 50e6) - (support[at] ?? 0)).toBeLessThan(0.01);
    });
    expect(onPlan).toBeGreaterThan(60);
    expectClose(
      total(['PA', 'PB', 'S1', 'S2'], 'balance', found, 250),
      collected(250, found).map(({ end }) => end),
    );
  });

  it('concurrent legs, with the strip as one of them', async () => {
    const [, step = ''] = /\*\*Concurrent legs\*\*: `(\{.*?\})`\./s.exec(text) ?? [];
    const deal = {
      deal: 'Legs',
      ...POOL,
      tranches: {
        WA: { balance: 50e6 },
        WB: { balance: 30e6 },
        WC: { balance: 15_652_169.4276 },
        PO: { balance: 4_347_830.5724 },
      },
      steps: [blockIn(step), { release: ['interest', 'principal'] }],
    };
    const found = await run(deal, psa(150));
    const po = found.of('PO', 'principal', MONTHS);
    expectClose(
      po,
      collected(MONTHS, found).map(({ principal }) => 0.043478305724 * principal),
      0.02,
    );
    expect(found.of('WB', 'principal', 1)).toEqual([0]);
  });

  it('floater and inverse: together they pay the rate of the pool while neither is at its bound', async () => {
    const [, classes = ''] = /\*\*Floater and inverse\*\*: (.*?)\n/.exec(text) ?? [];
    const tranches = Object.fromEntries(
      [...classes.matchAll(/`(\w+): (\{.*?\})`/g)].map(([, name = '', body = '']) => [name, blockIn(body)]),
    );
    const deal = {
      deal: 'Floater',
      ...POOL,
      indices: ['LIBOR_1M'],
      assumptions: { indices: { LIBOR_1M: '0, 3, 7, 7.1, 9' } },
      tranches,
      steps: [
        { pay: 'interest', to: { prorata: ['F', 'S'] }, from: 'interest' },
        { pay: 'principal', to: { prorata: ['F', 'S'], by: 'balance' }, from: 'principal' },
        { release: ['interest', 'principal'] },
      ],
    };
    const { of } = await run(deal);
    // 0.4 %, 3.4 %, 7.4 %, 7.5 % and its cap; 28.4 % less four times the index, and not below 0.
    expect(of('F', 'coupon', 5)).toEqual([0.004, 0.034, 0.074, 0.075, 0.075]);
    expect(of('S', 'coupon', 5)).toEqual([0.284, 0.164, 0.004, 0, 0]);
    // 80 parts and 20: 0.8 (i + 0.4 %) + 0.2 (28.4 % - 4 i) = 6 %.
    for (const month of [0, 1, 2])
      expect(0.8 * (of('F', 'coupon', 3)[month] ?? 0) + 0.2 * (of('S', 'coupon', 3)[month] ?? 0)).toBeCloseTo(0.06, 12);
  });

  it('overcollateralization: built by turbo, held at its target, and called', async () => {
    const oc = recipe('Overcollateralization');
    const deal = {
      deal: 'OC',
      ...POOL,
      tranches: {
        A1: { balance: 60e6, coupon: '3%' },
        A2: { balance: 20e6, coupon: '3%' },
        B: { balance: 10e6, coupon: '3%' },
        R: { residual: true },
      },
      sets: { NOTES: ['A1', 'A2', 'B'] },
      ...oc,
      steps: stepsOf(oc),
    };
    const found = await run(deal, psa(400));
    expect(found.warnings).toEqual([]);
    const called = found.of('pool', 'called', 300).indexOf(1);
    const pool = collected(called, found);
    const notes = total(['A1', 'A2', 'B'], 'balance', found, called);
    const ocs = pool.map(({ end }, at) => end - (notes[at] ?? 0));
    const targets = pool.map(({ end }) => Math.max(0.1475 * end - 0.02 * 100e6, 0.005 * 100e6));
    // It starts at 10 % against a target of 12.75 %, grows to it, and is never let over it again.
    expect(ocs[0]).toBeLessThan(targets[0] ?? 0);
    const reached = ocs.findIndex((value, at) => value >= (targets[at] ?? 0) - 0.01);
    expect(reached).toBeGreaterThan(1);
    expectClose(ocs.slice(reached), targets.slice(reached));
    // Called on the first date with at most 10 % left, at par: the notes are gone.
    expect(pool.at(-1)?.end).toBeGreaterThan(10e6);
    expect(total(['A1', 'A2', 'B'], 'balance', found, called + 1).at(-1)).toBeCloseTo(0, 4);
  });

  it('a loss trigger cures; within everTrue it latches', async () => {
    const [, trigger = ''] = /`lossTrigger: "(.*?)"`/.exec(text) ?? [];
    const deal = (test: string) => ({
      ...small({
        collateral: { pool1: { loans: [{ upb: 12_000, noteRate: 0, remainingTerm: 24, amortTerm: 360, interestOnly: 24 }] } },
        tranches: { A: { balance: 1000 } },
        assumptions: { default: '1 MDR', severity: '50%', lag: 1 },
        // Losses of 60 from month 2: 0.5 % of the pool, then 1 %, 1.5 %. The limit is passed in month 2 and risen above in month 4.
        schedules: {
          lossLimit: {
            points: [
              [1, '0.4%'],
              [4, '50%'],
            ],
          },
        },
        define: { lossTrigger: trigger, q: test },
        steps: [{ pay: 'principal', to: 'A', from: ['interest', 'principal'], upTo: '10 * q' }],
      }),
    });
    const paid = async (test: string) => (await run(deal(test))).of('A', 'principal', 5);
    expect(await paid('lossTrigger')).toEqual([0, 10, 10, 0, 0]);
    expect(await paid('everTrue(lossTrigger)')).toEqual([0, 10, 10, 10, 10]);
  });

  it('net WAC cap with carry-over', async () => {
    const [, netWac = ''] = /`netWac: "(.*?)"`/.exec(text) ?? [];
    const deal = {
      deal: 'Net WAC',
      ...POOL,
      indices: ['LIBOR_1M'],
      assumptions: { indices: { LIBOR_1M: '3, 8, 3' } },
      tranches: {
        A: {
          balance: 90e6,
          coupon: 'min(index(LIBOR_1M) + 0.25%, netWac)',
          uncapped: 'index(LIBOR_1M) + 0.25%',
          dayCount: 'act/360',
        },
        R: { residual: true },
      },
      define: { netWac },
      steps: [
        { pay: 'interest', to: 'A', from: 'interest' },
        { pay: 'carryover', to: 'A', from: 'interest', when: 'month > 2' },
        { release: ['interest', 'principal'] },
      ],
    };
    const { of } = await run(deal);
    // January has 31 days and February 28: 6 % a year on the pool is 6 % x 30 / 28 of actual/360 in month 2.
    expect(of('A', 'coupon', 3)[0]).toBe(0.0325);
    expect(of('A', 'coupon', 3)[1]).toBeCloseTo((0.06 * 30) / 28, 6);
    const over = 90e6 * (0.0825 - (0.06 * 30) / 28) * (28 / 360);
    expect(of('A', 'carryover', 2)[1]).toBeCloseTo(over, 2);
    // Paid in month 3 with interest at 3.25 % for 31 days.
    expect(of('A', 'other', 3)[2]).toBeCloseTo(over * (1 + (0.0325 * 31) / 360), 2);
    expect(of('A', 'carryover', 3)[2]).toBe(0);
  });

  it('interest-only on several classes', async () => {
    const [, io = ''] = /`(IO: \{notional: SENIOR.*?\})`/.exec(text) ?? [];
    const deal = small({
      tranches: { A1: { balance: 1000 }, A2: { balance: 5000 }, ...blockIn(io) },
      sets: { SENIOR: ['A1', 'A2'] },
      steps: [
        { pay: 'interest', to: 'IO', from: 'interest' },
        { pay: 'principal', to: 'SENIOR', from: 'principal' },
      ],
    });
    // 0.5 % a year of 6,000, 5,900, 5,800.
    expect((await run(deal)).of('IO', 'interest')).toEqual([2.5, 2.458333, 2.416667]);
  });

  it('reserve account: drawn for interest, filled again, and released over its target', async () => {
    const deal = small({
      tranches: { A: { balance: 5000, coupon: '36%' }, R: { residual: true } },
      accounts: { reserve: { balance: 120 } },
      define: { target: 'if(month < 3, 120, 30)' },
      steps: [
        // 150, 147 and 144 are due and 100 collected; 200 of principal are not touched.
        { transfer: 'due(A) - fund(interest)', from: 'reserve', to: 'interest' },
        { pay: 'interest', to: 'A', from: 'interest' },
        { transfer: 'max(0, target - fund(reserve))', from: 'principal', to: 'reserve' },
        { transfer: 'fund(reserve) - target', from: 'reserve', to: 'over' },
        { release: 'over' },
        { pay: 'principal', to: 'A', from: 'principal' },
      ],
    });
    const { of } = await run(deal);
    // 50 out and 50 of principal in: A is paid 50, then 51.5 of its next 148.5 come from the reserve.
    expect(of('A', 'interest', 2)).toEqual([150, 148.5]);
    expect(of('reserve', 'cash')).toEqual([120, 120, 30]);
    expect(of('A', 'principal', 2)).toEqual([50, 51.5]);
    // Month 3: 4,898.5 x 3 % = 146.955; 46.955 from the reserve, which has 43.045 over its target of 30.
    expect(of('R', 'other', 3)[2]).toBeCloseTo(43.045, 6);
  });
});
