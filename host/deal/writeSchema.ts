/** Writes deal.schema.json, the schema that editors complete deal files from. `npm run build:schema`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { schemaText } from './schema.ts';

writeFileSync(fileURLToPath(new URL('./deal.schema.json', import.meta.url)), schemaText());
