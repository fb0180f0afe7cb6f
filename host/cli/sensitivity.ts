/** `weir sensitivity`: what moves the fair values of a snapshot, kept as a run. */
import { type Command, Option } from 'commander';
import { METHODS, type Method, runSensitivity, type SensitivityReport, TOTAL_MEASURES, type TotalMeasure } from '../index.ts';
import { MEASURE_NAMES, sensitivityText } from '../report/sensitivity.ts';
import { addCluster, type ClusterOptions } from './cluster.ts';
import { addData, type DataOptions, dataOf } from './data.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, addWorkers, terminalWidth } from './options.ts';

const EXAMPLES = `
Measures: ${TOTAL_MEASURES.map((measure) => `${measure} (${MEASURE_NAMES[measure].toLowerCase()})`).join(', ')}.

Without --scenarios and --grid: every input 10 % and 20 % to either side, rates by 100 and 200 basis points.
Files of scenarios are described in host/analysis/SCENARIOS.md.

Examples:
  npx weir sensitivity examples/portfolio/2011-03-31
  npx weir sensitivity examples/portfolio/2011-03-31 --scenarios examples/portfolio/scenarios.yaml
  npx weir sensitivity examples/portfolio/2011-03-31 --grid "default 0.5,1,1.5; severity 0.8,1,1.2" --measure collateral
  npx weir sensitivity examples/portfolio/2011-03-31 --grid "rates -100bp,0,100bp | default 1,2,4" --trust alt-a-2006-1 --json`;

export interface SensitivityOptions extends DataOptions, ClusterOptions {
  readonly scenarios?: string;
  readonly grid?: string;
  readonly trust?: string;
  readonly measure: TotalMeasure;
  readonly method?: Method;
  readonly workers?: string;
}

export function addSensitivity(program: Command): void {
  const command = program
    .command('sensitivity')
    .summary('what moves fair values: scenarios, grids, a tornado')
    .description('Values a snapshot under scenarios beside the base case, prints what moved, and keeps the tables as a run.')
    .argument('<snapshot>', 'the folder of a snapshot')
    .option('--scenarios <file>', 'a file of named scenarios and grids')
    .option('--grid <axes>', 'every combination: "default 0.5,1,1.5; severity 0.8,1,1.2"; a bar begins another grid')
    .option('--trust <name>', 'only this trust')
    .addOption(new Option('--measure <name>', 'what tornado and grids show').choices(TOTAL_MEASURES).default('netAssets'))
    .addOption(new Option('--method <name>', "how collateral is valued; default: the snapshot's own").choices(METHODS));
  addJson(addWorkers(addCluster(addData(command))))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: SensitivityOptions) => {
      const data = await dataOf(options, true);
      const { scenarios, grid, trust, method } = options;
      await tellSensitivity(options, data.root, (how) =>
        runSensitivity(
          data,
          folder,
          {
            ...(scenarios !== undefined && { scenarios }),
            ...(grid !== undefined && { grid }),
            ...(trust !== undefined && { trust }),
            ...(method !== undefined && { method }),
          },
          how,
        ),
      );
    });
}

/** Does a sensitivity and prints it. */
export async function tellSensitivity(
  options: KeepOptions & { readonly measure?: TotalMeasure },
  root: string,
  work: RunWork<SensitivityReport>,
): Promise<void> {
  const { measure = 'netAssets' } = options;
  await tellRun(options, root, work, {
    what: 'Valuing',
    text: (value) => {
      const [only, another] = value.trusts;
      const trust = another === undefined ? only?.trust : undefined;
      return sensitivityText(value, { measure, width: terminalWidth(), ...(trust !== undefined && { trust }) });
    },
  });
}
