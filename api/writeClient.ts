/**
 * Writes the types of a client, `api/client.d.ts`, from the description of the service: `node api/writeClient.ts`. The generator needs
 * an older TypeScript than the project has, so it is fetched into a folder of its own.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPENAPI_FILE } from './writeOpenapi.ts';

/** Where the types are kept. */
export const CLIENT_FILE = fileURLToPath(new URL('client.d.ts', import.meta.url));
const GENERATOR = 'openapi-typescript@7.13.0';
const ITS_TYPESCRIPT = 'typescript@5.9.3';

/** What the types say they were made from: the sha-256 of a description, however it is laid out. */
export function stampOf(description: string): string {
  return `openapi.json ${createHash('sha256')
    .update(JSON.stringify(JSON.parse(description)))
    .digest('hex')}`;
}

/** What the generator writes of every route and says nothing by: fields that are never there, headers that may be any. */
const EMPTY = [/^ *(?:readonly )?\w+\?: never;\n/gm, /^ *headers: \{\n *readonly \[name: string\]: unknown;\n *\};\n/gm];
/** A comment of a value whose kind is in the type below it. */
const ENUM_COMMENT = /\/\*\*\n *\* (@description .*)\n *\* @enum \{\w+\}\n *\*\//g;
/** An object of one field without a comment, which fits on a line. */
const SINGLE = /\{\n *([^\n{}*]+(?:\{ [^\n*]* \})?;?)\n *\}/g;
const NOTHING = /^ *(?:readonly )?\w+: \{\s*\};\n/gm;

/** Types without what says nothing, and as few lines of the rest as there may be. */
function compact(types: string): string {
  let text = EMPTY.reduce((rest, empty) => rest.replace(empty, ''), types)
    .replace(NOTHING, '')
    .replace(ENUM_COMMENT, '/** $1 */');
  // From the inside outwards.
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(SINGLE, (_, field: string) => `{ ${field} }`);
  }
  return text;
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'weir-client-'));
  const made = join(folder, 'client.d.ts');
  const run = (...args: string[]) =>
    execFileSync('npx', ['--yes', ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  run('-p', GENERATOR, '-p', ITS_TYPESCRIPT, 'openapi-typescript', OPENAPI_FILE, '--immutable', '--output', made);
  const body = readFileSync(made, 'utf8');
  const head = [
    'Types of the service for programs that ask it; `node api/writeClient.ts` writes them.',
    `Made from ${stampOf(readFileSync(OPENAPI_FILE, 'utf8'))}`,
  ];
  // The generator's own heading would tell nobody to edit what nobody edits.
  writeFileSync(
    CLIENT_FILE,
    `/**\n${head.map((line) => ` * ${line}\n`).join('')} */\n${compact(body.slice(body.indexOf('export ')))}`,
  );
  rmSync(folder, { recursive: true });
  execFileSync('npx', ['biome', 'format', '--write', CLIENT_FILE], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
