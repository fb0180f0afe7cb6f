/** Grids from the text of a command line, and the shocks of their cells. */
import { describe, expect, it } from 'vitest';
import { gridShocks, gridsOf, parseGrids, shiftOf, valueText } from '../../host/analysis/grid.ts';
import { WeirError } from '../../host/errors.ts';

describe('the text of a grid', () => {
  it('is inputs and their values; a bar begins another', () => {
    expect(parseGrids('default 0.5,1,1.5; severity 0.8, 1 | rates -100bp,0,1%')).toEqual([
      {
        name: 'default x severity',
        axes: [
          { input: 'default', values: [0.5, 1, 1.5] },
          { input: 'severity', values: [0.8, 1] },
        ],
      },
      { name: 'rates', axes: [{ input: 'rates', values: [-0.01, 0, 0.01] }] },
    ]);
    expect(gridsOf(undefined)).toEqual([]);
  });

  it.each([
    ['defualt 1,2', /perhaps 'default'/],
    ['default', /factors/],
    ['default 1,x', /factors/],
    ['default -1', /factors/],
    ['default 1,1', /once/],
    ['default 1; default 2', /once/],
    ['rates 300%', /shifts/],
    ['rates 1%; yields 1', /rates moves both/],
    ['default 1; severity 1; prepayment 1; yields 1', /one to 3/],
    ['', /inputs/],
    ['default 1 |', /one of/],
  ])('%j is refused', (text, expected) => {
    expect(() => gridsOf(text)).toThrow(WeirError);
    expect(() => gridsOf(text)).toThrow(expected);
    expect(() => gridsOf(text)).toThrow(/^REQUEST_INVALID/);
  });

  it('tells every fault at once', () => {
    const faults = (() => {
      try {
        return parseGrids('bad 1; default x; rates y');
      } catch (error) {
        return error instanceof WeirError ? error.faults : [];
      }
    })();
    expect(faults).toHaveLength(3);
  });
});

describe('the cells of a grid', () => {
  it('are every combination, the last input fastest', () => {
    const [grid] = parseGrids('prepayment 1,2; default 0.5,1; rates 0,100bp');
    const shocks = gridShocks(grid!);
    expect(shocks).toHaveLength(8);
    expect(shocks[1]).toEqual({
      name: 'prepayment x 1, default x 0.5, rates +100 bp',
      prepaymentMultiple: 1,
      defaultMultiple: 0.5,
      indices: [{ plus: 0.01 }],
      yieldShift: 0.01,
      benchmarkShift: 0.01,
    });
    expect(shocks[6]?.name).toBe('prepayment x 2, default x 1, rates 0 bp');
  });

  it('a shift in basis points is the double nearest to it', () => {
    expect(['25bp', '+25 bp', '-7bp', '0.25%', '0.0025', 0.0025].map(shiftOf)).toEqual([
      0.0025, 0.0025, -0.0007, 0.0025, 0.0025, 0.0025,
    ]);
    expect(shiftOf('1.2.3bp')).toBeNaN();
    expect(valueText('indices', -0.0007)).toBe('-7 bp');
  });
});
