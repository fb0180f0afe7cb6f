/**
 * The rollforward of a portfolio's fair values between snapshots: the table that filings show, by trust and in all, with the rolls of real
 * estate and of hedges beside it. Longer periods are chained from the snapshots between.
 */
import { Decimal } from 'decimal.js';
import { days30360, formatDate } from '../curves/dates.ts';
import { type Fault, faultText } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import type { TrustValue } from '../valuation/records.ts';
import { debtMoves } from './rollforwardDebt.ts';
import type { InterestKind } from './rollforwardInterest.ts';
import {
  chainCells,
  type RollCells,
  type RollChain,
  type RollColumn,
  type RollLayout,
  type RollTable,
  rollTable,
  sumCells,
} from './rollforwardTable.ts';
import { type HedgeRoll, type ReoRoll, rollTrust, type TrustAt } from './rollforwardTrust.ts';
import type { TrustOutcome } from './valueTrusts.ts';

/** A snapshot with what its trusts are worth; projections are kept of all but the youngest. */
export interface ValuedSnapshot {
  readonly snapshot: Snapshot;
  readonly outcomes: readonly TrustOutcome[];
}

export interface RollOptions {
  /** Default: accretion, which the published table implies. */
  readonly interest?: InterestKind;
  /** Default: gross. */
  readonly layout?: RollLayout;
  /**
   * Where the part of the change of the sponsor's debt that its own credit made goes: to other comprehensive income, as since 2018, or to
   * earnings. Default: as the layout's time had it.
   */
  readonly ownCredit?: 'oci' | 'earnings';
}

/** Unrealized gains on what is still held: fair value less cost, of what is owed cost less fair value. Cost is unpaid principal. */
export interface UnrealizedGains {
  readonly method: 'fair value less cost';
  readonly columns: Partial<Readonly<Record<RollColumn, number>>>;
}

/** Units: dollars in whole cents; liabilities negative. */
export interface Rollforward {
  readonly portfolio: string;
  /** YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  readonly interest: InterestKind;
  readonly table: RollTable;
  /** Where several periods are chained, each of them, the oldest first. */
  readonly periods: readonly { readonly from: string; readonly to: string; readonly table: RollTable }[];
  /** Places where a period does not begin with what the one before ended with. */
  readonly breaks: RollChain['breaks'];
  readonly trusts: readonly { readonly trust: string; readonly table: RollTable }[];
  readonly reo: readonly ReoRoll[];
  readonly hedges: readonly HedgeRoll[];
  readonly unrealized: UnrealizedGains;
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly notes: readonly string[];
}

interface Period {
  readonly from: string;
  readonly to: string;
  readonly cells: RollCells;
  readonly trusts: ReadonlyMap<string, RollCells>;
  readonly reo: readonly ReoRoll[];
  readonly hedges: readonly HedgeRoll[];
  readonly notes: readonly string[];
}

/**
 * Rolls valued snapshots forward, the oldest first. A trust that could not be read or valued at some date is told of and stands in no
 * column.
 *
 * Throws: REQUEST_INVALID where the snapshots of a trust do not follow from one another; as `debtValue`.
 */
export function rollforward(snapshots: readonly ValuedSnapshot[], options: RollOptions = {}): Rollforward {
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  if (first === undefined || last === undefined || snapshots.length < 2) throw new Error('rollforward: fewer than two snapshots');
  const { interest = 'accretion', layout = 'gross' } = options;
  const ownCredit = options.ownCredit ?? (layout === 'gross' ? 'oci' : 'earnings');
  const failed = failedIn(snapshots);
  const lost = new Set(failed.map(({ trust }) => trust));
  const periods = snapshots.slice(1).map((after, place) => {
    const before = snapshots[place];
    if (before === undefined) throw new Error('rollforward: a period without a beginning');
    return periodOf(before, after, interest, ownCredit, lost);
  });
  const chain = chainCells(periods.map(({ cells }) => cells));
  const table = (cells: RollCells) => rollTable(cells, layout);
  const names = [...new Set(periods.toReversed().flatMap(({ trusts }) => [...trusts.keys()]))];
  return {
    portfolio: last.snapshot.name,
    from: formatDate(first.snapshot.date),
    to: formatDate(last.snapshot.date),
    interest,
    table: table(chain.cells),
    periods: periods.length === 1 ? [] : periods.map(({ from, to, cells }) => ({ from, to, table: table(cells) })),
    breaks: chain.breaks,
    trusts: names.map((trust) => ({
      trust,
      table: table(chainCells(periods.map(({ trusts }) => trusts.get(trust) ?? {})).cells),
    })),
    reo: chainReo(periods.map(({ reo }) => reo)),
    hedges: chainHedges(periods.map(({ hedges }) => hedges)),
    unrealized: unrealizedGains(last, lost),
    failed,
    notes: [...new Set(periods.flatMap(({ notes }) => notes))],
  };
}

