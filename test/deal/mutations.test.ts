/** Damaged deal files: each runs or is refused with faults, and none takes long. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkedDeal, dealFromText } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { DealFile } from '../../host/deal/schema.ts';
import { projectDeal } from '../../host/engine/project.ts';
import { ERRORS, WeirError } from '../../host/errors.ts';
import { HARD_NAMES, mutatedText, mutatedValue, randomFrom } from './mutate.ts';

const GOLDEN = fileURLToPath(new URL('../golden', import.meta.url));
const deals = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('deal.yaml'))
  .toSorted()
  .map((name) => ({ name, file: `${GOLDEN}/${name}`, text: readFileSync(`${GOLDEN}/${name}`, 'utf8') }));

/** Damaged files of each kind and deal. */
const MUTATIONS = 200;
/** What one of them may take. Units: milliseconds. */
const LONGEST = 5000;

/** What became of a damaged deal: 'runs', or the codes of its faults. Anything else is thrown. */
async function outcome(read: () => DealFile, file: string): Promise<string> {
  try {
    await projectDeal(resolveDeal(read(), file), [{ name: 'only' }], { workers: 0 });
    return 'runs';
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    expect(error.faults.length).toBeGreaterThan(0);
    for (const fault of error.faults) {
      expect(Object.keys(ERRORS)).toContain(fault.code);
      expect([typeof fault.place, typeof fault.got, typeof fault.expected]).toEqual(['string', 'string', 'string']);
    }
    return [...new Set(error.faults.map(({ code }) => code))].toSorted().join(' ');
  }
}

describe.each(deals)('$name', ({ file, text }) => {
  it.each([
    ['text', (random: () => number) => dealFromText(mutatedText(text, random), file)],
    ['data', (random: () => number) => checkedDeal(mutatedValue(parse(text), random), file)],
  ])('damaged as %s runs or is refused', async (kind, read) => {
    const outcomes = new Map<string, number>();
    for (let seed = 1; seed <= MUTATIONS; seed++) {
      const began = performance.now();
      const found = await outcome(() => read(randomFrom(seed)), file).catch((error: unknown) => {
        throw new Error(`seed ${seed} of ${kind}: ${error instanceof Error ? error.stack : String(error)}`);
      });
      expect(performance.now() - began, `milliseconds of seed ${seed}`).toBeLessThan(LONGEST);
      // The program's own faults are none of the file's: cash that does not tie, an output that is no number.
      for (const code of found.split(' '))
        expect(code === 'runs' || ERRORS[code as keyof typeof ERRORS].http < 500, `seed ${seed} of ${kind}: ${found}`).toBe(true);
      outcomes.set(found, (outcomes.get(found) ?? 0) + 1);
    }
    // Damage is neither always fatal nor never.
    expect(outcomes.get('runs') ?? 0).toBeGreaterThan(0);
    expect(outcomes.get('runs') ?? 0).toBeLessThan(MUTATIONS);
  });
});

it.each(HARD_NAMES)('a deal whose names all begin with %s is the same deal', async (name) => {
  const { file, text } = deals.find(({ file: path }) => path.includes('2005_8')) ?? { file: '', text: '' };
  const names = ['1A1', '1A2', '1A3', '1B1', 'SENIOR', 'ALL', 'nasAmount', 'seniorShare', 'group1', 'shift'];
  const renamed = names.reduce(
    (changed, from, at) => changed.replaceAll(new RegExp(`(?<![\\w])${from}(?![\\w])`, 'g'), at === 0 ? name : `${name}${at}`),
    text,
  );
  expect(renamed).not.toContain('1A1');
  // Names that begin with a letter need no quotes, and those that had them keep them.
  const [before, after] = await Promise.all(
    [text, renamed].map(
      async (source) =>
        (await projectDeal(resolveDeal(dealFromText(source, file), file), [{ name: 'only' }], { workers: 0 })).paths[0],
    ),
  );
  expect(after?.output(`${name} balance`)).toEqual(before?.output('1A1 balance'));
  expect(after?.output(`${name}2 principal`)).toEqual(before?.output('1A3 principal'));
});
