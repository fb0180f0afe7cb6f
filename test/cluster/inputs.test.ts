/** What tasks read goes into shared storage once, and comes back as it was, or not at all. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { getTask, inputShelf, namesOf, putInputs } from '../../host/cluster/inputs.ts';
import { folderStorage, keyOf } from '../../host/cluster/storage.ts';
import { encodePlain } from '../../host/cluster/taskCodec.ts';
import type { Task } from '../../host/engine/messages.ts';
import { contentHash } from '../../host/store/contentHash.ts';
import { engineTaskHash } from '../../host/store/engineTask.ts';
import { temporaryFolder } from './machines.ts';
import { maker, tasksOf } from './tasks.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const MUCH = 1 << 30;
const storageAt = (name: string) => folderStorage(join(folder, name));
const filesIn = (name: string) =>
  readdirSync(join(folder, name), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
/** Of a task all but the random name of its trust. */
const contentOf = ({ trust: { id: _, ...trust }, ...block }: Task) => contentHash({ trust, block });

/** Two blocks that have parts in common, as those of generated paths have; the kernel never sees them. */
function partedTasks(): Task[] {
  const [first, second] = tasksOf(2);
  if (first === undefined || second === undefined) throw new Error('two were planned');
  const reduce = {
    instruments: [],
    events: [],
    fans: [],
    discountPlane: 0,
    discountRows: Int32Array.of(0, 1, 2),
  };
  return [first, second].map((task) => ({ ...task, reduce }));
}

describe('the inputs of tasks', () => {
  it('come back as they were, under the name that the task store has for their result', async () => {
    const storage = storageAt('whole');
    const shelf = inputShelf(storage, MUCH);
    for (const task of [...tasksOf(3), ...partedTasks()]) {
      const names = namesOf(task, maker);
      expect(names.task).toBe(engineTaskHash(task, maker));
      await putInputs(storage, task, names);
      const back = await getTask(storage, names, maker, shelf);
      expect(contentOf(back)).toBe(contentOf(task));
      // Blocks of one trust find a kernel prepared, whichever run they are of.
      expect(back.trust.id).toBe(names.trust);
    }
  });

  it('are put once: a trust, and what else blocks have in common', async () => {
    const storage = storageAt('once');
    const tasks = partedTasks();
    for (const task of tasks) await putInputs(storage, task, namesOf(task, maker));
    // A trust, what is made of its paths, and two blocks.
    expect(filesIn('once')).toBe(4);
    for (const task of partedTasks()) await putInputs(storage, task, namesOf(task, maker));
    expect(filesIn('once')).toBe(4);
  });

  it('are not believed where they are those of another task', async () => {
    const storage = storageAt('other');
    const [first, second] = tasksOf(2);
    if (first === undefined || second === undefined) throw new Error('two were planned');
    const names = namesOf(first, maker);
    const others = namesOf(second, maker);
    for (const task of [first, second]) await putInputs(storage, task, namesOf(task, maker));
    // Whole, with a checksum that holds, and in the wrong place.
    const bytes = await storage.get(keyOf('input', others.task));
    await storage.put(keyOf('input', names.task), bytes ?? new Uint8Array(0));
    await expect(getTask(storage, names, maker, inputShelf(storage, MUCH))).rejects.toThrow('CLUSTER_SPOILED');
    await putInputs(storage, first, names, true);
    expect(contentOf(await getTask(storage, names, maker, inputShelf(storage, MUCH)))).toBe(contentOf(first));
  });

  it('are not believed by a machine of another kernel', async () => {
    const storage = storageAt('kernel');
    const [task] = tasksOf(1);
    if (task === undefined) throw new Error('one was planned');
    const names = namesOf(task, maker);
    await putInputs(storage, task, names);
    const other = { ...maker, kernel: 'f'.repeat(64) };
    await expect(getTask(storage, names, other, inputShelf(storage, MUCH))).rejects.toThrow('CLUSTER_SPOILED');
  });
});

describe('a shelf', () => {
  it('keeps what was read last, fetches once what many ask for at a time, and no more bytes than it may', async () => {
    const inner = storageAt('shelf');
    const contents = [1, 2, 3].map((name) => ({ name, numbers: new Float64Array(1_000) }));
    const fetched: string[] = [];
    const get = (key: string) => {
      fetched.push(key);
      return inner.get(key);
    };
    const storage = { ...inner, get };
    const hashes = contents.map((content) => contentHash(content));
    for (const [place, content] of contents.entries()) await inner.put(keyOf('input', hashes[place] ?? ''), encodePlain(content));
    const [a = '', b = '', c = ''] = hashes;
    // Room for two: each has 8,000 bytes of numbers and a head.
    const shelf = inputShelf(storage, 20_000);
    await Promise.all([shelf.get(a), shelf.get(a), shelf.get(a)]);
    await shelf.get(b);
    await shelf.get(a);
    expect(fetched).toEqual([a, b].map((hash) => keyOf('input', hash)));
    await shelf.get(c);
    await shelf.get(a);
    // b was read least lately.
    await shelf.get(b);
    expect(fetched).toEqual([a, b, c, b].map((hash) => keyOf('input', hash)));
  });
});
