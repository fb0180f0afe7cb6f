/** Month by month: the cash of classes, what groups remit, accounts, and defined quantities such as targets and triggers. */
import { formatDate } from '../curves/dates.ts';
import { isMoney } from '../deal/lowerExpression.ts';
import { outputName, TRANCHE_OUTPUTS } from '../deal/outputs.ts';
import { REMITTANCES } from '../deal/program.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { type PathProjection, type ProjectOptions, projectDeal } from '../engine/project.ts';
import { fail } from '../errors.ts';
import { givenText, type ScenarioRequest, scenariosFor } from './requests.ts';

/** One column of a table of flows. */
export interface FlowColumn {
  readonly name: string;
  /** Dollars, or a plain number: a rate, a share, 1 and 0 for true and false. */
  readonly unit: 'dollars' | 'number';
  readonly values: readonly number[];
}

export interface FlowTable {
  /** A class, a group, an account or a defined quantity. */
  readonly of: string;
  readonly scenario: string;
  readonly columns: readonly FlowColumn[];
}

export interface FlowReport {
  readonly deal: string;
  /** What the request changed besides speeds; empty where nothing. */
  readonly given: string;
  readonly scenarios: readonly string[];
  /** By scenario: the payment months and dates of its rows. */
  readonly months: readonly (readonly number[])[];
  readonly dates: readonly (readonly string[])[];
  readonly tables: readonly FlowTable[];
  readonly warnings: readonly string[];
}

/** Projects a deal and tells the flows of what is asked for. Throws: REQUEST_INVALID for a name that the deal has not. */
export async function flowReport(
  deal: ResolvedDeal,
  of: readonly string[],
  request: ScenarioRequest,
  options: ProjectOptions = {},
): Promise<FlowReport> {
  const known = flowNames(deal);
  const unknown = of.find((name) => name !== 'pool' && !known.includes(name));
  if (unknown !== undefined)
    fail({ code: 'REQUEST_INVALID', place: 'of', got: `'${unknown}'`, expected: `one of ${known.join(', ')}` });
  const { paths, warnings } = await projectDeal(deal, scenariosFor(deal, request), { ...options, outputs: outputsOf(deal, of) });
  return {
    deal: deal.name,
    given: givenText(request),
    scenarios: paths.map(({ scenario }) => scenario.name),
    months: paths.map(({ calendar }) => [...calendar.months]),
    dates: paths.map(({ calendar }) => Array.from(calendar.payments, formatDate)),
    tables: of.flatMap((name) =>
      paths.map((path) => ({ of: name, scenario: path.scenario.name, columns: columnsOf(deal, path, name) })),
    ),
    warnings,
  };
}

/** Everything that has flows: classes, exchange classes, groups, all of them as `pool`, accounts, defined quantities. */
export function flowNames(deal: ResolvedDeal): string[] {
  const classes = [...deal.tranches, ...deal.exchanges, ...deal.groups].map(({ name }) => name);
  return [...classes, ...(deal.groups.length > 1 ? ['pool'] : []), ...deal.accounts.keys(), ...deal.define.keys()];
}

function outputsOf(deal: ResolvedDeal, of: readonly string[]): ReadonlySet<string> {
  return new Set(
    of.flatMap((name) => {
      if (deal.define.has(name)) return [outputName(name, 'value')];
      if (deal.accounts.has(name)) return [outputName(name, 'cash')];
      return TRANCHE_OUTPUTS.map((output) => outputName(name, output));
    }),
  );
}

function columnsOf(deal: ResolvedDeal, path: PathProjection, name: string): FlowColumn[] {
  const column = (title: string, values: Float64Array, unit: FlowColumn['unit'] = 'dollars'): FlowColumn => ({
    name: title,
    unit,
    values: [...values.subarray(1)],
  });
  const groups = deal.groups.flatMap((group, place) => (name === 'pool' || group.name === name ? [place] : []));
  if (groups.length > 0) {
    return REMITTANCES.map((quantity) => {
      const sum = new Float64Array(path.periods + 1);
      for (const group of groups) {
        path.remittance(group, quantity).forEach((amount, period) => {
          sum[period] = (sum[period] ?? 0) + amount;
        });
      }
      return column(quantity, sum);
    });
  }
  if (deal.accounts.has(name)) return [column('cash', path.output(outputName(name, 'cash')))];
  const defined = deal.define.get(name);
  if (defined !== undefined)
    return [column('value', path.output(outputName(name, 'value')), isMoney(defined, deal) ? 'dollars' : 'number')];
  const order = [
    'begin',
    'coupon',
    ...TRANCHE_OUTPUTS.filter((output) => !['begin', 'coupon', 'balance'].includes(output)),
    'balance',
  ] as const;
  return order.map((output) => column(output, path.output(outputName(name, output)), output === 'coupon' ? 'number' : 'dollars'));
}
