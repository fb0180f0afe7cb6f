/**
 * What made the fair values of a portfolio change from one snapshot to the next: cash and the passage of time first, then seven factors,
 * each in dollars, by instrument, by trust and in all, every column to the cent; one after another in an order that is told, or as the shares
 * that depend on no order.
 */
import { formatDate } from '../curves/dates.ts';
import { openPool, type PoolOptions, type TaskRunner } from '../engine/pool.ts';
import { faultText, WeirError } from '../errors.ts';
import type { Method, Snapshot, TrustInput } from '../portfolio/records.ts';
import {
  type AttributionColumn,
  CLASSES,
  cents,
  columnOf,
  columnsOf,
  columnsOfOne,
  type ExactColumn,
  netSign,
  numbersOf,
  type Sharing,
  sumOf,
} from './attributionColumns.ts';
import { FACTORS, type Factor } from './attributionFactors.ts';
import { type InputMoves, inputMoves } from './attributionInputs.ts';
import { playTrust, type Side, type TrustGame } from './attributionTrust.ts';
import { type Bridge, bridgesOf, sentencesOf } from './attributionWords.ts';
import { debtMoves } from './rollforwardDebt.ts';
import { allCoalitions, coalitionsAlong } from './shapley.ts';
import { NO_SHOCK } from './shock.ts';
import { ownFaults } from './valueTrusts.ts';
import { valueUnder } from './valueUnder.ts';

export interface AttributionOptions extends Omit<PoolOptions, 'onProgress'> {
  /** Default: one after another, in the order of `FACTORS`. */
  readonly sharing?: Sharing;
  /** Instead of the methods of both snapshots. */
  readonly method?: Method;
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
}

/** The columns of one trust. */
export interface TrustAttribution {
  readonly trust: string;
  readonly consolidated: boolean;
  /** By class, those that the trust has. */
  readonly classes: readonly AttributionColumn[];
  /** Assets less borrowings of the trust, as it stands on the sponsor's sheet; of one that is not consolidated, what the sponsor owns. */
  readonly net: AttributionColumn;
  readonly moves: InputMoves;
}

/** Units: dollars in whole cents; every column foots: opening + effects = closing. */
export interface Attribution {
  readonly portfolio: string;
  /** YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  readonly sharing: 'ordered' | 'shapley';
  /** The order of the factors: of `shapley` the usual one, which then means nothing. */
  readonly order: readonly Factor[];
  readonly instruments: readonly AttributionColumn[];
  readonly trusts: readonly TrustAttribution[];
  /** Sums over the trusts, and the sponsor's debt. */
  readonly classes: readonly AttributionColumn[];
  /** Net assets of the consolidated trusts. */
  readonly net: AttributionColumn;
  readonly moves: InputMoves;
  /** The same in words. */
  readonly sentences: readonly string[];
  readonly bridges: readonly Bridge[];
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly notes: readonly string[];
  readonly loanMonthPaths: number;
}

const ORDERED: Sharing = { kind: 'ordered', order: FACTORS };

type Outcome =
  | { readonly ok: true; readonly trust: string; readonly columns: readonly ExactColumn[]; readonly game?: TrustGame }
  | { readonly ok: false; readonly trust: string; readonly faults: readonly string[] };

/**
 * Attributes the change from `before` to `after`. Trusts that cannot be read or valued at either date are told of and stand in no column.
 *
 * Throws: RUN_CANCELLED.
 */
export async function attributeChange(
  before: Snapshot,
  after: Snapshot,
  { sharing = ORDERED, method, onProgress, ...options }: AttributionOptions = {},
): Promise<Attribution> {
  const runner = options.runner ?? openPool(options.workers);
  const sides = { before: sideOf(before, method), after: sideOf(after, method) };
  const coalitions =
    sharing.kind === 'shapley'
      ? allCoalitions(FACTORS.length)
      : coalitionsAlong(sharing.order.map((factor) => FACTORS.indexOf(factor)));
  const names = [...new Set([...after.trusts, ...before.trusts].map(nameOf))];
  const outcomes: Outcome[] = new Array(names.length);
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let place = next++; place < names.length; place = next++) {
      const name = names[place] ?? '';
      outcomes[place] = await outcomeOf(name, before, after, sides, coalitions, sharing, {
        runner,
        ...(options.signal !== undefined && { signal: options.signal }),
      });
      done += 1;
      onProgress?.(done, names.length, name);
    }
  };
  try {
    await Promise.all(Array.from({ length: runner.width + 1 }, work));
  } finally {
    if (options.runner === undefined) await runner.close();
  }
  return assembled(before, after, sharing, outcomes);
}

function sideOf(snapshot: Snapshot, method: Method | undefined): Side {
  return { market: snapshot.market, method: method ?? snapshot.method };
}

function nameOf(reading: Snapshot['trusts'][number]): string {
  return reading.ok ? reading.trust.name : reading.name;
}

