/** The shape of the tree: who may import whom, how long a file may be, and that nothing unfinished is left in it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Leftmost first: a folder imports only from itself and from what stands before it. */
const ORDER = [
  'types',
  'errors',
  'curves',
  'deal',
  'portfolio',
  'scenarios',
  'engine',
  'valuation',
  'analysis',
  'store',
  'cluster',
  'report',
  'index',
  'cli',
  'api',
  'bench',
];
/** `scenarios` may be read by `deal`-free code on its left only as types: there is none. */
const LONGEST = 400;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'build'].includes(entry.name) ? [] : sources(path);
    return /\.(ts|tsx|c|css|html)$/.test(entry.name) ? [path] : [];
  });
}

const exists = (folder: string) => {
  try {
    return statSync(join(ROOT, folder)).isDirectory();
  } catch {
    return false;
  }
};
const files = ['engine-as', 'host', 'api', 'bench'].filter(exists).flatMap((folder) => sources(join(ROOT, folder)));

/** The place of a file in the order: its folder under host, its own name beside them, or `api`, `bench`. */
function placeOf(path: string): string {
  const [top = '', second = ''] = relative(ROOT, path).split('/');
  return top === 'host' ? second.replace(/\.ts$/, '') : top;
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^\s*(?:import|export)\b[^'"]*?from\s+['"](\.[^'"]+(?<!\.json))['"]/gms)].map(([, target]) =>
    resolve(dirname(path), target ?? ''),
  );
}

describe('imports', () => {
  it('go leftwards only', () => {
    const wrong = files.flatMap((path) => {
      const from = placeOf(path);
      if (from === 'engine-as') return [];
      return importsOf(path)
        .filter((target) => placeOf(target) !== 'engine-as')
        .filter((target) => ORDER.indexOf(placeOf(target)) > ORDER.indexOf(from) || !ORDER.includes(placeOf(target)))
        .map((target) => `${relative(ROOT, path)} imports ${relative(ROOT, target)}`);
    });
    expect(wrong).toEqual([]);
  });

  it('reach the kernel only through its layout, and only from host/engine and benchmarks', () => {
    const wrong = files
      .filter((path) => placeOf(path) !== 'engine-as')
      .flatMap((path) =>
        importsOf(path)
          .filter((target) => placeOf(target) === 'engine-as')
          .map((target) => [path, target] as const),
      )
      .filter(([path, target]) => !/engine-as\/layout(Rules)?\.ts$/.test(target) || !['engine', 'bench'].includes(placeOf(path)))
      .map(([path, target]) => `${relative(ROOT, path)} imports ${relative(ROOT, target)}`);
    expect(wrong).toEqual([]);
  });

  it('of the kernel stay in the kernel', () => {
    const wrong = files
      .filter((path) => placeOf(path) === 'engine-as')
      .flatMap((path) => importsOf(path).filter((target) => placeOf(`${target}.ts`) !== 'engine-as'));
    expect(wrong).toEqual([]);
  });

  it('leave Piscina and WebAssembly to host/engine', () => {
    const wrong = files.filter(
      (path) =>
        !['engine', 'engine-as', 'bench'].includes(placeOf(path)) &&
        /from 'piscina'|WebAssembly\./.test(readFileSync(path, 'utf8')),
    );
    expect(wrong.map((path) => relative(ROOT, path))).toEqual([]);
  });

  it('of the command line and the service go through the door', () => {
    const wrong = files
      .filter((path) => ['cli', 'api'].includes(placeOf(path)))
      .flatMap((path) => importsOf(path).map((target) => [path, target] as const))
      .filter(([path, target]) => !['index', 'errors', 'report', placeOf(path)].includes(placeOf(target)))
      .map(([path, target]) => `${relative(ROOT, path)} imports ${relative(ROOT, target)}`);
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  it(`are no longer than ${LONGEST} lines`, () => {
    const long = files
      .map((path) => [relative(ROOT, path), readFileSync(path, 'utf8').split('\n').length] as const)
      .filter(([, lines]) => lines > LONGEST + 1);
    expect(long).toEqual([]);
  });

  it('know no deal by name', () => {
    const names = readdirSync(join(ROOT, 'test/golden'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const telling = files.filter(
      (path) => !path.includes('/bench/') && names.some((name) => readFileSync(path, 'utf8').includes(name)),
    );
    expect(telling.map((path) => relative(ROOT, path))).toEqual([]);
  });
});
