/**
 * Month by month, everything that a deal has a name for: the cash of classes, sets, accounts, fees and hedges, what groups and the whole
 * trust collect, defined quantities such as targets and triggers, schedules and indices.
 */
import { formatDate } from '../curves/dates.ts';
import { ASIDES } from '../deal/asides.ts';
import { boughtOutput } from '../deal/flows.ts';
import { isMoney } from '../deal/lowerExpression.ts';
import { GROUP_OUTPUTS, outputName, TRANCHE_OUTPUTS, TRUST_OUTPUTS, type TrancheOutput } from '../deal/outputs.ts';
import { REMITTANCES } from '../deal/program.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { scheduleAt } from '../deal/schedules.ts';
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
  /** One of `flowNames`. */
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
  const unknown = of.find((name) => !known.includes(name));
  if (unknown !== undefined)
    fail({ code: 'REQUEST_INVALID', place: 'of', got: `'${unknown}'`, expected: `one of ${known.join(', ')}` });
  // What the steps read of an index is told by a note: the run keeps those only where an index is asked for.
  const withNotes = deal.indices.some(({ name }) => of.includes(name));
  const kept = { outputs: outputsOf(deal, of), withNotes };
  const { paths, warnings } = await projectDeal(deal, scenariosFor(deal, request), { ...options, ...kept });
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

/**
 * Everything that has flows: classes, exchange classes, sets, groups, the whole trust as `pool`, accounts, fees, hedges, defined
 * quantities, schedules, indices.
 */
export function flowNames(deal: ResolvedDeal): string[] {
  const named = (...lists: readonly (readonly { readonly name: string }[])[]) => lists.flat().map(({ name }) => name);
  return [
    ...named(deal.tranches, deal.exchanges),
    ...deal.sets.keys(),
    ...named(deal.groups),
    'pool',
    ...deal.accounts.keys(),
    ...named(deal.fees, deal.hedges),
    ...deal.define.keys(),
    ...deal.schedules.keys(),
    ...named(deal.indices),
  ];
}

/** What a name stands for, and what its columns are made of. No two kinds share a name. */
type Subject =
  | { readonly kind: 'class'; readonly columns: readonly (TrancheOutput | 'enhancement')[] }
  | { readonly kind: 'set'; readonly members: readonly string[] }
  | { readonly kind: 'groups'; readonly places: readonly number[] }
  | { readonly kind: 'cash' | 'quantity' | 'schedule' | 'index' };

function subjectOf(deal: ResolvedDeal, name: string): Subject {
  const is = (list: readonly { readonly name: string }[]) => list.some((each) => each.name === name);
  const places = deal.groups.flatMap((group, place) => (name === 'pool' || group.name === name ? [place] : []));
  if (places.length > 0) return { kind: 'groups', places };
  const members = deal.sets.get(name);
  if (members !== undefined) return { kind: 'set', members };
  if (deal.accounts.has(name) || is(deal.fees) || is(deal.hedges)) return { kind: 'cash' };
  if (deal.define.has(name)) return { kind: 'quantity' };
  if (deal.schedules.has(name)) return { kind: 'schedule' };
  if (is(deal.indices)) return { kind: 'index' };
  const others = TRANCHE_OUTPUTS.filter((output) => !['begin', 'coupon', 'balance'].includes(output));
  const ranked = deal.ranks.flat().includes(name) ? (['enhancement'] as const) : [];
  return { kind: 'class', columns: ['begin', 'coupon', ...others, 'balance', ...ranked] };
}

/** Columns of a class that are dollars, and so add up over a set. */
const MONEY_COLUMNS = TRANCHE_OUTPUTS.filter((output) => output !== 'coupon');

function outputsOf(deal: ResolvedDeal, of: readonly string[]): ReadonlySet<string> {
  return new Set(
    of.flatMap((name) => {
      const subject = subjectOf(deal, name);
      switch (subject.kind) {
        case 'class':
          return subject.columns.map((column) => outputName(name, column));
        case 'set':
          return subject.members.flatMap((member) => MONEY_COLUMNS.map((column) => outputName(member, column)));
        case 'groups':
          return [...trustOutputs(name), ...subject.places.flatMap((place) => groupOutputs(deal, place))];
        case 'cash':
          return [outputName(name, 'cash')];
        case 'quantity':
          return [outputName(name, 'value')];
        default:
          return [];
      }
    }),
  );
}

