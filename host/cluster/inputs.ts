/**
 * What tasks read, in shared storage: trusts by the hash of their content, each once however many blocks of paths share it; and blocks,
 * each under the hash of its task. A task that was read back has the hash that it was asked for by, or it is not believed.
 */
import type { Task, TaskResult, TaskTrust } from '../engine/messages.ts';
import { fail } from '../errors.ts';
import { contentHash } from '../store/contentHash.ts';
import { recordOf, resultOf } from '../store/engineTask.ts';
import { decodeRecord, encodeRecord, firstDifference } from '../store/taskFormat.ts';
import { type TaskMaker, taskHash } from '../store/taskStore.ts';
import { keyOf, type Storage } from './storage.ts';
import { decodePlain, encodePlain } from './taskCodec.ts';

/** A task without its trust. */
type Block = Omit<Task, 'trust'>;

/** What names a task's inputs and its result. */
export interface TaskNames {
  /** As `engineTaskHash`. */
  readonly task: string;
  readonly trust: string;
}

const trustHashes = new WeakMap<TaskTrust, string>();

/** The names of a task; another plan of the same run gives the same. */
export function namesOf({ trust, ...block }: Task, maker: TaskMaker): TaskNames {
  let hash = trustHashes.get(trust);
  if (hash === undefined) {
    hash = contentHash(contentOf(trust));
    trustHashes.set(trust, hash);
  }
  return { task: taskHash({ trust: hash, ...block }, maker), trust: hash };
}

/** A trust but for the id of its plan, which is drawn at random. */
function contentOf({ id: _, ...content }: TaskTrust): Omit<TaskTrust, 'id'> {
  return content;
}

/** What has the hash of a task's block is that block: a planner made it, and two contents do not share a hash. */
function isBlock(value: unknown, names: TaskNames, maker: TaskMaker): value is Block {
  return typeof value === 'object' && value !== null && taskHash({ ...value, trust: names.trust }, maker) === names.task;
}

/** As `isBlock`. */
function isTrust(value: unknown, hash: string): value is Omit<TaskTrust, 'id'> {
  return typeof value === 'object' && value !== null && contentHash(value) === hash;
}

/** Puts what a task reads where it is not yet. With `again` in any case, in the place of what may be spoiled. */
export async function putInputs(storage: Storage, task: Task, names: TaskNames, again = false): Promise<void> {
  const { trust, ...block } = task;
  const put = async (hash: string, content: unknown) => {
    const key = keyOf('input', hash);
    if (again || !(await storage.has(key))) await storage.put(key, encodePlain(content));
  };
  await put(names.trust, contentOf(trust));
  await put(names.task, block);
}

/** Trusts that a worker keeps: those read last, up to a number of bytes. */
export interface TrustShelf {
  /** Throws: CLUSTER_SPOILED, and as `Storage`. */
  get(hash: string): Promise<TaskTrust>;
}

/** Units: `most` is bytes of trusts as they are stored. */
export function trustShelf(storage: Storage, most: number): TrustShelf {
  const kept = new Map<string, { readonly bytes: number; readonly trust: TaskTrust }>();
  const coming = new Map<string, Promise<TaskTrust>>();
  const fetched = async (hash: string): Promise<TaskTrust> => {
    const bytes = await storage.get(keyOf('input', hash));
    const content = bytes === undefined ? undefined : decodePlain(bytes)?.value;
    if (!isTrust(content, hash)) return spoiled(storage, 'trust', hash, bytes);
    const trust = { ...content, id: hash };
    kept.set(hash, { bytes: bytes?.length ?? 0, trust });
    let sum = [...kept.values()].reduce((total, { bytes: each }) => total + each, 0);
    for (const [oldest, { bytes: each }] of kept) {
      if (sum <= most || oldest === hash) break;
      kept.delete(oldest);
      sum -= each;
    }
    return trust;
  };
  return {
    get(hash) {
      const found = kept.get(hash);
      if (found !== undefined) {
        // Those read last stand last.
        kept.delete(hash);
        kept.set(hash, found);
        return Promise.resolve(found.trust);
      }
      // Several blocks of a trust begin at once: one of them fetches.
      const promise = coming.get(hash) ?? fetched(hash).finally(() => coming.delete(hash));
      coming.set(hash, promise);
      return promise;
    },
  };
}

/** A task from shared storage. Throws: CLUSTER_SPOILED where it is not what was put there, and as `Storage`. */
export async function getTask(storage: Storage, names: TaskNames, maker: TaskMaker, trusts: TrustShelf): Promise<Task> {
  const bytes = await storage.get(keyOf('input', names.task));
  const block = bytes === undefined ? undefined : decodePlain(bytes)?.value;
  if (!isBlock(block, names, maker)) return spoiled(storage, 'block of paths', names.task, bytes);
  return { ...block, trust: await trusts.get(names.trust) };
}

function spoiled(storage: Storage, what: string, hash: string, bytes: Uint8Array | undefined): never {
  return fail({
    code: 'CLUSTER_SPOILED',
    file: `${storage.address}/${keyOf('input', hash)}`,
    place: '',
    got: bytes === undefined ? 'nothing' : `${bytes.length} bytes of something else`,
    expected: `the ${what} whose hash this is`,
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
