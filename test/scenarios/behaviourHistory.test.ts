/** Observations of what trusts did: by hand from two lines of a trustee's report. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../host/portfolio/records.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { DEFAULT_BEHAVIOUR } from '../../host/scenarios/behaviour.ts';
import { historyOf } from '../../host/scenarios/behaviourHistory.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/portfolio/2011-03-31', import.meta.url));

let snapshot: Snapshot;
beforeAll(async () => {
  snapshot = await readSnapshot(EXAMPLE, { only: ['alt-a-2005-1'] });
});

/** April 2010, as months are counted. */
const APRIL = 2010 * 12 + 3;

describe('a month of a trust', () => {
  it('is of performing balances, with the mortgage rate of the month before', () => {
    const rates = { months: [APRIL - 1, APRIL + 5], values: [0.05, 0.044] };
    const history = historyOf([snapshot], { rates, terms: DEFAULT_BEHAVIOUR });
    expect(history).toHaveLength(12);
    const [april, may, june, july] = history;
    // Of the first line nothing before it is known: all of its balance counts.
    expect(april).toMatchObject({ trust: 'alt-a-2005-1', month: APRIL, balance: 95_367_879.31, heat: 0 });
    expect(april!.prepaid).toBeCloseTo(708_265.34 / (95_367_879.31 - 67_293.44), 14);
    expect(april!.incentive).toBeCloseTo(0.0508836 - 0.05, 14);
    // 13,461,341.94 in foreclosure and 3,832,074.53 owned at the end of April.
    const performing = 94_592_320.53 - 13_461_341.94 - 3_832_074.53;
    expect(may!.balance).toBeCloseTo(performing, 6);
    expect(may!.defaulted).toBeCloseTo(1_953_170.17 / performing, 14);
    // A sixth of the way from 5 % to 4.4 %.
    expect(may!.incentive).toBeCloseTo(0.0495216 - 0.049, 14);
    expect(may!.heat).toBeCloseTo(0.0008836 / 12, 14);
    expect(june!.heat).toBeCloseTo((0.0008836 + 0.0005216) / 12, 14);
    expect(july!.prepaid).toBeGreaterThan(0);
    // After the last rate nothing is known of incentives.
    expect(history.at(-1)!.incentive).toBeUndefined();
    // Loans of 2005, past every ramp and penalty.
    expect([april!.turnover, april!.refinanced]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
  });

  it('has the loan-to-values of the tape at the home prices of the month', () => {
    const [plain] = historyOf([snapshot], { terms: DEFAULT_BEHAVIOUR });
    // Prices fell by a tenth from April 2010 to the tape: loans owed a tenth less of their houses then.
    const homePrices = { months: [APRIL, APRIL + 11], values: [100, 90] };
    const [then] = historyOf([snapshot], { terms: DEFAULT_BEHAVIOUR, homePrices });
    expect(plain!.ltv!.length).toBeGreaterThan(5);
    expect(then!.ltv!.map(({ ltv }) => ltv)).toEqual(plain!.ltv!.map(({ ltv }) => expect.closeTo(0.9 * ltv, 12)));
    expect(then!.ltv!.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    // Without rates there is one benchmark: its mortgage rate is that of March 2011, which no reported month follows.
    expect(plain!.incentive).toBeUndefined();
  });

  it('is that of the first snapshot that has it', () => {
    const later = { ...snapshot, date: snapshot.date + 90 };
    expect(historyOf([later, snapshot], { terms: DEFAULT_BEHAVIOUR })).toEqual(
      historyOf([snapshot], { terms: DEFAULT_BEHAVIOUR }),
    );
  });
});
