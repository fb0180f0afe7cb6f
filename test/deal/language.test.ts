/** LANGUAGE.md, the contract, against the schema, the tables and the kernel: what it names exists, what exists it names, and its recipes work. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RESERVED_WORDS } from '../../host/deal/expression.ts';
import { FOLDS, FUNCTIONS } from '../../host/deal/names.ts';
import { DealSchema, NAME_PATTERN, STEPS } from '../../host/deal/schema.ts';
import { collected, expectClose, total } from './identities.ts';
import { faultsOf, run, small } from './small.ts';

const text = readFileSync(new URL('../../host/deal/LANGUAGE.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => block ?? '');

/** Every name of a field in a schema. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own =
    'properties' in schema && typeof schema.properties === 'object' && schema.properties !== null
      ? Object.keys(schema.properties)
      : [];
  return [...own, ...Object.values(schema).flatMap(fieldsOf)];
}

/** The words that a schema lets a field be. */
function wordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'const' in schema && typeof schema.const === 'string' ? [schema.const] : [];
  return [...own, ...Object.values(schema).flatMap(wordsOf)];
}

const mentions = (word: string) => new RegExp(`(?<![\\w])${word.replaceAll(/[/.]/g, '\\$&')}(?![\\w])`).test(text);

describe('the document', () => {
  it.each([...new Set(fieldsOf(DealSchema))])('speaks of the field %s', (field) => {
    expect(mentions(field)).toBe(true);
  });

  it.each([...new Set(wordsOf(DealSchema))])('speaks of the word %s', (word) => {
    expect(mentions(word)).toBe(true);
  });

  it.each(Object.keys(STEPS))('has a step that says %s', (verb) => {
    expect(text).toMatch(new RegExp(`[{ ]${verb}: `));
    expect(text).toContain(`**${verb}**`);
  });

  it.each([...Object.keys(FUNCTIONS), ...FOLDS])('has the function %s in its table', (name) => {
    expect(text.slice(text.indexOf('| of | function'))).toContain(`${name}(`);
  });

  it('its table has no function that there is none of', () => {
    const table = text.slice(text.indexOf('| of | function'), text.indexOf('## Cookbook'));
    const named = [...table.matchAll(/`[^`]*`/g)].flatMap(([code]) =>
      [...code.matchAll(/([A-Za-z]+)\(/g)].map(([, name]) => name ?? ''),
    );
    expect(
      [...new Set(named)].filter((name) => !Object.hasOwn(FUNCTIONS, name) && !(FOLDS as readonly string[]).includes(name)),
    ).toEqual([]);
  });

  it('its blocks are YAML', () => {
    expect(blocks.length).toBeGreaterThan(20);
    // The three forms of a tree stand in one block, a line each.
    const each = blocks.flatMap((block) => (block.startsWith('{') ? block.trim().split('\n') : [block]));
    for (const block of each) expect(() => parse(block), block).not.toThrow();
  });

  it('its links lead to its headings', () => {
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) =>
      (heading ?? '')
        .toLowerCase()
        .replaceAll(/[^a-z -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, anchor] of text.matchAll(/\]\(#([^)]*)\)/g)) expect(headings).toContain(anchor);
  });

  it('reserves the words of expressions', () => {
    for (const word of RESERVED_WORDS) {
      expect(new RegExp(NAME_PATTERN).test(word)).toBe(true);
      expect(faultsOf(small({ tranches: { A: { balance: 1 }, [word]: { balance: 1 } } }))[0]).toMatchObject({
        code: 'DEAL_DUPLICATE_NAME',
      });
    }
  });
});

const MONTHS = 170;

describe('the whole deal at its top', () => {
  it('runs, and divides principal as it says', async () => {
    const [deal = ''] = blocks;
    const found = await run(deal);
    expect(found.warnings).toEqual([]);
    const pool = collected(MONTHS, found);
    // All principal is paid to A and B, and their balances stay those of the pool.
    expectClose(
      total(['A', 'B'], 'principal', found, MONTHS),
      pool.map(({ principal }) => principal),
    );
    expectClose(
      total(['A', 'B'], 'balance', found, MONTHS),
      pool.map(({ end }) => end),
    );
    // For 60 months A has its share of what is scheduled, 54 / 55, and all that is prepaid.
    const shares = [1, ...pool.map(({ end }, at) => (found.of('A', 'balance', MONTHS)[at] ?? 0) / end)];
    const first = pool[0] ?? { scheduled: 0, prepaid: 0 };
    expect(found.of('A', 'principal', 1)[0]).toBeCloseTo((54 / 55) * first.scheduled + first.prepaid, 4);
    expect(shares[60]).toBeLessThan(shares[1] ?? 0);
    // 4.5 % on both.
    expect(found.of('A', 'interest', 1)[0]).toBeCloseTo((54e6 * 0.045) / 12, 4);
  });
});

it('a variant is a reading of the steps: the first, or the one that is asked for', async () => {
  const variants = parse(blocks.find((block) => block.includes('variants: [prospectus')) ?? '') as {
    variants: string[];
    steps: object[];
  };
  const deal = small({ tranches: { A: { balance: 300 }, M1: { balance: 100 } }, ...variants });
  expect((await run(deal)).of('A', 'principal', 1)).toEqual([100]);
  expect((await run(deal, { variant: 'indenture' })).of('A', 'principal', 1)).toEqual([75]);
  await expect(run(deal, { variant: 'rumour' })).rejects.toMatchObject({
    faults: [{ code: 'REQUEST_INVALID', place: 'variant', expected: 'one of prospectus, indenture' }],
  });
});
