/** What must hold of any deal that distributes all its principal: its classes against its pool, month by month. */
import { expect } from 'vitest';
import { flatVector } from '../../host/curves/vectors.ts';
import type { TRANCHE_OUTPUTS } from '../../host/deal/outputs.ts';
import type { Run } from './small.ts';

/** Interest and principal of a pool, by its remittances, in months 1, 2, ... */
export const collected = (months: number, { path }: Run) =>
  Array.from({ length: months }, (_, at) => {
    const of = (quantity: Parameters<typeof path.remittance>[1]) => path.remittance(0, quantity)[at + 1] ?? 0;
    return {
      principal: of('amortized') + of('amortizedDefaulted') + of('prepaid') + of('recovery'),
      interest: of('interestDue') - of('interestLost') - of('servicing'),
      scheduled: of('amortized') + of('amortizedDefaulted'),
      prepaid: of('prepaid'),
      end: of('performing') + of('foreclosure'),
    };
  });

/** The sum of an output over classes, month by month. */
export function total(names: readonly string[], output: (typeof TRANCHE_OUTPUTS)[number], { of }: Run, months: number): number[] {
  const columns = names.map((name) => of(name, output, months));
  return Array.from({ length: months }, (_, at) => columns.reduce((sum, column) => sum + (column[at] ?? 0), 0));
}

export function expectClose(got: readonly number[], expected: readonly number[], tolerance = 0.01): void {
  got.forEach((value, at) => {
    expect(
      Math.abs(value - (expected[at] ?? Number.NaN)),
      `month ${at + 1}: got ${value}, expected ${expected[at]}, tolerance ${tolerance}`,
    ).toBeLessThan(tolerance);
  });
}

export const psa = (speed: number) => ({ prepayment: { kind: 'vector', vector: flatVector('PSA', speed) } }) as const;
