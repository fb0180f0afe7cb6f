/** How fast this machine does work of a known size. */
import Type from 'typebox';
import { measureWorkload, WORKLOADS } from '../../../host/index.ts';
import { resultKind } from './kind.ts';

const NAMES = WORKLOADS.map(({ name }) => name);

export const benchmarkFields = {
  workload: Type.Enum(NAMES, { description: `one of ${NAMES.join(', ')}` }),
  workers: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 256 }), {
      minItems: 1,
      maxItems: 10,
      description: 'a list of up to ten numbers of threads to measure with, 1 to 256; default: 1, and one a core',
    }),
  ),
  rounds: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: 'rounds that count, 1 to 50; default 3' })),
};

export const benchmark = resultKind({
  kind: 'benchmark',
  about: 'loan-months and paths a second, scaling by threads, and quantiles of the time of a trust, for a named workload',
  fields: benchmarkFields,
  isAlone: true,
  titleOf: (asked) => `benchmark ${asked.workload}`,
  carryOut: ({ workload, workers, rounds }, { signal, onProgress }) =>
    measureWorkload(workload, {
      signal,
      onProgress,
      ...(workers !== undefined && { workers }),
      ...(rounds !== undefined && { rounds }),
    }),
});
