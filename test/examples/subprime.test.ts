/** subprime_oc_swap_triggers.yaml and its smaller relatives: targets, triggers, write-downs, carry-over, the swap, margins and the call. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ScenarioRequest } from '../../host/analysis/requests.ts';
import { type Change, daysTo, HALF_CENT, type Run, run, runs } from './run.ts';

const DEAL = 'subprime_oc_swap_triggers';
const SENIORS = ['A1', 'A2'];
const MEZZ = ['M1', 'M2', 'M3'];
const NOTES = [...SENIORS, ...MEZZ];
const CUTOFF = 1_000_000_000;

/** What the tests and the target of OC should be, from balances alone. */
interface State {
  readonly stepDown: boolean;
  readonly trigger: boolean;
  readonly target: number;
}

/** Schedule of the loss trigger: 2.5 % in month 37, then a twelfth of each year's step a month. */
function lossLimit(month: number): number {
  if (month < 37) return 1;
  const points = [0.025, 0.04, 0.0525, 0.06];
  const year = Math.floor((month - 37) / 12);
  const from = points[Math.min(year, 3)]!;
  const to = points[Math.min(year + 1, 3)]!;
  return from + ((to - from) * ((month - 37) % 12)) / 12;
}

/** The deal's tests, worked out again: by date, entry 0 being closing. */
function statesOf(one: Run): State[] {
  const states: State[] = [{ stepDown: false, trigger: false, target: 0.02 * CUTOFF }];
  const late: number[] = [];
  let losses = 0;
  for (const at of one.dates) {
    const end = one.end(at);
    const before = states[at - 1]!;
    losses += one.pool(['loss'], at);
    late.push(end === 0 ? 0 : one.pool(['delinquent', 'foreclosure'], at) / end);
    const recent = late.slice(-3);
    const rolling = recent.reduce((a, b) => a + b) / recent.length;
    const seniors = one.of(SENIORS, 'begin', at);
    const enhancement = end === 0 ? 1 : (end - (seniors - one.principal(at))) / end;
    const stepDown = before.stepDown || seniors <= HALF_CENT || (at >= 37 && enhancement >= 0.4);
    const begin = one.end(at - 1);
    const trigger = rolling > (0.4 * (begin - seniors)) / begin || losses > lossLimit(at) * CUTOFF;
    const target = stepDown && !trigger ? Math.min(0.02 * CUTOFF, Math.max(0.04 * end, 0.005 * CUTOFF)) : before.target;
    states.push({ stepDown, trigger, target });
  }
  return states;
}

