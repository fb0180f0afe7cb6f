/** Sentences about every date of whole deals, held against the planes of the same run: what they say is so, and what is so they say. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { explainDate } from '../../host/analysis/explain.ts';
import { type ScenarioRequest, scenariosFor } from '../../host/analysis/requests.ts';
import { isCondition } from '../../host/deal/conditions.ts';
import { loadDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { type PathProjection, projectDeal } from '../../host/engine/project.ts';

const HALF_CENT = 0.005;

async function projected(name: string, request: ScenarioRequest): Promise<{ deal: ResolvedDeal; path: PathProjection }> {
  const deal = await loadDeal(fileURLToPath(new URL(`../../examples/deals/${name}.yaml`, import.meta.url)));
  const { paths } = await projectDeal(deal, scenariosFor(deal, request), { withNotes: true, workers: 0 });
  const [path] = paths;
  if (path === undefined) throw new Error('no path');
  return { deal, path };
}

/** The amounts that a pattern's one group finds in sentences. Units: dollars. */
function amounts(words: readonly string[], pattern: RegExp): number[] {
  return words.flatMap((text) => [...text.matchAll(pattern)].map(([, amount = '']) => Number(amount.replaceAll(',', ''))));
}
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const MONEY = '([\\d,]+\\.\\d\\d)';

/** Sentences of one date against the planes; differences are told by what they are about. */
function contradictions(deal: ResolvedDeal, path: PathProjection, period: number): string[] {
  const words = explainDate(deal, path, period);
  const at = (name: string) => path.output(name)[period] ?? 0;
  const found: string[] = [];
  const same = (what: string, said: number, is: number, slack = HALF_CENT) => {
    if (Math.abs(said - is) > slack + 1e-9) found.push(`month ${period}: ${what}: said ${said}, is ${is}`);
  };
  if (words.some((text) => /NaN|undefined|Infinity|null/.test(text))) found.push(`month ${period}: ${words.join(' ')}`);
  for (const { name } of deal.tranches) {
    const own = words.filter((text) => text.startsWith(`${name} was `) || text.startsWith(`${name}'s rate `));
    // Each of several amounts is rounded by itself.
    const down = amounts(own, new RegExp(`written down by ${MONEY}`, 'g'));
    same(`${name} written down`, total(down), at(`${name} writtenDown`), HALF_CENT * Math.max(1, down.length));
    const up = amounts(own, new RegExp(`written up by ${MONEY}`, 'g'));
    same(`${name} written up`, total(up), at(`${name} writtenUp`), HALF_CENT * Math.max(1, up.length));
    same(`${name} left unpaid`, total(amounts(own, new RegExp(`${MONEY} is left unpaid`, 'g'))), at(`${name} shortfall`));
    same(`${name} carry-over`, total(amounts(own, new RegExp(`${MONEY} is owed now`, 'g'))), at(`${name} carryover`));
  }
  for (const { name } of deal.hedges) {
    const brought = amounts(words, new RegExp(`^${name} paid the trust ${MONEY}`, 'g'));
    const paid = amounts(words, new RegExp(`^The trust paid ${name} ${MONEY}`, 'g'));
    same(`${name} cash`, total(brought) - total(paid), at(`${name} cash`), 2 * HALF_CENT);
  }
  for (const [name, expression] of deal.define) {
    if (!isCondition(expression, deal)) continue;
    const values = path.output(`${name} value`);
    const now = values[period] !== 0;
    const text = words.find((each) => each.startsWith(`${name} `));
    const isInForce = words.some((each) => new RegExp(`^In force: (.*; )?${name}, since`).test(each));
    const hasChanged = period > 1 && (values[period - 1] !== 0) !== now;
    if (period > 1 && hasChanged !== (text !== undefined))
      found.push(`month ${period}: ${name} has ${hasChanged ? '' : 'not '}changed`);
    if (text !== undefined && / (tripped|took effect|holds) on (this|the first) date/.test(text) !== now)
      found.push(`month ${period}: ${text}`);
    if (isInForce && (!now || hasChanged)) found.push(`month ${period}: ${name} is said to be in force`);
    if (!isInForce && now && period > 1 && !hasChanged) found.push(`month ${period}: ${name} is in force, and no word of it`);
  }
  return found;
}

describe('sentences about every date agree with the planes', () => {
  it.each<[string, ScenarioRequest]>([
    ['subprime_oc_swap_triggers', {}],
    ['subprime_oc_swap_triggers', { cdr: '16', severity: '70', index: 'SOFR_30D=2, SOFR_6M=3' }],
    ['seasoned_opening', { cdr: '12', severity: '60' }],
    ['monoline_wrap', { cdr: '20', severity: '80' }],
    ['corridor_available_funds_cap', { index: 'SOFR_30D=4 ramp 10 for 60' }],
    ['shifting_interest_six_pack', { cdr: '6', severity: '60' }],
    ['cross_collateralized_groups', { cdr: '40', severity: '100', lag: 2 }],
    ['in_the_money_call', {}],
    ['pac_support_z', {}],
    ['option_arm_pool', {}],
  ])('of %s under %o', async (name, request) => {
    const { deal, path } = await projected(name, request);
    const found = Array.from({ length: path.periods }, (_, place) => contradictions(deal, path, place + 1)).flat();
    expect(found).toEqual([]);
  });

  it('and there are some of every kind', async () => {
    const { deal, path } = await projected('subprime_oc_swap_triggers', {
      cdr: '16',
      severity: '70',
      index: 'SOFR_30D=9, SOFR_6M=9',
    });
    const words = Array.from({ length: path.periods }, (_, place) => explainDate(deal, path, place + 1)).flat();
    for (const pattern of [/was called/, /tripped/, /In force/, /paid the trust/, /capped/, /written down/])
      expect(
        words.some((text) => pattern.test(text)),
        String(pattern),
      ).toBe(true);
  });
});
