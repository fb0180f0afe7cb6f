/** A search for break-even multiples over a snapshot as a run. */
import Type, { type Static } from 'typebox';
import { BOUND, checkBreakEven, WRITEDOWN } from '../analysis/breakEven.ts';
import { breakEvens, type PortfolioBreakEven, refuseUnknownClasses } from '../analysis/breakEvenPortfolio.ts';
import { DRIVERS } from '../analysis/breakEvenSearch.ts';
import { formatDate } from '../curves/dates.ts';
import { FaultList } from '../deal/faults.ts';
import { breakEvenTables } from './breakEvenTables.ts';
import { readReviewed, reviewOption } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';
import type { RunKind } from './keptRun.ts';
import { FIELD, onSnapshot, requestReader } from './requestShape.ts';
import { checkTrust, onlyTrust } from './sensitivityRun.ts';
import { LIMITS, workOptions } from './valueRun.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('break-even'),
  snapshot: FIELD.path,
  /** Only this trust. */
  trust: FIELD.optionalText,
  /** What is looked for, as BreakEvenRequest has it. */
  search: Type.Object({
    of: Type.Optional(Type.Array(Type.Enum([...DRIVERS]))),
    tranches: FIELD.optionalNames,
    frontier: Type.Optional(Type.Array(Type.Number())),
    bound: FIELD.optionalNumber,
    writedown: FIELD.optionalNumber,
  }),
  /** What replaces the base case of the trusts, as ScenarioRequest has it. */
  base: Type.Object({
    speeds: FIELD.optionalText,
    cdr: FIELD.optionalText,
    severity: FIELD.optionalText,
    lag: FIELD.optionalNumber,
    index: FIELD.optionalText,
    noCall: Type.Optional(Type.Boolean()),
    variant: FIELD.optionalText,
  }),
  review: FIELD.review,
});
/** What is asked for: JSON, kept with the run. */
export type BreakEvenRunRequest = Static<typeof RequestShape>;

/** Searches for break-even multiples as runs. */
export const BREAK_EVEN_RUNS: RunKind<BreakEvenRunRequest, PortfolioBreakEven> = {
  kind: 'break-even',
  requestOf: requestReader(RequestShape),
  check: ({ trust, search }, head) => {
    const faults = new FaultList();
    faults.catching(undefined, () => checkBreakEven(search));
    faults.catching(undefined, () => checkTrust(trust, head));
    faults.throwIfAny();
  },
  prepare: async ({ snapshot: folder, trust, search, base, review }, signal) => {
    const snapshot = onlyTrust(await readReviewed(folder, review, signal === undefined ? {} : { signal }), trust);
    refuseUnknownClasses(search.tranches ?? [], snapshot);
    const { bound = BOUND, writedown = WRITEDOWN } = search;
    return {
      snapshot,
      title: `${snapshot.name}, ${formatDate(snapshot.date)}, break-even`,
      options: { ...search, bound, writedown, base, ...reviewOption(review) },
      limits: [
        ...LIMITS,
        {
          about: 'break-even',
          text: 'one input is multiplied at a time, for all months alike; multiples are found to a ten-thousandth',
        },
      ],
      compute: async (options) => {
        const value = await breakEvens(snapshot, search, base, workOptions(options));
        return { value, tables: breakEvenTables(value) };
      },
    };
  },
};

export type BreakEvenAsked = Omit<BreakEvenRunRequest, 'kind' | 'snapshot' | 'review'>;

/** The request of a search, with what is decided of the curves now. Throws: as `reviewNow`. */
export async function breakEvenRequest(data: DataFolder, folder: string, asked: BreakEvenAsked): Promise<BreakEvenRunRequest> {
  return { ...asked, kind: 'break-even', ...(await onSnapshot(data, folder)) };
}
