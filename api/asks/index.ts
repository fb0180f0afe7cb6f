/** The questions that a computing thread answers at once: work for one request, too long for the thread that hears all of them. */
import type { Ask } from './ask.ts';
import { dealAsks } from './deals.ts';
import { fileAsks } from './files.ts';
import { requestAsks } from './requests.ts';
import { reviewAsks } from './reviews.ts';
import { runAsks } from './runs.ts';
import { snapshotAsks } from './snapshots.ts';

/** Those that make files. */
export const FILE_ASKS: ReadonlySet<string> = new Set(Object.keys(fileAsks));

export const ASKS: Readonly<Record<string, Ask>> = {
  ...dealAsks,
  ...runAsks,
  ...fileAsks,
  ...reviewAsks,
  ...snapshotAsks,
  ...requestAsks,
};