function trustOutputs(name: string): string[] {
  return name === 'pool' ? TRUST_OUTPUTS.map((output) => outputName(name, output)) : [];
}

function groupOutputs(deal: ResolvedDeal, place: number): string[] {
  const { name = '' } = deal.groups[place] ?? {};
  return GROUP_OUTPUTS.map((output) => outputName(name, output));
}

function columnsOf(deal: ResolvedDeal, path: PathProjection, name: string): FlowColumn[] {
  const subject = subjectOf(deal, name);
  switch (subject.kind) {
    case 'class':
      return subject.columns.map((output) => {
        const unit = output === 'coupon' || output === 'enhancement' ? 'number' : 'dollars';
        return columnOf(output, path.output(outputName(name, output)), unit);
      });
    case 'set':
      return setColumns(deal, path, subject.members);
    case 'groups':
      return groupColumns(deal, path, name, subject.places);
    case 'cash':
      return [columnOf('cash', path.output(outputName(name, 'cash')))];
    case 'quantity': {
      const defined = deal.define.get(name);
      const unit = defined !== undefined && isMoney(defined, deal) ? 'dollars' : 'number';
      return [columnOf('value', path.output(outputName(name, 'value')), unit)];
    }
    case 'schedule': {
      const schedule = deal.schedules.get(name);
      const values = Array.from(path.calendar.months, (month) => (schedule === undefined ? 0 : scheduleAt(schedule, month)));
      const unit = isMoney({ kind: 'name', name, at: 1 }, deal) ? 'dollars' : 'number';
      return [{ name: 'value', unit, values }];
    }
    case 'index': {
      const told = path.notes.find(({ note }) => note.of === name && note.text === ASIDES.rate);
      return [columnOf('value', told?.values ?? new Float64Array(path.periods + 1), 'number')];
    }
  }
}

/** The money of a set's tranches. As in expressions, the balance of a notional class is in no sum. */
function setColumns(deal: ResolvedDeal, path: PathProjection, members: readonly string[]): FlowColumn[] {
  const owed = members.filter((name) => deal.tranches.some((tranche) => tranche.name === name && tranche.notional === undefined));
  const order = ['begin', ...MONEY_COLUMNS.filter((output) => output !== 'begin' && output !== 'balance'), 'balance'] as const;
  return order.map((output) => {
    const of = output === 'begin' || output === 'balance' ? owed : members;
    const planes = of.map((member) => path.output(outputName(member, output)));
    return columnOf(output, summed(planes, path.periods));
  });
}

/**
 * Of the trust what crosses its border; of groups, what is in the deal's hands, which is nothing after a call, and then what the loans
 * give, whatever a call did.
 */
function groupColumns(deal: ResolvedDeal, path: PathProjection, name: string, places: readonly number[]): FlowColumn[] {
  const sum = (of: (place: number, group: string) => Float64Array) =>
    summed(
      places.map((place) => of(place, deal.groups[place]?.name ?? '')),
      path.periods,
    );
  const revolving = places.filter((place) => deal.groups[place]?.revolving !== undefined);
  return [
    ...(name === 'pool' ? TRUST_OUTPUTS.map((output) => columnOf(output, path.output(outputName(name, output)))) : []),
    ...GROUP_OUTPUTS.map((output) =>
      columnOf(
        output,
        sum((_, group) => path.output(outputName(group, output))),
      ),
    ),
    ...(revolving.length > 0
      ? [
          columnOf(
            'bought',
            summed(
              revolving.map((place) => path.output(boughtOutput(deal.groups[place]?.name ?? ''))),
              path.periods,
            ),
          ),
        ]
      : []),
    ...REMITTANCES.map((quantity) =>
      columnOf(
        quantity,
        sum((place) => path.remittance(place, quantity)),
      ),
    ),
  ];
}

/** Planes added up date by date. Shape: `periods` + 1 entries each. */
function summed(planes: readonly Float64Array[], periods: number): Float64Array {
  const total = new Float64Array(periods + 1);
  for (const plane of planes) plane.forEach((amount, period) => (total[period] = (total[period] ?? 0) + amount));
  return total;
}

/** Entry 0 of a plane is the cut-off: flows begin with the first payment date. */
function columnOf(name: string, plane: Float64Array, unit: FlowColumn['unit'] = 'dollars'): FlowColumn {
  return { name, unit, values: [...plane.subarray(1)] };
}
