/** An attribution in words and as a bridge, from columns written by hand. */
import { describe, expect, it } from 'vitest';
import { type AttributionColumn, EFFECTS, type Effect } from '../../host/analysis/attributionColumns.ts';
import { FACTORS } from '../../host/analysis/attributionFactors.ts';
import { bridgesOf, effectsInOrder, moneyText, sentencesOf } from '../../host/analysis/attributionWords.ts';

const NONE: Record<Effect, number> = {
  ...{ payments: 0, time: 0, collateral: 0, index: 0, prepayment: 0, default: 0, severity: 0 },
  ...{ yields: 0, technique: 0, remainder: 0, scope: 0 },
};
const column = (differs: Partial<AttributionColumn>, effects: Partial<Record<Effect, number>> = {}): AttributionColumn => ({
  ...{ trust: null, instrument: 'borrowings', class: 'borrowings', opening: 100, closing: 100, ...differs },
  effects: { ...NONE, ...effects },
});
const nothing = column({ instrument: 'net trust assets', class: 'residual' });

describe('the words', () => {
  it('say why a lower discount yield came with a gain on the borrowings', () => {
    const borrowings = column(
      { opening: 6_193_984_000, closing: 5_659_865_000 },
      { payments: -1_929_798_000, time: 1_649_686_000, yields: 700_000_000, default: -500_000_000, index: -454_007_000 },
    );
    const moves = {
      borrowingsYield: { from: 0.2725, to: 0.2311 },
      default: { from: 0.05, to: 0.08 },
      index: { from: 0.03, to: 0.021 },
    };
    expect(sentencesOf({ classes: [borrowings], net: nothing, moves })).toEqual([
      'The borrowings fell by $534.12 million, from $6,193.98 million to $5,659.87 million. ' +
        'Payments took $1,929.80 million and the passage of time added $1,649.69 million. ' +
        'The rest is a fall of $254.01 million, a gain to whoever owes them: ' +
        'lower discount yields (27.25% to 23.11%) added $700.00 million; ' +
        'higher expected defaults (5.00% to 8.00% CDR) took $500.00 million; ' +
        'lower forward index rates (3.00% to 2.10%) took $454.01 million.',
    ]);
  });

  it('tell figures apart that look the same, and give no direction to what did not move', () => {
    const collateral = column({ instrument: 'collateral', class: 'collateral', closing: 97 }, { severity: -2, prepayment: -1 });
    const moves = { severity: { from: 0.41, to: 0.410044 }, prepayment: { from: 0.08, to: 0.08 } };
    expect(sentencesOf({ classes: [collateral], net: nothing, moves })).toEqual([
      'The collateral fell by $3, from $100 to $97. The rest is a fall of $3: ' +
        'higher expected severities and their timing (41.000% to 41.004%) took $2; changed expected prepayments took $1.',
    ]);
  });

  it('are silent about what has not changed', () => {
    expect(sentencesOf({ classes: [column({})], net: nothing, moves: {} })).toEqual([]);
  });

  it('have amounts in millions, in dollars, and below a dollar in cents', () => {
    expect([254_007_000, -12_345.6, 0.024].map(moneyText)).toEqual(['$254.01 million', '$12,346', '$0.02']);
  });
});

describe('a bridge', () => {
  it('goes from the opening to the closing value by the effects that there are, in their order', () => {
    const borrowings = column({ opening: 100, closing: 97.3 }, { payments: -5, time: 2.1, yields: 0.4, default: -0.2 });
    const order = ['yields', ...FACTORS.filter((factor) => factor !== 'yields')] as const;
    expect(bridgesOf([borrowings, column({ opening: 0, closing: 0 })], order)).toEqual([
      {
        of: 'Borrowings',
        steps: [
          { label: 'Opening', from: 0, to: 100 },
          { label: 'Cash received and paid', from: 100, to: 95 },
          { label: 'Passage of time', from: 95, to: 97.1 },
          { label: 'Discount yields', from: 97.1, to: 97.5 },
          { label: 'Default', from: 97.5, to: 97.3 },
          { label: 'Closing', from: 0, to: 97.3 },
        ],
      },
    ]);
  });

  it('has every effect once, whatever the order', () => {
    const effects = effectsInOrder(FACTORS.toReversed());
    expect(effects.toSorted()).toEqual([...EFFECTS].toSorted());
    expect(effects.slice(0, 3)).toEqual(['payments', 'time', 'technique']);
  });
});
