/**
 * The deal files of the example portfolio: run on what the trusts collected they pay what the remittances say, to the cent; and with
 * the loans of the tapes they check and project.
 */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dealText, GROUP } from '../../examples/portfolio/dealFile.ts';
import { dateText, paymentDays } from '../../examples/portfolio/numbers.ts';
import type { Collected } from '../../examples/portfolio/performance.ts';
import { pastRate } from '../../examples/portfolio/rates.ts';
import type { TrustState } from '../../examples/portfolio/structure.ts';
import { copied, START } from '../../examples/portfolio/trust.ts';
import { payDate } from '../../examples/portfolio/waterfall.ts';
import { outputName } from '../../host/deal/outputs.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { projectDeal } from '../../host/engine/project.ts';
import { type Books, openBooks } from '../oracle/books.ts';
import { type Collections, openCollateral } from '../oracle/collateral.ts';
import { readDeal } from '../oracle/deal.ts';
import { num } from '../oracle/number.ts';
import { runSteps } from '../oracle/steps.ts';
import { at, FOLDERS, fileOf, rowsOf, simulated, tapeOf, yamlOf } from './portfolioTrusts.ts';

const trusts = simulated();
/** Dollars that doubles of the generator and decimals of the oracle may differ by: far below the cent. */
const DUST = 1e-6;

const inDollars = (of: ReadonlyMap<string, number>) => Object.fromEntries([...of].map(([name, cents]) => [name, cents / 100]));

/** What the deal language says of a month's collections, on top of what it says of none. REO is in no balance of the pool, its cash apart. */
function collectionsOf(nothing: Collections, from: Collected, state: TrustState, cutoff: number): Collections {
  const dollars = (cents: number) => num(cents).div(100);
  return {
    ...nothing,
    begin: dollars(from.beginLoans),
    end: dollars(from.endLoans),
    performing: dollars(from.endLoans),
    delinquent: dollars(from.late60),
    cutoff: dollars(cutoff),
    interest: dollars(from.interest - from.servicing),
    grossInterest: dollars(from.interest),
    servicing: dollars(from.servicing),
    principal: dollars(from.scheduled + from.prepaid + from.recoveries),
    scheduled: dollars(from.scheduled),
    prepaid: dollars(from.prepaid),
    recoveries: dollars(from.recoveries),
    reo: dollars(from.reoCash),
    defaults: dollars(from.defaults),
    losses: dollars(from.losses),
    cumulativeLosses: dollars(state.losses + from.losses),
  };
}

/** The deal file on one payment date, from what it remembered of the date before. */
function runDate(trust: (typeof trusts)[number], state: TrustState, from: Collected, month: number): Books {
  const { terms } = trust;
  const deal: object = parse(dealText(terms));
  const opening = {
    month: month - terms.firstPayment,
    balances: inDollars(state.balance),
    shortfall: inDollars(state.shortfall),
    carryover: inDollars(state.carryover),
    writedowns: inDollars(state.writedowns),
    fees: { trustee: state.feesOwed / 100 },
    quantities: {
      ocTarget: state.ocTarget / 100,
      stepDown: state.stepDown,
      pastCall: state.pastCall,
      // Loans became REO during the month: such that what is left of the REO after the month's sales is what is left.
      reoUpb: (from.endReo + from.reoCash) / 100,
      reoRecovery: 1,
    },
    rolling: { delinquency: state.late },
  };
  const dates = { settlement: dateText(month - 1, 28), firstPayment: dateText(month, 25) };
  // A loan without a balance: the collections are given, not projected.
  const loans = [{ upb: 0, noteRate: 0.05, remainingTerm: 12 }];
  const read = readDeal({ ...deal, dates, opening, collateral: { [GROUP]: { loans } } });
  const rates = Object.fromEntries(read.indices.map((index) => [index, [pastRate('LIBOR_1M', month) / 100_000]]));
  const books = openBooks(read, rates, () => 1);
  const none = openCollateral(read.collateral, read.servicings, {}, read.dates.every, read.opening).next();
  books.open(1, new Map([...none].map(([group, nothing]) => [group, collectionsOf(nothing, from, state, terms.cutoff)])), false);
  books.settle();
  // Nobody would have called: the twelve months of remittances would otherwise end.
  if (read.call !== undefined) expect(Number(books.value(read.call.when))).toBe(0);
  runSteps(books);
  return books;
}