function failedIn(snapshots: readonly ValuedSnapshot[]): Rollforward['failed'] {
  const faults = new Map<string, Fault[]>();
  for (const { outcomes } of snapshots)
    for (const outcome of outcomes)
      if (!outcome.ok) faults.set(outcome.trust, [...(faults.get(outcome.trust) ?? []), ...outcome.faults]);
  return [...faults].map(([trust, list]) => ({ trust, faults: [...new Set(list.map(faultText))] }));
}

function trustsAt({ outcomes }: ValuedSnapshot, lost: ReadonlySet<string>): Map<string, TrustAt> {
  return new Map(
    outcomes.flatMap((outcome): [string, TrustAt][] => {
      if (!outcome.ok || lost.has(outcome.valued.trust.name)) return [];
      const { trust, values, path } = outcome.valued;
      const [value] = values;
      return value === undefined ? [] : [[trust.name, { trust, value, ...(path !== undefined && { path }) }]];
    }),
  );
}

function periodOf(
  before: ValuedSnapshot,
  after: ValuedSnapshot,
  interest: InterestKind,
  ownCredit: 'oci' | 'earnings',
  lost: ReadonlySet<string>,
): Period {
  const [old, now] = [trustsAt(before, lost), trustsAt(after, lost)];
  const names = [...new Set([...now.keys(), ...old.keys()])];
  const rolls = names.map((name) => rollTrust(old.get(name), now.get(name), interest));
  const debt = debtCells(before.snapshot, after.snapshot, interest, ownCredit);
  return {
    from: formatDate(before.snapshot.date),
    to: formatDate(after.snapshot.date),
    cells: sumCells([...rolls.map(({ cells }) => cells), ...debt]),
    trusts: new Map(rolls.map(({ trust, cells }) => [trust, cells])),
    reo: rolls.flatMap(({ reo }) => reo),
    hedges: rolls.flatMap(({ hedges }) => hedges),
    notes: rolls.flatMap(({ notes }) => notes),
  };
}

/** The sponsor's debt: coupons and repayments settle it, its own credit moves it apart from the benchmark. */
function debtCells(before: Snapshot, after: Snapshot, interest: InterestKind, ownCredit: 'oci' | 'earnings'): RollCells[] {
  const side = ({ date, market, longTermDebt }: Snapshot) => ({ date, benchmark: market.benchmark, debts: longTermDebt });
  const years = days30360(before.date, after.date) / 360;
  return debtMoves(side(before), side(after)).map((move) => {
    const debt = before.longTermDebt.find(({ name }) => name === move.name);
    const [begin, end] = [cents(move.opening).negated(), cents(move.closing).negated()];
    const coupon = debt === undefined ? 0 : debt.balance * debt.rate * years;
    const accreted = move.atOldYield + move.coupons + move.repaid - move.opening;
    const expense = cents(interest === 'coupon' ? coupon : accreted).negated();
    const credit = cents(move.atNewYield).minus(cents(move.atNewBenchmark)).negated();
    const other = cents(move.closing).minus(cents(move.atNewYield)).negated();
    const settled = cents(move.coupons + move.repaid).plus(other.isPositive() ? other : 0);
    const issued = other.isNegative() ? other : ZERO;
    const oci = ownCredit === 'oci' ? credit : ZERO;
    const known = begin.plus(expense).plus(settled).plus(issued).plus(oci);
    return {
      longTermDebt: {
        begin,
        interestExpense: expense,
        changeInDebt: end.minus(known),
        ...(ownCredit === 'oci' && { otherComprehensiveIncome: oci }),
        ...(issued.isZero() ? {} : { issues: issued }),
        settlements: settled,
        end,
      },
    };
  });
}

