/** The schedules and the defined quantities of a random deal. */
import type { Blueprint } from './blueprint.ts';
import { type Classes, noteCents, poolCents } from './classes.ts';
import { HEDGE, hedgeSchedule } from './hedges.ts';

export type Schedules = Record<string, Record<string, unknown>>;

/** `2007-02`, for months counted from year 0. */
export const calendarMonth = (months: number): string =>
  `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;

/** The seniors that have a planned balance: all but the last, or the only one. */
export const planned = (classes: Classes): string[] =>
  classes.seniors.length > 1 ? classes.seniors.slice(0, -1) : classes.seniors;

function planPoints(blueprint: Blueprint, classes: Classes): [number | string, number][] {
  const { plan, dates } = blueprint;
  const cents = noteCents(blueprint, classes);
  const start = planned(classes).reduce((sum, name) => sum + cents[name]!, 0);
  const shape = [0.971, 0.763, 0.517, 0.233, 0];
  const months = shape.map((_, at) => 1 + Math.round((at * (plan.months - 1)) / (shape.length - 1)));
  const points = shape.map((share, at): [number, number] => [months[at]!, Math.round(start * share) / 100]);
  const distinct = points.filter(([month], at) => month !== points[at + 1]?.[0]);
  if (!plan.byCalendar) return distinct;
  return distinct.map(([month, value]) => [calendarMonth(dates.firstMonth + (month - 1) * dates.every), value]);
}

export function schedules(blueprint: Blueprint, classes: Classes): Schedules {
  const { credit, seniors, trigger, limits, plan, swap } = blueprint;
  const found: Schedules = {};
  if (credit === 'shifting')
    found.shift = {
      points: [
        [1, '100%'],
        [7, '70%'],
        [13, '60%'],
        [19, '40%'],
        [25, 0.2],
        [31, 0],
      ],
    };
  if (seniors.style === 'planned') {
    found.plan = { points: planPoints(blueprint, classes), between: plan.isLinear ? 'linear' : 'previous' };
  }
  if (credit === 'overcollateralized' && (trigger === 'loss' || trigger === 'latched')) {
    found.lossLimit = {
      points: [
        [4, `${limits.loss / 1000}%`],
        [28, (limits.loss * 1.5) / 100_000],
      ],
      between: 'linear',
      before: '100%',
      after: 'last',
    };
  }
  const notional = poolCents(blueprint) / 100;
  if (swap === 'points')
    found.swapNotional = {
      points: [
        [1, notional * 0.9],
        [13, notional * 0.5],
        [30, 0],
      ],
      between: 'linear',
    };
  if (swap === 'expression') found.swapNotional = { expr: `${notional} * 0.97 ** (month - 1) if month <= 24 else 0` };
  return { ...found, ...hedgeSchedule(blueprint.hedge, notional) };
}

const percent = (thousandths: number): string => `${thousandths / 1000}%`;

const hasRealEstate = ({ realEstate, pools }: Blueprint): boolean => pools.some((_, at) => (realEstate[at] ?? []).length > 0);

function shifting(blueprint: Blueprint): Record<string, string> {
  const recovered = hasRealEstate(blueprint) ? 'recoveries(pool) + reo(pool)' : 'recoveries(pool)';
  return {
    seniorShare: 'min(1, ratio(begin(SENIORS), begin(NOTES), 0))',
    seniorPrepayShare: 'seniorShare + shift * (1 - seniorShare)',
    seniorPrincipal: `seniorShare * (scheduled(pool) + ${recovered}) + seniorPrepayShare * prepaid(pool)`,
  };
}

function trigger(blueprint: Blueprint): Record<string, string> {
  const { limits, dates } = blueprint;
  const loss = 'cumulativeLosses(pool) / cutoff(pool) > lossLimit';
  switch (blueprint.trigger) {
    case 'none':
      return { trigger: '0' };
    case 'loss':
      return { trigger: `${loss} and date >= ${calendarMonth(dates.firstMonth + 2 * dates.every)}-05` };
    case 'latched':
      return { trigger: `everTrue(${loss})` };
    case 'rolling':
      return {
        waiting: `rolling(3, ${blueprint.isLate ? 'delinquent(pool) / begin(pool)' : 'foreclosure(pool) / cutoff(pool)'})`,
        trigger: `waiting > ${percent(limits.delinquency)}`,
      };
  }
}

/** Builds to a target, steps down with a floor, and holds last month's target in a trigger. */
function overcollateralized(blueprint: Blueprint): Record<string, string> {
  const { limits, stepDownMonth } = blueprint;
  const initial = `${percent(limits.ocTarget)} * cutoff(pool)`;
  const current = `${percent(2 * limits.ocTarget)} * end(pool)`;
  const lowered = `max(min(${initial}, ${current}), ${percent(limits.ocFloor)} * cutoff(pool))`;
  return {
    ...trigger(blueprint),
    enhanced: `end(pool) - begin(SENIORS) >= ${percent(limits.enhancement)} * end(pool)`,
    stepDown: `everTrue(month >= ${stepDownMonth} and enhanced)`,
    ocTarget: `if(stepDown, previous(ocTarget, ${initial}) if trigger else ${lowered}, ${initial})`,
    ocBefore: 'end(pool) - (begin(NOTES) - principal(pool))',
    freed: 'min(principal(pool), max(0, ocBefore - ocTarget))',
  };
}

function netWac({ hedge }: Blueprint): string {
  if (hedge?.isInNetWac !== true) return 'ratio(interest(pool), begin(pool), 0) * 360 / days';
  const collected = `interest(pool) + receivable(${HEDGE}) - payable(${HEDGE})`;
  return `max(0, ratio(${collected}, begin(pool), 0)) * 360 / days`;
}

/** In the order they are evaluated in. */
export function definitions(blueprint: Blueprint, classes: Classes): Record<string, string> {
  const found: Record<string, string> = {};
  if (blueprint.mezzanine.isCapped && classes.mezzanine.length > 0) found.netWac = netWac(blueprint);
  if (blueprint.swap !== 'none') found.netSwap = 'swapNotional * (3.137% * 30 / 360 - index(LIBOR_1M) * days / 360)';
  if (blueprint.reserve > 0) found.reserveTarget = `min(round(${percent(blueprint.reserve)} * cutoff(pool), 100), begin(NOTES))`;
  if (blueprint.credit === 'shifting') Object.assign(found, shifting(blueprint));
  if (blueprint.credit === 'overcollateralized') Object.assign(found, overcollateralized(blueprint));
  return found;
}
