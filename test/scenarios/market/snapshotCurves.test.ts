/** Curves from what a snapshot gives, against the deterministic valuation's own reading of it. */
import { describe, expect, it } from 'vitest';
import { monthNumberOf } from '../../../host/portfolio/csv.ts';
import { discount, marketCurve, minusLogDiscount, simpleForward } from '../../../host/scenarios/market/curve.ts';
import { benchmarkPoints, forwardPoints } from '../../../host/scenarios/market/snapshotCurves.ts';
import { discountCurve, discountFactor } from '../../../host/valuation/benchmark.ts';
import { thrownBy } from '../../deal/small.ts';

describe('the benchmark of a snapshot', () => {
  const benchmark = { years: [0.25, 1, 2, 5, 10, 30], rates: [0.002, 0.003, 0.008, 0.022, 0.0345, 0.0425] };

  it('gives the discount factors of the deterministic valuation', () => {
    const ours = marketCurve(benchmarkPoints(benchmark), { interpolation: 'logLinear' });
    const theirs = discountCurve(benchmark, 50);
    for (const t of [0.25, 0.5, 1, 3.7, 10, 22.25, 44]) expect(discount(ours, t)).toBeCloseTo(discountFactor(theirs, t), 13);
  });

  it('without points is refused', () => {
    expect(thrownBy(() => benchmarkPoints({ years: [], rates: [] }))).toMatchObject([{ code: 'MARKET_CURVE' }]);
  });
});

describe('the forward curve of an index', () => {
  const curve = { index: 'LIBOR_1M', months: ['2011-03', '2011-05', '2011-06'], rates: [0.01, 0.03, 0.02], source: 'broker' };

  it('is linear between its months, holds on after them, and earns actual days over 360', () => {
    const made = marketCurve(forwardPoints(curve, monthNumberOf('2011-03'), 6));
    const accrual = 365.25 / 360 / 12;
    // March 1 %, April between 1 and 3 %, May 3 %, June 2 % and so on.
    const grown = (1 + 0.01 * accrual) * (1 + 0.02 * accrual) * (1 + 0.03 * accrual);
    expect(minusLogDiscount(made, 0.25)).toBeCloseTo(Math.log(grown), 15);
    expect(simpleForward(made, 5 / 12, 1 / 12, accrual)).toBeCloseTo(0.02, 14);
    const plain = marketCurve(forwardPoints(curve, monthNumberOf('2011-04'), 2, '30/360'));
    expect(discount(plain, 1 / 12)).toBeCloseTo(1 / (1 + 0.02 / 12), 15);
  });

  it('that begins too late is refused', () => {
    const faults = thrownBy(() => forwardPoints(curve, monthNumberOf('2011-01'), 6));
    expect(faults).toMatchObject([{ code: 'MARKET_POINTS', place: 'forward curve of LIBOR_1M', got: 'a curve from 2011-03 on' }]);
  });
});
