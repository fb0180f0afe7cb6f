/**
 * Home prices by region group: the scenario's growth, and around it lognormal noise that does not revert. The mean over all paths is the
 * scenario's index itself, whatever the volatility: noise adds spread, not growth.
 */
import type { Fault } from '../../errors.ts';
import { shown } from '../../errors.ts';

/** A group of regions whose prices move together. */
export interface HomePriceGroup {
  readonly name: string;
  /** States by two letters; absent: all that no other group has. */
  readonly states?: readonly string[];
  /** Growth by year from the valuation date; the last one holds on. Units: decimals a year. */
  readonly growth: readonly number[];
  /** Units: share a year per root year. */
  readonly volatility: number;
}

const MOST_GROWTH = 1;
const MOST_VOLATILITY = 1;

/** What is wrong with groups (MARKET_PARAMETER), by place. */
export function homePriceFaults(groups: readonly HomePriceGroup[], place = 'homePrices'): Fault[] {
  const faults: Fault[] = [];
  const add = (where: string, got: unknown, expected: string) =>
    faults.push({ code: 'MARKET_PARAMETER', place: `${place}${where}`, got: shown(got), expected });
  groups.forEach(({ name, states = [], growth, volatility }, i) => {
    if (groups.findIndex((other) => other.name === name) !== i) add(`[${i}].name`, name, 'each group once');
    states.forEach((state, at) => {
      const place = `[${i}].states[${at}]`;
      if (!/^[A-Z]{2}$/.test(state)) add(place, state, 'a state by two capital letters');
      const isTaken = states.indexOf(state) !== at || groups.slice(0, i).some((other) => other.states?.includes(state) === true);
      if (isTaken) add(place, state, 'each state in one group');
    });
    if (growth.length === 0) add(`[${i}].growth`, 'none', 'the growth of one year at least');
    growth.forEach((rate, year) => {
      if (!(rate > -0.9 && rate <= MOST_GROWTH))
        add(`[${i}].growth[${year}]`, rate, `growth a year from -90% to ${MOST_GROWTH * 100}%`);
    });
    if (!(volatility >= 0 && volatility <= MOST_VOLATILITY))
      add(`[${i}].volatility`, volatility, `a volatility from 0 to ${MOST_VOLATILITY * 100}% a year`);
  });
  return faults;
}

/** The group whose home prices a state has: the one that names it, otherwise the first that names none, otherwise the first of all. */
export function groupOfState(groups: readonly HomePriceGroup[], state: string | null): string | undefined {
  const named = groups.find(({ states }) => state !== null && states?.includes(state) === true);
  return (named ?? groups.find(({ states }) => states === undefined) ?? groups[0])?.name;
}

/** The growth of the scenario from the valuation date to each month, as a logarithm. Shape: entry m is month m; entry 0 is 0. */
export function homePriceGrowth({ growth }: HomePriceGroup, months: number): Float64Array {
  const logs = new Float64Array(months + 1);
  for (let month = 1; month <= months; month++) {
    const year = Math.min(Math.floor((month - 1) / 12), growth.length - 1);
    logs[month] = logs[month - 1]! + Math.log1p(growth[year] ?? 0) / 12;
  }
  return logs;
}

/** What is added to the noise of a group before the exponential: growth, less half the variance so far. Shape: entry m is month m. */
export function homePriceShift(group: HomePriceGroup, months: number): Float64Array {
  return homePriceGrowth(group, months).map((log, month) => log - (group.volatility ** 2 * month) / 24);
}
