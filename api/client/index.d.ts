/** Types of the service for programs that ask it, made from openapi.json 7b821b3dc1f34626ec76146e7de3830a2bc02434d62fa97d9b7b7ccdd2bae222. Written by `node api/writeClient.ts`. */
import type { DealsPaths } from './deals.d.ts';
import type { ResultsPaths } from './results.d.ts';
import type { RunsPaths } from './runs.d.ts';
import type { SchedulesPaths } from './schedules.d.ts';
import type { ServicePaths } from './service.d.ts';
import type { SnapshotsPaths } from './snapshots.d.ts';

export type { components } from './components.d.ts';
export interface paths extends DealsPaths, ResultsPaths, RunsPaths, SnapshotsPaths, SchedulesPaths, ServicePaths {}
