/** Payment dates of a deal and what depends on them: accrual periods, day fractions, and the numbers by date that a program reads. */
import { addMonths, type DayCount, dayFraction, minusDelay, paymentDates } from '../curves/dates.ts';
import type { ScalarSource } from './program.ts';
import type { ResolvedDeal } from './resolved.ts';
import { scheduleAt } from './schedules.ts';

export interface DealCalendar {
  /** Payment months: entry k is that of period k + 1. A seasoned deal goes on counting. */
  readonly months: Int32Array;
  /** When cash moves, as serial days. */
  readonly payments: Int32Array;
  /** Before business-day rolls. */
  readonly unadjusted: Int32Array;
}

export function dealCalendar(deal: ResolvedDeal, periods: number): DealCalendar {
  const { adjusted, unadjusted } = paymentDates(deal.dates, periods);
  const opening = deal.opening?.month ?? 0;
  return { months: Int32Array.from({ length: periods }, (_, period) => opening + period + 1), payments: adjusted, unadjusted };
}

/** The ends of accrual periods: entry 0 is where the first begins. Periods of 30-day months go by the dates as written. */
export function accrualDates(
  deal: ResolvedDeal,
  calendar: DealCalendar,
  delay: number,
  dated: number,
  dayCount: DayCount,
): number[] {
  const isRolled = deal.dates.accruesAdjusted && dayCount !== '30/360';
  const ends = Array.from(isRolled ? calendar.payments : calendar.unadjusted, (date) => minusDelay(date, delay));
  return [accrualStart(deal, delay, dated), ...ends];
}

/** Where the first accrual period begins: a seasoned deal has accrued since its last payment date, whatever it was dated. */
export function accrualStart(deal: ResolvedDeal, delay: number, dated: number): number {
  return deal.opening === undefined ? dated : minusDelay(addMonths(deal.dates.firstPayment, -deal.dates.every), delay);
}

/** The length of each period in years, for one tranche. Period k is entry k; entry 0 is 0. */
function fractions(dates: readonly number[], dayCount: DayCount): Float64Array {
  return Float64Array.from(dates, (end, period) => (period === 0 ? 0 : dayFraction(dayCount, dates[period - 1] ?? end, end)));
}

/** The numbers by payment date that a program reads. Shape: one row a source, [0 .. periods]; row entry 0 is unused. */
export function scalarRows(deal: ResolvedDeal, sources: readonly ScalarSource[], periods: number): Float64Array[] {
  const calendar = dealCalendar(deal, periods);
  return sources.map((source) => {
    switch (source.kind) {
      case 'month':
        return Float64Array.from([0, ...calendar.months]);
      case 'date':
        return Float64Array.from([0, ...calendar.payments]);
      case 'days': {
        const dates = accrualDates(deal, calendar, deal.dates.delay, deal.dates.dated, 'act/360');
        return Float64Array.from(dates, (end, period) => (period === 0 ? 0 : end - (dates[period - 1] ?? end)));
      }
      case 'fraction': {
        const tranche = deal.tranches[source.tranche];
        if (tranche === undefined) throw new Error(`calendar: no tranche ${source.tranche}`);
        return fractions(accrualDates(deal, calendar, tranche.delay, tranche.dated, tranche.dayCount), tranche.dayCount);
      }
      case 'hedge': {
        const terms = deal.hedges[source.hedge]?.terms;
        const dayCount = (source.leg === 'fixed' ? terms?.fixedDays : terms?.floatDays) ?? '30/360';
        // Hedges pay from payment date to payment date, whatever the classes' delay.
        return fractions(accrualDates(deal, calendar, 0, deal.dates.dated, dayCount), dayCount);
      }
      case 'reo': {
        const sales = deal.groups[source.group]?.reo ?? [];
        return Float64Array.from([0, ...calendar.months], (month, period) =>
          period === 0 ? 0 : sales.reduce((sum, sale) => sum + (sale.month === month ? sale.cash : 0), 0),
        );
      }
      case 'schedule': {
        const schedule = deal.schedules.get(source.schedule);
        if (schedule === undefined) throw new Error(`calendar: no schedule ${source.schedule}`);
        return Float64Array.from([0, ...calendar.months], (month, period) => (period === 0 ? 0 : scheduleAt(schedule, month)));
      }
    }
  });
}
