/** Files are whole or not there, and exactly one of many writers is the first. */
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { adopt, namesIn, readWhole, sweepTemporaries, TEMPORARY, writeAtomic, writeOnce } from '../../host/store/atomic.ts';
import { codesOf, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('writing a file', () => {
  it('puts the new bytes in the place of the old ones and leaves nothing beside them', async () => {
    const path = join(folder, 'one');
    await writeAtomic(path, bytes('first, and long'));
    await writeAtomic(path, bytes('second'));
    expect(readFileSync(path, 'utf8')).toBe('second');
    expect(readdirSync(folder)).toEqual(['one']);
  });

  it('never shows a reader anything but one of the versions written', async () => {
    const path = join(folder, 'changing');
    const versions = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
    await writeAtomic(path, bytes(versions[0]!));
    let writing = true;
    const writer = (async () => {
      for (let turn = 0; turn < 30; turn++) await writeAtomic(path, bytes(versions[turn % 3]!));
      writing = false;
    })();
    const seen = new Set<string>();
    while (writing) seen.add(Buffer.from((await readWhole(path)) ?? []).toString());
    await writer;
    expect([...seen].filter((text) => !versions.includes(text))).toEqual([]);
    expect(seen.size).toBeGreaterThan(0);
  });

  it('lets one of twenty writers be the first, and keeps that one', async () => {
    const path = join(folder, 'once');
    const first = await Promise.all(Array.from({ length: 20 }, (_, writer) => writeOnce(path, bytes(`writer ${writer}`))));
    expect(first.filter(Boolean)).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(`writer ${first.indexOf(true)}`);
    expect(readdirSync(folder).filter((name) => name.startsWith(TEMPORARY))).toEqual([]);
  });

  it('says with a code that there is no such folder, or that a folder stands in its way', async () => {
    const missing = join(folder, 'nowhere', 'file');
    const taken = join(folder, 'taken');
    mkdirSync(join(taken, 'inside'), { recursive: true });
    expect(await codesOf(writeAtomic(missing, bytes('x')))).toEqual(['STORE_DISK']);
    expect(await codesOf(writeOnce(missing, bytes('x')))).toEqual(['STORE_DISK']);
    expect(await codesOf(writeAtomic(taken, bytes('x')))).toEqual(['STORE_DISK']);
    expect(await codesOf(adopt(join(folder, 'none'), join(folder, 'any')))).toEqual(['STORE_DISK']);
    expect(readdirSync(folder).filter((name) => name.startsWith(TEMPORARY))).toEqual([]);
  });
});

describe('reading', () => {
  it('tells a missing file from one that cannot be read', async () => {
    expect(await readWhole(join(folder, 'missing'))).toBeUndefined();
    expect(await codesOf(readWhole(folder))).toEqual(['STORE_DISK']);
    // A file where a folder should be.
    writeFileSync(join(folder, 'flat'), '');
    expect(await codesOf(namesIn(join(folder, 'flat')))).toEqual(['STORE_DISK']);
    expect(await namesIn(join(folder, 'missing'))).toEqual([]);
  });
});

describe('sweeping', () => {
  it('removes what was left long ago, and neither what is young nor what has a name', async () => {
    const place = join(folder, 'swept');
    mkdirSync(place);
    for (const name of ['old', 'young']) writeFileSync(join(place, `${TEMPORARY}${name}`), '');
    writeFileSync(join(place, 'kept'), '');
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(join(place, `${TEMPORARY}old`), hourAgo, hourAgo);
    utimesSync(join(place, 'kept'), hourAgo, hourAgo);
    expect(await sweepTemporaries(place, 60_000)).toBe(1);
    expect(readdirSync(place).sort()).toEqual([`${TEMPORARY}young`, 'kept']);
  });
});
