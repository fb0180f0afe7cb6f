/** `weir disclose`: what a filing says of fair values beside the values, kept as a run. */
import { type Command, Option } from 'commander';
import { DISCLOSURE_RUNS, type Disclosure, disclosureRequest, METHODS, type Method, runKept } from '../index.ts';
import { disclosureText } from '../report/disclosure.ts';
import { addCluster, type ClusterOptions } from './cluster.ts';
import { addData, type DataOptions, dataOf, runIdOf } from './data.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, addWorkers, terminalWidth } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir disclose examples/portfolio/2011-03-31
  npx weir disclose examples/portfolio/2011-03-31 --method independent --json
  npx weir simulate examples/portfolio/2011-03-31 --measures value --with-paths
  npx weir disclose examples/portfolio/2011-03-31 --simulation last`;

interface DiscloseOptions extends DataOptions, ClusterOptions {
  readonly method?: Method;
  readonly simulation?: string;
  readonly workers?: string;
}

export function addDisclose(program: Command): void {
  const command = program
    .command('disclose')
    .summary('unobservable inputs, sensitivities, principal against fair value')
    .description(
      'Values a snapshot and prints what a filing discloses beside the values: ranges and means of the unobservable inputs, adverse changes of them, unpaid principal against fair value, unrealized gains, each yield as benchmark and risk premium.',
    )
    .argument('<snapshot>', 'the folder of a snapshot')
    .addOption(new Option('--method <name>', "how collateral is valued; default: the snapshot's own").choices(METHODS))
    .option('--simulation <run>', 'a kept simulation of the snapshot: how values move where all inputs move together');
  addJson(addWorkers(addCluster(addData(command))))
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: DiscloseOptions) => {
      const { method, simulation } = options;
      const data = await dataOf(options, true);
      const request = await disclosureRequest(data, folder, {
        ...(method !== undefined && { method }),
        ...(simulation !== undefined && { simulation: await runIdOf(data, simulation) }),
      });
      await tellDisclosure(options, data.root, (how) => runKept(DISCLOSURE_RUNS, data, request, how));
    });
}

/** Does a disclosure and prints it. */
export async function tellDisclosure(options: KeepOptions, root: string, work: RunWork<Disclosure>): Promise<void> {
  await tellRun(options, root, work, { what: 'Valuing', text: (value) => disclosureText(value, terminalWidth()) });
}