describe('subprime: OC, triggers and write-downs', () => {
  let all: { one: Run; states: State[] }[] = [];
  beforeAll(async () => {
    const requests: [ScenarioRequest, Change[]][] = [
      [{ speeds: 'PPC 60,100,150' }, []],
      [{ speeds: 'PPC 60,100,150', cdr: '7', severity: '55', noCall: true }, []],
      // Losses that stop, and leave years of excess interest to pay them back.
      [{ speeds: 'PPC 50', cdr: '16 for 18, 0', severity: '60', noCall: true }, []],
      [{ speeds: 'PPC 100', cdr: '12', severity: '70', noCall: true }, []],
      // A year of late payments after step-down.
      [{ speeds: 'PPC 60' }, [['delinquent: 1 ramp 7 for 24', 'delinquent: 1 ramp 7 for 24, 7 for 30, 40 for 12, 7']]],
    ];
    const found = await Promise.all(requests.map(([request, changes]) => runs(DEAL, request, changes)));
    all = found.flat().map((one) => ({ one, states: statesOf(one) }));
  });

  /** Dates before the call on which something holds, over all runs. */
  const where = (holds: (one: Run, at: number, state: State) => boolean) =>
    all.flatMap(({ one, states }) =>
      one.dates
        .filter((at) => at !== one.path.calledAt && holds(one, at, states[at]!))
        .map((at) => ({ one, at, state: states[at]!, before: states[at - 1]! })),
    );

  it('pays the residual only when OC is at its target, to half a cent', () => {
    const paid = where((one, at) => one.cash('CE', at) > HALF_CENT && one.balance(NOTES, at) > HALF_CENT);
    const kinds = {
      before: paid.filter(({ state }) => !state.stepDown),
      after: paid.filter(({ state }) => state.stepDown && !state.trigger),
      frozen: paid.filter(
        ({ state, before }) => state.stepDown && state.trigger && before.stepDown && state.target < 0.02 * CUTOFF,
      ),
    };
    for (const [kind, dates] of Object.entries(kinds)) expect(dates.length, kind).toBeGreaterThan(5);
    let over = 0;
    for (const { one, at, state } of paid) {
      const oc = one.end(at) - one.balance(NOTES, at);
      const isAtTarget = Math.abs(oc - state.target) <= HALF_CENT;
      // Where a target falls by more than a month's principal, all of that is given back.
      const givesAllBack = oc > state.target && one.of(NOTES, 'principal', at) <= HALF_CENT;
      expect(isAtTarget || givesAllBack, `month ${at}: OC ${oc}, target ${state.target}`).toBe(true);
      if (!isAtTarget) over += 1;
    }
    expect(over).toBeLessThan(paid.length / 20);
  });

  it('pays principal in turn before step-down and in a trigger', () => {
    const dates = where((_, at, state) => at > 1 && (!state.stepDown || state.trigger));
    expect(dates.filter(({ state }) => state.stepDown).length).toBeGreaterThan(20);
    for (const { one, at } of dates) {
      NOTES.forEach((name, place) => {
        if (one.of(name, 'principal', at) <= HALF_CENT) return;
        expect(one.balance(NOTES.slice(0, place), at), `month ${at}: before ${name}`).toBeLessThanOrEqual(HALF_CENT);
      });
    }
  });

  it('pays a mezzanine after step-down only when all above it is down to its target', () => {
    const mostNotes = (one: Run, at: number) => Math.max(0, one.end(at) - 0.005 * CUTOFF);
    const dates = where((_, __, state) => state.stepDown && !state.trigger);
    const shares = [0.6, 0.76, 0.88];
    expect(dates.filter(({ one, at }) => one.of('M3', 'principal', at) > HALF_CENT).length).toBeGreaterThan(10);
    for (const { one, at } of dates) {
      MEZZ.forEach((name, place) => {
        if (one.of(name, 'principal', at) <= HALF_CENT) return;
        const above = one.balance([...SENIORS, ...MEZZ.slice(0, place)], at);
        const target = Math.min(shares[place]! * one.end(at), mostNotes(one, at));
        expect(above - target, `month ${at}: above ${name}`).toBeLessThanOrEqual(HALF_CENT);
      });
    }
  });

  it('writes down the lowest class with a balance, by no more than the notes exceed the pool', () => {
    const dates = where((one, at) => one.of(MEZZ, 'writtenDown', at) > HALF_CENT);
    expect(dates.filter(({ one, at }) => one.of('M1', 'writtenDown', at) > HALF_CENT).length).toBeGreaterThan(0);
    for (const { one, at } of dates) {
      MEZZ.forEach((name, place) => {
        if (one.of(name, 'writtenDown', at) <= HALF_CENT) return;
        expect(one.balance(MEZZ.slice(place + 1), at), `month ${at}: below ${name}`).toBeLessThanOrEqual(HALF_CENT);
      });
      if (one.balance(MEZZ, at) > HALF_CENT)
        expect(Math.abs(one.balance(NOTES, at) - one.end(at))).toBeLessThanOrEqual(HALF_CENT);
    }
  });

  it('pays a realized loss back to the highest mezzanine that has one, before carry-over and the residual', () => {
    const owed = (one: Run, name: string, at: number) => {
      let left = 0;
      for (let k = 1; k <= at; k++) left += one.of(name, 'writtenDown', k) - one.note(`realized losses reimbursed to ${name}`, k);
      return left;
    };
    const dates = where((one, at) => one.of(MEZZ, 'writtenDown', at) === 0 && one.cash('CE', at) > HALF_CENT).filter(
      ({ at }) => at % 12 === 0,
    );
    const made = where((one, at) => MEZZ.some((name) => one.note(`realized losses reimbursed to ${name}`, at) > HALF_CENT));
    expect(made.length).toBeGreaterThan(0);
    for (const { one, at } of dates) for (const name of MEZZ) expect(owed(one, name, at)).toBeLessThanOrEqual(HALF_CENT);
  });
});

