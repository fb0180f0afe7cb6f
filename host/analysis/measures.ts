/** The measures that a conformance case may print, each worked out from a projection. */

import { dateOf, monthNumber } from '../curves/dates.ts';
import { cprFromSmm, psaFromSmm } from '../curves/speeds.ts';
import { expandVector } from '../curves/vectorExpand.ts';
import { parseVector } from '../curves/vectorText.ts';
import { outputName } from '../deal/outputs.ts';
import type { Remittance } from '../deal/program.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import { averageLife, paymentWindow } from '../valuation/averageLife.ts';
import type { TrancheCash } from '../valuation/cash.ts';
import { dv01, modifiedDuration } from '../valuation/duration.ts';
import { accruedInterest, cleanPrice, proceeds, yieldFromPrice } from '../valuation/price.ts';
import { parsePrice } from '../valuation/quote.ts';
import { decrementCell } from '../valuation/rounding.ts';
import { collateralCash, trancheCash } from '../valuation/trancheCash.ts';
import type { Cell } from './cases.ts';

/** What a measure gives: a number to compare with the printed one, or a text that must be the same. */
export type Computed = number | string;

/** A fault of a cell: what was got and what was expected. */
export interface Unmeasurable {
  readonly got: string;
  readonly expected: string;
}

export function isUnmeasurable(value: Computed | Unmeasurable): value is Unmeasurable {
  return typeof value === 'object';
}

/** Sums of remittance quantities that tables of collateral print, by the name of the measure. */
const COLLATERAL: Readonly<Record<string, readonly (readonly [Remittance, 1 | -1])[]>> = {
  performing: [['performing', 1]],
  foreclosure: [['foreclosure', 1]],
  newDefaults: [['defaults', 1]],
  prepaid: [['prepaid', 1]],
  expectedAmort: [
    ['amortized', 1],
    ['amortizedDefaulted', 1],
  ],
  amortFromDefaults: [['amortizedDefaulted', 1]],
  actualAmort: [['amortized', 1]],
  expectedInterest: [['interestDue', 1]],
  interestLost: [['interestLost', 1]],
  actualInterest: [
    ['interestDue', 1],
    ['interestLost', -1],
  ],
  recovery: [['recovery', 1]],
  loss: [['loss', 1]],
  amortizedDefault: [
    ['recovery', 1],
    ['loss', 1],
  ],
};

const UNITS: Readonly<Record<string, number>> = { '': 1, Thousands: 1e3, Millions: 1e6 };

export interface MeasureContext {
  readonly deal: ResolvedDeal;
  readonly path: PathProjection;
  /** The same deal without prepayments and defaults: its balances are the schedule. */
  readonly scheduled: PathProjection;
}

/** Measures of a class by month or `total`, in dollars, and at a month. */
const BY_MONTH: Readonly<Record<string, 'interest' | 'principal' | 'accreted'>> = {
  interest: 'interest',
  principal: 'principal',
  accretion: 'accreted',
};
const AT_MONTH: Readonly<Record<string, 'shortfall' | 'carryover' | 'coupon'>> = {
  shortfall: 'shortfall',
  carryover: 'carryover',
  coupon: 'coupon',
};
const PRICED = ['yield', 'price', 'modDuration', 'dv01', 'accrued', 'proceeds'];
const PLAIN = ['percent', 'balance', 'wal', 'firstPay', 'lastPay'];
const OF_POOL = [...Object.keys(COLLATERAL), 'amortFactor', 'mdr', 'smm'];

