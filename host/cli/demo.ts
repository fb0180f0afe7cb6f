/** `weir demo`: the committed portfolio valued, the published figures counted, and where the report is. */
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { openData, runValue } from '../index.ts';
import { htmlReport } from '../report/html.ts';
import { valueText } from '../report/value.ts';
import { counted } from '../report/words.ts';
import { PUBLISHED, runCases } from './cases.ts';
import { askedBy } from './data.ts';
import { END, print } from './ending.ts';
import { terminalWidth } from './options.ts';
import { watched } from './run.ts';

const SNAPSHOT = fileURLToPath(new URL('../../examples/portfolio/2011-03-31', import.meta.url));
const DATA = 'weir-data';

const EXAMPLES = `
Example:
  npx weir demo`;

export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('the example portfolio valued, and published figures held against Weir')
    .description(
      `Values the example portfolio (six synthetic trusts), holds the published figures that come with Weir against its own, and keeps the run and its report in ./${DATA}.`,
    )
    .addHelpText('after', EXAMPLES)
    .action(demo);
}

async function demo(): Promise<void> {
  const started = performance.now();
  const data = await openData(DATA, { create: true });
  const run = await watched('Valuing', ({ signal, onProgress }) =>
    runValue(data, SNAPSHOT, { askedBy: askedBy(), signal, onProgress: (done, of) => onProgress(done, of) }),
  );
  print(`${valueText(run.value, terminalWidth())}\n`);
  print(
    'The portfolio is synthetic, calibrated to public filings: no such trust exists. The filing whose vintages and inputs it follows (Impac\nMortgage Holdings, 10-K for 2011) had its borrowings at 47.5 % of their contractual balance; the classes here stand beside it above.\n',
  );

  const cases = (await runCases(PUBLISHED, () => true)).map(({ report }) => report);
  const total = (of: (report: (typeof cases)[number]) => number) => cases.reduce((sum, report) => sum + of(report), 0);
  const missed = total((report) => report.missed.length);
  if (missed > 0) process.exitCode = END.missed;
  print(
    `Published figures of ${counted(cases.length, 'case')}: ${counted(
      total(({ published }) => published),
      'cell',
    )}, ${
      missed === 0 ? 'all as printed but for slips of their sources' : `${counted(missed, 'cell')} missed`
    }; npx weir conformance lists them.`,
  );
  print(
    `${((performance.now() - started) / 1000).toFixed(1)} s. Run ${run.id} in ./${DATA}; npx weir runs lists what is kept.\n`,
  );
  print(`Report ${await htmlReport(data.root, run)}`);
}
