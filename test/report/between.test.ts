/** Reports between two dates as text, from records written by hand. */
import { describe, expect, it } from 'vitest';
import { rollTable } from '../../host/analysis/rollforwardTable.ts';
import { failuresText, notesText, rollTableText } from '../../host/report/rollforward.ts';

describe('a rollforward table', () => {
  const table = rollTable({
    collateral: { begin: 1_234_500, interestIncome: 10_000, changeInFairValue: -4_500, settlements: -240_000, end: 1_000_000 },
    borrowings: { begin: -900_000, interestExpense: -5_000, changeInFairValue: 5_000, settlements: 200_000, end: -700_000 },
  });

  it('has thousands, dashes where there is no figure, and neither rows nor columns without any', () => {
    const lines = rollTableText(table, 120).split('\n');
    const cells = (label: string) =>
      lines
        .find((line) => line.startsWith(label))
        ?.slice(36)
        .trim()
        .split(/ +/);
    // Half a thousand rounds away from nothing.
    expect(cells('Beginning')).toEqual(['1,235', '1,235', '-900', '-900']);
    expect(cells('Interest income')).toEqual(['10', '10', '-', '-']);
    expect(cells('End')).toEqual(['1,000', '1,000', '-700', '-700']);
    for (const absent of ['Transfers', 'Purchases', 'Sales', 'Long-term', 'Available', 'Derivative'])
      expect(lines.filter((line) => line.includes(absent))).toEqual([]);
  });

  it('comes in parts where the terminal is narrow, each with its labels', () => {
    const parts = rollTableText(table, 70).split('\n\n');
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part).toMatch(/^Settlements/m);
  });
});

describe('what is told below', () => {
  it('says once what holds of several trusts, and counts them where they are many', () => {
    expect(notesText(['a: no hedges', 'b: no hedges', 'c: stale'], 80)).toBe('To know\n  a, b: no hedges\n  c: stale');
    const many = ['a', 'b', 'c', 'd', 'e'].map((trust) => `${trust}: no hedges`);
    expect(notesText(many, 80)).toBe('To know\n  5 trusts: no hedges');
    expect(notesText([], 80)).toBe('');
  });

  it('names trusts without figures, and why', () => {
    expect(failuresText([{ trust: 'T', faults: ['NONE T: got 0; expected 1'] }], 'valued')).toBe(
      '1 trust could not be valued; no figure has it\n  T\n    NONE T: got 0; expected 1',
    );
  });
});
