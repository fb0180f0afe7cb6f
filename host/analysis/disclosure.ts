/**
 * What a filing discloses of fair values beside the values: unobservable inputs, how values react to them, unpaid principal against fair
 * value, gains that are not realized, and each yield as benchmark and risk premium.
 */
import { formatDate } from '../curves/dates.ts';
import type { PoolOptions } from '../engine/pool.ts';
import { projectDeal } from '../engine/project.ts';
import { faultText } from '../errors.ts';
import type { Market, Method, Snapshot, TrustInput } from '../portfolio/records.ts';
import { debtValue } from '../valuation/longTermDebt.ts';
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
import { ADVERSE, type SensitivityRow, sensitivityRows, withoutText } from './disclosureSensitivity.ts';
import {
  type BalanceRow,
  balanceRows,
  type UnrealizedRow,
  unrealizedRows,
  type YieldRow,
  yieldRows,
} from './disclosureTables.ts';
import { type SimulatedValues, type Together, togetherOf } from './disclosureTogether.ts';
import { type Incomplete, incompleteOf, type ShockedTrust, shockedSheets, valueShocks } from './sensitivityTrust.ts';
import { NO_SHOCK } from './shock.ts';
import { overTrusts, type TrustDone, type ValueOptions } from './valueTrusts.ts';

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
  /** Trusts that have no value under one of the adverse changes. */
  readonly incomplete: readonly Incomplete[];
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly notes: readonly string[];
}

interface Worked {
  readonly shocked: ShockedTrust;
  readonly disclosed: DisclosedTrust;
}

/**
 * Makes the disclosure of a snapshot. Trusts that cannot be read or valued are told of and stand in no table; one that cannot be valued under
 * one of the adverse changes is left out of that change alone.
 *
 * Throws: RUN_CANCELLED; as `debtValue`.
 */
export async function disclose(
  snapshot: Snapshot,
  { method = snapshot.method, simulation, ...options }: DisclosureOptions = {},
): Promise<Disclosure> {
  const results = await overTrusts(snapshot, options, (trust, runner) =>
    workedOf(trust, snapshot.market, method, { ...options, runner }),
  );
  const disclosure = assembled(snapshot, method, results);
  return simulation === undefined ? disclosure : { ...disclosure, together: togetherOf(simulation, snapshot) };
}

async function workedOf(trust: TrustInput, market: Market, method: Method, options: ValueOptions): Promise<Worked> {
  const shocked = await valueShocks(trust, market, method, ADVERSE, options);
  const { onProgress: _, ...pool } = options;
  // The speeds of the base case, from a lane of its own: the shocks' planes have been let go.
  const { paths } = await projectDeal(trust.deal, [{ name: NO_SHOCK.name }], { ...pool, outputs: valuationOutputs(trust.deal) });
  const [path] = paths;
  if (path === undefined) throw new Error('disclosure: nothing was projected');
  return { shocked, disclosed: { trust, value: shocked.base, speeds: lifeSpeeds(trust.deal, path) } };
}

function assembled(snapshot: Snapshot, method: Method, results: readonly TrustDone<Worked>[]): Disclosure {
  const worked = results.flatMap((result) => ('done' in result ? [result.done] : []));
  const trusts = worked.map(({ disclosed }) => disclosed);
  const valued = worked.map(({ shocked }) => shocked);
  const debts = snapshot.longTermDebt.map((debt) => debtValue(debt, snapshot.market.benchmark, snapshot.date));
  const debtYields = debts.map(
    ({ yieldBey, fairValue, balance }): Observation => ({
      class: 'longTermDebt',
      input: 'discountYield',
      value: yieldBey,
      fairValue,
      upb: balance,
    }),
  );
  const incomplete = incompleteOf(valued);
  const sensitivity = sensitivityRows(shockedSheets(snapshot, ADVERSE, valued).shocks, incomplete);
  const balances = balanceRows(trusts, debts);
  return {
    portfolio: snapshot.name,
    date: formatDate(snapshot.date),
    method,
    inputs: inputRanges([...observations(trusts), ...debtYields]),
    yields: yieldRows(trusts),
    balances,
    unrealized: unrealizedRows(balances, trusts),
    sensitivity,
    narrative: narrativeOf(sensitivity),
    incomplete,
    failed: results.flatMap((result) =>
      'done' in result ? [] : [{ trust: result.trust, faults: result.faults.map((fault) => faultText(fault)) }],
    ),
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
      ({ about, size, collateral, borrowings, netAssets, without }) =>
        `${about} by ${size}${withoutText(without)}: ${said('collateral', collateral)}, ${said('borrowings', borrowings)}, ${said('net trust assets', netAssets)}.`,
    );
}
