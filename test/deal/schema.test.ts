/** The published schema is the one that deals are checked against. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { schemaText } from '../../host/deal/schema.ts';

it('deal.schema.json is what `npm run build:schema` writes, byte for byte', () => {
  const published = readFileSync(fileURLToPath(new URL('../../host/deal/deal.schema.json', import.meta.url)), 'utf8');
  expect(published).toBe(schemaText());
});
