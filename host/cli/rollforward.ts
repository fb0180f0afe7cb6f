/** `weir rollforward`: fair values from one snapshot to the next, as the table of filings. */
import { type Command, Option } from 'commander';
import {
  INTEREST_KINDS,
  type InterestKind,
  ROLL_LAYOUTS,
  type RollLayout,
  rollforward,
  snapshotChain,
  valueChain,
} from '../index.ts';
import { rollforwardText, trustRollText } from '../report/rollforward.ts';
import { print, printJson } from './ending.ts';
import { addJson, addWorkers, numberOf, refuseUnknown, terminalWidth } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir rollforward examples/portfolio/2011-03-31
  npx weir rollforward examples/portfolio/2011-03-31 --interest coupon --layout netted
  npx weir rollforward snapshots/2011-12-31 --from snapshots/2010-12-31     a year, by way of the snapshots between
  npx weir rollforward examples/portfolio/2011-03-31 --json`;

interface RollOptions {
  readonly from?: string;
  readonly interest: InterestKind;
  readonly layout: RollLayout;
  readonly ownCredit?: 'oci' | 'earnings';
  readonly trust?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

export function addRollforward(program: Command): void {
  const command = program
    .command('rollforward')
    .summary('fair values from one snapshot to the next, as filings show them')
    .description(
      'Values two snapshots and rolls the fair values of the older one forward: interest, changes in fair value, transfers of loans to REO, settlements. Longer periods go by way of the snapshots between.',
    )
    .argument('<snapshot>', 'the folder of the younger snapshot')
    .option('--from <folder>', 'the older snapshot; default: the one before, as snapshot.yaml names it')
    .addOption(
      new Option('--interest <kind>', 'accretion at the effective yield on fair value, or coupon on unpaid principal')
        .choices(INTEREST_KINDS)
        .default('accretion'),
    )
    .addOption(
      new Option('--layout <kind>', 'gross: purchases, issues, sales and settlements apart; netted: as one')
        .choices(ROLL_LAYOUTS)
        .default('gross'),
    )
    .addOption(
      new Option('--own-credit <where>', "what the sponsor's own credit did to its debt; default: oci, netted: earnings").choices(
        ['oci', 'earnings'],
      ),
    );
  command.option('--trust <name>', 'only this trust');
  addJson(addWorkers(command))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { from, interest, layout, ownCredit, trust, workers, json }: RollOptions) => {
      const chain = await watched('Reading', (watch) => snapshotChain(folder, from, watch));
      const valued = await watched('Valuing', ({ signal, onProgress }) =>
        valueChain(chain, { signal, onProgress, ...(workers !== undefined && { workers: numberOf('workers', workers) }) }),
      );
      const roll = rollforward(valued, { interest, layout, ...(ownCredit !== undefined && { ownCredit }) });
      refuseUnknown(
        'trust',
        trust,
        roll.trusts.map((each) => each.trust),
      );
      if (json === true) printJson(roll);
      else if (trust !== undefined) print(trustRollText(roll, trust, terminalWidth()));
      else print(rollforwardText(roll, terminalWidth()));
    });
}
