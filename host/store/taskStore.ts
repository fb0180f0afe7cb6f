/**
 * Results of tasks by the hash of their content, shared by all runs of a data folder. What a task gives depends on nothing but its
 * content, so a result is written once, whoever gets there first, and never again; a killed run finds what it had done.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail } from '../errors.ts';
import { diskFault, readWhole, systemCode, writeAtomic, writeOnce } from './atomic.ts';
import { contentHash } from './contentHash.ts';
import { type DataFolder, taskFile } from './folders.ts';
import { decodeRecord, encodeRecord, firstDifference, type TaskRecord } from './taskFormat.ts';

/** What a task's result depends on beside the task: another kernel may round otherwise. */
export interface TaskMaker {
  readonly layout: number;
  /** The sha-256 of the kernel. */
  readonly kernel: string;
}

/**
 * The name of a task's result. The content must hold all that the result depends on and nothing else: no times, no paths of files,
 * no random names. Throws: Error as contentHash does.
 */
export function taskHash(content: unknown, { layout, kernel }: TaskMaker): string {
  return contentHash({ layout, kernel, content });
}

/** The result of a task, or undefined where there is none that is whole. Throws: STORE_NAME, STORE_DISK. */
export async function getTask(data: DataFolder, hash: string): Promise<TaskRecord | undefined> {
  const bytes = await readWhole(taskFile(data, hash));
  return bytes === undefined ? undefined : decodeRecord(bytes);
}

/**
 * Keeps the result of a task. True where this call wrote it; false where the same bits were there already. A torn or spoiled file
 * is replaced. Throws: STORE_TASK_DIFFERS where other bits are kept for the same content, STORE_NAME, STORE_DISK.
 */
export async function putTask(data: DataFolder, hash: string, record: TaskRecord): Promise<boolean> {
  const path = taskFile(data, hash);
  const bytes = encodeRecord(record);
  await makeShelf(dirname(path));
  let found = await readWhole(path);
  if (found === undefined) {
    if (await writeOnce(path, bytes)) return true;
    found = await readWhole(path);
  }
  const kept = found === undefined ? undefined : decodeRecord(found);
  if (kept === undefined) {
    await writeAtomic(path, bytes);
    return true;
  }
  const difference = firstDifference(kept, record);
  if (difference === undefined) return false;
  const { place, a, b } = difference;
  return fail({ code: 'STORE_TASK_DIFFERS', file: path, place, got: b, expected: `what was kept for the same task: ${a}` });
}

async function makeShelf(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') diskFault(folder, 'a folder that can be written', error);
  }
}
