/** The operations that a loan loop is said to have are those that the compiler left in it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';
import { describe, expect, it } from 'vitest';
import { ADJUSTABLE_MONTH, FIXED_MONTH, operationsOf } from '../../bench/loops/operations.ts';
import type { Pool } from '../../bench/loops/pool.ts';

const KERNEL = fileURLToPath(new URL('../../build/kernel.release.wasm', import.meta.url));

/** 128-bit arithmetic of every loop of the compiled kernel that has no loop within it, as `mul 4, add 12, sub 4`. */
function innermostLoops(): string[] {
  const module = binaryen.readBinary(new Uint8Array(readFileSync(KERNEL)));
  const text = module.emitText().replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  const open: { readonly at: number; readonly isLoop: boolean }[] = [];
  const found: string[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') open.push({ at, isLoop: text.startsWith('(loop', at) });
    if (text[at] !== ')') continue;
    const begun = open.pop();
    if (begun?.isLoop !== true) continue;
    const body = text.slice(begun.at + 1, at);
    if (!body.includes('(loop')) found.push(operationsIn(body));
  }
  return found;
}

function operationsIn(body: string): string {
  const names = [...body.matchAll(/f64x2\.(add|sub|mul|div|pmin|pmax|min|max|nearest)\b/g)].map(([, name]) => name);
  return ['mul', 'add', 'sub', 'div', 'pmin', 'pmax', 'min', 'max', 'nearest']
    .map((name) => [name, names.filter((each) => each === name).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

const compiled = innermostLoops();

describe('operations', () => {
  it('of a month of an adjustable loan are those of the compiled loop, four vectors a turn', () => {
    // b r; two sums and b + b r; less the payment.
    expect(compiled).toContain('mul 4, add 12, sub 4');
    expect(ADJUSTABLE_MONTH).toBe((4 + 12 + 4) / 4);
  });

  it('of a month of a fixed loan are those of the compiled loop, two vectors a turn', () => {
    // f smm, p r, p a, p a f smm; three sums; what is kept.
    expect(compiled).toContain('mul 8, add 6, sub 2');
    expect(FIXED_MONTH).toBe((8 + 6 + 2) / 2);
  });

  it('of a pool are counted month by month and reset by reset', () => {
    const column = (value: number) => Float64Array.of(value);
    const none = column(0);
    const pool: Pool = {
      loop: 'arm',
      loans: 1,
      paths: 16,
      months: 20,
      columns: {
        upb: none,
        rate: none,
        payment: none,
        term: column(20),
        firstReset: column(5),
        resetEvery: column(12),
        margin: none,
        initialCap: none,
        periodicCap: none,
        lifeCap: none,
        lifeFloor: none,
        rounding: none,
        prepayFactor: none,
        age: none,
      },
      index: new Float64Array(0),
      smm: new Float64Array(0),
      loanMonthPaths: 320,
    };
    // 20 months of 5; resets with 16 months left (two digits in base 4 beyond the first) and with 4 (one): 12 + 8.25 each, 3 a digit. Eight vectors.
    expect(operationsOf(pool)).toBe(8 * (20 * 5 + 2 * 20.25 + 3 * 3));
  });
});
