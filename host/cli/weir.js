#!/usr/bin/env node
// The command `weir`. This one file is JavaScript, because a Node that cannot read TypeScript must still be able to say so.
import module from 'node:module';

const OLDEST_NODE = 24;
const BAD_INPUT = 2;
const INTERNAL = 3;

function end(message, code) {
  process.stderr.write(`weir: ${message}\n`);
  process.exitCode = code;
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  end(
    `needs Node ${OLDEST_NODE} or newer, and this is ${process.version}: run 'npm ci', then 'npx weir', which brings its own`,
    BAD_INPUT,
  );
} else {
  // Half of a short command's time would go into reading TypeScript again.
  module.enableCompileCache();
  try {
    await import('./weir.ts');
  } catch (error) {
    if (process.env.WEIR_DEBUG === '1') process.stderr.write(`${error.stack}\n`);
    const isMissingPackage = error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('package');
    end(isMissingPackage ? `a package is missing: run 'npm ci' (${error.message})` : error.message, INTERNAL);
  }
}
