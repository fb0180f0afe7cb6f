/**
 * What people do with a run that is done: adjust its figures, each with a reason, and sign it off. After that nothing of it changes:
 * the sign-off is an event of its journal, and none comes after it.
 */
import { type Fault, shown, WeirError } from '../errors.ts';
import type { DataFolder } from './folders.ts';
import type { Adjustment } from './journal.ts';
import { verifyRun } from './runBook.ts';
import { advance, refuseLocked, refuseUnfinished } from './runState.ts';

/**
 * Adds an adjustment to a run. It changes no table: readers add it to what `target` names.
 * Throws: STORE_SIGN_OFF (a part is missing), STORE_RUN_STATE, STORE_RUN_LOCKED, STORE_RUN_UNKNOWN, STORE_CORRUPT, STORE_DISK.
 */
export async function adjustRun(data: DataFolder, id: string, adjustment: Omit<Adjustment, 'at'>): Promise<void> {
  const { by, target, amount, why } = adjustment;
  const faults = missing(id, { by, target, why });
  if (!Number.isFinite(amount))
    faults.push({ code: 'STORE_SIGN_OFF', place: `${id}, amount`, got: shown(amount), expected: 'dollars' });
  if (faults.length > 0) throw new WeirError(faults);
  await advance(data, id, by, (state) => {
    refuseLocked(id, state);
    refuseUnfinished(id, state);
    return { kind: 'adjusted', target, amount, why };
  });
}

/**
 * Signs a run off, by two people, after all its files have been held against their checksums.
 * Throws: STORE_SIGN_OFF (someone is missing, or both are one), STORE_RUN_STATE, STORE_RUN_LOCKED, STORE_CORRUPT with every file that
 * is not as it was written, STORE_RUN_UNKNOWN, STORE_DISK.
 */
export async function lockRun(data: DataFolder, id: string, preparer: string, reviewer: string, note: string): Promise<void> {
  const faults = missing(id, { preparer, reviewer });
  if (faults.length === 0 && preparer.trim().toLowerCase() === reviewer.trim().toLowerCase()) {
    const expected = 'someone other than the preparer';
    faults.push({ code: 'STORE_SIGN_OFF', place: `${id}, reviewer`, got: shown(reviewer), expected });
  }
  if (faults.length > 0) throw new WeirError(faults);
  await advance(data, id, reviewer, async (state) => {
    refuseLocked(id, state);
    refuseUnfinished(id, state);
    const spoiled = await verifyRun(data, id);
    if (spoiled.length > 0) throw new WeirError(spoiled);
    return { kind: 'locked', preparer, reviewer, note };
  });
}

function missing(id: string, parts: Readonly<Record<string, string>>): Fault[] {
  return Object.entries(parts)
    .filter(([, part]) => part.trim() === '')
    .map(([name, part]) => ({
      code: 'STORE_SIGN_OFF',
      place: `${id}, ${name}`,
      got: shown(part),
      expected: 'a name or a reason',
    }));
}
