/** `weir simulate`: a snapshot on thousands of joint paths of rates, home prices and speeds, kept as a run. */
import { type Command, Option } from 'commander';
import {
  fail,
  type PartialResult,
  type PriceOrSpread,
  parsePercent,
  readQuotes,
  runSimulation,
  SIMULATED_MEASURES,
  type SimulatedMeasures,
  type SimulationReport,
} from '../index.ts';
import { partialText, simulateText } from '../report/simulate.ts';
import { addCluster, type ClusterOptions } from './cluster.ts';
import { addData, type DataOptions, dataOf } from './data.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, addWorkers, numberOf, terminalWidth } from './options.ts';

const EXAMPLES = `
Measures: value (values, spreads, option cost, probabilities), base (with effective duration and convexity), all (with key rates, and how values
move with volatility, prepayments, defaults, severities and home prices). Model files: host/scenarios/market/MODEL.md.

Control variates (--control): values are regressed on the discount factors of the paths after 2, 5 and 10 years and on their squares, whose means the
model knows. What is gained is gained with few paths a randomization, 128 as by default or fewer; host/scenarios/market/MODEL.md says when the plain mean stands.

Prices and spreads: --price tells the OAS and durations of a price, --oas the price of an OAS, of any class, hedge, collateral or residual. A price is
per 100 of balance without accrued interest, or dollars with it; spreads are continuous, over the rates of the paths.

Examples:
  npx weir simulate examples/portfolio/2011-03-31 --trust alt-a-2002-1
  npx weir simulate examples/portfolio/2011-03-31 --model hull-white --paths 4096 --measures value
  npx weir simulate examples/portfolio/2011-03-31 --trust alt-a-2004-1 --until-error 0.2% --seed 7
  npx weir simulate examples/portfolio/2011-03-31 --trust alt-a-2002-1 --measures value --control
  npx weir simulate examples/portfolio/2011-03-31 --trust alt-a-2005-1 --price 'alt-a-2005-1 A1 98.5; alt-a-2005-1 residual $900,000'
  npx weir simulate examples/portfolio/2011-03-31 --trust alt-a-2005-1 --oas "alt-a-2005-1 A1 150bp"
  npx weir simulate examples/portfolio/2011-03-31 --model my-model.yaml --behaviour my-behaviour.yaml --measures all --json`;

interface SimulateOptions extends DataOptions, ClusterOptions {
  readonly model: string;
  readonly behaviour?: string;
  readonly paths: string;
  readonly randomizations: string;
  readonly seed?: string;
  readonly measures: SimulatedMeasures;
  readonly trust?: string;
  readonly untilError?: string;
  readonly control?: boolean;
  readonly withPaths?: boolean;
  readonly price?: string;
  readonly oas?: string;
  readonly stream?: boolean;
  readonly workers?: string;
}

export function addSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .summary('values on thousands of paths of rates, home prices and speeds')
    .description('Draws joint paths around the given curves, values every trust on them, and keeps the tables as a run.')
    .argument('<snapshot>', 'the folder of a snapshot')
    .option('--model <name>', 'g2pp, hull-white, or a model file', 'g2pp')
    .option('--behaviour <file>', 'how borrowers answer to rates and home prices (host/scenarios/BEHAVIOUR.md)')
    .option('--paths <n>', 'paths in all, rounded up to whole 64s of each randomization', '1024')
    .option('--randomizations <n>', 'independent parts of them, from which standard errors come', '8')
    .option('--seed <n>', "default: the model's")
    .addOption(new Option('--measures <name>', 'how much is measured').choices(SIMULATED_MEASURES).default('base'))
    .option('--trust <name>', 'only this trust')
    .option('--until-error <share>', 'double the paths until the standard error of the residuals is within it: 0.5%')
    .option('--price <list>', 'tell the OAS of prices: trust, instrument and price, parted by semicolons; or a CSV file of them')
    .option('--oas <list>', 'tell the prices of spreads: trust, instrument and OAS, parted by semicolons; or a CSV file of them')
    .option('--control', 'correct means by control variates unless they seem to do harm, and tell both standard errors')
    .option('--with-paths', 'keep the value of every instrument on every path')
    .option('--stream', 'tell on standard error what is known after each randomization; with --json a line of JSON each');
  addJson(addWorkers(addCluster(addData(command))))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: SimulateOptions) => {
      const data = await dataOf(options, true);
      const { model, behaviour, measures, seed, trust, untilError, control, withPaths } = options;
      const quotes = askedQuotes(options);
      const onPartial = partialTeller(options);
      await tellSimulation(options, data.root, (how) =>
        runSimulation(
          data,
          folder,
          {
            model,
            measures,
            ...(behaviour !== undefined && { behaviour }),
            paths: numberOf('paths', options.paths),
            randomizations: numberOf('randomizations', options.randomizations),
            ...(seed !== undefined && { seed: numberOf('seed', seed) }),
            ...(trust !== undefined && { trust }),
            ...(untilError !== undefined && { untilError: shareOf(untilError) }),
            ...(control === true && { control }),
            ...(withPaths === true && { withPaths }),
            ...(quotes.length > 0 && { quotes }),
          },
          { ...how, ...(onPartial !== undefined && { onPartial }) },
        ),
      );
    });
}

function askedQuotes({ price, oas }: SimulateOptions): PriceOrSpread[] {
  return [...(price === undefined ? [] : readQuotes(price, 'price')), ...(oas === undefined ? [] : readQuotes(oas, 'oas'))];
}

/** Who tells what is known while the run goes on: on a terminal whenever it goes on for more paths, with --stream every time. */
function partialTeller({ json, stream, untilError }: SimulateOptions): ((partial: PartialResult) => void) | undefined {
  const isShown = process.stderr.isTTY && json !== true && untilError !== undefined;
  if (stream !== true && !isShown) return undefined;
  return (partial) => {
    if (stream !== true && !partial.isLevel) return;
    console.error(json === true ? JSON.stringify({ partial }) : partialText(partial));
  };
}

function shareOf(text: string): number {
  const share = parsePercent(text);
  if (Number.isFinite(share)) return share;
  return fail({ code: 'REQUEST_INVALID', place: 'until-error', got: `'${text}'`, expected: 'a share: 0.5% or 0.005' });
}

/** Does a simulation and prints it. */
export async function tellSimulation(options: KeepOptions, root: string, work: RunWork<SimulationReport>): Promise<void> {
  await tellRun(options, root, work, {
    what: 'Simulating',
    text: (value) => simulateText(value, terminalWidth()),
    json: (value) => ({ ...value, trusts: value.trusts.map(({ values: _, ...trust }) => trust) }),
  });
}
