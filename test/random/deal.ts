/** Random deals: a blueprint built into a deal file that is valid by the deal language. */
import type fc from 'fast-check';
import { type Blueprint, type BlueprintOptions, randomBlueprint } from './blueprint.ts';
import { type Classes, groupCents, namesOf, noteCents, poolCents, tranches } from './classes.ts';
import { calendarMonth, definitions, planned, schedules } from './definitions.ts';
import { HEDGE, hedgeFields } from './hedges.ts';
import { assumptions, groupTerms, ranks, serviced, telling } from './serviced.ts';
import { fundsOf, steps, VARIANTS } from './steps.ts';

/** A deal as it would be parsed from its file. */
export type RandomDeal = Record<string, unknown>;
export type DealOptions = BlueprintOptions;

const MONTHS_MADE = 14;

/** `dated` is where the accrual period before the first one ended, or some days later: never past the 27th. */
function dates(blueprint: Blueprint): Record<string, unknown> {
  const { firstMonth, dayAndDelay, every, roll, stubDays } = blueprint.dates;
  const [day, delay] = dayAndDelay;
  const boundaryDay = day - delay;
  const datedDay = blueprint.isSeasoned || boundaryDay + stubDays > 27 ? boundaryDay : boundaryDay + stubDays;
  const written = (months: number, dayOfMonth: number): string =>
    `${calendarMonth(months)}-${String(dayOfMonth).padStart(2, '0')}`;
  const dated = written(firstMonth - every, datedDay);
  return {
    settlement: dated,
    dated,
    firstPayment: written(firstMonth, day),
    ...(delay === 0 ? {} : { delay }),
    ...(every === 1 ? {} : { every }),
    ...(roll === undefined ? {} : { roll, holidays: [written(firstMonth + every, day)] }),
  };
}

function opening(blueprint: Blueprint, classes: Classes): Record<string, unknown> {
  const cents = noteCents(blueprint, classes);
  const [mezzanine] = classes.mezzanine;
  const found: Record<string, unknown> = {
    month: MONTHS_MADE,
    balances: Object.fromEntries(classes.notes.map((name) => [name, cents[name]! / 100])),
  };
  if (mezzanine !== undefined) {
    found.shortfall = { [mezzanine]: 1234.57 };
    if (blueprint.mezzanine.isCapped) found.carryover = { [mezzanine]: 55.25 };
    if (blueprint.losses !== 'none') found.writedowns = { [mezzanine]: 871.03 };
  }
  if (blueprint.reserve > 0) found.accounts = { reserve: Math.round(poolCents(blueprint) * 0.004) / 100 };
  const carried = blueprint.fees.flatMap((fee, at) => (fee.carry ? [[`fee${at + 1}`, 77.41]] : []));
  if (carried.length > 0) found.fees = Object.fromEntries(carried);
  if (blueprint.credit === 'overcollateralized') {
    found.quantities = { ocTarget: Math.round(poolCents(blueprint) * 0.02) / 100, stepDown: false };
    if (blueprint.trigger === 'rolling') found.rolling = { waiting: [0.0113, 0.0207] };
  }
  const { history } = blueprint;
  if (history !== undefined) {
    const groups = groupCents(blueprint);
    found.cumulativeLosses = { g1: Math.round((groups[0]! * history.losses) / 100_000) / 100 };
    const cutoffs = groups.map((cents, at) => [`g${at + 1}`, Math.round((cents * history.cutoff) / 100_000) / 100]);
    found.cutoff = Object.fromEntries(cutoffs);
  }
  return found;
}

function group(blueprint: Blueprint, at: number): Record<string, unknown> {
  const realEstate = blueprint.realEstate[at] ?? [];
  const made = blueprint.isSeasoned ? MONTHS_MADE : 0;
  const reo = realEstate.map(({ proceeds, costs, month }) => ({
    proceeds: proceeds / 100,
    costs: costs / 100,
    month: made + month,
  }));
  return { loans: blueprint.pools[at], ...(reo.length === 0 ? {} : { reo }), ...groupTerms(blueprint, at) };
}

/** Every blueprint gives a valid deal. */
export function buildDeal(drawn: Blueprint): RandomDeal {
  const blueprint = serviced(drawn);
  const classes = namesOf(blueprint);
  const { limits, fees } = blueprint;
  const deal: RandomDeal = {
    deal: 'Random',
    dates: dates(blueprint),
    collateral: Object.fromEntries(blueprint.pools.map((_, at) => [`g${at + 1}`, group(blueprint, at)])),
    assumptions: { indices: { LIBOR_1M: '3.57%', CMT_1Y: '4.11%' }, ...assumptions(blueprint) },
    indices: ['LIBOR_1M', 'CMT_1Y'],
    tranches: tranches(blueprint, classes),
    sets: {
      SENIORS: [...classes.seniors, ...(classes.accrual === undefined ? [] : [classes.accrual])],
      NOTES: ['SENIORS', ...classes.mezzanine, ...(classes.subordinate === undefined ? [] : [classes.subordinate])],
      ...(blueprint.seniors.style === 'planned' ? { PLANNED: planned(classes) } : {}),
    },
  };
  const put = (field: string, value: Record<string, unknown>): void => {
    if (Object.keys(value).length > 0) deal[field] = value;
  };
  put('schedules', schedules(blueprint, classes));
  if (blueprint.reserve > 0)
    deal.accounts = { reserve: { balance: Math.round((poolCents(blueprint) * limits.ocFloor) / 100_000) / 100 } };
  put(
    'fees',
    Object.fromEntries(
      fees.map(({ cents, carry, ofPool }, at) => [
        `fee${at + 1}`,
        { amount: ofPool ? `0.0317% * begin(pool) / 12 + ${cents / 10_000}` : cents / 100, ...(carry ? { carry } : {}) },
      ]),
    ),
  );
  const { hedge, exchange } = blueprint;
  put('hedges', {
    ...(blueprint.swap === 'none' ? {} : { swap: {} }),
    ...(hedge === undefined ? {} : { [HEDGE]: hedgeFields(hedge) }),
  });
  const [first, last] = [classes.notes[0], classes.notes.at(-1)];
  if (exchange !== undefined && first !== undefined && last !== undefined) {
    deal.exchanges = { X: { of: { [first]: `${exchange[0] / 1000}%`, [last]: exchange[1] / 100_000 } } };
  }
  const bySeniority = ranks(blueprint, classes);
  if (bySeniority !== undefined) deal.ranks = bySeniority;
  put('define', { ...definitions(blueprint, classes), ...telling(blueprint, classes) });
  if (blueprint.hasVariants) deal.variants = VARIANTS;
  deal.steps = steps(blueprint, classes);
  if (blueprint.hasCall) {
    deal.call = {
      when: `end(pool) <= ${limits.call / 1000}% * cutoff(pool)`,
      ...(blueprint.callPrice === 'premium' ? { price: '100.37% * end(pool)' } : {}),
      into: fundsOf(blueprint).principal[0],
    };
  }
  if (blueprint.isSeasoned) deal.opening = opening(blueprint, classes);
  return deal;
}

/** One or two groups, two to seven tranches. */
export function randomDeal(options: DealOptions = {}): fc.Arbitrary<RandomDeal> {
  return randomBlueprint(options).map(buildDeal);
}
