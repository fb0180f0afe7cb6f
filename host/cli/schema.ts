/** `weir schema`: the JSON Schema of deal files. */
import type { Command } from 'commander';
import { schemaText } from '../index.ts';

const EXAMPLES = `
Example:
  npx weir schema > deal.schema.json`;

export function addSchema(program: Command): void {
  program
    .command('schema')
    .summary('the JSON Schema of deal files')
    .description('Prints the JSON Schema of deal files, for editors and other programs.')
    .addHelpText('after', EXAMPLES)
    .action(() => {
      process.stdout.write(schemaText());
    });
}
