/** `weir back-test`: what the last snapshot projected against what the trustees have reported since. */
import type { Command } from 'commander';
import { backTestChain, fail } from '../index.ts';
import { backTestText } from '../report/backTest.ts';
import { print, printJson } from './ending.ts';
import { addJson, addWorkers, listOf, numberOf, terminalWidth } from './options.ts';
import { watched } from './run.ts';
import { refuseMissing } from './tieOut.ts';

const EXAMPLES = `
Examples:
  npx weir back-test examples/portfolio/2011-03-31
  npx weir back-test examples/portfolio/2011-03-31 --trust alt-a-2005-1
  npx weir back-test march --periods 8                   eight periods back along the snapshots' own chain
  npx weir back-test march --from december --json`;

interface BackTestCliOptions {
  readonly from?: string;
  readonly trust?: string;
  readonly periods: string;
  readonly full?: boolean;
  readonly workers?: string;
  readonly json?: boolean;
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
  addJson(addWorkers(command)).addHelpText('after', EXAMPLES).action(backTest);
}

async function backTest(folder: string, options: BackTestCliOptions): Promise<void> {
  const { from, trust, full = false, workers, json } = options;
  const only = trust === undefined ? undefined : listOf(trust);
  const periods = numberOf('periods', options.periods);
  if (periods === 0) fail({ code: 'REQUEST_INVALID', place: 'periods', got: '0', expected: 'one period or more' });
  const history = await watched('Back-testing', ({ signal, onProgress }) =>
    backTestChain(folder, periods, {
      signal,
      onProgress,
      ...(from !== undefined && { from }),
      ...(only !== undefined && { only }),
      ...(workers !== undefined && { workers: numberOf('workers', workers) }),
    }),
  );
  refuseMissing(only, history.tests.at(-1)?.trusts.map((one) => one.trust) ?? []);
  if (json === true) printJson(history);
  else print(backTestText(history, { width: terminalWidth(), inFull: full || only !== undefined }));
}
