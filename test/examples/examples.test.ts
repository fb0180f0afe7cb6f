/** Every example deal: that it resolves, projects under speeds, defaults and rate shocks, and pays out what comes in. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenariosFor } from '../../host/analysis/requests.ts';
import { outputName, TRANCHE_OUTPUTS } from '../../host/deal/outputs.ts';
import { loadDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { projectDeal } from '../../host/engine/project.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';
import { EXAMPLES, HALF_CENT } from './run.ts';

const FILES = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));
const SPEEDS = 'CPR 0,10,45; PSA 300';
const CREDIT = [{}, { cdr: '0' }, { cdr: '4', severity: '40' }, { cdr: '15', severity: '75', noCall: true }];
/** Percent; undefined is the deal's own. */
const INDEX_LEVELS = [undefined, 1, 10];

/** Speeds x defaults x rates, the deal's own assumptions among them, in every reading that the deal has. */
function scenariosOf(deal: ResolvedDeal): Scenario[] {
  const rates = deal.indices.length === 0 ? [undefined] : INDEX_LEVELS;
  return [undefined, SPEEDS].flatMap((speeds) =>
    CREDIT.flatMap((credit) =>
      rates.flatMap((level) => {
        const index = level === undefined ? {} : { index: deal.indices.map(({ name }) => `${name}=${level}`).join(', ') };
        const request = { ...(speeds !== undefined && { speeds }), ...credit, ...index };
        const variants = deal.variants.length === 0 ? [{}] : deal.variants.map((variant) => ({ variant }));
        return variants.flatMap((variant) =>
          scenariosFor(deal, { ...request, ...variant }).map((scenario) => ({
            ...scenario,
            name: JSON.stringify({ ...request, ...variant }),
          })),
        );
      }),
    ),
  );
}

describe.each(FILES)('%s', (file) => {
  it('pays out all that comes in, under every speed, default rate and index', async () => {
    const deal = loadDeal(EXAMPLES + file);
    // Cash and balances that do not tie are thrown by the projection itself.
    const { paths, warnings } = await projectDeal(deal, scenariosOf(deal), { workers: 0 });
    expect(warnings).toEqual([]);
    for (const path of paths) {
      for (const { name } of deal.tranches) {
        for (const output of TRANCHE_OUTPUTS) {
          const least = path.output(outputName(name, output)).reduce((low, value) => Math.min(low, value), 0);
          expect(least, `${path.scenario.name}: ${name} ${output}`).toBeGreaterThanOrEqual(-HALF_CENT);
        }
      }
    }
  });

  it('opens with what it is, and with a command that reads it', () => {
    const [first = '', ...rest] = readFileSync(EXAMPLES + file, 'utf8').split('\n');
    expect(first).toMatch(/^# .{40,}/);
    expect(rest.filter((line) => line.startsWith('#')).join('\n')).toContain(`npx weir project examples/deals/${file}`);
  });
});
