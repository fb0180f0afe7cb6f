/** Decisions of reviewers put on a snapshot: which curves count as reviewed, and which trusts are refused. */
import { join, resolve } from 'node:path';
import { curveTexts } from '../analysis/curveReviewCurves.ts';
import { REVIEWED } from '../analysis/reviewTests.ts';
import { isCohort } from '../analysis/shockScenario.ts';
import { MOST_DEAL_BYTES, readBytes } from '../deal/read.ts';
import type { Fault } from '../errors.ts';
import { ALL_LOANS, rewarned } from '../portfolio/assumptions.ts';
import type { CurveSource, Snapshot, TrustInput, TrustReading } from '../portfolio/records.ts';
import { snapshotFromText } from '../portfolio/schema.ts';
import { readSnapshot, type SnapshotOptions } from '../portfolio/snapshot.ts';
import {
  type DecisionLog,
  keyOf,
  NO_DECISIONS,
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

/** Where a log stood when a run read it: a part of the run's request, so that whoever does the run again reads the same. */
export interface ReviewRead {
  /** The data folder of the log. */
  readonly log: string;
  readonly seq: number;
  readonly sha256: string;
}

/**
 * Where the log of a snapshot stands now; undefined where nothing was decided.
 *
 * Throws: as `readSnapshot` of snapshot.yaml itself; STORE_CORRUPT, STORE_DISK.
 */
export async function reviewNow(data: Pick<DataFolder, 'root'>, folder: string): Promise<ReviewRead | undefined> {
  const path = join(resolve(folder), 'snapshot.yaml');
  const { snapshot, date } = snapshotFromText(readBytes(path, MOST_DEAL_BYTES).toString('utf8'), path);
  const { head } = await readDecisions(data, { snapshot, date });
  return head.seq === 0 ? undefined : { log: data.root, ...head };
}

/** A review as a kept request has it; undefined for anything else. */
export function reviewIn(given: unknown): ReviewRead | undefined {
  if (typeof given !== 'object' || given === null || !('log' in given && 'seq' in given && 'sha256' in given)) return undefined;
  const { log, seq, sha256 } = given;
  return typeof log === 'string' && typeof seq === 'number' && typeof sha256 === 'string' ? { log, seq, sha256 } : undefined;
}

/** Reads a snapshot with what was decided of its curves. Throws: as `readSnapshot` and `readDecisions`. */
export async function readReviewed(
  folder: string,
  review: ReviewRead | undefined,
  options: Omit<SnapshotOptions, 'unreviewedCurves'> = {},
): Promise<Snapshot> {
  const snapshot = await readSnapshot(folder, { ...options, unreviewedCurves: 'warn' });
  const log = review === undefined ? NO_DECISIONS : await readDecisions({ root: review.log }, keyOf(snapshot), review);
  return withDecisions(snapshot, log);
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
