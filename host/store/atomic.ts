/**
 * Files that are whole or not there: bytes go to a file of another name in the same folder, reach the disk, and only then take
 * their name, so that neither a reader nor a crash ever meets half a file. What the disk itself spoils is found by checksums
 * (sealed.ts, taskFile.ts).
 */
import { randomBytes } from 'node:crypto';
import { access, link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, WeirError } from '../errors.ts';

/** What names of files begin with that have not taken their own name yet. Readers pass over them. */
export const TEMPORARY = '.tmp-';

/** Files that a killed process left behind are surely nobody's after this long. Units: milliseconds. */
const ABANDONED = 24 * 60 * 60 * 1000;

/** The code of a system error, such as ENOENT; empty for other errors. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Throws STORE_DISK with what the system said of a path; faults that have a code already go on as they are. */
export function diskFault(file: string, expected: string, error: unknown): never {
  if (error instanceof WeirError) throw error;
  return fail({ code: 'STORE_DISK', file, place: '', got: error instanceof Error ? error.message : String(error), expected });
}

/** A name beside `path` that no one else uses. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `${TEMPORARY}${randomBytes(6).toString('hex')}-${basename(path)}`);
}

/** Makes the names in a folder last through a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows neither needs nor allows it.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeTemporary(path: string, bytes: Uint8Array): Promise<string> {
  const temporary = temporaryBeside(path);
  const handle = await open(temporary, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error;
  }
  await handle.close();
  return temporary;
}

/** Writes a file, in the place of one that may stand there. Throws: STORE_DISK. */
export async function writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await takeName(await writeTemporary(path, bytes), path);
  } catch (error) {
    diskFault(path, 'a file that can be written', error);
  }
}

/**
 * Writes a file where there is none. Of several writers at once, in whatever processes, exactly one is told true; the others are
 * told false and have changed nothing. Throws: STORE_DISK.
 */
export async function writeOnce(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const temporary = await writeTemporary(path, bytes);
    try {
      // A link, unlike a rename, is refused where the name is taken.
      await link(temporary, path);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    return diskFault(path, 'a file that can be written', error);
  }
}

/** Lets a file that another program wrote under a temporary name take its own. Throws: STORE_DISK. */
export async function adopt(temporary: string, path: string): Promise<void> {
  try {
    // Writing rights are needed to sync on some systems.
    const handle = await open(temporary, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await takeName(temporary, path);
  } catch (error) {
    diskFault(path, 'a file that can be written', error);
  }
}

async function takeName(temporary: string, path: string): Promise<void> {
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The bytes of a file in memory of their own, from offset 0, or undefined where there is none. Throws: STORE_DISK. */
export async function readWhole(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const bytes = new Uint8Array(size);
      let at = 0;
      while (at < size) {
        const { bytesRead } = await handle.read(bytes, at, size - at, at);
        if (bytesRead === 0) return bytes.slice(0, at);
        at += bytesRead;
      }
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    return diskFault(path, 'a file that can be read', error);
  }
}

/** Whether there is a file or a folder of that name. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Names in a folder, sorted, without those of temporary files; none where there is no folder. Throws: STORE_DISK. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith(TEMPORARY)).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    return diskFault(folder, 'a folder that can be read', error);
  }
}

/**
 * Removes what killed processes left under temporary names in a folder, and tells how much that was.
 * Units: `age` is milliseconds since the last write; what is younger may still be somebody's. Throws: STORE_DISK.
 */
export async function sweepTemporaries(folder: string, age = ABANDONED): Promise<number> {
  let swept = 0;
  try {
    for (const name of await readdir(folder)) {
      if (!name.startsWith(TEMPORARY)) continue;
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined || Date.now() - found.mtimeMs < age) continue;
      await rm(path, { recursive: true, force: true });
      swept++;
    }
  } catch (error) {
    diskFault(folder, 'a folder that can be read and written', error);
  }
  return swept;
}
