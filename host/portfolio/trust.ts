/** One trust of a snapshot, from its folder to what is projected, or all that is wrong with it. */
import { basename, dirname, join, resolve } from 'node:path';
import { monthNumber } from '../curves/dates.ts';
import { FaultList } from '../deal/faults.ts';
import { MOST_DEAL_BYTES } from '../deal/read.ts';
import { newColumns } from '../deal/resolveCollateral.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { DealFile } from '../deal/schema.ts';
import { type Fault, WeirError } from '../errors.ts';
import { type AsOf, alignDates } from './align.ts';
import { ALL_LOANS, curveSources, mergeAssumptions, unreviewedWarnings } from './assumptions.ts';
import { composeDeal, type DealParts, tapeGroups } from './composeDeal.ts';
import { monthText } from './csv.ts';
import { readDeal } from './deals.ts';
import type { SnapshotFiles } from './files.ts';
import { NO_REPORT } from './plainTrust.ts';
import type { CurveSource, Market, Remittance, ReoProperty, TapeReport, TrustInput, TrustReading } from './records.ts';
import { readRemittances } from './remittances.ts';
import { readReo } from './reo.ts';
import { type TrustFile, trustFromText } from './schema.ts';
import { readTable } from './tables.ts';
import { newDetails } from './tape/fill.ts';
import { readTrustTape, type TapeRules, type TrustTape } from './trustTape.ts';
import { readValues, type TrustValues } from './trustValues.ts';

/** What all trusts of a snapshot are read with. */
export interface TrustContext extends TapeRules {
  /** The valuation date, a serial day. */
  readonly date: number;
  readonly market: Market;
  /** The table of forward curves, for faults. */
  readonly curvesPath: string;
  readonly refusesUnreviewed: boolean;
  /** Tapes are not read: trusts have no loans. */
  readonly withoutTapes?: boolean;
  readonly files: SnapshotFiles;
  /** Folders by the name of their trust, as they are met. */
  readonly taken: Map<string, string>;
}

/** The files of a trust, once they have been read. */
interface Sources {
  readonly trust: TrustFile;
  readonly trustPath: string;
  readonly deal: DealFile;
  readonly dealPath: string;
  readonly asOf: AsOf;
  readonly values: TrustValues;
  readonly reo: readonly ReoProperty[];
  readonly remittances: readonly Remittance[];
}

/** A cent: amounts that are told to the cent differ by no more. */
const CENT = 0.01;
/** Sums of thousands of balances may have been rounded on the way. Units: dollars. */
const UNTIED = 1;

/** Reads a trust. What is wrong with it is answered, not thrown. */
export async function readTrust(folder: string, context: TrustContext): Promise<TrustReading> {
  const told: { name: string; tape?: TapeReport } = { name: basename(folder) };
  try {
    return { ok: true, trust: await trustOf(folder, context, told) };
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return { ok: false, ...told, faults: error.faults };
  }
}

async function trustOf(folder: string, context: TrustContext, told: { name: string; tape?: TapeReport }): Promise<TrustInput> {
  const trustPath = join(folder, 'trust.yaml');
  const trust = trustFromText(context.files.text(trustPath, MOST_DEAL_BYTES), trustPath);
  told.name = trust.trust;
  const faults: Fault[] = [];
  const sources = await readSources(trust, trustPath, context, faults);
  const assumptions = mergeAssumptions(sources.deal, trust.assumptions);
  const reoPath = trust.reo === undefined ? {} : { reoPath: resolve(folder, trust.reo) };
  const tape = await catching(faults, () =>
    context.withoutTapes === true
      ? NO_TAPE
      : readTrustTape({ ...sources, ...sources.values, ...reoPath, folder, assumptions }, context, context.files),
  );
  if (tape !== undefined) {
    told.tape = tape.report;
    faults.push(...tape.faults);
  }
  const { market, curvesPath, date } = context;
  const parts = { ...sources, ...sources.values, date, assumptions, curves: market.indices, curvesPath };
  const deal = await catching(faults, () =>
    context.withoutTapes === true ? composeWithoutTape(parts) : composeDeal({ ...parts, ...(tape !== undefined && { tape }) }),
  );
  const curves = curveSources(trust, cohortsWithLoans(trust, tape));
  if (context.refusesUnreviewed) faults.push(...curves.flatMap((curve) => unreviewedFault(curve, trustPath)));
  if (deal === undefined || tape === undefined || faults.length > 0) throw new WeirError(faults);
  return inputOf(sources, deal, tape, curves);
}

