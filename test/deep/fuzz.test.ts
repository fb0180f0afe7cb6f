/**
 * Deal files, tapes, curve texts and bodies of requests with mistakes in them: each is taken, or refused with codes of the table; nothing
 * crashes, nothing takes 5 seconds of a processor, no rejection is left alone. WEIR_FUZZ says how many in all (10,000), WEIR_SEED from which
 * number on, WEIR_FUZZ_KINDS which of them: `WEIR_FUZZ_KINDS=deal WEIR_FUZZ=1 WEIR_SEED=4711` tries one again. What was found
 * this way has a test of its own where it belongs, since a number means another case when corpora or changes grow.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { KINDS, type Kind } from './fuzz/kinds.ts';

const COUNT = Number(process.env.WEIR_FUZZ ?? 10_000);
const SEED = Number(process.env.WEIR_SEED ?? 1);
const ASKED = process.env.WEIR_FUZZ_KINDS?.split(',');
const DRAWN = KINDS.filter((kind) => ASKED === undefined || ASKED.includes(kind));
const CHILD = fileURLToPath(new URL('fuzz/child.ts', import.meta.url));
const PROCESSES = 2;
/** What a case may take of a processor, and by the clock of a machine that does other things as well. Units: seconds. */
const MOST_SECONDS = 5;
const MOST_BY_CLOCK = 90;
/** Of a processor, as Linux counts. Units: ticks a second. */
const TICKS = 100;
const SHOWN = 20;

const folder = mkdtempSync(join(tmpdir(), 'weir-fuzz-'));
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly seed?: number;
  readonly codes?: readonly string[];
  readonly unforeseen?: string;
  readonly unhandled?: string;
  readonly ready?: boolean;
}

/** Seconds of a processor that a process has used. Source: proc_pid_stat(5), fields 14 and 15. */
function secondsOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}

class Tester {
  readonly #folder: string;
  #child: ChildProcess | undefined;

  constructor(own: string) {
    this.#folder = own;
  }

  /** What came of a case: its codes, or words on what went wrong. */
  async try(kind: Kind, seed: number): Promise<readonly string[] | string> {
    const child = this.#child ?? (await this.#start());
    const began = performance.now();
    const used = secondsOf(child.pid ?? 0);
    return new Promise((resolve) => {
      const heard: string[] = [];
      const end = (outcome: readonly string[] | string, isLost = false) => {
        clearInterval(watch);
        child.off('message', hear);
        child.off('exit', gone);
        if (isLost) this.#child = undefined;
        resolve(outcome);
      };
      const hear = (answer: Answer) => {
        if (answer.unhandled !== undefined) heard.push(`nobody handled ${answer.unhandled}`);
        if (answer.seed !== seed) return;
        const seconds = secondsOf(child.pid ?? 0) - used;
        if (answer.unforeseen !== undefined) heard.push(answer.unforeseen);
        if (seconds > MOST_SECONDS) heard.push(`took ${seconds} s`);
        end(heard.length > 0 ? heard.join('\n') : (answer.codes ?? []));
      };
      const gone = (code: number | null, signal: string | null) => end(`the process ended: ${code ?? signal}`, true);
      const watch = setInterval(() => {
        const seconds = secondsOf(child.pid ?? 0) - used;
        if (seconds <= 2 * MOST_SECONDS && performance.now() - began < MOST_BY_CLOCK * 1_000) return;
        child.kill('SIGKILL');
        end(`hangs: ${seconds} s of a processor`, true);
      }, 500);
      child.on('message', hear);
      child.once('exit', gone);
      child.send({ kind, seed });
    });
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(CHILD, [this.#folder], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    children.add(child);
    this.#child = child;
    await new Promise((resolve) => child.once('message', resolve));
    return child;
  }
}

describe.each(DRAWN)('mistakes in a %s', (kind) => {
  const count = Math.ceil(COUNT / DRAWN.length);
  it(`are refused with codes, or do no harm: ${count} from ${SEED}`, { timeout: 60_000 + count * 2_000 }, async () => {
    const problems: string[] = [];
    const codes = new Map<string, number>();
    let next = SEED;
    let taken = 0;
    const testers = Array.from({ length: PROCESSES }, async (_, place) => {
      const tester = new Tester(join(folder, `${kind} ${place}`));
      while (next < SEED + count) {
        const seed = next++;
        const outcome = await tester.try(kind, seed);
        if (typeof outcome === 'string') problems.push(`${kind} ${seed}: ${outcome}`);
        else if (outcome.length === 0) taken += 1;
        else for (const code of new Set(outcome)) codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    });
    await Promise.all(testers);
    console.log(`${kind}: ${count} tried, ${taken} taken; ${JSON.stringify(Object.fromEntries(codes))}`);
    if (problems.length > 0) console.log(problems.slice(0, SHOWN).join('\n\n'));
    expect(problems.map((problem) => problem.split('\n')[0])).toEqual([]);
  });
});
