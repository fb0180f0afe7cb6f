/**
 * Writes the types of a client, `api/client/`, a file a noun, from the description of the service: `node api/writeClient.ts`. The
 * generator needs an older TypeScript than the project has, so it is fetched into a folder of its own.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPENAPI_FILE } from './writeOpenapi.ts';

/** Where the types are kept; `index.d.ts` has them all. */
export const CLIENT_FOLDER = fileURLToPath(new URL('client', import.meta.url));
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

/** A file of routes by noun: its name, and the paths that stand in it. */
const NOUNS: readonly (readonly [string, RegExp])[] = [
  ['deals', /^\/v1\/(deals|vectors)\b/],
  ['results', /^\/v1\/runs\/\{id\}\/(tables|report|manifest|trace)\b/],
  ['runs', /^\/v1\/runs\b/],
  ['snapshots', /^\/v1\/(snapshots|portfolios)\b/],
  ['schedules', /^\/v1\/schedules\b/],
  ['service', /^\/v1\/(health|ready|openapi\.json|benchmark|audit)\b/],
];

/** The files of a client by name, from formatted types. Throws: Error for a route of a noun that has no file. */
function filesOf(types: string, stamp: string): ReadonlyMap<string, string> {
  const head = (about: string) => `/** ${about} Written by \`node api/writeClient.ts\`. */\n`;
  const shapes = types.slice(types.indexOf('export interface components'), types.indexOf('export type $defs'));
  const routes = new Map(NOUNS.map(([noun]): [string, string[]] => [noun, []]));
  for (const [route, path] of types.matchAll(/^ {2}readonly '([^']+)': \{\n.*?^ {2}\};\n/gms)) {
    const noun = NOUNS.find(([, has]) => has.test(path ?? ''))?.[0];
    if (noun === undefined) throw new Error(`writeClient: ${path} is of no noun that there is a file for`);
    routes.get(noun)?.push(route);
  }
  const nameOf = (noun: string) => `${noun[0]?.toUpperCase()}${noun.slice(1)}Paths`;
  const ofNouns = [...routes].map(([noun, members]): [string, string] => {
    const body = members.join('');
    const needs = body.includes('components[') ? "import type { components } from './components.d.ts';\n\n" : '';
    return [noun, `${head(`Routes of ${noun}.`)}${needs}export interface ${nameOf(noun)} {\n${body}}\n`];
  });
  const nouns = [...routes.keys()];
  const index = [
    ...nouns.map((noun) => `import type { ${nameOf(noun)} } from './${noun}.d.ts';`),
    '',
    "export type { components } from './components.d.ts';",
    `export interface paths extends ${nouns.map(nameOf).join(', ')} {}`,
  ];
  return new Map([
    ['index', `${head(`Types of the service for programs that ask it, made from ${stamp}.`)}${index.join('\n')}\n`],
    ['components', `${head('Shapes that routes share.')}${shapes}`],
    ...ofNouns,
  ]);
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'weir-client-'));
  const made = join(folder, 'client.d.ts');
  const run = (...args: string[]) =>
    execFileSync('npx', ['--yes', ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  run('-p', GENERATOR, '-p', ITS_TYPESCRIPT, 'openapi-typescript', OPENAPI_FILE, '--immutable', '--output', made);
  const body = readFileSync(made, 'utf8');
  rmSync(folder, { recursive: true });
  const biome = (args: readonly string[], input = '') =>
    execFileSync('npx', ['biome', 'format', ...args], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  // The generator's own heading would tell nobody to edit what nobody edits.
  const types = biome(['--stdin-file-path=client.d.ts'], compact(body.slice(body.indexOf('export '))));
  rmSync(CLIENT_FOLDER, { recursive: true, force: true });
  mkdirSync(CLIENT_FOLDER);
  for (const [name, text] of filesOf(types, stampOf(readFileSync(OPENAPI_FILE, 'utf8'))))
    writeFileSync(join(CLIENT_FOLDER, `${name}.d.ts`), text);
  biome(['--write', CLIENT_FOLDER]);
}
