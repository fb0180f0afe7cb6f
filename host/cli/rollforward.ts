/** `weir rollforward`: fair values from one snapshot to the next, as the table of filings; kept as a run. */
import { type Command, Option } from 'commander';
import {
  INTEREST_KINDS,
  type InterestKind,
  ROLL_LAYOUTS,
  ROLLFORWARD_RUNS,
  type Rollforward,
  type RollLayout,
  rollforwardRequest,
  runKept,
} from '../index.ts';
import { rollforwardText, trustRollText } from '../report/rollforward.ts';
import { addCluster, type ClusterOptions } from './cluster.ts';
import { addData, type DataOptions, dataOf } from './data.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, addWorkers, terminalWidth } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir rollforward examples/portfolio/2011-03-31
  npx weir rollforward examples/portfolio/2011-03-31 --interest coupon --layout netted
  npx weir rollforward snapshots/2011-12-31 --from snapshots/2010-12-31     a year, by way of the snapshots between
  npx weir rollforward examples/portfolio/2011-03-31 --json`;

interface RollOptions extends DataOptions, ClusterOptions {
  readonly from?: string;
  readonly interest: InterestKind;
  readonly layout: RollLayout;
  readonly ownCredit?: 'oci' | 'earnings';
  readonly trust?: string;
  readonly workers?: string;
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
  addJson(addWorkers(addCluster(addData(command))))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: RollOptions) => {
      const { from, interest, layout, ownCredit } = options;
      const data = await dataOf(options, true);
      const request = await rollforwardRequest(data, folder, {
        interest,
        layout,
        ...(from !== undefined && { from }),
        ...(ownCredit !== undefined && { ownCredit }),
      });
      await tellRollforward(options, data.root, (how) => runKept(ROLLFORWARD_RUNS, data, request, how));
    });
}

/** Does a rollforward and prints it. */
export async function tellRollforward(
  options: KeepOptions & { readonly trust?: string },
  root: string,
  work: RunWork<Rollforward>,
): Promise<void> {
  const { trust } = options;
  await tellRun(options, root, work, {
    what: 'Valuing',
    ...(trust !== undefined && { trusts: [trust] }),
    // A trust that could not be rolled forward is told of by the whole.
    text: (value) =>
      trust === undefined || value.trusts.every((each) => each.trust !== trust)
        ? rollforwardText(value, terminalWidth())
        : trustRollText(value, trust, terminalWidth()),
  });
}
