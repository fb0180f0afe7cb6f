/**
 * A large valuation through the service against the same in process: 100,000 loans in 60 trusts, from the snapshot's files to tables on
 * disk. The service runs already and so does the pool of the other way; each has a data folder, and finds no results of tasks in it. The
 * two take turns.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Server, serve } from '../../api/server.ts';
import { openPool } from '../../host/engine/pool.ts';
import { type DataFolder, openData, runValue } from '../../host/index.ts';
import { counting } from '../counted.ts';
import { DATES, portfolioFiles } from './files.ts';
import { portfolioOf } from './portfolio40.ts';
import type { Made, Workload } from './workload.ts';

const WORKERS = 2;
/** After which a service that has too much to do is asked again. Units: milliseconds. */
const PAUSE = 20;
const BUSY = 503;

export const apiRun: Workload = {
  name: 'api-run',
  about: 'a valuation of 100,000 loans in 60 trusts through the service, and the same in process: from files to tables on disk',
  rounds: 5,
  async make(asked) {
    const size = portfolioOf(asked);
    const files = portfolioFiles(size);
    const [snapshot] = files.snapshots;
    const data = await openData(join(files.folder, 'process'), { create: true });
    // The service has a pool of its own: what it does is counted once, in process.
    const counted = counting(openPool(WORKERS));
    await runValue(data, snapshot, { askedBy: 'bench', runner: counted });
    const work = counted.take();
    await counted.close();
    forgetTasks(data);
    const server = await serve({ data: join(files.folder, 'service'), port: 0, noKeys: true, workers: WORKERS });
    cpSync(snapshot, join(server.service.data.root, 'snapshots', DATES[0]), { recursive: true });
    return {
      size: { trusts: size.trusts, loans: size.loans },
      workers: [WORKERS],
      ways: [
        {
          name: 'through the service',
          against: 'in process',
          async run() {
            await throughService(server);
            forgetTasks(server.service.data);
            return work;
          },
        },
        {
          name: 'in process',
          async run({ runner }) {
            await runValue(data, snapshot, { askedBy: 'bench', runner });
            forgetTasks(data);
            return undefined;
          },
        },
      ],
      async close() {
        await server.stop(0);
        files.remove();
      },
    } satisfies Made;
  },
};

/** Whoever does the same again must do it. */
function forgetTasks({ tasks }: DataFolder): void {
  rmSync(tasks, { recursive: true });
  mkdirSync(tasks);
}

/** From the request to the end of the run, of which the service tells. */
async function throughService({ url }: Server): Promise<void> {
  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    for (;;) {
      const reply = await fetch(`${url}/v1${path}`, init);
      const text = await reply.text();
      // Where a machine has too much to do the service says so, and is asked again.
      if (reply.status !== BUSY) return text;
      await pause(PAUSE);
    }
  };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ kind: 'value', snapshot: DATES[0] });
  const { id }: { id: string } = JSON.parse(await ask('/runs', { method: 'POST', headers, body }));
  const events = await ask(`/runs/${id}/events`);
  if (!events.includes('"status":"done"')) throw new Error(`api-run: the run did not end well: ${events.slice(-500)}`);
}
