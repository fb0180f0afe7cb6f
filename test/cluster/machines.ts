/** Other processes of a cluster: workers of every manner, and processes that wait for a run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

export interface Machine {
  readonly process: ChildProcess;
  /** What it has printed so far, a line an event. */
  readonly lines: readonly string[];
  /** Resolves with the first line that holds a text. */
  line(text: string): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
}

/** A process that child.ts describes: `worker <url> <storage> <slots> <manner>`, `wait <url> <storage> <tasks> <salt>`, `conduct <url> <data>`. */
export function startMachine(args: readonly string[], nodeOptions: readonly string[] = []): Machine {
  const child = spawn(process.execPath, [...nodeOptions, CHILD, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  return watch(child);
}

const alive = new Set<ChildProcess>();

/** kill -9 of every process that is left: for the end of a test file, however it came about. */
export async function endAll(): Promise<void> {
  await Promise.all(
    [...alive].map((child) => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      return closed;
    }),
  );
}

/** Lines of a process as they come. */
export function watch(child: ChildProcess): Machine {
  alive.add(child);
  const lines: string[] = [];
  const wanted: { text: string; resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  let rest = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      for (const { text: part, resolve } of wanted) if (line.includes(part)) resolve(line);
    }
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<{ code: number | null; err: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      alive.delete(child);
      for (const { text, reject: give } of wanted) give(new Error(`the process ended (${code}) without '${text}': ${err}`));
      resolve({ code, err });
    });
  });
  return {
    process: child,
    lines,
    line: (text) => {
      const found = lines.find((line) => line.includes(text));
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((resolve, reject) => wanted.push({ text, resolve, reject }));
    },
    ended,
  };
}

/** kill -9. */
export async function kill(machine: Machine): Promise<void> {
  machine.process.kill('SIGKILL');
  await machine.ended;
}

/** Asks a worker to leave, and waits until it has. */
export async function drain(machine: Machine): Promise<void> {
  machine.process.kill('SIGTERM');
  await machine.ended;
}

/** A folder of its own for a test file, and how to remove it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'weir-cluster-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, milliseconds = 60_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('machines: waited in vain');
    await wait(50);
  }
}
