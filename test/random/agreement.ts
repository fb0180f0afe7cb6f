/**
 * One random case through the kernel and through the oracle: how far apart they end up, and where.
 *
 * Everything is measured against the pool's balance at the cut-off, so that one tolerance serves pools of all sizes.
 */
import { CHECK_BALANCES, CHECK_CASH, CHECK_UNDISTRIBUTED, outputName, type TrancheOutput } from '../../host/deal/outputs.ts';
import type { Remittance } from '../../host/deal/program.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { executeTask } from '../../host/engine/execute.ts';
import type { Plane, TaskResult } from '../../host/engine/messages.ts';
import { type PlanOptions, planRun } from '../../host/engine/plan.ts';
import type { CurveSource, Scenario } from '../../host/scenarios/scenario.ts';
import { type GroupFlows, type Num, type OracleResult, runOracle, type TrancheFlows } from '../oracle/index.ts';
import type { RandomCase, RandomScenario } from './index.ts';
import { isTelling } from './serviced.ts';

export interface Agreement {
  /** The largest difference, and the worst breach of the kernel's own checks, over the pool's cut-off balance; NaN is infinite. */
  difference: number;
  breach: number;
  /** Where they are: `M1 shortfall, month 17: kernel 5, oracle 7`. */
  differsAt: string;
  breachedAt: string;
}

/** What a kernel output says in the words of the oracle. */
const TRANCHE_FLOWS: readonly (readonly [TrancheOutput, readonly (keyof TrancheFlows)[]])[] = [
  ['interest', ['interest']],
  ['principal', ['principal']],
  ['other', ['carryoverPaid', 'reimbursed', 'released']],
  ['balance', ['balance']],
  ['accreted', ['accreted']],
  ['shortfall', ['shortfall']],
  ['carryover', ['carryover']],
];

interface Collected {
  name: keyof GroupFlows;
  plus: readonly Remittance[];
  minus?: readonly Remittance[];
}

const COLLECTIONS: readonly Collected[] = [
  { name: 'performing', plus: ['performing'] },
  { name: 'foreclosure', plus: ['foreclosure'] },
  { name: 'defaults', plus: ['defaults'] },
  { name: 'prepaid', plus: ['prepaid'] },
  { name: 'scheduled', plus: ['amortized', 'amortizedDefaulted'] },
  { name: 'recoveries', plus: ['recovery'] },
  { name: 'losses', plus: ['loss'] },
  { name: 'grossInterest', plus: ['interestDue'], minus: ['interestLost', 'deferred'] },
  { name: 'servicing', plus: ['servicing'] },
  { name: 'delinquent', plus: ['delinquent', 'foreclosure'] },
  { name: 'deferred', plus: ['deferred'] },
  { name: 'penalties', plus: ['penalty'] },
  { name: 'owned', plus: ['owned'] },
  { name: 'prepaidInterest', plus: ['prepaidInterest'] },
];

const BALANCES: ReadonlySet<string> = new Set(['performing', 'foreclosure', 'owned', 'delinquent']);

const values = (by: readonly number[]): CurveSource => ({ kind: 'values', values: by });

/** A random scenario as the engine takes it. */
export function kernelScenario(scenario: RandomScenario, name = 'random'): Scenario {
  const indices = Object.entries(scenario.indices).map(([index, rates]): [string, CurveSource] => [index, values(rates)]);
  return {
    name,
    prepayment: values(scenario.smm),
    default: values(scenario.mdr),
    severity: values(scenario.severity),
    ...(scenario.lag !== undefined && { lag: scenario.lag }),
    advancePrincipal: scenario.advance.principal,
    advanceInterest: scenario.advance.interest,
    stopDefaults: scenario.stopDefaults,
    indices: new Map(indices),
    noCall: scenario.noCall,
    ...(scenario.variant !== undefined && { variant: scenario.variant }),
    ...(scenario.delinquent !== undefined && { delinquent: values(scenario.delinquent) }),
  };
}

export const resolved = (deal: unknown): ResolvedDeal => resolveDeal(checkedDeal(deal));

/** Runs one scenario in this thread. */
export function runKernel(deal: ResolvedDeal, scenario: Scenario, options: PlanOptions = {}): TaskResult {
  const [batch, ...others] = planRun(deal, [scenario], { withRemittances: true, ...options });
  const [task, ...rest] = batch?.tasks ?? [];
  if (task === undefined || rest.length > 0 || others.length > 0) throw new Error('one scenario makes one task');
  return executeTask(task);
}

/** Keeps the worst of what it is shown. */
class Worst {
  amount = 0;
  at = '';
  readonly #pool: number;

  constructor(pool: number) {
    this.#pool = pool;
  }

  compare(what: string, month: number, kernel: number, oracle: number): void {
    const apart = Math.abs(kernel - oracle) / this.#pool;
    const amount = Number.isFinite(apart) ? apart : Number.POSITIVE_INFINITY;
    if (!(amount > this.amount)) return;
    this.amount = amount;
    this.at = `${what}, month ${month}: kernel ${kernel}, oracle ${oracle}`;
  }
}

const NOTHING: Plane = new Float64Array(0);

