/**
 * Holds the deal file against a trustee: what was collected for one payment date, put through the deal, gives the trustee's
 * payments to the cent, or says line by line where it does not. It tries the documents as they were read, not the assumptions.
 */
import { formatDate } from '../curves/dates.ts';
import { CHECK_BALANCES, CHECK_CASH, CHECK_UNDISTRIBUTED, outputName, type TrancheOutput } from '../deal/outputs.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { type IndexFixings, runWaterfall, type WaterfallRun } from '../engine/waterfallOnly.ts';
import { fail } from '../errors.ts';
import type { Remittance, TrancheRemittance } from '../portfolio/records.ts';
import {
  asCollected,
  type BeforeFirst,
  collectionsOf,
  type GroupCollections,
  movedToReo,
  planesOf,
  rolledBalance,
  sumOf,
} from './tieOutCollections.ts';

export type { BeforeFirst, GroupCollections } from './tieOutCollections.ts';

export interface TieOutOptions {
  /** The rates that coupons and hedges of this date were fixed at, by index. Units: decimals a year. */
  readonly indices?: ReadonlyMap<string, number>;
  /** Collections by group: of a deal with several, or where more is known than a remittance has. They add up to it. */
  readonly groups?: ReadonlyMap<string, GroupCollections>;
  /** The remittance of the date before, or what is known of it: needed where real estate owned is told apart. */
  readonly before?: BeforeFirst;
  readonly variant?: string;
  /** What a figure may differ by. Units: dollars; default half a cent, the trustee's rounding of a figure that is exact here. */
  readonly within?: number;
  /** Let the deal's call be exercised. Default: not; the price of a call that was is among the collections. */
  readonly withCall?: boolean;
}

/** One figure: `difference` is the model's over the trustee's; it ties within half a cent, or what was asked for. Units: dollars. */
export interface TieOutFigure {
  readonly model: number;
  readonly trustee: number;
  readonly difference: number;
  readonly ties: boolean;
}

/**
 * What is held against the trustee. `interest` is all cash that is no principal: interest, unpaid interest, carry-over, what is
 * released. `balance` is after the payments, of a notional class its next notional; `writedown` is net of what was written up.
 */
export const TIE_OUT_ITEMS = ['interest', 'principal', 'balance', 'writedown'] as const;
export type TieOutItem = (typeof TIE_OUT_ITEMS)[number];
export type TieOutFigures = Readonly<Record<TieOutItem, TieOutFigure>>;

export interface TieOutTranche {
  readonly tranche: string;
  readonly figures: TieOutFigures;
  /** Not held: trustees round it. A difference here is often the reason of one in interest. Units: a year. */
  readonly coupon: { readonly model: number; readonly trustee: number };
}

export interface TieOut {
  readonly deal: string;
  /** YYYY-MM, and the payment date. */
  readonly month: string;
  readonly date: string;
  /** In the order of the deal; exchange classes after the others. */
  readonly tranches: readonly TieOutTranche[];
  /** Sums of the tranches, without exchange classes, whose cash is that of their parts. Each line may differ as a figure may. */
  readonly totals: TieOutFigures;
  /** The pool's balance, begun less what left it, against the end that the trustee reports. */
  readonly pool: TieOutFigure;
  /** Classes of the deal of which the trustee says nothing; they are held against nothing. */
  readonly unreported: readonly string[];
  /** Cash that the steps left in funds. Units: dollars. */
  readonly undistributed: number;
  /** Every figure of every tranche, and the pool's, ties. */
  readonly ties: boolean;
}

const HALF_CENT = 0.005;
/** What sums of doubles of this size may lose. */
const DUST = 1e-12;

/**
 * Puts the collections of a remittance through a deal and holds the payments against the trustee's: as `tieOutMonths`, of one month.
 */
export function tieOut(deal: ResolvedDeal, remittance: Remittance, options: TieOutOptions = {}): TieOut {
  const [only] = tieOutOf(deal, [remittance], collectionsOf(deal, [remittance], options.before, options.groups), options);
  if (only === undefined) throw new Error('tieOut: no month');
  return only;
}

/**
 * Puts the collections of consecutive months through a deal and holds each month's payments against the trustee's. The deal carries its
 * own state from month to month: a difference in one shows again in the balances after it.
 *
 * `deal` is as it stood before the first payment: its opening is the state after the date before, its next payment that of the first
 * remittance. Loans and REO in it are not used. Index rates: one a month.
 * Throws: REQUEST_INVALID, with all that does not fit the deal at once; CHECK_BREACHED where cash of the run does not tie.
 */
export function tieOutMonths(
  deal: ResolvedDeal,
  remittances: readonly Remittance[],
  options: Omit<TieOutOptions, 'groups' | 'indices'> & { readonly indices?: IndexFixings } = {},
): TieOut[] {
  return tieOutOf(deal, remittances, collectionsOf(deal, remittances, options.before, undefined), options);
}

