/** Routes of schedules. Written by `node api/writeClient.ts`. */
import type { components } from './components.d.ts';

export interface SchedulesPaths {
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
}
