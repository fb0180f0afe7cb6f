/** Fits of behaviour: parameters that data were made with, standard errors by the closed form of linear least squares, and what is refused. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_BEHAVIOUR } from '../../host/scenarios/behaviour.ts';
import { type BehaviourFit, fitBehaviour } from '../../host/scenarios/behaviourFit.ts';
import type { Observation } from '../../host/scenarios/behaviourHistory.ts';
import { thrownBy } from '../deal/small.ts';

const smm = (cpr: number) => 1 - (1 - cpr) ** (1 / 12);
const s = (x: number, steepness: number, centre: number) => 1 / (1 + Math.exp(-steepness * (x - centre)));
const LEVEL_SEASONS = { ...DEFAULT_BEHAVIOUR.turnover, seasonality: Array<number>(12).fill(1) };
const TERMS = { ...DEFAULT_BEHAVIOUR, turnover: LEVEL_SEASONS };

const BARE: Observation = {
  trust: 'one',
  month: 24_000,
  balance: 1e6,
  prepaid: 0,
  defaulted: 0,
  heat: 0,
  turnover: 1,
  refinanced: 1,
};
const named = ({ functions }: BehaviourFit, name: string) =>
  functions.flatMap(({ parameters }) => parameters).find((parameter) => parameter.name === name)!;

describe('data made with known parameters', () => {
  /** Incentives from 2 points below to 3 above, of pools of several ages, with 100 % of burnout known. */
  const history = Array.from({ length: 120 }, (_, k): Observation => {
    const incentive = -0.02 + (0.05 * ((7 * k) % 120)) / 119;
    const [heat, turnover, refinanced] = [(k % 5) * 0.01, 0.4 + 0.1 * (k % 7), 1 - 0.1 * (k % 3)];
    const ltv = [
      { weight: 0.25, ltv: 0.6 + (k % 11) * 0.05 },
      { weight: 0.75, ltv: 0.9 + (k % 11) * 0.05 },
    ];
    const prepaid = smm(0.05) * turnover + smm(0.45) * refinanced * s(incentive, 220, 0.008) * Math.exp(-12 * heat);
    const l = ltv.reduce((sum, each) => sum + each.weight * s(each.ltv, 5, 1), 0);
    return {
      ...BARE,
      month: 24_000 + k,
      balance: 1e6 * (1 + (k % 4)),
      incentive,
      heat,
      turnover,
      refinanced,
      ltv,
      prepaid,
      defaulted: 0.01 * (0.1 + 0.9 * l),
    };
  });

  it('gives them back, and no error', () => {
    const fit = fitBehaviour(history, {
      terms: TERMS,
      parameters: [
        'turnover.speed',
        'refinancing.speed',
        'refinancing.steepness',
        'refinancing.centre',
        'refinancing.burnout',
        'default.steepness',
      ],
    });
    expect(fit.terms.turnover.speed).toBeCloseTo(0.05, 6);
    expect(fit.terms.refinancing.speed).toBeCloseTo(0.45, 6);
    expect(fit.terms.refinancing.steepness).toBeCloseTo(220, 3);
    expect(fit.terms.refinancing.centre).toBeCloseTo(0.008, 8);
    expect(fit.terms.refinancing.burnout).toBeCloseTo(12, 4);
    expect(fit.terms.default.steepness).toBeCloseTo(5, 5);
    // What is not fitted stays.
    expect(fit.terms.refinancing.ramp).toBe(TERMS.refinancing.ramp);
    const [prepayment, defaults] = fit.functions;
    expect(prepayment).toMatchObject({ of: 'prepayment', observations: 120, trusts: 1, months: [24_000, 24_119] });
    expect(prepayment!.error).toBeLessThan(1e-9);
    expect(prepayment!.explained).toBeCloseTo(1, 10);
    expect(defaults!.of).toBe('default');
  });
});

describe('standard errors', () => {
  it('are those of least squares where the function is linear: two means and their difference', () => {
    // Ten months in which an incentive leads nobody anywhere, ten in which everybody: speeds of 0.5 % and 2 %, each off by 0.1 % both ways.
    const history = Array.from({ length: 20 }, (_, k): Observation => {
      const isRefinanced = k >= 10;
      return {
        ...BARE,
        incentive: isRefinanced ? 0.5 : -0.5,
        prepaid: (isRefinanced ? 0.02 : 0.005) + (k % 2 === 0 ? 0.001 : -0.001),
      };
    });
    const fit = fitBehaviour(history, { terms: TERMS, parameters: ['turnover.speed', 'refinancing.speed'] });
    // Variance of the residuals: 20 x 0.001^2 over 18. Of a mean of ten a tenth of it, of the difference of two means a fifth.
    const variance = (20 * 0.001 ** 2) / 18;
    // From SMM to CPR: d CPR = 12 (1 - smm)^11 d SMM.
    const slope = (monthly: number) => 12 * (1 - monthly) ** 11;
    expect(named(fit, 'turnover.speed').value).toBeCloseTo(1 - 0.995 ** 12, 8);
    expect(named(fit, 'turnover.speed').standardError / (slope(0.005) * Math.sqrt(variance / 10))).toBeCloseTo(1, 5);
    expect(named(fit, 'refinancing.speed').value).toBeCloseTo(1 - 0.985 ** 12, 8);
    expect(named(fit, 'refinancing.speed').standardError / (slope(0.015) * Math.sqrt(variance / 5))).toBeCloseTo(1, 5);
    expect(fit.functions[0]!.error).toBeCloseTo(0.001, 10);
  });
});

describe('a history that cannot carry a fit', () => {
  it('is refused with all that it lacks', () => {
    const short = Array.from(
      { length: 15 },
      (_, k): Observation => ({ ...BARE, incentive: 0.01 + 0.0001 * k, prepaid: 0.01 + 0.0001 * k }),
    );
    expect(thrownBy(() => fitBehaviour(short, { terms: TERMS }))).toMatchObject([
      { code: 'BEHAVIOUR_HISTORY', place: 'prepayment', got: '15 months of trusts' },
      { code: 'BEHAVIOUR_HISTORY', place: 'prepayment', got: 'incentive from 1.00 to 1.14 %' },
      { code: 'BEHAVIOUR_HISTORY', place: 'default', got: '0 months of trusts' },
    ]);
  });

  it('is refused by the parameter that it does not tell', () => {
    // Speeds that have nothing to do with incentives.
    const noise = Array.from(
      { length: 80 },
      (_, k): Observation => ({ ...BARE, incentive: -0.01 + 0.0004 * k, prepaid: 0.01 + 0.004 * Math.cos(2.4 * k) }),
    );
    const faults = thrownBy(() =>
      fitBehaviour(noise, { terms: TERMS, parameters: ['refinancing.speed', 'refinancing.steepness', 'refinancing.centre'] }),
    );
    expect(faults.length).toBeGreaterThan(0);
    for (const { code, place } of faults) {
      expect(code).toBe('BEHAVIOUR_HISTORY');
      expect(place).toMatch(/^refinancing\./);
    }
  });

  it('and so is a parameter that there is not', () => {
    expect(thrownBy(() => fitBehaviour([], { terms: TERMS, parameters: ['severity.cost'] }))).toMatchObject([
      { code: 'REQUEST_INVALID', place: 'parameters', got: "'severity.cost'" },
    ]);
  });
});