describe('subprime: rates', () => {
  it('receives and pays on the swap: notional x (index x actual days / 360 - 4.25 % x 30 / 360)', async () => {
    for (const rate of [2, 4.25, 9]) {
      const one = await run(DEAL, { speeds: 'PPC 60', index: `SOFR_30D=${rate}` });
      for (const at of one.dates.slice(1, 70)) {
        // What went to classes and the trustee, and did not come from the pool, came from the swap.
        const fee = (0.0002 * one.end(at - 1)) / 12;
        const net = one.cash(one.classes, at) + fee - one.interest(at) - one.principal(at);
        const notional = at <= 60 ? 800e6 * 0.97 ** (at - 1) : 0;
        expect(net).toBeCloseTo(notional * (((rate / 100) * daysTo(at)) / 360 - (0.0425 * 30) / 360), 2);
      }
    }
  });

  it('caps coupons at the net WAC, adjusted for the swap and from 30/360 to Act/360, and carries over the rest with interest', async () => {
    let capped = 0;
    let paysSwap = 0;
    for (const rate of [0.03, 0.088]) {
      const index = `SOFR_30D=${rate * 100}, SOFR_6M=4`;
      const one = await run(DEAL, { speeds: 'PPC 60', cdr: '2', index, noCall: true });
      for (const at of one.dates.slice(1, 90)) {
        const begin = one.end(at - 1);
        const days = daysTo(at);
        const notional = at <= 60 ? 800e6 * 0.97 ** (at - 1) : 0;
        const payable = Math.max(0, notional * ((0.0425 * 30) / 360 - (rate * days) / 360));
        const netWac = (((one.interest(at) - (0.0002 * begin) / 12 - payable) / begin) * 360) / days;
        expect(one.note('netWac', at)).toBeCloseTo(netWac, 12);
        if (payable > 0) paysSwap += 1;

        const uncapped = Math.min(rate + 0.0035, 0.11);
        expect(one.of('A2', 'coupon', at)).toBeCloseTo(Math.min(uncapped, netWac), 12);
        if (netWac < uncapped) capped += 1;
        const fraction = days / 360;
        const now = one.of('A2', 'begin', at) * Math.max(0, uncapped - netWac) * fraction;
        const owed = one.of('A2', 'carryover', at - 1) * (1 + uncapped * fraction) + now;
        expect(one.of('A2', 'carryover', at) + one.of('A2', 'other', at)).toBeCloseTo(owed, 4);
        if (one.cash('CE', at) > HALF_CENT) expect(one.of(NOTES, 'carryover', at)).toBeLessThanOrEqual(HALF_CENT);
      }
    }
    expect(capped).toBeGreaterThan(20);
    expect(paysSwap).toBeGreaterThan(50);
  });

  it('multiplies margins on the first date after the one on which the deal could have been called', async () => {
    const one = await run(DEAL, { speeds: 'PPC 100', noCall: true });
    const couldCall = one.dates.find((at) => one.end(at) <= 0.1 * CUTOFF)!;
    expect(one.of('A2', 'coupon', couldCall)).toBeCloseTo(0.043 + 0.0035, 12);
    expect(one.of('A2', 'coupon', couldCall + 1)).toBeCloseTo(0.043 + 2 * 0.0035, 12);
    expect(one.of('M3', 'coupon', couldCall)).toBeCloseTo(0.043 + 0.02, 12);
    expect(one.of('M3', 'coupon', couldCall + 1)).toBeCloseTo(0.043 + 1.5 * 0.02, 12);
  });

  it('is called on the first date on which a tenth of the pool is left, and retires every class', async () => {
    for (const one of await runs(DEAL, { speeds: 'PPC 60,100,150' })) {
      const { calledAt = 0 } = one.path;
      expect(one.end(calledAt - 1)).toBeGreaterThan(0.1 * CUTOFF);
      expect(one.end(calledAt)).toBeLessThanOrEqual(0.1 * CUTOFF);
      expect(one.balance(NOTES, calledAt)).toBeLessThanOrEqual(HALF_CENT);
    }
  });
});

describe('oc_turbo_stepdown_call', () => {
  it('pays the residual before step-down only when OC has reached 3 % of the initial pool', async () => {
    const one = await run('oc_turbo_stepdown_call', { speeds: 'CPR 25' });
    const paid = one.dates.filter((at) => at < 36 && one.cash('R', at) > HALF_CENT);
    expect(paid.length).toBeGreaterThan(10);
    for (const at of paid) expect(one.end(at) - one.balance(['A', 'M1', 'M2'], at)).toBeCloseTo(15_000_000, 2);
  });
});

describe('corridor_available_funds_cap', () => {
  it('brings min(schedule, balance) x (min(index, 8.5 %) - 5.5 %) x actual days / 360, and no more above 8.5 %', async () => {
    const bindingBalance = [];
    for (const rate of [5, 7, 8.5, 12]) {
      for (const one of await runs('corridor_available_funds_cap', { speeds: 'CPR 8,40', index: `SOFR_30D=${rate}` })) {
        for (const at of one.dates.slice(0, 100)) {
          const fee = (0.0002 * one.end(at - 1)) / 12;
          const net = one.cash(one.classes, at) + fee - one.interest(at) - one.principal(at);
          const line = at <= 61 ? 440e6 - (350e6 * (at - 1)) / 60 : 90e6 - (50e6 * (at - 61)) / 24;
          const schedule = at <= 85 ? line : 0;
          const balance = one.of('A', 'begin', at);
          if (balance < schedule) bindingBalance.push(at);
          const over = Math.max(0, Math.min(rate, 8.5) - 5.5) / 100;
          expect(net).toBeCloseTo((Math.min(schedule, balance) * over * daysTo(at)) / 360, 2);
        }
      }
    }
    expect(bindingBalance.length).toBeGreaterThan(50);
  });

  it('pays senior holders no more than the interest that there is for the notes, and carries the rest', async () => {
    const one = await run('corridor_available_funds_cap', { speeds: 'CPR 8', cdr: '0', index: 'SOFR_30D=9' });
    for (const at of one.dates.slice(0, 60)) {
      const notes = one.of(['A', 'B'], 'begin', at);
      const rate = (((one.interest(at) - (0.0002 * one.end(at - 1)) / 12) / notes) * 360) / daysTo(at);
      expect(one.of('A', 'coupon', at)).toBeCloseTo(rate, 12);
      const fraction = daysTo(at) / 360;
      const owed =
        one.of('A', 'carryover', at - 1) * (1 + 0.093 * fraction) + one.of('A', 'begin', at) * (0.093 - rate) * fraction;
      expect(one.of('A', 'carryover', at) + one.of('A', 'other', at)).toBeCloseTo(owed, 4);
    }
  });
});
