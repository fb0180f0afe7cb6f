/** `weir diff`: two runs beside each other, inputs and results. */
import type { Command } from 'commander';
import { diffRuns } from '../index.ts';
import { diffText } from '../report/diff.ts';
import { addData, type DataOptions, dataOf, runIdOf } from './data.ts';
import { print, printJson } from './ending.ts';
import { addJson, numberOf } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir diff 20110331T17 last
  npx weir diff 20110331T17 last --listed 50 --json`;

const RUN = 'the id of a run, the start of it, or last';

export function addDiff(program: Command): void {
  const command = program
    .command('diff')
    .summary('two runs: inputs that differ, results that differ, by dollars')
    .description(
      'Holds two runs beside each other: what was asked, every input by its hash and, where both versions are still there, by field and cell; and every result, largest differences first.',
    )
    .argument('<first>', RUN)
    .argument('<second>', RUN)
    .option('--listed <n>', 'differences that are listed', '20');
  addJson(addData(command)).addHelpText('after', EXAMPLES).action(diff);
}

async function diff(first: string, second: string, options: DataOptions & { readonly listed: string }): Promise<void> {
  const listed = numberOf('listed', options.listed);
  const data = await dataOf(options);
  const [a, b] = [await runIdOf(data, first), await runIdOf(data, second)];
  const found = await watched('Comparing', ({ onProgress }) => diffRuns(data, a, b, { listed, onProgress }));
  if (options.json === true) printJson(found);
  else print(diffText(found));
}
