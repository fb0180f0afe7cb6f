/** `weir simulate`: a snapshot on thousands of joint paths of rates, home prices and speeds, kept as a run. */
import { type Command, Option } from 'commander';
import {
  fail,
  parsePercent,
  type RunOptions,
  runSimulation,
  SIMULATED_MEASURES,
  type SimulatedMeasures,
  type SimulationRun,
} from '../index.ts';
import { partialText, simulateText } from '../report/simulate.ts';
import { runText } from '../report/value.ts';
import { addData, askedBy, type DataOptions, dataOf } from './data.ts';
import { print, printJson } from './ending.ts';
import { addJson, addWorkers, numberOf, terminalWidth } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Measures: value (values, spreads, option cost, probabilities), base (with effective duration and convexity), all (with key rates, and how values
move with volatility, prepayments, defaults, severities and home prices). Model files: host/scenarios/market/MODEL.md.

Examples:
  npx weir simulate examples/portfolio/2011-03-31 --trust alt-a-2002-1
  npx weir simulate examples/portfolio/2011-03-31 --model hull-white --paths 4096 --measures value
  npx weir simulate examples/portfolio/2011-03-31 --trust alt-a-2004-1 --until-error 0.2% --seed 7
  npx weir simulate examples/portfolio/2011-03-31 --model my-model.yaml --measures all --json`;

interface SimulateOptions extends DataOptions {
  readonly model: string;
  readonly paths: string;
  readonly randomizations: string;
  readonly seed?: string;
  readonly measures: SimulatedMeasures;
  readonly trust?: string;
  readonly untilError?: string;
  readonly withPaths?: boolean;
  readonly workers?: string;
}

export function addSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .summary('values on thousands of paths of rates, home prices and speeds')
    .description('Draws joint paths around the given curves, values every trust on them, and keeps the tables as a run.')
    .argument('<snapshot>', 'the folder of a snapshot')
    .option('--model <name>', 'g2pp, hull-white, or a model file', 'g2pp')
    .option('--paths <n>', 'paths in all', '1024')
    .option('--randomizations <n>', 'independent parts of them, from which standard errors come', '8')
    .option('--seed <n>', "default: the model's")
    .addOption(new Option('--measures <name>', 'how much is measured').choices(SIMULATED_MEASURES).default('base'))
    .option('--trust <name>', 'only this trust')
    .option('--until-error <share>', 'double the paths until the standard error of the residuals is within it: 0.5%')
    .option('--with-paths', 'keep the value of every instrument on every path');
  addJson(addWorkers(addData(command)))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: SimulateOptions) => {
      const data = await dataOf(options, true);
      const { model, measures, seed, trust, untilError, withPaths } = options;
      await tellSimulation(options, data.root, (how) =>
        runSimulation(
          data,
          folder,
          {
            model,
            measures,
            paths: numberOf('paths', options.paths),
            randomizations: numberOf('randomizations', options.randomizations),
            ...(seed !== undefined && { seed: numberOf('seed', seed) }),
            ...(trust !== undefined && { trust }),
            ...(untilError !== undefined && { untilError: shareOf(untilError) }),
            ...(withPaths === true && { withPaths }),
          },
          {
            ...how,
            ...(options.json !== true && process.stderr.isTTY && { onPartial: (partial) => console.error(partialText(partial)) }),
          },
        ),
      );
    });
}

function shareOf(text: string): number {
  const share = parsePercent(text);
  if (Number.isFinite(share)) return share;
  return fail({ code: 'REQUEST_INVALID', place: 'until-error', got: `'${text}'`, expected: 'a share: 0.5% or 0.005' });
}

/** Does a simulation under a watch and prints it. */
export async function tellSimulation(
  { json, workers }: { json?: boolean; workers?: string },
  root: string,
  work: (how: RunOptions) => Promise<SimulationRun>,
): Promise<void> {
  const { id, value } = await watched('Simulating', ({ signal, onProgress }) =>
    work({
      askedBy: askedBy(),
      signal,
      onProgress: (count, of) => onProgress(count, of),
      ...(workers !== undefined && { workers: numberOf('workers', workers) }),
    }),
  );
  if (json === true) {
    const trusts = value.trusts.map(({ values: _, ...trust }) => trust);
    printJson({ run: id, ...value, trusts });
  } else print(`${simulateText(value, terminalWidth())}\n\n${runText(id, root)}`);
}
