/**
 * Writes the example portfolio, or a larger one of the same kind.
 *
 *   node examples/portfolio/generate.ts <folder> [--trusts N] [--loans N] [--seed S] [--parquet]
 *
 * Without options it is the portfolio that stands beside this file. The same options give the same bytes on every machine (Parquet
 * files aside, whose bytes are their writer's). What is in `<folder>` under the two dates is written over.
 */
import { parseArgs } from 'node:util';
import { DEFAULT_SIZE } from './calibration.ts';
import { writePortfolio } from './portfolio.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trusts: { type: 'string' },
    loans: { type: 'string' },
    seed: { type: 'string' },
    parquet: { type: 'boolean', default: false },
  },
});

function whole(name: 'trusts' | 'loans' | 'seed', least: number): number {
  const value = Number(values[name] ?? DEFAULT_SIZE[name]);
  if (Number.isInteger(value) && value >= least) return value;
  console.error(`--${name}: got '${values[name]}'; expected a whole number from ${least}`);
  process.exit(2);
}

const [folder] = positionals;
if (folder === undefined || positionals.length > 1) {
  console.error('usage: node examples/portfolio/generate.ts <folder> [--trusts N] [--loans N] [--seed S] [--parquet]');
  process.exit(2);
}
const size = { trusts: whole('trusts', 1), loans: whole('loans', 1), seed: whole('seed', 0), parquet: values.parquet };
if (size.loans < size.trusts) {
  console.error(`--loans: got ${size.loans}; expected at least one for each of ${size.trusts} trusts`);
  process.exit(2);
}
const started = performance.now();
const names = await writePortfolio(folder, size);
console.log(`${names.length} trusts, ${size.loans} loans, in ${folder}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
