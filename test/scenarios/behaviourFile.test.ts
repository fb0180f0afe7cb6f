/** Behaviour files: the documentation is true, what is wrong is told all at once, and what is written is read again. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Behaviour, DEFAULT_BEHAVIOUR, regionOf, termsOf } from '../../host/scenarios/behaviour.ts';
import { behaviourFromText, behaviourText, checkRegions, PARAMETERS } from '../../host/scenarios/behaviourFile.ts';
import { exposureOf, hasLtv } from '../../host/scenarios/exposure.ts';
import { thrownBy } from '../deal/small.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../host/scenarios/BEHAVIOUR.md', import.meta.url)), 'utf8');
const [EXAMPLE = ''] = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

describe('the documentation', () => {
  it('has an example that is read, percents as decimals, cohorts on top of it', () => {
    const read = behaviourFromText(EXAMPLE);
    expect(read.refinancing).toEqual({ speed: 0.3, ramp: 12, steepness: 200, centre: 0.0075, burnout: 12, penalty: 0.6 });
    // What it leaves out is the default.
    expect(read.turnover.seasonality).toEqual(DEFAULT_BEHAVIOUR.turnover.seasonality);
    expect(termsOf(read, 'second')).toMatchObject({
      refinancing: { speed: 0.12, burnout: 12 },
      severity: { least: 0.8, cost: 0.28 },
    });
    // A copy of a cohort by the lag of a state is called by its name.
    expect(termsOf(read, 'second, lag 22').refinancing.speed).toBe(0.12);
    expect(termsOf(read, 'fixed').refinancing.speed).toBe(0.3);
    expect(regionOf(read, 'multifamily-2006-2', 'second')).toBe('east');
    expect(regionOf(read, 'alt-a', 'second, lag 22')).toBe('west');
    expect(regionOf(read, 'alt-a', 'fixed')).toBeUndefined();
  });

  it('tells every parameter with its default', () => {
    const told = new Map([...PAGE.matchAll(/^\| `(\w+\.\w+)` \| .*? \| (.*?) \|/gm)].map(([, name, value]) => [name, value]));
    const numberOf = (text = '') => (text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text));
    for (const [section, fields] of Object.entries(PARAMETERS)) {
      const defaults: Readonly<Record<string, unknown>> = Object.fromEntries(
        Object.entries(DEFAULT_BEHAVIOUR[section as keyof typeof PARAMETERS]),
      );
      for (const field of Object.keys(fields))
        expect(numberOf(told.get(`${section}.${field}`)), `${section}.${field}`).toBeCloseTo(Number(defaults[field]), 12);
    }
    expect(told.get('turnover.seasonality')).toBe(DEFAULT_BEHAVIOUR.turnover.seasonality.join(', '));
    expect(told.size).toBe(Object.values(PARAMETERS).reduce((sum, fields) => sum + Object.keys(fields).length, 1));
  });
});

describe('the defaults', () => {
  it('are within half a point of CPR of Richard and Roll at a mortgage rate of 6 %, from 2 points below it to 3 above', () => {
    const { turnover, refinancing } = DEFAULT_BEHAVIOUR;
    for (let incentive = -0.02; incentive <= 0.0301; incentive += 0.001) {
      const published = 0.2406 - 0.1389 * Math.atan(5.952 * (1.089 - (0.06 + incentive) / 0.06));
      const share = 1 / (1 + Math.exp(-refinancing.steepness * (incentive - refinancing.centre)));
      expect(Math.abs(turnover.speed + refinancing.speed * share - published), String(incentive)).toBeLessThan(0.005);
    }
  });

  it('burn out as their pool factor after three years at two points', () => {
    // Half-month steps of Richard and Roll's own: speed at two points x (0.3 + 0.7 x pool factor).
    const speed = 0.2406 - 0.1389 * Math.atan(5.952 * (1.089 - 0.08 / 0.06));
    let factor = 1;
    for (let month = 0; month < 36; month++) factor *= (1 - speed * (0.3 + 0.7 * factor)) ** (1 / 12);
    expect(Math.abs(Math.exp(-DEFAULT_BEHAVIOUR.refinancing.burnout * 3 * 0.02) - (0.3 + 0.7 * factor))).toBeLessThan(0.03);
  });
});

describe('a file', () => {
  it('is read again as it was written', () => {
    const read = behaviourFromText(EXAMPLE);
    expect(behaviourFromText(behaviourText('again', read, ['fitted to nothing: a comment']))).toEqual(read);
    const bare = behaviourFromText('behaviour: bare');
    expect(bare).toEqual({ ...DEFAULT_BEHAVIOUR, cohorts: {}, regions: [] });
    expect(behaviourFromText(behaviourText('bare', bare))).toEqual(bare);
  });

  it('with faults has all of them told, of shape and of range, with the file and the place', () => {
    const text = `
turnover: {speed: 120%, ramps: 30, seasonality: [1, 1]}
refinancing: {ramp: 2.5, centre: 50%}
default: fast
cohorts:
  second: {severity: {cost: 2}, turnover: {seasonality: [1, 1, 1, 1, 1, 9, 1, 1, 1, 1, 1, 1]}}
regions: [{trust: a}]
`;
    const faults = thrownBy(() => behaviourFromText(text, 'b.yaml'));
    expect(faults.every(({ file }) => file === 'b.yaml')).toBe(true);
    expect(faults.map(({ code, place }) => `${code} ${place}`).toSorted()).toEqual(
      [
        'BEHAVIOUR_SHAPE behaviour',
        'BEHAVIOUR_SHAPE default',
        'BEHAVIOUR_SHAPE regions[0].group',
        'BEHAVIOUR_SHAPE turnover.ramps',
        'BEHAVIOUR_SHAPE turnover.seasonality',
        'BEHAVIOUR_RANGE cohorts.second.severity.cost',
        'BEHAVIOUR_RANGE cohorts.second.turnover.seasonality[5]',
        'BEHAVIOUR_RANGE refinancing.centre',
        'BEHAVIOUR_RANGE refinancing.ramp',
        'BEHAVIOUR_RANGE turnover.speed',
      ].toSorted(),
    );
  });

  it('that names what there is not is refused with every name', () => {
    const trust = { name: 'alt-a', deal: { assumptions: [{ name: 'fixed' }] } };
    const behaviour: Behaviour = {
      ...DEFAULT_BEHAVIOUR,
      cohorts: { fixd: DEFAULT_BEHAVIOUR },
      regions: [
        { trust: 'alt-b', group: 'west' },
        { cohort: 'fixed', group: 'north' },
      ],
    };
    const faults = thrownBy(() => checkRegions(behaviour, { trusts: [{ ok: true, trust }] }, [{ name: 'west' }]));
    expect(faults.map(({ place }) => place)).toEqual(['cohorts.fixd', 'regions[0].trust', 'regions[1].group']);
  });
});

describe('loan-to-values of a cohort', () => {
  const groups = [
    { name: 'west', states: ['CA', 'NV'], growth: [0.03], volatility: 0.06 },
    { name: 'rest', growth: [0.03], volatility: 0.06 },
  ];
  const exposures = [
    { assumption: 1, state: 'CA', ltv: 0.82, upb: 100 },
    { assumption: 1, state: 'NV', ltv: 0.84, upb: 300 },
    { assumption: 1, state: 'NY', ltv: 1.2, upb: 400 },
    { assumption: 1, state: 'NY', ltv: null, upb: 999 },
    { assumption: 2, state: 'CA', ltv: 0.5, upb: 200 },
    { assumption: 3, state: null, ltv: null, upb: 50 },
  ];
  const trust = {
    name: 'alt-a',
    deal: { assumptions: [{ name: '' }, { name: 'fixed' }, { name: 'second' }, { name: 'late' }] },
    tape: { exposures },
  };

  it('are its own, by the group of home prices of their states', () => {
    const of = exposureOf(trust, DEFAULT_BEHAVIOUR, groups);
    // CA and NV stand within a twentieth: (0.82 x 100 + 0.84 x 300) / 400.
    expect(of(1)).toEqual([
      { weight: 0.5, ltv: expect.closeTo(0.835, 12), group: 'west' },
      { weight: 0.5, ltv: expect.closeTo(1.2, 12), group: 'rest' },
    ]);
    expect(of(2)).toEqual([{ weight: 1, ltv: 0.5, group: 'west' }]);
    // Nothing is known of the third: it is as the trust, 1,000 in all.
    expect(of(3).map(({ weight }) => weight)).toEqual([0.4, 0.4, 0.2]);
  });

  it('follow the group that a rule names instead', () => {
    const of = exposureOf(trust, { ...DEFAULT_BEHAVIOUR, regions: [{ cohort: 'second', group: 'rest' }] }, groups);
    expect(of(2)[0]!.group).toBe('rest');
    expect(of(1)[0]!.group).toBe('west');
  });

  it('are 80 % where no tape says any', () => {
    const bare = { ...trust, tape: { exposures: exposures.map((each) => ({ ...each, ltv: null })) } };
    expect(hasLtv(bare)).toBe(false);
    expect(exposureOf(bare, DEFAULT_BEHAVIOUR, [])(1)).toEqual([{ weight: 1, ltv: 0.8 }]);
  });
});
