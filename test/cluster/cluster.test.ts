/** The same tasks on a cluster: a real PostgreSQL, several worker processes, one folder. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterRunner } from '../../host/cluster/clusterRunner.ts';
import { folderStorage } from '../../host/cluster/storage.ts';
import { type Database, startDatabase } from './database.ts';
import { drain, type Machine, startMachine, temporaryFolder } from './machines.ts';
import { bitsOf, maker, singleMachine, tasksOf } from './tasks.ts';

const { folder, remove } = temporaryFolder();
const machines: Machine[] = [];
let database: Database;
beforeAll(async () => {
  database = await startDatabase();
});
afterAll(async () => {
  await Promise.all(machines.map(drain));
  await database.stop();
  remove();
});

const worker = async (url: string, storage: string, slots = 1, manner = 'plain') => {
  const machine = startMachine(['worker', url, storage, String(slots), manner]);
  machines.push(machine);
  await machine.line('"ready"');
  return machine;
};

describe('a cluster', () => {
  it('gives the bits of the single machine, however many workers there are', async () => {
    const url = await database.fresh();
    const shared = join(folder, 'bits');
    await Promise.all([worker(url, shared, 2), worker(url, shared, 1)]);
    const tasks = tasksOf(12);
    const runner = await clusterRunner(url, folderStorage(shared), { maker });
    const results = await Promise.all(tasks.map((task) => runner.run(task)));
    await runner.close();
    expect(results.map(bitsOf)).toEqual(await singleMachine(tasks));
  });
});
