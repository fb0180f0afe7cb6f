/**
 * A large valuation through the service against the same in process: 100,000 loans in 60 trusts, from the snapshot's files to tables on
 * disk. Each has a data folder without results of tasks; the two take turns.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serve } from '../../api/server.ts';
import { openPool } from '../../host/engine/pool.ts';
import { openData, runValue } from '../../host/index.ts';
import { counting } from '../counted.ts';
import { DATES, portfolioFiles } from './files.ts';
import { portfolioOf } from './portfolio40.ts';
import type { How, Made, Workload } from './workload.ts';

const LOOK_EVERY = 20;
const BUSY = 503;

export const apiRun: Workload = {
  name: 'api-run',
  about: 'a valuation of 100,000 loans in 60 trusts through the service, and the same in process: from files to tables on disk',
  rounds: 5,
  async make(asked) {
    const size = portfolioOf(asked);
    const files = portfolioFiles(size);
    const [snapshot] = files.snapshots;
    let folders = 0;
    const newFolder = () => join(files.folder, `data-${folders++}`);
    // The service has a pool of its own: what it does is counted once, in process.
    const counted = counting(openPool());
    await inProcess(newFolder(), snapshot, { runner: counted });
    const work = counted.take();
    await counted.close();
    return {
      size: { trusts: size.trusts, loans: size.loans },
      workers: [2],
      ways: [
        {
          name: 'through the service',
          against: 'in process',
          async run({ workers }) {
            await throughService(newFolder(), snapshot, workers);
            return work;
          },
        },
        {
          name: 'in process',
          async run({ workers }) {
            await inProcess(newFolder(), snapshot, { workers });
            return work;
          },
        },
      ],
      close: async () => files.remove(),
    } satisfies Made;
  },
};

async function inProcess(root: string, snapshot: string, how: Partial<Pick<How, 'runner' | 'workers'>>): Promise<void> {
  const data = await openData(root, { create: true });
  await runValue(data, snapshot, { askedBy: 'bench', ...how });
  rmSync(root, { recursive: true });
}

/** From the request to the end of the run. */
async function throughService(root: string, snapshot: string, workers: number): Promise<void> {
  const server = await serve({ data: root, port: 0, noKeys: true, workers });
  cpSync(snapshot, join(root, 'snapshots', DATES[0]), { recursive: true });
  const ask = async (path: string, init: RequestInit = {}): Promise<{ readonly id: string; readonly status: string }> => {
    for (;;) {
      const reply = await fetch(`${server.url}/v1${path}`, init);
      // Where a machine has too much to do the service says so, and is asked again.
      if (reply.status !== BUSY) return JSON.parse(await reply.text());
      await pause(LOOK_EVERY);
    }
  };
  const headers = { 'content-type': 'application/json' };
  const { id } = await ask('/runs', { method: 'POST', headers, body: JSON.stringify({ kind: 'value', snapshot: DATES[0] }) });
  let { status } = await ask(`/runs/${id}`);
  while (status === 'queued' || status === 'running') {
    await pause(LOOK_EVERY);
    ({ status } = await ask(`/runs/${id}`));
  }
  await server.stop(0);
  rmSync(root, { recursive: true });
  if (status !== 'done') throw new Error(`api-run: the run is ${status}`);
}
