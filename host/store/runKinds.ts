/** The kinds of runs that are kept, for what is done with any of them. */
import { fail } from '../errors.ts';
import type { DataFolder } from './folders.ts';
import { kindOfRun, type Replay, type RunOptions, replayKept } from './keptRun.ts';
import { SENSITIVITY_RUNS } from './sensitivityRun.ts';
import { SIMULATION_RUNS } from './simulateRun.ts';
import { VALUE_RUNS } from './valueRun.ts';

/** Does a run of whatever kind again and compares every bit. Throws: REQUEST_INVALID for a kind that is not known, and as `replayKept`. */
export async function replayRun(data: DataFolder, id: string, options: RunOptions): Promise<Replay> {
  const kind = await kindOfRun(data, id);
  if (kind === VALUE_RUNS.kind) return replayKept(VALUE_RUNS, data, id, options);
  if (kind === SENSITIVITY_RUNS.kind) return replayKept(SENSITIVITY_RUNS, data, id, options);
  if (kind === SIMULATION_RUNS.kind) return replayKept(SIMULATION_RUNS, data, id, options);
  const expected = `a run of the kind ${VALUE_RUNS.kind}, ${SENSITIVITY_RUNS.kind} or ${SIMULATION_RUNS.kind}`;
  return fail({ code: 'REQUEST_INVALID', place: id, got: `a run of the kind '${kind}'`, expected });
}
