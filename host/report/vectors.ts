/** What a vector was taken for: its canonical text and its numbers, a year a line. */
import type { VectorReport } from '../analysis/vectorReport.ts';
import type { VectorEcho } from '../curves/vectorExpand.ts';
import { type TableRow, textTable } from './table.ts';
import { fixed } from './words.ts';

const A_LINE = 12;

/** The echo of a vector. */
export function vectorText({ canonical, unit, anchor, stated, values, isUnitAssumed }: VectorReport): string {
  const facts = textTable(
    [
      ['Read as', canonical],
      ['Unit', `${UNIT_WORDS[unit]}${isUnitAssumed ? ' (assumed: the text names none; --unit says another)' : ''}`],
      ['Month 1 is', typeof anchor === 'string' ? ANCHOR_WORDS[anchor] : `the payment in the month of ${anchor.date}`],
      ['Months shown', String(stated.length)],
    ],
    ['left', 'left'],
  );
  const isPercent = unit === 'PERCENT';
  const rates = isPercent
    ? []
    : [`Monthly rates (${rateName(unit)}, percent)\n${grid(values, (value) => fixed(value * 100, 4))}`];
  return [facts, `As stated, by month\n${grid(stated, statedText)}`, ...rates].join('\n\n');
}

const UNIT_WORDS: Readonly<Record<VectorEcho['unit'], string>> = {
  CPR: 'CPR, prepayment, percent a year',
  SMM: 'SMM, prepayment, percent a month',
  PSA: 'PSA, prepayment, percent of the standard ramp by loan age',
  PPC: "PPC, prepayment, percent of the deal's own ramp by loan age",
  ABS: 'ABS, prepayment, percent of original loans a month by loan age',
  HEP: 'HEP, prepayment, home-equity ramp by loan age',
  CDR: 'CDR, default, percent a year',
  MDR: 'MDR, default, percent a month',
  SDA: 'SDA, default, percent of the standard curve by loan age',
  PERCENT: 'percent',
};

const ANCHOR_WORDS = {
  projection: 'the first month of the projection',
  loanAge: "the loan's first month",
  dealAge: "the deal's first month",
} as const;

function rateName(unit: VectorEcho['unit']): string {
  return unit === 'CDR' || unit === 'MDR' || unit === 'SDA' ? 'MDR' : 'SMM';
}

/** Up to four decimals, without zeros at the end. */
function statedText(value: number): string {
  return String(Number(fixed(value, 4)));
}

function grid(values: readonly number[], text: (value: number) => string): string {
  const rows = Array.from({ length: Math.ceil(values.length / A_LINE) }, (_, line): TableRow => {
    const cells = values.slice(line * A_LINE, (line + 1) * A_LINE).map(text);
    return [`${line * A_LINE + 1}:`, ...cells];
  });
  return textTable(rows, ['right']);
}
