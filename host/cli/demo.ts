/** `weir demo`: published deals, projected and priced, beside what was printed about them. */
import { relative } from 'node:path';
import type { Command } from 'commander';
import { besideText, demoEnd, type Example } from '../report/beside.ts';
import { PUBLISHED, runCases, type TimedCase } from './cases.ts';
import { END, print } from './ending.ts';
import { terminalWidth } from './options.ts';

const EXAMPLES = `
Example:
  npx weir demo | less`;

export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('published deals, computed beside printed')
    .description('Projects and prices every published deal that comes with Weir and prints its figures beside the printed ones.')
    .addHelpText('after', EXAMPLES)
    .action(demo);
}

async function demo(): Promise<void> {
  const started = performance.now();
  const cases = await runCases(PUBLISHED, ({ deal }) => deal !== undefined);
  const reports = cases.map(({ report }) => report);
  if (reports.some(({ missed }) => missed.length > 0)) process.exitCode = END.missed;
  const width = terminalWidth();
  for (const report of reports) print(`${besideText(report, width)}\n`);
  print(
    demoEnd(
      cases.map(({ report, milliseconds }) => ({ report, milliseconds })),
      performance.now() - started,
      exampleOf(cases),
    ),
  );
}

/** The smallest case with a price. */
function exampleOf(cases: readonly TimedCase[]): Example | undefined {
  const [smallest] = cases
    .filter(({ report }) => report.cells.some(({ cell }) => cell.given.startsWith('price=')))
    .toSorted((a, b) => a.report.published - b.report.published);
  if (smallest?.given.deal === undefined) return undefined;
  return { deal: relative(process.cwd(), smallest.given.deal), report: smallest.report };
}
