/** The search alone, on functions whose turns are known. */
import { describe, expect, it } from 'vitest';
import {
  BASE_LANE,
  type DRIVERS,
  type Lane,
  laneKey,
  laneScenario,
  search,
  TOLERANCE,
} from '../../host/analysis/breakEvenSearch.ts';

const along = (driver: (typeof DRIVERS)[number]) => (multiple: number) => ({ ...BASE_LANE, [driver]: multiple });
const identity = async (lanes: readonly Lane[]) => lanes;

describe('a search', () => {
  it('finds where something begins to hold, to a ten-thousandth of the multiple', async () => {
    const edges = [0.003, 0.7, 1.0001, Math.PI, 17.3, 99.99];
    const questions = edges.map((edge) => ({ lane: along('default'), holds: (lane: Lane) => lane.default >= edge }));
    const { turns } = await search(questions, 100, identity);
    turns.forEach(({ inBase, down, up }, place) => {
      const edge = edges[place]!;
      expect(inBase).toBe(edge <= 1);
      const found = (inBase ? down : up)!;
      expect(inBase ? up : down).toBeNull();
      // It holds at what is found, and no longer a ten-thousandth below.
      expect(found).toBeGreaterThanOrEqual(edge);
      expect(found - edge).toBeLessThanOrEqual(TOLERANCE * Math.max(found, 0.01));
    });
  });

  it('finds turns to both sides of the base case', async () => {
    const holds = (lane: Lane) => lane.prepayment < 0.42 || lane.prepayment > 2.31;
    const { turns } = await search(
      [
        { lane: along('prepayment'), holds },
        { lane: along('prepayment'), holds: (lane) => !holds(lane) },
      ],
      100,
      identity,
    );
    const [outside, within] = turns;
    expect(outside!.inBase).toBe(false);
    expect(outside!.down).toBeCloseTo(0.42, 4);
    expect(outside!.down).toBeLessThan(0.42);
    expect(outside!.up).toBeCloseTo(2.31, 3);
    expect(outside!.up).toBeGreaterThan(2.31);
    expect(within!.inBase).toBe(true);
    // Here the ends at which it holds are the inner ones.
    expect(within!.down).toBeGreaterThanOrEqual(0.42);
    expect(within!.up).toBeLessThanOrEqual(2.31);
  });

  it('tells the turn nearest to 1 where there are several', async () => {
    const holds = ({ severity }: Lane) => (severity > 3.2 && severity < 6.1) || severity > 20;
    const { turns } = await search([{ lane: along('severity'), holds }], 100, identity);
    expect(turns[0]!.up).toBeCloseTo(3.2, 3);
  });

  it('looks up to the bound and no farther', async () => {
    const seen: number[] = [];
    const evaluate = async (lanes: readonly Lane[]) => {
      seen.push(...lanes.map((lane) => lane.default));
      return lanes;
    };
    const { turns } = await search([{ lane: along('default'), holds: (lane) => lane.default > 7.5 }], 7, evaluate);
    expect(turns).toEqual([{ inBase: false, down: null, up: null }]);
    expect(Math.max(...seen)).toBe(7);
    expect(Math.min(...seen)).toBe(0);
  });

  it('projects each lane once, however many ask for it, and all brackets of a round together', async () => {
    const seen: string[] = [];
    let calls = 0;
    const evaluate = async (lanes: readonly Lane[]) => {
      calls += 1;
      seen.push(...lanes.map(laneKey));
      return lanes;
    };
    const questions = [2.2, 2.2, 2.21, 5.5].map((edge) => ({
      lane: along('default'),
      holds: (lane: Lane) => lane.default > edge,
    }));
    const { lanes, rounds } = await search(questions, 100, evaluate);
    expect(new Set(seen).size).toBe(seen.length);
    expect([lanes, rounds]).toEqual([seen.length, calls]);
    // From a bracket of 1 a round leaves a quarter: 1 / 4^6 is below 5.5 ten-thousandths, and one round was the coarse one.
    expect(rounds).toBeLessThanOrEqual(8);
  });

  it('multiplies what the base case multiplies already', () => {
    const lane = { default: 3, severity: 2, prepayment: 0.5 };
    expect(laneScenario({ name: 'base', defaultMultiple: 2, lag: 7 }, lane)).toEqual({
      name: laneKey(lane),
      lag: 7,
      defaultMultiple: 6,
      severityMultiple: 2,
      prepaymentMultiple: 0.5,
    });
  });
});
