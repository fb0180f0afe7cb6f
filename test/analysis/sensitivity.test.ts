/** Sensitivities of a trust worked by hand, and what must hold whatever the trust: nothing changed is nothing moved, order does not matter. */
import { describe, expect, it } from 'vitest';
import { gridShocks } from '../../host/analysis/grid.ts';
import { heatMaps, MEASURES, type SensitivityReport, sensitivities, tornado } from '../../host/analysis/sensitivity.ts';
import { standardShocks } from '../../host/analysis/sensitivityStandard.ts';
import type { Shock } from '../../host/analysis/shock.ts';
import { beyOfMonth } from '../valuation/trusts.ts';
import { cents, DEBT, portfolioOf, RESIDUAL, residualWorth, SENIOR, seniorWorth, smallTrust } from './smallPortfolio.ts';

const INLINE = { workers: 0 };

async function changesUnder(shocks: readonly Shock[]) {
  const report = await sensitivities(portfolioOf([smallTrust()], [DEBT]), { shocks, grids: [] }, INLINE);
  expect(report.failed).toEqual([]);
  return new Map(report.shocks.map(({ name }, place) => [name, report.total.changes[place]!]));
}

describe('a trust worked by hand', () => {
  it('is worth what its cash is, and moves as its cash does', async () => {
    const report = await sensitivities(portfolioOf([smallTrust()]), { shocks: [], grids: [] }, INLINE);
    const { base } = report.total;
    // A at its coupon is worth par; R 100 / 1.02 + 15,100 / 1.0404 = 14,611.69.
    expect(base.borrowings).toBe(80_000);
    expect(base.residual).toBe(14_611.69);
    expect(base.collateral).toBe(94_611.69);
  });

  it.each([
    ['no defaults', { defaultMultiple: 0 }, 0, 1],
    ['twice the defaults', { defaultMultiple: 2 }, 2, 1],
    ['a fifth more severity', { severityMultiple: 1.2 }, 1, 1.2],
    ['ten points of severity', { curves: { severity: { plus: 0.1 } } }, 1, 1.2],
    ['severity of 60 %', { curves: { severity: { curve: { kind: 'values', values: [0.6] } } } }, 1, 1.2],
    ['both', { defaultMultiple: 1.5, severityMultiple: 0.8 }, 1.5, 0.8],
    ['severity from month 2, when the loan is sold', { curves: { severity: { times: [1, 1.2] } } }, 1, 1.2],
    ['severity in month 1 alone, when nothing is sold', { curves: { severity: { times: [1.2, 1] } } }, 1, 1],
  ] satisfies [string, Partial<Shock>, number, number][])('under %s', async (name, change, d, s) => {
    const moved = (await changesUnder([{ name, ...change }])).get(name)!;
    const expected = cents(cents(residualWorth(d, s)) - cents(residualWorth(1, 1)));
    // The classes are whole in all of these: what R loses the collateral loses.
    expect(moved.residual).toBeCloseTo(expected, 9);
    expect(moved.collateral).toBeCloseTo(expected, 9);
    expect(moved.netAssets).toBeCloseTo(expected, 9);
    expect([moved.borrowings, moved.derivatives, moved.held, moved.longTermDebt]).toEqual([0, 0, 0, 0]);
  });

  it('adds points of CDR to defaults of a month, on the scale of a year', async () => {
    // 10 % a month is 1 - 0.9^12 a year; 5 points more are so much a month again, ten times which is the multiple of defaults.
    const mdr = 1 - (0.9 ** 12 - 0.05) ** (1 / 12);
    const moved = (await changesUnder([{ name: 'more', curves: { default: { plus: [0.05, 0] } } }])).get('more')!;
    expect(moved.residual).toBeCloseTo(cents(residualWorth(mdr / 0.1, 1)) - 14_611.69, 2);
  });

  it('is discounted at other yields: by position, by a factor, by a shift', async () => {
    const change = beyOfMonth(0.02) - SENIOR;
    const changes = await changesUnder([
      { name: 'senior', yields: [{ positions: ['senior'], plus: change }] },
      { name: 'factor', yields: [{ positions: ['residual'], times: 1.5 }] },
      { name: 'all', yieldShift: change },
    ]);
    const senior = cents(seniorWorth(0.02)) - 80_000;
    expect(changes.get('senior')).toMatchObject({
      borrowings: cents(senior),
      collateral: cents(senior),
      residual: 0,
      netAssets: 0,
    });
    // A bond-equivalent yield y is (1 + y/2)^(1/6) - 1 a month.
    const monthly = (1 + (1.5 * RESIDUAL) / 2) ** (1 / 6) - 1;
    expect(changes.get('factor')!.residual).toBeCloseTo(cents(residualWorth(1, 1, monthly)) - 14_611.69, 9);
    expect(changes.get('factor')!.borrowings).toBe(0);
    expect(changes.get('all')!.borrowings).toBe(cents(senior));
  });

  it("the sponsor's credit moves its debt and nothing else", async () => {
    const { longTermDebt, ...rest } = (await changesUnder([{ name: 'credit', creditShift: 0.01 }])).get('credit')!;
    // A year at 4 % + 2 %, then + 3 %, twice a year.
    expect(longTermDebt).toBeCloseTo(cents(100_000 / 1.035 ** 2) - cents(100_000 / 1.03 ** 2), 9);
    expect(Object.values(rest).every((change) => change === 0)).toBe(true);
    const benchmark = (
      await changesUnder([
        {
          name: 'curve',
          benchmarkPoints: [
            [0.5, 0],
            [1, 0.01],
            [2, 0],
          ],
        },
      ])
    ).get('curve')!;
    expect(benchmark.longTermDebt).toBe(longTermDebt);
  });
});

