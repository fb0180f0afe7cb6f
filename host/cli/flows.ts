/** `weir flows`: month by month, as a table, CSV or JSON. */
import { type Command, Option } from 'commander';
import { flowNames, flowReport, loadDeal } from '../index.ts';
import { flowsCsv, flowsText } from '../report/flows.ts';
import { print, printJson } from './ending.ts';
import { addJson, addScenarioOptions, addWorkers, listOf, requestOf, type ScenarioOptions, terminalWidth } from './options.ts';
import { runOptions, watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir flows examples/deals/sequential.yaml --of A --speeds "PSA 100"
  npx weir flows examples/deals/oc_turbo_stepdown_call.yaml --of ocTarget,stepDown      targets and triggers by month
  npx weir flows examples/deals/sequential.yaml --csv > flows.csv                       everything, to load elsewhere

Classes have interest, principal, other cash (carry-over, reimbursements, releases), accretion, shortfall, writedowns and balance; groups what
they remit; defined quantities their value, 1 and 0 for true and false.`;

interface FlowsOptions extends ScenarioOptions {
  readonly of?: string;
  readonly csv?: boolean;
}

export function addFlows(program: Command): void {
  const command = program
    .command('flows')
    .summary('month by month: classes, groups, accounts, quantities')
    .description('Projects a deal and prints the flows of its classes, groups, accounts and defined quantities by month.')
    .argument('<deal>', 'a deal file, YAML or JSON')
    .option('--of <list>', 'classes, groups, accounts, quantities; default: all')
    .addOption(new Option('--csv', 'print CSV with every digit').conflicts('json'));
  addScenarioOptions(command, 'a table each: "PSA 0,100,250; CPR 10"');
  addJson(addWorkers(command)).addHelpText('after', EXAMPLES).action(flows);
}

async function flows(file: string, options: FlowsOptions): Promise<void> {
  const deal = loadDeal(file);
  const request = requestOf(options);
  const of = options.of === undefined ? flowNames(deal) : listOf(options.of);
  const report = await watched('Projecting', (watch) =>
    flowReport(deal, of, request, runOptions(deal, request, options.workers, watch)),
  );
  if (options.json === true) printJson(report);
  else print(options.csv === true ? flowsCsv(report) : flowsText(report, terminalWidth()));
}
