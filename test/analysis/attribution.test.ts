/** Attribution of a change in fair value: what must be nothing is nothing, what one factor does is that factor's, columns sum to the cent. */
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { type Attribution, type AttributionOptions, attributeChange } from '../../host/analysis/attribution.ts';
import { type AttributionColumn, EFFECTS, type Effect } from '../../host/analysis/attributionColumns.ts';
import { FACTORS, type Factor, orderOf } from '../../host/analysis/attributionFactors.ts';
import { NO_SHOCK } from '../../host/analysis/shock.ts';
import { valueTrusts } from '../../host/analysis/valueTrusts.ts';
import type { Snapshot, TrustInput } from '../../host/portfolio/records.ts';
import type { TrustValue } from '../../host/valuation/records.ts';
import { thrownBy } from '../deal/small.ts';
import { marketOf, row } from '../valuation/trusts.ts';
import { MARKET, ROWS, smallTrust, snapshotOf } from './attributionTrusts.ts';

const SHAPLEY: AttributionOptions = { sharing: { kind: 'shapley' }, workers: 0 };
const inOrder = (...first: Factor[]): AttributionOptions => ({
  sharing: { kind: 'ordered', order: orderOf(first.join(',')) },
  workers: 0,
});
const BACKWARDS = inOrder(...FACTORS.toReversed());

const base = smallTrust();
const before = snapshotOf([base]);

const columnOf = (attribution: Attribution, instrument: string): AttributionColumn => {
  const column = [...attribution.instruments, attribution.net].find((each) => each.instrument === instrument);
  if (column === undefined) throw new Error(`no column ${instrument}`);
  return column;
};
const someEffects = ({ effects }: AttributionColumn) => EFFECTS.filter((effect) => effects[effect] !== 0);
const footed = ({ opening, effects }: AttributionColumn) =>
  EFFECTS.reduce((sum, effect) => sum.plus(effects[effect]), new Decimal(opening)).toNumber();

/** The value of the only trust of a snapshot, without any attribution. */
async function valueOnly(snapshot: Snapshot): Promise<TrustValue> {
  const [outcome] = await valueTrusts(snapshot, [NO_SHOCK], { workers: 0 });
  if (outcome?.ok !== true) throw new Error('not valued');
  const [value] = outcome.valued.values;
  if (value === undefined) throw new Error('no value');
  return value;
}
const trancheOf = ({ tranches }: TrustValue, name: string) => tranches.find((tranche) => tranche.name === name)?.fairValue ?? 0;

describe('equal snapshots', () => {
  it.each([
    ['in order', inOrder()],
    ['backwards', BACKWARDS],
    ['in no order', SHAPLEY],
  ])('have no effects, %s', async (_, options) => {
    const attribution = await attributeChange(before, before, options);
    for (const column of [...attribution.instruments, ...attribution.classes, attribution.net]) {
      expect(someEffects(column), column.instrument).toEqual([]);
      expect(column.closing).toBe(column.opening);
    }
    expect(attribution.sentences).toEqual([]);
    expect(columnOf(attribution, 'A').opening).toBeGreaterThan(600_000);
  });
});

