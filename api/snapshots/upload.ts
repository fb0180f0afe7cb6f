/**
 * Takes a snapshot in, a part of the upload a file, streamed to disk. It is there for readers at once and whole, or not at all, and is
 * never changed afterwards: runs were made from it.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail, shown } from '../../host/errors.ts';
import type { DataFolder } from '../../host/index.ts';
import { isSnapshotName, snapshotsRoot } from './folder.ts';
import { momentFolder } from './remove.ts';

export interface UploadLimits {
  /** Bytes of one file, and of all together. */
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly files: number;
}

const GIGABYTE = 1024 ** 3;
export const UPLOAD_LIMITS: UploadLimits = { fileBytes: 2 * GIGABYTE, totalBytes: 4 * GIGABYTE, files: 5_000 };

/** A part of an upload. */
export interface UploadPart {
  /** The path of the file within the snapshot. */
  readonly path: string;
  readonly content: Readable;
}

export interface ReceivedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9 _.,()+=@-]{0,99}$/;
const DEEPEST = 8;

/**
 * Receives the files of a new snapshot, which has a snapshot.yaml. Nothing is kept where anything is at fault.
 * Throws: STORE_NAME, STORE_EXISTS, REQUEST_INVALID (a path, a path twice, no snapshot.yaml), FILE_TOO_LARGE.
 */
export async function receiveSnapshot(
  data: DataFolder,
  name: string,
  parts: AsyncIterable<UploadPart>,
  limits: UploadLimits = UPLOAD_LIMITS,
): Promise<ReceivedFile[]> {
  const root = snapshotsRoot(data);
  if (!isSnapshotName(name)) {
    const expected = 'up to 64 letters, digits, points, _ and -, a letter or digit first, and not the word latest';
    fail({ code: 'STORE_NAME', place: 'name', got: shown(name), expected });
  }
  const folder = join(root, name);
  await refuseExisting(folder, name);
  const staging = momentFolder(data);
  await mkdir(staging, { recursive: true });
  try {
    const files = await receiveAll(staging, parts, limits);
    if (!files.some(({ path }) => path === 'snapshot.yaml')) {
      const got =
        files.length === 0
          ? 'no files'
          : files
              .map(({ path }) => path)
              .slice(0, 5)
              .join(', ');
      fail({ code: 'REQUEST_INVALID', place: 'upload', got, expected: 'files with their paths, snapshot.yaml among them' });
    }
    await rename(staging, folder).catch(async (error: unknown) => {
      // Somebody else may have taken the name meanwhile.
      await refuseExisting(folder, name);
      throw error;
    });
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function receiveAll(staging: string, parts: AsyncIterable<UploadPart>, limits: UploadLimits): Promise<ReceivedFile[]> {
  const files: ReceivedFile[] = [];
  const taken = new Set<string>();
  let total = 0;
  for await (const { path: given, content } of parts) {
    const path = checkedPath(given);
    // Some file systems take capitals and small letters for the same.
    if (taken.has(path.toLowerCase()))
      fail({ code: 'REQUEST_INVALID', place: 'upload', got: `${shown(path)} twice`, expected: 'every file once' });
    taken.add(path.toLowerCase());
    if (files.length >= limits.files)
      fail({ code: 'FILE_TOO_LARGE', place: 'upload', got: 'more files', expected: `at most ${limits.files} files` });
    const file = await receiveOne(
      join(staging, ...path.split('/')),
      path,
      content,
      Math.min(limits.fileBytes, limits.totalBytes - total),
    );
    total += file.bytes;
    files.push(file);
  }
  return files;
}

/** Streams a part to its file. Throws: FILE_TOO_LARGE beyond `most` bytes. */
async function receiveOne(file: string, path: string, content: Readable, most: number): Promise<ReceivedFile> {
  await mkdir(dirname(file), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      if (bytes > most) done(new Error('too large'));
      else {
        hash.update(piece);
        done(null, piece);
      }
    },
  });
  try {
    await pipeline(content, measured, createWriteStream(file, { flags: 'wx' }));
  } catch (error) {
    if (bytes <= most) throw error;
    fail({ code: 'FILE_TOO_LARGE', place: path, got: `more than ${most} bytes`, expected: `at most ${most} bytes` });
  }
  return { path, bytes, sha256: hash.digest('hex') };
}

/** A path within the snapshot, with slashes. Throws: REQUEST_INVALID. */
function checkedPath(given: string): string {
  const segments = given.split('/');
  if (segments.length <= DEEPEST && segments.every((segment) => SEGMENT.test(segment) && !segment.endsWith('.'))) return given;
  const expected = 'a relative path such as trusts/alt-a-2005-1/trust.yaml, of letters, digits and simple signs';
  return fail({ code: 'REQUEST_INVALID', place: 'upload', got: shown(given), expected });
}

async function refuseExisting(folder: string, name: string): Promise<void> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (isThere) {
    const expected = 'a new name: a snapshot is never changed, for runs were made from it';
    fail({ code: 'STORE_EXISTS', place: 'name', got: `the snapshot ${name}`, expected });
  }
}
