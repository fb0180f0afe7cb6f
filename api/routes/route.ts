/** What the routes of the service are given. */
import type { Service } from '../service.ts';

export interface RouteOptions {
  readonly service: Service;
}
