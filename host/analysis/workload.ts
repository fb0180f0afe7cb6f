/**
 * Work of a known size, for measuring how fast Weir is: seeded loans in trusts with overcollateralization, triggers and a swap, valued in
 * the base case and under sensitivities, waterfalls and prices included. Nothing here is a portfolio of anybody's.
 */
import { fileURLToPath } from 'node:url';
import { parseDate } from '../curves/dates.ts';
import { checkedDeal, readText, valueFromText } from '../deal/read.ts';
import { resolveDeal } from '../deal/resolve.ts';
import type { DealFile } from '../deal/schema.ts';
import { plainTrust } from '../portfolio/plainTrust.ts';
import type { DiscountRow, Snapshot, TrustInput } from '../portfolio/records.ts';
import { NO_SHOCK, type Shock } from './shock.ts';

/** How large the work is. The same seed gives the same loans on every machine. */
export interface WorkloadSize {
  readonly trusts: number;
  readonly loans: number;
  readonly seed?: number;
}

const SEED = 20_110_331;
const DEAL = fileURLToPath(new URL('../../examples/deals/subprime_oc_swap_triggers.yaml', import.meta.url));
const MOST_BYTES = 1_000_000;
/** Three loans in ten have a fixed rate. */
const FIXED = 0.3;

/** Uniform numbers in [0, 1) that depend on the seed alone. Source: the mulberry32 generator. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The base case and 39 shocks, one of a kind at a time and together. */
export function workloadShocks(): Shock[] {
  const steps = [0.5, 0.8, 0.9, 1.1, 1.2, 1.5];
  const shocks: Shock[] = [NO_SHOCK];
  for (const multiple of steps) {
    shocks.push({ name: `prepayment x ${multiple}`, prepaymentMultiple: multiple });
    shocks.push({ name: `default x ${multiple}`, defaultMultiple: multiple });
    shocks.push({ name: `severity x ${multiple}`, severityMultiple: multiple });
    shocks.push({ name: `default and severity x ${multiple}`, defaultMultiple: multiple, severityMultiple: multiple });
  }
  for (const points of [-200, -100, -50, 50, 100, 200]) {
    shocks.push({ name: `indices ${points} bp`, indexShift: points / 1e4 });
    shocks.push({ name: `yields ${points} bp`, yieldShift: points / 1e4 });
  }
  for (const points of [-100, 100, 200])
    shocks.push({
      name: `indices, yields ${points} bp`,
      indexShift: points / 1e4,
      yieldShift: points / 1e4,
      benchmarkShift: points / 1e4,
    });
  return shocks;
}

/** Seeded loans, spread evenly over trusts of one structure. */
export function workload({ trusts, loans, seed = SEED }: WorkloadSize): Snapshot {
  const random = seeded(seed);
  const deal = checkedDeal(valueFromText(readText(DEAL, MOST_BYTES), DEAL), DEAL);
  const rows = ['senior', 'mezzanine', 'residual', 'collateral'].map(
    (position, place): DiscountRow => ({
      type: 'subprime',
      position,
      low: 0.05 + 0.03 * place,
      chosen: 0.07 + 0.03 * place,
      high: 0.09 + 0.03 * place,
      source: 'workload',
      orderly: true,
    }),
  );
  return {
    name: 'Workload',
    folder: '.',
    date: parseDate('2025-01-30', { place: 'workload' }),
    method: 'blended',
    market: { indices: [], discount: rows, benchmark: { years: [1, 10], rates: [0.04, 0.045] }, nonPerformance: 0.005 },
    longTermDebt: [],
    trusts: Array.from({ length: trusts }, (_, place) => ({
      ok: true,
      trust: trustOf(
        `trust-${place + 1}`,
        deal,
        Math.round((loans * (place + 1)) / trusts) - Math.round((loans * place) / trusts),
        random,
      ),
    })),
    files: new Map(),
  };
}

function trustOf(name: string, given: DealFile, count: number, random: () => number): TrustInput {
  const weights = Array.from({ length: count }, () => 0.2 + random());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const loans = weights.map((weight) => {
    const term = 300 + Math.floor(58 * random());
    const common = {
      upb: (1e9 * weight) / total,
      noteRate: Math.round((0.065 + 0.03 * random()) * 800) / 800,
      servicing: 0.005,
      originalTerm: 360,
      remainingTerm: term,
    };
    if (random() < FIXED) return common;
    return {
      ...common,
      index: 'SOFR_6M',
      margin: 0.055,
      firstReset: 1 + Math.floor(24 * random()),
      resetEvery: random() < 0.5 ? 6 : 12,
      initialCap: 0.03,
      periodicCap: 0.02,
      lifeCap: 0.14,
      rounding: 0.00125,
    };
  });
  const deal = resolveDeal(
    checkedDeal(
      { ...given, deal: name, collateral: { subprime: { loans } }, assumptions: { ...given.assumptions, prepayment: '15 CPR' } },
      DEAL,
    ),
  );
  return plainTrust(
    deal,
    {
      type: 'subprime',
      vintage: 2025,
      positions: new Map([
        ['A1', 'senior'],
        ['A2', 'senior'],
        ['M1', 'mezzanine'],
        ['M2', 'mezzanine'],
        ['M3', 'mezzanine'],
        ['CE', 'residual'],
      ]),
    },
    { rows: count, upb: 1e9, wac: 0.08 },
  );
}
