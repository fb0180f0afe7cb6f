/** Builds the page into `build/page`: a few static files that ask for nothing but the service they came from. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('.'),
  // Relative: the service may stand behind a path of another server.
  base: './',
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
