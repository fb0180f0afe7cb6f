/**
 * Where the machines of a cluster leave things for each other: bytes under a key. Everything kept here is named by the hash of its
 * content or of what it was computed from, so that writing twice does no harm and nothing ever changes under its key. A folder that
 * all machines see does, or a bucket of an object store (s3.ts).
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fail, shown } from '../errors.ts';
import { diskFault, isThere, readWhole, writeAtomic } from '../store/atomic.ts';
import { bucketStorage } from './s3.ts';

/** Bytes under keys; a key is words of letters, digits, `-` and `_` between slashes. */
export interface Storage {
  /** For messages: a folder, or an address without secrets. */
  readonly address: string;
  /** The bytes in memory of their own, from offset 0, or undefined where there are none. Throws: STORE_DISK, CLUSTER_STORAGE. */
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Keeps bytes, whole or not at all, in the place of any that are there. Throws: STORE_DISK, CLUSTER_STORAGE. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Throws: CLUSTER_STORAGE. */
  has(key: string): Promise<boolean>;
}

const HASH = /^[0-9a-f]{64}$/;

/** What is kept: results lie where a data folder has them, so that a shared data folder is shared storage as it stands. */
const SHELVES = { result: 'tasks', input: 'inputs' } as const;

/** The key of a result of a task, or of what it reads. Throws: STORE_NAME where the hash is none. */
export function keyOf(shelf: keyof typeof SHELVES, hash: string): string {
  if (!HASH.test(hash))
    fail({ code: 'STORE_NAME', place: shelf, got: shown(hash), expected: 'a sha-256 in 64 hexadecimal digits' });
  return `${SHELVES[shelf]}/${hash.slice(0, 2)}/${hash}`;
}

/**
 * Opens storage by its address: `s3://bucket/prefix?region=..&endpoint=https://..`, with the keys of the environment, or a folder.
 * Throws: CLUSTER_ADDRESS.
 */
export function openStorage(address: string, env: NodeJS.ProcessEnv = process.env): Storage {
  return address.startsWith('s3:') ? bucketStorage(address, env) : folderStorage(address);
}

/** A folder that all machines see, such as a mounted volume. */
export function folderStorage(folder: string): Storage {
  const root = resolve(folder);
  const fileOf = (key: string) => join(root, ...key.split('/'));
  return {
    address: root,
    get: (key) => readWhole(fileOf(key)),
    async put(key, bytes) {
      const file = fileOf(key);
      try {
        await mkdir(dirname(file), { recursive: true });
      } catch (error) {
        diskFault(dirname(file), 'a folder that can be written', error);
      }
      await writeAtomic(file, bytes);
    },
    has: (key) => isThere(fileOf(key)),
  };
}
