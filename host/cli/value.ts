/** `weir value`: fair values of a snapshot's trusts, kept as a run. */
import { type Command, Option } from 'commander';
import { type DataFolder, METHODS, type Method, runValue, type ValueRun, type ValueRunOptions } from '../index.ts';
import { htmlReport } from '../report/html.ts';
import { runText, valueText } from '../report/value.ts';
import { addCluster, type ClusterOptions, perhapsOnCluster } from './cluster.ts';
import { addData, askedBy, type DataOptions, dataOf } from './data.ts';
import { END, print, printJson } from './ending.ts';
import { addJson, addWorkers, numberOf, terminalWidth } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir value examples/portfolio/2011-03-31
  npx weir value examples/portfolio/2011-03-31 --classes
  npx weir value examples/portfolio/2011-03-31 --method independent --json
  npx weir value examples/portfolio/2011-03-31 --cluster postgres://weir:secret@db/weir`;

export interface ValueOptions extends DataOptions, ClusterOptions {
  readonly method?: Method;
  readonly workers?: string;
  readonly classes?: boolean;
}

export function addValue(program: Command): void {
  const value = program
    .command('value')
    .summary('fair values of a portfolio, kept as a run')
    .description('Reads a snapshot, values every trust, prints the balance sheet, and keeps tables, manifest and an HTML report.')
    .argument('<snapshot>', 'the folder of a snapshot')
    .addOption(new Option('--method <name>', "how collateral is valued; default: the snapshot's own").choices(METHODS));
  addClasses(addJson(addWorkers(addCluster(addData(value)))))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: ValueOptions) => {
      const data = await dataOf(options, true);
      const { method } = options;
      await tellValue(options, data, (run) => runValue(data, folder, { ...run, ...(method !== undefined && { method }) }));
    });
}

/** Options of what prints a valuation. */
export function addClasses(command: Command): Command {
  return command.option('--classes', 'print every class of every trust: price, yield, life, losses, coverage');
}

/** Does a valuation, writes its report and prints it. */
export async function tellValue(
  options: ValueOptions,
  data: DataFolder,
  work: (how: ValueRunOptions) => Promise<ValueRun>,
): Promise<void> {
  const done = await watched('Valuing', (watch) =>
    perhapsOnCluster(options, data, watch, (how) =>
      work({
        ...how,
        askedBy: askedBy(),
        onProgress: (count, of) => watch.onProgress(count, of),
        ...(options.workers !== undefined && { workers: numberOf('workers', options.workers) }),
      }),
    ),
  );
  const { root } = data;
  const report = await htmlReport(root, done);
  // The others were valued and are kept; a script must not take the sheet for whole.
  if (done.value.failed.length > 0) process.exitCode = END.badInput;
  if (options.json === true) printJson({ run: done.id, report, ...done.value });
  else
    print(`${valueText(done.value, terminalWidth(), options.classes === true)}\n\n${runText(done.id, root)}\nReport ${report}`);
}
