/** Routes of deals. Written by `node api/writeClient.ts`. */
import type { components } from './components.d.ts';

export interface DealsPaths {
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
}
