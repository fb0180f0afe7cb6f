/** `weir resume`: a run that did not end, of whatever kind, from where it was. */
import type { Command } from 'commander';
import {
  ATTRIBUTION_RUNS,
  BACK_TEST_RUNS,
  BREAK_EVEN_RUNS,
  CURVE_REVIEW_RUNS,
  type DataFolder,
  DIFF_RUNS,
  DISCLOSURE_RUNS,
  fail,
  type KeptRequest,
  kindOfRun,
  ROLLFORWARD_RUNS,
  type RunKind,
  resumeKept,
  resumeValue,
  SENSITIVITY_RUNS,
  SIMULATION_RUNS,
  TIE_OUT_RUNS,
  VALUE_RUNS,
} from '../index.ts';
import { tellAttribution } from './attribute.ts';
import { tellBackTest } from './backTest.ts';
import { tellBreakEven } from './breakEven.ts';
import { addCluster } from './cluster.ts';
import { addData, dataOf, runIdOf } from './data.ts';
import { tellDiff } from './diff.ts';
import { tellDisclosure } from './disclose.ts';
import type { KeepOptions, RunWork } from './keptRun.ts';
import { addJson, addWorkers } from './options.ts';
import { tellReview } from './review.ts';
import { tellRollforward } from './rollforward.ts';
import { tellSensitivity } from './sensitivity.ts';
import { tellSimulation } from './simulate.ts';
import { tellTieOut } from './tieOut.ts';
import { addClasses, tellValue, type ValueOptions } from './value.ts';

const EXAMPLES = `
Examples:
  npx weir resume last
  npx weir resume 20110331T17 --workers 2 --json`;

type Resume = (options: ValueOptions, data: DataFolder, id: string) => Promise<void>;

/** How a run of each kind goes on, and prints as its command does. */
const RESUMES: ReadonlyMap<string, Resume> = new Map<string, Resume>([
  [VALUE_RUNS.kind, (options, data, id) => tellValue(options, data, (how) => resumeValue(data, id, how))],
  told(SENSITIVITY_RUNS, tellSensitivity),
  told(SIMULATION_RUNS, tellSimulation),
  told(BREAK_EVEN_RUNS, tellBreakEven),
  told(ATTRIBUTION_RUNS, tellAttribution),
  told(ROLLFORWARD_RUNS, tellRollforward),
  told(DISCLOSURE_RUNS, tellDisclosure),
  told(TIE_OUT_RUNS, tellTieOut),
  told(CURVE_REVIEW_RUNS, tellReview),
  told(BACK_TEST_RUNS, tellBackTest),
  told(DIFF_RUNS, tellDiff),
]);

function told<R extends KeptRequest, V>(
  kind: RunKind<R, V>,
  tell: (options: KeepOptions, root: string, work: RunWork<V>) => Promise<void>,
): [string, Resume] {
  return [kind.kind, (options, data, id) => tell(options, data.root, (how) => resumeKept(kind, data, id, how))];
}

export function addResume(program: Command): void {
  const command = program
    .command('resume')
    .summary('a run that did not end, from where it was')
    .description('Takes up a run whose process died, or that failed or was cancelled. What it had done is not done again.')
    .argument('<run>', 'the id of a run, the start of it, or last');
  addClasses(addJson(addWorkers(addCluster(addData(command)))))
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, options: ValueOptions) => {
      const data = await dataOf(options);
      const id = await runIdOf(data, run);
      const kind = await kindOfRun(data, id);
      const resume = RESUMES.get(kind);
      const expected = `a run of one of the kinds ${[...RESUMES.keys()].join(', ')}`;
      if (resume === undefined) fail({ code: 'REQUEST_INVALID', place: id, got: `a run of the kind '${kind}'`, expected });
      await resume(options, data, id);
    });
}
