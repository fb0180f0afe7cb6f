/** How the dates of a trust fit the snapshot's: next payment, opening, tape. Months are counted by hand. */
import { describe, expect, it } from 'vitest';
import { formatDate, parseDate } from '../../host/curves/dates.ts';
import { FaultList } from '../../host/deal/faults.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { alignDates } from '../../host/portfolio/align.ts';
import { monthText } from '../../host/portfolio/csv.ts';
import { trustFromText } from '../../host/portfolio/schema.ts';

interface Given {
  readonly date?: string;
  readonly asOf?: string;
  readonly firstPayment?: string;
  readonly opening?: number;
  /** Of the deal. */
  readonly every?: number;
  readonly dealOpening?: number;
}

/** Aligns a trust whose deal first paid on 2010-01-25. */
function align({ date = '2011-03-31', asOf = '2011-03-31', firstPayment, opening, every = 1, dealOpening }: Given) {
  const deal = checkedDeal({
    deal: 'Dates',
    dates: { settlement: '2009-12-30', firstPayment: '2010-01-25', every },
    collateral: { homes: {} },
    tranches: { R: { residual: true } },
    steps: [],
    ...(dealOpening !== undefined && { opening: { month: dealOpening } }),
  });
  const trust = trustFromText(
    JSON.stringify({
      trust: 't',
      deal: 'deal.yaml',
      type: 'alt-a',
      vintage: 2010,
      residualOwned: 1,
      tape: { file: 'loans.csv', layout: 'weir', asOf },
      assumptions: {},
      ...(firstPayment !== undefined && { dates: { firstPayment } }),
      ...(opening !== undefined && { opening: { month: opening } }),
    }),
    'trust.yaml',
  );
  const faults = new FaultList('trust.yaml');
  const { openingMonth, staleMonths, firstMonth, ...dates } = alignDates(trust, deal, parseDate(date), faults);
  return {
    next: formatDate(dates.firstPayment),
    openingMonth,
    staleMonths,
    firstMonth: monthText(firstMonth),
    faults: faults.all.map(({ place, got, expected }) => `${place}: ${got}; ${expected}`),
  };
}

describe('the next payment', () => {
  it('is the first of the deal after the date', () => {
    // January 2010 to March 2011 are fifteen payments.
    expect(align({ opening: 15 })).toEqual({
      next: '2011-04-25',
      openingMonth: 15,
      staleMonths: 0,
      firstMonth: '2011-04',
      faults: [],
    });
  });

  it('on the date itself has been made', () => {
    expect(align({ date: '2011-03-25', asOf: '2011-03-01', opening: 15 }).next).toBe('2011-04-25');
    expect(align({ date: '2011-03-24', asOf: '2011-02-28', opening: 14 }).next).toBe('2011-03-25');
  });

  it('goes by quarters where the deal does: its first projection month is the first of three', () => {
    // January, April, ... 2010 and January 2011 are five payments.
    expect(align({ every: 3, asOf: '2011-01-31', opening: 5 })).toEqual({
      next: '2011-04-25',
      openingMonth: 5,
      staleMonths: 0,
      firstMonth: '2011-02',
      faults: [],
    });
  });

  it('counts on from an opening of the deal itself', () => {
    // The deal file is of January 2010, when it had made forty payments.
    expect(align({ dealOpening: 40, opening: 55 })).toMatchObject({ openingMonth: 55, faults: [] });
  });

  it('of a deal that has made none needs no opening', () => {
    expect(align({ date: '2010-01-15', asOf: '2009-12-31' })).toMatchObject({ next: '2010-01-25', openingMonth: 0, faults: [] });
  });

  it('must be one of the deal’s', () => {
    expect(align({ every: 3, asOf: '2011-02-28', firstPayment: '2011-05-25', opening: 5 }).faults).toEqual([
      expect.stringMatching(
        /^dates\.firstPayment: 2011-05-25; a payment date of the deal, whose first is 2010-01-25 and which pays every 3/,
      ),
    ]);
  });

  it('is after the date', () => {
    expect(align({ firstPayment: '2011-03-25', asOf: '2011-02-28', opening: 14 }).faults).toEqual([
      "dates.firstPayment: 2011-03-25; a date after the snapshot's, 2011-03-31",
    ]);
  });

  it('of a deal that has made some needs an opening', () => {
    expect(align({}).faults).toEqual(['opening: nothing; what the trust remembers of 15 payments before 2011-04-25']);
  });
});

describe('a tape', () => {
  it.each([
    ['2011-03-01', 0],
    ['2011-02-28', 1],
    ['2010-12-31', 3],
    ['2010-03-31', 12],
  ])('of %s is %i months behind', (asOf, months) => {
    expect(align({ asOf, opening: 15 })).toMatchObject({ staleMonths: months, faults: [] });
  });

  it('of a month after the last payment’s is refused: what was collected in between would be lost', () => {
    expect(align({ every: 3, asOf: '2011-02-28', opening: 5 }).faults).toEqual([
      'tape.asOf: 2011-02-28; a tape after the payments of 2011-01: those of later months are still to be distributed',
    ]);
  });
});
