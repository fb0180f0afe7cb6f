/** What paths are drawn from: the kernel's functions, its random words and its Sobol points, against published values and theory. */
import type { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import { generatePaths, NO_LOANS, openPlan } from '../../host/engine/generate.ts';
import { Kernel, type KernelBuild, kernelModule } from '../../host/engine/kernel.ts';
import { dimensionsOf, type Sampling } from '../../host/engine/paths.ts';
import { directionSeeds, reversedDirections, SOBOL_DIMENSIONS } from '../../host/engine/sobolDirections.ts';
import { normalBelow } from '../../host/scenarios/market/normal.ts';
import { PLAIN, variablesPlan } from './pathPlans.ts';
import * as precise from './precise.ts';

/** Numbers in [0, 1) by Lehmer's generator: inputs of tests. */
function numbers(count: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  });
}

function evaluate(build: KernelBuild, which: number, inputs: Float64Array): Float64Array {
  const kernel = new Kernel(kernelModule(build));
  kernel.open({ ...NO_LOANS, paths: inputs.length });
  kernel.floats(L.REGION_VALUES).set(inputs);
  kernel.functionOnly(which);
  return kernel.floats(L.REGION_VALUES).slice(kernel.rowLength, kernel.rowLength + inputs.length);
}

const worst = (got: Float64Array, wanted: (place: number) => Decimal) =>
  got.reduce((most, value, place) => Math.max(most, precise.unitsOff(value, wanted(place))), 0);

