/** The table of fields is that of SNAPSHOT.md. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS, STATUSES } from '../../../host/portfolio/tape/fields.ts';
import { read, tidy, weir } from './reading.ts';

afterEach(tidy);

const text = readFileSync(new URL('../../../host/portfolio/SNAPSHOT.md', import.meta.url), 'utf8');
const section = text.split('## Tape fields')[1]?.split('\n## ')[0] ?? '';
const documented = section
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => {
    const [, names = '', kind = '', , meaning = ''] = line.split('|').map((cell) => cell.trim());
    return [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => ({ name, kind, meaning }));
  });

it('names and kinds are those that are documented', () => {
  const kinds = { text: 'text', number: 'number', date: 'date', flag: '0 or 1' };
  const own = FIELDS.map(({ name, kind }) => [name, kinds[kind]]);
  expect(own.toSorted()).toEqual(documented.map(({ name, kind }) => [name, kind]).toSorted());
});

it('statuses are those that are documented', () => {
  expect(documented.find(({ name }) => name === 'status')?.meaning.split(', ')).toEqual([...STATUSES]);
});

it('a tape has every field, and the row', async () => {
  const tape = await read({ files: [weir({})], layout: 'weir' });
  const [names = [], types = []] = await tape.duck.columns('DESCRIBE tape');
  expect(names).toEqual(['row', ...FIELD_NAMES]);
  const expected = { text: 'VARCHAR', number: 'DOUBLE', flag: 'DOUBLE', date: 'DATE' };
  expect(types).toEqual(['BIGINT', ...FIELDS.map(({ kind }) => expected[kind])]);
});
