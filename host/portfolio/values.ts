/** Values of the YAML files of a snapshot, once their shape is known: numbers within their range, dates that exist. */
import { parseDate } from '../curves/dates.ts';
import { parseNumber } from '../deal/expression.ts';
import type { FaultList } from '../deal/faults.ts';

const LARGEST = 1e15;

/** A rate or share from 0 to 100 %, as a decimal. Faults (SNAPSHOT_RANGE) are added to the list. */
export function rateOf(given: number | string, place: string, faults: FaultList): number {
  const value = parseNumber(given);
  if (value >= 0 && value <= 1) return value;
  const percent = value > 1 && value <= 100 ? `; ${value} percent is written ${value}%` : '';
  faults.add('SNAPSHOT_RANGE', place, given, `a rate or share from 0 to 100%${percent}`);
  return 0;
}

/** Dollars, not negative. Faults (SNAPSHOT_RANGE) are added to the list. */
export function dollarsIn(given: number | string, place: string, faults: FaultList): number {
  const value = parseNumber(given);
  if (value >= 0 && value <= LARGEST) return value;
  faults.add('SNAPSHOT_RANGE', place, given, 'dollars from 0 to 1e15');
  return 0;
}

/** The serial of a date. Faults (DATE_INVALID) are added to the list. */
export function dateIn(given: string, place: string, faults: FaultList): number {
  return faults.catching(0, () => parseDate(given, { place }));
}

/** Values by name, each as `of` reads it. */
export function mapOf<T, R>(
  given: Readonly<Record<string, T>> | undefined,
  place: string,
  of: (value: T, place: string) => R,
): Map<string, R> {
  return new Map(Object.entries(given ?? {}).map(([name, value]) => [name, of(value, `${place}.${name}`)]));
}
