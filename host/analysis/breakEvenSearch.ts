/**
 * Finds where something begins to hold as assumptions are multiplied: for many questions at once, lanes side by side. First a coarse grid
 * of multiples, then every bracket is cut in four, all brackets in one projection a round, to a ten-thousandth of the multiple.
 */
import type { Scenario } from '../scenarios/scenario.ts';

/** What can be multiplied. */
export const DRIVERS = ['default', 'severity', 'prepayment'] as const;
export type Driver = (typeof DRIVERS)[number];

/** Multiples of the base case: one lane of a projection. */
export type Lane = Readonly<Record<Driver, number>>;
export const BASE_LANE: Lane = { default: 1, severity: 1, prepayment: 1 };

/** The scenario of a lane. */
export function laneScenario(base: Scenario, lane: Lane): Scenario {
  const { defaultMultiple = 1, severityMultiple = 1, prepaymentMultiple = 1 } = base;
  return {
    ...base,
    name: laneKey(lane),
    defaultMultiple: defaultMultiple * lane.default,
    severityMultiple: severityMultiple * lane.severity,
    prepaymentMultiple: prepaymentMultiple * lane.prepayment,
  };
}

export function laneKey(lane: Lane): string {
  return `default x ${lane.default}, severity x ${lane.severity}, prepayment x ${lane.prepayment}`;
}

/** A question: whether something holds on the lanes of a line, on which one multiple runs from 0 to the bound. */
export interface Question<T> {
  readonly lane: (multiple: number) => Lane;
  readonly holds: (outcome: T) => boolean;
}

/**
 * The answer. `down` and `up` are the multiples nearest to 1, below it and above it, at which the answer changes: of the two ends of the
 * last bracket the one at which it holds. Null where it does not change up to 0, or up to the bound.
 */
export interface Turn {
  readonly inBase: boolean;
  readonly down: number | null;
  readonly up: number | null;
}

export interface Search<T> {
  /** Turns by question. */
  readonly turns: readonly Turn[];
  /** The outcome on a lane that was projected. */
  readonly outcomeOf: (lane: Lane) => T | undefined;
  readonly lanes: number;
  readonly rounds: number;
}

/** Multiples of the first round: close around 1, then wider. What turns twice between two of them is not seen. */
const COARSE = [
  0, 0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 50,
  64, 80, 100, 150, 250, 500,
];
/** Points within a bracket that a round looks at. */
const CUTS = 3;
/** Share of the multiple to which it is found. */
export const TOLERANCE = 1e-4;
/** Below this multiples are found to the same absolute width. */
const LEAST = 0.01;
export const MOST_BOUND = 1_000;

interface Bracket {
  readonly question: number;
  readonly side: 'down' | 'up';
  /** Ends: nearer to 1, as in the base case, and farther, turned. */
  near: number;
  far: number;
}

/**
 * Answers questions. `evaluate` projects lanes, all different, and gives their outcomes in order; `onRound` hears of every round.
 * Checked by: a deal whose break-even multiples are known in closed form.
 */
export async function search<T>(
  questions: readonly Question<T>[],
  bound: number,
  evaluate: (lanes: readonly Lane[]) => Promise<readonly T[]>,
  onRound?: (done: number, of: number) => void,
): Promise<Search<T>> {
  const known = new Map<string, T>();
  let rounds = 0;
  const project = async (lanes: readonly Lane[]) => {
    const missing = new Map(lanes.map((lane) => [laneKey(lane), lane] as const).filter(([key]) => !known.has(key)));
    if (missing.size === 0) return;
    const outcomes = await evaluate([...missing.values()]);
    [...missing.keys()].forEach((key, place) => {
      const outcome = outcomes[place];
      if (outcome !== undefined) known.set(key, outcome);
    });
    rounds += 1;
    onRound?.(rounds, Math.max(rounds, ROUNDS));
  };
  const holds = ({ lane, holds: ask }: Question<T>, multiple: number): boolean => {
    const outcome = known.get(laneKey(lane(multiple)));
    if (outcome === undefined) throw new Error(`search: no outcome of ${laneKey(lane(multiple))}`);
    return ask(outcome);
  };

  const coarse = [...COARSE.filter((multiple) => multiple < bound), bound];
  if (!coarse.includes(1)) coarse.push(1);
  coarse.sort((a, b) => a - b);
  await project([BASE_LANE, ...questions.flatMap(({ lane }) => coarse.map(lane))]);
  const brackets = questions.flatMap((question, place) => bracketsOf(question, place, coarse, holds));
  for (let open = brackets.filter(isOpen); open.length > 0; open = open.filter(isOpen)) {
    await project(open.flatMap((bracket) => cutsOf(bracket).map((multiple) => questions[bracket.question]!.lane(multiple))));
    for (const bracket of open) narrow(bracket, questions[bracket.question]!, holds);
  }
  const turns = questions.map((question, place): Turn => {
    const inBase = holds(question, 1);
    const at = (side: Bracket['side']) => {
      const found = brackets.find((bracket) => bracket.question === place && bracket.side === side);
      return found === undefined ? null : inBase ? found.near : found.far;
    };
    return { inBase, down: at('down'), up: at('up') };
  });
  return { turns, outcomeOf: (lane) => known.get(laneKey(lane)), lanes: known.size, rounds };
}

/** Rounds that a search mostly takes, for whoever shows how far it is: the coarse one, and cuts of a bracket in four. */
export const ROUNDS = 8;

function bracketsOf<T>(
  question: Question<T>,
  place: number,
  coarse: readonly number[],
  holds: (question: Question<T>, multiple: number) => boolean,
): Bracket[] {
  const states = coarse.map((multiple) => holds(question, multiple));
  const at = coarse.indexOf(1);
  const up = states.findIndex((state, index) => index > at && state !== states[at]);
  const down = states.findLastIndex((state, index) => index < at && state !== states[at]);
  const brackets: Bracket[] = [];
  if (down >= 0) brackets.push({ question: place, side: 'down', near: coarse[down + 1]!, far: coarse[down]! });
  if (up >= 0) brackets.push({ question: place, side: 'up', near: coarse[up - 1]!, far: coarse[up]! });
  return brackets;
}

function isOpen({ near, far }: Bracket): boolean {
  return Math.abs(far - near) > TOLERANCE * Math.max(near, far, LEAST);
}

function cutsOf({ near, far }: Bracket): number[] {
  return Array.from({ length: CUTS }, (_, cut) => near + ((far - near) * (cut + 1)) / (CUTS + 1));
}

/** Keeps the part of a bracket nearest to 1 in which the answer turns. */
function narrow<T>(bracket: Bracket, question: Question<T>, holds: (question: Question<T>, multiple: number) => boolean): void {
  const inNear = holds(question, bracket.near);
  let { near } = bracket;
  for (const cut of cutsOf(bracket)) {
    if (holds(question, cut) !== inNear) {
      bracket.far = cut;
      break;
    }
    near = cut;
  }
  bracket.near = near;
}
