/** `weir runs`, `show`, `export`, `replay`, `adjust`, `lock`: what is kept, and what can be done with it. */
import { type Command, Option } from 'commander';
import { adjustRun, exportRun, listRuns, lockRun, replayRun, showRun } from '../index.ts';
import { reportFile } from '../report/html.ts';
import { replayText, runsText, showText } from '../report/runs.ts';
import { addData, askedBy, type DataOptions, dataOf, runIdOf } from './data.ts';
import { END, print, printJson } from './ending.ts';
import { addJson, addWorkers, listOf, numberOf } from './options.ts';
import { watched } from './run.ts';

const RUN = 'the id of a run, the start of it, or last';

export function addRuns(program: Command): void {
  const runs = program.command('runs').summary('the runs that are kept').description('Lists runs, oldest first.');
  addJson(addData(runs))
    .addHelpText('after', '\nExample:\n  npx weir runs --data weir-data')
    .action(async (options: DataOptions) => {
      const list = await listRuns(await dataOf(options));
      if (options.json === true) printJson(list);
      else print(runsText(list));
    });

  const show = program
    .command('show')
    .summary('what a run was asked, read and gave')
    .description('Shows a run: its request, the inputs it read with their hashes, its tables, adjustments and sign-off.')
    .argument('<run>', RUN)
    .option('--html', 'only where its report is: one HTML file, with pictures');
  addJson(addData(show))
    .addHelpText('after', '\nExamples:\n  npx weir show last\n  npx weir show last --html')
    .action(async (run: string, options: DataOptions & { html?: boolean }) => {
      const data = await dataOf(options);
      const id = await runIdOf(data, run);
      if (options.html === true) {
        const report = await reportFile(data, id);
        if (options.json === true) printJson({ run: id, report });
        else print(report);
        return;
      }
      const view = await showRun(data, id);
      if (options.json === true) printJson(view);
      else print(showText(view));
    });
  addExport(program);
  addReplay(program);
  addSignOff(program);
}

function addExport(program: Command): void {
  const command = program
    .command('export')
    .summary('the tables of a run as files')
    .description('Writes tables of a run, every digit of them, into a folder.')
    .argument('<run>', RUN)
    .requiredOption('--to <folder>', 'a folder, which is made where there is none; files in it are not overwritten')
    .addOption(new Option('--format <kind>', 'kind of file').choices(['csv', 'json', 'parquet', 'xlsx']).default('csv'))
    .option('--tables <names>', 'only these: instruments,trusts; default: all');
  addJson(addData(command))
    .addHelpText('after', '\nExample:\n  npx weir export last --to out --tables instruments,sheet')
    .action(
      async (
        run: string,
        options: DataOptions & { to: string; format: 'csv' | 'json' | 'parquet' | 'xlsx'; tables?: string },
      ) => {
        const data = await dataOf(options);
        const id = await runIdOf(data, run);
        const files = await exportRun(
          data,
          id,
          options.to,
          options.format,
          options.tables === undefined ? undefined : listOf(options.tables),
        );
        if (options.json === true) printJson({ run: id, files });
        else print(files.join('\n'));
      },
    );
}

function addReplay(program: Command): void {
  const command = program
    .command('replay')
    .summary('a run again from its manifest, compared bit by bit')
    .description(
      'Does a run again from what its manifest names, without what was kept of its tasks. Exit code 1 where a bit differs.',
    )
    .argument('<run>', RUN);
  addJson(addWorkers(addData(command)))
    .addHelpText('after', '\nExample:\n  npx weir replay last --workers 1')
    .action(async (run: string, options: DataOptions & { workers?: string }) => {
      const data = await dataOf(options);
      const id = await runIdOf(data, run);
      const workers = options.workers === undefined ? {} : { workers: numberOf('workers', options.workers) };
      const replay = await watched('Replaying', ({ signal, onProgress }) =>
        replayRun(data, id, { askedBy: askedBy(), signal, onProgress: (done, of) => onProgress(done, of), ...workers }),
      );
      if (options.json === true) printJson({ run: id, ...replay });
      else print(replayText(id, replay));
      if (!replay.same) process.exitCode = END.missed;
    });
}

function addSignOff(program: Command): void {
  const adjust = program
    .command('adjust')
    .summary('an adjustment to a figure of a run, with its reason')
    .description('Adds an adjustment to a run. It changes no table: readers see it beside what it adjusts.')
    .argument('<run>', RUN)
    .requiredOption('--target <what>', 'what it adjusts: "alt-a-2005-1 collateral"')
    .requiredOption('--amount <dollars>', 'dollars, added; below 0 takes away')
    .requiredOption('--why <text>', 'the reason')
    .option('--by <name>', 'who; default: the user of this machine');
  addJson(addData(adjust))
    .addHelpText(
      'after',
      '\nExample:\n  npx weir adjust last --target "alt-a-2005-1 collateral" --amount -125000 --why "appraisals of March"',
    )
    .action(async (run: string, options: DataOptions & { target: string; amount: string; why: string; by?: string }) => {
      const data = await dataOf(options);
      const id = await runIdOf(data, run);
      const { target, why } = options;
      await adjustRun(data, id, { by: options.by ?? askedBy(), target, amount: Number(options.amount), why });
      told(options, id, `Adjusted ${target} in run ${id}.`);
    });

  const lock = program
    .command('lock')
    .summary('sign a run off: nothing of it changes afterwards')
    .description('Signs a run off by two people, after all its files were held against their checksums.')
    .argument('<run>', RUN)
    .requiredOption('--preparer <name>', 'who prepared it')
    .requiredOption('--reviewer <name>', 'who reviewed it: somebody else')
    .option('--note <text>', 'what there is to say', '');
  addJson(addData(lock))
    .addHelpText('after', '\nExample:\n  npx weir lock last --preparer "A. Moss" --reviewer "B. Hill" --note "March close"')
    .action(async (run: string, options: DataOptions & { preparer: string; reviewer: string; note: string }) => {
      const data = await dataOf(options);
      const id = await runIdOf(data, run);
      await lockRun(data, id, options.preparer, options.reviewer, options.note);
      told(options, id, `Run ${id} is locked.`);
    });
}

function told(options: DataOptions, run: string, text: string): void {
  if (options.json === true) printJson({ run });
  else print(text);
}
