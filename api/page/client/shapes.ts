/** What the service sends, as its description has it: nothing here is restated, so the page cannot understand it otherwise. */
import type { components, paths } from '../../client/index.d.ts';

type Answers<T> = { get: { responses: { 200: { content: { 'application/json': T } } } } };
type Gets = { [P in keyof paths]: paths[P] extends Answers<unknown> ? P : never }[keyof paths];
/** The JSON that a path answers. */
export type Answer<P extends Gets> = paths[P] extends Answers<infer T> ? T : never;

/** A run with all that is known of it. */
export type RunDetail = components['schemas']['Run'];
export type RunStatus = RunDetail['status'];
/** A run in a list. Instants are ISO, UTC. */
export type RunSummary = Answer<'/v1/runs'>['runs'][number];
/** How far a run is. Times are seconds; `share` is 0 to 1. */
export type Pace = NonNullable<RunDetail['pace']>;
export type FaultJson = RunDetail['faults'][number];
export type SnapshotLine = Answer<'/v1/snapshots'>['snapshots'][number];
export type Trace = Answer<'/v1/runs/{id}/trace'>;
export type TraceLine = Trace['collateral'][number];
export type ScheduleJson = components['schemas']['Schedule'];
/** What a reviewer decides; the reviewer is whoever asks. */
export type DecisionBody = paths['/v1/snapshots/{name}/review']['post']['requestBody']['content']['application/json'];

/** What a run was made from. */
export type ManifestJson = Answer<'/v1/runs/{id}/manifest'>;
