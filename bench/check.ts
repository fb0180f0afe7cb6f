/**
 * `npm run bench:check`: fails where a ratio (ratios.ts) fell by more than 15 % below the recorded one. What fails is measured again, with
 * twice the rounds, before it is believed. `--record` writes what was measured into ratios.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measuredApart } from './apart.ts';
import { machine, machineLine } from './harness.ts';
import { ratiosOf } from './ratios.ts';
import { median } from './statistics.ts';

const FILE = fileURLToPath(new URL('./ratios.json', import.meta.url));
/** Of the recorded ratio, what must be left. */
const LEAST = 0.85;
const TRIES = 3;

/** Small enough that all of it takes some three minutes, and one thread, so that other work beside it is least felt. */
const GUARDED = [
  { workload: 'loops', rounds: 3, options: [] },
  { workload: 'frm-psa', rounds: 15, options: [] },
  { workload: 'alt-a-1k', rounds: 5, options: ['--workers', '1'] },
  { workload: 'trust', rounds: 5, options: ['--workers', '1', '--alone'] },
  { workload: 'portfolio-40', rounds: 5, options: ['--workers', '1', '--scale', '0.1'] },
  { workload: 'portfolio-1k', rounds: 3, options: ['--workers', '1', '--scale', '0.03'] },
  { workload: 'million', rounds: 3, options: ['--workers', '1', '--scale', '0.03'] },
  { workload: 'tape', rounds: 3, options: ['--scale', '0.1'] },
] as const;

/** Other programs whose time is no matter of Weir's. */
const UNGUARDED = /numpy|c-256/;

export interface Recorded {
  readonly machine: string;
  readonly when: string;
  readonly ratios: Readonly<Record<string, number>>;
}

export interface Verdict {
  readonly name: string;
  readonly recorded: number;
  readonly measured: number;
  readonly holds: boolean;
}

/** Holds medians against what was recorded; a ratio that is not measured here (no compiler) is left out, one that is not recorded too. */
export function verdicts(recorded: Recorded['ratios'], measured: ReadonlyMap<string, readonly number[]>): Verdict[] {
  return Object.entries(recorded).flatMap(([name, then]) => {
    const rounds = measured.get(name);
    if (rounds === undefined) return [];
    const now = median(rounds);
    return [{ name, recorded: then, measured: now, holds: now >= LEAST * then }];
  });
}

function measured({ workload, rounds, options }: (typeof GUARDED)[number], times = 1): Map<string, readonly number[]> {
  const all = ratiosOf(measuredApart(workload, ['--rounds', String(times * rounds), ...options]));
  return new Map([...all].filter(([name]) => !UNGUARDED.test(name)));
}

function main(): void {
  if (process.argv.includes('--record')) return record();
  const recorded: Recorded = JSON.parse(readFileSync(FILE, 'utf8'));
  console.log(`recorded on ${recorded.machine}, ${recorded.when}\n    here on ${machineLine()}\n`);
  const failed: string[] = [];
  const seen = new Set<string>();
  for (const guarded of GUARDED) {
    let found = verdicts(recorded.ratios, measured(guarded));
    for (let times = 2; times <= 2 ** (TRIES - 1) && found.some(({ holds }) => !holds); times *= 2) {
      console.log(`${guarded.workload}: below what is recorded; measured again`);
      found = verdicts(recorded.ratios, measured(guarded, times));
    }
    for (const { name, recorded: then, measured: now, holds } of found) {
      seen.add(name);
      console.log(`${holds ? 'holds' : 'FAILS'}  ${(now / then).toFixed(2)} of the recorded ${then.toPrecision(3)}  ${name}`);
      if (!holds) failed.push(name);
    }
  }
  const left = Object.keys(recorded.ratios).filter((name) => !seen.has(name));
  if (left.length > 0) console.log(`\nnot measured here: ${left.join('; ')}`);
  if (failed.length === 0) return;
  console.error(`\n${failed.length} fell by more than ${Math.round(100 * (1 - LEAST))} %, ${TRIES} times in a row`);
  process.exitCode = 1;
}

function record(): void {
  const all = GUARDED.flatMap((guarded) => [...measured(guarded, 2)]);
  const ratios = Object.fromEntries(all.map(([name, rounds]) => [name, Number(median(rounds).toPrecision(4))]));
  const recorded: Recorded = { machine: machineLine(machine()), when: new Date().toISOString().slice(0, 10), ratios };
  writeFileSync(FILE, `${JSON.stringify(recorded, undefined, 2)}\n`);
  console.log(`${Object.keys(ratios).length} ratios recorded`);
}

if (import.meta.main) main();