/** Works out one cell that is about a deal. */
export function measureCell(cell: Cell, context: MeasureContext): Computed | Unmeasurable {
  const { deal, path } = context;
  const isPool = cell.of === 'pool' || deal.groups.some(({ name }) => name === cell.of);
  if (!isPool && !deal.tranches.some(({ name }) => name === cell.of)) {
    return {
      got: `'${cell.of}'`,
      expected: `pool, or one of ${[...deal.groups, ...deal.tranches].map(({ name }) => name).join(', ')}`,
    };
  }
  const known = [...PLAIN, ...(isPool ? OF_POOL : [...PRICED, ...Object.keys(BY_MONTH), ...Object.keys(AT_MONTH)])];
  if (!known.includes(cell.measure.replace(/(Thousands|Millions)$/, ''))) {
    return { got: `the measure '${cell.measure}'`, expected: `one of ${known.join(', ')}` };
  }
  if (isPool && OF_POOL.includes(cell.measure)) return measureCollateral(cell, context);
  if (cell.measure in BY_MONTH || cell.measure in AT_MONTH) return measureFlow(cell, deal, path);
  const cash = isPool ? collateralCash(deal, path, cell.of) : trancheCash(deal, path, cell.of);
  switch (cell.measure) {
    case 'percent':
    case 'balance':
      return measureBalance(cell, deal, path, cash);
    case 'wal':
      return averageLife(cash) ?? 0;
    case 'firstPay':
    case 'lastPay': {
      const window = paymentWindow(cash);
      if (window === null) return '';
      return monthText(cell.measure === 'firstPay' ? window.firstDate : window.lastDate);
    }
    default:
      return measurePrice(cell, cash);
  }
}

/** A class's cash in a month or in all, what it is owed after a month, and its coupon in percent. */
function measureFlow(cell: Cell, deal: ResolvedDeal, path: PathProjection): Computed | Unmeasurable {
  const flow = BY_MONTH[cell.measure];
  if (flow !== undefined && cell.at === 'total')
    return path.output(outputName(cell.of, flow)).reduce((sum, amount) => sum + amount, 0);
  const month = paymentMonth(cell.at, deal, path);
  if (typeof month !== 'number') return month;
  const value = path.output(outputName(cell.of, flow ?? AT_MONTH[cell.measure] ?? 'balance'))[month] ?? 0;
  return cell.measure === 'coupon' ? value * 100 : value;
}

function measureBalance(cell: Cell, deal: ResolvedDeal, path: PathProjection, cash: TrancheCash): Computed | Unmeasurable {
  const month = paymentMonth(cell.at, deal, path);
  if (typeof month !== 'number') return month;
  const balance = month === 0 ? cash.face : (cash.balance[month - 1] ?? 0);
  if (cell.measure === 'balance') return balance;
  const tranche = deal.tranches.find(({ name }) => name === cell.of);
  return decrementCell(balance, tranche?.hasBalance === true ? tranche.balance : cash.face);
}

function measurePrice(cell: Cell, cash: TrancheCash): Computed | Unmeasurable {
  const [what = '', figure = ''] = cell.given.split('=').map((part) => part.trim());
  if (what !== 'price' && what !== 'yield')
    return { got: cell.given === '' ? 'nothing given' : `'${cell.given}'`, expected: 'price=... or yield=...' };
  const yieldBey = what === 'price' ? yieldFromPrice(cash, parsePrice(figure)) : Number(figure.replace('%', '')) / 100;
  if (!Number.isFinite(yieldBey)) return { got: `'${cell.given}'`, expected: 'a yield in percent' };
  const price = what === 'price' ? parsePrice(figure) : cleanPrice(cash, yieldBey);
  const [, stem = '', unit = ''] = /^(.*?)(Thousands|Millions)?$/.exec(cell.measure) ?? [];
  const scale = UNITS[unit] ?? 1;
  switch (stem) {
    case 'yield':
      return yieldBey * 100;
    case 'price':
      return price;
    case 'modDuration':
      return modifiedDuration(cash, yieldBey);
    case 'dv01':
      return dv01(cash, yieldBey) / scale;
    case 'accrued':
      return accruedInterest(cash) / scale;
    case 'proceeds':
      return proceeds(cash, price) / scale;
    default:
      return { got: `the measure '${cell.measure}'`, expected: 'a measure of a tranche: see test/golden/README.md' };
  }
}

