/**
 * What tasks read, in shared storage: trusts by the hash of their content, each once however many blocks of paths share it, and so the
 * other large parts of tasks; and blocks, each under the hash of its task. A task that was read back has the hash that it was asked for
 * by, or it is not believed.
 */
import type { Task, TaskResult, TaskTrust } from '../engine/messages.ts';
import { fail } from '../errors.ts';
import { contentHash } from '../store/contentHash.ts';
import { recordOf, resultOf } from '../store/engineTask.ts';
import { decodeRecord, encodeRecord, firstDifference } from '../store/taskFormat.ts';
import { type TaskMaker, taskHash } from '../store/taskStore.ts';
import { keyOf, type Storage } from './storage.ts';
import { decodePlain, encodePlain } from './taskCodec.ts';

/** Fields of a task, beside its trust, that many blocks have in common: how paths are generated, and what is made of them. */
const PARTS: readonly string[] = ['generated', 'reduce'] satisfies (keyof Task)[];

/** What names a task's inputs and its result. */
export interface TaskNames {
  /** As `engineTaskHash`. */
  readonly task: string;
  readonly trust: string;
}

const hashes = new WeakMap<object, string>();

function hashOf(content: object, made: () => object = () => content): string {
  let hash = hashes.get(content);
  if (hash === undefined) {
    hash = contentHash(made());
    hashes.set(content, hash);
  }
  return hash;
}

/** The names of a task; another plan of the same run gives the same. */
export function namesOf({ trust, ...block }: Task, maker: TaskMaker): TaskNames {
  const hash = hashOf(trust, () => contentOf(trust));
  return { task: taskHash({ trust: hash, ...block }, maker), trust: hash };
}

/** A trust but for the id of its plan, which is drawn at random. */
function contentOf({ id: _, ...content }: TaskTrust): Omit<TaskTrust, 'id'> {
  return content;
}

/** Puts what a task reads where it is not yet. With `again` in any case, in the place of what may be spoiled. */
export async function putInputs(storage: Storage, task: Task, names: TaskNames, again = false): Promise<void> {
  const { trust, ...block } = task;
  const put = async (hash: string, content: unknown) => {
    const key = keyOf('input', hash);
    if (again || !(await storage.has(key))) await storage.put(key, encodePlain(content));
  };
  await put(names.trust, contentOf(trust));
  const parts: Record<string, string> = {};
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(block)) {
    if (PARTS.includes(name) && typeof value === 'object' && value !== null) {
      parts[name] = hashOf(value);
      await put(parts[name], value);
    } else own[name] = value;
  }
  await put(names.task, { own, parts });
}

/** What a worker keeps of what tasks have in common: what was read last, up to a number of bytes. */
export interface Shelf {
  /** Content by its hash. Throws: CLUSTER_SPOILED, and as `Storage`. */
  get(hash: string): Promise<object>;
}

/** Units: `most` is bytes as they are stored. */
export function inputShelf(storage: Storage, most: number): Shelf {
  const kept = new Map<string, { readonly bytes: number; readonly content: object }>();
  const coming = new Map<string, Promise<object>>();
  let sum = 0;
  const fetched = async (hash: string): Promise<object> => {
    const bytes = await storage.get(keyOf('input', hash));
    const content = bytes === undefined ? undefined : decodePlain(bytes)?.value;
    if (!isObject(content) || contentHash(content) !== hash) return spoiled(storage, hash, bytes);
    kept.set(hash, { bytes: bytes?.length ?? 0, content });
    sum += bytes?.length ?? 0;
    for (const [oldest, { bytes: each }] of kept) {
      if (sum <= most || oldest === hash) break;
      kept.delete(oldest);
      sum -= each;
    }
    return content;
  };
  return {
    get(hash) {
      const found = kept.get(hash);
      if (found !== undefined) {
        // Those read last stand last.
        kept.delete(hash);
        kept.set(hash, found);
        return Promise.resolve(found.content);
      }
      // Several blocks of a trust begin at once: one of them fetches.
      const promise = coming.get(hash) ?? fetched(hash).finally(() => coming.delete(hash));
      coming.set(hash, promise);
      return promise;
    },
  };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What has the hash of a task is that task: a planner made it, and two contents do not share a hash. */
function isTask(value: object, names: TaskNames, maker: TaskMaker): value is Task {
  return taskHash({ ...value, trust: names.trust }, maker) === names.task;
}

/** A task from shared storage. Throws: CLUSTER_SPOILED where it is not what was put there, and as `Storage`. */
export async function getTask(storage: Storage, names: TaskNames, maker: TaskMaker, shelf: Shelf): Promise<Task> {
  const bytes = await storage.get(keyOf('input', names.task));
  const block = bytes === undefined ? undefined : decodePlain(bytes)?.value;
  if (!isObject(block) || !('own' in block && 'parts' in block && isObject(block.own) && isObject(block.parts)))
    return spoiled(storage, names.task, bytes);
  const parts = await Promise.all(
    Object.entries(block.parts).map(async ([name, hash]) => [name, await shelf.get(String(hash))] as const),
  );
  const trust = { ...(await shelf.get(names.trust)), id: names.trust };
  const task = { ...block.own, ...Object.fromEntries(parts), trust };
  return isTask(task, names, maker) ? task : spoiled(storage, names.task, bytes);
}

function spoiled(storage: Storage, hash: string, bytes: Uint8Array | undefined): never {
  return fail({
    code: 'CLUSTER_SPOILED',
    file: `${storage.address}/${keyOf('input', hash)}`,
    place: '',
    got: bytes === undefined ? 'nothing' : `${bytes.length} bytes of something else`,
    expected: 'what has this hash',
  });
}

/** The result of a task, or undefined where there is none that is whole. Throws: as `Storage`. */
export async function getResult(storage: Storage, task: string): Promise<TaskResult | undefined> {
  const bytes = await storage.get(keyOf('result', task));
  const record = bytes === undefined ? undefined : decodeRecord(bytes);
  return record === undefined ? undefined : resultOf(record);
}

/**
 * Keeps the result of a task; one that is there and whole stays. Throws: STORE_TASK_DIFFERS where that has other bits, and as `Storage`.
 */
export async function putResult(storage: Storage, task: string, result: TaskResult): Promise<void> {
  const key = keyOf('result', task);
  const record = recordOf(result);
  if (await storage.has(key)) {
    const bytes = await storage.get(key);
    const kept = bytes === undefined ? undefined : decodeRecord(bytes);
    if (kept !== undefined) {
      const difference = firstDifference(kept, record);
      if (difference === undefined) return;
      const { place, a, b } = difference;
      const file = `${storage.address}/${key}`;
      fail({ code: 'STORE_TASK_DIFFERS', file, place, got: b, expected: `what was kept for the same task: ${a}` });
    }
  }
  await storage.put(key, encodeRecord(record));
}
