#!/usr/bin/env node
/** The command line: the commands, and how each way of ending becomes words and an exit code. */
import { Command, CommanderError, Option } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { breakTies, type Ties } from '../index.ts';
import { addAttribute } from './attribute.ts';
import { addBackTest } from './backTest.ts';
import { addBench } from './bench.ts';
import { addBreakEven } from './breakEven.ts';
import { addCheck } from './check.ts';
import { addConformance } from './conformance.ts';
import { addDemo } from './demo.ts';
import { addDiff } from './diff.ts';
import { addDisclose } from './disclose.ts';
import { addDoctor } from './doctor.ts';
import { END, endOf, reportFailure } from './ending.ts';
import { addFit } from './fit.ts';
import { addFlows } from './flows.ts';
import { addKeys } from './keys.ts';
import { addPrice } from './price.ts';
import { addProject } from './project.ts';
import { addResume } from './resume.ts';
import { addReview } from './review.ts';
import { addRollforward } from './rollforward.ts';
import { addRuns } from './runs.ts';
import { addSchema } from './schema.ts';
import { addSensitivity } from './sensitivity.ts';
import { addServe } from './serve.ts';
import { addSimulate } from './simulate.ts';
import { addSnapshot } from './snapshot.ts';
import { addTieOut } from './tieOut.ts';
import { addTrace } from './trace.ts';
import { addValue } from './value.ts';
import { addVectors } from './vectors.ts';
import { addWorker } from './worker.ts';

const EXAMPLES = `
Examples:
  npx weir demo                                                      what Weir computes beside what was published
  npx weir project examples/deals/sequential.yaml --speeds "PSA 0,100,250"
  npx weir price examples/deals/sequential.yaml --tranche A --price 101-16 --speeds "PSA 100,250"
  npx weir trace examples/deals/sequential.yaml --month 12           every cent of one payment date
  npx weir value examples/portfolio/2011-03-31                       fair values of a portfolio, kept as a run
  npx weir check my-deal.yaml                                        every fault of a deal file, or what it holds

Exit codes: 0 done, 1 published figures missed, 2 bad input, 3 a fault of Weir's own, 130 cancelled.`;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`weir project ... | head`) is no fault.
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const program = new Command('weir')
  .description('Values mortgage securitization trusts.')
  .version(packageFile.version)
  .addOption(
    new Option('--rounding <ties>', 'how printed figures break ties: up (away from zero) or even, to the even neighbour')
      .choices(['up', 'even'])
      .default('up')
      .env('WEIR_ROUNDING'),
  )
  .hook('preAction', (weir) => breakTies(weir.opts<{ rounding: Ties }>().rounding))
  .exitOverride()
  // Options behind a command are its own, also where it has commands within it.
  .enablePositionalOptions()
  .showHelpAfterError("('weir --help' lists the commands and options)")
  .addHelpText('after', EXAMPLES);
for (const add of [
  addProject,
  addPrice,
  addFlows,
  addTrace,
  addVectors,
  addCheck,
  addConformance,
  addSchema,
  addDemo,
  addSnapshot,
  addTieOut,
  addBackTest,
  addReview,
  addValue,
  addResume,
  addSensitivity,
  addSimulate,
  addFit,
  addBreakEven,
  addRollforward,
  addAttribute,
  addDisclose,
  addRuns,
  addDiff,
  addServe,
  addKeys,
  addWorker,
  addDoctor,
  addBench,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? END.done : END.badInput;
  else {
    process.exitCode = endOf(error);
    reportFailure(error, process.argv.includes('--json'));
  }
}
