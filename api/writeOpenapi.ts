/** Writes the description of the service, `api/openapi.json`, from the schemas that it checks with: `node api/writeOpenapi.ts`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './app.ts';
import { openService } from './service.ts';

/** Where the description is kept. */
export const OPENAPI_FILE = fileURLToPath(new URL('openapi.json', import.meta.url));

/** The text of the description. */
export function openapiText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'weir-openapi-'));
  const service = await openService({ data: join(folder, 'data') });
  const app = await build({ service, access: { kind: 'keys' } });
  await app.ready();
  writeFileSync(OPENAPI_FILE, openapiText(app.swagger()));
  await app.close();
  await service.close();
  rmSync(folder, { recursive: true });
}
