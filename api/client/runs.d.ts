/** Routes of runs. Written by `node api/writeClient.ts`. */
import type { components } from './components.d.ts';

export interface RunsPaths {
  readonly '/v1/runs': {
    /** Runs, newest first */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          /** @description queued, running, interrupted (its process died; it can be resumed), done, failed or cancelled */
          readonly status?: 'queued' | 'running' | 'interrupted' | 'done' | 'failed' | 'cancelled';
          /** @description the name of a kind */
          readonly kind?: string;
          /** @description a part of the title */
          readonly title?: string;
          /** @description 1 to 200 runs; default 50 */
          readonly limit?: number;
          /** @description `next` of the page before */
          readonly cursor?: string;
        };
      };
      readonly responses: {
        /** @description runs, newest first */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly runs: readonly components['schemas']['RunSummary'][];
              /** @description the cursor of the next page; null at the end */
              readonly next: string | null;
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /**
     * Ask for a run
     * @description It is put in line; Location says where it is. What its run would refuse is refused here, every fault at once, as far as the request and snapshot.yaml, trust.yaml tell.
     */
    readonly post: {
      readonly parameters: {
        readonly header?: {
          /** @description the same request under the same key makes one run, however often it is sent */
          readonly 'idempotency-key'?: string;
        };
      };
      readonly requestBody: { readonly content: { readonly 'application/json': components['schemas']['RunRequest'] } };
      readonly responses: {
        /** @description a run */
        readonly 202: { content: { readonly 'application/json': components['schemas']['Run'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}': {
    /** A run: its state, its pace, what came of it */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description a run */
        readonly 200: { content: { readonly 'application/json': components['schemas']['Run'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /**
     * Delete a run with all that came of it
     * @description Not one in line or at work, and never one that was signed off.
     */
    readonly delete: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description deleted */
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/cancel': {
    /** Cancel a run in line or at work */
    readonly post: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      /** @description why */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description the reason */
            readonly why?: string;
          };
        };
      };
      readonly responses: {
        /** @description a run */
        readonly 202: { content: { readonly 'application/json': components['schemas']['Run'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/replay': {
    /**
     * Do a run again and compare every bit
     * @description A run of its own, whose result says what differs.
     */
    readonly post: {
      readonly parameters: {
        readonly header?: {
          /** @description the same request under the same key makes one run, however often it is sent */
          readonly 'idempotency-key'?: string;
        };
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description a run */
        readonly 202: { content: { readonly 'application/json': components['schemas']['Run'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/adjustments': {
    /** Adjust a figure of a run, with the reason */
    readonly post: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      /** @description an adjustment; it changes no table */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description what it adjusts: 'alt-a-2005-1 collateral' */
            readonly target: string;
            /** @description dollars, added; below 0 takes away */
            readonly amount: number;
            /** @description the reason */
            readonly why: string;
          };
        };
      };
      readonly responses: {
        /** @description a run */
        readonly 201: { content: { readonly 'application/json': components['schemas']['Run'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/lock': {
    /** Sign a run off: nothing of it changes afterwards */
    readonly post: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      /** @description a sign-off */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description who prepared it */
            readonly preparer: string;
            /** @description who reviewed it: somebody else */
            readonly reviewer: string;
            /** @description what there is to say */
            readonly note?: string;
          };
        };
      };
      readonly responses: {
        /** @description a run */
        readonly 200: { content: { readonly 'application/json': components['schemas']['Run'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/events': {
    /**
     * What happens to a run, as it happens
     * @description Server-sent events: `status` with the state and `progress` with the pace (and, of a simulation asked with `stream`, with what is known so far as `partial`), up to the end of the run. Last-Event-ID goes on after an event.
     */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description events */
        readonly 200: { content: { readonly 'text/event-stream': string } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
}