/** What stands for a tape that is not read. */
const NO_TAPE: TrustTape = {
  report: NO_REPORT,
  columns: new Map(),
  splits: [],
  warnings: [],
  faults: [],
};

/**
 * A deal whose loans are not read. Documents that distribute prepayment penalties name a fund that only loans with penalties make: where they
 * do not resolve without it, one such loan stands for the pool. Throws: as `composeDeal` without loans.
 */
function composeWithoutTape(parts: Omit<DealParts, 'tape'>): ResolvedDeal {
  try {
    return composeDeal({ ...parts, tape: NO_TAPE });
  } catch (error) {
    const details = newDetails(1);
    details.penaltyUntil[0] = 1;
    const loan = { ...newColumns(1), details };
    [loan.upb[0], loan.term[0], loan.amortTerm[0], loan.index[0]] = [1, 600, 600, -1];
    const columns = new Map(tapeGroups(parts.deal).map((group) => [group, loan]));
    try {
      return composeDeal({ ...parts, tape: { columns, splits: [] } });
    } catch {
      throw error;
    }
  }
}

async function catching<T>(faults: Fault[], work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}

/** Everything but the tape. Faults are added to the list. Throws: those, where there is no deal to go on with. */
async function readSources(trust: TrustFile, trustPath: string, context: TrustContext, faults: Fault[]): Promise<Sources> {
  const { files, taken, deals, date } = context;
  const folder = dirname(trustPath);
  const own = new FaultList(trustPath);
  const before = taken.get(trust.trust);
  if (before !== undefined) own.add('SNAPSHOT_DUPLICATE_NAME', 'trust', `'${trust.trust}', as in ${before}`, 'a name of its own');
  taken.set(trust.trust, folder);

  const dealPath = resolve(folder, trust.deal);
  const deal = await catching(faults, () => readDeal(dealPath, files, deals));
  if (deal === undefined) throw new WeirError([...own.all, ...faults]);
  for (const { file } of Object.values(deal.schedules ?? {})) {
    // A file that is not there is the deal's fault, and told with its others.
    if (file !== undefined) await files.hash(resolve(dirname(dealPath), file)).catch(() => '');
  }
  const values = readValues(trust, deal, own);
  const asOf = alignDates(trust, deal, date, own);
  faults.push(...own.all);
  const groups = tapeGroups(deal);
  const tranches = Object.keys(deal.tranches);
  const reo =
    trust.reo === undefined
      ? []
      : await readTable(resolve(folder, trust.reo), files, faults, [], (grid, list) => readReo(grid, groups, list));
  const remittances =
    trust.remittances === undefined
      ? []
      : await readTable(resolve(folder, trust.remittances), files, faults, [], (grid, list) =>
          readRemittances(grid, tranches, list, Object.keys(deal.define ?? {})),
        );
  return { trust, trustPath, deal, dealPath, asOf, values, reo, remittances };
}

/** Cohorts that loans are in; all of them where the tape could not be read. */
function cohortsWithLoans({ cohorts }: TrustFile, tape: TrustTape | undefined): string[] {
  if (tape !== undefined) return tape.report.cohorts.filter(({ count }) => count > 0).map(({ name }) => name);
  return [...new Set((cohorts ?? []).map(({ cohort }) => cohort))];
}

function unreviewedFault({ cohort, reviewed, source }: CurveSource, file: string): Fault[] {
  if (reviewed) return [];
  const place = cohort === ALL_LOANS ? 'assumptions.reviewed' : `assumptions.cohorts.${cohort}.reviewed`;
  return [
    {
      code: 'CURVE_UNREVIEWED',
      file,
      place,
      got: `curves that were not reviewed (source: ${source})`,
      expected: 'reviewed: true',
    },
  ];
}

