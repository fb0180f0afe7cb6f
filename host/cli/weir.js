#!/usr/bin/env node
// The command `weir`. This one file is JavaScript, because a Node that cannot read TypeScript must still be able to say so.
const OLDEST_NODE = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `weir needs Node ${OLDEST_NODE} or newer, and this is ${process.version}: run 'npm ci', then 'npx weir' or 'npm run weir --', which bring their own.\n`,
  );
  process.exitCode = 2;
} else {
  await import('./weir.ts');
}
