/** Shapes that routes share. Written by `node api/writeClient.ts`. */
export interface components {
  schemas: {
    /** @description a column of a table */
    readonly Column: {
      readonly name: string;
      /** @description text, number or integer */
      readonly kind: 'text' | 'number' | 'integer';
      readonly unit?: string;
    };
    /** @description what is wrong, and where; a file is told by its path within the data folder */
    readonly Fault: {
      readonly code: string;
      readonly file?: string;
      readonly place: string;
      readonly got: string;
      readonly expected: string;
    };
    /** @description how far a run is */
    readonly Pace: {
      readonly done: number;
      readonly of: number;
      readonly what: string;
      /** @description 0 to 1 */
      readonly share: number;
      /** @description seconds */
      readonly elapsed: number;
      /** @description seconds; null until it can be told */
      readonly timeLeft: number | null;
      /** @description loan-month-paths a second; null until it can be told */
      readonly loanMonthsPerSecond: number | null;
    };
    /** @description a problem as RFC 9457 has it, with a code and every fault */
    readonly Problem: {
      readonly type: string;
      readonly title: string;
      readonly status: number;
      readonly code: string;
      readonly detail: string;
      readonly faults: readonly components['schemas']['Fault'][];
      /** @description faults found beyond those listed */
      readonly omitted: number;
      readonly requestId: string;
    };
    /** @description whether the service takes work, and what it has to do */
    readonly Readiness: {
      readonly ready: boolean;
      readonly queued: number;
      readonly running: number;
    };
    /** @description a request of one of the kinds value, simulation or simulate, sensitivity, break-even, attribution, rollforward, disclosure, tie-out, review, back-test, diff, replay, benchmark */
    readonly RunRequest:
      | {
          /** @description value */
          readonly kind: 'value';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description how collateral is valued: blended, independent, observable; default: the snapshot's own */
          readonly method?: 'blended' | 'independent' | 'observable';
        }
      | {
          /** @description simulation, or simulate */
          readonly kind: 'simulation' | 'simulate';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description only this trust */
          readonly trust?: string;
          /** @description one of hull-white, g2pp; default g2pp */
          readonly model?: 'hull-white' | 'g2pp';
          /** @description a model, as the text of a YAML file (host/scenarios/market/MODEL.md), instead of `model` */
          readonly modelText?: string;
          /** @description how borrowers answer to rates and home prices: the object that a behaviour file holds (host/scenarios/BEHAVIOUR.md) */
          readonly behaviour?: { readonly [key: string]: unknown };
          /** @description paths in all, 1 to 262144, rounded up to whole 64s of each randomization; default 1024 */
          readonly paths?: number;
          /** @description independent parts of them, 1 to 256; default 8 */
          readonly randomizations?: number;
          /** @description a whole number; default: the model's */
          readonly seed?: number;
          /** @description value, base, all; default base */
          readonly measures?: 'value' | 'base' | 'all';
          /** @description double the paths until the standard error is within this share, above 0 and below 1 */
          readonly untilError?: number;
          /** @description a list of up to 1000 prices whose spreads are told, and spreads whose prices are */
          readonly quotes?: readonly {
            /** @description the name of a trust */
            readonly trust: string;
            /** @description a class, a hedge, collateral or residual */
            readonly instrument: string;
            /** @description per 100 of balance or notional, without accrued interest */
            readonly price?: number;
            /** @description dollars for all of it, accrued interest included */
            readonly value?: number;
            /** @description a spread over the rates of the paths, a decimal a year, continuous */
            readonly oas?: number;
          }[];
          /** @description events `progress` tell in `partial` what is known after each randomization: means and their standard errors */
          readonly stream?: boolean;
          /** @description correct means by control variates unless they seem to do harm, and tell both standard errors */
          readonly control?: boolean;
          /** @description keep the value of every instrument on every path */
          readonly withPaths?: boolean;
        }
      | {
          /** @description sensitivity */
          readonly kind: 'sensitivity';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description how collateral is valued: blended, independent, observable; default: the snapshot's own */
          readonly method?: 'blended' | 'independent' | 'observable';
          /** @description only this trust */
          readonly trust?: string;
          /** @description every combination: 'default 0.5,1,1.5; severity 0.8,1,1.2'; a bar begins another grid */
          readonly grid?: string;
          /** @description scenarios, as the text of a YAML or JSON file that names no other (host/analysis/SCENARIOS.md) */
          readonly scenarios?: string;
        }
      | {
          /** @description break-even */
          readonly kind: 'break-even';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description only this trust */
          readonly trust?: string;
          /** @description a list of classes; default: all */
          readonly tranches?: readonly string[];
          /** @description a list of default, severity, prepayment; default: all */
          readonly of?: readonly ('default' | 'severity' | 'prepayment')[];
          /** @description a list of up to 20 severity multiples, 0 to 1000: defaults at the first dollar for each */
          readonly frontier?: readonly number[];
          /** @description the largest multiple that is tried, above 1 and up to 1000; default 100 */
          readonly upTo?: number;
          /** @description share of its balance that a class is written down by, above 0 and up to 1; default 0.05 */
          readonly writedown?: number;
        }
      | {
          /** @description attribution */
          readonly kind: 'attribution';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description the older snapshot; default: the one before, as snapshot.yaml names it */
          readonly from?: string;
          /** @description how collateral is valued: blended, independent, observable; default: the snapshot's own */
          readonly method?: 'blended' | 'independent' | 'observable';
          /** @description ordered (default) or shapley: each factor by its mean over all orders */
          readonly sharing?: 'ordered' | 'shapley';
          /** @description the order in which factors change, where they are ordered; default: collateral, index, prepayment, default, severity, yields, technique */
          readonly order?: string;
        }
      | {
          /** @description rollforward */
          readonly kind: 'rollforward';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description the older snapshot; default: the one before, as snapshot.yaml names it */
          readonly from?: string;
          /** @description accretion or coupon; default accretion */
          readonly interest?: 'accretion' | 'coupon';
          /** @description gross or netted; default gross */
          readonly layout?: 'gross' | 'netted';
          /** @description where the effect of the sponsor's own credit goes: oci or earnings */
          readonly ownCredit?: 'oci' | 'earnings';
        }
      | {
          /** @description disclosure */
          readonly kind: 'disclosure';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description how collateral is valued: blended, independent, observable; default: the snapshot's own */
          readonly method?: 'blended' | 'independent' | 'observable';
          /** @description the id of a simulation of the snapshot that is done: how values move where all inputs move together */
          readonly simulation?: string;
        }
      | {
          /** @description tie-out */
          readonly kind: 'tie-out';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description the older snapshot; default: the one before, as snapshot.yaml names it */
          readonly from?: string;
          /** @description a list of trusts, as their folders are called; default: all */
          readonly trusts?: readonly string[];
          /** @description dollars that a figure may differ by, 0 to 1000000; default 0.015 */
          readonly within?: number;
        }
      | {
          /** @description review */
          readonly kind: 'review';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
        }
      | {
          /** @description back-test */
          readonly kind: 'back-test';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the name of a snapshot; latest, or latest <portfolio> where there are several: the one of the latest date */
          readonly snapshot: string;
          /** @description the older snapshot; default: the one before, as snapshot.yaml names it */
          readonly from?: string;
          /** @description a list of trusts, as their folders are called; default: all */
          readonly trusts?: readonly string[];
          /** @description periods to go back along the chain of snapshots, 1 to 60; default 1 */
          readonly periods?: number;
        }
      | {
          /** @description diff */
          readonly kind: 'diff';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the id of the first run, which is done */
          readonly a: string;
          /** @description the id of the second run, which is done */
          readonly b: string;
          /** @description differences that are listed; default 20 */
          readonly listed?: number;
        }
      | {
          /** @description replay */
          readonly kind: 'replay';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description the id of a run that is done */
          readonly run: string;
        }
      | {
          /** @description benchmark */
          readonly kind: 'benchmark';
          /** @description which of the waiting runs goes first: low, normal (default) or high */
          readonly priority?: 'low' | 'normal' | 'high';
          /** @description one of small, portfolio, portfolio-40 */
          readonly workload: 'small' | 'portfolio' | 'portfolio-40';
          /** @description a list of up to ten numbers of threads to measure with, 1 to 256; default: 1, and one a core */
          readonly workers?: readonly number[];
          /** @description rounds that count, 1 to 50; default 3 */
          readonly rounds?: number;
        };
    /** @description a run */
    readonly Run: {
      readonly id: string;
      readonly kind: string;
      /** @description queued, running, interrupted (its process died; it can be resumed), done, failed or cancelled */
      readonly status: 'queued' | 'running' | 'interrupted' | 'done' | 'failed' | 'cancelled';
      readonly title: string;
      readonly askedBy: string;
      /** @description UTC */
      readonly created: string;
      /** @description UTC */
      readonly changed: string;
      /** @description signed off: nothing of it changes */
      readonly locked: boolean;
      /** @description how many there are */
      readonly adjustments: number;
      readonly snapshot: string | null;
      readonly schedule: string | null;
      /** @description the request, without kind and priority */
      readonly asked: { readonly [key: string]: unknown };
      /** @description place in line, 1 being the next */
      readonly place: number | null;
      readonly pace: components['schemas']['Pace'] | null;
      readonly faults: readonly components['schemas']['Fault'][];
      /** @description what came out, of kinds that have no tables; else null */
      readonly result: unknown;
      /** @description names of its tables */
      readonly tables: readonly string[];
      readonly adjusted: readonly {
        readonly at: string;
        readonly by: string;
        readonly target: string;
        readonly amount: number;
        readonly why: string;
      }[];
      readonly signOff: {
        readonly at: string;
        readonly preparer: string;
        readonly reviewer: string;
        readonly note: string;
      } | null;
      /** @description where there is more of it */
      readonly links: { readonly [key: string]: string };
    };
    /** @description a run in a list */
    readonly RunSummary: {
      readonly id: string;
      readonly kind: string;
      /** @description queued, running, interrupted (its process died; it can be resumed), done, failed or cancelled */
      readonly status: 'queued' | 'running' | 'interrupted' | 'done' | 'failed' | 'cancelled';
      readonly title: string;
      readonly askedBy: string;
      /** @description UTC */
      readonly created: string;
      /** @description UTC */
      readonly changed: string;
      /** @description signed off: nothing of it changes */
      readonly locked: boolean;
      /** @description how many there are */
      readonly adjustments: number;
      readonly snapshot: string | null;
      readonly schedule: string | null;
    };
    /** @description a schedule, and its last outcome */
    readonly Schedule: {
      readonly id: string;
      readonly name: string;
      readonly cron: string;
      readonly timeZone: string;
      readonly catchUp: string;
      readonly paused: boolean;
      /** @description the request for a run */
      readonly request: { readonly [key: string]: unknown };
      readonly createdBy: string;
      readonly created: string;
      /** @description the next due times, UTC */
      readonly next: readonly string[];
      readonly last: {
        readonly due: string;
        /** @description what came of it */
        readonly note: string;
        readonly run: string | null;
        /** @description of the run */
        readonly status: string | null;
      } | null;
    };
    /** @description an amount: in words, of which instrument or account, in dollars or as the words say */
    readonly TraceLine: {
      readonly text: string;
      readonly of: string;
      readonly value: number;
    };
    /** @description the amounts of one payment date, step by step */
    readonly Trace: {
      readonly deal: string;
      readonly given: string;
      readonly scenario: string;
      readonly month: number;
      readonly date: string;
      readonly tranche: string | null;
      /** @description what a trustee would say of the date */
      readonly words: readonly string[];
      readonly collateral: readonly components['schemas']['TraceLine'][];
      readonly steps: readonly {
        readonly number: number;
        readonly title: string;
        readonly lines: readonly components['schemas']['TraceLine'][];
      }[];
    };
  };
  responses: {
    /** @description The request is at fault: what was found where, and what was expected. */
    readonly Refusal: { content: { readonly 'application/problem+json': components['schemas']['Problem'] } };
    /** @description A fault of the service's own. */
    readonly Failure: { content: { readonly 'application/problem+json': components['schemas']['Problem'] } };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