function inputOf(sources: Sources, deal: ResolvedDeal, tape: TrustTape, curves: readonly CurveSource[]): TrustInput {
  const { trust, values, reo, remittances } = sources;
  const accounts = values.accounts ?? accountsOf(deal, values);
  const { transit } = values;
  return {
    name: trust.trust,
    type: trust.type,
    vintage: trust.vintage,
    consolidated: trust.consolidated ?? true,
    residualOwned: values.residualOwned,
    held: values.held,
    positions: values.positions,
    yields: values.yields,
    prices: values.prices,
    quotes: values.quotes,
    deal,
    tape: tape.report,
    reo,
    remittances,
    ...(values.fixings.size > 0 && { fixings: values.fixings }),
    cash: { collections: (transit?.interest ?? 0) + (transit?.principal ?? 0), accounts },
    curveSources: curves,
    warnings: [...tape.warnings, ...warningsOf(sources, curves), ...unheld(sources, tape.report)],
  };
}

/** What the accounts of the deal hold, those of collections in transit left out. */
function accountsOf(deal: ResolvedDeal, { transit }: TrustValues): number {
  const total = [...deal.accounts].reduce((sum, [name, balance]) => sum + (deal.opening?.accounts.get(name) ?? balance), 0);
  return total - (transit?.interest ?? 0) - (transit?.principal ?? 0);
}

function warningsOf({ trust, deal, asOf, remittances }: Sources, curves: readonly CurveSource[]): string[] {
  const warnings: string[] = [];
  const paid = monthText(monthNumber(asOf.firstPayment) - asOf.every);
  if (asOf.staleMonths > 0) {
    const months = `${asOf.staleMonths} month${asOf.staleMonths === 1 ? '' : 's'}`;
    warnings.push(
      `the tape of ${trust.tape.asOf} is stale: its loans are rolled forward by ${months}, through the payments of ${paid}`,
    );
  }
  warnings.push(...unreviewedWarnings(curves));
  const opening = trust.opening ?? deal.opening;
  const lacking = tapeGroups(deal).filter((group) => opening !== undefined && opening.cutoff?.[group] === undefined);
  if (lacking.length > 0 && /\bcutoff\(/.test(JSON.stringify(deal)))
    warnings.push(`the deal asks for cutoff(${lacking[0]}), and opening.cutoff does not say it: the balance of today is taken`);
  return [...warnings, ...untied(trust, remittances, paid)];
}

/** Balances of the classes that are not those of the last trustee's report. */
function untied({ opening }: TrustFile, remittances: readonly Remittance[], paid: string): string[] {
  if (remittances.length === 0) return [];
  const last = remittances.find(({ month }) => month === paid);
  if (last === undefined) return [`remittances end in ${remittances.at(-1)?.month}: there is none of ${paid}, the last payment`];
  const differing = Object.entries(opening?.balances ?? {}).flatMap(([name, given]) => {
    const reported = last.tranches.get(name)?.balance;
    return reported === undefined || Math.abs(Number(given) - reported) <= CENT ? [] : [`${name} ${given} and ${reported}`];
  });
  if (differing.length === 0) return [];
  return [`opening.balances are not those of the remittance of ${paid}: ${differing.join(', ')}`];
}

/** A tape whose balance the snapshot gives nothing to hold against, or that is not what the last trustee's report ends with. */
function unheld({ values, asOf, reo, remittances }: Sources, { upb }: TapeReport): string[] {
  if (values.control.upb !== undefined) return [];
  const month = monthText(monthNumber(asOf.tape));
  const last = remittances.find((each) => each.month === month);
  if (last === undefined)
    return [`the tape is held against no total: there is neither \`control.upb\` nor a remittance of ${month}`];
  const owned = reo.reduce((sum, property) => sum + property.upb, 0);
  // Some reports count real estate owned in, some do not.
  if ([upb, upb + owned].some((total) => Math.abs(total - last.endUpb) <= UNTIED)) return [];
  const withOwned = owned > 0 ? `, with real estate owned ${(upb + owned).toFixed(2)}` : '';
  return [
    `the tape has ${upb.toFixed(2)}${withOwned}; the remittance of ${month} ends with ${last.endUpb.toFixed(2)} (\`control\` says which totals hold)`,
  ];
}
