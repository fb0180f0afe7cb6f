/** Builds the page into `build/page`: a few static files that ask for nothing but the service they came from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Beside every file of text the same compressed, so that the service has nothing to compress. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir = '' }, bundle) {
    for (const name of Object.keys(bundle).filter((file) => /\.(html|js|css)$/.test(file))) {
      const bytes = readFileSync(join(dir, name));
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes));
      writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes));
    }
  },
};

export default defineConfig({
  root: at('.'),
  // Relative: the service may stand behind a path of another server.
  base: './',
  plugins: [compressed],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: at('../../build/page'),
    emptyOutDir: true,
    target: 'es2023',
    // What it would add is a script for browsers that the page does not run on.
    modulePreload: { polyfill: false },
    // A picture within the style sheet would need a policy that lets data: through.
    assetsInlineLimit: 0,
  },
  server: { port: 8788, proxy: { '/v1': 'http://127.0.0.1:8787' } },
});
