/** Curves of a review by the names that a reviewer gives. */
import { FaultList } from '../deal/faults.ts';
import { suggested } from '../deal/nearest.ts';
import type { CurveReview, SnapshotReview } from './curveReview.ts';
import { REVIEWED } from './reviewTests.ts';

/** Which curves: of these trusts, cohorts and kinds. Absent ones are all of them; names that trusts do not all have are those of some. */
export interface CurveChoice {
  readonly trusts: readonly string[];
  readonly cohorts?: readonly string[];
  readonly curves?: readonly string[];
}

/**
 * The curves that are meant, in the order of the review.
 *
 * Throws: REQUEST_INVALID for names that there are not, all at once, with the nearest that there are.
 */
export function chooseCurves(review: SnapshotReview, { trusts, cohorts, curves }: CurveChoice): CurveReview[] {
  const faults = new FaultList();
  const check = (what: string, names: readonly string[] | undefined, known: readonly string[]) => {
    if (names !== undefined && names.length === 0) faults.add('REQUEST_INVALID', what, 'nothing', `one of ${known.join(', ')}`);
    for (const name of names ?? [])
      if (!known.includes(name))
        faults.add('REQUEST_INVALID', what, `'${name}'`, suggested(`one of ${known.join(', ')}`, name, known));
  };
  check(
    'trust',
    trusts,
    review.trusts.map(({ trust }) => trust),
  );
  const meant = review.trusts.filter(({ trust }) => trusts.includes(trust));
  const known = meant.length > 0 ? meant : review.trusts;
  check('cohort', cohorts, [...new Set(known.flatMap((each) => each.cohorts.map(({ cohort }) => cohort)))]);
  check('curve', curves, REVIEWED);
  faults.throwIfAny();
  return meant.flatMap((trust) =>
    trust.cohorts
      .filter(({ cohort }) => cohorts === undefined || cohorts.includes(cohort))
      .flatMap((cohort) => cohort.curves.filter(({ curve }) => curves === undefined || curves.includes(curve))),
  );
}
