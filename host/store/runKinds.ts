/** The kinds of runs that are kept, for what is done with any of them. */
import { fail } from '../errors.ts';
import { ATTRIBUTION_RUNS } from './attributionRun.ts';
import { BACK_TEST_RUNS } from './backTestRun.ts';
import { BREAK_EVEN_RUNS } from './breakEvenRun.ts';
import { CURVE_REVIEW_RUNS } from './curveReviewRun.ts';
import { DIFF_RUNS } from './diffRun.ts';
import { DISCLOSURE_RUNS } from './disclosureRun.ts';
import type { DataFolder } from './folders.ts';
import { type KeptRequest, kindOfRun, type Replay, type RunKind, type RunOptions, replayKept } from './keptRun.ts';
import { ROLLFORWARD_RUNS } from './rollforwardRun.ts';
import { SENSITIVITY_RUNS } from './sensitivityRun.ts';
import { SIMULATION_RUNS } from './simulateRun.ts';
import { TIE_OUT_RUNS } from './tieOutRun.ts';
import { VALUE_RUNS } from './valueRun.ts';

/** How a run of each kind is done again. */
const REPLAYS: ReadonlyMap<string, (data: DataFolder, id: string, options: RunOptions) => Promise<Replay>> = new Map([
  replayOf(VALUE_RUNS),
  replayOf(SENSITIVITY_RUNS),
  replayOf(SIMULATION_RUNS),
  replayOf(BREAK_EVEN_RUNS),
  replayOf(ATTRIBUTION_RUNS),
  replayOf(ROLLFORWARD_RUNS),
  replayOf(DISCLOSURE_RUNS),
  replayOf(TIE_OUT_RUNS),
  replayOf(CURVE_REVIEW_RUNS),
  replayOf(BACK_TEST_RUNS),
  replayOf(DIFF_RUNS),
]);

/** Does a run of whatever kind again and compares every bit. Throws: REQUEST_INVALID for a kind that is not known, and as `replayKept`. */
export async function replayRun(data: DataFolder, id: string, options: RunOptions): Promise<Replay> {
  const kind = await kindOfRun(data, id);
  const replay = REPLAYS.get(kind);
  if (replay !== undefined) return replay(data, id, options);
  const expected = `a run of one of the kinds ${[...REPLAYS.keys()].join(', ')}`;
  return fail({ code: 'REQUEST_INVALID', place: id, got: `a run of the kind '${kind}'`, expected });
}

function replayOf<R extends KeptRequest, V>(kind: RunKind<R, V>) {
  const replay = (data: DataFolder, id: string, options: RunOptions) => replayKept(kind, data, id, options);
  return [kind.kind, replay] as const;
}
