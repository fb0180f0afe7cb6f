/** The questions that a computing thread answers at once: work for one request, too long for the thread that hears all of them. */
import type { Ask } from './ask.ts';
import { dealAsks } from './deals.ts';
import { requestAsks } from './requests.ts';
import { reviewAsks } from './reviews.ts';
import { runAsks } from './runs.ts';
import { snapshotAsks } from './snapshots.ts';

export const ASKS: Readonly<Record<string, Ask>> = { ...dealAsks, ...runAsks, ...reviewAsks, ...snapshotAsks, ...requestAsks };
