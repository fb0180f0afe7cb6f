/**
 * Holds what the snapshot before projected, under its own curves and rates, against what the trustees have reported since: collections
 * of the pool and payments to the classes, month by month and in total.
 */
import { formatDate } from '../curves/dates.ts';
import { outputName, type TrancheOutput } from '../deal/outputs.ts';
import type { Remittance as Plane } from '../deal/program.ts';
import type { PoolOptions } from '../engine/pool.ts';
import { type PathProjection, projectDeal } from '../engine/project.ts';
import { type Fault, faultText } from '../errors.ts';
import type { Remittance, Snapshot, TrustInput } from '../portfolio/records.ts';
import { valuationOutputs } from '../valuation/trustCash.ts';
import { BASE } from './requests.ts';
import { monthsBetween } from './tieOutSnapshot.ts';
import { overTrusts, ownFaults } from './valueTrusts.ts';

/** A figure of a month, or of all. `error` is what was projected less what came, so above 0 where the projection was high. Units: dollars. */
export interface BackTestFigure {
  readonly projected: number;
  readonly actual: number;
  readonly error: number;
  /** Of what came; null where nothing did. */
  readonly percent: number | null;
}

/**
 * What is held of a pool. `collections` is all that classes, fees and hedges can be paid from: interest net of servicing, principal,
 * recoveries with those of real estate owned, penalties. `endUpb` is the balance at the end, in totals that of the last month.
 */
export const BACK_TEST_LINES = [
  'interest',
  'scheduled',
  'prepaid',
  'recoveries',
  'collections',
  'defaults',
  'losses',
  'endUpb',
] as const;
export type BackTestLine = (typeof BACK_TEST_LINES)[number];
export type BackTestLines = Readonly<Record<BackTestLine, BackTestFigure>>;

/** What is held of a class: cash that is no principal, principal, and what was written down net of what was written up. */
export const CLASS_LINES = ['interest', 'principal', 'writedown'] as const;
export type ClassLine = (typeof CLASS_LINES)[number];
export interface BackTestClass {
  readonly tranche: string;
  readonly figures: Readonly<Record<ClassLine, BackTestFigure>>;
}

export interface BackTestMonth {
  /** YYYY-MM. */
  readonly month: string;
  readonly lines: BackTestLines;
  /** Those that the trustee tells of, in the order of the deal. */
  readonly classes: readonly BackTestClass[];
}

export interface TestedTrust {
  readonly trust: string;
  readonly kind: 'tested';
  readonly months: readonly BackTestMonth[];
  /** All months together. */
  readonly total: Omit<BackTestMonth, 'month'>;
}

export interface UntestedTrust {
  readonly trust: string;
  readonly kind: 'not tested';
  readonly why: string;
  readonly faults: readonly Fault[];
}

export interface BackTest {
  readonly snapshot: string;
  readonly date: string;
  /** The date of the snapshot that projected. */
  readonly projectedAt: string;
  /** In the order of the snapshot. */
  readonly trusts: readonly (TestedTrust | UntestedTrust)[];
  /** The pools of all trusts that were tested, by month and in total. */
  readonly months: readonly { readonly month: string; readonly lines: BackTestLines }[];
  readonly total: BackTestLines;
}

export interface BackTestOptions extends Omit<PoolOptions, 'onProgress'> {
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
}

/**
 * Projects every trust of `previous` under its own assumptions and holds the months up to `snapshot` against its remittances. A trust
 * that cannot be held (not in both, no remittances) is told of with the reason.
 *
 * Throws: RUN_CANCELLED.
 */
