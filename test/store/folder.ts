/** Temporary data folders, and other processes that work on them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WeirError } from '../../host/errors.ts';
import { contentHash } from '../../host/store/contentHash.ts';
import type { TaskColumn, TaskRecord } from '../../host/store/taskFormat.ts';

/** A folder of its own for a test file, and how to remove it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'weir-store-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The codes of the faults that a promise is rejected with; none where it is not. */
export async function codesOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (error instanceof WeirError) return error.faults.map(({ code }) => code);
    throw error;
  }
}

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** The first line it prints. */
  readonly firstLine: Promise<string>;
  /** All it printed, when it has ended; `code` is null for one that was killed. */
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

/** Another process on the same disk: child.ts says what it can be told. */
export function startChild(...args: readonly string[]): Child {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) resolve(out.split('\n')[0] ?? '');
    });
    child.on('close', () => reject(new Error(`the process ended without a line: ${err}`)));
  });
  // Where nobody asks for the first line, its absence is nobody's loss.
  firstLine.catch(() => undefined);
  return { process: child, firstLine, ended };
}

/** Numbers that look random and are the same every time. Source: Park and Miller's minimal standard generator, 16807 x mod 2^31 - 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (16_807 * state) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Nothing, for so many milliseconds. */
export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Rows of a task that takes a while to write: 320 kB. */
const TASK_ROWS = 40_000;

/** The name of the result of task `place`. */
export const nameOfTask = (place: number) => contentHash({ task: place });

/** What task `place` gives: numbers that depend on nothing but its place. */
export function taskOf(place: number, length = TASK_ROWS): TaskRecord {
  return {
    head: { place },
    columns: new Map([['amount', Float64Array.from({ length }, (_, row) => (place + 1) / (row + 3))]]),
  };
}

/** The bytes of a column, in hexadecimal. */
export function bitsOf(column: TaskColumn | undefined): string {
  return column === undefined ? 'none' : Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex');
}
