/**
 * Small deals whose numbers can be worked out in the head: one loan pays 100 of principal a month for a year, another 100 of interest.
 */
import type { TrancheOutput } from '../../host/deal/outputs.ts';
import { checkedDeal, dealFromText } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { type PathProjection, projectDeal } from '../../host/engine/project.ts';
import { type Fault, WeirError } from '../../host/errors.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';

/** 100 of principal in months 1 to 12. */
export const PRINCIPAL_LOAN = { upb: 1200, noteRate: 0, remainingTerm: 12 };
/** 100 of interest in months 1 to 12, and 10,000 of principal in the last. */
export const INTEREST_LOAN = { upb: 10_000, noteRate: '12%', remainingTerm: 12, amortTerm: 360, interestOnly: 12 };
/** Accrual from the first of a month to the first of the next: 12 % is 1 % a month. */
export const DATES = { settlement: '2024-12-31', dated: '2025-01-01', firstPayment: '2025-02-01' };
export const REST = { release: ['interest', 'principal'] };

/** A deal on the two loans; whatever the steps leave is released. */
export function small(parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { steps = [], ...others } = parts;
  return {
    deal: 'Small',
    dates: DATES,
    collateral: { pool1: { loans: [PRINCIPAL_LOAN, INTEREST_LOAN] } },
    tranches: { A: { balance: 1000 } },
    ...others,
    steps: [...(Array.isArray(steps) ? steps : []), restOf(others.collateral)],
  };
}

/** What is left in the funds of all groups. */
function restOf(collateral: unknown) {
  const groups = Object.keys(collateral ?? {});
  return groups.length < 2 ? REST : { release: groups.flatMap((group) => [`${group}.interest`, `${group}.principal`]) };
}

export interface Run {
  readonly path: PathProjection;
  readonly warnings: readonly string[];
  /** An output in months 1, 2, ... Units: dollars, to the millionth. */
  of(name: string, output: TrancheOutput | 'cash' | 'end' | 'called', months?: number): number[];
}

/** Runs a deal, given as data or as text, under one scenario. */
export async function run(deal: unknown, scenario: Partial<Scenario> = {}): Promise<Run> {
  const resolved = resolveDeal(typeof deal === 'string' ? dealFromText(deal) : checkedDeal(deal));
  const projection = await projectDeal(resolved, [{ name: 'only', ...scenario }], { workers: 0 });
  const [path] = projection.paths;
  if (path === undefined) throw new Error('no path');
  return {
    path,
    warnings: projection.warnings,
    of: (name, output, months = 3) => millionths(path.output(`${name} ${output}`).slice(1, months + 1)),
  };
}

/** An expression in the first months, told by what R is released of 1,000,000 of cash. */
export async function valuesOf(expression: string, parts: Readonly<Record<string, unknown>> = {}, months = 3): Promise<number[]> {
  const { tranches = {}, accounts = {}, steps = [], ...others } = parts;
  const deal = small({
    ...others,
    tranches: {
      A: { balance: 1000, coupon: '12%' },
      B: { balance: 2000, coupon: '6%' },
      ...(tranches as object),
      told: { balance: 0 },
    },
    accounts: { purse: { balance: 1e6 }, ...(accounts as object) },
    sets: { AB: ['A', 'B'] },
    steps: [...(steps as unknown[]), { transfer: expression, from: 'purse', to: 'word' }, { release: 'word', to: 'told' }],
  });
  return (await run(deal)).of('told', 'other', months);
}

/** To the millionth, and -0 as 0: for exact comparison with numbers worked out by hand. */
export function millionths(values: Iterable<number>): number[] {
  return Array.from(values, (value) => Math.round(value * 1e6) / 1e6 + 0);
}

/** The faults of a deal, as data or as text. */
export function faultsOf(deal: unknown, file?: string): readonly Fault[] {
  return thrownBy(() => resolveDeal(typeof deal === 'string' ? dealFromText(deal, file) : checkedDeal(deal, file), file));
}

/** The faults that some work throws; none when it goes well. */
export function thrownBy(work: () => unknown): readonly Fault[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof WeirError) return error.faults;
    throw error;
  }
}
