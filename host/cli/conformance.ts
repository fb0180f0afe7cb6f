/** `weir conformance`: holds Weir against published figures. */
import type { Command } from 'commander';
import type { CellReport } from '../index.ts';
import { besideText } from '../report/beside.ts';
import { conformanceText } from '../report/conformance.ts';
import { GOLDEN, runCases } from './cases.ts';
import { END, print, printJson } from './ending.ts';
import { addJson, terminalWidth } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir conformance                       every case that comes with Weir
  npx weir conformance my-cases --verbose    a case, or a folder of cases, of your own
  npx weir conformance --json

test/golden/README.md says what a case is made of. Exit code 1 when a figure is missed.`;

export function addConformance(program: Command): void {
  const command = program
    .command('conformance')
    .summary('compare with published figures, cell by cell')
    .description('Runs cases of published figures and tells how many are matched, and every one that is not.')
    .argument('[folder]', 'a case, or a folder of cases; default: those that come with Weir')
    .option('--verbose', 'list the slips of the printers as well')
    .option('--tables', 'print tables of deals with the printed figures beside the computed ones');
  addJson(command).addHelpText('after', EXAMPLES).action(conformance);
}

async function conformance(
  folder: string = GOLDEN,
  options: { readonly verbose?: boolean; readonly tables?: boolean; readonly json?: boolean },
): Promise<void> {
  const reports = (await runCases(folder)).map(({ report }) => report);
  if (reports.some(({ missed }) => missed.length > 0)) process.exitCode = END.missed;
  const isVerbose = options.verbose === true;
  if (options.json !== true) {
    if (options.tables === true) for (const report of reports) print(`${besideText(report, terminalWidth())}\n`);
    return print(conformanceText(reports, isVerbose));
  }
  const cases = reports.map(({ name, published, matched, slips, worst, missed, slipCells }) => ({
    name,
    published,
    matched,
    slips,
    worst,
    missed: missed.map(cellRecord),
    ...(isVerbose && { slipCells: slipCells.map(cellRecord) }),
  }));
  printJson({ cases });
}

function cellRecord({ cell, computed, difference }: CellReport) {
  const { isSlip: _, ...printed } = cell;
  return { ...printed, computed, difference };
}
