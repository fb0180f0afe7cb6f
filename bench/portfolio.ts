/**
 * A whole portfolio: 100,000 seeded loans in 60 trusts with overcollateralization, triggers and a swap, valued in the base case and under
 * 39 sensitivities, waterfalls and prices included. What is timed begins with resolved trusts and ends with fair values.
 */
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { NO_SHOCK, type Shock } from '../host/analysis/shock.ts';
import { valueTrusts } from '../host/analysis/valueTrusts.ts';
import { parseDate } from '../host/curves/dates.ts';
import { checkedDeal, readText } from '../host/deal/read.ts';
import { resolveDeal } from '../host/deal/resolve.ts';
import { openPool } from '../host/engine/pool.ts';
import type { DiscountRow, Snapshot, TrustInput } from '../host/portfolio/records.ts';
import { machineLine, median, seeded } from './harness.ts';

const TRUSTS = 60;
const LOANS = 100_000;
const SEED = 20_110_331;
const ROUNDS = 5;
const DEAL = fileURLToPath(new URL('../examples/deals/subprime_oc_swap_triggers.yaml', import.meta.url));
const MOST_BYTES = 1_000_000;
/** Three loans in ten have a fixed rate. */
const FIXED = 0.3;

/** `npm run bench -- portfolio-40`. */
export async function benchPortfolio({ json }: { readonly json: boolean }): Promise<void> {
  const snapshot = workload();
  const shocks = sensitivities();
  const timed: { workers: number; seconds: number }[] = [];
  let loanMonthPaths = 0;
  for (const workers of [1, 2]) {
    const runner = openPool(workers);
    const seconds: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const started = performance.now();
      const outcomes = await valueTrusts(snapshot, shocks, { runner });
      // The first round warms up.
      if (round > 0) seconds.push((performance.now() - started) / 1000);
      loanMonthPaths = outcomes.reduce((sum, outcome) => sum + (outcome.ok ? outcome.valued.loanMonthPaths : 0), 0);
      for (const outcome of outcomes) if (!outcome.ok) throw new Error(outcome.faults.map(({ got }) => got).join('; '));
    }
    await runner.close();
    timed.push({ workers, seconds: median(seconds) });
  }
  const [one, two] = timed;
  if (one === undefined || two === undefined) throw new Error('portfolio: nothing was timed');
  const scaling = one.seconds / two.seconds;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  if (json) {
    console.log(
      JSON.stringify({
        machine: machineLine(),
        trusts: TRUSTS,
        loans: LOANS,
        lanes: shocks.length,
        timed,
        scaling,
        loanMonthPaths,
        peakMegabytes,
      }),
    );
    return;
  }
  console.log(machineLine());
  console.log(
    `${LOANS} loans in ${TRUSTS} trusts, ${shocks.length} scenarios, ${(loanMonthPaths / 1e9).toFixed(2)} billion loan-month-paths\n`,
  );
  for (const { workers, seconds } of timed) {
    const rate = loanMonthPaths / seconds / 1e6;
    console.log(
      `${workers} workers ${seconds.toFixed(2).padStart(8)} s ${rate.toFixed(0).padStart(8)} million loan-month-paths a second`,
    );
  }
  console.log(`\n2 workers against 1: ${scaling.toFixed(2)}; peak memory ${peakMegabytes.toFixed(0)} MB`);
}

/** The base case and 39 shocks, one of a kind at a time and together. */
function sensitivities(): Shock[] {
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

function workload(): Snapshot {
  const random = seeded(SEED);
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
    trusts: Array.from({ length: TRUSTS }, (_, place) => ({
      ok: true,
      trust: trustOf(
        `trust-${place + 1}`,
        Math.round((LOANS * (place + 1)) / TRUSTS) - Math.round((LOANS * place) / TRUSTS),
        random,
      ),
    })),
    files: new Map(),
  };
}

function trustOf(name: string, count: number, random: () => number): TrustInput {
  const given = checkedDeal(parse(readText(DEAL, MOST_BYTES)), DEAL);
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
  return {
    name,
    type: 'subprime',
    vintage: 2025,
    consolidated: true,
    residualOwned: 1,
    held: new Map(),
    positions: new Map([
      ['A1', 'senior'],
      ['A2', 'senior'],
      ['M1', 'mezzanine'],
      ['M2', 'mezzanine'],
      ['M3', 'mezzanine'],
      ['CE', 'residual'],
    ]),
    yields: new Map(),
    prices: new Map(),
    quotes: [],
    deal,
    tape: {
      file: '',
      sha256: '',
      rows: count,
      upb: 1e9,
      wac: 0.08,
      cohorts: [],
      defaults: [],
      checks: [],
      strata: new Map(),
      late90Upb: 0,
    },
    reo: [],
    remittances: [],
    cash: { collections: 0, accounts: 0 },
    curveSources: [],
    warnings: [],
  };
}
