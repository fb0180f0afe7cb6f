/** `weir attribute`: what made fair values change between two snapshots, kept as a run. */
import { type Command, Option } from 'commander';
import {
  ATTRIBUTION_FACTORS,
  ATTRIBUTION_RUNS,
  type Attribution,
  type AttributionAsked,
  attributionRequest,
  factorOrder,
  METHODS,
  type Method,
  runKept,
} from '../index.ts';
import { attributionText, trustAttributionText } from '../report/attribution.ts';
import { addCluster, type ClusterOptions } from './cluster.ts';
import { addData, type DataOptions, dataOf } from './data.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, addWorkers, terminalWidth } from './options.ts';

const EXAMPLES = `
Factors: ${ATTRIBUTION_FACTORS.join(', ')}.

Examples:
  npx weir attribute examples/portfolio/2011-03-31
  npx weir attribute examples/portfolio/2011-03-31 --order "yields, default, severity"      the others follow
  npx weir attribute examples/portfolio/2011-03-31 --shapley                                in no order
  npx weir attribute examples/portfolio/2011-03-31 --trust alt-a-2006-1                     by instrument
  npx weir attribute snapshots/2011-12-31 --from snapshots/2010-12-31 --json`;

interface AttributeOptions extends DataOptions, ClusterOptions {
  readonly from?: string;
  readonly order?: string;
  readonly shapley?: boolean;
  readonly method?: Method;
  readonly trust?: string;
  readonly workers?: string;
}

export function addAttribute(program: Command): void {
  const command = program
    .command('attribute')
    .summary('what made fair values change between two snapshots')
    .description(
      'Takes the change in fair value between two snapshots apart: cash and the passage of time first, then collateral data, index curves, prepayment, default, severity and timing, discount yields, technique; each in dollars, every column to the cent.',
    )
    .argument('<snapshot>', 'the folder of the younger snapshot')
    .option('--from <folder>', 'the older snapshot; default: the one before, as snapshot.yaml names it')
    .addOption(
      new Option('--order <factors>', `the order in which factors change; default: ${ATTRIBUTION_FACTORS.join(', ')}`).conflicts(
        'shapley',
      ),
    )
    .option('--shapley', 'each factor by its mean over all orders')
    .addOption(new Option('--method <name>', "how collateral is valued; default: each snapshot's own").choices(METHODS));
  command.option('--trust <name>', 'only this trust, by instrument');
  addJson(addWorkers(addCluster(addData(command))))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: AttributeOptions) => {
      const { from, order, shapley, method } = options;
      const asked: AttributionAsked = {
        sharing: shapley === true ? 'shapley' : 'ordered',
        ...(from !== undefined && { from }),
        ...(order !== undefined && { order }),
        ...(method !== undefined && { method }),
      };
      // A wrong order is told before anything is read or kept.
      factorOrder(order);
      const data = await dataOf(options, true);
      const request = await attributionRequest(data, folder, asked);
      await tellAttribution(options, data.root, (how) => runKept(ATTRIBUTION_RUNS, data, request, how));
    });
}

/** Does an attribution and prints it. */
export async function tellAttribution(
  options: KeepOptions & { readonly trust?: string },
  root: string,
  work: RunWork<Attribution>,
): Promise<void> {
  const { trust } = options;
  await tellRun(options, root, work, {
    what: 'Attributing',
    ...(trust !== undefined && { trusts: [trust] }),
    // A trust that could not be attributed is told of by the whole.
    text: (value) =>
      trust === undefined || value.trusts.every((each) => each.trust !== trust)
        ? attributionText(value, terminalWidth())
        : trustAttributionText(value, trust, terminalWidth()),
  });
}
