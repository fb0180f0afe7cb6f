/** `weir price`: price, yield, discount margin and Z-spread, any from any. */
import { type Command, Option } from 'commander';
import { fail, loadDeal, parsePrice, parseShift, parseYield, priceReport, type Quote } from '../index.ts';
import { priceText } from '../report/price.ts';
import { print, printJson } from './ending.ts';
import { addJson, addScenarioOptions, addWorkers, listOf, requestOf, type ScenarioOptions, terminalWidth } from './options.ts';
import { runOptions, watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir price examples/deals/sequential.yaml --tranche A --price 101-16 --speeds "PSA 0,100,250"
  npx weir price examples/deals/sequential.yaml --tranche A --price "99-24+, 100, 100.5" --speeds "PSA 100,250"
  npx weir price examples/deals/sequential.yaml --tranche B --yield 5.2,5.5 --json
  npx weir price examples/deals/corridor_available_funds_cap.yaml --tranche A --price 98,99,100 --curve SOFR_30D
  npx weir price examples/deals/corridor_available_funds_cap.yaml --tranche A --margin 30bp,150bp
  npx weir price examples/deals/sequential.yaml --tranche A --z-spread 85bp --curve "par 1=4.2%, 5=4%, 10=4.3%"

A price is in points and 32nds (101-16, 97-29.91, 99-24+) or decimal (99.75); a yield is in percent, bond-equivalent; spreads are 150bp or 1.5%.
A discount margin is over the index that the coupon follows, on the rates of the path, simple in each period by the day count of the class, from
settlement; --over names another. Z-spreads are over zero rates, bond-equivalent; nominal spreads are the yield over the curve at the average life.
A curve is par yields (--curve "par 1=2%, 10=4%"; a benchmark.csv), zero rates ("zero 1=2%, 10=4%"), or an index of the deal by its name.`;

interface PriceOptions extends ScenarioOptions {
  readonly tranche: string;
  readonly price?: string;
  readonly yield?: string;
  readonly margin?: string;
  readonly zSpread?: string;
  readonly over?: string;
  readonly curve?: string;
}

export function addPrice(program: Command): void {
  const command = program
    .command('price')
    .summary('price/yield table of one class')
    .description(
      'Prices one class: price, yield, discount margin or Z-spread from any of them, with duration, DV01 and proceeds.',
    )
    .argument('<deal>', 'a deal file, YAML or JSON')
    .requiredOption('--tranche <name>', 'the class')
    .addOption(
      new Option('--price <list>', 'prices without accrued interest: 101-16,102').conflicts(['yield', 'margin', 'zSpread']),
    )
    .addOption(new Option('--yield <list>', 'yields in percent: 5.2,5.5').conflicts(['margin', 'zSpread']))
    .addOption(new Option('--margin <list>', 'discount margins: 30bp,150bp').conflicts('zSpread'))
    .option('--z-spread <list>', 'spreads over the zero rates of --curve: 85bp,1.2%')
    .option('--over <index>', 'the index of discount margins; default: the one that the coupon follows')
    .option(
      '--curve <curve>',
      'what Z-spreads are over: "par 1=2%, 10=4%", "zero ...", a file of par yields, an index of the deal',
    );
  addScenarioOptions(command, 'a column each: "PSA 0,100,250; CPR 10"');
  addJson(addWorkers(command)).addHelpText('after', EXAMPLES).action(price);
}

async function price(file: string, options: PriceOptions): Promise<void> {
  const quotes = quotesOf(options);
  const deal = loadDeal(file);
  const request = requestOf(options);
  const report = await watched('Pricing', (watch) =>
    priceReport(deal, options.tranche, quotes, request, runOptions(deal, request, options.workers, watch), {
      ...(options.over !== undefined && { over: options.over }),
      ...(options.curve !== undefined && { curve: options.curve }),
    }),
  );
  if (options.json === true) printJson(report);
  else print(priceText(report, terminalWidth()));
}

function quotesOf(options: PriceOptions): Quote[] {
  const prices = listOf(options.price ?? '').map((text): Quote => ({ price: parsePrice(text) }));
  // A yield on a command line is in percent, with its sign or without.
  const yields = listOf(options.yield ?? '').map((text): Quote => ({ yieldBey: parseYield(`${text.replace(/\s*%$/, '')}%`) }));
  const margins = spreadsOf(options.margin, 'margin').map((discountMargin): Quote => ({ discountMargin }));
  const zSpreads = spreadsOf(options.zSpread, 'z-spread').map((zSpread): Quote => ({ zSpread }));
  const quotes = [...prices, ...yields, ...margins, ...zSpreads];
  if (quotes.length === 0)
    fail({
      code: 'REQUEST_INVALID',
      place: 'price',
      got: 'no price and no yield',
      expected: '--price 101-16, --yield 5.2, --margin 150bp or --z-spread 85bp',
    });
  return quotes;
}

/** Spreads with their unit: a bare number of 1 or more would be percent to some and basis points to others. */
function spreadsOf(text: string | undefined, place: string): number[] {
  return listOf(text ?? '').map((each) => {
    const spread = parseShift(each);
    if (Math.abs(spread) < 1) return spread;
    return fail({ code: 'REQUEST_INVALID', place, got: `'${each}'`, expected: 'a spread such as 150bp, 1.5% or 0.015' });
  });
}
