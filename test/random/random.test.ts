/** Random deals are valid and varied, and on every one of them the oracle finds that cash in is cash out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runOracle } from '../oracle/index.ts';
import { COMMON_KINDS, FEATURES, type Feature, randomCase, randomPool, sampleCases } from './index.ts';

const CASES = 300;
const SEED = 20_040_901;

/** What each feature brings into a deal. */
const WORDS: Record<Feature, string> = {
  stopMonths: '"months":',
  recoverable: '"recoverable"',
  gross: '"gross"',
  pipeline: '"pipeline"',
  insurance: '"claimLag"',
  penaltyYears: '"penaltyYears"',
  interestTerms: 'toldUnpaid',
  subsequent: '"subsequentRecoveries"',
  revolving: '"purchase"',
  ranks: '"ranks"',
};
const FEATURE_WORDS = Object.values(WORDS);

describe('random deals', () => {
  test('cash in is cash out, all of it is distributed, and balances stay within what was issued', () => {
    fc.assert(
      fc.property(randomCase({ extraPayments: true, extremes: true }), ({ deal, scenario }) => {
        const run = runOracle(deal, scenario);
        const left = run.undistributed.map((cash) => cash.abs().toNumber());
        expect(Math.max(...left)).toBeLessThan(1e-15);
        expect(run.groups.pool!.end.at(-1)!.toNumber()).toBe(0);
        // However much is deferred, what is left covers the strips.
        const groups = Object.values(run.groups).flatMap(({ interest }) => interest.map((one) => one.toNumber()));
        expect(Math.min(...groups)).toBeGreaterThan(-1e-15);
      }),
      { seed: SEED, numRuns: CASES },
    );
  });

  test('the same seed gives the same cases', () => {
    expect(sampleCases(7, 5)).toEqual(sampleCases(7, 5));
    expect(sampleCases(7, 5)).not.toEqual(sampleCases(8, 5));
  });

  test('what the language offers is drawn often enough', () => {
    const texts = sampleCases(SEED, CASES).map((one) => JSON.stringify(one.deal));
    const wanted = [
      '"accrue"',
      '"writedown"',
      '"writeup"',
      'weights',
      'prorata',
      'rolling(',
      'everTrue(',
      'previous(',
      '"call"',
      '"uncapped"',
    ];
    const more = [
      '"notional"',
      '"receive"',
      '"transfer"',
      '"opening"',
      '"interestOnly"',
      '"firstReset"',
      '"amortTerm"',
      '"payment"',
      'linear',
      '"every"',
    ];
    const beyond = [
      '"negativeAmortization"',
      '"paymentCap"',
      '"recastEvery"',
      '"balanceCap"',
      '"penaltyRate"',
      '"penaltyMonths"',
      '"reo"',
      'delinquent(pool)',
      'deferred(pool)',
      'reo(pool)',
      'penalties(g1)',
    ];
    const terms = [
      '"kind":"swap"',
      '"kind":"cap"',
      '"ceiling"',
      'receivable(',
      '"exchanges"',
      '"perNote"',
      '"cumulativeLosses"',
      '"cutoff"',
    ];
    const servicing = [
      '"months":',
      '"recoverable"',
      '"gross"',
      '"pipeline"',
      '"cohorts"',
      '"claimLag"',
      '"coverage"',
      '"penaltyYears"',
      '"prepaymentInterest"',
      '"compensating"',
      '"relief"',
      '"purchase"',
      'bought(pool)',
      '"ranks"',
      'enhancement(',
      'owned(pool)',
    ];
    for (const feature of [...wanted, ...more, ...beyond, ...terms, ...servicing]) {
      expect(texts.filter((text) => text.includes(feature)).length, feature).toBeGreaterThan(CASES / 50);
    }
  });

  test('what a deal may have beyond the common kinds can be left out', () => {
    const texts = sampleCases(SEED, CASES, COMMON_KINDS).map((one) => JSON.stringify(one));
    const unwanted = [
      'negativeAmortization',
      'penalty',
      'reo',
      'delinquent',
      '"kind"',
      'exchanges',
      'perNote',
      '"cutoff"',
      ...FEATURE_WORDS,
    ];
    for (const feature of unwanted) expect(texts.filter((text) => text.includes(feature)).length, feature).toBe(0);
  });

  test('a feature can be drawn by itself, and leaves everything else as it is', () => {
    const texts = (features: readonly Feature[]): string[] =>
      sampleCases(SEED, CASES / 3, { features }).map((one) => JSON.stringify(one));
    const plain = texts([]);
    for (const feature of FEATURES) {
      const found = texts([feature]);
      const having = found.filter((text) => text.includes(WORDS[feature]));
      expect(having.length, feature).toBeGreaterThan(0);
      for (const other of FEATURES.filter((one) => one !== feature && !(feature === 'gross' && one === 'recoverable')))
        expect(found.filter((text) => text.includes(WORDS[other])).length, `${other} with ${feature}`).toBe(0);
      expect(having.length + found.filter((text, at) => text === plain[at]).length, feature).toBeGreaterThanOrEqual(plain.length);
    }
  });

  test('pools hold one to twelve loans, some without interest', () => {
    const pools = fc.sample(randomPool(), { seed: SEED, numRuns: CASES });
    const counts = new Set(pools.map((pool) => pool.length));
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 12]);
    expect(pools.flat().filter((loan) => loan.noteRate === 0).length).toBeGreaterThan(CASES / 10);
    expect(Math.max(...pools.flat().map((loan) => Number(loan.remainingTerm)))).toBeGreaterThan(300);
  });
});
