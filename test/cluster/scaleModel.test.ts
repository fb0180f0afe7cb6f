/** The simulated cluster takes the times that one can work out by hand. */
import { describe, expect, it } from 'vitest';
import { type Costs, type Machines, type Portfolio, saturation, simulateCluster } from '../../bench/scaleModel.ts';

/** Nothing costs anything but what a test says. */
const FREE: Costs = {
  computeALane: 0,
  computeFixed: 0,
  trust: 0,
  send: 0,
  receive: 0,
  queue: 0,
  handle: 0,
  trustBytes: 0,
  setBytes: 0,
  blockBytes: 0,
  resultBytes: 0,
};
const MACHINES: Machines = { slots: 1, slotsAProcess: 1, databaseCores: 1, storageRate: 1, storageLatency: 0, clients: 1 };
/** Ten trusts of a hundred loans, in four tasks of ten paths each. */
const PORTFOLIO: Portfolio = { loans: Array(10).fill(100), sets: 2, blocksASet: 2, pathsABlock: 10 };

describe('a simulated cluster', () => {
  it('takes on one slot the sum of all tasks, on four a quarter of it', () => {
    // 40 tasks of 1,000 lanes at a thousandth of a second and 1 s besides: 2 s each.
    const costs = { ...FREE, computeALane: 0.001, computeFixed: 1 };
    expect(simulateCluster(PORTFOLIO, costs, MACHINES)).toMatchObject({ tasks: 40, seconds: 80, processorSeconds: 80 });
    const four = simulateCluster(PORTFOLIO, costs, { ...MACHINES, slots: 4 });
    expect(four.seconds).toBeCloseTo(20, 9);
    expect(four.busy.slots).toBeCloseTo(1, 9);
  });

  it('is held up by the process that waits, however many slots there are, and less by two of them', () => {
    // 10 trusts at 1 s, 40 tasks at 0.5 s to send and 0.25 s to take in: 40 s of the one who waits.
    const costs = { ...FREE, computeFixed: 0.001, trust: 1, send: 0.5, receive: 0.25 };
    const one = simulateCluster(PORTFOLIO, costs, { ...MACHINES, slots: 100 });
    expect(one.seconds).toBeGreaterThanOrEqual(40);
    expect(one.seconds).toBeLessThan(40.1);
    expect(one.busy.clients).toBeGreaterThan(0.99);
    const two = simulateCluster(PORTFOLIO, costs, { ...MACHINES, slots: 100, clients: 2 });
    expect(two.seconds).toBeCloseTo(one.seconds / 2, 1);
  });

  it('is held up by the database, and less by one of two cores', () => {
    // 40 tasks at 1 s of a core.
    const costs = { ...FREE, queue: 1, computeFixed: 0.001 };
    expect(simulateCluster(PORTFOLIO, costs, { ...MACHINES, slots: 100 }).seconds).toBeCloseTo(40, 1);
    expect(simulateCluster(PORTFOLIO, costs, { ...MACHINES, slots: 100, databaseCores: 2 }).seconds).toBeCloseTo(20, 1);
  });

  it('is held up by the line to storage, over which trusts go once to each process that has a task of them', () => {
    // Each task: a block there and back, a result there and back, at 1 byte a second: 4 s; each trust and its two sets: 30 s, once
    // into storage and once to the one process.
    const costs = { ...FREE, blockBytes: 1, resultBytes: 1, trustBytes: 10, setBytes: 10 };
    const { seconds, bytes, storedBytes, busy } = simulateCluster(PORTFOLIO, costs, MACHINES);
    expect([seconds, bytes]).toEqual([40 * 4 + 10 * 60, 40 * 4 + 10 * 60]);
    expect(storedBytes).toBe(40 * 2 + 10 * 30);
    expect(busy.storage).toBe(1);
  });

  it('waits for every request, but not for all of them one after another', () => {
    // Of one task: block out, block in, result out, result in: 4 requests; of its trust one more, for which nothing else can begin.
    const one = { ...PORTFOLIO, loans: [100], sets: 1, blocksASet: 1 };
    expect(simulateCluster(one, FREE, { ...MACHINES, storageLatency: 1 }).seconds).toBe(5);
    expect(simulateCluster(PORTFOLIO, FREE, { ...MACHINES, slots: 40, storageLatency: 1 }).seconds).toBe(5);
  });

  it('saturates each part where the closed form says', () => {
    const costs = {
      ...FREE,
      computeFixed: 2,
      trust: 0.4,
      send: 0.05,
      receive: 0.05,
      queue: 0.1,
      blockBytes: 10,
      resultBytes: 10,
    };
    const machines = { ...MACHINES, databaseCores: 2, storageRate: 800 };
    // A task is 2 s of a slot; 0.2 s of the one who waits, with a quarter of a trust; 0.1 s of two cores; 40 bytes at 800 a second.
    const slots = saturation(PORTFOLIO, costs, machines);
    expect(slots.client).toBeCloseTo(2 / 0.2, 12);
    expect(slots.database).toBeCloseTo((2 * 2) / 0.1, 12);
    expect(slots.storage).toBeCloseTo((800 * 2) / 40, 12);
  });
});
