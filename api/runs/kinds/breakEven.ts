/** How far defaults, severity or prepayments could go before a class loses. */
import Type from 'typebox';
import { BOUND, BREAK_EVEN_RUNS, breakEvenRequest, DRIVERS, MOST_BOUND } from '../../../host/index.ts';
import { runKind } from './kind.ts';
import { snapshot, trust, withSnapshot } from './snapshotField.ts';

const optional = Type.Optional;
const names = (description: string) =>
  optional(Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 200, description }));

export const breakEven = runKind({
  kind: BREAK_EVEN_RUNS.kind,
  about: 'multiples of the base case at the first dollar of loss of every class',
  fields: {
    snapshot,
    trust,
    tranches: names('a list of classes; default: all'),
    of: optional(
      Type.Array(Type.Enum([...DRIVERS]), { minItems: 1, description: `a list of ${DRIVERS.join(', ')}; default: all` }),
    ),
    frontier: optional(
      Type.Array(Type.Number({ minimum: 0, maximum: MOST_BOUND }), {
        maxItems: 20,
        description: `a list of up to 20 severity multiples, 0 to ${MOST_BOUND}: defaults at the first dollar for each`,
      }),
    ),
    upTo: optional(
      Type.Number({
        exclusiveMinimum: 1,
        maximum: MOST_BOUND,
        description: `the largest multiple that is tried, above 1 and up to ${MOST_BOUND}; default ${BOUND}`,
      }),
    ),
    writedown: optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        description: 'share of its balance that a class is written down by, above 0 and up to 1; default 0.05',
      }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, break-even`,
  settled: withSnapshot,
  runs: BREAK_EVEN_RUNS,
  requestOf: async ({ snapshot: name, trust: only, upTo, ...search }, { data, folderOf }) =>
    breakEvenRequest(data, await folderOf(name), {
      ...(only !== undefined && { trust: only }),
      search: { ...search, ...(upTo !== undefined && { bound: upTo }) },
      base: {},
    }),
});
