/**
 * A deal at a date: its documents (deal.yaml), what is true of the trust (trust.yaml), the market, the loans of the tape and the list of
 * REO become one resolved deal. Faults are told of the file that said what is at fault.
 */
import { formatDate } from '../curves/dates.ts';
import { statedValues } from '../curves/vectorExpand.ts';
import { resolveDeal } from '../deal/resolve.ts';
import { newColumns } from '../deal/resolveCollateral.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { AssumptionsFile, DealFile, GroupFile } from '../deal/schema.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { LoanColumns, ParsedVector } from '../types.ts';
import type { AsOf } from './align.ts';
import { withSplits } from './assumptions.ts';
import { monthText } from './csv.ts';
import { alignCurve, forwardRate } from './market.ts';
import type { ForwardCurve, ReoProperty } from './records.ts';
import { reoOfGroup } from './reo.ts';
import { rollDeal } from './roll.ts';
import type { TrustFile } from './schema.ts';
import type { LagSplit } from './tape/assign.ts';
import { type InTransit, withTransit } from './transit.ts';

export interface DealParts {
  readonly trust: TrustFile;
  readonly trustPath: string;
  readonly deal: DealFile;
  readonly dealPath: string;
  /** The snapshot's date, a serial day. */
  readonly date: number;
  readonly asOf: AsOf;
  readonly assumptions: AssumptionsFile;
  /** Rates already set by index, decimals a year. */
  readonly fixings: ReadonlyMap<string, readonly number[]>;
  readonly curves: readonly ForwardCurve[];
  /** The table of the curves, for faults. */
  readonly curvesPath: string;
  readonly reo: readonly ReoProperty[];
  readonly transit?: InTransit;
  /** Undefined where the tape could not be read: then only faults can come of it. */
  readonly tape?: { readonly columns: ReadonlyMap<string, LoanColumns>; readonly splits: readonly LagSplit[] };
}

/** Groups whose loans are on the tape; those of a group that buys loans are in the deal file. */
export function tapeGroups(deal: DealFile): string[] {
  return Object.entries(deal.collateral).flatMap(([name, { revolving }]) => (revolving === undefined ? [name] : []));
}

/** Resolves a deal at a date, the tape rolled forward where it is stale. Throws: every fault at once. */
export function composeDeal(parts: DealParts): ResolvedDeal {
  const { asOf, deal, tape, transit } = parts;
  const faults: Fault[] = [];
  const vectors = indexVectors(parts, faults);
  const file = mergeDeal(parts);
  const none = newColumns(0);
  const loans = new Map(tapeGroups(deal).map((group) => [group, tape?.columns.get(group) ?? none]));
  let resolved: ResolvedDeal | undefined;
  try {
    resolved = resolveDeal(file, parts.dealPath, { loans, indices: vectors });
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    faults.push(...error.faults.flatMap((fault) => ownFault(fault, parts)));
  }
  if (resolved === undefined || faults.length > 0) throw new WeirError(faults);
  const rolled =
    asOf.staleMonths === 0 ? resolved : rollDeal(resolved, { months: asOf.staleMonths, indices: pastRates(resolved, parts) });
  return transit === undefined ? rolled : withTransit(rolled, transit);
}

/** The deal file with what trust.yaml says instead. */
export function mergeDeal({ trust, deal, date, asOf, assumptions, reo, tape }: DealParts): DealFile {
  const collateral = Object.entries(deal.collateral).map(([name, group]): [string, GroupFile] => {
    if (group.revolving !== undefined) return [name, group];
    const { loans, tape: file, reo: atIssue, ...rest } = group;
    const sales = reoOfGroup(reo, name, asOf.openingMonth);
    return [name, { ...rest, ...(sales.length > 0 && { reo: sales }) }];
  });
  const hedges = Object.entries(deal.hedges ?? {}).map(([name, hedge]) => [name, { ...hedge, ...trust.hedges?.[name] }] as const);
  return {
    ...deal,
    dates: { ...deal.dates, ...trust.dates, settlement: formatDate(date), firstPayment: formatDate(asOf.firstPayment) },
    collateral: Object.fromEntries(collateral),
    assumptions: withSplits(assumptions, tape?.splits ?? []),
    ...(trust.opening !== undefined && { opening: trust.opening }),
    ...(deal.hedges !== undefined && { hedges: Object.fromEntries(hedges) }),
  };
}

