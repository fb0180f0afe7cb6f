/** `weir bench`: the named workloads and studies of the folder `bench`, which knows all of Weir and which therefore nothing here imports. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { fail } from '../index.ts';
import { END } from './ending.ts';

const BENCH = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));

const EXAMPLES = `
Examples:
  npx weir bench                            what there is
  npx weir bench trust                      a trust of 2,000 loans on 256 paths: rates, time by stage, other programs beside it
  npx weir bench all --save                 every workload, each in a process of its own; kept in bench/history

bench/WORKLOADS.md says what each workload is. Other options are those of 'npm run bench'.`;

export function addBench(program: Command): void {
  program
    .command('bench [words...]')
    .summary('how fast it is here, on named workloads')
    .description('Measures named workloads on this machine: rates, time by stage, memory, scaling, and other programs beside it.')
    .allowUnknownOption()
    .addHelpText('after', EXAMPLES)
    .action(async (words: readonly string[], _options: unknown, command: Command) => {
      process.exitCode = await bench(words.length === 0 ? ['--help'] : command.args);
    });
}

/** The exit code of a process of its own: what was loaded here is no part of what is measured there. Throws: REQUEST_INVALID. */
async function bench(words: readonly string[]): Promise<number> {
  const expected =
    "the benchmarks and what they stand on, which are in the source of Weir after 'npm ci' and not in every package of it";
  if (!existsSync(BENCH)) fail({ code: 'REQUEST_INVALID', place: 'bench', got: `no ${BENCH}`, expected });
  if (!isInstalled('benchmark')) fail({ code: 'REQUEST_INVALID', place: 'bench', got: "no package 'benchmark'", expected });
  const child = spawn(process.execPath, [BENCH, ...words], { stdio: 'inherit' });
  const [code, signal]: (number | string | null)[] = await once(child, 'close');
  return signal !== null ? END.cancelled : typeof code === 'number' ? code : END.internal;
}

/** Benchmarks stand on packages that only those who develop Weir have. */
function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