function measureCollateral(cell: Cell, { deal, path, scheduled }: MeasureContext): Computed | Unmeasurable {
  const groups = deal.groups.flatMap((group, place) => (cell.of === 'pool' || group.name === cell.of ? [place] : []));
  const column = (from: PathProjection, parts: readonly (readonly [Remittance, 1 | -1])[]) => {
    const sum = new Float64Array(path.periods + 1);
    for (const group of groups) {
      for (const [quantity, sign] of parts)
        from.remittance(group, quantity).forEach((amount, period) => (sum[period] = (sum[period] ?? 0) + sign * amount));
    }
    return sum;
  };
  const parts = COLLATERAL[cell.measure];
  if (parts !== undefined && cell.at === 'total') return column(path, parts).reduce((sum, amount) => sum + amount, 0);
  const month = paymentMonth(cell.at, deal, path);
  if (typeof month !== 'number') return month;
  if (parts !== undefined) return column(path, parts)[month] ?? 0;
  const performing = column(path, [['performing', 1]]);
  if (cell.measure === 'amortFactor') {
    const schedule = column(scheduled, [['performing', 1]]);
    return (schedule[month] ?? 0) / (schedule[0] ?? 1);
  }
  if (cell.measure === 'mdr') return (column(path, [['defaults', 1]])[month] ?? 0) / (performing[month - 1] ?? 1);
  const source = path.scenario.prepayment ?? { kind: 'vector', vector: deal.assumptions[0]?.prepayment };
  if (source.kind !== 'vector' || source.vector === undefined) return { got: 'no vector', expected: 'a prepayment vector' };
  return (
    expandVector(source.vector, {
      months: month,
      age: deal.groups[groups[0] ?? 0]?.loans.age[0] ?? 0,
      ...(deal.assumptions[0]?.ppc !== undefined && { ppc: deal.assumptions[0].ppc }),
    }).at(-1) ?? 0
  );
}

/** Works out a cell that is about no deal: a conversion of speeds. */
export function measureConversion(cell: Cell): Computed | Unmeasurable {
  const month = cell.at === '' ? 1 : Number(cell.at);
  if (!Number.isInteger(month) || month < 1 || month > 1200)
    return { got: `'${cell.at}'`, expected: 'a loan month from 1 to 1200' };
  const smm = expandVector(parseVector(cell.scenario, { place: 'scenario' }), { months: month, age: 0 }).at(-1) ?? 0;
  switch (cell.measure) {
    case 'smm':
      return smm * 100;
    case 'cpr':
      return cprFromSmm(smm) * 100;
    case 'psa':
      return psaFromSmm(smm, month) * 100;
    default:
      return { got: `the measure '${cell.measure}'`, expected: 'smm, cpr or psa where `of` is empty' };
  }
}

/** A payment month from `5`, or from the calendar month of its payment date. */
function paymentMonth(at: string, deal: ResolvedDeal, path: PathProjection): number | Unmeasurable {
  if (/^\d+$/.test(at)) return Number(at);
  const [, year = '', month = ''] = /^(\d{4})-(\d{2})$/.exec(at) ?? [];
  if (year === '' || Number(month) < 1 || Number(month) > 12)
    return { got: `'${at}'`, expected: 'a payment month, or a calendar month YYYY-MM' };
  const wanted = Number(year) * 12 + Number(month) - 1;
  const found = path.calendar.unadjusted.findIndex((date) => monthNumber(date) === wanted);
  if (found >= 0) return found + 1;
  const first = monthNumber(deal.dates.firstPayment);
  if (wanted >= first && (wanted - first) % deal.dates.every !== 0)
    return { got: `'${at}'`, expected: 'a month with a payment date' };
  return wanted < first ? 0 : path.periods + 1 + (wanted - first);
}

/** MM/YY, as windows are printed. */
function monthText(serial: number): string {
  const { year, month } = dateOf(serial);
  return `${String(month).padStart(2, '0')}/${String(year % 100).padStart(2, '0')}`;
}
