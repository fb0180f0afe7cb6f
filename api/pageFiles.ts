/** The web page: the files that were built for it, if they were. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the page is built to. */
export const PAGE_FOLDER = fileURLToPath(new URL('../build/page', import.meta.url));
/** Files whose names say what is in them: a browser need not ask again. Units: seconds. */
const A_YEAR = 31_536_000;

/** Serves the page at the root; without one that was built, nothing. */
export async function servePage(app: FastifyInstance, folder = PAGE_FOLDER): Promise<void> {
  if (!existsSync(folder)) return;
  await app.register(files, {
    root: folder,
    prefix: '/',
    schemaHide: true,
    index: false,
    // Files beside others with .br or .gz behind their names are those compressed.
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isNamedByContent = /[\\/]assets[\\/]/.test(path);
      reply.header('cache-control', isNamedByContent ? `public, max-age=${A_YEAR}, immutable` : 'no-cache');
    },
  });
  // The folder itself: its compressed siblings are found by the name of a file alone.
  app.get('/', { schema: { hide: true } }, (_, reply) => reply.sendFile('index.html'));
}