/** The market's rates of the deal's indices by projection month. Indices whose rates the trust says itself are left to it. */
function indexVectors(
  { trust, trustPath, deal, dealPath, asOf, fixings, curves, curvesPath }: DealParts,
  faults: Fault[],
): Map<string, ParsedVector> {
  const vectors = new Map<string, ParsedVector>();
  const indices = deal.indices ?? [];
  for (const [place, name] of indices.entries()) {
    if (trust.assumptions.indices?.[name] !== undefined) continue;
    const curve = curves.find(({ index }) => index === name);
    if (curve === undefined) {
      if (deal.assumptions?.indices?.[name] !== undefined) continue;
      const known = curves.map(({ index }) => index).join(', ');
      const expected = `a curve of ${curvesPath}, which has ${known || 'none'}, or rates under assumptions.indices`;
      faults.push({ code: 'SNAPSHOT_UNKNOWN_NAME', file: dealPath, place: `indices[${place}]`, got: name, expected });
      continue;
    }
    const past = asOf.firstMonth - asOf.staleMonths;
    const aligned = alignCurve(curve, asOf.firstMonth, fixings.get(name));
    const lacks =
      'lacks' in aligned
        ? aligned.lacks
        : forwardRate(curve, past) === undefined && asOf.staleMonths > 0
          ? monthText(past)
          : undefined;
    if ('rates' in aligned) vectors.set(name, aligned.rates);
    if (lacks === undefined) continue;
    const expected = `${lacks} or before: the first month that ${trust.trust} reads${asOf.staleMonths > 0 ? ', its tape being stale' : ''}`;
    faults.push({
      code: 'SNAPSHOT_DATES',
      file: curvesPath,
      place: name,
      got: `a curve from ${curve.months[0] ?? ''}`,
      expected,
    });
  }
  for (const name of fixings.keys()) {
    const at = { file: trustPath, place: `fixings.${name}`, got: name };
    if (!indices.includes(name))
      faults.push({
        code: 'SNAPSHOT_UNKNOWN_NAME',
        ...at,
        expected: `one of the indices ${indices.join(', ') || '(the deal has none)'}`,
      });
    else if (!vectors.has(name) && curves.every(({ index }) => index !== name))
      faults.push({ code: 'SNAPSHOT_SHAPE', ...at, expected: 'an index with a curve of the market' });
  }
  return vectors;
}

/** Rates of the deal's indices in the months that a stale tape is rolled through. Units: decimals a year. */
function pastRates({ indices }: ResolvedDeal, { trust, asOf, curves }: DealParts): Float64Array[] {
  return indices.map(({ name, rates }) => {
    const curve = trust.assumptions.indices?.[name] === undefined ? curves.find(({ index }) => index === name) : undefined;
    // Without a curve there is nothing older than the first month to come.
    const [first = 0] = statedValues(rates, { months: 1, age: 0, firstPayment: asOf.firstPayment, dealAge: asOf.openingMonth });
    return Float64Array.from({ length: asOf.staleMonths }, (_, month) =>
      curve === undefined ? first / 100 : (forwardRate(curve, asOf.firstMonth - asOf.staleMonths + month) ?? 0),
    );
  });
}

/** Faults that a tape that could not be read brings about by itself. */
const BY_LACK_OF_LOANS: ReadonlySet<string> = new Set(['DEAL_BALANCE', 'DEAL_EMPTY']);
/** Sections of a deal that trust.yaml replaces as a whole, and those of which it replaces fields. */
const REPLACED = ['assumptions', 'opening'];
const MERGED = ['dates', 'hedges'];

/** A fault of the composed deal as one of the file that says what is at fault; none where another says the same. */
function ownFault(fault: Fault, { trust, trustPath, dealPath, assumptions, tape }: DealParts): Fault[] {
  if (fault.file !== dealPath) return [fault];
  if (tape === undefined && BY_LACK_OF_LOANS.has(fault.code)) return [];
  const path = fault.place.match(/[^.[\]]+/g) ?? [];
  const [section = '', part = '', name = ''] = path;
  // Copies of cohorts have the faults of their cohorts.
  const isCopy = section === 'assumptions' && part === 'cohorts' && !Object.hasOwn(assumptions.cohorts ?? {}, name);
  if (isCopy && name !== '') return [];
  const isOfTrust = (REPLACED.includes(section) && section in trust) || (MERGED.includes(section) && reaches(trust, path));
  return [isOfTrust ? { ...fault, file: trustPath } : fault];
}

function reaches(value: unknown, path: readonly string[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return true;
  return typeof value === 'object' && value !== null && first in value && reaches(Reflect.get(value, first), rest);
}