describe.each(trusts.map((trust) => [trust.terms.name, trust] as const))('%s', (name, trust) => {
  const { terms } = trust;

  it('pays by its deal file, on every date, what its remittances say', () => {
    const state = copied(trust.opening);
    for (const [place, from] of trust.collected.entries()) {
      const month = START + 1 + place;
      const { month: date } = runDate(trust, state, from, month);
      const payment = payDate(terms, state, from, month);
      const near = (got: unknown, cents: number, what: string) =>
        expect(Math.abs(Number(got) - cents / 100), `${month - START} ${what}: ${got}, ${cents / 100}`).toBeLessThan(DUST);
      for (const [tranche, paid] of payment.classes) {
        const said = date.tranches.get(tranche);
        if (said === undefined) throw new Error(`the deal has no ${tranche}`);
        expect(Number(said.coupon), tranche).toBeCloseTo(paid.coupon, 12);
        near(said.interestPaid, paid.interest, `${tranche} interest`);
        near(said.carryoverPaid, paid.carryover, `${tranche} carry-over`);
        near(said.principalPaid, paid.principal, `${tranche} principal`);
        near(said.writtenDown, paid.writedown, `${tranche} writedown`);
        near(said.balance, paid.balance, `${tranche} balance`);
        near(said.shortfall.plus(said.due), state.shortfall.get(tranche) ?? 0, `${tranche} shortfall`);
        near(said.carryover, state.carryover.get(tranche) ?? 0, `${tranche} carry-over left`);
        near(said.writedowns, state.writedowns.get(tranche) ?? 0, `${tranche} written down to date`);
      }
      const penalties = terms.hasPenalties ? from.penalties : 0;
      near(date.tranches.get('R')?.released, payment.released - penalties, 'residual');
      near(date.quantities.get('ocTarget'), state.ocTarget, 'ocTarget');
      near(date.feesDue.get('trustee'), state.feesOwed, 'fees owed');
      expect(Number(date.quantities.get('byTargets')) === 1).toBe(payment.byTargets);
      expect(Number(date.quantities.get('stepDown')) === 1).toBe(state.stepDown);
      expect(Number(date.quantities.get('pastCall')) === 1).toBe(state.pastCall);
    }
  });

  it.each([0, 1])('remembers at date %i what the payments left', (date) => {
    const opening = at(yamlOf(name, date, 'trust.yaml'), 'opening');
    const known = trust.dates[date];
    if (known === undefined) throw new Error(`no date ${date}`);
    const { state } = known;
    // Written in cents.
    const cent = (value: unknown, cents: number) => expect(Math.abs(Number(value ?? 0) - cents / 100)).toBeLessThan(0.0051);
    for (const { name: tranche } of terms.classes) {
      for (const [field, of] of [
        ['balances', state.balance],
        ['shortfall', state.shortfall],
        ['carryover', state.carryover],
        ['writedowns', state.writedowns],
      ] as const)
        cent(at(opening, field, tranche), of.get(tranche) ?? 0);
    }
    cent(at(opening, 'cumulativeLosses', GROUP), state.losses);
    cent(at(opening, 'quantities', 'ocTarget'), state.ocTarget);
    cent(
      at(opening, 'quantities', 'reoUpb'),
      known.reo.reduce((sum, { upb }) => sum + upb, 0),
    );
    // First payment in the month after closing: so many dates to the snapshot's month, that one included.
    const [year = 0, month = 0] = (FOLDERS[date] ?? '').split('-').map(Number);
    expect(at(opening, 'month')).toBe(year * 12 + month - 1 - terms.closing);
  });

  it.each([0, 1])('checks with the loans of its tape at date %i, and pays out all that comes in', async (date) => {
    const deal = resolveDeal(checkedDeal(composed(name, date)));
    // Cash and balances that do not tie are thrown by the projection itself.
    const { paths, warnings } = await projectDeal(deal, [{ name: 'base' }], { workers: 0 });
    expect(warnings).toEqual([]);
    const principal = terms.classes.map(
      ({ name: tranche }) => paths[0]?.output(outputName(tranche, 'principal')).reduce((a, b) => a + b, 0) ?? 0,
    );
    expect(principal.reduce((sum, paid) => sum + paid, 0)).toBeGreaterThan(0);
  });
});

const NUMBERS =
  'upb noteRate servicing originalTerm remainingTerm amortTerm age payment interestOnly margin initialCap periodicCap lifeCap lifeFloor ' +
  'rounding firstReset resetEvery lookback penaltyUntil penaltyMonths penaltyShare';

/** A deal with the loans of a tape, their curves and what the trust remembers: by hand, without the reader of snapshots. */
function composed(name: string, date: number): unknown {
  const trust = yamlOf(name, date, 'trust.yaml');
  const deal = yamlOf(name, date, 'deal.yaml');
  const cohorts = new Map(Object.entries(at(trust, 'assumptions', 'cohorts') ?? {}));
  const curves = [...cohorts].map(([cohort, fields]) => [
    cohort,
    Object.fromEntries(Object.entries(fields).filter(([field]) => !['source', 'reviewed'].includes(field))),
  ]);
  const loans = tapeOf(name, date)
    .filter((row) => Number(row.upb) > 0)
    .map((row) => {
      const isLate = Number(row.daysLate) >= 60 || row.status !== 'current';
      const kind = row.resetEvery === '' ? 'fixed' : 'hybrid';
      const cohort = row.product === 'multifamily' ? 'multifamily' : row.lien === '2' ? 'second' : isLate ? 'late' : kind;
      const given = NUMBERS.split(' ').flatMap((field) => (row[field] === '' ? [] : [[field, Number(row[field])]]));
      const index = row.index === '' ? {} : { index: row.index };
      return { ...Object.fromEntries(given), ...index, cohort };
    });
  const reo = rowsOf(fileOf(name, date, 'reo.csv')).map((row) => ({
    proceeds: Number(row.proceeds),
    costs: Number(row.costs),
    month: Number(row.month) + Number(at(trust, 'opening', 'month')),
  }));
  const indices = {
    LIBOR_1M: '0.3 ramp 4 for 60, 4',
    LIBOR_6M: '0.5 ramp 4.2 for 60, 4.2',
    LIBOR_1Y: '0.8 ramp 4.4 for 60, 4.4',
  };
  return Object.assign({}, deal, {
    collateral: { [GROUP]: { loans, reo } },
    assumptions: { cohorts: Object.fromEntries(curves), indices },
    dates: Object.assign({}, at(deal, 'dates'), at(trust, 'dates')),
    opening: at(trust, 'opening'),
  });
}

describe('days of a payment month', () => {
  it('are those of the month before it', () => {
    // From 25 January to 25 February 2010: 31 days; to 25 March: 28, and 29 in 2008; to 25 May from 25 April: 30.
    expect([2010 * 12 + 1, 2010 * 12 + 2, 2008 * 12 + 2, 2010 * 12 + 4].map(paymentDays)).toEqual([31, 28, 29, 30]);
  });
});
