/** `weir fit`: parameters of behaviour from what trusts did, written as a behaviour file. */
import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import {
  type Behaviour,
  type BehaviourFit,
  behaviourText,
  DEFAULT_BEHAVIOUR,
  FIT_PARAMETERS,
  fail,
  fitBehaviour,
  historyOf,
  readBehaviour,
  readHead,
  readSeries,
  readSnapshot,
  refuseUnknownFolders,
  type Snapshot,
} from '../index.ts';
import { basisOf, fitText } from '../report/fit.ts';
import { print, printJson } from './ending.ts';
import { addJson, listOf } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Speeds are those of remittances; ages, penalties and loan-to-values those of the tapes. Mortgage rates of the months before a snapshot come from
--rates (month,rate), without it from the benchmarks of the snapshots; home prices from --home-prices (month,index). Parameters: ${FIT_PARAMETERS.join(', ')}.
What a history cannot tell is refused. host/scenarios/BEHAVIOUR.md says what parameters mean.

Examples:
  npx weir fit 2010-12-31 2011-03-31 --rates mortgage-rates.csv --home-prices examples/portfolio/2011-03-31/market/homePrices.csv --to behaviour.yaml
  npx weir fit 2010-12-31 2011-03-31 --rates mortgage-rates.csv --parameters "refinancing.speed, refinancing.centre" --trust alt-a-2005-1
  npx weir simulate 2011-03-31 --behaviour behaviour.yaml`;

interface FitOptions {
  readonly rates?: string;
  readonly homePrices?: string;
  readonly behaviour?: string;
  readonly parameters?: string;
  readonly trust?: string;
  readonly to?: string;
  readonly json?: boolean;
}

export function addFit(program: Command): void {
  const command = program
    .command('fit')
    .summary('parameters of behaviour from what trusts did')
    .description(
      'Fits turnover, the S-curve of refinancing and the slope of defaults in loan-to-value to the remittances and tapes of snapshots, by least squares, with standard errors.',
    )
    .argument('<snapshots...>', 'folders of snapshots with remittances')
    .option('--rates <file>', 'mortgage rates by month: CSV month,rate')
    .option('--home-prices <file>', 'home prices by month: CSV month,index')
    .option('--behaviour <file>', 'what is not fitted, and where the search starts; default: the defaults')
    .option('--parameters <names>', 'fit these alone')
    .option('--trust <names>', 'only these trusts, as their folders are called')
    .option('--to <file>', 'write a behaviour file');
  addJson(command).addHelpText('after', EXAMPLES).action(fit);
}

async function fit(folders: readonly string[], options: FitOptions): Promise<void> {
  const { rates, homePrices, behaviour, parameters, trust, to, json } = options;
  if (to !== undefined && existsSync(to))
    fail({ code: 'STORE_EXISTS', file: to, place: '', got: 'a file', expected: 'no file: nothing is overwritten' });
  const terms: Behaviour = behaviour === undefined ? DEFAULT_BEHAVIOUR : readBehaviour(behaviour);
  const inputs = {
    terms,
    ...(rates !== undefined && { rates: readSeries(rates, 'rate') }),
    ...(homePrices !== undefined && { homePrices: readSeries(homePrices, 'index') }),
  };
  refuseUnknownFolders(trust === undefined ? undefined : listOf(trust), folders.map(readHead));
  const only = trust === undefined ? {} : { only: listOf(trust) };
  const found = await watched('Fitting', async ({ signal, pause }) => {
    const snapshots: Snapshot[] = [];
    for (const folder of folders) snapshots.push(await readSnapshot(folder, { signal, ...only }));
    await pause();
    return fitBehaviour(historyOf(snapshots, inputs), {
      terms,
      ...(parameters !== undefined && { parameters: listOf(parameters) }),
    });
  });
  if (to !== undefined)
    writeFileSync(to, behaviourText('fitted', { ...terms, ...found.terms }, commentsOf(found, folders)), { flag: 'wx' });
  if (json === true) printJson({ ...found, ...(to !== undefined && { file: to }) });
  else print([fitText(found), ...(to === undefined ? [] : [`Written to ${to}`])].join('\n\n'));
}

function commentsOf({ functions }: BehaviourFit, folders: readonly string[]): string[] {
  return [
    `Fitted by weir fit to ${folders.join(', ')}. What is not listed here was not fitted.`,
    ...functions.flatMap((each) => [
      `${each.of}: ${basisOf(each)}`,
      ...each.parameters.map(({ name, value, standardError }) => `  ${name} ${value} +- ${standardError}`),
    ]),
  ];
}
