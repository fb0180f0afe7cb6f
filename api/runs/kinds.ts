/** The kinds of runs that the service knows. A kind is an entry: its fields are checked, described, queued and carried out by it. */
import { fail } from '../../host/index.ts';
import { benchmark } from './kinds/benchmark.ts';
import { breakEven } from './kinds/breakEven.ts';
import { attribution, disclosure, rollforward } from './kinds/changes.ts';
import { diff } from './kinds/diff.ts';
import type { ServiceKind } from './kinds/kind.ts';
import { replay } from './kinds/replay.ts';
import { sensitivity } from './kinds/sensitivity.ts';
import { simulation } from './kinds/simulation.ts';
import { backTest, curveReview, tieOut } from './kinds/trials.ts';
import { value } from './kinds/value.ts';

export const KINDS: readonly ServiceKind[] = [
  value,
  simulation,
  sensitivity,
  breakEven,
  attribution,
  rollforward,
  disclosure,
  tieOut,
  curveReview,
  backTest,
  diff,
  replay,
  benchmark,
];

/** A kind by a word for it. Throws: REQUEST_INVALID. */
export function kindNamed(name: string): ServiceKind {
  const found = KINDS.find(({ words }) => words.includes(name));
  if (found !== undefined) return found;
  const expected = `one of ${KINDS.map(({ kind }) => kind).join(', ')}`;
  return fail({ code: 'REQUEST_INVALID', place: 'kind', got: `'${name}'`, expected });
}