describe.each(['release', 'debug'] as const)('the %s kernel', (build) => {
  it('raises e to a power within one unit of the last place', () => {
    const inputs = numbers(1000).map((u, k) => (k % 2 === 0 ? 1400 * u - 700 : 2 * u - 1));
    const got = evaluate(build, L.FUNCTION_EXPONENTIAL, inputs);
    expect(worst(got, (k) => precise.exponential(inputs[k]!))).toBeLessThan(1);
    expect([...evaluate(build, L.FUNCTION_EXPONENTIAL, Float64Array.of(0, -0, Math.LN2))]).toEqual([1, 1, 2]);
  });

  it('holds powers where numbers would end', () => {
    const [low = 0, lower, high = 0, higher] = evaluate(build, L.FUNCTION_EXPONENTIAL, Float64Array.of(-708, -1e300, 709, 1e300));
    expect(lower).toBe(low);
    expect(higher).toBe(high);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it('takes logarithms within one unit of the last place', () => {
    const inputs = numbers(1000).map((u, k) => (k % 3 === 0 ? u : k % 3 === 1 ? 1 + 1e-3 * (u - 0.5) : 2 ** (2000 * u - 1000)));
    const got = evaluate(build, L.FUNCTION_LOGARITHM, inputs);
    expect(worst(got, (k) => precise.logarithm(inputs[k]!))).toBeLessThan(1);
    expect([...evaluate(build, L.FUNCTION_LOGARITHM, Float64Array.of(1, 2, 0.5))]).toEqual([0, Math.LN2, -Math.LN2]);
  });

  it('inverts the normal distribution to 1e-15 of the result, far into the tails', () => {
    const inputs = numbers(400).map((u, k) => (k % 2 === 0 ? u : Math.exp(-1 - 45 * u)));
    const got = evaluate(build, L.FUNCTION_INVERSE_NORMAL, inputs);
    got.forEach((value, k) => {
      const error = precise.inverseNormal(inputs[k]!, value).minus(precise.exactly(value)).abs().toNumber();
      expect(error / Math.abs(value), `at ${inputs[k]}`).toBeLessThan(1e-15);
    });
  });

  it('has the tabulated quantiles of the normal distribution', () => {
    // Abramowitz and Stegun, table 26.5; the last two from AS 241 itself.
    const table = [
      [0.5, 0],
      [0.9, 1.2815515655446004],
      [0.975, 1.959963984540054],
      [0.99, 2.326347874040841],
      [0.25, -0.6744897501960817],
      [1e-20, -9.26234008979841],
    ] as const;
    const got = evaluate(
      build,
      L.FUNCTION_INVERSE_NORMAL,
      Float64Array.from(table, ([p]) => p),
    );
    table.forEach(([, z], k) => {
      expect(Math.abs(got[k]! - z)).toBeLessThan(3e-15 * Math.max(1, Math.abs(z)));
    });
  });

  it('inverts the normal distribution oddly, to the bit', () => {
    const inputs = Float64Array.from(numbers(200), (u) => (Math.floor(u * 2 ** 32) + 0.5) / 2 ** 32);
    const got = evaluate(build, L.FUNCTION_INVERSE_NORMAL, inputs);
    expect(
      evaluate(
        build,
        L.FUNCTION_INVERSE_NORMAL,
        inputs.map((u) => 1 - u),
      ).map((z) => -z),
    ).toEqual(got);
  });

  it('gives the known answers of Philox 4x32-10', () => {
    // Random123, kat_vectors: counter, key, words.
    const known = [
      [0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
      [-1, -1, -1, -1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ];
    const kernel = new Kernel(kernelModule(build));
    kernel.open(NO_LOANS);
    for (const line of known) {
      const words = kernel.words(L.REGION_PATH_PLAN).subarray(L.PLAN_COUNTER, L.PLAN_COUNTER + 10);
      words.set(line.slice(0, 6));
      kernel.randomOnly();
      expect([...words.subarray(6)].map((word) => word >>> 0)).toEqual(line.slice(6));
    }
  });

  it('draws the words of its counter: point, group of variables, randomization, and the seed as key', () => {
    // The first known answer above, by way of the normal variables of path 0: words are 2^-32 apart, and the middle of each is taken.
    const { market } = generatePaths(variablesPlan(4, { ...PLAIN, seed: 0, quasi: [0] }), 0, 1, { build });
    const words = [1, 2, 3, 4].map((month) => normalBelow(market[0]![month]!) * 2 ** 32 - 0.5);
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8].forEach((word, k) => {
      expect(Math.abs(words[k]! - word)).toBeLessThan(1e-4);
    });
  });
});

/** Coordinates of Sobol points, [dimension][point]: months of one driver are dimensions. */
function points(dimensions: number, first: number, count: number, sampling: Partial<Sampling> = {}): Float64Array[] {
  const plan = variablesPlan(dimensions, { ...PLAIN, ...sampling, quasi: [dimensions] });
  const { market } = generatePaths(plan, first, count);
  return Array.from({ length: dimensions }, (_, dimension) =>
    market[0]!.slice((dimension + 1) * count, (dimension + 2) * count).map(normalBelow),
  );
}

describe('Sobol points', () => {
  it('begin as those of Joe and Kuo', () => {
    // The first ten points of their program in three dimensions.
    const known = [
      [0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125, 0.1875, 0.6875],
      [0, 0.5, 0.25, 0.75, 0.375, 0.875, 0.125, 0.625, 0.3125, 0.8125],
      [0, 0.5, 0.25, 0.75, 0.625, 0.125, 0.875, 0.375, 0.9375, 0.4375],
    ];
    const got = points(3, 0, 10);
    known.forEach((row, dimension) => {
      row.forEach((coordinate, point) => {
        expect(Math.abs(got[dimension]![point]! - coordinate - 2 ** -33)).toBeLessThan(1e-14);
      });
    });
  });

  it('come from all primitive polynomials in order, with odd numbers below their powers of two', () => {
    const seeds = directionSeeds();
    expect(seeds.length).toBe(SOBOL_DIMENSIONS - 1);
    // phi(2^s - 1) / s polynomials of degree s are primitive: 1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144 up to degree 12, 480 in all.
    const counts = new Map<number, number>();
    let before = { degree: 0, coefficients: -1 };
    for (const { coefficients, initial } of seeds) {
      const degree = initial.length;
      counts.set(degree, (counts.get(degree) ?? 0) + 1);
      expect(degree > before.degree || (degree === before.degree && coefficients > before.coefficients)).toBe(true);
      before = { degree, coefficients };
      expect(isPrimitive(2 ** degree + 2 * coefficients + 1, degree), `${degree} ${coefficients}`).toBe(true);
      for (const [k, m] of initial.entries()) expect(m % 2 === 1 && m < 2 ** (k + 1)).toBe(true);
    }
    expect([...counts.values()]).toEqual([1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144, SOBOL_DIMENSIONS - 1 - 480]);
  });

  it('have property A: the first digits of 2^d points in d dimensions are all different', () => {
    // Sobol (1976): so it is if the first digits of the directions, a matrix of zeros and ones, have an odd determinant.
    const directions = reversedDirections(32);
    for (let d = 1; d <= 32; d++) {
      const rows = directions
        .slice(0, d)
        .map((row) => row.slice(0, d).reduce((bits, word, k) => bits | (BigInt(word & 1) << BigInt(k)), 0n));
      expect(rank(rows), `in ${d} dimensions`).toBe(d);
    }
  });

  it.each(['none', 'shift', 'owen'] as const)('are balanced in every dimension, in each block of 2^m: %s', (scramble) => {
    for (const first of [0, 512]) {
      points(SOBOL_DIMENSIONS, first, 256, { scramble }).forEach((coordinates, dimension) => {
        const cells = new Set(coordinates.map((u) => Math.floor(256 * u)));
        expect(cells.size, `dimension ${dimension}, from point ${first}`).toBe(256);
      });
    }
  });

  it('are a net in the first two dimensions, scrambled or not', () => {
    // 256 points: one in each of the 256 rectangles of 2^-k by 2^(k - 8).
    for (const scramble of ['none', 'owen'] as const) {
      const [x = [], y = []] = points(2, 256, 256, { scramble });
      for (let k = 0; k <= 8; k++) {
        const cells = new Set(Array.from(x, (u, point) => Math.floor(2 ** k * u) * 256 + Math.floor(2 ** (8 - k) * y[point]!)));
        expect(cells.size).toBe(256);
      }
    }
  });

  it('are scrambled anew by seed and randomization, each point evenly over the unit interval', () => {
    for (const scramble of ['shift', 'owen'] as const) {
      // A point's coordinate over 256 randomizations: its mean is 1/2 within 4 standard errors of 1 / sqrt(12 x 256).
      for (const point of [0, 1, 77]) {
        let sum = 0;
        for (let randomization = 0; randomization < 256; randomization++) {
          sum += points(2, point, 1, { scramble, randomization })[1]![0]!;
        }
        expect(Math.abs(sum / 256 - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 256));
      }
      expect(points(1, 0, 1, { scramble, seed: 1 })).not.toEqual(points(1, 0, 1, { scramble, seed: 2 }));
      // A seed beyond 32 bits counts in full.
      expect(points(1, 0, 1, { scramble, seed: 2 ** 40 })).not.toEqual(points(1, 0, 1, { scramble, seed: 0 }));
    }
  });

  it('are nested when scrambled: points that share digits go on sharing as many', () => {
    const plain = points(7, 0, 64)[6]!;
    const scrambled = points(7, 0, 64, { scramble: 'owen' })[6]!;
    const shared = (a: number, b: number) => {
      let digits = 0;
      while (digits < 30 && Math.floor(a * 2 ** (digits + 1)) === Math.floor(b * 2 ** (digits + 1))) digits++;
      return digits;
    };
    for (let i = 0; i < 64; i++) {
      for (let j = 0; j < i; j++) expect(shared(scrambled[i]!, scrambled[j]!)).toBe(shared(plain[i]!, plain[j]!));
    }
  });

  it('of the first 64 dimensions go together no more than random ones', () => {
    // Correlations of 1,024 independent points are under 4 / sqrt(1024) = 0.125. Further dimensions have pairs beyond.
    const coordinates = points(64, 0, 1024, { scramble: 'owen' });
    for (let d = 0; d < 64; d++) {
      for (let e = 0; e < d; e++) {
        const [a, b] = [coordinates[d]!, coordinates[e]!];
        const correlation = (12 * a.reduce((sum, u, k) => sum + (u - 0.5) * (b[k]! - 0.5), 0)) / 1024;
        expect(Math.abs(correlation), `dimensions ${d} and ${e}`).toBeLessThan(0.125);
      }
    }
  });

  it('are dealt to drivers variable by variable', () => {
    // Three drivers that want 2, 0 and 3 of 4 variables.
    const plan = variablesPlan(4, { ...PLAIN, quasi: [2, 0, 3] });
    expect([...dimensionsOf(plan)]).toEqual([0, 2, -1, -1, -1, -1, -1, -1, 1, 3, 4, -1]);
  });

  it('are refused beyond the dimensions that there are, and so are numbers that cannot seed', () => {
    expect(() => generatePaths(variablesPlan(600, { ...PLAIN, quasi: [600] }), 0, 1)).toThrow(/REQUEST_INVALID quasi: got 600/);
    expect(() => generatePaths(variablesPlan(4, { ...PLAIN, seed: 0.5, randomization: -1, quasi: [-1] }), 0, 1)).toThrow(
      /seed: got 0.5.*randomization: got -1.*quasi\[0\]: got -1/s,
    );
    expect(() => generatePaths(variablesPlan(4, { ...PLAIN, quasi: [1] }), 0, 0)).toThrow(/REQUEST_INVALID paths: got 0 from 0/);
  });

  it('are refused by the kernel where a dimension is not there', () => {
    const kernel = openPlan(variablesPlan(4, { ...PLAIN, quasi: [2] }), 8);
    kernel.words(L.REGION_PATH_DIMENSIONS)[1] = 2;
    expect(() => kernel.generate()).toThrow(/KERNEL_STATUS REGION_PATH_DIMENSIONS, entry 1/);
  });
});

/** Whether x generates all 2^s - 1 powers modulo a polynomial of degree s, given by its bits. */
function isPrimitive(polynomial: number, degree: number): boolean {
  const times = (a: number, b: number) => {
    let product = 0;
    for (let bit = degree - 1; bit >= 0; bit--) {
      product <<= 1;
      if (product >> degree) product ^= polynomial;
      if ((b >> bit) & 1) product ^= a;
    }
    return product;
  };
  const power = (exponent: number) => {
    let [result, square] = [1, degree === 1 ? 1 : 2];
    for (let left = exponent; left > 0; left >>= 1) {
      if (left & 1) result = times(result, square);
      square = times(square, square);
    }
    return result;
  };
  const order = 2 ** degree - 1;
  const primes = Array.from({ length: order }, (_, k) => k + 1).filter(
    (p) =>
      p > 1 &&
      order % p === 0 &&
      Array.from({ length: Math.floor(Math.sqrt(p)) }, (_, k) => k + 1).every((d) => d === 1 || p % d !== 0),
  );
  return power(order) === 1 && primes.every((p) => p === order || power(order / p) !== 1);
}

/** Over the field of two elements; rows as bits. */
function rank(rows: readonly bigint[]): number {
  const left = [...rows];
  let found = 0;
  for (let bit = 0n; bit < 64n; bit++) {
    const pivot = left.findIndex((row) => (row >> bit) & 1n);
    if (pivot < 0) continue;
    const [row = 0n] = left.splice(pivot, 1);
    left.forEach((other, k) => {
      if ((other >> bit) & 1n) left[k] = other ^ row;
    });
    found++;
  }
  return found;
}
