/**
 * Types of the service for programs that ask it; `node api/writeClient.ts` writes them.
 * Made from openapi.json 7b821b3dc1f34626ec76146e7de3830a2bc02434d62fa97d9b7b7ccdd2bae222
 */
export interface paths {
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
  readonly '/v1/vectors': {
    /**
     * What a vector was taken for
     * @description The canonical text of an assumption vector and its numbers, month by month.
     */
    readonly post: {
      /** @description the text of a vector and what it needs besides */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description the text of a vector: '250 PSA' */
            readonly text: string;
            /** @description months shown, 1 to 1200; default 60 */
            readonly months?: number;
            /** @description loan age at the cut-off in months, 0 to 1200; default 0 */
            readonly age?: number;
            /** @description the unit of numbers without one: CPR */
            readonly unit?: string;
            /** @description the ramp in CPR that PPC multiplies: '8 ramp 20 for 12' */
            readonly ppc?: string;
          };
        };
      };
      readonly responses: {
        /** @description what the text was taken for */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly canonical: string;
              readonly unit: string;
              readonly anchor: 'projection' | 'loanAge' | 'dealAge' | { readonly date: string };
              /** @description by month, on the unit's printed scale */
              readonly stated: readonly number[];
              /** @description by month: SMM, MDR or decimal */
              readonly values: readonly number[];
              /** @description no unit was named: the numbers were taken for CPR */
              readonly isUnitAssumed: boolean;
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/deals/check': {
    /**
     * Every fault of a deal, or what it holds
     * @description The body is the deal itself, in JSON or YAML. It may name no files: a posted deal has no folder.
     */
    readonly post: {
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': unknown;
          readonly 'application/yaml': unknown;
        };
      };
      readonly responses: {
        /** @description what a deal without faults holds; balances in dollars */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly deal: string;
              readonly settlement: string;
              readonly firstPayment: string;
              readonly groups: readonly {
                readonly name: string;
                readonly loans: number;
                readonly balance: number;
              }[];
              readonly tranches: readonly {
                readonly name: string;
                readonly kind: 'balance' | 'notional' | 'residual';
                readonly balance: number;
              }[];
              readonly steps: readonly {
                readonly number: number;
                readonly title: string;
              }[];
              readonly definitions: number;
              readonly schedules: number;
              readonly indices: readonly string[];
              /** @description what a user should know, such as an index without rates */
              readonly warnings: readonly string[];
              readonly variants: readonly string[];
              readonly hasCall: boolean;
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/deals/compile': {
    /**
     * The program that a deal becomes
     * @description What the kernel carries out for each payment date: its operations, states, outputs and checks.
     */
    readonly post: {
      /** @description a deal, and which reading of it */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description a deal: an object, or its YAML or JSON as text */
            readonly deal: string | { readonly [key: string]: unknown };
            /** @description true leaves the optional call out */
            readonly noCall?: boolean;
            /** @description which reading of the documents, where the deal has several */
            readonly variant?: string;
          };
        };
      };
      readonly responses: {
        /** @description the program that a deal becomes */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly deal: string;
              readonly variant: string | null;
              /** @description operations that the kernel carries out for each payment date */
              readonly instructions: number;
              readonly operations: readonly {
                readonly operation: string;
                readonly count: number;
              }[];
              /** @description what is carried from one payment date to the next, and with what it begins */
              readonly states: readonly {
                readonly name: string;
                readonly initial: number;
              }[];
              /** @description numbers by payment date that are the same on every path */
              readonly byDate: readonly string[];
              /** @description what a projection can tell by month */
              readonly outputs: readonly string[];
              /** @description what must be 0 on every date of every path */
              readonly checks: readonly string[];
              /** @description amounts that a trace tells of each payment date */
              readonly traced: number;
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/deals/project': {
    /**
     * Decrement tables, average lives and windows
     * @description Projects a deal under each speed, as a prospectus prints it. At most 100000 loan lines x scenarios and 2500 classes and groups x scenarios a request.
     */
    readonly post: {
      /** @description a deal and what to run it under */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description a deal: an object, or its YAML or JSON as text */
            readonly deal: string | { readonly [key: string]: unknown };
            /** @description prepayment, a scenario each: 'PSA 0,100,250; CPR 10' */
            readonly speeds?: string;
            /** @description defaults, in CDR unless the text says otherwise: 2, '0 ramp 3 for 30', 'SDA 100' */
            readonly cdr?: string | number;
            /** @description share of a defaulted balance that is lost, in percent: 40 */
            readonly severity?: string | number;
            /** @description whole months from default to liquidation, 0 to 120 */
            readonly lag?: number;
            /** @description index rates in percent: 'LIBOR_1M=3.57, CMT_1Y=3.9' */
            readonly index?: string;
            /** @description true leaves the optional call out */
            readonly noCall?: boolean;
            /** @description which reading of the documents, where the deal has several */
            readonly variant?: string;
          };
        };
      };
      readonly responses: {
        /** @description a table a class and one for the pool, a column a speed; amounts in dollars, lives in years */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly deal: string;
              readonly given: string;
              readonly scenarios: readonly string[];
              /** @description the dates of the rows; the first is closing */
              readonly rows: readonly string[];
              readonly tables: readonly {
                /** @description a class, or pool */
                readonly of: string;
                readonly original: number;
                readonly isNotional: boolean;
                readonly columns: readonly {
                  readonly scenario: string;
                  /** @description whole percent of the original balance by row; * is above 0 and below 0.5 */
                  readonly cells: readonly string[];
                  readonly averageLife: number | null;
                  readonly firstPay: string | null;
                  readonly lastPay: string | null;
                  readonly principal: number;
                  readonly interest: number;
                  readonly writtenDown: number;
                  readonly shortfall: number;
                }[];
              }[];
              readonly warnings: readonly string[];
              readonly loanMonthPaths: number;
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/deals/price': {
    /**
     * Yields from prices and prices from yields
     * @description Prices one class under each speed, with duration, DV01 and proceeds. At most 100000 loan lines x scenarios and 2500 classes and groups x scenarios a request.
     */
    readonly post: {
      /** @description a deal, a class of it, prices or yields, and what to run it under */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description a deal: an object, or its YAML or JSON as text */
            readonly deal: string | { readonly [key: string]: unknown };
            /** @description the name of a class */
            readonly tranche: string;
            /** @description a list of up to 100 prices */
            readonly prices?: readonly (number | string)[];
            /** @description a list of up to 100 yields */
            readonly yields?: readonly (number | string)[];
            /** @description the index of discount margins; default: the one that the coupon follows */
            readonly over?: string;
            /** @description what Z-spreads are over: 'par 1=2%, 10=4%', 'zero 1=2%, 10=4%' or an index of the deal */
            readonly curve?: string;
            /** @description prepayment, a scenario each: 'PSA 0,100,250; CPR 10' */
            readonly speeds?: string;
            /** @description defaults, in CDR unless the text says otherwise: 2, '0 ramp 3 for 30', 'SDA 100' */
            readonly cdr?: string | number;
            /** @description share of a defaulted balance that is lost, in percent: 40 */
            readonly severity?: string | number;
            /** @description whole months from default to liquidation, 0 to 120 */
            readonly lag?: number;
            /** @description index rates in percent: 'LIBOR_1M=3.57, CMT_1Y=3.9' */
            readonly index?: string;
            /** @description true leaves the optional call out */
            readonly noCall?: boolean;
            /** @description which reading of the documents, where the deal has several */
            readonly variant?: string;
          };
        };
      };
      readonly responses: {
        /** @description a column a speed; prices per 100 of face without accrued interest, yields and spreads decimal, lives and durations in years, amounts in dollars for the whole class */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly deal: string;
              readonly given: string;
              readonly tranche: string;
              readonly settlement: string;
              readonly face: number;
              /** @description what was given */
              readonly quotes: readonly (
                | { readonly price: number }
                | { readonly yieldBey: number }
                | { readonly discountMargin: number }
                | { readonly zSpread: number }
              )[];
              /** @description what discount margins are over; null where there is none */
              readonly index: string | null;
              readonly dayCount: string;
              /** @description what Z-spreads are over, as it was given */
              readonly curve: string | null;
              readonly columns: readonly {
                readonly scenario: string;
                /** @description one a quote, prices before yields; null where no yield gives the price */
                readonly figures: readonly ({
                  readonly price: number;
                  readonly yieldBey: number;
                  readonly yieldMonthly: number;
                  readonly modifiedDuration: number;
                  readonly dv01: number;
                  readonly accrued: number;
                  readonly proceeds: number;
                  readonly discountMargin: number | null;
                  readonly zSpread: number | null;
                  readonly nominalSpread: number | null;
                } | null)[];
                readonly averageLife: number | null;
                readonly firstPay: string | null;
                readonly lastPay: string | null;
              }[];
              readonly warnings: readonly string[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/deals/trace': {
    /**
     * Every amount of one payment date
     * @description What came in on a payment date and what each step did with it, under one speed. At most 100000 loan lines x scenarios and 2500 classes and groups x scenarios a request.
     */
    readonly post: {
      /** @description a deal, a payment month, and what to run it under */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description a deal: an object, or its YAML or JSON as text */
            readonly deal: string | { readonly [key: string]: unknown };
            /** @description a payment month, 1 being the first payment date */
            readonly month: number;
            /** @description the name of a class; default: everything */
            readonly tranche?: string;
            /** @description prepayment, a scenario each: 'PSA 0,100,250; CPR 10' */
            readonly speeds?: string;
            /** @description defaults, in CDR unless the text says otherwise: 2, '0 ramp 3 for 30', 'SDA 100' */
            readonly cdr?: string | number;
            /** @description share of a defaulted balance that is lost, in percent: 40 */
            readonly severity?: string | number;
            /** @description whole months from default to liquidation, 0 to 120 */
            readonly lag?: number;
            /** @description index rates in percent: 'LIBOR_1M=3.57, CMT_1Y=3.9' */
            readonly index?: string;
            /** @description true leaves the optional call out */
            readonly noCall?: boolean;
            /** @description which reading of the documents, where the deal has several */
            readonly variant?: string;
          };
        };
      };
      readonly responses: {
        /** @description the amounts of one payment date, step by step */
        readonly 200: { content: { readonly 'application/json': components['schemas']['Trace'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
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
  readonly '/v1/runs/{id}/tables': {
    /** The tables of a run */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description the tables of a run */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly tables: readonly {
                readonly name: string;
                readonly rows: number;
                readonly columns: readonly components['schemas']['Column'][];
              }[];
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/tables/{name}': {
    /**
     * A table of a run
     * @description Every digit of it; as JSON, CSV (RFC 4180), Parquet or an Arrow stream.
     */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          /** @description json (default), csv, parquet or arrow (a stream) */
          readonly format?: 'json' | 'csv' | 'parquet' | 'arrow';
          /** @description only rows of this trust; several may be named */
          readonly trust?: readonly string[];
          /** @description only rows of this instrument, class, group or quantity; several may be named */
          readonly instrument?: readonly string[];
          /** @description of the columns with numbers only this one; several may be named */
          readonly measure?: readonly string[];
          /** @description at most so many rows */
          readonly limit?: number;
          /** @description rows left out at the beginning */
          readonly offset?: number;
        };
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
          /** @description the name of a table */
          readonly name: string;
        };
      };
      readonly responses: {
        /** @description the table */
        readonly 200: {
          content: {
            readonly 'application/json': {
              readonly name: string;
              readonly columns: readonly components['schemas']['Column'][];
              /** @description missing values are null */
              readonly rows: readonly (readonly (string | number | null)[])[];
            };
            readonly 'text/csv': string;
            readonly 'application/vnd.apache.parquet': string;
            readonly 'application/vnd.apache.arrow.stream': string;
          };
        };
        /** @description it is as it was */
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/report.html': {
    /**
     * The report of a run, one HTML file
     * @description A few are made at a time; beyond that the answer is 503 with Retry-After.
     */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description the report of a run of any kind */
        readonly 200: { content: { readonly 'text/html': string } };
        /** @description it is as it was */
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/report.xlsx': {
    /**
     * The tables of a run as a workbook
     * @description A few are made at a time; beyond that the answer is 503 with Retry-After.
     */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description a workbook */
        readonly 200: { content: { readonly 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string } };
        /** @description it is as it was */
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/manifest': {
    /**
     * What a run was made from
     * @description Request, every input with its sha-256, versions, seed, assumptions, limits, who asked.
     */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description what a run was made from */
        readonly 200: {
          content: {
            readonly 'application/json': {
              /** @enum {number} */
              readonly version: 1;
              readonly determines: {
                readonly request: string;
                readonly inputs: readonly {
                  readonly path: string;
                  readonly sha256: string;
                  readonly bytes: number;
                }[];
                readonly versions: {
                  readonly weir: string;
                  readonly layout: number;
                  readonly kernel: string;
                };
                readonly seed: number | string | null;
                readonly options: { readonly [key: string]: unknown };
              };
              readonly assumptions: readonly {
                readonly about: string;
                readonly text: string;
                readonly source?: string;
              }[];
              readonly limits: readonly {
                readonly about: string;
                readonly text: string;
                readonly source?: string;
              }[];
              readonly facts: {
                readonly askedBy: string;
                readonly started: string;
                readonly finished: string | null;
                readonly node: string;
                readonly platform: string;
                readonly host: string;
              };
            };
          };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/runs/{id}/trace': {
    /**
     * Every amount of one payment date of a trust
     * @description In the base case of the run, from the inputs that it had; refused where these have changed since.
     */
    readonly get: {
      readonly parameters: {
        readonly query: {
          /** @description the name of a trust of the run */
          readonly trust: string;
          /** @description a payment month, as the column `month` of the tables has it */
          readonly month: number;
          /** @description the name of a class; default: everything */
          readonly tranche?: string;
        };
        readonly path: {
          /** @description the id of a run */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description the amounts of one payment date, step by step */
        readonly 200: { content: { readonly 'application/json': components['schemas']['Trace'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
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
  readonly '/v1/schedules': {
    /** Schedules and their last outcomes */
    readonly get: {
      readonly responses: {
        /** @description schedules, the oldest first */
        readonly 200: {
          content: { readonly 'application/json': { readonly schedules: readonly components['schemas']['Schedule'][] } };
        };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /**
     * Ask for runs by the clock
     * @description A cron expression in a time zone, and the request for a run. `latest` is the latest snapshot when it is due.
     */
    readonly post: {
      /** @description a schedule */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description what it is called */
            readonly name: string;
            /** @description minute, hour, day of the month, month, day of the week: 30 2 * * 1-5 */
            readonly cron: string;
            /** @description a time zone such as America/New_York; default UTC */
            readonly timeZone?: string;
            /** @description what becomes of due times that passed while no service was there: once (default), one run for all; or skip */
            readonly catchUp?: 'once' | 'skip';
            readonly request: components['schemas']['RunRequest'];
          };
        };
      };
      readonly responses: {
        /** @description a schedule, and its last outcome */
        readonly 201: { content: { readonly 'application/json': components['schemas']['Schedule'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/schedules/{id}': {
    /** A schedule */
    readonly get: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a schedule */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description a schedule, and its last outcome */
        readonly 200: { content: { readonly 'application/json': components['schemas']['Schedule'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /** Remove a schedule; its runs stay */
    readonly delete: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a schedule */
          readonly id: string;
        };
      };
      readonly responses: {
        /** @description removed */
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
    /** Change, pause or go on with a schedule */
    readonly patch: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a schedule */
          readonly id: string;
        };
      };
      /** @description what changes */
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            /** @description what it is called */
            readonly name?: string;
            /** @description minute, hour, day of the month, month, day of the week: 30 2 * * 1-5 */
            readonly cron?: string;
            /** @description a time zone such as America/New_York; default UTC */
            readonly timeZone?: string;
            /** @description what becomes of due times that passed while no service was there: once (default), one run for all; or skip */
            readonly catchUp?: 'once' | 'skip';
            readonly request?: components['schemas']['RunRequest'];
            /** @description a paused schedule asks for nothing */
            readonly paused?: boolean;
          };
        };
      };
      readonly responses: {
        /** @description a schedule, and its last outcome */
        readonly 200: { content: { readonly 'application/json': components['schemas']['Schedule'] } };
        readonly '4XX': components['responses']['Refusal'];
        readonly '5XX': components['responses']['Failure'];
      };
    };
  };
  readonly '/v1/schedules/{id}/run': {
    /** Run a schedule now */
    readonly post: {
      readonly parameters: {
        readonly path: {
          /** @description the id of a schedule */
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
export type webhooks = Record<string, never>;
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
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
