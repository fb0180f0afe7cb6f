/** `weir tie-out`: the months since the last snapshot put through the deals, against what the trustees say was paid. */
import type { Command } from 'commander';
import { fail, TIE_OUT_WITHIN, tieOutFolder } from '../index.ts';
import { tieOutText } from '../report/tieOut.ts';
import { END, print, printJson } from './ending.ts';
import { addJson, listOf, refuseUnknown, terminalWidth } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir tie-out examples/portfolio/2011-03-31
  npx weir tie-out examples/portfolio/2011-03-31 --trust alt-a-2005-1 --json
  npx weir tie-out march --from january --within 0.03

Exit code 1 where a figure does not tie.`;

interface TieOutCliOptions {
  readonly from?: string;
  readonly trust?: string;
  readonly within?: string;
  readonly json?: boolean;
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
  addJson(command).addHelpText('after', EXAMPLES).action(tieOut);
}

async function tieOut(folder: string, { from, trust, within, json }: TieOutCliOptions): Promise<void> {
  const only = trust === undefined ? undefined : listOf(trust);
  const cents = within === undefined ? undefined : Number(within);
  if (cents !== undefined && !(cents >= 0 && cents <= 1e6))
    fail({ code: 'REQUEST_INVALID', place: 'within', got: `'${within}'`, expected: 'dollars, 0 to 1000000' });
  const report = await watched('Tying out', ({ signal, onProgress }) =>
    tieOutFolder(folder, {
      signal,
      onProgress,
      ...(from !== undefined && { from }),
      ...(only !== undefined && { only }),
      ...(cents !== undefined && { within: cents }),
    }),
  );
  refuseMissing(
    only,
    report.trusts.map((one) => one.trust),
  );
  if (json === true) printJson(report);
  else print(tieOutText(report, terminalWidth()));
  if (!report.ties) process.exitCode = END.missed;
}

/** Refuses names of trusts that nothing was read of. Throws: REQUEST_INVALID. */
export function refuseMissing(only: readonly string[] | undefined, read: readonly string[]): void {
  // A trust may be called otherwise than its folder: then only their number tells.
  if (only === undefined || read.length >= only.length) return;
  for (const name of only) refuseUnknown('trust', name, read, 'the folder of a trust of the snapshot');
}
