/** Real tasks for tests, what they give on a single thread, and how two results are told apart. */
import { fileURLToPath } from 'node:url';
import { loadDeal } from '../../host/deal/resolve.ts';
import type { Task, TaskResult } from '../../host/engine/messages.ts';
import { planRun } from '../../host/engine/plan.ts';
import { openPool } from '../../host/engine/pool.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';
import { recordOf } from '../../host/store/engineTask.ts';
import { currentVersions } from '../../host/store/manifest.ts';
import { encodeRecord } from '../../host/store/taskFormat.ts';

const DEAL = fileURLToPath(new URL('../../examples/deals/sequential.yaml', import.meta.url));

export const maker = await currentVersions();

/** `count` tasks of one trust, of four paths each; another `salt` gives others. */
export function tasksOf(count: number, salt = 0): Task[] {
  const scenarios = Array.from({ length: 4 * count }, (_, path): Scenario => {
    const smm = 0.001 + 0.0001 * ((path + 7 * salt) % 50) + 0.00001 * salt;
    return { name: `path ${path}`, prepayment: { kind: 'values', values: [smm, 2 * smm, 3 * smm] } };
  });
  return planRun(loadDeal(DEAL), scenarios, { blockPaths: 4, withRemittances: true }).flatMap(({ tasks }) => tasks);
}

/** What tasks give in this thread. */
export async function singleMachine(tasks: readonly Task[]): Promise<string[]> {
  const pool = openPool(0);
  const results = await Promise.all(tasks.map((task) => pool.run(task)));
  await pool.close();
  return results.map(bitsOf);
}

/** Every bit of a result. */
export function bitsOf(result: TaskResult): string {
  return Buffer.from(encodeRecord(recordOf(result))).toString('base64');
}
