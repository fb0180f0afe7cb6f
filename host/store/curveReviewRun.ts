/** A review of the curves of a snapshot as a run, with what had been decided of them when it was asked. */
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { reviewCurves, type SnapshotReview } from '../analysis/curveReview.ts';
import { readReview } from '../analysis/curveReviewRead.ts';
import { formatDate } from '../curves/dates.ts';
import { curveReviewTables } from './curveReviewTables.ts';
import { type DecisionLog, keyOf, NO_DECISIONS, readDecisions } from './decisions.ts';
import { reviewOption } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';
import type { RunKind } from './keptRun.ts';
import { hashOfFile } from './manifest.ts';
import { FIELD, onSnapshot, requestReader } from './requestShape.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('review'),
  snapshot: FIELD.path,
  /** The file of thresholds; default: `review.yaml` in the snapshot's folder, if there is one. */
  tests: FIELD.optionalPath,
  /** A series of home prices instead of the one that the thresholds name. */
  homePrices: FIELD.optionalPath,
  review: FIELD.review,
});
/** What is asked for: JSON, kept with the run. */
export type CurveReviewRequest = Static<typeof RequestShape>;

/** A review beside the log of decisions. */
export interface ReviewOutcome {
  readonly review: SnapshotReview;
  /** Null for the default thresholds. */
  readonly testsFile: string | null;
  readonly log: DecisionLog;
}

/** Curve reviews as runs. They look at curves as the files have them; what was decided stands beside. */
export const CURVE_REVIEW_RUNS: RunKind<CurveReviewRequest, ReviewOutcome> = {
  kind: 'review',
  requestOf: requestReader(RequestShape),
  prepare: async ({ snapshot: folder, tests, homePrices, review }, signal) => {
    const inputs = await readReview(folder, {
      ...(tests !== undefined && { tests }),
      ...(homePrices !== undefined && { homePrices }),
      ...(signal !== undefined && { signal }),
    });
    const { snapshot, previous, testsFile, homePriceFile } = inputs;
    const log = review === undefined ? NO_DECISIONS : await readDecisions({ root: review.log }, keyOf(snapshot), review);
    const files = new Map<string, string>();
    for (const file of [testsFile, homePriceFile])
      if (file !== undefined) files.set(resolve(file), (await hashOfFile(file)).sha256);
    return {
      snapshot,
      ...(previous !== undefined && { before: [previous] }),
      title: `${snapshot.name}, ${formatDate(snapshot.date)}, curve review`,
      files,
      options: reviewOption(review),
      limits: [{ about: 'review', text: 'tests flag and decide nothing; curves are as the files have them' }],
      compute: async ({ onProgress }) => {
        const reviewed = reviewCurves(snapshot, { ...inputs, ...(onProgress !== undefined && { onProgress }) });
        return {
          value: { review: reviewed, testsFile: testsFile ?? null, log },
          tables: curveReviewTables(reviewed, log),
        };
      },
    };
  },
};

export type CurveReviewAsked = Omit<CurveReviewRequest, 'kind' | 'snapshot' | 'review'>;

/** The request of a review, with what is decided of the curves now. Throws: as `reviewNow`. */
export async function curveReviewRequest(
  data: DataFolder,
  folder: string,
  { tests, homePrices }: CurveReviewAsked,
): Promise<CurveReviewRequest> {
  return {
    kind: 'review',
    ...(await onSnapshot(data, folder)),
    ...(tests !== undefined && { tests: resolve(tests) }),
    ...(homePrices !== undefined && { homePrices: resolve(homePrices) }),
  };
}
