/**
 * So that faults of shape do not hide faults of meaning: a copy of the deal in which values of the wrong shape give way to plain ones, for
 * looking at the rest. Nothing is ever projected from it.
 */
import type { Fault } from '../errors.ts';

/** What stands in for fields that a loan or a class cannot be without. */
const PLAIN: Readonly<Record<string, number>> = { upb: 1, noteRate: 0, remainingTerm: 1, balance: 0 };

/** Faults that a stand-in would bring about by itself. */
const BY_STANDING_IN: ReadonlySet<string> = new Set(['DEAL_BALANCE', 'DEAL_EMPTY']);

/** The deal without its faults of shape, or undefined where these go beyond values of loans, classes, assumptions, schedules and steps. */
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

/** Steps that do nothing, for one whose verb cannot be told. */
const IDLE = { writedown: [], upTo: 0 };

function mendAt(deal: unknown, place: string): boolean {
  const path = place.match(/[^.[\]]+/g) ?? [];
  const [section, name = '', field] = path;
  const isValue = (section === 'collateral' && path.length === 5) || (section === 'tranches' && path.length === 3);
  if (isValue) return putOrLeaveOut(deal, path, PLAIN);
  if (section === 'assumptions') return putOrLeaveOut(deal, path.slice(0, name === 'cohorts' ? 4 : 2), {});
  if (section === 'schedules' && path.length > 2) return putOrLeaveOut(deal, path.slice(0, 2), { [name]: { points: [[1, 0]] } });
  if (section === 'steps')
    return putOrLeaveOut(deal, path.slice(0, 3), field === undefined ? { [name]: IDLE } : { pay: 'interest' });
  return false;
}

/** Puts what stands in for the field at the end of a path, or leaves the field out; false where there is nothing around it. */
function putOrLeaveOut(deal: unknown, path: readonly string[], standIns: Readonly<Record<string, unknown>>): boolean {
  const field = path.at(-1) ?? '';
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined), deal);
  if (typeof parent !== 'object' || parent === null) return false;
  return Object.hasOwn(standIns, field) ? Reflect.set(parent, field, standIns[field]) : Reflect.deleteProperty(parent, field);
}
