/** Published figures: every case under test/golden is discovered, and every cell of it matches or is a named slip. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCases, readCase, runCase } from '../host/index.ts';

const cases = findCases(fileURLToPath(new URL('./golden', import.meta.url)));

describe.each(cases)('%s', (folder) => {
  it('matches every printed cell', async () => {
    const report = await runCase(readCase(folder));
    const missed = report.missed.map(
      ({ cell, computed }) =>
        `line ${cell.line}: ${cell.measure} of ${cell.of} at ${cell.at}: printed ${cell.printed}, computed ${computed}`,
    );
    expect(missed).toEqual([]);
    expect(report.matched + report.slips).toBe(report.published);
    // A slip that matches after all is no slip.
    expect(report.slipCells.filter(({ difference }) => difference <= 1)).toEqual([]);
  });
});
