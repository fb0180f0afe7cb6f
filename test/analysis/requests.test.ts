/** What reports say was asked: every number with its unit, and as many paths as are drawn. */
import { describe, expect, it } from 'vitest';
import { givenText } from '../../host/analysis/requests.ts';
import { pathsRun } from '../../host/analysis/simulateRequest.ts';
import { parametersText } from '../../host/report/simulate.ts';

describe('what was given', () => {
  it.each([
    [{ cdr: '2', severity: '40', lag: 12 }, 'CDR 2, severity 40%, lag 12 months'],
    [{ cdr: '0 ramp 3 for 30', severity: '45%', lag: 1 }, '0 ramp 3 for 30, severity 45%, lag 1 month'],
    // The months of a ramp are no rate; what comes after it is.
    [{ severity: '30 ramp 50 for 24, 50' }, 'severity 30 ramp 50 for 24, 50%'],
    [{ index: 'LIBOR_1M=3.57, CMT_1Y=3.9%', noCall: true }, 'LIBOR_1M=3.57%, CMT_1Y=3.9%, no call'],
    [{}, ''],
  ])('%j is %s', (request, text) => {
    expect(givenText(request)).toBe(text);
  });

  it('of a model are volatilities in percent and other parameters as numbers', () => {
    expect(parametersText({ a: 0.5, sigma: 0.01, b: 0.03, eta: 0.0105, rho: -0.5 })).toBe(
      'a 0.5, sigma 1%, b 0.03, eta 1.05%, rho -0.5',
    );
  });

  it('of paths are whole tiles of 64 a randomization, never fewer than asked for', () => {
    // 128 in 8 are 16 each, of which a tile is 64; 1,000 in 8 are 125, which takes two.
    expect([128, 1_000, 1_024].map((paths) => pathsRun({ paths, randomizations: 8 }))).toEqual([512, 1_024, 1_024]);
  });
});
