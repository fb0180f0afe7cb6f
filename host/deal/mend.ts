/**
 * So that faults of shape do not hide faults of meaning: a copy of the deal in which values of the wrong shape give way to plain ones, for
 * looking at the rest. Nothing is ever projected from it.
 */
import type { Fault } from '../errors.ts';

/** What stands in for fields that a loan or a class cannot be without. */
const PLAIN: Readonly<Record<string, number>> = { upb: 1, noteRate: 0, remainingTerm: 1, balance: 0 };

/** Faults that a stand-in would bring about by itself. */
const BY_STANDING_IN: ReadonlySet<string> = new Set(['DEAL_BALANCE', 'DEAL_EMPTY']);

/** The deal without its faults of shape, or undefined where these go beyond values of loans and classes. */
export function mended(value: unknown, faults: readonly Fault[]): unknown {
  const copy: unknown = structuredClone(value);
  return faults.every(({ place }) => mendAt(copy, place)) ? copy : undefined;
}

/** Those faults of the mended deal that are the deal's own. */
export function ownFaults(found: readonly Fault[], mendedFaults: readonly Fault[]): Fault[] {
  return found.filter(
    ({ code, place }) => !BY_STANDING_IN.has(code) && !mendedFaults.some((fault) => place.startsWith(fault.place)),
  );
}

function mendAt(deal: unknown, place: string): boolean {
  const path = place.match(/[^.[\]]+/g) ?? [];
  const [section] = path;
  const isValue = (section === 'collateral' && path.length === 5) || (section === 'tranches' && path.length === 3);
  if (!isValue) return false;
  const field = path.at(-1) ?? '';
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined), deal);
  if (typeof parent !== 'object' || parent === null) return false;
  return Object.hasOwn(PLAIN, field) ? Reflect.set(parent, field, PLAIN[field]) : Reflect.deleteProperty(parent, field);
}
