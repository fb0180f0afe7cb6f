/** The files of a snapshot: read once, each with its hash, so that a run can say what it was made of. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { relative, sep } from 'node:path';
import { readBytes } from '../deal/read.ts';
import { fail } from '../errors.ts';

/** What has been read so far. Paths are absolute; hashes are told by path within the snapshot's folder, or beside it. */
export class SnapshotFiles {
  readonly #folder: string;
  readonly #hashes = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The text of a file up to `mostBytes`. Throws: FILE_UNREADABLE, FILE_TOO_LARGE. */
  text(path: string, mostBytes: number): string {
    const bytes = readBytes(path, mostBytes);
    this.add(path, createHash('sha256').update(bytes).digest('hex'));
    return bytes.toString('utf8');
  }

  /** Hashes a file of any size without reading it into memory. Throws: FILE_UNREADABLE. */
  async hash(path: string): Promise<string> {
    const known = this.#hashes.get(this.#told(path));
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    try {
      for await (const part of createReadStream(path)) hash.update(part);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      fail({ code: 'FILE_UNREADABLE', file: path, place: '', got: reason, expected: 'a file that can be read' });
    }
    const sha256 = hash.digest('hex');
    this.add(path, sha256);
    return sha256;
  }

  add(path: string, sha256: string): void {
    this.#hashes.set(this.#told(path), sha256);
  }

  /** Files that are read now and may be told of later, by `join`. */
  apart(): SnapshotFiles {
    return new SnapshotFiles(this.#folder);
  }

  /** Adds what was read apart. */
  join(others: SnapshotFiles): void {
    for (const [path, sha256] of others.#hashes) this.#hashes.set(path, sha256);
  }

  /** Hashes by path, in the order of the paths, whatever order they were read in. */
  get hashes(): ReadonlyMap<string, string> {
    return new Map([...this.#hashes].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** With slashes on every system. */
  #told(path: string): string {
    return relative(this.#folder, path).split(sep).join('/');
  }
}
