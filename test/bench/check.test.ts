/** What the guard says, and what it holds against each other. */
import { describe, expect, it } from 'vitest';
import { verdicts } from '../../bench/check.ts';
import { ratiosOf } from '../../bench/ratios.ts';
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
