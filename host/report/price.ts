/** A price/yield page: what each quote means under each speed. */
import type { PriceColumn, PriceFigures, PriceReport, Quote } from '../analysis/priceTable.ts';
import { formatPrice } from '../valuation/quote.ts';
import { columnsThatFit, type TableRow, textTable, widest } from './table.ts';
import { dollars, figure, headingOf, longDate, monthYear, NONE, percent } from './words.ts';

/** The whole page. Units: `width` in characters. */
export function priceText(report: PriceReport, width: number): string {
  const [first] = report.quotes;
  const isBy = (kind: string) => first !== undefined && kind in first;
  const lines: (Line | 'rule')[] = [
    ...(isBy('price') ? [] : priceLines(report)),
    ...(isBy('yieldBey') ? [] : yieldLines(report)),
    ...(isBy('discountMargin') || report.index === null ? [] : marginLines(report)),
    ...(report.curve === null ? [] : curveLines(report, isBy('zSpread'))),
    ...commonLines(report),
  ].slice(1);
  const columns = report.columns.map(({ scenario }, place) => [
    scenario,
    ...lines.map((line) => (line === 'rule' ? '' : (line.cells[place] ?? ''))),
  ]);
  const heading = `At a ${isBy('price') ? 'price' : isBy('yieldBey') ? 'yield' : isBy('discountMargin') ? 'discount margin' : 'Z-spread'} of`;
  const labels = [heading, ...lines.map((line) => (line === 'rule' ? '' : line.label))];
  const parts = columnsThatFit(columns.map(widest), widest(labels), width).map((part) => {
    const row = (index: number): TableRow => [labels[index] ?? '', ...part.map((place) => columns[place]?.[index] ?? '')];
    return textTable([row(0), 'rule', ...lines.map((line, index) => (line === 'rule' ? 'rule' : row(index + 1)))]);
  });
  const title = `${headingOf(report)}${report.given === '' ? ', ' : '\n'}class ${report.tranche}, face $${dollars(report.face)}, settlement ${longDate(report.settlement)}`;
  const missing = report.columns.some(({ figures }) => figures.includes(null)) ? [`${NONE}  no yield gives this price`] : [];
  return [title, ...parts, ...missing, ...report.warnings.map((warning) => `Warning: ${warning}`)].join('\n\n');
}

interface Line {
  readonly label: string;
  readonly cells: readonly string[];
}

function yieldLines(report: PriceReport): (Line | 'rule')[] {
  return ['rule', ...section(report, 'Yield (%)', ({ yieldBey }) => percent(yieldBey, 3).replace('%', ''))];
}

const points = (spread: number | null) => figure(spread === null ? null : spread * 1e4, 2);

function marginLines(report: PriceReport): (Line | 'rule')[] {
  return [
    'rule',
    ...section(report, `Discount margin over ${report.index}, ${report.dayCount} (bp)`, (each) => points(each.discountMargin)),
  ];
}

function curveLines(report: PriceReport, isGiven: boolean): (Line | 'rule')[] {
  return [
    ...(isGiven ? [] : (['rule', ...section(report, 'Z-spread (bp)', ({ zSpread }) => points(zSpread))] as const)),
    'rule',
    ...section(report, 'Nominal spread (bp)', ({ nominalSpread }) => points(nominalSpread)),
  ];
}

function priceLines(report: PriceReport): (Line | 'rule')[] {
  return [
    'rule',
    ...section(report, 'Price (32nds)', ({ price }) => formatPrice(price)),
    'rule',
    ...section(report, 'Price (decimal)', ({ price }) => figure(price, 5)),
  ];
}

function commonLines(report: PriceReport): (Line | 'rule')[] {
  const one = (label: string, text: (column: PriceColumn) => string): Line => ({ label, cells: report.columns.map(text) });
  return [
    'rule',
    ...section(report, 'Modified duration (years)', ({ modifiedDuration }) => figure(modifiedDuration, 2)),
    'rule',
    ...section(report, 'DV01 ($)', ({ dv01 }) => dollars(dv01)),
    'rule',
    ...section(report, 'Proceeds ($)', ({ proceeds }) => dollars(proceeds)),
    'rule',
    one('Accrued interest ($)', ({ figures }) => dollarsOr(figures.find((found) => found !== null)?.accrued)),
    one('Average life (years)', ({ averageLife }) => figure(averageLife, 2)),
    one('First payment', ({ firstPay }) => monthYear(firstPay)),
    one('Last payment', ({ lastPay }) => monthYear(lastPay)),
  ];
}

/** A figure by quote: a line when there is one quote, else a heading and a line a quote. */
function section(report: PriceReport, label: string, text: (figures: PriceFigures) => string): Line[] {
  const quoteLine = (quote: Quote, index: number): Line => ({
    label: `  ${quoteText(quote)}`,
    cells: report.columns.map(({ figures }) => {
      const found = figures[index];
      return found === null || found === undefined ? NONE : text(found);
    }),
  });
  return [{ label, cells: report.columns.map(() => '') }, ...report.quotes.map(quoteLine)];
}

function quoteText(quote: Quote): string {
  if ('yieldBey' in quote) return percent(quote.yieldBey, 3);
  if ('discountMargin' in quote) return `${points(quote.discountMargin)} bp`;
  if ('zSpread' in quote) return `${points(quote.zSpread)} bp`;
  return `${formatPrice(quote.price)} (${figure(quote.price, 5)})`;
}

function dollarsOr(amount: number | undefined): string {
  return amount === undefined ? NONE : dollars(amount);
}
