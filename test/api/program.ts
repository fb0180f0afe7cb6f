/** The service as a process of its own, for tests of load and of what survives. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pause, ROOT } from './service.ts';

const CLI = `${ROOT}/host/cli/weir.ts`;

export interface Spawned {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly out: () => string;
  readonly err: () => string;
}

/** A command of the command line. */
export function spawned(...args: readonly string[]): Spawned {
  return program(CLI, args);
}

/** A program and what it prints. */
export function program(file: string, args: readonly string[]): Spawned {
  const child = spawn(process.execPath, [file, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    errors += more;
  });
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    output += more;
  });
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  return { child, ended, err: () => errors, out: () => output };
}

/** `weir serve` on a data folder and any free port, once it listens. */
export async function startedService(folder: string, ...more: readonly string[]): Promise<Spawned & { readonly url: string }> {
  const program = spawned('serve', '--data', folder, '--port', '0', ...more);
  for (;;) {
    const [, url] = /listening at (http:\/\/[\d.]+:\d+)/.exec(program.out()) ?? [];
    if (url !== undefined) return { ...program, url };
    if (program.child.exitCode !== null) throw new Error(`the service ended: ${program.err()}`);
    await pause(20);
  }
}

/** An answer; where the service has too much to do, as on a busy machine, asked for again until it has not. */
export async function patientFetch(url: string, init?: RequestInit): Promise<Response> {
  for (;;) {
    const reply = await fetch(url, init);
    if (reply.status !== 503) return reply;
    await pause(200);
  }
}

/** What JSON an answer holds. */
export async function jsonOf<T>(reply: Response): Promise<T> {
  return JSON.parse(await reply.text());
}
