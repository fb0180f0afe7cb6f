/** The table of fields is that of SNAPSHOT.md. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { Duck, literal } from '../../../host/portfolio/tape/duck.ts';
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

it('a text stands in a statement whatever letters it has', async () => {
  // One of code 0 ended the statement, and the reading of the snapshot with an error that nobody foresaw.
  const duck = await Duck.open();
  const texts = ["O'Brien", 'a\0b', '\0', "\0'", ''];
  const columns = await duck.columns(`SELECT ${texts.map((text) => `length(${literal(text)})`).join(', ')}`);
  expect(columns.map(([length]) => length)).toEqual([7, 3, 1, 2, 0]);
  expect(await duck.columns(`SELECT 1 WHERE 'a' IN (${texts.map(literal).join(', ')})`)).toEqual([[]]);
  duck.close();
});