export async function backTest(snapshot: Snapshot, previous: Snapshot, options: BackTestOptions = {}): Promise<BackTest> {
  const done = await overTrusts(snapshot, options, async (trust, runner): Promise<TestedTrust | UntestedTrust> => {
    const reason = untestable(trust, previous);
    if ('why' in reason) return reason;
    const { onProgress: _, ...rest } = options;
    try {
      const { paths } = await projectDeal(reason.then.deal, [{ name: BASE }], {
        ...rest,
        runner,
        outputs: valuationOutputs(reason.then.deal),
      });
      const [path] = paths;
      if (path === undefined) throw new Error('backTest: no path');
      return testTrust(reason.then, path, reason.remittances);
    } catch (error) {
      const faults = ownFaults(error);
      const [fault] = faults;
      return untested(trust.name, fault === undefined ? 'it could not be projected' : faultText(fault), faults);
    }
  });
  const trusts = done.map((each) => ('done' in each ? each.done : untested(each.trust, 'it could not be read', each.faults)));
  const months = byMonth(trusts.flatMap((each) => (each.kind === 'tested' ? each.months : [])));
  return {
    snapshot: snapshot.name,
    date: formatDate(snapshot.date),
    projectedAt: formatDate(previous.date),
    trusts,
    months,
    total: totalOf(months.map(({ lines }) => lines)),
  };
}

function untested(trust: string, why: string, faults: readonly Fault[] = []): UntestedTrust {
  return { trust, kind: 'not tested', why, faults };
}

function untestable(trust: TrustInput, previous: Snapshot): UntestedTrust | { then: TrustInput; remittances: Remittance[] } {
  const then = previous.trusts.find((reading) => (reading.ok ? reading.trust.name : reading.name) === trust.name);
  if (then === undefined) return untested(trust.name, 'the snapshot before does not have it');
  if (!then.ok) return untested(trust.name, 'it could not be read from the snapshot before', then.faults);
  const months = monthsBetween(then.trust, trust);
  const known = new Map(trust.remittances.map((remittance) => [remittance.month, remittance]));
  const missing = months.filter((month) => !known.has(month));
  if (months.length === 0) return untested(trust.name, 'no payment date lies between the two snapshots');
  if (missing.length > 0) return untested(trust.name, `there is no remittance of ${missing.join(', ')}`);
  return { then: then.trust, remittances: months.flatMap((month) => known.get(month) ?? []) };
}

/** Holds the first months of a projection against remittances of the same months. */
export function testTrust(then: TrustInput, path: PathProjection, remittances: readonly Remittance[]): TestedTrust {
  const pool = projectedPool(then, path);
  const reoInside = isReoInside(then, remittances[0]);
  const owned = (payment: number) => (reoInside ? pool.reoLeft(payment) : 0);
  const months = remittances.map((remittance, place): BackTestMonth => {
    const payment = place + 1;
    const lost = reoInside ? pool.reoLost(payment) : 0;
    const { interest, scheduled, prepaid, recoveries, defaults, losses, endUpb, penalties = 0 } = remittance;
    return {
      month: remittance.month,
      lines: {
        interest: figureOf(pool.interest(payment), interest),
        scheduled: figureOf(pool.sum(payment, ['amortized', 'amortizedDefaulted']), scheduled),
        prepaid: figureOf(pool.sum(payment, ['prepaid']), prepaid),
        recoveries: figureOf(pool.sum(payment, ['recovery']) + pool.reoCash(payment), recoveries),
        collections: figureOf(pool.collected(payment), interest + scheduled + prepaid + recoveries + penalties),
        defaults: figureOf(pool.sum(payment, ['defaults']), defaults),
        losses: figureOf(pool.sum(payment, ['loss']) + lost, losses),
        endUpb: figureOf(pool.sum(payment, ['performing', 'foreclosure']) + owned(payment), endUpb),
      },
      classes: classesOf(then, path, remittance, payment),
    };
  });
  return {
    trust: then.name,
    kind: 'tested',
    months,
    total: {
      lines: totalOf(months.map(({ lines }) => lines)),
      classes: classTotals(months),
    },
  };
}

