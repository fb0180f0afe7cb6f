/** Thresholds of the review: what a file may say, what holds without, and the arithmetic of tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TESTS, readReviewTests, reviewTestsFromText } from '../../host/analysis/reviewTests.ts';
import { medianOf, signTestChance } from '../../host/analysis/reviewTestsStatistics.ts';
import { thrownBy } from '../deal/small.ts';

const DOCUMENT = fileURLToPath(new URL('../../host/analysis/REVIEW.md', import.meta.url));
const read = (text: string) => reviewTestsFromText(text, '/folder/review.yaml');
const faultsOf = (text: string) => thrownBy(() => read(text)).map(({ code, place }) => `${code} ${place}`);

describe('a file of thresholds', () => {
  it('changes what it says and nothing else', () => {
    const tests = read(
      'windows: [12, 3, 3]\nsignedError: {default: 6%}\nratio: {severity: {high: 2}}\nshape: {tail: {default: {high: 0.3}}}',
    );
    expect(tests).toEqual({
      ...DEFAULT_TESTS,
      windows: [3, 12],
      signedError: { ...DEFAULT_TESTS.signedError, default: 0.06 },
      ratio: { ...DEFAULT_TESTS.ratio, severity: { ...DEFAULT_TESTS.ratio.severity, high: 2 } },
      shape: { ...DEFAULT_TESTS.shape, tail: { ...DEFAULT_TESTS.shape.tail, default: { low: 0, high: 0.3 } } },
    });
  });

  it('may be empty, and names files beside itself', () => {
    expect(read('# nothing yet\n')).toEqual(DEFAULT_TESTS);
    expect(read('homePrices: {file: market/prices.csv}').homePriceFile).toBe(join('/folder', 'market/prices.csv'));
  });

  it('is documented with the thresholds that hold without one', () => {
    const [, block = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(DOCUMENT, 'utf8')) ?? [];
    expect(read(block)).toEqual(DEFAULT_TESTS);
  });

  it('is refused with all its faults at once', () => {
    expect(faultsOf('windows: [0]\nratios: {}\nsignedError: {default: six}\noff: [everything]')).toEqual([
      'REVIEW_SHAPE ratios',
      'REVIEW_RANGE windows[0]',
      'REVIEW_SHAPE signedError.default',
      'REVIEW_SHAPE off[0]',
    ]);
    expect(faultsOf('drift: {default: 150%}\nratio: {default: {low: 3}}\nshape: {tail: {severity: {low: 99%}}}')).toEqual([
      'REVIEW_RANGE ratio.default',
      'REVIEW_RANGE drift.default',
      'REVIEW_RANGE shape.tail.severity',
    ]);
    expect(faultsOf('- a list')).toEqual(['REVIEW_SHAPE ']);
  });

  it('is refused where it cannot be read', () => {
    expect(thrownBy(() => readReviewTests('/nowhere/review.yaml')).map(({ code }) => code)).toEqual(['FILE_UNREADABLE']);
  });
});

describe('the sign test', () => {
  it('is the exact binomial, both sides', () => {
    // Six of six: 2 / 64. Eleven of twelve: 2 (1 + 12) / 4,096. Ten of twelve: 2 (1 + 12 + 66) / 4,096.
    expect(signTestChance(6, 0)).toBe(2 / 64);
    expect(signTestChance(1, 11)).toBe(26 / 4096);
    expect(signTestChance(10, 2)).toBe(158 / 4096);
  });

  it('is certain of nothing where signs are even, or there are none', () => {
    expect([signTestChance(3, 3), signTestChance(0, 0), signTestChance(1, 0)]).toEqual([1, 1, 1]);
  });
});

describe('a median', () => {
  it('is the middle one, or the mean of two', () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 3, 2]), medianOf([])]).toEqual([2, 2.5, undefined]);
  });
});
