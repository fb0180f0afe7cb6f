/** The frontier of a class: for each multiple of severity, the multiple of defaults at which it loses its first dollar. */
import { BASE_LANE, type Question, type Turn } from './breakEvenSearch.ts';

export interface FrontierPoint {
  /** Multiple of severity. */
  readonly severity: number;
  /** Multiple of defaults at which a loss begins; null where it begins nowhere up to the bound, or holds even without defaults. */
  readonly default: number | null;
  /** There is a loss with the defaults of the base case. */
  readonly inBase: boolean;
}
export type Frontier = readonly FrontierPoint[];

/** Multiples of severity where nobody says which. */
export const FRONTIER_SEVERITIES: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** A question for each multiple of severity, along defaults. */
export function frontierQuestions<T>(severities: readonly number[], holds: (outcome: T) => boolean): Question<T>[] {
  return severities.map((severity) => ({ lane: (multiple) => ({ ...BASE_LANE, severity, default: multiple }), holds }));
}

/** The points that answer `frontierQuestions`. */
export function frontierOf(severities: readonly number[], turns: readonly Turn[]): Frontier {
  return severities.map((severity, place): FrontierPoint => {
    const { inBase = false, down = null, up = null } = turns[place] ?? {};
    return { severity, default: inBase ? down : up, inBase };
  });
}
