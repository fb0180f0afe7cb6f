/**
 * Break-even: by how much defaults, severity or prepayments could be multiplied before a class loses its first dollar, before it is
 * written down by a stated share, and before overcollateralization is used up. All classes in one search.
 */
import type { ResolvedDeal, ResolvedTranche } from '../deal/resolved.ts';
import { type ProjectOptions, projectDeal } from '../engine/project.ts';
import { type Fault, fail, shown, WeirError } from '../errors.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { HALF_CENT } from '../valuation/cash.ts';
import { classesOf, type LaneLoss, laneLoss, lossOutputs, openingBalance, openingOc } from './breakEvenLoss.ts';
import {
  BASE_LANE,
  DRIVERS,
  type Driver,
  type Lane,
  laneScenario,
  MOST_BOUND,
  type Question,
  search,
  type Turn,
} from './breakEvenSearch.ts';
import { type Frontier, frontierOf, frontierQuestions } from './frontier.ts';

/** What is lost at a turn. */
export type LossKind = 'principal' | 'interest' | 'principal and interest';

/** The first dollar of loss, and what the collateral has lost by then. */
export interface FirstLoss extends Turn {
  /** At the turn that counts (`turnOf`); null where there is none. */
  readonly kind: LossKind | null;
  /** Losses of the collateral there. Units: dollars; null where there is no turn. */
  readonly losses: number | null;
  /** The same over the losses of the base case; null where the base case has none. */
  readonly coverage: number | null;
}

export interface ClassBreakEven {
  readonly name: string;
  /** Balance at the cut-off; 0 for a notional. Units: dollars. */
  readonly balance: number;
  readonly isNotional: boolean;
  /** In the base case. Units: dollars. */
  readonly baseLoss: { readonly principal: number; readonly interest: number };
  readonly drivers: readonly {
    readonly of: Driver;
    readonly firstLoss: FirstLoss;
    /** Principal lost is the stated share of the balance; null for a notional. */
    readonly writedown: Turn | null;
  }[];
  /** Default multiples at the first dollar of loss by severity multiple, where they were asked for. */
  readonly frontier: Frontier | null;
}

export interface BreakEvenReport {
  /** The trust or deal. */
  readonly of: string;
  /** Units: dollars. */
  readonly pool: number;
  readonly reo: number;
  /** Pool and real estate less classes, at the cut-off. */
  readonly oc: number;
  readonly baseLosses: number;
  /** Overcollateralization used up, by driver; none where there is none at the cut-off. */
  readonly ocUsedUp: readonly ({ readonly of: Driver } & Turn)[];
  readonly classes: readonly ClassBreakEven[];
  /** Multiples were looked for up to this one. */
  readonly bound: number;
  /** Share of the balance that `writedown` asks for. */
  readonly writedown: number;
  readonly lanes: number;
  readonly rounds: number;
  readonly warnings: readonly string[];
}

export interface BreakEvenRequest {
  /** Default: all three. */
  readonly of?: readonly Driver[];
  /** Classes by name; default: all. */
  readonly tranches?: readonly string[];
  /** Severity multiples of the frontier; absent: none is made. */
  readonly frontier?: readonly number[];
  /** The largest multiple that is tried; default 100. */
  readonly bound?: number;
  /** Share of the balance; default 5 %. */
  readonly writedown?: number;
}

export interface BreakEvenOptions extends Omit<ProjectOptions, 'onProgress' | 'outputs' | 'withNotes'> {
  /** Which classes cannot lose; default: the residual ones of the deal. */
  readonly isResidual?: (tranche: ResolvedTranche) => boolean;
  /** What the report is called by; default: the deal's name. */
  readonly name?: string;
  /** Called after each round of projections, with a guess at how many there will be. */
  readonly onRound?: (done: number, of: number) => void;
}

export const BOUND = 100;
export const WRITEDOWN = 0.05;
/** Lanes that are projected at a time: their planes are in memory together. */
const LANES_AT_ONCE = 512;

/** The multiple that counts: the nearest one at which a loss begins or ends. Where both sides have one, that above 1 for more defaults and severity. */
export function turnOf(driver: Driver, { inBase, down, up }: Turn): number | null {
  if (driver !== 'prepayment') return inBase ? down : up;
  if (down === null || up === null) return down ?? up;
  return down * up >= 1 ? down : up;
}

/**
 * Finds the break-even multiples of a deal. `base` is the scenario that is multiplied.
 *
 * A loss is more than half a cent: of principal (writedowns less writeups, and balance unpaid at the end) or of interest (left unpaid at
 * the end). Multiples are on the scale of the curves' units; speeds and severities stay at or below 100 %.
 *
 * Units: dollars and multiples. Throws: REQUEST_INVALID for a class that there is not, a bound or a share outside its range; as `projectDeal`.
 */
