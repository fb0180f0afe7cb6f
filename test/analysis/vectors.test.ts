/** Texts of vectors as users paste them, without a unit. */
import { describe, expect, it } from 'vitest';
import { vectorReport } from '../../host/index.ts';

describe('a text without a unit', () => {
  it.each([
    ['.2 ramp 6 for 30, 6', 'CPR 0.2 ramp 6 for 30, 6'],
    ['5 12R 10', 'CPR 5 ramp 10 for 12, 10'],
    ['5 12S 10', 'CPR 5 for 12, 10'],
    ['2 x 12; 6 to 24 in 18', 'CPR 2 for 12, 6 ramp 24 for 18'],
    ['1.0R12,6.0', 'CPR 1 ramp 6 for 12, 6'],
    ['AO: .2 ramp 6 for 30, 6', 'CPR 0.2 ramp 6 for 30, 6 from origination'],
  ])('%s is taken for CPR, and says that it is', (text, canonical) => {
    expect(vectorReport({ text })).toMatchObject({ canonical, unit: 'CPR', isUnitAssumed: true });
  });

  it('is 100 PSA when it ramps from 0.2 to 6 over 30 months of age', () => {
    const ramp = vectorReport({ text: 'AO: .2 ramp 6 for 30, 6', months: 40, age: 5 });
    const psa = vectorReport({ text: 'PSA 100', months: 40, age: 5 });
    ramp.values.forEach((value, month) => {
      expect(value).toBeCloseTo(psa.values[month] ?? Number.NaN, 15);
    });
    expect(psa.isUnitAssumed).toBe(false);
  });

  it('is refused when it has two readings, and shows both', () => {
    expect(() => vectorReport({ text: '2 for 12, 6 ramp 24' })).toThrow(
      /VECTOR_AMBIGUOUS.*6 ramp 24 for MONTHS.*6 ramp VALUE for 24/,
    );
  });
});
