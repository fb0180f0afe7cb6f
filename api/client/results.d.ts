/** Routes of results. Written by `node api/writeClient.ts`. */
import type { components } from './components.d.ts';

export interface ResultsPaths {
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
}
