/** How the dates of a trust fit each other: the valuation date, the tape's, the next payment and what has been paid before. */
import { addMonths, formatDate, monthNumber, parseDate } from '../curves/dates.ts';
import type { FaultList } from '../deal/faults.ts';
import type { DealFile } from '../deal/schema.ts';
import { monthText } from './csv.ts';
import type { TrustFile } from './schema.ts';
import { dateIn } from './values.ts';

/** A tape that is older says too little of today's loans. */
const MOST_STALE_MONTHS = 12;
/** Payment dates looked through for the next one. */
const MOST_PAYMENTS = 1200;

export interface AsOf {
  /** The tape's date. */
  readonly tape: number;
  /** The next payment date as written. */
  readonly firstPayment: number;
  /** Months between payments. */
  readonly every: number;
  /** Payments already made. */
  readonly openingMonth: number;
  /** Months by which the tape is rolled forward; 0 where it fits. */
  readonly staleMonths: number;
  /** The calendar month of the first projection month, since year 0. */
  readonly firstMonth: number;
}

/**
 * Aligns a trust with the valuation date. The balances of a tape are after the payments of its month; the next payment distributes
 * those of the months after the last payment's.
 *
 * Faults (SNAPSHOT_DATES, DATE_INVALID), in trust.yaml, are added to the list.
 */
export function alignDates(trust: TrustFile, deal: DealFile, date: number, faults: FaultList): AsOf {
  const every = trust.dates?.every ?? deal.dates.every ?? 1;
  const atIssue = faults.catching(date, () => parseDate(deal.dates.firstPayment, { place: 'dates.firstPayment of the deal' }));
  const firstPayment =
    trust.dates?.firstPayment === undefined
      ? nextPayment(atIssue, every, date)
      : dateIn(trust.dates.firstPayment, 'dates.firstPayment', faults);
  const settlement = trust.dates?.settlement;
  if (settlement !== undefined && dateIn(settlement, 'dates.settlement', faults) !== date)
    faults.add('SNAPSHOT_DATES', 'dates.settlement', settlement, `the snapshot's date, ${formatDate(date)}, or nothing`);
  const openingMonth = paymentsMade(trust, deal, { atIssue, firstPayment, every }, faults);
  const before = addMonths(firstPayment, -every);
  if (firstPayment <= date)
    faults.add(
      'SNAPSHOT_DATES',
      'dates.firstPayment',
      formatDate(firstPayment),
      `a date after the snapshot's, ${formatDate(date)}`,
    );
  else if (openingMonth > 0 && before > date)
    faults.add(
      'SNAPSHOT_DATES',
      'dates.firstPayment',
      formatDate(firstPayment),
      `the next payment date, ${formatDate(before)} or before`,
    );
  const tape = dateIn(trust.tape.asOf, 'tape.asOf', faults);
  return {
    tape,
    firstPayment,
    every,
    openingMonth,
    staleMonths: staleMonths(tape, date, before, faults),
    firstMonth: monthNumber(firstPayment) - (every - 1),
  };
}

/** The first payment date after `date`, counted from the deal's first. */
function nextPayment(atIssue: number, every: number, date: number): number {
  let payment = atIssue;
  for (let made = 1; payment <= date && made < MOST_PAYMENTS; made++) payment = addMonths(atIssue, made * every);
  return payment;
}

/** Payments made before the next one, by the calendar of the deal; what the trust remembers must be as of the last of them. */
function paymentsMade(
  trust: TrustFile,
  deal: DealFile,
  { atIssue, firstPayment, every }: { atIssue: number; firstPayment: number; every: number },
  faults: FaultList,
): number {
  const months = monthNumber(firstPayment) - monthNumber(atIssue);
  const made = (deal.opening?.month ?? 0) + months / every;
  const opening = trust.opening ?? deal.opening;
  if (!Number.isInteger(made) || made < 0) {
    const expected = `a payment date of the deal, whose first is ${formatDate(atIssue)} and which pays every ${every} months`;
    faults.add('SNAPSHOT_DATES', 'dates.firstPayment', formatDate(firstPayment), expected);
    return opening?.month ?? 0;
  }
  const count = `${made} payment${made === 1 ? '' : 's'}`;
  if (opening === undefined) {
    if (made > 0)
      faults.add(
        'SNAPSHOT_DATES',
        'opening',
        'nothing',
        `what the trust remembers of ${count} before ${formatDate(firstPayment)}`,
      );
  } else if (opening.month !== made) {
    faults.add(
      'SNAPSHOT_DATES',
      'opening.month',
      opening.month,
      `${made}: before ${formatDate(firstPayment)} the deal has made ${count}`,
    );
  }
  return made;
}

/** Months from the tape to the last payment, whose payments the balances of a tape that fits are after. */
function staleMonths(tape: number, date: number, before: number, faults: FaultList): number {
  const behind = monthNumber(before) - monthNumber(tape);
  const fitting = monthText(monthNumber(before));
  const refuse = (expected: string) => faults.add('SNAPSHOT_DATES', 'tape.asOf', formatDate(tape), expected);
  if (tape > date) refuse(`a tape no later than the snapshot's date, ${formatDate(date)}`);
  else if (behind < 0) refuse(`a tape after the payments of ${fitting}: those of later months are still to be distributed`);
  else if (behind > MOST_STALE_MONTHS) refuse(`a tape of ${fitting}, or at most ${MOST_STALE_MONTHS} months older`);
  return Math.min(Math.max(behind, 0), MOST_STALE_MONTHS);
}
