/** `weir check`: every fault of a deal file, or what it holds. */
import type { Command } from 'commander';
import { loadDeal } from '../index.ts';
import { checkReport, checkText } from '../report/check.ts';
import { print, printJson } from './ending.ts';
import { addJson } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir check my-deal.yaml
  npx weir check examples/deals/pac_support_z.yaml --json`;

export function addCheck(program: Command): void {
  const command = program
    .command('check')
    .summary('every fault of a deal file, or what it holds')
    .description('Reads a deal file and lists all its faults at once, or says what it holds.')
    .argument('<deal>', 'a deal file, YAML or JSON');
  addJson(command).addHelpText('after', EXAMPLES).action(check);
}

function check(file: string, options: { readonly json?: boolean }): void {
  const report = checkReport(loadDeal(file));
  if (options.json === true) printJson(report);
  else print(checkText(report));
}
