/** The factors that a change in fair value is put down to, in the order in which they are taken unless another is asked for. */
import { type Fault, shown, WeirError } from '../errors.ts';

/**
 * Cash and time come before all of them: the old tape rolled by the old curves. Then:
 * `collateral`  what the tape, the REO and the trust's own state really are, against what was projected
 * `index`       forward curves of the indices of loans, classes and hedges
 * `prepayment`, `default`  their curves; delinquency goes with default
 * `severity`    severity, and when and how what defaults is liquidated
 * `yields`      the discount matrix, yields and prices of single classes, the benchmark and the non-performance spread
 * `technique`   the documents as they are modelled, the valuation technique, positions and types
 */
export const FACTORS = ['collateral', 'index', 'prepayment', 'default', 'severity', 'yields', 'technique'] as const;
export type Factor = (typeof FACTORS)[number];

/** What a factor is called in reports. */
export const FACTOR_NAMES: Readonly<Record<Factor, string>> = {
  collateral: 'Collateral data',
  index: 'Index curves',
  prepayment: 'Prepayment',
  default: 'Default',
  severity: 'Severity and timing',
  yields: 'Discount yields',
  technique: 'Technique, deal, model',
};

/** The bit of a factor in a coalition. */
export function bitOf(factor: Factor): number {
  return 1 << FACTORS.indexOf(factor);
}

/** Whether a factor is new in a coalition. */
export function isNew(coalition: number, factor: Factor): boolean {
  return (coalition & bitOf(factor)) !== 0;
}

/**
 * An order of the factors from its text, `yields, default, ...`: factors that are not named follow in their usual order.
 *
 * Throws: REQUEST_INVALID, with every name that is none or stands twice.
 */
export function orderOf(text: string | undefined): Factor[] {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const faults: Fault[] = [];
  const order: Factor[] = [];
  for (const name of names) {
    const factor = FACTORS.find((known) => known === name);
    const expected = `factors, each once, of ${FACTORS.join(', ')}`;
    if (factor === undefined || order.includes(factor))
      faults.push({
        code: 'REQUEST_INVALID',
        place: 'order',
        got: `${shown(name)}${factor === undefined ? '' : ' again'}`,
        expected,
      });
    else order.push(factor);
  }
  if (faults.length > 0) throw new WeirError(faults);
  return [...order, ...FACTORS.filter((factor) => !order.includes(factor))];
}