/** Shocks that change nothing, each in a way of its own. */
const NOTHING: readonly Shock[] = [
  { name: 'nothing' },
  { name: 'factors of 1', prepaymentMultiple: 1, defaultMultiple: 1, severityMultiple: 1 },
  { name: 'curves', curves: { default: { times: 1, plus: 0 }, severity: { times: [1, 1], plus: [0, 0, 0] } } },
  { name: 'cohorts', cohorts: new Map([['', { curves: { default: { times: [1] } }, lags: { times: 1, plus: 0 } }]]) },
  { name: 'rates', indexShift: 0, indices: [{ plus: 0 }, { plus: [0, 0] }] },
  {
    name: 'yields',
    yieldShift: 0,
    benchmarkShift: 0,
    creditShift: 0,
    yields: [{ times: 1, plus: 0 }],
    benchmarkPoints: [[5, 0]],
  },
  { name: 'the same lag', lags: { plus: 0 } },
  {
    name: 'macro',
    macro: { firstMonth: 2011 * 12, curves: { default: { times: [1, 1], plus: [0, 0] } }, indices: [], after: 'base' },
  },
  { name: 'other trusts', trusts: ['another'], defaultMultiple: 3, yieldShift: 0.05 },
];

describe('what must hold', () => {
  it('a shock that changes nothing moves nothing, to the last bit, prices given or not', async () => {
    const priced = smallTrust({ name: 'priced', prices: new Map([['A', 97.25]]) });
    const report = await sensitivities(portfolioOf([smallTrust(), priced], [DEBT]), { shocks: NOTHING, grids: [] }, INLINE);
    expect(report.failed).toEqual([]);
    for (const { changes, tranches } of report.trusts) {
      expect(changes.flatMap((change) => Object.values(change)).every((change) => change === 0)).toBe(true);
      expect(tranches.flatMap((tranche) => tranche.changes).every((change) => change === 0)).toBe(true);
    }
    expect(report.total.changes.flatMap((change) => Object.values(change)).every((change) => change === 0)).toBe(true);
  });

  it('a class with a price keeps the yield that it implies, and moves with its cash', async () => {
    const trust = smallTrust({ prices: new Map([['A', 97.25]]) });
    // 97.25 is a yield; a point more of it, bond-equivalent, is so much a month.
    const report = await sensitivities(portfolioOf([trust]), { shocks: [{ name: 'up', yieldShift: 0.01 }], grids: [] }, INLINE);
    const m = monthlyOf((beyOfMonth(rootOf(77_800)) + 0.01) / 2);
    expect(report.trusts[0]!.changes[0]!.borrowings).toBeCloseTo(cents(seniorWorth(m)) - 77_800, 2);
  });

  it('the order of shocks does not matter', async () => {
    const shocks: Shock[] = [...standardShocks(), { name: 'bent', curves: { default: { times: [1, 2], plus: 0.01 } } }];
    const snapshot = portfolioOf([smallTrust()], [DEBT]);
    const [there, back] = await Promise.all(
      [shocks, shocks.toReversed()].map((list) => sensitivities(snapshot, { shocks: list, grids: [] }, INLINE)),
    );
    const byName = ({ shocks: list, total }: SensitivityReport) =>
      Object.fromEntries(list.map(({ name }, place) => [name, total.changes[place]]));
    expect(byName(back!)).toEqual(byName(there!));
    expect(Object.keys(byName(there!))).toHaveLength(39);
  });

  it('changes add up in cents: collateral + derivatives - borrowings = net assets = residual + held', async () => {
    const held = smallTrust({ held: new Map([['A', 1 / 3]]) });
    const { total, trusts } = await sensitivities(
      portfolioOf([smallTrust(), held]),
      { shocks: standardShocks(), grids: [] },
      INLINE,
    );
    for (const { collateral, derivatives, borrowings, netAssets, residual, held: own } of total.changes) {
      expect(collateral + derivatives - borrowings).toBeCloseTo(netAssets, 6);
      expect(residual + own).toBeCloseTo(netAssets, 6);
    }
    for (const measure of MEASURES)
      total.changes.forEach((change, place) =>
        expect(change[measure]).toBeCloseTo(
          trusts.reduce((sum, { changes }) => sum + changes[place]![measure], 0),
          6,
        ),
      );
  });

  it('a trust that is not consolidated is in no total but securities available for sale', async () => {
    const other = smallTrust({ consolidated: false, residualOwned: 0.5 });
    const { total } = await sensitivities(
      portfolioOf([other]),
      { shocks: [{ name: 'none', defaultMultiple: 0 }], grids: [] },
      INLINE,
    );
    expect(total.changes[0]).toMatchObject({ netAssets: 0, collateral: 0, borrowings: 0, residual: 0 });
    // Half of 5,000.
    expect(total.changes[0]!.availableForSale).toBeCloseTo(2_500, 9);
  });
});

