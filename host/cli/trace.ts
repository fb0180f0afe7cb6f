/** `weir trace`: every amount of one payment date. */
import type { Command } from 'commander';
import { fail, loadDeal, scenariosFor, traceReport } from '../index.ts';
import { traceText } from '../report/trace.ts';
import { print, printJson } from './ending.ts';
import { addJson, addScenarioOptions, numberOf, requestOf, type ScenarioOptions } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir trace examples/deals/sequential.yaml --month 12
  npx weir trace examples/deals/sequential.yaml --month 70 --tranche B --speeds "PSA 300"
  npx weir trace examples/deals/oc_turbo_stepdown_call.yaml --month 40 --cdr 6 --severity 50 --json`;

interface TraceOptions extends ScenarioOptions {
  readonly month: string;
  readonly tranche?: string;
}

export function addTrace(program: Command): void {
  const command = program
    .command('trace')
    .summary('every amount of one payment date')
    .description('Explains the cents: what came in on a payment date, and what each step did with it.')
    .argument('<deal>', 'a deal file, YAML or JSON')
    .requiredOption('--month <n>', 'the payment month, 1 being the first payment date')
    .option('--tranche <name>', 'only what concerns one class');
  addScenarioOptions(command, 'one speed: "PSA 300"');
  addJson(command).addHelpText('after', EXAMPLES).action(trace);
}

async function trace(file: string, options: TraceOptions): Promise<void> {
  const month = numberOf('month', options.month);
  const deal = loadDeal(file);
  const request = requestOf(options);
  const scenarios = scenariosFor(deal, request);
  if (scenarios.length > 1)
    fail({
      code: 'REQUEST_INVALID',
      place: 'speeds',
      got: `${scenarios.length} speeds`,
      expected: 'one: a trace is of one path',
    });
  const report = await watched('Tracing', ({ signal }) =>
    traceReport(deal, { ...request, month, ...(options.tranche !== undefined && { tranche: options.tranche }) }, { signal }),
  );
  if (options.json === true) printJson(report);
  else print(traceText(report));
}