function tieOutOf(
  deal: ResolvedDeal,
  remittances: readonly Remittance[],
  collections: readonly (readonly GroupCollections[])[],
  options: Omit<TieOutOptions, 'indices'> & { readonly indices?: ReadonlyMap<string, number> | IndexFixings },
): TieOut[] {
  const indices = new Map(
    [...(options.indices ?? [])].map(([name, rates]): [string, readonly number[]] => [
      name,
      typeof rates === 'number' ? [rates] : rates,
    ]),
  );
  const run = runWaterfall(
    asCollected(deal, collections, remittances),
    deal.groups.map((group, place) =>
      planesOf(
        collections.flatMap((month) => month[place] ?? []),
        group,
      ),
    ),
    indices,
    remittances.length,
    { noCall: options.withCall !== true, ...(options.variant !== undefined && { variant: options.variant }) },
  );
  const pools = collections.map((month) =>
    figure(
      month.reduce((sum, group) => sum + rolledBalance(group), 0),
      sumOf(month, 'endUpb'),
      HALF_CENT,
    ),
  );
  const moved = collections.flat().reduce((sum, group) => sum + Math.abs(movedToReo(group)), 0);
  const apart = pools.reduce((sum, { difference }) => sum + Math.abs(difference), moved);
  refuseBreaches(deal, run, apart, sumOf(collections[0] ?? [], 'beginUpb'));
  const within = options.within ?? HALF_CENT;
  return remittances.map((remittance, place) =>
    monthOf(deal, remittance, run, place + 1, pools[place] ?? figure(0, 0, HALF_CENT), within),
  );
}

function monthOf(
  deal: ResolvedDeal,
  remittance: Remittance,
  run: WaterfallRun,
  period: number,
  pool: TieOutFigure,
  within: number,
): TieOut {
  const names = [...deal.tranches, ...deal.exchanges].map(({ name }) => name);
  const tranches = names.flatMap((name): TieOutTranche[] => {
    const trustee = remittance.tranches.get(name);
    return trustee === undefined ? [] : [trancheOf(name, trustee, run, period, within)];
  });
  const own = tranches.filter(({ tranche }) => !deal.exchanges.some(({ name }) => name === tranche));
  return {
    deal: deal.name,
    month: remittance.month,
    date: formatDate(run.calendar.payments[period - 1] ?? 0),
    tranches,
    totals: figuresOf((item) => {
      const total = (side: 'model' | 'trustee') => own.reduce((sum, { figures }) => sum + figures[item][side], 0);
      return figure(total('model'), total('trustee'), within * Math.max(1, own.length));
    }),
    pool,
    unreported: deal.tranches.flatMap(({ name }) => (remittance.tranches.has(name) ? [] : [name])),
    undistributed: run.check(CHECK_UNDISTRIBUTED),
    ties: pool.ties && tranches.every(({ figures }) => TIE_OUT_ITEMS.every((item) => figures[item].ties)),
  };
}

function trancheOf(
  tranche: string,
  trustee: TrancheRemittance,
  run: WaterfallRun,
  period: number,
  within: number,
): TieOutTranche {
  const of = (output: TrancheOutput) => run.output(outputName(tranche, output))[period] ?? 0;
  const model: Readonly<Record<TieOutItem, number>> = {
    interest: of('interest') + of('other'),
    principal: of('principal'),
    balance: of('balance'),
    writedown: of('writtenDown') - of('writtenUp'),
  };
  return {
    tranche,
    figures: figuresOf((item) => figure(model[item], trustee[item], within)),
    coupon: { model: of('coupon'), trustee: trustee.coupon },
  };
}

function figuresOf(of: (item: TieOutItem) => TieOutFigure): TieOutFigures {
  return { interest: of('interest'), principal: of('principal'), balance: of('balance'), writedown: of('writedown') };
}

function figure(model: number, trustee: number, within: number): TieOutFigure {
  const difference = model - trustee;
  return { model, trustee, difference, ties: Math.abs(difference) <= within + DUST * Math.abs(model) };
}

/** Cash of the run ties, and balances by as much as the pool's own figures do. */
function refuseBreaches(deal: ResolvedDeal, run: WaterfallRun, apart: number, balance: number): void {
  const bound = HALF_CENT + DUST * balance;
  const cash = run.check(CHECK_CASH);
  // Differences of the pool's own figures, and what became real estate owned, add up over the months, at most to `apart`.
  const balances = Math.max(0, run.check(CHECK_BALANCES) - apart);
  for (const [check, breach] of [
    [CHECK_CASH, cash],
    [CHECK_BALANCES, balances],
  ] as const) {
    if (!(breach <= bound)) {
      fail({
        code: 'CHECK_BREACHED',
        place: `${deal.name}, ${check}`,
        got: `a difference of ${breach}`,
        expected: `at most ${bound}`,
      });
    }
  }
}
