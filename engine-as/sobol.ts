// Sobol points by number, in the order of the Gray code: point i is the sum without carry of the direction numbers at the bits of
// i ^ (i >> 1). A block begins with its own first point and takes one step a point, so a point does not depend on where blocks begin.
//
// Independent randomizations keep the points' even spread: Owen's nested scrambling by a hash, or a shift of the digits.
//
// Sources: I. M. Sobol (1967); I. A. Antonov, V. M. Saleev (1979); directions: host/engine/sobolDirections.ts. Scrambling: A. B. Owen,
// Randomly permuted (t,m,s)-nets (1995), by the hash of S. Laine and T. Karras (2011) in the form of N. Vegdahl (2021) and B. Burley (2020).

import * as L from './layout';
import { STREAM_SCRAMBLES, philox, planWord } from './random';
import { region, shapeOf } from './memory';

const ROW: usize = <usize>L.DIRECTION_WORDS << 2;
/** Bits of a nibble in reverse, in the upper half and in the lower half of a byte; bytes of four words in reverse. */
const LOW_NIBBLE: usize = memory.data<u8>([0x00, 0x80, 0x40, 0xc0, 0x20, 0xa0, 0x60, 0xe0, 0x10, 0x90, 0x50, 0xd0, 0x30, 0xb0, 0x70, 0xf0], 16);
const HIGH_NIBBLE: usize = memory.data<u8>([0x0, 0x8, 0x4, 0xc, 0x2, 0xa, 0x6, 0xe, 0x1, 0x9, 0x5, 0xd, 0x3, 0xb, 0x7, 0xf], 16);

// @ts-ignore: decorator
@inline
function reversed(x: v128): v128 {
  x = i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  const low = i8x16.swizzle(v128.load(LOW_NIBBLE), v128.and(x, i8x16.splat(15)));
  return v128.or(low, i8x16.swizzle(v128.load(HIGH_NIBBLE), i8x16.shr_u(x, 4)));
}

/** Once a call: the seed of the hash and the shift of every dimension, behind its direction numbers. Zeros where points are not scrambled. */
export function makeScrambles(): void {
  const flags = planWord(L.PLAN_FLAGS);
  const dimensions = shapeOf(L.SHAPE_DIMENSIONS);
  const words = memory.data(64, 16);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const at = region(L.REGION_DIRECTIONS) + <usize>dimension * ROW;
    philox(i32x4.splat(dimension), 0, planWord(L.PLAN_RANDOMIZATION), STREAM_SCRAMBLES, planWord(L.PLAN_SEED_LOW), planWord(L.PLAN_SEED_HIGH), words, 16);
    store<u32>(at + (<usize>L.DIRECTION_HASH << 2), load<u32>(words));
    store<u32>(at + (<usize>L.DIRECTION_SHIFT << 2), (flags & (L.PLAN_OWEN | L.PLAN_SHIFT)) != 0 ? load<u32>(words, 16) : 0);
  }
}

/** Sixteen words of one dimension, at the points from `points` on, each the one before it or the next. */
export function sobolRow(points: usize, dimension: i32, to: usize): void {
  const directions = region(L.REGION_DIRECTIONS) + <usize>dimension * ROW;
  let point = load<u32>(points);
  let word: u32 = 0;
  for (let gray = point ^ (point >> 1); gray != 0; gray &= gray - 1) word ^= load<u32>(directions + (<usize>ctz(gray) << 2));
  store<u32>(to, word);
  for (let lane: usize = 4; lane < 64; lane += 4) {
    const next = load<u32>(points + lane);
    if (next != point) word ^= load<u32>(directions + (<usize>ctz(next) << 2));
    point = next;
    store<u32>(to + lane, word);
  }
  const shift = v128.load32_splat(directions + (<usize>L.DIRECTION_SHIFT << 2));
  const isOwen = (planWord(L.PLAN_FLAGS) & L.PLAN_OWEN) != 0;
  const seed = load<u32>(directions + (<usize>L.DIRECTION_HASH << 2));
  for (let lane: usize = 0; lane < 64; lane += 16) {
    let x = v128.load(to + lane);
    if (isOwen) x = hashed(x, seed);
    v128.store(to + lane, v128.xor(reversed(x), shift));
  }
}

/** A hash in which a bit depends on itself and on those below it: of words in reverse, a nested scrambling. */
// @ts-ignore: decorator
@inline
function hashed(x: v128, seed: u32): v128 {
  x = v128.xor(x, i32x4.mul(x, i32x4.splat(0x3d20adea)));
  x = i32x4.add(x, i32x4.splat(seed));
  x = i32x4.mul(x, i32x4.splat((seed >> 16) | 1));
  x = v128.xor(x, i32x4.mul(x, i32x4.splat(0x05526c56)));
  return v128.xor(x, i32x4.mul(x, i32x4.splat(0x53a22864)));
}