describe('one input that changes', () => {
  const changes: readonly (readonly [Factor, string, Snapshot])[] = [
    ['yields', 'a higher yield of a class', snapshotOf([base], { market: marketOf([row('senior', 0.07), ...ROWS.slice(1)]) })],
    ['yields', 'a price given', snapshotOf([smallTrust({}, { prices: new Map([['B', 55]]) })])],
    [
      'yields',
      'a benchmark under hedges',
      snapshotOf([base], { market: { ...MARKET, benchmark: { years: [1], rates: [0.06] } } }),
    ],
    ['index', 'a rising index', snapshotOf([smallTrust({ index: '2% ramp 5% for 24' })])],
    ['prepayment', 'faster prepayment', snapshotOf([smallTrust({ prepayment: '16 CPR' })])],
    ['default', 'more default', snapshotOf([smallTrust({ default: '6 CDR' })])],
    ['severity', 'higher severity', snapshotOf([smallTrust({ severity: '60%' })])],
    ['severity', 'a longer lag', snapshotOf([smallTrust({ lag: 12 })])],
    ['technique', 'another method', snapshotOf([base], { method: 'independent' })],
    ['technique', 'another coupon in the documents', snapshotOf([smallTrust({ coupon: '4%' })])],
    [
      'technique',
      'another position',
      snapshotOf([
        smallTrust(
          {},
          {
            positions: new Map([
              ['A', 'senior'],
              ['B', 'residual'],
            ]),
          },
        ),
      ]),
    ],
    ['collateral', 'another tape', snapshotOf([smallTrust({ upb: 590_000 })])],
  ];

  it.each(changes)('is all that %s is put down to: %s', async (factor, _, after) => {
    const [old, now] = [await valueOnly(before), await valueOnly(after)];
    const all = await Promise.all([inOrder(), BACKWARDS, SHAPLEY].map((options) => attributeChange(before, after, options)));
    for (const attribution of all) {
      expect(attribution.failed).toEqual([]);
      const changed = attribution.instruments.filter((column) => column.opening !== column.closing);
      expect(changed.length).toBeGreaterThan(0);
      for (const column of changed) expect(someEffects(column), column.instrument).toEqual([factor]);
      // The two values, as they come without an attribution.
      expect(columnOf(attribution, 'A').opening).toBeCloseTo(trancheOf(old, 'A'), 2);
      expect(columnOf(attribution, 'A').closing).toBeCloseTo(trancheOf(now, 'A'), 2);
      expect(columnOf(attribution, 'collateral').closing).toBeCloseTo(now.collateral.fairValue, 2);
    }
    // Alone a factor has the same share in any order and in none.
    expect(all[1]?.instruments).toEqual(all[0]?.instruments);
    expect(all[2]?.instruments).toEqual(all[0]?.instruments);
  });
});

describe('two inputs that change', () => {
  const [defaults, severity] = [{ default: '8 CDR' }, { severity: '65%' }];
  const after = snapshotOf([smallTrust({ ...defaults, ...severity })]);

  it('are told apart in an order, and the order-free shares are the mean of the two orders', async () => {
    const of = async (parts: object) => trancheOf(await valueOnly(snapshotOf([smallTrust(parts)])), 'B');
    const [none, first, second, both] = [
      await of({}),
      await of(defaults),
      await of(severity),
      await of({ ...defaults, ...severity }),
    ];
    const share = async (options: AttributionOptions) => columnOf(await attributeChange(before, after, options), 'B').effects;
    expect(await share(inOrder('default', 'severity'))).toMatchObject({
      default: expect.closeTo(first - none, 1),
      severity: expect.closeTo(both - first, 1),
    });
    expect(await share(inOrder('severity', 'default'))).toMatchObject({
      default: expect.closeTo(both - second, 1),
      severity: expect.closeTo(second - none, 1),
    });
    const free = await share(SHAPLEY);
    expect(free.default).toBeCloseTo((first - none + both - second) / 2, 1);
    expect(free.severity).toBeCloseTo((second - none + both - first) / 2, 1);
    // They reinforce each other: an order makes a difference.
    expect(Math.abs(both - first - (second - none))).toBeGreaterThan(1000);
  });
});

