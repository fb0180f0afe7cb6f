/** Stretches of paths of one trust, run and reduced on whichever thread there is for them. */
import { type BinRows, mergedBins } from '../engine/bins.ts';
import { type Errand, runErrand } from '../engine/errand.ts';
import type { Generated, TaskResult, TaskTrust } from '../engine/messages.ts';
import { generatedTasks } from '../engine/planGenerated.ts';
import { runTasks, type TaskRunner } from '../engine/pool.ts';
import { refuseBreaches } from '../engine/project.ts';
import type { Reduced, ReducePlan } from '../engine/reduce.ts';

/** Paths from `from` to before `to` of a randomization, under a variation. */
export interface Stretch {
  readonly variation: string;
  readonly generated: Generated;
  readonly reduce: ReducePlan;
  readonly randomization: number;
  readonly from: number;
  readonly to: number;
}

export interface Stretches {
  /** Whose cash must tie. */
  readonly pool: Parameters<typeof refuseBreaches>[0];
  readonly trust: TaskTrust;
  readonly list: readonly Stretch[];
  readonly blockPaths?: number;
}

/** What a block of paths came to, but for its fans. */
export interface PathBlock extends Pick<TaskResult, 'paths' | 'periods' | 'loanMonthPaths'> {
  readonly reduced: Omit<Reduced, 'fans'>;
}

export interface RunStretches {
  /** The blocks of each stretch, in their order. */
  readonly blocks: readonly (readonly PathBlock[])[];
  /** The fans of all blocks together. */
  readonly fans: BinRows;
}

/** Runs stretches of paths, on one thread where the runner has one to send them to. Throws: as the tasks; CHECK_BREACHED. */
export function runStretches(given: Stretches, runner: TaskRunner, signal?: AbortSignal): Promise<RunStretches> {
  return runErrand(RUN_STRETCHES, given, runner, signal);
}

const RUN_STRETCHES: Errand<Stretches, RunStretches> = {
  module: import.meta.url,
  work: runHere,
  planes: ({ blocks, fans }) => [fans, ...blocks.flat().flatMap(({ reduced }) => Object.values(reduced))],
};
export default RUN_STRETCHES;

async function runHere({ pool, trust, list, blockPaths }: Stretches, runner: TaskRunner): Promise<RunStretches> {
  const tasks = list.map(({ generated, randomization, reduce, from, to }) => {
    const sampling = { ...generated.plan.sampling, randomization };
    const drawn = { ...generated, plan: { ...generated.plan, sampling } };
    return generatedTasks(trust, drawn, reduce, { from, to, ...(blockPaths !== undefined && { blockPaths }) });
  });
  const results = await runTasks(tasks.flat(), { runner });
  refuseBreaches(pool, results);
  const fans: BinRows[] = [];
  const blockOf = ({ paths, periods, loanMonthPaths, reduced }: TaskResult): PathBlock => {
    if (reduced === undefined) throw new Error('pathErrand: a task reduced nothing');
    const { fans: own, ...rest } = reduced;
    if (own.length > 0) fans.push(own);
    return { paths, periods, loanMonthPaths, reduced: rest };
  };
  let first = 0;
  const blocks = tasks.map(({ length }) => {
    const own = results.slice(first, first + length).map(blockOf);
    first += length;
    return own;
  });
  return { blocks, fans: mergedBins(fans) };
}
