/** Routes of snapshots. Written by `node api/writeClient.ts`. */
import type { components } from './components.d.ts';

export interface SnapshotsPaths {
  readonly '/v1/snapshots/{name}/review': {
    /**
     * The curves of a snapshot, tested, and what was decided of them
     * @description Every curve held against what the loans did, the last snapshot's, peers and home prices (host/analysis/REVIEW.md).
     */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the name of a snapshot; where one is read, `latest` or `latest <portfolio>` too */
          readonly name: string;
        };
      };
      readonly responses: {
        /** @description the curves of a snapshot, tested, and what was decided of them */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly snapshot: string;
              readonly date: string;
              readonly previous: string | null;
              /** @description tests that a curve did not pass */
              readonly flags: number;
              readonly trusts: readonly { readonly [key: string]: unknown }[];
              readonly unread: readonly { readonly [key: string]: unknown }[];
              readonly decisions: readonly { readonly [key: string]: unknown }[];
              readonly standing: readonly {
                readonly trust: string;
                readonly cohort: string;
                readonly curve: string;
                readonly decision: string;
                readonly reviewer: string;
                readonly why: string;
                readonly at: string;
                /** @description the curve is still the one that was decided on */
                readonly holds: boolean;
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /**
     * Accept, override or return curves
     * @description The reviewer is whoever asks. Runs that are asked for afterwards go by it.
     */
    readonly post: {
      readonly parameters: {
        readonly path: {
          /** @description the name of a snapshot; where one is read, `latest` or `latest <portfolio>` too */
          readonly name: string;
        };
      };
      /** @description a decision on curves */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description accepted, overridden or returned */
            readonly decision: 'accepted' | 'overridden' | 'returned';
            /** @description a list of trusts */
            readonly trusts: readonly string[];
            /** @description a list of cohorts; default: all */
            readonly cohorts?: readonly string[];
            /** @description a list of prepayment, default, severity; default: all */
            readonly curves?: readonly string[];
            /** @description the reason */
            readonly why: string;
          };
        };
      };
      readonly responses: {
        /** @description an entry of the log */
        readonly 201: {
          content: {
            readonly 'application/json': {
              /** @description place in the log */
              readonly seq: number;
              readonly at: string;
              readonly decisions: readonly {
                readonly decision: string;
                readonly trust: string;
                readonly cohort: string;
                readonly curve: string;
                readonly text: string;
                readonly reviewer: string;
                readonly why: string;
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/portfolios': {
    /**
     * The portfolios of the data folder
     * @description A portfolio is the snapshots whose snapshot.yaml has its name; uploading one is all there is to do for it.
     */
    readonly get: {
      readonly responses: {
        /** @description portfolios by name */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly portfolios: readonly {
                readonly name: string;
                /** @description names of its snapshots, the latest date first */
                readonly snapshots: readonly string[];
                /** @description their dates, YYYY-MM-DD */
                readonly dates: readonly string[];
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/snapshots': {
    /** The snapshots of the data folder */
    readonly get: {
      readonly responses: {
        /** @description snapshots, the latest date first */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly snapshots: readonly {
                readonly name: string;
                readonly title: string | null;
                /** @description YYYY-MM-DD; null where snapshot.yaml cannot be read */
                readonly date: string | null;
                readonly trusts: number | null;
                readonly method: string | null;
                /** @description the snapshot before, where it is one of these */
                readonly previous: string | null;
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/snapshots/{name}': {
    /** A snapshot and its files */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the name of a snapshot; where one is read, `latest` or `latest <portfolio>` too */
          readonly name: string;
        };
      };
      readonly responses: {
        /** @description a snapshot and its files */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly name: string;
              readonly title: string | null;
              /** @description YYYY-MM-DD; null where snapshot.yaml cannot be read */
              readonly date: string | null;
              readonly trusts: number | null;
              readonly method: string | null;
              /** @description the snapshot before, where it is one of these */
              readonly previous: string | null;
              readonly bytes: number;
              readonly files: readonly {
                readonly path: string;
                readonly bytes: number;
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /**
     * Upload a snapshot
     * @description multipart/form-data, a part a file, whose file name is its path within the snapshot: trusts/alt-a-2005-1/trust.yaml. A snapshot is whole or not there, and never changed afterwards.
     */
    readonly post: {
      readonly parameters: {
        readonly path: {
          /** @description the name of a snapshot; where one is read, `latest` or `latest <portfolio>` too */
          readonly name: string;
        };
      };
      readonly requestBody: { readonly content: { readonly 'multipart/form-data': { readonly file?: readonly string[] } } };
      readonly responses: {
        /** @description what was received */
        readonly 201: {
          content: {
            readonly 'application/json': {
              readonly name: string;
              readonly bytes: number;
              readonly files: readonly {
                readonly path: string;
                readonly bytes: number;
                readonly sha256: string;
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /**
     * Delete a snapshot
     * @description Refused while a run that was made from it is kept, or another snapshot names it or a file of it.
     */
    readonly delete: {
      readonly parameters: {
        readonly path: {
          /** @description the name of a snapshot; where one is read, `latest` or `latest <portfolio>` too */
          readonly name: string;
        };
      };
      readonly responses: {
        /** @description deleted */
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/snapshots/{name}/check': {
    /**
     * What the data checks find in a snapshot
     * @description Every trust is read and its tape held against the rules; nothing is valued.
     */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the name of a snapshot; where one is read, `latest` or `latest <portfolio>` too */
          readonly name: string;
        };
      };
      readonly responses: {
        /** @description what the data checks found; balances in dollars, rates and shares as decimals */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly name: string;
              readonly title: string;
              readonly date: string;
              readonly method: string;
              /** @description files that were read */
              readonly files: number;
              /** @description faults of trusts that cannot be valued */
              readonly errors: number;
              readonly warnings: number;
              readonly trusts: readonly {
                readonly trust: string;
                /** @description whether it can be valued */
                readonly ok: boolean;
                readonly faults: readonly components['schemas']['Fault'][];
                readonly warnings: readonly string[];
                readonly tape: {
                  readonly asOf: string | null;
                  /** @description months by which the loans are rolled forward */
                  readonly staleMonths: number;
                  readonly rows: number;
                  readonly upb: number;
                  readonly wac: number;
                  /** @description balance 90 and more days late, in foreclosure or bankruptcy */
                  readonly late90: number;
                  readonly cohorts: readonly {
                    readonly name: string;
                    readonly count: number;
                    readonly upb: number;
                  }[];
                  readonly defaults: readonly {
                    readonly name: string;
                    readonly count: number;
                    readonly upb: number;
                    readonly because: string;
                  }[];
                  readonly checks: readonly {
                    readonly rule: string;
                    readonly about: string;
                    readonly severity: string;
                    readonly count: number;
                    readonly examples: readonly {
                      readonly row: number;
                      readonly id: string;
                      readonly field: string;
                      readonly got: string;
                    }[];
                  }[];
                  readonly strata: readonly {
                    readonly dimension: string;
                    readonly bucket: string;
                    readonly count: number;
                    readonly upb: number;
                    readonly noteRate: number | null;
                    readonly ltv: number | null;
                    readonly fico: number | null;
                  }[];
                } | null;
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
}
