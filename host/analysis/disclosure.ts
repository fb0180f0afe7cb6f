/**
 * What a filing discloses of fair values beside the values: unobservable inputs, how values react to them, unpaid principal against fair
 * value, gains that are not realized, and each yield as benchmark and risk premium.
 */
import { formatDate } from '../curves/dates.ts';
import { openPool, type PoolOptions } from '../engine/pool.ts';
import { projectDeal } from '../engine/project.ts';
import { faultText } from '../errors.ts';
import type { Method, Snapshot, TrustInput } from '../portfolio/records.ts';
import { debtValue } from '../valuation/longTermDebt.ts';
import { portfolioValue } from '../valuation/portfolioTotals.ts';
import { valuationOutputs } from '../valuation/trustCash.ts';
import { moneyText } from './attributionWords.ts';
import {
  type DisclosedTrust,
  type InputRange,
  inputRanges,
  lifeSpeeds,
  type Observation,
  observations,
} from './disclosureInputs.ts';
import { ADVERSE, type SensitivityRow, sensitivityRows } from './disclosureSensitivity.ts';
import {
  type BalanceRow,
  balanceRows,
  type UnrealizedRow,
  unrealizedRows,
  type YieldRow,
  yieldRows,
} from './disclosureTables.ts';
import { type SimulatedValues, type Together, togetherOf } from './disclosureTogether.ts';
import { NO_SHOCK } from './shock.ts';
import { ownFaults } from './valueTrusts.ts';
import { type ValuedTrust, valueUnder } from './valueUnder.ts';

export interface DisclosureOptions extends Omit<PoolOptions, 'onProgress'> {
  /** Default: the snapshot's. */
  readonly method?: Method;
  /** A stochastic run of the snapshot: how values move where inputs move together. */
  readonly simulation?: SimulatedValues;
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
}

/** Units: dollars in whole cents; rates decimals a year. */
export interface Disclosure {
  readonly portfolio: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly method: Method;
  readonly inputs: readonly InputRange[];
  readonly yields: readonly YieldRow[];
  readonly balances: readonly BalanceRow[];
  readonly unrealized: readonly UnrealizedRow[];
  readonly sensitivity: readonly SensitivityRow[];
  /** Absent where no stochastic run was given. */
  readonly together?: Together;
  /** How inputs move values, and each other, in words. */
  readonly narrative: readonly string[];
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly notes: readonly string[];
}

interface Worked {
  readonly valued: ValuedTrust;
  readonly disclosed: DisclosedTrust;
}

type Outcome =
  | { readonly ok: true; readonly worked: Worked }
  | { readonly ok: false; readonly trust: string; readonly faults: readonly string[] };

const SHOCKS = [NO_SHOCK, ...ADVERSE];

/**
 * Makes the disclosure of a snapshot. Trusts that cannot be read or valued are told of and stand in no table.
 *
 * Throws: RUN_CANCELLED; as `debtValue`.
 */
export async function disclose(snapshot: Snapshot, options: DisclosureOptions = {}): Promise<Disclosure> {
  const { method = snapshot.method, onProgress, simulation, ...pool } = options;
  const runner = pool.runner ?? openPool(pool.workers);
  const outcomes: Outcome[] = new Array(snapshot.trusts.length);
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let place = next++; place < snapshot.trusts.length; place = next++) {
      const reading = snapshot.trusts[place];
      if (reading === undefined) break;
      outcomes[place] = reading.ok
        ? await outcomeOf(reading.trust, snapshot, method, { ...pool, runner })
        : { ok: false, trust: reading.name, faults: reading.faults.map(faultText) };
      done += 1;
      onProgress?.(done, snapshot.trusts.length, reading.ok ? reading.trust.name : reading.name);
    }
  };
  try {
    await Promise.all(Array.from({ length: runner.width + 1 }, work));
  } finally {
    if (pool.runner === undefined) await runner.close();
  }
  const disclosure = assembled(snapshot, method, outcomes);
  return simulation === undefined ? disclosure : { ...disclosure, together: togetherOf(simulation, snapshot) };
}

async function outcomeOf(
  trust: TrustInput,
  { market }: Snapshot,
  method: Method,
  options: Omit<DisclosureOptions, 'onProgress' | 'simulation'>,
): Promise<Outcome> {
  try {
    const valued = await valueUnder(trust, market, method, SHOCKS, options);
    const [value] = valued.values;
    // The speeds of the base case, from a lane of its own: the shocks' planes have been let go.
    const { paths } = await projectDeal(trust.deal, [{ name: NO_SHOCK.name }], {
      ...options,
      outputs: valuationOutputs(trust.deal),
    });
    const [path] = paths;
    if (value === undefined || path === undefined) throw new Error('disclosure: nothing was valued');
    return { ok: true, worked: { valued, disclosed: { trust, value, speeds: lifeSpeeds(trust.deal, path) } } };
  } catch (error) {
    return { ok: false, trust: trust.name, faults: ownFaults(error).map(faultText) };
  }
}

function assembled(snapshot: Snapshot, method: Method, outcomes: readonly Outcome[]): Disclosure {
  const worked = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.worked] : []));
  const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [{ trust: outcome.trust, faults: outcome.faults }]));
  const trusts = worked.map(({ disclosed }) => disclosed);
  const date = formatDate(snapshot.date);
  const debts = snapshot.longTermDebt.map((debt) => debtValue(debt, snapshot.market.benchmark, snapshot.date));
  const sheets = SHOCKS.map((shock, place) => {
    const moved = { ...snapshot.market.benchmark };
    const rates = moved.rates.map((rate) => rate + (shock.benchmarkShift ?? 0));
    return portfolioValue({
      snapshot: snapshot.name,
      date,
      trusts: worked.flatMap(({ valued }) => valued.values[place] ?? []),
      failed,
      longTermDebt: snapshot.longTermDebt.map((debt) => debtValue(debt, { ...moved, rates }, snapshot.date)),
    }).totals;
  });
  const debtYields = debts.map(
    ({ yieldBey, fairValue, balance }): Observation => ({
      class: 'longTermDebt',
      input: 'discountYield',
      value: yieldBey,
      fairValue,
      upb: balance,
    }),
  );
  const sensitivity = sensitivityRows(sheets);
  const balances = balanceRows(trusts, debts);
  return {
    portfolio: snapshot.name,
    date,
    method,
    inputs: inputRanges([...observations(trusts), ...debtYields]),
    yields: yieldRows(trusts),
    balances,
    unrealized: unrealizedRows(balances, trusts),
    sensitivity,
    narrative: narrativeOf(sensitivity),
    failed,
    notes: [
      'Prepayment, default and severity are means over the life of a trust as it is projected; ranges are over trusts, of yields over instruments.',
      'The fair value of loans 90 and more days late is their unpaid principal at the price of their pool: no value is found for a single loan.',
      'Cost is unpaid principal; unrealized gains are fair value less cost, of what is owed cost less fair value.',
    ],
  };
}

/** What the smaller change of each kind does, the worst for net trust assets first. */
function narrativeOf(rows: readonly SensitivityRow[]): string[] {
  const said = (what: string, change: number) =>
    change === 0 ? `${what} as they are` : `${what} ${change < 0 ? 'down' : 'up'} by ${moneyText(change)}`;
  return rows
    .filter(({ step }) => step === 1)
    .toSorted((a, b) => a.netAssets - b.netAssets)
    .map(
      ({ about, size, collateral, borrowings, netAssets }) =>
        `${about} by ${size}: ${said('collateral', collateral)}, ${said('borrowings', borrowings)}, ${said('net trust assets', netAssets)}.`,
    );
}
