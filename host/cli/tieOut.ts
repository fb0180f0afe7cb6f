/** `weir tie-out`: the months since the last snapshot put through the deals, against what the trustees say was paid; kept as a run. */
import type { Command } from 'commander';
import { fail, runKept, type SnapshotTieOut, TIE_OUT_RUNS, TIE_OUT_WITHIN, tieOutRequest } from '../index.ts';
import { tieOutText } from '../report/tieOut.ts';
import { addData, type DataOptions, dataOf } from './data.ts';
import { END } from './ending.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, listOf, terminalWidth } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir tie-out examples/portfolio/2011-03-31
  npx weir tie-out examples/portfolio/2011-03-31 --trust alt-a-2005-1 --json
  npx weir tie-out march --from january --within 0.03

Exit code 1 where a figure does not tie.`;

interface TieOutCliOptions extends DataOptions {
  readonly from?: string;
  readonly trust?: string;
  readonly within?: string;
}

export function addTieOut(program: Command): void {
  const command = program
    .command('tie-out')
    .summary("the trustees' payments since the last snapshot, against the deals")
    .description(
      'Puts what was collected since the snapshot before through each deal as it stood then, and holds what it pays against the trustee: interest, principal, balance and writedown of every class, to the cent.',
    )
    .argument('<snapshot>', 'the folder of a snapshot with remittances')
    .option('--from <folder>', 'the snapshot to begin from; default: the one that it names as previous')
    .option('--trust <names>', 'only these trusts, as their folders are called: alt-a-2005-1,alt-a-2006-1')
    .option(
      '--within <dollars>',
      `what a figure may differ by; default: ${TIE_OUT_WITHIN}, the rounding of openings and reports`,
    );
  addJson(addData(command)).addHelpText('after', EXAMPLES).action(tieOut);
}

async function tieOut(folder: string, options: TieOutCliOptions): Promise<void> {
  const { from, trust, within } = options;
  const cents = within === undefined ? undefined : Number(within);
  if (cents !== undefined && !(cents >= 0 && cents <= 1e6))
    fail({ code: 'REQUEST_INVALID', place: 'within', got: `'${within}'`, expected: 'dollars, 0 to 1000000' });
  const request = tieOutRequest(folder, {
    ...(from !== undefined && { from }),
    ...(trust !== undefined && { trusts: listOf(trust) }),
    ...(cents !== undefined && { within: cents }),
  });
  const data = await dataOf(options, true);
  await tellTieOut(options, data.root, (how) => runKept(TIE_OUT_RUNS, data, request, how));
}

/** Does a tie-out and prints it; the exit code says whether it ties. */
export async function tellTieOut(options: KeepOptions, root: string, work: RunWork<SnapshotTieOut>): Promise<void> {
  const { ties } = await tellRun(options, root, work, {
    what: 'Tying out',
    text: (value) => tieOutText(value, terminalWidth()),
  });
  if (!ties) process.exitCode = END.missed;
}
