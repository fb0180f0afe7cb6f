/** Writes deploy/LICENCES.md from the lock file: `node test/cluster/licences.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const LOCK = new URL('../../package-lock.json', import.meta.url);
export const LICENCES = new URL('../../deploy/LICENCES.md', import.meta.url);

const PackageShape = Type.Object({
  version: Type.Optional(Type.String()),
  license: Type.Optional(Type.String()),
  integrity: Type.Optional(Type.String()),
  dev: Type.Optional(Type.Boolean()),
  hasInstallScript: Type.Optional(Type.Boolean()),
});
const lockShape = Compile(Type.Object({ packages: Type.Record(Type.String(), PackageShape) }));

/** A package of the lock file. */
export interface Locked extends Static<typeof PackageShape> {
  readonly name: string;
}

/** Built into the page that the service sends, though nothing of it is installed there. */
const BUILT_IN = ['preact'];

/** Packages of the lock file, those of nested folders by their own names. */
export function lockedPackages(): Locked[] {
  const lock: unknown = JSON.parse(readFileSync(LOCK, 'utf8'));
  if (!lockShape.Check(lock)) throw new Error('licences: the lock file has another form');
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => ({ name: path.split('node_modules/').at(-1) ?? path, ...locked }));
}

const isDelivered = ({ name, dev }: Locked) => dev !== true || BUILT_IN.includes(name);

/** The document. */
export function licencesText(packages: readonly Locked[]): string {
  const delivered = packages.filter(isDelivered);
  const others = packages.filter((locked) => !isDelivered(locked));
  const counted = (some: readonly Locked[]) =>
    [...Map.groupBy(some, ({ license = 'none told' }) => license)].sort(
      ([a, x], [b, y]) => y.length - x.length || a.localeCompare(b),
    );
  const lines = (some: readonly Locked[]) =>
    counted(some).map(
      ([licence, all]) =>
        `| ${licence} | ${[...new Set(all.map(({ name, version }) => `${name} ${version}`))].sort((a, b) => a.localeCompare(b)).join(', ')} |`,
    );
  return `# Licences of what Weir stands on

Written by \`node test/cluster/licences.ts\` from package-lock.json, where packages say them; a test holds it against that file. Packages with
binaries for several systems are listed for each.

## What runs with Weir: ${delivered.length} packages

In an image of \`deploy/Dockerfile\`, and in the page that the service sends.

| licence | packages |
|---|---|
${lines(delivered).join('\n')}

## What builds and tests it: ${others.length} packages

| licence | packages |
|---|---|
${lines(others).join('\n')}
`;
}

if (import.meta.main) writeFileSync(LICENCES, licencesText(lockedPackages()));
