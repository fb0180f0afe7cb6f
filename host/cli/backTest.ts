/** `weir back-test`: what the last snapshot projected against what the trustees have reported since; kept as a run. */
import type { Command } from 'commander';
import { BACK_TEST_RUNS, type BackTestHistory, backTestRequest, runKept } from '../index.ts';
import { backTestText } from '../report/backTest.ts';
import { addCluster, type ClusterOptions } from './cluster.ts';
import { addData, type DataOptions, dataOf } from './data.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, addWorkers, listOf, numberOf, terminalWidth } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir back-test examples/portfolio/2011-03-31
  npx weir back-test examples/portfolio/2011-03-31 --trust alt-a-2005-1
  npx weir back-test march --periods 8                   eight periods back along the snapshots' own chain
  npx weir back-test march --from december --json`;

interface BackTestCliOptions extends DataOptions, ClusterOptions {
  readonly from?: string;
  readonly trust?: string;
  readonly periods: string;
  readonly full?: boolean;
  readonly workers?: string;
}

export function addBackTest(program: Command): void {
  const command = program
    .command('back-test')
    .summary("the last snapshot's projection against what came")
    .description(
      "Projects the snapshot before under its own curves and rates and holds the months since against the trustees' reports: collections, prepayments, defaults, losses, and each class's interest and principal.",
    )
    .argument('<snapshot>', 'the folder of a snapshot with remittances')
    .option('--from <folder>', 'the snapshot that projects; default: the one that it names as previous')
    .option('--periods <n>', 'periods to go back along the chain of snapshots', '1')
    .option('--trust <names>', 'only these trusts, as their folders are called, each with its classes')
    .option('--full', 'months and classes of every trust');
  addJson(addWorkers(addCluster(addData(command))))
    .addHelpText('after', EXAMPLES)
    .action(backTest);
}

async function backTest(folder: string, options: BackTestCliOptions): Promise<void> {
  const { from, trust } = options;
  const request = backTestRequest(folder, {
    periods: numberOf('periods', options.periods),
    ...(from !== undefined && { from }),
    ...(trust !== undefined && { trusts: listOf(trust) }),
  });
  const data = await dataOf(options, true);
  await tellBackTest(options, data.root, (how) => runKept(BACK_TEST_RUNS, data, request, how));
}

/** Does a back-test and prints it. */
export async function tellBackTest(
  options: KeepOptions & { readonly trust?: string; readonly full?: boolean },
  root: string,
  work: RunWork<BackTestHistory>,
): Promise<void> {
  await tellRun(options, root, work, {
    what: 'Back-testing',
    text: (value) =>
      backTestText(value, { width: terminalWidth(), inFull: options.full === true || options.trust !== undefined }),
  });
}
