/**
 * The tie-out that goes with a valuation: the deals that are valued, tried on what the trustees have paid since the snapshot before. It
 * changes no value; a reader of the values sees whether the documents were read as the trustees read them.
 */
import { resolve } from 'node:path';
import { type SnapshotTieOut, tieOutSnapshot } from '../analysis/tieOutSnapshot.ts';
import { formatDate } from '../curves/dates.ts';
import { faultText, WeirError } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { readSnapshot } from '../portfolio/snapshot.ts';
import type { Statement } from './manifest.ts';
import type { ResultTable } from './tables.ts';
import { differenceTable, trustTable } from './tieOutTables.ts';

/** The snapshot before one, without its tapes, or why there is none. */
export type Earlier = { readonly snapshot: Snapshot; readonly files: ReadonlyMap<string, string> } | { readonly why: string };

/** Reads it. What is wrong with it keeps nothing from being valued. Throws: RUN_CANCELLED. */
export async function readEarlier({ previous }: Snapshot, signal: AbortSignal | undefined): Promise<Earlier> {
  if (previous === undefined) return { why: 'the snapshot names none before it' };
  try {
    const snapshot = await readSnapshot(previous, {
      withoutTapes: true,
      unreviewedCurves: 'warn',
      ...(signal !== undefined && { signal }),
    });
    const files = new Map([...snapshot.files].map(([path, sha256]) => [resolve(snapshot.folder, path), sha256]));
    return { snapshot, files };
  } catch (error) {
    if (!(error instanceof WeirError) || error.faults.some(({ code }) => code === 'RUN_CANCELLED')) throw error;
    return { why: error.faults[0] === undefined ? 'the snapshot before cannot be read' : faultText(error.faults[0]) };
  }
}

/** Holds a snapshot against its trustees, as far as remittances allow. */
export function tiedOut(snapshot: Snapshot, earlier: Earlier): { tables: ResultTable[]; limits: Statement[] } {
  const about = 'tie-out';
  if ('why' in earlier) return { tables: [], limits: [{ about, text: `not tried: ${earlier.why}` }] };
  const report = tieOutSnapshot(snapshot, earlier.snapshot);
  const since = formatDate(earlier.snapshot.date);
  return {
    tables: [trustTable(report, 'tie_out'), differenceTable(report, 'tie_out_differences')],
    limits: textsOf(report, since).map((text) => ({ about, text })),
  };
}

/** What ties, what does not, and what could not be held. */
function textsOf({ trusts, within }: SnapshotTieOut, since: string): string[] {
  const held = trusts.filter((trust) => trust.kind === 'held');
  const tied = held.filter(({ ties }) => ties).length;
  const cents = Number((100 * within).toPrecision(12));
  return [
    `${tied} of ${trusts.length} trusts tie to what the trustees report since ${since}, every figure to within ${cents} cents`,
    ...held
      .filter(({ ties }) => !ties)
      .map(
        ({ trust, differences, worst }) =>
          `${trust} does not tie: ${differences.length} figures since ${since} are apart, the furthest by $${worst.toFixed(2)}`,
      ),
    ...trusts.flatMap((trust) => (trust.kind === 'held' ? [] : [`${trust.trust} was not held: ${trust.why}`])),
  ];
}
