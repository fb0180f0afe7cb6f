/** Routes of service. Written by `node api/writeClient.ts`. */
import type { components } from './components.d.ts';

export interface ServicePaths {
  readonly '/v1/health': {
    /** Version and uptime */
    readonly get: {
      readonly responses: {
        /** @description the service runs */
        readonly 200: {
          content: {
            readonly 'application/json': {
              /** @enum {string} */
              readonly status: 'ok';
              readonly version: string;
              /** @description the version of the layout that service and kernel share */
              readonly kernelLayout: number;
              /** @description seconds since the service was built */
              readonly uptime: number;
            };
          };
        };
      };
    };
  };
  readonly '/v1/ready': {
    /**
     * Whether the service takes work
     * @description 503 while it is being stopped, where a computing thread is missing, and under pressure of memory or requests.
     */
    readonly get: {
      readonly responses: {
        /** @description whether the service takes work, and what it has to do */
        readonly 200: { content: { readonly 'application/json': components['schemas']['Readiness'] } };
        /** @description whether the service takes work, and what it has to do */
        readonly 503: { content: { readonly 'application/json': components['schemas']['Readiness'] } };
      };
    };
  };
  readonly '/v1/openapi.json': {
    /** This description */
    readonly get: {
      readonly responses: {
        /** @description an OpenAPI 3.1 document */
        readonly 200: { content: { readonly 'application/json': { readonly [key: string]: unknown } } };
      };
    };
  };
  readonly '/v1/benchmark': {
    /** The named workloads */
    readonly get: {
      readonly responses: {
        /** @description workloads by name */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly workloads: readonly {
                readonly name: string;
                readonly about: string;
                readonly trusts: number;
                readonly loans: number;
                readonly scenarios: number;
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /**
     * Measure a workload
     * @description A run of its own, beside which nothing else is at work. Its result: loan-months and paths a second by threads, scaling, and quantiles of the time of a trust.
     */
    readonly post: {
      /** @description a workload, and how to measure it */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description one of small, portfolio, portfolio-40 */
            readonly workload: 'small' | 'portfolio' | 'portfolio-40';
            /** @description a list of up to ten numbers of threads to measure with, 1 to 256; default: 1, and one a core */
            readonly workers?: readonly number[];
            /** @description rounds that count, 1 to 50; default 3 */
            readonly rounds?: number;
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
  readonly '/v1/audit': {
    /** Who ran, changed or read what, newest first */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          /** @description 1 to 1000 entries; default 100 */
          readonly limit?: number;
          /** @description `next` of the page before */
          readonly before?: number;
        };
      };
      readonly responses: {
        /** @description entries of the audit log */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly entries: readonly {
                readonly seq: number;
                /** @description UTC */
                readonly at: string;
                /** @description the id of the key; empty without keys */
                readonly keyId: string;
                readonly who: string;
                readonly role: string;
                /** @description method and route */
                readonly action: string;
                /** @description the run, snapshot or schedule it was done to */
                readonly target: string | null;
                /** @description of the answer */
                readonly status: number;
                readonly requestId: string;
                readonly address: string;
              }[];
              /** @description `before` of the next page; null at the end */
              readonly next: number | null;
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
}