/** What a projection says of the pool on a payment date, entry 1 the first. */
function projectedPool({ deal, reo }: TrustInput, path: PathProjection) {
  const last = path.calledAt ?? path.periods;
  const sum = (payment: number, planes: readonly Plane[]) =>
    payment > last
      ? 0
      : deal.groups.reduce(
          (total, _, group) => planes.reduce((part, plane) => part + (path.remittance(group, plane)[payment] ?? 0), total),
          0,
        );
  const opened = deal.opening?.month ?? 0;
  const salesOf = (payment: number) =>
    (payment > last ? [] : deal.groups.flatMap(({ reo: sales }) => sales)).filter(({ month }) => month === opened + payment);
  const reoCash = (payment: number) => salesOf(payment).reduce((total, { cash }) => total + cash, 0);
  return {
    sum,
    reoCash,
    /** Net of servicing, and of what terms of the deal take. */
    interest: (payment: number) =>
      deal.groups.reduce((total, { name }) => total + (path.output(outputName(name, 'interest'))[payment] ?? 0), 0),
    collected: (payment: number) => (path.output(outputName('pool', 'collected'))[payment] ?? 0) + reoCash(payment),
    reoLost: (payment: number) =>
      reo
        .filter(({ month }) => month === payment)
        .reduce((total, { upb, proceeds, costs }) => total + upb - Math.max(0, proceeds - costs), 0),
    reoLeft: (payment: number) => reo.filter(({ month }) => month > payment).reduce((total, { upb }) => total + upb, 0),
  };
}

/** Whether the trustee's balance of the pool has real estate owned in it: whichever it began nearer to. */
function isReoInside({ tape, reo }: TrustInput, first: Remittance | undefined): boolean {
  const owned = reo.reduce((sum, { upb }) => sum + upb, 0);
  return first !== undefined && first.beginUpb - tape.upb > owned / 2;
}

function classesOf({ deal }: TrustInput, path: PathProjection, { tranches }: Remittance, payment: number): BackTestClass[] {
  return deal.tranches.flatMap(({ name }): BackTestClass[] => {
    const actual = tranches.get(name);
    if (actual === undefined) return [];
    const of = (output: TrancheOutput) => path.output(outputName(name, output))[payment] ?? 0;
    return [
      {
        tranche: name,
        figures: {
          interest: figureOf(of('interest') + of('other'), actual.interest),
          principal: figureOf(of('principal'), actual.principal),
          writedown: figureOf(of('writtenDown') - of('writtenUp'), actual.writedown),
        },
      },
    ];
  });
}

/** What was projected beside what came. Units: dollars. */
export function figureOf(projected: number, actual: number): BackTestFigure {
  const error = projected - actual;
  return { projected, actual, error, percent: actual === 0 ? null : error / Math.abs(actual) };
}

function added(figures: readonly BackTestFigure[]): BackTestFigure {
  return figureOf(
    figures.reduce((sum, { projected }) => sum + projected, 0),
    figures.reduce((sum, { actual }) => sum + actual, 0),
  );
}

/** Months of one pool together: flows add up, the balance is the last. */
function totalOf(months: readonly BackTestLines[]): BackTestLines {
  return linesOf((line) => {
    const figures = months.map((lines) => lines[line]);
    return line === 'endUpb' ? (figures.at(-1) ?? figureOf(0, 0)) : added(figures);
  });
}

function linesOf(of: (line: BackTestLine) => BackTestFigure): BackTestLines {
  return {
    interest: of('interest'),
    scheduled: of('scheduled'),
    prepaid: of('prepaid'),
    recoveries: of('recoveries'),
    collections: of('collections'),
    defaults: of('defaults'),
    losses: of('losses'),
    endUpb: of('endUpb'),
  };
}

function classTotals(months: readonly BackTestMonth[]): BackTestClass[] {
  const names = [...new Set(months.flatMap(({ classes }) => classes.map(({ tranche }) => tranche)))];
  return names.map((name) => {
    const parts = months.flatMap(({ classes }) => classes.filter(({ tranche }) => tranche === name));
    const of = (line: ClassLine) => added(parts.map(({ figures }) => figures[line]));
    return { tranche: name, figures: { interest: of('interest'), principal: of('principal'), writedown: of('writedown') } };
  });
}

/** All pools together, month by month. */
function byMonth(months: readonly BackTestMonth[]): BackTest['months'] {
  const names = [...new Set(months.map(({ month }) => month))].sort();
  return names.map((month) => {
    const same = months.filter((each) => each.month === month);
    return { month, lines: linesOf((line) => added(same.map(({ lines }) => lines[line]))) };
  });
}
