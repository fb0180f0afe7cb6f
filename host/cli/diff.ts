/** `weir diff`: two runs beside each other, inputs and results, kept as a run. */
import type { Command } from 'commander';
import { DIFF_LISTED, DIFF_RUNS, diffRequest, type RunDiff, runKept } from '../index.ts';
import { diffText } from '../report/diff.ts';
import { addData, type DataOptions, dataOf, runIdOf } from './data.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, numberOf } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir diff 20110331T17 last
  npx weir diff 20110331T17 last --listed 50 --json`;

const RUN = 'the id of a run, the start of it, or last: the last that is no diff itself';

export function addDiff(program: Command): void {
  const command = program
    .command('diff')
    .summary('two runs: inputs that differ, results that differ, by dollars')
    .description(
      'Holds two runs beside each other: what was asked, every input by its hash and, where both versions are still there, by field and cell; and every result, largest differences first. Keeps tables and an HTML report.',
    )
    .argument('<first>', RUN)
    .argument('<second>', RUN)
    .option('--listed <n>', 'differences that are listed', String(DIFF_LISTED));
  addJson(addData(command)).addHelpText('after', EXAMPLES).action(diff);
}

async function diff(first: string, second: string, options: DataOptions & { readonly listed: string }): Promise<void> {
  const listed = numberOf('listed', options.listed);
  const data = await dataOf(options);
  const [a, b] = [await runIdOf(data, first, DIFF_RUNS.kind), await runIdOf(data, second, DIFF_RUNS.kind)];
  await tellDiff(options, data.root, (how) => runKept(DIFF_RUNS, data, diffRequest(a, b, listed), how));
}

/** Compares two runs and prints what differs. */
export async function tellDiff(options: KeepOptions, root: string, work: RunWork<RunDiff>): Promise<void> {
  await tellRun(options, root, work, { what: 'Comparing', text: diffText });
}