function chainReo(periods: readonly (readonly ReoRoll[])[]): ReoRoll[] {
  return chained(
    periods,
    ({ trust }) => trust,
    (first, rolls, last) => ({
      trust: first.trust,
      begin: first.begin,
      acquired: added(rolls, ({ acquired }) => acquired),
      sold: added(rolls, ({ sold }) => sold),
      change: added(rolls, ({ change }) => change),
      end: last.end,
      count: {
        begin: first.count.begin,
        acquired: rolls.reduce((sum, { count }) => sum + count.acquired, 0),
        sold: rolls.reduce((sum, { count }) => sum + count.sold, 0),
        end: last.count.end,
      },
    }),
  );
}

function chainHedges(periods: readonly (readonly HedgeRoll[])[]): HedgeRoll[] {
  return chained(
    periods,
    ({ trust, hedge }) => `${trust} ${hedge}`,
    (first, rolls, last) => ({
      trust: first.trust,
      hedge: first.hedge,
      begin: first.begin,
      received: added(rolls, ({ received }) => received),
      change: added(rolls, ({ change }) => change),
      end: last.end,
    }),
  );
}

function chained<T>(
  periods: readonly (readonly T[])[],
  key: (roll: T) => string,
  join: (first: T, rolls: readonly T[], last: T) => T,
): T[] {
  const byKey = new Map<string, T[]>();
  for (const roll of periods.flat()) byKey.set(key(roll), [...(byKey.get(key(roll)) ?? []), roll]);
  return [...byKey.values()].flatMap((rolls) => {
    const [first, last] = [rolls[0], rolls.at(-1)];
    return first === undefined || last === undefined ? [] : [join(first, rolls, last)];
  });
}

function added<T>(rolls: readonly T[], of: (roll: T) => number): number {
  return rolls.reduce((sum, roll) => sum.plus(of(roll)), ZERO).toNumber();
}

/** Fair value less cost at the youngest date. Derivatives cost nothing; what the sponsor owns of other trusts has no cost that is known. */
function unrealizedGains(last: ValuedSnapshot, lost: ReadonlySet<string>): UnrealizedGains {
  const values = [...trustsAt(last, lost).values()].map(({ value }) => value).filter(({ consolidated }) => consolidated);
  const over = (of: (value: TrustValue) => Decimal) => values.reduce((sum, value) => sum.plus(of(value)), ZERO).toNumber();
  const side = { date: last.snapshot.date, benchmark: last.snapshot.market.benchmark, debts: last.snapshot.longTermDebt };
  const debts = debtMoves({ ...side, debts: [] }, side).reduce((sum, { closing }) => sum.plus(cents(closing)), ZERO);
  const principal = last.snapshot.longTermDebt.reduce((sum, { balance }) => sum.plus(cents(balance)), ZERO);
  return {
    method: 'fair value less cost',
    columns: {
      collateral: over(({ collateral }) => cents(collateral.fairValue).minus(cents(collateral.upb))),
      derivativeAssets: over(({ derivativeAssets }) => cents(derivativeAssets)),
      borrowings: over(({ tranches }) =>
        tranches.reduce(
          (sum, { face, isNotional, fairValue, held }) =>
            sum.plus(cents((isNotional ? 0 : face) * (1 - held))).minus(cents(fairValue * (1 - held))),
          ZERO,
        ),
      ),
      derivativeLiabilities: over(({ derivativeLiabilities }) => cents(derivativeLiabilities).negated()),
      ...(last.snapshot.longTermDebt.length > 0 && { longTermDebt: principal.minus(debts).toNumber() }),
    },
  };
}

const ZERO = new Decimal(0);

function cents(dollars: number): Decimal {
  return new Decimal(dollars).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}
