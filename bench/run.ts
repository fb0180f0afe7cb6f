/** `npm run bench -- <name> [options]`: runs one benchmark of the table. */
import { parseArgs } from 'node:util';

interface Bench {
  readonly about: string;
  readonly run: (options: { readonly json: boolean }) => void | Promise<void>;
}

/** A benchmark's module is loaded when it is asked for. */
const BENCHES: Readonly<Record<string, Bench>> = {
  kernel: {
    about: 'the loan loops of the kernel against C and plain TypeScript of the same mathematics',
    run: async (options) => (await import('./kernel.ts')).benchKernel(options),
  },
  paths: {
    about: 'generating paths of rates, indices, home prices and multipliers: time by stage',
    run: async (options) => (await import('./paths.ts')).benchPaths(options),
  },
  trust: {
    about: 'a trust of 2,000 hybrid ARMs with OC, triggers and a swap on 256 paths: time by stage',
    run: async (options) => (await import('./trust.ts')).benchTrust(options),
  },
  tape: {
    about: 'a million loans from delimited text to columns: seconds and memory',
    run: async (options) => (await import('./tape.ts')).benchTape(options),
  },
  'portfolio-40': {
    about: '100,000 loans in 60 trusts under 40 scenarios, to fair values: time with 1 and 2 workers',
    run: async (options) => (await import('./portfolio.ts')).benchPortfolio(options),
  },
  shapley: {
    about: 'order-free attribution of 100,000 loans in 60 trusts over seven factors: time with 1 and 2 workers',
    run: async (options) => (await import('./shapley.ts')).benchShapley(options),
  },
  'portfolio-1k': {
    about: '100,000 loans in 60 trusts on 1,024 paths of rates, home prices and speeds: seconds and memory',
    run: async (options) => (await import('./stochastic.ts')).benchStochastic(options),
  },
  api: {
    about: 'a valuation of 100,000 loans in 60 trusts through the service against the same in process',
    run: async (options) => (await import('./api.ts')).benchApi(options),
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
  options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
});
const [name = ''] = positionals;
const bench = BENCHES[name];
if (bench === undefined || values.help === true) {
  const width = Math.max(...Object.keys(BENCHES).map((each) => each.length));
  const list = Object.entries(BENCHES).map(([each, { about }]) => `  ${each.padEnd(width)}  ${about}`);
  console.log(['npm run bench -- <name> [--json]', '', ...list].join('\n'));
  if (values.help !== true) process.exitCode = 2;
} else {
  await bench.run({ json: values.json ?? false });
}
