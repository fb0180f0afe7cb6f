/** A back-test over one or several periods as a run. */
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { type BackTestHistory, backTestPeriods, readBackTestChain } from '../analysis/backTestHistory.ts';
import { formatDate } from '../curves/dates.ts';
import { fail } from '../errors.ts';
import { checkBack } from '../portfolio/head.ts';
import { backTestTables } from './backTestTables.ts';
import type { RunKind } from './keptRun.ts';
import { FIELD, requestReader } from './requestShape.ts';
import { workOptions } from './valueRun.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('back-test'),
  snapshot: FIELD.path,
  /** The snapshot that projects first; default: the one before, as snapshot.yaml names it. */
  from: FIELD.optionalPath,
  /** Back along the chain of snapshots. */
  periods: Type.Integer({ minimum: 1 }),
  /** Only these trusts, as their folders are called. */
  trusts: FIELD.optionalNames,
});
/** What is asked for: JSON, kept with the run. */
export type BackTestRequest = Static<typeof RequestShape>;

/** Back-tests as runs. They try curves as the snapshots have them, reviewed or not. */
export const BACK_TEST_RUNS: RunKind<BackTestRequest, BackTestHistory> = {
  kind: 'back-test',
  requestOf: requestReader(RequestShape),
  check: (request, head) => {
    if (head !== undefined) checkBack(request, head);
  },
  prepare: async ({ snapshot: folder, from, periods, trusts }, signal) => {
    const chain = await readBackTestChain(folder, periods, {
      unreviewedCurves: 'warn',
      ...(from !== undefined && { from }),
      ...(trusts !== undefined && { only: trusts }),
      ...(signal !== undefined && { signal }),
    });
    const snapshot = chain.snapshots.at(-1);
    const [first] = chain.snapshots;
    if (snapshot === undefined || first === undefined) throw new Error('backTest: no snapshots');
    return {
      snapshot,
      before: chain.snapshots.slice(0, -1),
      title: `${snapshot.name}, ${formatDate(snapshot.date)}, back-test since ${formatDate(first.date)}`,
      options: { periods, ...(trusts !== undefined && { trusts }) },
      limits: [
        {
          about: 'back-test',
          text: 'each snapshot under its own curves and forward rates; what came is what the remittances report',
        },
      ],
      compute: async (options) => {
        const value = await backTestPeriods(chain, workOptions(options));
        return { value, tables: backTestTables(value) };
      },
    };
  },
};

export type BackTestAsked = Partial<Omit<BackTestRequest, 'kind' | 'snapshot'>>;

/** The request of a back-test. Throws: REQUEST_INVALID for no period. */
export function backTestRequest(folder: string, { from, periods = 1, ...asked }: BackTestAsked): BackTestRequest {
  if (!(Number.isInteger(periods) && periods > 0))
    fail({ code: 'REQUEST_INVALID', place: 'periods', got: String(periods), expected: 'one period or more' });
  return {
    ...asked,
    kind: 'back-test',
    snapshot: resolve(folder),
    ...(from !== undefined && { from: resolve(from) }),
    periods,
  };
}