/** The monthly rate at which A is worth so much, by halving. */
function rootOf(worth: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (seniorWorth(middle) > worth) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
const monthlyOf = (half: number) => (1 + half) ** (1 / 6) - 1;

describe('grids and tornados', () => {
  const grid = {
    name: 'stress',
    axes: [
      { input: 'default', values: [0, 1, 2] },
      { input: 'severity', values: [1, 1.2] },
    ],
  } as const;

  it('a grid has every combination, the last input across', async () => {
    const report = await sensitivities(portfolioOf([smallTrust()]), { shocks: [], grids: [grid] }, INLINE);
    const [map] = heatMaps(report, report.grids[0]!, 'residual');
    const expected = [0, 1, 2].map((d) => [1, 1.2].map((s) => cents(residualWorth(d, s)) - cents(residualWorth(1, 1))));
    map!.cells.forEach((cells, r) => cells.forEach((cell, c) => expect(cell).toBeCloseTo(expected[r]![c]!, 9)));
    expect(map!.cells[1]![0]).toBe(0);
    expect(report.shocks.map(({ name }) => name)[3]).toBe('default x 1, severity x 1.2');
    expect(heatMaps(report, report.grids[0]!, 'residual', 'small')).toEqual([map]);
  });

  it('three inputs make a matrix for each value of the first', async () => {
    const three = { name: 'three', axes: [{ input: 'prepayment', values: [1, 2] }, ...grid.axes] } as const;
    expect(gridShocks(three)).toHaveLength(12);
    const report = await sensitivities(portfolioOf([smallTrust()]), { shocks: [], grids: [three] }, INLINE);
    const maps = heatMaps(report, report.grids[0]!, 'netAssets');
    expect(maps.map(({ at }) => at)).toEqual(['prepayment x 1', 'prepayment x 2']);
    // There are no prepayments to multiply.
    expect(maps[1]!.cells).toEqual(maps[0]!.cells);
  });

  it('a tornado has the widest range first, and one bar for shocks of one input', async () => {
    const shocks: Shock[] = [
      { name: 's-', input: 'severity', severityMultiple: 0.8 },
      { name: 's+', input: 'severity', severityMultiple: 1.2 },
      { name: 'd+', input: 'default', defaultMultiple: 2 },
      { name: 'still' },
    ];
    const report = await sensitivities(portfolioOf([smallTrust()]), { shocks, grids: [grid] }, INLINE);
    const bars = tornado(report, 'netAssets');
    expect(bars.map(({ input, lowShock, highShock }) => [input, lowShock, highShock])).toEqual([
      ['default', 'd+', null],
      ['severity', 's+', 's-'],
      ['still', null, null],
    ]);
    // Twice the defaults: 100 less, then 5,100 less.
    expect(bars[0]!.low).toBeCloseTo(-5_000, 9);
    // A fifth of 5,000 in month 2.
    expect(bars[1]!.high).toBeCloseTo(1_000 / 1.0404, 2);
    expect(tornado(report, 'netAssets', 'small')).toEqual(bars);
  });
});

describe('a trust that has no value under one shock', () => {
  const other = () =>
    smallTrust({
      name: 'other',
      positions: new Map([
        ['A', 'mezzanine'],
        ['R', 'residual'],
      ]),
      yields: new Map([['A', SENIOR]]),
    });
  const TWICE: Shock = { name: 'twice', defaultMultiple: 2 };
  // A yield of minus 900 % discounts nothing that a buyer would pay for.
  const BROKEN: Shock = { name: 'broken', defaultMultiple: 2, yields: [{ positions: ['mezzanine'], plus: -9 }] };

  it('stays in all the others, and the total says that it is without it', async () => {
    const snapshot = () => portfolioOf([smallTrust(), other()]);
    const report = await sensitivities(snapshot(), { shocks: [BROKEN, TWICE], grids: [] }, INLINE);
    expect(report.failed).toEqual([]);
    expect(report.incomplete).toMatchObject([
      { shock: 'broken', trust: 'other', faults: [expect.stringMatching(/^YIELD_NONE broken: /)] },
    ]);
    const lost = cents(cents(residualWorth(2, 1)) - cents(residualWorth(1, 1)));
    // Of two trusts that lose the same the change under the first shock has one, on either side.
    expect(report.total.changes.map(({ residual }) => residual)).toEqual([lost, 2 * lost]);
    const [small, mezzanine] = report.trusts.map(({ changes }) => changes.map(({ residual }) => residual));
    expect(small).toEqual([lost, lost]);
    expect(mezzanine).toEqual([Number.NaN, lost]);
    expect(tornado(report, 'residual', 'other').map(({ input, low }) => [input, low])).toEqual([
      ['twice', lost],
      ['broken', 0],
    ]);
  });

  it('fails as a whole where its base case does', async () => {
    const report = await sensitivities(
      portfolioOf([smallTrust(), smallTrust({ name: 'other', yields: new Map([['A', -9]]) })]),
      { shocks: [TWICE], grids: [] },
      INLINE,
    );
    expect(report.failed.map(({ trust }) => trust)).toEqual(['other']);
    expect(report.incomplete).toEqual([]);
    expect(report.trusts.map(({ trust }) => trust)).toEqual(['small']);
  });
});
