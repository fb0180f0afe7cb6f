/**
 * `npm run bench -- <name> [options]`: measures a named workload, or all of them, each in a process of its own; or does one of the
 * studies, which answer one question each.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { measuredApart } from './apart.ts';
import { machine } from './harness.ts';
import { HISTORY, historyName } from './history.ts';
import { measure } from './measure.ts';
import { writeResults } from './results.ts';
import { tell } from './tell.ts';
import { isWorkload, WORKLOADS, type WorkloadName } from './workloads/all.ts';
import type { Measured } from './workloads/workload.ts';

interface Study {
  readonly about: string;
  readonly run: (options: { readonly json: boolean }) => void | Promise<void>;
}

/** A study's module is loaded when it is asked for. */
const STUDIES: Readonly<Record<string, Study>> = {
  scaling: {
    about: 'time and memory against loans, paths, months, classes and workers: fitted exponents',
    run: async (options) => (await import('./scaling.ts')).benchScaling(options),
  },
  paths: {
    about: 'generating paths of rates, indices, home prices and multipliers: time by stage',
    run: async (options) => (await import('./paths.ts')).benchPaths(options),
  },
  errors: {
    about: 'standard error of a residual and a mezzanine class by how paths are drawn',
    run: async (options) => (await import('./stochastic.ts')).benchErrors(options),
  },
  scale: {
    about: '5,000 trusts on 10,000 paths with 10, 100 and 1,000 workers: simulated from what a task costs here',
    run: async (options) => (await import('./scale.ts')).benchScale(options),
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    scale: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    /** Where a process that was started for one workload leaves what it measured. */
    out: { type: 'string' },
  },
});

const [name = ''] = positionals;
const study = STUDIES[name];
if (values.help || positionals.length !== 1) await list(values.help ? 0 : 2);
else if (study !== undefined) await study.run({ json: values.json });
else if (name === 'all') finish(Object.keys(WORKLOADS).filter(isWorkload).flatMap(apart));
else if (isWorkload(name)) await one(name);
else await list(2);

/** Measures here. */
async function one(workload: WorkloadName): Promise<void> {
  const measured = await measure(await WORKLOADS[workload](), {
    ...numberOf('seed', 0),
    ...numberOf('scale', 1e-6),
    ...numberOf('rounds', 1),
    ...(values.workers !== undefined && { workers: [...new Set(values.workers.split(',').map(Number))] }),
    alone: values.alone,
    onProgress: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (values.out !== undefined) writeFileSync(values.out, JSON.stringify(measured));
  else finish([measured]);
}

function numberOf<K extends 'seed' | 'scale' | 'rounds'>(option: K, least: number): Partial<Record<K, number>> {
  const given = values[option];
  if (given === undefined) return {};
  const value = Number(given);
  if (value >= least) {
    const asked: Partial<Record<K, number>> = {};
    asked[option] = value;
    return asked;
  }
  console.error(`--${option}: got '${given}'; expected a number from ${least}`);
  process.exit(2);
}

/** One that fails is told of, and the others are measured. */
function apart(workload: WorkloadName): Measured[] {
  const options = process.argv.slice(2).filter((word) => !['all', '--save', '--json'].includes(word));
  try {
    const measured = measuredApart(workload, options);
    if (!values.json) console.log(`${tell(measured).join('\n')}\n`);
    return [measured];
  } catch (error) {
    console.error(`${workload}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
    return [];
  }
}

/** Prints what was not printed yet, and keeps it where that is asked for. */
function finish(results: readonly Measured[]): void {
  if (values.json) console.log(JSON.stringify(results, undefined, 2));
  else if (name !== 'all') for (const measured of results) console.log(tell(measured).join('\n'));
  if (!values.save) return;
  mkdirSync(HISTORY, { recursive: true });
  const file = join(HISTORY, historyName(new Date(), machine().commit, name));
  writeFileSync(file, `${JSON.stringify(results)}\n`);
  console.error(`kept as ${relative(process.cwd(), file)}`);
  if (name === 'all' && results.every(({ scale }) => scale === 1)) writeResults(results);
}

async function list(code: number): Promise<void> {
  const workloads = await Promise.all(Object.values(WORKLOADS).map((load) => load()));
  const line = (each: string, about: string) => `  ${each.padEnd(14)}${about}`;
  console.log(
    [
      'npm run bench -- <name> [--save] [--json] [--rounds 5] [--workers 1,2] [--seed 7] [--scale 0.01] [--alone]',
      'npm run bench:compare -- <result> <result>      two results that were kept: whether they differ beyond noise',
      'npm run bench:check                             fails where a ratio fell by more than 15 %',
      '',
      'Workloads',
      ...workloads.map(({ name: each, about }) => line(each, about)),
      line('all', 'each of these, in a process of its own'),
      '',
      'Studies',
      ...Object.entries(STUDIES).map(([each, { about }]) => line(each, about)),
      '',
      '--save keeps the figures in bench/history, and those of all in bench/RESULTS.md; --alone leaves C, NumPy and plain TypeScript out.',
    ].join('\n'),
  );
  process.exitCode = code;
}
