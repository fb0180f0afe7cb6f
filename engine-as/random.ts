// Random words by number: a counter goes in, four words come out, and nothing is remembered. Which path draws which word follows from the
// path's own number, so that blocks and threads cannot change it.
//
//   counter = | point | group of four levels of a driver | randomization | stream |      key = | seed, low | seed, high |
//
// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011): Philox 4x32, 10 rounds.

import * as L from './layout';
import { region } from './memory';

const ROUNDS: i32 = 10;
/** Multipliers, four lanes each. */
const FACTOR_0: usize = memory.data<u32>([0xd2511f53, 0xd2511f53, 0xd2511f53, 0xd2511f53], 16);
const FACTOR_1: usize = memory.data<u32>([0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57], 16);
/** What the key grows by each round. */
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;

/** Counters of a stream are never those of another. */
export const STREAM_PATHS: u32 = 0;
export const STREAM_SCRAMBLES: u32 = 1;

// @ts-ignore: decorator
@inline
export function planWord(word: i32): u32 {
  return load<u32>(region(L.REGION_PATH_PLAN) + (<usize>word << 2));
}

/**
 * Four words of each of four counters that differ in their first word: lane by lane, word j in the row `stride` bytes after word j - 1.
 *
 * Shape: `first` is four u32.
 */
export function philox(first: v128, second: u32, third: u32, fourth: u32, key0: u32, key1: u32, to: usize, stride: usize): void {
  const factor0 = v128.load(FACTOR_0);
  const factor1 = v128.load(FACTOR_1);
  let c0 = first;
  let c1 = i32x4.splat(second);
  let c2 = i32x4.splat(third);
  let c3 = i32x4.splat(fourth);
  for (let round = 0; round < ROUNDS; round++) {
    // Products of 64 bits, two lanes in each vector.
    const a = i64x2.extmul_low_i32x4_u(c0, factor0);
    const b = i64x2.extmul_high_i32x4_u(c0, factor0);
    const c = i64x2.extmul_low_i32x4_u(c2, factor1);
    const d = i64x2.extmul_high_i32x4_u(c2, factor1);
    c0 = v128.xor(v128.xor(i32x4.shuffle(c, d, 1, 3, 5, 7), c1), i32x4.splat(key0));
    c2 = v128.xor(v128.xor(i32x4.shuffle(a, b, 1, 3, 5, 7), c3), i32x4.splat(key1));
    c1 = i32x4.shuffle(c, d, 0, 2, 4, 6);
    c3 = i32x4.shuffle(a, b, 0, 2, 4, 6);
    key0 += WEYL_0;
    key1 += WEYL_1;
  }
  v128.store(to, c0);
  v128.store(to + stride, c1);
  v128.store(to + 2 * stride, c2);
  v128.store(to + 3 * stride, c3);
}

/** Four levels of one driver on the sixteen points at `points`: rows of sixteen words from `to` on. */
export function randomRows(points: usize, group: u32, to: usize): void {
  const randomization = planWord(L.PLAN_RANDOMIZATION);
  const key0 = planWord(L.PLAN_SEED_LOW);
  const key1 = planWord(L.PLAN_SEED_HIGH);
  for (let lane: usize = 0; lane < 64; lane += 16) {
    philox(v128.load(points + lane), group, randomization, STREAM_PATHS, key0, key1, to + lane, 64);
  }
}

/** For tests: the counter and key that stand in the plan from PLAN_COUNTER on are followed there by their four words. */
export function philoxOfPlan(): void {
  const at = region(L.REGION_PATH_PLAN) + (<usize>L.PLAN_COUNTER << 2);
  const words = memory.data(64, 16);
  philox(i32x4.splat(load<u32>(at)), load<u32>(at, 4), load<u32>(at, 8), load<u32>(at, 12), load<u32>(at, 16), load<u32>(at, 20), words, 16);
  for (let word: usize = 0; word < 4; word++) store<u32>(at + 24 + (word << 2), load<u32>(words + (word << 4)));
}
