/** Decisions of reviewers put on a snapshot: which curves count as reviewed, and which trusts are refused. */
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { curveTexts } from '../analysis/curveReviewCurves.ts';
import { REVIEWED } from '../analysis/reviewTests.ts';
import { isCohort } from '../analysis/shockScenario.ts';
import { type Fault, WeirError } from '../errors.ts';
import { ALL_LOANS, rewarned } from '../portfolio/assumptions.ts';
import { readHead } from '../portfolio/head.ts';
import type { CurveSource, Snapshot, TrustInput, TrustReading } from '../portfolio/records.ts';
import { readSnapshot, type SnapshotOptions, type SnapshotReader } from '../portfolio/snapshot.ts';
import {
  type DecisionLog,
  keyOf,
  NO_DECISIONS,
  type ReviewedSnapshotKey,
  readDecisions,
  type Standing,
  type StandingOf,
  standingsOf,
} from './decisions.ts';
import type { DataFolder } from './folders.ts';

/**
 * A snapshot with what was decided of its curves. A cohort whose curves of prepayments, defaults and severities are all accepted or
 * overridden counts as reviewed; one with a curve that was returned does not, whatever its file says; where nothing was decided, or the
 * curves have changed since, the file holds. With `unreviewedCurves: refuse` trusts with curves that were not reviewed are refused
 * (CURVE_UNREVIEWED), all the others stand.
 *
 * `snapshot` was read with `unreviewedCurves: 'warn'`: what was refused by reading cannot be reviewed.
 */
export function withDecisions(snapshot: Snapshot, log: DecisionLog): Snapshot {
  const standing = standingsOf(log);
  const trusts = snapshot.trusts.map((reading): TrustReading => {
    if (!reading.ok) return reading;
    const { trust } = reading;
    const curveSources = trust.curveSources.map((source) => decided(trust, source, standing));
    const faults = snapshot.unreviewedCurves === 'refuse' ? curveSources.flatMap((source) => refusal(trust, source)) : [];
    if (faults.length > 0) return { ok: false, name: trust.name, faults, tape: trust.tape };
    return { ok: true, trust: { ...trust, curveSources, warnings: rewarned(trust.warnings, curveSources) } };
  });
  return { ...snapshot, trusts };
}

const text = Type.String();
const head = { seq: Type.Integer({ minimum: 0 }), sha256: text };
/** A review as a kept request has it. */
export const ReviewShape = Type.Object({
  /** The data folder of the logs. */
  log: text,
  ...head,
  /** Of the snapshots before it that were decided on: where their logs stood. */
  before: Type.Optional(Type.Array(Type.Object({ snapshot: text, date: text, ...head }))),
});
/** Where the log of a snapshot stood when a run read it: a part of the run's request, so that whoever does the run again reads the same. */
export type ReviewRead = Static<typeof ReviewShape>;

/** Snapshots before the one asked about that a run reads as well. */
export interface OlderRead {
  /** How many at most, along what each names as the one before. */
  readonly most: number;
  /** The oldest of them, wherever it is; default: the one before. */
  readonly from?: string | undefined;
}

/**
 * Where the log of a snapshot stands now, and those of the older ones that a run reads; undefined where nothing was decided of any of them.
 *
 * Throws: as `readSnapshot` of snapshot.yaml itself; STORE_CORRUPT, STORE_DISK.
 */
export async function reviewNow(
  data: Pick<DataFolder, 'root'>,
  folder: string,
  older?: OlderRead,
): Promise<ReviewRead | undefined> {
  const own = headOf(folder);
  const keys = older === undefined ? [] : olderKeys(own.previous, older);
  const { head: now } = await readDecisions(data, own.key);
  const before: NonNullable<ReviewRead['before']> = [];
  for (const key of keys) {
    const { head: then } = await readDecisions(data, key);
    if (then.seq > 0) before.push({ ...key, ...then });
  }
  if (now.seq === 0 && before.length === 0) return undefined;
  return { log: data.root, ...now, ...(before.length > 0 && { before }) };
}

