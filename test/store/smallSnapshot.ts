/** The example portfolio with three of its trusts: small enough to value many times. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLE = fileURLToPath(new URL('../../examples/portfolio/2011-03-31', import.meta.url));

/** Writes it into a folder that is not there yet: trusts of 2002, 2003 (not consolidated) and 2006, or of the vintages told. */
export function smallSnapshot(folder: string, vintages: readonly number[] = [2002, 2003, 2006]): string {
  cpSync(EXAMPLE, folder, { recursive: true });
  const file = join(folder, 'snapshot.yaml');
  const text = readFileSync(file, 'utf8')
    .replaceAll(/^ {2}- trusts\/alt-a-(\d+)-1\n/gm, (line, vintage) => (vintages.includes(Number(vintage)) ? line : ''))
    .replace(/^previous:.*\n/m, '');
  writeFileSync(file, text);
  return folder;
}
