/** Columns that a table over all trusts and the tables of single ones share: vendors' quotes, rules that rows break. */
import type { QuoteRow } from './book.ts';
import { price } from './figures.ts';
import type { Head } from './table.ts';

/** A vendor's quote against the model's price and its range. */
export const QUOTE_HEADS: readonly Head[] = [
  { label: 'Vendor', side: 'left' },
  { label: 'Quote', unit: 'per 100' },
  { label: 'Model', unit: 'per 100' },
  { label: 'Quote less model', unit: 'per 100' },
  { label: 'At the high yield', unit: 'per 100' },
  { label: 'At the low yield', unit: 'per 100' },
  { label: 'Orderly', side: 'left' },
];

/** The cells under `QUOTE_HEADS` but the last. */
export function quoteCells({ vendor, quote, model, low, high }: QuoteRow): string[] {
  return [vendor, price(quote), price(model), price(quote - model), price(low), price(high)];
}

/** A rule and how many rows break it. */
export const CHECK_HEADS: readonly Head[] = [
  { label: 'Rule' },
  { label: 'What it says', side: 'left' },
  { label: 'Severity', side: 'left' },
  { label: 'Rows' },
];
