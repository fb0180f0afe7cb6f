/** Results that were kept: files of JSON, one a call, named by time, commit and what was measured. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measured } from './workloads/workload.ts';

export const HISTORY = fileURLToPath(new URL('./history/', import.meta.url));

export function historyName(when: Date, commit: string, name: string): string {
  const time = when.toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
  return `${time}-${commit.replaceAll(' ', '-')}-${name}.json`;
}

/** Reads a result by path, or by the beginning of its name in the history; `last` and `first` are those by time. Throws: where there is none. */
export function readResult(name: string): Measured[] {
  const kept = existsSync(HISTORY)
    ? readdirSync(HISTORY)
        .filter((file) => file.endsWith('.json'))
        .sort()
    : [];
  const named = name === 'last' ? kept.at(-1) : name === 'first' ? kept[0] : kept.find((file) => file.startsWith(name));
  const file = existsSync(name) ? name : named === undefined ? undefined : join(HISTORY, named);
  if (file === undefined)
    throw new Error(`no result '${name}'; there are ${kept.length === 0 ? 'none in bench/history' : kept.join(', ')}`);
  const results: Measured[] = JSON.parse(readFileSync(file, 'utf8'));
  return results;
}
