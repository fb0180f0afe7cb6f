/** What the thread that hears requests and a thread that computes say to each other: plain data, errors too. */
import type { Fault, PartialResult } from '../../host/index.ts';
import type { PoolTotals } from './sharedRunner.ts';

/** What a computing thread is started with. */
export interface ThreadData {
  /** The root of the data folder. */
  readonly root: string;
  /** Threads of its pool; 0 computes in the thread itself. */
  readonly workers: number;
  /** Jobs compute on the workers of a cluster, not on the pool. */
  readonly cluster?: ClusterPlace;
}

/** Where a cluster is. */
export interface ClusterPlace {
  /** Of its database. */
  readonly url: string;
  /** What its machines share: a folder or `s3://..`. */
  readonly storage: string;
}

/** A job to be carried out. */
export interface ThreadJob {
  readonly id: string;
  readonly kind: string;
  readonly asked: unknown;
  readonly askedBy: string;
  readonly priority: number;
  readonly isResumed: boolean;
}

export type ToThread =
  | { readonly say: 'start'; readonly job: ThreadJob }
  | { readonly say: 'cancel'; readonly id: string }
  | { readonly say: 'ask'; readonly number: number; readonly name: string; readonly body: unknown }
  | { readonly say: 'close' };

/** How a piece of work ended. `unforeseen` is a stack for the log, and for nobody else. */
export type Ending =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly faults: readonly Fault[]; readonly unforeseen?: string };

/** How far a job is. `loanMonthPaths` is what its tasks came to so far. */
export interface JobProgress {
  readonly done: number;
  readonly of: number;
  readonly what: string;
  readonly loanMonthPaths: number;
  /** What is known so far, where a request asks for that. */
  readonly partial?: PartialResult;
}

export type FromThread =
  | { readonly say: 'ready' }
  | { readonly say: 'progress'; readonly id: string; readonly progress: JobProgress }
  | { readonly say: 'ended'; readonly id: string; readonly ending: Ending }
  | { readonly say: 'answer'; readonly number: number; readonly ending: Ending }
  | { readonly say: 'totals'; readonly totals: PoolTotals };