async function outcomeOf(
  name: string,
  before: Snapshot,
  after: Snapshot,
  sides: { readonly before: Side; readonly after: Side },
  coalitions: readonly number[],
  sharing: Sharing,
  options: { readonly runner: TaskRunner; readonly signal?: AbortSignal },
): Promise<Outcome> {
  try {
    const old = trustIn(before, name);
    const now = trustIn(after, name);
    if (old !== undefined && now !== undefined && old.consolidated === now.consolidated) {
      const game = await playTrust({ before: old, after: now }, sides, coalitions, options);
      return { ok: true, trust: name, columns: columnsOf(game, sharing), game };
    }
    const columns: ExactColumn[] = [];
    for (const [trust, side, how] of [
      [old, sides.before, 'left'],
      [now, sides.after, 'came'],
    ] as const) {
      if (trust === undefined) continue;
      const { values } = await valueUnder(trust, side.market, side.method, [NO_SHOCK], options);
      const [value] = values;
      if (value !== undefined) columns.push(...columnsOfOne(trust, value, how));
    }
    return { ok: true, trust: name, columns };
  } catch (error) {
    return { ok: false, trust: name, faults: ownFaults(error).map(faultText) };
  }
}

/** The trust of a snapshot; undefined where it has none of that name. Throws: the faults of one that could not be read. */
function trustIn({ trusts }: Snapshot, name: string): TrustInput | undefined {
  const reading = trusts.find((each) => nameOf(each) === name);
  if (reading?.ok === false) throw new WeirError(reading.faults);
  return reading?.trust;
}

function assembled(before: Snapshot, after: Snapshot, sharing: Sharing, outcomes: readonly Outcome[]): Attribution {
  const columns = outcomes.flatMap((outcome) => (outcome.ok ? [...outcome.columns] : []));
  const games = outcomes.flatMap((outcome) => (outcome.ok && outcome.game !== undefined ? [outcome.game] : []));
  const debts = debtColumns(before, after);
  const classes = byClass([...columns, ...debts], null);
  const net = sumOf({ trust: null, instrument: 'net trust assets', class: 'residual' }, columns, netSign);
  const moves = inputMoves(games);
  const head = { from: formatDate(before.date), to: formatDate(after.date) };
  const shown = { classes: classes.map(numbersOf), net: numbersOf(net), moves };
  return {
    portfolio: after.name,
    ...head,
    sharing: sharing.kind,
    order: sharing.kind === 'ordered' ? sharing.order : FACTORS,
    instruments: [...columns, ...debts].map(numbersOf),
    trusts: outcomes.flatMap((outcome) => (outcome.ok ? [trustOf(outcome)] : [])),
    ...shown,
    sentences: sentencesOf(shown),
    bridges: bridgesOf([...shown.classes, shown.net], sharing.kind === 'ordered' ? sharing.order : FACTORS),
    failed: outcomes.flatMap((outcome) => (outcome.ok ? [] : [{ trust: outcome.trust, faults: outcome.faults }])),
    notes: notesOf(outcomes),
    loanMonthPaths: games.reduce((sum, { loanMonthPaths }) => sum + loanMonthPaths, 0),
  };
}

function trustOf({ trust, columns, game }: Extract<Outcome, { ok: true }>): TrustAttribution {
  const isConsolidated = columns.some(({ class: kind }) => kind === 'collateral');
  const head = { trust, instrument: 'net', class: isConsolidated ? 'residual' : 'availableForSale' } as const;
  const sign = isConsolidated ? netSign : undefined;
  return {
    trust,
    consolidated: isConsolidated,
    classes: byClass(columns, trust).map(numbersOf),
    net: numbersOf(sumOf(head, columns, sign)),
    moves: inputMoves(game === undefined ? [] : [game]),
  };
}

function byClass(columns: readonly ExactColumn[], trust: string | null): ExactColumn[] {
  return CLASSES.flatMap((kind) => {
    const own = columns.filter((column) => column.class === kind);
    return own.length === 0 ? [] : [sumOf({ trust, instrument: kind, class: kind }, own)];
  });
}

/** The sponsor's debt: only yields move it; what was borrowed or changed in terms is scope. */
function debtColumns(before: Snapshot, after: Snapshot): ExactColumn[] {
  const side = ({ date, market, longTermDebt }: Snapshot) => ({ date, benchmark: market.benchmark, debts: longTermDebt });
  return debtMoves(side(before), side(after)).map((move) => {
    const [opening, closing, rolled] = [cents(move.opening), cents(move.closing), cents(move.rolled)];
    const [paid, atNewYield] = [cents(move.coupons + move.repaid), cents(move.atNewYield)];
    return columnOf(
      { trust: null, instrument: move.name, class: 'longTermDebt' },
      opening,
      {
        payments: paid.negated(),
        time: rolled.minus(opening).plus(paid),
        yields: atNewYield.minus(rolled),
        scope: closing.minus(atNewYield),
      },
      closing,
    );
  });
}

function notesOf(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) => {
    if (!outcome.ok) return [];
    const { trust, columns, game } = outcome;
    if (game !== undefined) return [...game.notes, ...game.cash.notes];
    const isBoth = columns.some(({ opening }) => !opening.isZero()) && columns.some(({ closing }) => !closing.isZero());
    return [isBoth ? `${trust}: it is consolidated at one date only` : `${trust}: it stands in one of the two snapshots only`];
  });
}
