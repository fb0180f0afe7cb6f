/** A valuation as a run. */
import Type, { type Static } from 'typebox';
import { NO_SHOCK } from '../analysis/shock.ts';
import { type TrustOutcome, valueTrusts } from '../analysis/valueTrusts.ts';
import { formatDate } from '../curves/dates.ts';
import { faultText } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { debtValue } from '../valuation/longTermDebt.ts';
import { portfolioValue } from '../valuation/portfolioTotals.ts';
import type { PortfolioValue } from '../valuation/records.ts';
import { readReviewed, reviewOption } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';
import { type Computed, type KeptRun, type RunKind, type RunOptions, resumeKept, runKept, type WorkOptions } from './keptRun.ts';
import { FIELD, onSnapshot, requestReader } from './requestShape.ts';
import { valueTables } from './valueTables.ts';
import { type Earlier, readEarlier, tiedOut } from './valueTieOut.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('value'),
  snapshot: FIELD.path,
  method: FIELD.method,
  review: FIELD.review,
});
/** What is asked for: JSON, kept with the run. */
export type ValueRequest = Static<typeof RequestShape>;

export type ValueRunOptions = RunOptions;
export type ValueRun = KeptRun<PortfolioValue>;

/** Valuations as runs. */
export const VALUE_RUNS: RunKind<ValueRequest, PortfolioValue> = {
  kind: 'value',
  requestOf: requestReader(RequestShape),
  prepare: async (request, signal) => {
    const snapshot = await readReviewed(request.snapshot, request.review, signal === undefined ? {} : { signal });
    const earlier = await readEarlier(snapshot, signal);
    return {
      snapshot,
      ...('files' in earlier && { files: earlier.files }),
      title: `${snapshot.name}, ${formatDate(snapshot.date)}`,
      options: { method: request.method ?? snapshot.method, ...reviewOption(request.review) },
      limits: LIMITS,
      compute: (options) => computed(request, snapshot, earlier, options),
    };
  },
};

export type ValueAsked = Pick<ValueRequest, 'method'>;

/** The request of a valuation, with what is decided of the curves now. Throws: as `reviewNow`. */
export async function valueRequest(data: DataFolder, folder: string, asked: ValueAsked = {}): Promise<ValueRequest> {
  return { ...asked, kind: 'value', ...(await onSnapshot(data, folder)) };
}

/** Values a snapshot and keeps the run. Throws: WeirError; the run then says that it failed, or stays open where it was cancelled. */
export async function runValue(
  data: DataFolder,
  folder: string,
  { method, ...options }: ValueRunOptions & ValueAsked,
): Promise<ValueRun> {
  return runKept(VALUE_RUNS, data, await valueRequest(data, folder, method === undefined ? {} : { method }), options);
}

/** Takes up a valuation that did not end. Throws: as `resumeRun` and `runValue`. */
export async function resumeValue(data: DataFolder, id: string, options: ValueRunOptions): Promise<ValueRun> {
  return resumeKept(VALUE_RUNS, data, id, options);
}

/** The figures and tables of a request: nothing but its snapshot decides the values, and the one before it the tie-out. */
async function computed(
  request: ValueRequest,
  snapshot: Snapshot,
  earlier: Earlier,
  options: WorkOptions,
): Promise<Computed<PortfolioValue>> {
  const outcomes = await valueTrusts(snapshot, [NO_SHOCK], {
    ...workOptions(options),
    keepPaths: true,
    ...(request.method !== undefined && { method: request.method }),
  });
  const value = portfolioOf(snapshot, outcomes);
  const valued = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.valued] : []));
  const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]));
  const { tables, limits } = tiedOut(snapshot, earlier);
  return { value, tables: [...valueTables(value, valued, failed), ...tables], limits };
}

/** The balance sheet of what was valued, under the first shock. */
export function portfolioOf({ name, date, market, longTermDebt }: Snapshot, outcomes: readonly TrustOutcome[]): PortfolioValue {
  return portfolioValue({
    snapshot: name,
    date: formatDate(date),
    trusts: outcomes.flatMap((outcome) => (outcome.ok ? outcome.valued.values.slice(0, 1) : [])),
    failed: outcomes.flatMap((outcome) => (outcome.ok ? [] : [{ trust: outcome.trust, faults: outcome.faults.map(faultText) }])),
    longTermDebt: longTermDebt.map((debt) => debtValue(debt, market.benchmark, date)),
  });
}

/** Of a run's options those of its work. */
export function workOptions({ workers, runner, signal, onProgress, blockPaths }: WorkOptions): WorkOptions {
  return {
    ...(runner !== undefined && { runner }),
    ...(workers !== undefined && { workers }),
    ...(signal !== undefined && { signal }),
    ...(blockPaths !== undefined && { blockPaths }),
    ...(onProgress !== undefined && { onProgress }),
  };
}

/** What a reader of any valuation should know. */
export const LIMITS = [
  { about: 'scenario', text: 'one set of curves: no value of options beyond it' },
  { about: 'hedges', text: 'discounted on the benchmark curve plus the non-performance spread of the snapshot' },
  { about: 'real estate owned', text: 'net realizable value, which is no fair value' },
];
