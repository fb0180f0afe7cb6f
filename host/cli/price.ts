/** `weir price`: yields from prices, or prices from yields. */
import { type Command, Option } from 'commander';
import { fail, loadDeal, parsePrice, parseYield, priceReport, type Quote } from '../index.ts';
import { priceText } from '../report/price.ts';
import { print, printJson } from './ending.ts';
import { addJson, addScenarioOptions, addWorkers, listOf, requestOf, type ScenarioOptions, terminalWidth } from './options.ts';
import { runOptions, watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir price examples/deals/sequential.yaml --tranche A --price 101-16 --speeds "PSA 0,100,250"
  npx weir price examples/deals/sequential.yaml --tranche A --price "99-24+, 100, 100.5" --speeds "PSA 100,250"
  npx weir price examples/deals/sequential.yaml --tranche B --yield 5.2,5.5 --json

A price is in points and 32nds (101-16, 97-29.91, 99-24+) or decimal (99.75); a yield is in percent, bond-equivalent.`;

interface PriceOptions extends ScenarioOptions {
  readonly tranche: string;
  readonly price?: string;
  readonly yield?: string;
}

export function addPrice(program: Command): void {
  const command = program
    .command('price')
    .summary('price/yield table of one class')
    .description('Prices one class: yields from prices or prices from yields, with duration, DV01 and proceeds.')
    .argument('<deal>', 'a deal file, YAML or JSON')
    .requiredOption('--tranche <name>', 'the class')
    .addOption(new Option('--price <list>', 'prices without accrued interest: 101-16,102').conflicts('yield'))
    .addOption(new Option('--yield <list>', 'yields in percent: 5.2,5.5'));
  addScenarioOptions(command, 'a column each: "PSA 0,100,250; CPR 10"');
  addJson(addWorkers(command)).addHelpText('after', EXAMPLES).action(price);
}

async function price(file: string, options: PriceOptions): Promise<void> {
  const quotes = quotesOf(options);
  const deal = loadDeal(file);
  const request = requestOf(options);
  const report = await watched('Pricing', (watch) =>
    priceReport(deal, options.tranche, quotes, request, runOptions(deal, request, options.workers, watch)),
  );
  if (options.json === true) printJson(report);
  else print(priceText(report, terminalWidth()));
}

function quotesOf(options: PriceOptions): Quote[] {
  const prices = listOf(options.price ?? '').map((text): Quote => ({ price: parsePrice(text) }));
  // A yield on a command line is in percent, with its sign or without.
  const yields = listOf(options.yield ?? '').map((text): Quote => ({ yieldBey: parseYield(`${text.replace(/\s*%$/, '')}%`) }));
  const quotes = [...prices, ...yields];
  if (quotes.length === 0)
    fail({ code: 'REQUEST_INVALID', place: 'price', got: 'no price and no yield', expected: '--price 101-16 or --yield 5.2' });
  return quotes;
}