/** Each once, the youngest first. One that cannot be read ends the chain: whoever needs it says so. */
function olderKeys(previous: string | undefined, { most, from }: OlderRead): ReviewedSnapshotKey[] {
  const start = from === undefined ? previous : resolve(from);
  const found = new Map<string, ReviewedSnapshotKey>();
  let next = previous;
  for (let place = 0; next !== undefined && place < most && !found.has(start ?? ''); place++) {
    const head = perhapsHead(next);
    if (head === undefined) break;
    found.set(next, head.key);
    next = head.previous;
  }
  const named = start === undefined || found.has(start) ? undefined : perhapsHead(start);
  return [...found.values(), ...(named === undefined ? [] : [named.key])];
}

/** Whose log it is, and the folder of the snapshot before. Throws: as `readHead`. */
function headOf(folder: string): { readonly key: ReviewedSnapshotKey; readonly previous: string | undefined } {
  const head = readHead(folder);
  return { key: keyOf(head), previous: head.previous };
}

/** The same; undefined of one that cannot be read: whoever needs it says so. */
function perhapsHead(folder: string): ReturnType<typeof headOf> | undefined {
  try {
    return headOf(folder);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return undefined;
  }
}

/** What of a review decides figures, for the manifest. */
export function reviewOption(review: ReviewRead | undefined): { review?: Record<string, unknown> } {
  if (review === undefined) return {};
  const { seq: entries, sha256, before } = review;
  return { review: { entries, sha256, ...(before !== undefined && { before }) } };
}

/** Reads a snapshot with what was decided of its curves. Throws: as `readSnapshot` and `readDecisions`. */
export function readReviewed(
  folder: string,
  review: ReviewRead | undefined,
  options: Omit<SnapshotOptions, 'unreviewedCurves'> = {},
): Promise<Snapshot> {
  return reviewedReader(folder, review)(folder, options);
}

/**
 * How the snapshots of a run are read: each with what was decided of its curves, the one in `folder` by the review itself, others by what
 * it says of those before.
 */
export function reviewedReader(folder: string, review: ReviewRead | undefined): SnapshotReader {
  return async (path, options = {}) => {
    const snapshot = await readSnapshot(path, { ...options, unreviewedCurves: 'warn' });
    const key = keyOf(snapshot);
    const isOwn = resolve(path) === resolve(folder);
    const through = isOwn ? review : review?.before?.find((one) => one.snapshot === key.snapshot && one.date === key.date);
    if (review === undefined || through === undefined) return withDecisions(snapshot, NO_DECISIONS);
    return withDecisions(snapshot, await readDecisions({ root: review.log }, key, through));
  };
}

function decided(trust: TrustInput, source: CurveSource, standing: StandingOf): CurveSource {
  const own = trust.deal.assumptions.find(({ name }) =>
    source.cohort === ALL_LOANS && name === '' ? true : isCohort(name, source.cohort),
  );
  if (own === undefined) return source;
  const texts = curveTexts(own);
  const found = REVIEWED.flatMap((curve) => standing(trust.name, source.cohort, curve, texts[curve]) ?? []);
  if (found.length === 0) return source;
  const holding = found.filter(({ holds }) => holds);
  const isReturned = holding.some(({ decision }) => decision === 'returned');
  const isAccepted = holding.length === REVIEWED.length && !isReturned;
  return { ...source, reviewed: isAccepted || (source.reviewed && !isReturned), decided: standingsText(found).join('; ') };
}

/**
 * Decisions on the curves of a cohort in words, those that were made alike together: `prepayment, severity accepted by B. Hill on 2011-04-02 (in
 * line with losses)`.
 */
export function standingsText(found: readonly Standing[]): string[] {
  const alike = new Map<string, string[]>();
  for (const { curve, decision, reviewer, at, why, holds } of found) {
    const text = `${decision} by ${reviewer} on ${at.slice(0, 10)} (${why})${holds ? '' : ', of a curve that has changed since'}`;
    alike.set(text, [...(alike.get(text) ?? []), curve]);
  }
  return [...alike].map(([text, curves]) => `${curves.join(', ')} ${text}`);
}

function refusal(trust: TrustInput, { cohort, source, reviewed, decided: words }: CurveSource): Fault[] {
  if (reviewed) return [];
  return [
    {
      code: 'CURVE_UNREVIEWED',
      place: `${trust.name}, ${cohort}`,
      got: words ?? `curves that were not reviewed (source: ${source})`,
      expected: 'curves that were accepted or overridden: weir review accept, or reviewed: true in trust.yaml',
    },
  ];
}
