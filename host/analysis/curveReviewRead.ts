/** A review of a snapshot's folder: the snapshot, the one before it, the thresholds and the home prices are read, and the curves tested. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Snapshot } from '../portfolio/records.ts';
import { readSnapshot, type SnapshotOptions } from '../portfolio/snapshot.ts';
import { reviewCurves, type SnapshotReview } from './curveReview.ts';
import { type HomePrices, readHomePrices } from './curveReviewPrices.ts';
import { DEFAULT_TESTS, type ReviewTests, readReviewTests } from './reviewTests.ts';

/** The thresholds of a snapshot, where no others are named. */
export const TESTS_FILE = 'review.yaml';

export interface ReviewFolderOptions extends Pick<SnapshotOptions, 'signal'> {
  /** The file of thresholds; default: `review.yaml` in the snapshot's folder, if there is one. */
  readonly tests?: string;
  /** A series of home prices instead of the one that the thresholds name. */
  readonly homePrices?: string;
  /** Called as trusts are read, of this snapshot and of the one before. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** What a review is made of. */
export interface ReviewInputs {
  /** Read so that trusts whose curves were not reviewed are in it. */
  readonly snapshot: Snapshot;
  readonly previous?: Snapshot;
  readonly tests: ReviewTests;
  /** The file of thresholds; undefined for the defaults. */
  readonly testsFile?: string;
  readonly homePrices?: HomePrices;
  readonly homePriceFile?: string;
}

/** Reads them. Throws: as `readSnapshot` of either snapshot, `readReviewTests` and `readHomePrices`; RUN_CANCELLED. */
export async function readReview(folder: string, options: ReviewFolderOptions = {}): Promise<ReviewInputs> {
  const { signal, onProgress } = options;
  const own = join(resolve(folder), TESTS_FILE);
  const testsFile = options.tests ?? (existsSync(own) ? own : undefined);
  // Small files first: a slip in them is told before minutes of reading.
  const tests = testsFile === undefined ? DEFAULT_TESTS : readReviewTests(testsFile);
  const homePriceFile = options.homePrices ?? tests.homePriceFile;
  const homePrices = homePriceFile === undefined ? undefined : readHomePrices(homePriceFile);
  const read = (from: string, half: 0 | 1) =>
    readSnapshot(from, {
      unreviewedCurves: 'warn',
      ...(signal !== undefined && { signal }),
      onProgress: ({ done, total }) => onProgress?.(half * total + done, 2 * total),
    });
  const snapshot = await read(folder, 0);
  const previous = snapshot.previous === undefined ? undefined : await read(snapshot.previous, 1);
  return {
    snapshot,
    tests,
    ...(previous !== undefined && { previous }),
    ...(testsFile !== undefined && { testsFile }),
    ...(homePrices !== undefined && { homePrices }),
    ...(homePriceFile !== undefined && { homePriceFile }),
  };
}

export interface ReviewedFolder extends ReviewInputs {
  readonly review: SnapshotReview;
}

/** Reads and reviews. Trusts that cannot be read are told of. Throws: as `readReview`. */
export async function reviewFolder(folder: string, options: ReviewFolderOptions = {}): Promise<ReviewedFolder> {
  const inputs = await readReview(folder, options);
  return { ...inputs, review: reviewCurves(inputs.snapshot, inputs) };
}
