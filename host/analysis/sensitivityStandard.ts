/** The sensitivities that disclosures show: each input 10 % and 20 % to either side, rates by 100 and 200 basis points. */
import { valueText } from './grid.ts';
import type { Shock } from './shock.ts';

/** Adverse is what lowers the value: which side that is depends on the trust, so both are valued. */
const SHARES = [-0.2, -0.1, 0.1, 0.2];
const POINTS = [-200, -100, 100, 200];
const LAGS = [-6, 6];

/** 38 shocks of ten inputs; shocks of yields alone share the projection of the base case. */
export function standardShocks(): Shock[] {
  const inputs: readonly [string, (times: number) => Partial<Shock>][] = [
    ['prepayment', (prepaymentMultiple) => ({ prepaymentMultiple })],
    ['default', (defaultMultiple) => ({ defaultMultiple })],
    ['severity', (severityMultiple) => ({ severityMultiple })],
    ['default and severity', (times) => ({ defaultMultiple: times, severityMultiple: times })],
    ['discount yields', (times) => ({ yields: [{ times }] })],
  ];
  const rates: readonly [string, (shift: number) => Partial<Shock>][] = [
    ['indices', (indexShift) => ({ indexShift })],
    ['discount yields, parallel', (yieldShift) => ({ yieldShift })],
    ['indices, yields and benchmark', (shift) => ({ indexShift: shift, yieldShift: shift, benchmarkShift: shift })],
    ['sponsor credit', (creditShift) => ({ creditShift })],
  ];
  return [
    ...inputs.flatMap(([input, shockOf]) =>
      SHARES.map((share): Shock => {
        const sign = share < 0 ? '-' : '+';
        return { name: `${input} ${sign}${Math.abs(share) * 100}%`, input, ...shockOf(Number((1 + share).toFixed(1))) };
      }),
    ),
    ...rates.flatMap(([input, shockOf]) =>
      POINTS.map(
        (points): Shock => ({ name: `${input} ${valueText('indices', points / 1e4)}`, input, ...shockOf(points / 1e4) }),
      ),
    ),
    ...LAGS.map((plus): Shock => ({ name: `lag ${plus < 0 ? '-' : '+'}${Math.abs(plus)} months`, input: 'lag', lags: { plus } })),
  ];
}