export async function breakEven(
  deal: ResolvedDeal,
  base: Scenario,
  request: BreakEvenRequest = {},
  { isResidual = (tranche) => tranche.isResidual, name = deal.name, onRound, ...options }: BreakEvenOptions = {},
): Promise<BreakEvenReport> {
  const { of = DRIVERS, frontier = [], bound = BOUND, writedown = WRITEDOWN } = request;
  checkBreakEven(request);
  refuseUnknown(request.tranches ?? []);
  const all = classesOf(deal, isResidual);
  const opening = openingOc(deal, all);
  const asked = all.flatMap((tranche, place) => (request.tranches?.includes(tranche.name) === false ? [] : [{ tranche, place }]));
  const hasOc = opening.oc > HALF_CENT;

  const questions: Question<LaneLoss>[] = [];
  const ask = (question: Question<LaneLoss>) => questions.push(question) - 1;
  const line = (driver: Driver) => (multiple: number) => ({ ...BASE_LANE, [driver]: multiple });
  const ocPlaces = hasOc
    ? of.map((driver) => ({ driver, place: ask({ lane: line(driver), holds: (lane) => lane.isOcUsedUp }) }))
    : [];
  const classPlaces = asked.map(({ tranche, place }) => ({
    tranche,
    place,
    drivers: of.map((driver) => ({
      driver,
      loss: ask({ lane: line(driver), holds: (lane) => kindOf(lane, place) !== null }),
      writedown: tranche.hasBalance
        ? ask({
            lane: line(driver),
            holds: (lane) => lane.classes[place]!.principal >= writedown * openingBalance(deal, tranche) - HALF_CENT,
          })
        : undefined,
    })),
    frontier: frontierQuestions(frontier, (lane: LaneLoss) => kindOf(lane, place) !== null).map(ask),
  }));

  const outputs = lossOutputs(deal, all);
  const evaluate = async (lanes: readonly Lane[]) => {
    const losses: LaneLoss[] = [];
    for (let first = 0; first < lanes.length; first += LANES_AT_ONCE) {
      const scenarios = lanes.slice(first, first + LANES_AT_ONCE).map((lane) => laneScenario(base, lane));
      const { paths } = await projectDeal(deal, scenarios, { ...options, outputs });
      losses.push(...paths.map((path) => laneLoss(deal, path, all)));
    }
    return losses;
  };
  const { turns, outcomeOf, lanes, rounds } = await search(questions, bound, evaluate, onRound);
  const turnAt = (place: number): Turn => turns[place]!;
  const baseLoss = outcomeOf(BASE_LANE)!;

  return {
    of: name,
    ...opening,
    baseLosses: baseLoss.losses,
    ocUsedUp: ocPlaces.map(({ driver, place }) => ({ of: driver, ...turnAt(place) })),
    classes: classPlaces.map(({ tranche, place, drivers, frontier: places }) => ({
      name: tranche.name,
      balance: tranche.hasBalance ? openingBalance(deal, tranche) : 0,
      isNotional: !tranche.hasBalance,
      baseLoss: baseLoss.classes[place]!,
      drivers: drivers.map(({ driver, loss, writedown: written }) => {
        const turn = turnAt(loss);
        const multiple = turnOf(driver, turn);
        const there = multiple === null ? undefined : outcomeOf(line(driver)(multiple));
        return {
          of: driver,
          firstLoss: {
            ...turn,
            kind: there === undefined ? null : kindOf(there, place),
            losses: there?.losses ?? null,
            coverage: there === undefined || baseLoss.losses <= HALF_CENT ? null : there.losses / baseLoss.losses,
          },
          writedown: written === undefined ? null : turnAt(written),
        };
      }),
      frontier: frontier.length === 0 ? null : frontierOf(frontier, places.map(turnAt)),
    })),
    bound,
    writedown,
    lanes,
    rounds,
    warnings:
      baseLoss.losses <= HALF_CENT ? ['the base case has no losses: multiples of no defaults, or of no severity, are none'] : [],
  };

  function refuseUnknown(tranches: readonly string[]): void {
    const names = deal.tranches.filter((tranche) => !isResidual(tranche)).map(({ name }) => name);
    for (const name of tranches)
      if (!names.includes(name))
        fail({ code: 'REQUEST_INVALID', place: 'tranche', got: `'${name}'`, expected: `one of ${names.join(', ')}` });
  }
}

/** Refuses numbers of a request that are outside their ranges, whatever the deal. Throws: REQUEST_INVALID, all faults at once. */
export function checkBreakEven({ frontier = [], bound = BOUND, writedown = WRITEDOWN }: BreakEvenRequest): void {
  const faults: Fault[] = [];
  const refuse = (place: string, got: number, expected: string) =>
    faults.push({ code: 'REQUEST_INVALID', place, got: shown(got), expected });
  if (!(bound > 1 && bound <= MOST_BOUND)) refuse('up-to', bound, `a multiple above 1, at most ${MOST_BOUND}`);
  if (!(writedown > 0 && writedown <= 1)) refuse('writedown', writedown, 'a share above 0, at most 100%');
  for (const severity of frontier)
    if (!(severity >= 0 && severity <= MOST_BOUND)) refuse('frontier', severity, `severity multiples from 0 to ${MOST_BOUND}`);
  if (faults.length > 0) throw new WeirError(faults);
}

function kindOf({ classes }: LaneLoss, place: number): LossKind | null {
  const { principal, interest } = classes[place]!;
  if (principal > HALF_CENT) return interest > HALF_CENT ? 'principal and interest' : 'principal';
  return interest > HALF_CENT ? 'interest' : null;
}
