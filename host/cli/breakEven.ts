/** `weir break-even`: how far defaults, severity or prepayments could go before a class loses its first dollar. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import {
  BOUND,
  BREAK_EVEN_RUNS,
  type BreakEvenAsked,
  type BreakEvenRequest,
  baseScenario,
  breakEven,
  breakEvenRequest,
  DRIVERS,
  type Driver,
  FRONTIER_SEVERITIES,
  fail,
  loadDeal,
  openPool,
  type PortfolioBreakEven,
  parsePercent,
  runKept,
  type ScenarioRequest,
} from '../index.ts';
import { breakEvenText } from '../report/breakEven.ts';
import { addCluster } from './cluster.ts';
import { addData, type DataOptions, dataOf } from './data.ts';
import { print, printJson } from './ending.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import {
  addJson,
  addScenarioOptions,
  addWorkers,
  listOf,
  numberOf,
  requestOf,
  type ScenarioOptions,
  terminalWidth,
} from './options.ts';
import { type Watch, watched } from './run.ts';

const EXAMPLES = `
A search over a snapshot is kept as a run; one over a deal file is not.

Options of the base case (--speeds, --cdr, --severity, --lag, --index, --no-call, --variant) replace what the deals say; multiples are of it.

Examples:
  npx weir break-even examples/portfolio/2011-03-31
  npx weir break-even examples/portfolio/2011-03-31 --trust alt-a-2006-1 --of default --frontier
  npx weir break-even examples/deals/oc_turbo_stepdown_call.yaml --speeds "CPR 10" --cdr 2 --severity 40 --lag 12
  npx weir break-even examples/deals/oc_turbo_stepdown_call.yaml --cdr 2 --severity 40 --tranche M1,M2 --frontier 0.5,1,1.5,2 --json`;

/** Loan-month-paths of a search in this thread: more go to threads. */
const SMALL_SEARCH = 40_000_000;
/** A search takes about so many lanes, for so many months. */
const USUAL_LANES = 400;
const MONTHS = 360;
/** Lanes of a block, so that the rounds of one deal keep several threads at work. */
const BLOCK_PATHS = 64;

interface BreakEvenOptions extends ScenarioOptions, Pick<DataOptions, 'data'> {
  readonly tranche?: string;
  readonly trust?: string;
  readonly of?: string;
  /** True without a list. */
  readonly frontier?: string | true;
  readonly upTo: string;
  readonly writedown: string;
}

export function addBreakEven(program: Command): void {
  const command = program
    .command('break-even')
    .summary('how far defaults, severity, prepayments may go before a class loses')
    .description(
      'Finds, for every class, the multiples of the base case at its first dollar of loss, at a writedown of 5 %, and where overcollateralization is used up.',
    )
    .argument('<snapshot or deal>', 'the folder of a snapshot, or a deal file')
    .option('--tranche <names>', 'only these classes: M1,M2')
    .option('--trust <name>', 'only this trust of a snapshot')
    .option('--of <drivers>', `what is multiplied, one after another: ${DRIVERS.join(',')}; default: all`)
    .option(
      '--frontier [severities]',
      `defaults at the first dollar for each multiple of severity; default: ${FRONTIER_SEVERITIES.join(',')}`,
    )
    .option('--up-to <multiple>', 'the largest multiple that is tried', String(BOUND))
    .option('--writedown <share>', 'share of its balance that a class is written down by', '5%');
  addScenarioOptions(command, 'one for the base case: "CPR 10"');
  addJson(addWorkers(addCluster(addData(command))))
    .addHelpText('after', EXAMPLES)
    .action(tell);
}

async function tell(target: string, options: BreakEvenOptions): Promise<void> {
  const search = searchOf(options);
  const base = requestOf(options);
  if (!isFolder(target)) {
    const found = await watched('Searching', (watch) => ofDeal(target, options, search, base, watch));
    if (options.json === true) printJson(found);
    else print(breakEvenText(found, terminalWidth()));
    return;
  }
  const { trust } = options;
  const data = await dataOf(options, true);
  const request = await breakEvenRequest(data, target, { search, base, ...(trust !== undefined && { trust }) });
  await tellBreakEven(options, data.root, (how) => runKept(BREAK_EVEN_RUNS, data, request, how));
}

/** Does a search over a snapshot and prints it. */
export async function tellBreakEven(options: KeepOptions, root: string, work: RunWork<PortfolioBreakEven>): Promise<void> {
  await tellRun(options, root, work, { what: 'Searching', text: (value) => breakEvenText(value, terminalWidth()) });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function ofDeal(
  file: string,
  { trust, workers }: BreakEvenOptions,
  request: BreakEvenRequest,
  given: ScenarioRequest,
  { signal, onProgress }: Watch,
): Promise<PortfolioBreakEven> {
  if (trust !== undefined)
    fail({ code: 'REQUEST_INVALID', place: 'trust', got: `'${trust}' of a deal file`, expected: 'the folder of a snapshot' });
  const deal = loadDeal(file);
  const base = baseScenario(deal, given);
  const loans = deal.groups.reduce((sum, group) => sum + group.loans.count, 0);
  const isSmall = loans * USUAL_LANES * MONTHS <= SMALL_SEARCH;
  const runner = openPool(workers === undefined ? (isSmall ? 0 : availableParallelism()) : numberOf('workers', workers));
  try {
    const report = await breakEven(deal, base, request, { signal, runner, onRound: onProgress, blockPaths: BLOCK_PATHS });
    return { reports: [report], failed: [] };
  } finally {
    await runner.close();
  }
}

/** What is looked for. Throws: REQUEST_INVALID. */
function searchOf({ tranche, of, frontier, upTo, writedown }: BreakEvenOptions): BreakEvenAsked['search'] {
  return {
    ...(tranche !== undefined && { tranches: listOf(tranche) }),
    ...(of !== undefined && { of: listOf(of).map(driverOf) }),
    ...(frontier !== undefined && {
      frontier:
        frontier === true
          ? [...FRONTIER_SEVERITIES]
          : listOf(frontier).map((text) => figureOf('frontier', text, 'multiples of severity such as 0.5,1,1.5')),
    }),
    bound: figureOf('up-to', upTo, 'a multiple such as 50'),
    writedown: figureOf('writedown', writedown, 'a share such as 5%'),
  };
}

function driverOf(word: string): Driver {
  const driver = DRIVERS.find((known) => known === word);
  return (
    driver ?? fail({ code: 'REQUEST_INVALID', place: 'of', got: `'${word}'`, expected: `one or more of ${DRIVERS.join(', ')}` })
  );
}

function figureOf(place: string, text: string, expected: string): number {
  const figure = parsePercent(text);
  return Number.isFinite(figure) ? figure : fail({ code: 'REQUEST_INVALID', place, got: `'${text}'`, expected });
}
