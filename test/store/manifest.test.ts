/** The manifest: what determines the bits, apart from when and where it was. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { LAYOUT_VERSION } from '../../host/engine/kernel.ts';
import {
  buildManifest,
  compareManifests,
  currentVersions,
  describeInputs,
  type ManifestParts,
  manifestShape,
} from '../../host/store/manifest.ts';
import { codesOf, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

/** Published: FIPS 180-2, appendix B.1. */
const SHA_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('inputs', () => {
  writeFileSync(join(folder, 'b.csv'), 'abc');
  writeFileSync(join(folder, 'a.csv'), '');

  it('have their length and sha-256, sorted by path', async () => {
    const [empty, abc] = await describeInputs(folder, [
      ['b.csv', SHA_ABC],
      ['a.csv', undefined],
    ]);
    expect(abc).toEqual({ path: 'b.csv', sha256: SHA_ABC, bytes: 3 });
    expect([empty?.path, empty?.bytes]).toEqual(['a.csv', 0]);
  });

  it('that changed since they were read, or are gone, are told at once', async () => {
    const files = new Map([
      ['a.csv', SHA_ABC],
      ['b.csv', SHA_ABC],
      ['c.csv', SHA_ABC],
    ]);
    expect(await codesOf(describeInputs(folder, files))).toEqual(['STORE_INPUT_CHANGED', 'FILE_UNREADABLE']);
  });
});

const parts: ManifestParts = {
  request: { scenarios: ['base'] },
  inputs: [
    { path: 'b.csv', sha256: '2', bytes: 2 },
    { path: 'a.csv', sha256: '1', bytes: 1 },
  ],
  versions: { weir: '1', layout: 2, kernel: 'k' },
  seed: 7,
  options: { paths: 256, antithetic: false },
  assumptions: [{ about: 'alt-a-2005-1', text: '8 CPR', source: 'third party' }],
  limits: [{ about: 'model', text: 'no curtailments' }],
  askedBy: 'Ann',
  started: new Date(0),
  finished: new Date(1_000),
};

describe('a manifest', () => {
  it('has the shape that is read back', () => {
    const manifest = buildManifest(parts);
    expect(manifestShape.Check(JSON.parse(JSON.stringify(manifest)))).toBe(true);
    expect(manifest.determines.inputs.map(({ path }) => path)).toEqual(['a.csv', 'b.csv']);
    expect(manifest.facts.finished).toBe('1970-01-01T00:00:01.000Z');
  });

  it('is the same for a replay by someone else at another time', () => {
    const replay = { ...parts, askedBy: 'Bob', started: new Date(5), finished: new Date(6), inputs: [...parts.inputs].reverse() };
    expect(compareManifests(buildManifest(parts), buildManifest(replay), { stated: true })).toEqual([]);
  });

  it('tells every input that differs, and nothing else', () => {
    const other = buildManifest({
      ...parts,
      request: { scenarios: ['base', 'up'] },
      inputs: [
        { path: 'a.csv', sha256: '1', bytes: 1 },
        { path: 'b.csv', sha256: '3', bytes: 2 },
        { path: 'c.csv', sha256: '4', bytes: 9 },
      ],
      versions: { weir: '1', layout: 3, kernel: 'k' },
      seed: 8,
      options: { paths: 512, bridge: true, antithetic: false },
      limits: [],
    });
    const a = buildManifest(parts);
    expect(compareManifests(a, other)).toEqual([
      { place: 'request', a: a.determines.request, b: other.determines.request },
      { place: 'inputs b.csv', a: 'sha-256 2, 2 bytes', b: 'sha-256 3, 2 bytes' },
      { place: 'versions layout', a: '2', b: '3' },
      { place: 'seed', a: '7', b: '8' },
      { place: 'options paths', a: '256', b: '512' },
      { place: 'inputs c.csv', a: 'none', b: 'sha-256 4, 9 bytes' },
      { place: 'options bridge', a: 'none', b: 'true' },
    ]);
    expect(compareManifests(a, other, { stated: true }).map(({ place }) => place)).toContain('limits');
  });

  it('names the versions at work: package, layout, kernel', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const kernel = createHash('sha256')
      .update(readFileSync(join(root, 'build/kernel.release.wasm')))
      .digest('hex');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await currentVersions()).toEqual({ weir: version, layout: LAYOUT_VERSION, kernel });
  });
});