function compareTranches(deal: ResolvedDeal, kernel: TaskResult, oracle: OracleResult, worst: Worst): void {
  for (const { name, notional } of deal.tranches) {
    const flows = oracle.tranches[name]!;
    for (const [output, parts] of TRANCHE_FLOWS) {
      const plane = kernel.outputs.get(outputName(name, output)) ?? NOTHING;
      // What the kernel says of a notional after a month, the oracle says before the next.
      const isNotional = output === 'balance' && notional !== undefined;
      const months = isNotional ? kernel.periods - 1 : kernel.periods;
      for (let month = 1; month <= months; month++) {
        const at = isNotional ? month : month - 1;
        const expected = isNotional ? flows.begin[at]! : parts.map((part) => flows[part][at]!).reduce((a, b) => a.plus(b));
        worst.compare(`${name} ${output}`, month, plane[month] ?? Number.NaN, expected.toNumber());
      }
    }
  }
  for (const account of deal.accounts.keys()) {
    const plane = kernel.outputs.get(outputName(account, 'cash')) ?? NOTHING;
    oracle.accounts[account]!.forEach((cash, at) => {
      worst.compare(account, at + 1, plane[at + 1] ?? Number.NaN, cash.toNumber());
    });
  }
}

/** What definitions in dollars came to before the first step, and what is left of the groups. */
function compareQuantities(deal: ResolvedDeal, kernel: TaskResult, oracle: OracleResult, worst: Worst): void {
  const compare = (name: string, output: 'value' | 'end', series: readonly Num[]): void => {
    const plane = kernel.outputs.get(outputName(name, output)) ?? NOTHING;
    series.forEach((value, at) => {
      worst.compare(`${name} ${output}`, at + 1, plane[at + 1] ?? Number.NaN, value.toNumber());
    });
  };
  // A share of what is left at the end is a matter of the number format; amounts are not.
  for (const name of deal.define.keys()) if (isTelling(name)) compare(name, 'value', oracle.quantities[name]!);
  for (const { name } of deal.groups) compare(name, 'end', oracle.groups[name]!.end);
}

/** The remittance planes know of no call, so they are compared as long as the collateral is the trust's. */
function compareCollateral(deal: ResolvedDeal, kernel: TaskResult, oracle: OracleResult, worst: Worst): void {
  const { calledAt = Number.POSITIVE_INFINITY } = oracle;
  deal.groups.forEach(({ name: group, revolving }, place) => {
    // Of loans that are bought the planes say what a dollar of them brings.
    if (revolving !== undefined) return;
    const flows = oracle.groups[group]!;
    const planes = kernel.remittances[place]!;
    const of = (quantity: Remittance, month: number): number => (planes.get(quantity) ?? NOTHING)[month] ?? Number.NaN;
    worst.compare(`${group} at the cut-off`, 0, of('performing', 0), flows.begin[0]!.toNumber());
    // Told only of groups that lose some of it.
    const losesPrepaid = deal.interestTerms[place]?.prepaymentInterest !== undefined;
    for (const { name, plus, minus = [] } of COLLECTIONS) {
      if (name === 'prepaidInterest' && !losesPrepaid) continue;
      const isBalance = BALANCES.has(name);
      const until = Math.min(kernel.periods, isBalance ? calledAt - 1 : calledAt);
      for (let month = 1; month <= until; month++) {
        const total = (quantities: readonly Remittance[]): number =>
          quantities.reduce((sum, quantity) => sum + of(quantity, month), 0);
        const sum = total(plus) - total(minus);
        worst.compare(`${group} ${name}`, month, sum, flows[name][month - 1]!.toNumber());
      }
    }
  });
  const isOver = (left: Num | undefined): number => left?.toNumber() ?? Number.NaN;
  worst.compare('pool after the last month', kernel.periods, 0, isOver(oracle.groups.pool!.end[kernel.periods - 1]));
}

function worstBreach(kernel: TaskResult, pool: number): Worst {
  const worst = new Worst(pool);
  for (const check of [CHECK_CASH, CHECK_BALANCES, CHECK_UNDISTRIBUTED]) {
    worst.compare(`check '${check}'`, 0, kernel.checks.get(check)?.[0] ?? Number.NaN, 0);
  }
  return worst;
}

/**
 * Runs a case both ways and finds the worst difference over every tranche, account and group and every month.
 *
 * Throws: whatever the engine or the oracle refuses.
 */
export function agreement({ deal, scenario }: RandomCase, options: PlanOptions = {}): Agreement {
  const meant = resolved(deal);
  const kernel = runKernel(meant, kernelScenario(scenario), options);
  const oracle = runOracle(deal, { ...scenario, months: kernel.periods });
  const pool = meant.groups.reduce((sum, { cutoff }) => sum + cutoff, 0);
  const worst = new Worst(pool);
  compareTranches(meant, kernel, oracle, worst);
  compareQuantities(meant, kernel, oracle, worst);
  compareCollateral(meant, kernel, oracle, worst);
  const breach = worstBreach(kernel, pool);
  return { difference: worst.amount, differsAt: worst.at, breach: breach.amount, breachedAt: breach.at };
}

/** The first plane on which one lane of a result differs by a bit from one lane of another, or undefined. */
export function firstOtherBit(a: TaskResult, laneOfA: number, b: TaskResult, laneOfB: number): string | undefined {
  if (a.periods !== b.periods) return `${a.periods} periods and ${b.periods}`;
  const inA = planesOf(a);
  const inB = planesOf(b);
  if (inA.size !== inB.size) return `${inA.size} planes and ${inB.size}`;
  for (const [name, plane] of inA) {
    const other = inB.get(name) ?? NOTHING;
    const rows = plane.length / a.paths;
    for (let row = 0; row < rows; row++) {
      const x = plane[laneOfA * rows + row];
      const y = other[laneOfB * rows + row];
      if (!Object.is(x, y)) return `${name}, month ${row}: ${x} and ${y}`;
    }
  }
  return undefined;
}

function planesOf({ outputs, remittances, checks }: TaskResult): Map<string, Plane> {
  const collateral = remittances.flatMap((planes, group) =>
    [...planes].map(([name, plane]) => [`group ${group} ${name}`, plane] as const),
  );
  return new Map([...outputs, ...collateral, ...[...checks].map(([name, row]) => [`check ${name}`, row] as const)]);
}
