/** Waits for runs of the service under test. */
import type { FastifyInstance } from 'fastify';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { get, pause } from './service.ts';

const ENDED = ['done', 'failed', 'cancelled'];
/** How long a run may take on a busy machine. Units: milliseconds. */
export const PATIENCE = 60_000;
const LOOK_EVERY = 50;

/** A run once it has ended, in whatever way. */
export async function finished(app: FastifyInstance, id: string): Promise<RunAnswer> {
  return until(app, id, ({ status }) => ENDED.includes(status));
}

/** A run once something holds of it. */
export async function until(app: FastifyInstance, id: string, holds: (run: RunAnswer) => boolean): Promise<RunAnswer> {
  const started = performance.now();
  for (;;) {
    const run = await get<RunAnswer>(app, `/runs/${id}`);
    if (holds(run)) return run;
    if (performance.now() - started > PATIENCE) throw new Error(`run ${id} is still ${run.status}`);
    await pause(LOOK_EVERY);
  }
}