describe('everything at once', async () => {
  const changed = smallTrust(
    { upb: 585_000, prepayment: '6 CPR', default: '5 CDR', severity: '50%', lag: 6, index: '2% ramp 4% for 36', coupon: '3.5%' },
    { prices: new Map([['B', 70]]), held: new Map([['A', 0.1]]) },
  );
  const after = snapshotOf([changed], { market: marketOf([row('senior', 0.065), ...ROWS.slice(1)]), method: 'independent' });
  const all = await Promise.all([inOrder(), BACKWARDS, SHAPLEY].map((options) => attributeChange(before, after, options)));

  it('sums to the change in every column to the cent, whatever the order', () => {
    for (const attribution of all)
      for (const column of [...attribution.instruments, ...attribution.classes, attribution.net])
        expect(footed(column), column.instrument).toBe(column.closing);
  });

  it('has the same ends in every order, and no remainder beyond what solving a yield leaves', () => {
    for (const attribution of all) {
      attribution.instruments.forEach((column, place) => {
        const same = all[0]?.instruments[place];
        expect([column.opening, column.closing]).toEqual([same?.opening, same?.closing]);
        expect(Math.abs(column.effects.remainder), column.instrument).toBeLessThanOrEqual(0.02);
      });
    }
  });

  it('puts a class that the sponsor bought under scope, out of the borrowings and into what it holds', async () => {
    const [attribution] = all;
    if (attribution === undefined) throw new Error('no attribution');
    const value = trancheOf(await valueOnly(after), 'A');
    const [borrowed, held] = ['borrowings', 'held'].map((kind) =>
      attribution.instruments.find((column) => column.class === kind && column.instrument === 'A'),
    );
    expect(borrowed?.effects.scope).toBeCloseTo(-0.1 * value, 1);
    expect(held).toMatchObject({ opening: 0, effects: { scope: expect.closeTo(0.1 * value, 1) } });
  });

  it('adds up across: the residual takes what assets leave after borrowings and what is held', () => {
    for (const { instruments } of all) {
      for (const effect of EFFECTS) {
        const sum = (kind: string) =>
          instruments
            .filter((column) => column.class === kind)
            .reduce((total, { effects }) => total.plus(effects[effect]), new Decimal(0));
        const assets = sum('collateral').plus(sum('reo')).plus(sum('derivatives')).plus(sum('cash'));
        expect(sum('residual').toNumber(), effect).toBe(assets.minus(sum('borrowings')).minus(sum('held')).toNumber());
      }
    }
  });
});

describe('trusts', () => {
  const named = (name: string, differs: Partial<TrustInput> = {}) => smallTrust({}, { name, ...differs });
  const effectsOf = (attribution: Attribution, trust: string) => [
    ...new Set(attribution.instruments.filter((column) => column.trust === trust).flatMap(someEffects)),
  ];

  it('that came or left are scope, at what they are worth', async () => {
    const attribution = await attributeChange(snapshotOf([base, named('gone')]), snapshotOf([base, named('new')]), inOrder());
    const scope: Effect[] = ['scope'];
    expect([effectsOf(attribution, 'gone'), effectsOf(attribution, 'new'), effectsOf(attribution, 'T')]).toEqual([
      scope,
      scope,
      [],
    ]);
    expect(attribution.net.opening).toBe(attribution.net.closing);
    expect(attribution.notes).toEqual([
      'new: it stands in one of the two snapshots only',
      'gone: it stands in one of the two snapshots only',
    ]);
  });

  it('that are not consolidated have columns of what the sponsor owns', async () => {
    const security = { consolidated: false, residualOwned: 0.4, held: new Map([['B', 0.5]]) };
    const after = snapshotOf([named('S', security)], {
      market: marketOf([ROWS[0] ?? row('senior', 1), row('subordinate', 0.1), row('residual', 0.2)]),
    });
    const attribution = await attributeChange(snapshotOf([named('S', security)]), after, SHAPLEY);
    expect(attribution.instruments.map(({ instrument, class: kind }) => [instrument, kind])).toEqual([
      ['B', 'availableForSale'],
      ['residual', 'availableForSale'],
    ]);
    expect(effectsOf(attribution, 'S')).toEqual(['yields']);
    expect(columnOf(attribution, 'B').closing).toBeCloseTo(0.5 * trancheOf(await valueOnly(after), 'B'), 2);
  });

  it('that are at fault are told of and leave the others alone', async () => {
    const after = snapshotOf([base, named('unplaced', { positions: new Map([['A', 'nowhere']]) })]);
    const attribution = await attributeChange(snapshotOf([base, named('unplaced')]), after, inOrder());
    expect(attribution.failed.map(({ trust }) => trust)).toEqual(['unplaced']);
    expect(attribution.failed[0]?.faults[0]).toContain('DISCOUNT_MISSING');
    expect(attribution.trusts.map(({ trust }) => trust)).toEqual(['T']);
  });
});

describe('an order', () => {
  it('is completed by the factors that it does not name', () => {
    expect(orderOf('yields, default')).toEqual([
      'yields',
      'default',
      'collateral',
      'index',
      'prepayment',
      'severity',
      'technique',
    ]);
    expect(orderOf(undefined)).toEqual([...FACTORS]);
  });

  it('is refused with every name that is none or stands twice', () => {
    expect(thrownBy(() => orderOf('yields, weather, yields')).map(({ got }) => got)).toEqual(["'weather'", "'yields' again"]);
  });
});
