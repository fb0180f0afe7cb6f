/** `weir project`: decrement tables, average lives and windows. */
import type { Command } from 'commander';
import { loadDeal, projectReport, refuseUnknown } from '../index.ts';
import { projectText } from '../report/project.ts';
import { print, printJson } from './ending.ts';
import { addJson, addScenarioOptions, addWorkers, listOf, requestOf, type ScenarioOptions, terminalWidth } from './options.ts';
import { runOptions, watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir project examples/deals/sequential.yaml --speeds "PSA 0,100,250"
  npx weir project examples/deals/sequential.yaml --speeds "PSA 100; CPR 6,12" --tranche A,B
  npx weir project examples/deals/oc_turbo_stepdown_call.yaml --speeds "CPR 20" --cdr 4 --severity 40 --lag 18 --no-call
  npx weir project examples/deals/floater_inverse.yaml --index "SOFR_30D=3.57 ramp 5 for 24" --json`;

export function addProject(program: Command): void {
  const command = program
    .command('project')
    .summary('decrement tables, average lives and windows')
    .description('Projects a deal and prints, for each class and the collateral, what a prospectus does.')
    .argument('<deal>', 'a deal file, YAML or JSON');
  addScenarioOptions(command, 'a column each: "PSA 0,100,250; CPR 10"').option(
    '--tranche <names>',
    'only these classes: A1,A2 (pool is the collateral)',
  );
  addJson(addWorkers(command)).addHelpText('after', EXAMPLES).action(project);
}

async function project(file: string, options: ScenarioOptions & { readonly tranche?: string }): Promise<void> {
  const deal = loadDeal(file);
  const request = requestOf(options);
  const wanted = options.tranche === undefined ? undefined : listOf(options.tranche);
  const known = [...deal.tranches.map(({ name }) => name), 'pool'];
  refuseUnknown('tranche', wanted ?? [], known);
  const report = await watched('Projecting', (watch) =>
    projectReport(deal, request, runOptions(deal, request, options.workers, watch)),
  );
  const tables = report.tables.filter(({ of }) => wanted === undefined || wanted.includes(of));
  if (options.json === true) printJson({ ...report, tables });
  else print(projectText({ ...report, tables }, terminalWidth()));
}
