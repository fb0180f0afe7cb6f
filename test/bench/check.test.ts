/** What the guard says, and what it holds against each other. */
import { describe, expect, it } from 'vitest';
import { verdicts } from '../../bench/check.ts';
import { holdsOf } from '../../bench/holds.ts';
import { coresGained, ratiosOf } from '../../bench/ratios.ts';
import type { Measured } from '../../bench/workloads/workload.ts';

const MEASURED: Measured = {
  workload: 'trust',
  about: '',
  when: '2025-01-30T00:00:00Z',
  machine: { processor: 'p', cores: 2, gigabytes: 8, node: '26', v8: '14', commit: 'c', load: 0 },
  seed: 1,
  scale: 1,
  size: {},
  timings: [
    {
      way: 'weir',
      workers: 1,
      seconds: 2,
      rounds: [2, 3],
      processor: 4,
      processorRounds: [2, 4],
      work: { live: 8e9, all: 9e9, stepped: 8e9 },
    },
  ],
  scaling: null,
  stages: [],
  peakMegabytes: 1,
  yardstick: [1.5, 2],
  loops: [
    {
      about: 'schedules',
      compared: { nanoseconds: 1, comparators: [{ name: 'c-scalar', nanoseconds: 3, ratio: 3, ratios: [2.9, 3.1] }] },
    },
  ],
  found: [],
  figures: [],
};

describe('ratios', () => {
  it('are loan-month-paths in the time of one of the yardstick, round by round, and the times of other programs', () => {
    // 8e9 in 2 s at 1.5 ns: 6; in 4 s at 2 ns: 4.
    expect([...ratiosOf(MEASURED)]).toEqual([
      ['trust, 1 thread', [6, 4]],
      ['trust, schedules, c-scalar', [2.9, 3.1]],
    ]);
  });
});

describe('what a second core gives', () => {
  it('is the processor time of one worker over the clock of two', () => {
    const [one] = MEASURED.timings;
    if (one === undefined) throw new Error('no timing');
    expect(coresGained([one, { ...one, workers: 2, seconds: 2.5 }])).toBe(1.6);
    expect(coresGained([one])).toBeNull();
  });
});

describe('the guard', () => {
  it('fails a ratio whose median is more than 15 % below the recorded one, and no other', () => {
    const recorded = { held: 10, fallen: 10, gone: 10 };
    const measured = new Map([
      ['held', [8.4, 8.6, 20]],
      ['fallen', [8.4, 8.4, 20]],
      ['new', [1]],
    ]);
    expect(verdicts(recorded, measured)).toEqual([
      { name: 'held', recorded: 10, measured: 8.6, holds: true },
      { name: 'fallen', recorded: 10, measured: 8.4, holds: false },
    ]);
  });
});

describe('numbers to hold', () => {
  it('are told of what was measured whole: shares of stages, clocks brought to one, ways against each other', () => {
    const stages = [
      { stage: 'schedule', seconds: 7 },
      { stage: 'credit', seconds: 2 },
      { stage: 'waterfall', seconds: 1 },
    ] as const;
    expect(holdsOf({ ...MEASURED, stages })).toEqual([
      { what: 'credit and waterfall, share', measured: 0.3, most: 0.2, holds: false },
    ]);
    expect(holdsOf({ ...MEASURED, stages, scale: 0.5 })).toEqual([]);

    const limit = { clock: 4, operations: 5, operationsACycle: 2.5, ofMeasured: 0.6, ofTwo: 1.2 };
    const about = 'adjustable schedule, annual resets';
    const comparators = [{ name: 'c-scalar', nanoseconds: 2, ratio: 4, ratios: [4] }];
    // 0.5 ns at 4 GHz are two cycles, 0.8 ns at 2.5 GHz.
    expect(
      holdsOf({ ...MEASURED, workload: 'loops', loops: [{ about, compared: { nanoseconds: 0.5, comparators, limit } }] }),
    ).toEqual([
      { what: `${about}, against c-scalar`, measured: 4, least: 3, holds: true },
      { what: `${about}, ns on a 2.5 GHz core`, measured: 0.8, most: 0.9, holds: true },
    ]);

    const [timing] = MEASURED.timings;
    if (timing === undefined) throw new Error('no timing');
    const timings = [
      { ...timing, way: 'through the service', against: 'in process' },
      { ...timing, way: 'in process', rounds: [1, 2] },
    ];
    // Round by round 2 / 1 and 3 / 2: the median is 1.75.
    expect(holdsOf({ ...MEASURED, workload: 'api-run', timings })).toEqual([
      { what: 'through the service, against in process', measured: 1.75, most: 1.05, holds: false },
    ]);
  });
});
