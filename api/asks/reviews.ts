/** The curves of a snapshot, tested, and what a reviewer decides of them. */
import Type from 'typebox';
import { chooseCurves, type Decision, decide, readDecisions, reviewFolder, reviewKeyOf, standingsOf } from '../../host/index.ts';
import { faultsTold } from '../problems.ts';
import { DecisionBody } from '../schemas/reviews.ts';
import { confinedSnapshot } from '../snapshots/confine.ts';
import { ask } from './ask.ts';

const text = Type.String();

export const reviewAsks = {
  reviewSnapshot: ask(Type.Object({ name: text }), async ({ name }, { data }) => {
    const { snapshot, review } = await reviewFolder(await confinedSnapshot(data, name));
    const log = await readDecisions(data, reviewKeyOf(snapshot));
    const standing = standingsOf(log);
    const { tests: _, unread, ...told } = review;
    return {
      ...told,
      unread: unread.map(({ trust, faults }) => ({ trust, faults: faultsTold(faults, data.root) })),
      decisions: log.entries.map(({ previous: __, ...entry }) => entry),
      standing: review.trusts.flatMap(({ trust, cohorts }) =>
        cohorts.flatMap(({ cohort, curves }) =>
          curves.flatMap(({ curve, text: present }) => {
            const found = standing(trust, cohort, curve, present);
            return found === undefined ? [] : [found];
          }),
        ),
      ),
    };
  }),
  decideCurves: ask(
    Type.Object({ name: text, by: text, reviewer: text, asked: DecisionBody }),
    async ({ name, by, reviewer, asked }, { data }) => {
      const { snapshot, review } = await reviewFolder(await confinedSnapshot(data, name));
      const { decision, trusts, cohorts, curves, why } = asked;
      const chosen = chooseCurves(review, {
        trusts,
        ...(cohorts !== undefined && { cohorts }),
        ...(curves !== undefined && { curves }),
      });
      const decisions = chosen.map(
        ({ trust, cohort, curve, text: present }): Decision => ({ decision, trust, cohort, curve, text: present, reviewer, why }),
      );
      return decide(data, reviewKeyOf(snapshot), by, decisions);
    },
  ),
};
