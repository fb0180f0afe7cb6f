/**
 * Which process is at work on a run, and whether it lives. A process is known by its number and the time of its start, since numbers
 * are used again; one of another machine or container only by its heartbeat.
 */
import { randomUUID } from 'node:crypto';
import { readFile, readlink, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import Type, { type Static } from 'typebox';
import { systemCode } from './atomic.ts';

export const OwnerShape = Type.Object({
  pid: Type.Integer(),
  /** When the process started, in the system's own words; empty where the system does not tell. */
  started: Type.String(),
  /** Machine, its boot and its space of process numbers: what makes a process number mean something. */
  host: Type.String(),
  /** Random: tells one piece of work of a process from another. */
  token: Type.String(),
});
export type Owner = Static<typeof OwnerShape>;

/** How often a heartbeat is given. Units: milliseconds. */
export const HEARTBEAT_EVERY = 5_000;
/** After this long without a heartbeat a process that cannot be seen is taken for dead. Units: milliseconds. */
export const HEARTBEAT_LOST = 120_000;

/** This process, as the owner of a new piece of work. */
export async function newOwner(): Promise<Owner> {
  return { pid: process.pid, started: (await startOf(process.pid)) ?? '', host: await thisHost(), token: randomUUID() };
}

/** Whether a run's owner is still at work. `heartbeat` is the file that it touches. */
export async function ownerLives(owner: Owner, heartbeat: string): Promise<boolean> {
  if (owner.host === (await thisHost())) {
    if (!isRunning(owner.pid)) return false;
    const started = await startOf(owner.pid);
    if (started !== undefined && owner.started !== '') return started === owner.started;
  }
  const beat = await stat(heartbeat).catch(() => undefined);
  return beat !== undefined && Date.now() - beat.mtimeMs < HEARTBEAT_LOST;
}

/** Gives a heartbeat. False where the file is gone, and the run with it. */
export async function giveHeartbeat(heartbeat: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(heartbeat, now, now);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ENOENT';
  }
}

let host: string | undefined;

async function thisHost(): Promise<string> {
  if (host === undefined) {
    // Linux tells the boot and the space of process numbers; elsewhere the name of the machine must do.
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    const space = await readlink('/proc/self/ns/pid').catch(() => '');
    host = [hostname(), boot.trim(), space].join(' ').trim();
  }
  return host;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is one all the same.
    return systemCode(error) === 'EPERM';
  }
}

/**
 * When a process started, in clock ticks since the boot; 'dead' for one that ended and was not yet cleared away, undefined where
 * the system does not tell. Source: proc_pid_stat(5), fields 3 and 22.
 */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field is the name in parentheses, and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : fields[19];
}
