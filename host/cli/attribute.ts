/** `weir attribute`: what made fair values change between two snapshots. */
import { type Command, Option } from 'commander';
import { ATTRIBUTION_FACTORS, attributeChange, factorOrder, METHODS, type Method, snapshotPair } from '../index.ts';
import { attributionText, trustAttributionText } from '../report/attribution.ts';
import { print, printJson } from './ending.ts';
import { addJson, addWorkers, numberOf, refuseUnknown, terminalWidth } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Factors: ${ATTRIBUTION_FACTORS.join(', ')}.

Examples:
  npx weir attribute examples/portfolio/2011-03-31
  npx weir attribute examples/portfolio/2011-03-31 --order "yields, default, severity"      the others follow
  npx weir attribute examples/portfolio/2011-03-31 --shapley                                in no order
  npx weir attribute examples/portfolio/2011-03-31 --trust alt-a-2006-1                     by instrument
  npx weir attribute snapshots/2011-12-31 --from snapshots/2010-12-31 --json`;

interface AttributeOptions {
  readonly from?: string;
  readonly order?: string;
  readonly shapley?: boolean;
  readonly method?: Method;
  readonly trust?: string;
  readonly workers?: string;
  readonly json?: boolean;
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
  addJson(addWorkers(command))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { from, order, shapley, method, trust, workers, json }: AttributeOptions) => {
      // A wrong order is told before anything is read.
      const sharing =
        shapley === true ? ({ kind: 'shapley' } as const) : ({ kind: 'ordered', order: factorOrder(order) } as const);
      const [before, after] = await watched('Reading', (watch) => snapshotPair(folder, from, watch));
      if (before === undefined || after === undefined) throw new Error('attribute: no snapshots');
      const attribution = await watched('Attributing', ({ signal, onProgress }) =>
        attributeChange(before, after, {
          sharing,
          signal,
          onProgress: (done, of) => onProgress(done, of),
          ...(method !== undefined && { method }),
          ...(workers !== undefined && { workers: numberOf('workers', workers) }),
        }),
      );
      refuseUnknown(
        'trust',
        trust,
        attribution.trusts.map((each) => each.trust),
      );
      if (json === true) printJson(attribution);
      else if (trust !== undefined) print(trustAttributionText(attribution, trust, terminalWidth()));
      else print(attributionText(attribution, terminalWidth()));
    });
}
