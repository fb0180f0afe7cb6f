/** `weir value` and `weir resume`: fair values of a snapshot's trusts, kept as a run. */
import { type Command, Option } from 'commander';
import {
  type DataFolder,
  kindOfRun,
  METHODS,
  type Method,
  resumeSensitivity,
  resumeSimulation,
  resumeValue,
  runValue,
  type ValueRun,
  type ValueRunOptions,
} from '../index.ts';
import { htmlReport } from '../report/html.ts';
import { runText, valueText } from '../report/value.ts';
import { addCluster, type ClusterOptions, perhapsOnCluster } from './cluster.ts';
import { addData, askedBy, type DataOptions, dataOf, runIdOf } from './data.ts';
import { END, print, printJson } from './ending.ts';
import { addJson, addWorkers, numberOf, terminalWidth } from './options.ts';
import { watched } from './run.ts';
import { tellSensitivity } from './sensitivity.ts';
import { tellSimulation } from './simulate.ts';

const EXAMPLES = `
Examples:
  npx weir value examples/portfolio/2011-03-31
  npx weir value examples/portfolio/2011-03-31 --classes
  npx weir value examples/portfolio/2011-03-31 --method independent --json
  npx weir value examples/portfolio/2011-03-31 --cluster postgres://weir:secret@db/weir
  npx weir resume last                                   a run that was killed, from where it was`;

interface ValueOptions extends DataOptions, ClusterOptions {
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
      await tell(options, (run) => runValue(data, folder, { ...run, ...(method !== undefined && { method }) }), data);
    });
  const resume = program
    .command('resume')
    .summary('a run that did not end, from where it was')
    .description('Takes up a run whose process died, or that failed or was cancelled. What it had done is not done again.')
    .argument('<run>', 'the id of a run, the start of it, or last');
  addClasses(addJson(addWorkers(addCluster(addData(resume)))))
    .addHelpText('after', EXAMPLES)
    .action(async (run: string, options: ValueOptions) => {
      const data = await dataOf(options);
      const id = await runIdOf(data, run);
      const kind = await kindOfRun(data, id);
      if (kind === 'sensitivity') await tellSensitivity(options, data.root, (how) => resumeSensitivity(data, id, how));
      else if (kind === 'simulation') await tellSimulation(options, data.root, (how) => resumeSimulation(data, id, how));
      else await tell(options, (how) => resumeValue(data, id, how), data);
    });
}

function addClasses(command: Command): Command {
  return command.option('--classes', 'print every class of every trust: price, yield, life, losses, coverage');
}

async function tell(options: ValueOptions, work: (how: ValueRunOptions) => Promise<ValueRun>, data: DataFolder): Promise<void> {
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
