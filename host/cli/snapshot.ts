/** `weir snapshot`: reads and checks a snapshot without valuing it. */
import type { Command } from 'commander';
import { formatDate, missingYields, readSnapshot } from '../index.ts';
import { snapshotText } from '../report/snapshot.ts';
import { END, print, printJson } from './ending.ts';
import { addJson, terminalWidth } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir snapshot examples/portfolio/2011-03-31
  npx weir snapshot examples/portfolio/2011-03-31 --json

host/portfolio/SNAPSHOT.md says what a snapshot is made of. Exit code 2 where a trust has errors.`;

export function addSnapshot(program: Command): void {
  const command = program
    .command('snapshot')
    .summary('what a snapshot holds, and what its data checks found')
    .description(
      'Reads every trust of a snapshot, checks its tape, and tells errors, warnings, cohorts, defaults taken, and discount yields that a valuation would lack.',
    )
    .argument('<folder>', 'the folder of a snapshot');
  addJson(command)
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: { readonly json?: boolean }) => {
      const snapshot = await watched('Reading', ({ signal }) => readSnapshot(folder, { signal }));
      if (snapshot.trusts.some(({ ok }) => !ok)) process.exitCode = END.badInput;
      if (options.json === true) printJson(recordOf(snapshot));
      else print(snapshotText(snapshot, terminalWidth()));
    });
}

/** The snapshot as JSON: maps as objects, and of loans what is known of their tape. */
function recordOf(read: Awaited<ReturnType<typeof readSnapshot>>) {
  const { trusts, files, ...snapshot } = read;
  return {
    ...snapshot,
    missingYields: missingYields(read),
    date: formatDate(snapshot.date),
    files: Object.fromEntries(files),
    trusts: trusts.map((reading) => {
      const tape = reading.ok ? reading.trust.tape : reading.tape;
      return {
        trust: reading.ok ? reading.trust.name : reading.name,
        ...(reading.ok ? { warnings: reading.trust.warnings } : { faults: reading.faults }),
        ...(tape !== undefined && { tape: { ...tape, strata: Object.fromEntries(tape.strata) } }),
      };
    }),
  };
}
