/** `weir vectors`: echoes what an assumption vector was taken for. */
import type { Command } from 'commander';
import { vectorReport } from '../index.ts';
import { vectorText } from '../report/vectors.ts';
import { print, printJson } from './ending.ts';
import { addJson, numberOf } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir vectors ".2 ramp 6 for 30, 6"                        100 PSA, from the first month on
  npx weir vectors "PSA 165"
  npx weir vectors "CPR 6 for 12, 6 ramp 20 for 24, 15" --months 48
  npx weir vectors "SDA 100" --age 24
  npx weir vectors "PPC 120" --ppc "8 ramp 20 for 12" --json`;

interface VectorOptions {
  readonly months?: string;
  readonly age?: string;
  readonly unit?: string;
  readonly ppc?: string;
  readonly json?: boolean;
}

export function addVectors(program: Command): void {
  const command = program
    .command('vectors')
    .summary('what an assumption vector means, month by month')
    .description('Reads an assumption vector and prints its canonical text and its numbers.')
    .argument('<text>', 'the vector: "CPR 6 for 12, 6 ramp 20 for 24, 15"')
    .option('--months <n>', 'months shown; default 60')
    .option('--age <months>', 'loan age at the cut-off, for speeds that run by loan age; default 0')
    .option('--unit <unit>', 'the unit of a text that names none: CPR, PSA, CDR, ...')
    .option('--ppc <vector>', 'the ramp in CPR that PPC multiplies: "8 ramp 20 for 12"');
  addJson(command).addHelpText('after', EXAMPLES).action(vectors);
}

function vectors(text: string, options: VectorOptions): void {
  const report = vectorReport({
    text,
    ...(options.months !== undefined && { months: numberOf('months', options.months) }),
    ...(options.age !== undefined && { age: numberOf('age', options.age) }),
    ...(options.unit !== undefined && { unit: options.unit }),
    ...(options.ppc !== undefined && { ppc: options.ppc }),
  });
  if (options.json === true) printJson(report);
  else print(vectorText(report));
}
