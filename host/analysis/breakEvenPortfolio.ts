/** Break-even multiples of every trust of a snapshot, each with its own search. */
import { suggested } from '../deal/nearest.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { type Fault, fail, faultText, WeirError } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { positionOf, RESIDUAL } from '../valuation/trancheValue.ts';
import { type BreakEvenReport, type BreakEvenRequest, breakEven } from './breakEven.ts';
import { type ScenarioRequest, scenariosFor } from './requests.ts';
import { overTrusts, type ValueOptions } from './valueTrusts.ts';

export interface PortfolioBreakEven {
  readonly reports: readonly BreakEvenReport[];
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
}

/** The scenario that is multiplied: the deal's own assumptions, or what is given instead. Throws: REQUEST_INVALID for several; VECTOR_*. */
export function baseScenario(deal: ResolvedDeal, given: ScenarioRequest): Scenario {
  const [only, another] = scenariosFor(deal, given);
  if (only === undefined || another !== undefined)
    return fail({
      code: 'REQUEST_INVALID',
      place: given.variant?.includes(',') === true ? 'variant' : 'speeds',
      got: `'${only?.name}' and '${another?.name}'`,
      expected: 'one scenario, which is multiplied',
    });
  return only;
}

/**
 * Finds the break-even multiples of every trust that could be read. A trust has the classes of the request that it has.
 *
 * Throws: REQUEST_INVALID for a class that no trust has; RUN_CANCELLED.
 */
export async function breakEvens(
  snapshot: Snapshot,
  request: BreakEvenRequest,
  given: ScenarioRequest = {},
  { onProgress, ...options }: Omit<ValueOptions, 'method' | 'onTrust' | 'keepPaths'> = {},
): Promise<PortfolioBreakEven> {
  refuseUnknownClasses(request.tranches ?? [], snapshot);
  const results = await overTrusts(snapshot, { ...options, ...(onProgress !== undefined && { onProgress }) }, (trust, runner) => {
    const { deal, name } = trust;
    const tranches = request.tranches?.filter((wanted) => deal.tranches.some((tranche) => tranche.name === wanted));
    return breakEven(
      deal,
      baseScenario(deal, given),
      { ...request, ...(tranches !== undefined && { tranches }) },
      {
        ...options,
        runner,
        name,
        isResidual: (tranche) => positionOf(trust, tranche) === RESIDUAL,
      },
    );
  });
  return {
    reports: results.flatMap((result) => ('done' in result ? [result.done] : [])),
    failed: results.flatMap((result) =>
      'done' in result ? [] : [{ trust: result.trust, faults: result.faults.map((fault) => faultText(fault)) }],
    ),
  };
}

/** Refuses classes that no trust has. Throws: REQUEST_INVALID, all at once. */
export function refuseUnknownClasses(wanted: readonly string[], { trusts: readings }: Pick<Snapshot, 'trusts'>): void {
  const trusts = readings.flatMap((reading) => (reading.ok ? [reading.trust] : []));
  const known = [
    ...new Set(
      trusts.flatMap((trust) =>
        trust.deal.tranches.filter((tranche) => positionOf(trust, tranche) !== RESIDUAL).map(({ name }) => name),
      ),
    ),
  ];
  const faults = wanted
    .filter((name) => !known.includes(name))
    .map((name): Fault => {
      const expected = suggested(`one of ${known.join(', ')}`, name, known);
      return { code: 'REQUEST_INVALID', place: 'tranche', got: `'${name}'`, expected };
    });
  if (faults.length > 0) throw new WeirError(faults);
}
