/** Runs the command line as its users do: as a process. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = fileURLToPath(new URL('../../host/cli/weir.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Sent after so many milliseconds. */
  readonly interruptAfter?: number;
}

/** `weir ...args` in the root of the package. */
export function weir(args: readonly string[], { env = {}, interruptAfter }: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ENTRY, ...args], { cwd: ROOT, env: { ...process.env, ...env } });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    if (interruptAfter !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfter);
  });
}

/** The JSON that a command prints. */
export async function weirJson(args: readonly string[], options: RunOptions = {}): Promise<unknown> {
  const { code, out, err } = await weir([...args, '--json'], options);
  if (code !== 0) throw new Error(`weir ${args.join(' ')} ended with ${code}: ${err}${out}`);
  return JSON.parse(out);
}
