/** Present values over paths in the kernel, against a closed form. */
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import { NO_LOANS } from '../../host/engine/generate.ts';
import { Kernel, type KernelShape, kernelModule } from '../../host/engine/kernel.ts';

const SHAPE: KernelShape = { ...NO_LOANS, periods: 120, paths: 3, outputs: 2, discounts: 1, penalties: 1, claimLag: 2 };

describe.each(['release', 'debug'] as const)('the %s kernel', (build) => {
  it('values a level annuity at its own rate at par, on every path', () => {
    const kernel = new Kernel(kernelModule(build));
    kernel.open(SHAPE);
    kernel.prepare(1);
    const r = 0.06 / 12;
    const rows = SHAPE.periods + 1;
    const discounts = kernel.floats(L.REGION_DISCOUNTS);
    const outputs = kernel.floats(L.REGION_OUTPUTS);
    for (let month = 1; month <= SHAPE.periods; month++) {
      discounts[month] = (1 + r) ** -month;
      discounts[rows + month] = month / 12;
      for (let path = 0; path < SHAPE.paths; path++) {
        // Plane 0 has interest, plane 1 principal of a loan of 1000 (path + 1): together the level payment.
        const balance = 1000 * (path + 1);
        const payment = (balance * r) / (1 - (1 + r) ** -SHAPE.periods);
        const left = (balance * ((1 + r) ** SHAPE.periods - (1 + r) ** (month - 1))) / ((1 + r) ** SHAPE.periods - 1);
        outputs[month * kernel.rowLength + path] = left * r;
        outputs[(rows + month) * kernel.rowLength + path] = payment - left * r;
      }
    }
    kernel.value(0, 1, 0);
    const values = kernel.floats(L.REGION_VALUES);
    const row = (value: number, path: number) => values[value * kernel.rowLength + path] ?? Number.NaN;
    for (let path = 0; path < SHAPE.paths; path++) {
      const balance = 1000 * (path + 1);
      const payment = (balance * r) / (1 - (1 + r) ** -SHAPE.periods);
      expect(row(L.VALUE_PRESENT, path) / balance).toBeCloseTo(1, 12);
      expect(row(L.VALUE_CASH, path)).toBeCloseTo(120 * payment, 8);
      // The mean of 1..120 months, in years.
      expect(row(L.VALUE_CASH_WEIGHTED, path) / row(L.VALUE_CASH, path)).toBeCloseTo(60.5 / 12, 12);
      // Macaulay duration of a level annuity: (1 + r)/r - n/((1 + r)^n - 1) months.
      const duration = ((1 + r) / r - 120 / ((1 + r) ** 120 - 1)) / 12;
      expect(row(L.VALUE_WEIGHTED, path) / row(L.VALUE_PRESENT, path)).toBeCloseTo(duration, 10);
    }
  });

  it('refuses a discount row or an output that is not there', () => {
    const kernel = new Kernel(kernelModule(build));
    kernel.open(SHAPE);
    expect(() => kernel.value(2, -1, 0)).toThrow(/KERNEL_STATUS/);
    expect(() => kernel.value(0, 2, 0)).toThrow(/KERNEL_STATUS/);
    expect(() => kernel.value(0, 1, 1)).toThrow(/KERNEL_STATUS/);
  });
});
