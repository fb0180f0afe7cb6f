/** `weir disclose`: what a filing says of fair values beside the values. */
import { type Command, Option } from 'commander';
import { disclose, METHODS, type Method, readSnapshot } from '../index.ts';
import { disclosureText } from '../report/disclosure.ts';
import { print, printJson } from './ending.ts';
import { addJson, addWorkers, numberOf, terminalWidth } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir disclose examples/portfolio/2011-03-31
  npx weir disclose examples/portfolio/2011-03-31 --method independent --json`;

interface DiscloseOptions {
  readonly method?: Method;
  readonly workers?: string;
  readonly json?: boolean;
}

export function addDisclose(program: Command): void {
  const command = program
    .command('disclose')
    .summary('unobservable inputs, sensitivities, principal against fair value')
    .description(
      'Values a snapshot and prints what a filing discloses beside the values: ranges and means of the unobservable inputs, adverse changes of them, unpaid principal against fair value, unrealized gains, each yield as benchmark and risk premium.',
    )
    .argument('<snapshot>', 'the folder of a snapshot')
    .addOption(new Option('--method <name>', "how collateral is valued; default: the snapshot's own").choices(METHODS));
  addJson(addWorkers(command))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { method, workers, json }: DiscloseOptions) => {
      const snapshot = await watched('Reading', ({ signal, onProgress }) =>
        readSnapshot(folder, { signal, onProgress: ({ done, total }) => onProgress(done, total) }),
      );
      const disclosure = await watched('Valuing', ({ signal, onProgress }) =>
        disclose(snapshot, {
          signal,
          onProgress: (done, of) => onProgress(done, of),
          ...(method !== undefined && { method }),
          ...(workers !== undefined && { workers: numberOf('workers', workers) }),
        }),
      );
      if (json === true) printJson(disclosure);
      else print(disclosureText(disclosure, terminalWidth()));
    });
}
