/** The log of decisions on curves: nothing in it changes unseen, two writers lose nothing, and valuations heed it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustCurves } from '../../host/analysis/curveReviewCurves.ts';
import { REVIEWED, type ReviewedCurve } from '../../host/analysis/reviewTests.ts';
import { openPool } from '../../host/engine/pool.ts';
import type { Snapshot } from '../../host/portfolio/records.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import {
  type Decision,
  type DecisionKind,
  decide,
  decisionFolder,
  keyOf,
  NO_DECISIONS,
  readDecisions,
  standingsOf,
} from '../../host/store/decisions.ts';
import { readReviewed, reviewNow, withDecisions } from '../../host/store/decisionsApply.ts';
import { openData } from '../../host/store/folders.ts';
import { replayRun } from '../../host/store/runKinds.ts';
import { readManifest } from '../../host/store/runs.ts';
import { seal } from '../../host/store/sealed.ts';
import { runValue } from '../../host/store/valueRun.ts';
import { codesOf, temporaryFolder } from './folder.ts';
import { smallSnapshot } from './smallSnapshot.ts';

const { folder, remove } = temporaryFolder();
const KEY = { snapshot: 'Example', date: '2011-03-31' };
let folders = 0;
const newData = () => openData(join(folder, `data${folders++}`), { create: true });
afterAll(remove);

function decision(kind: DecisionKind, differs: Partial<Decision> = {}): Decision {
  return {
    decision: kind,
    trust: 'T',
    cohort: 'late',
    curve: 'default',
    text: 'CDR 5',
    reviewer: 'B. Hill',
    why: 'seen',
    ...differs,
  };
}

describe('a log', () => {
  it('holds what was decided, by whom, why and when, in its order', async () => {
    const data = await newData();
    const before = Date.now();
    await decide(data, KEY, 'user', [decision('returned', { why: 'twice what came' })]);
    await decide(data, KEY, 'user', [decision('accepted'), decision('overridden', { curve: 'severity', text: 'PERCENT 40' })]);
    const { entries, head } = await readDecisions(data, KEY);
    expect(entries.map(({ seq, by, decisions }) => [seq, by, decisions.map(({ decision: kind }) => kind)])).toEqual([
      [1, 'user', ['returned']],
      [2, 'user', ['accepted', 'overridden']],
    ]);
    expect(Date.parse(entries[0]?.at ?? '')).toBeGreaterThanOrEqual(before);
    expect([head.seq, entries[1]?.previous.length]).toEqual([2, 64]);
    expect(await readDecisions(data, { ...KEY, date: '2011-06-30' })).toEqual(NO_DECISIONS);
  });

  it('refuses decisions without a reviewer or a reason, and no decisions, and writes nothing', async () => {
    const data = await newData();
    expect(await codesOf(decide(data, KEY, 'user', [decision('accepted', { reviewer: ' ', why: '' })]))).toEqual([
      'STORE_SIGN_OFF',
      'STORE_SIGN_OFF',
    ]);
    expect(await codesOf(decide(data, KEY, 'user', []))).toEqual(['STORE_SIGN_OFF']);
    expect((await readDecisions(data, KEY)).entries).toEqual([]);
  });

  it('loses nothing of several writers at once', async () => {
    const data = await newData();
    const writers = Array.from({ length: 8 }, (_, at) => decide(data, KEY, `user ${at}`, [decision('accepted')]));
    const seqs = (await Promise.all(writers)).map(({ seq }) => seq);
    expect(seqs.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const { entries } = await readDecisions(data, KEY);
    expect(new Set(entries.map(({ by }) => by)).size).toBe(8);
  });
});

describe('a log that somebody changed', () => {
  async function logOfThree() {
    const data = await newData();
    for (const why of ['one', 'two', 'three']) await decide(data, KEY, 'user', [decision('returned', { why })]);
    const path = (seq: number) => join(decisionFolder(data, KEY), `0000${seq}.json`);
    return { data, path, read: () => codesOf(readDecisions(data, KEY)) };
  }

  it('is refused: a word of an entry', async () => {
    const { path, read } = await logOfThree();
    writeFileSync(path(2), readFileSync(path(2), 'utf8').replace('returned', 'accepted'));
    expect(await read()).toEqual(['STORE_CORRUPT']);
  });

  it('is refused: an entry sealed anew, whose successor names the old one', async () => {
    const { path, read } = await logOfThree();
    const entry: object = JSON.parse(readFileSync(path(2), 'utf8')).content;
    writeFileSync(path(2), seal({ ...entry, by: 'somebody else' }));
    expect(await read()).toEqual(['STORE_CORRUPT']);
  });

  it('is refused: an entry taken out, or put in place of another', async () => {
    const { path, read } = await logOfThree();
    const second = readFileSync(path(2));
    unlinkSync(path(2));
    expect(await read()).toEqual(['STORE_CORRUPT']);
    writeFileSync(path(2), readFileSync(path(3)));
    expect(await read()).toEqual(['STORE_CORRUPT']);
    writeFileSync(path(2), second);
    expect(await read()).toEqual([]);
  });

  it('is refused: entries of another snapshot', async () => {
    const { data, path } = await logOfThree();
    const other = { ...KEY, snapshot: 'Other' };
    mkdirSync(decisionFolder(data, other), { recursive: true });
    writeFileSync(join(decisionFolder(data, other), '00001.json'), readFileSync(path(1)));
    expect(await codesOf(readDecisions(data, other))).toEqual(['STORE_CORRUPT']);
  });

  it('cut short is refused by who knows how far it went', async () => {
    const { data, path } = await logOfThree();
    const { head } = await readDecisions(data, KEY);
    const two = await readDecisions(data, KEY, { seq: 2, sha256: (await readDecisions(data, KEY)).entries[2]?.previous ?? '' });
    expect(two.entries).toHaveLength(2);
    unlinkSync(path(3));
    expect(await codesOf(readDecisions(data, KEY))).toEqual([]);
    expect(await codesOf(readDecisions(data, KEY, head))).toEqual(['STORE_CORRUPT']);
  });
});

describe('standing decisions', () => {
  it('are the last ones, of the curve as it was', async () => {
    const data = await newData();
    await decide(data, KEY, 'user', [decision('accepted')]);
    await decide(data, KEY, 'user', [decision('returned')]);
    const standing = standingsOf(await readDecisions(data, KEY));
    expect(standing('T', 'late', 'default', 'CDR 5')).toMatchObject({ decision: 'returned', holds: true });
    expect(standing('T', 'late', 'default', 'CDR 6')).toMatchObject({ decision: 'returned', holds: false });
    expect(standing('T', 'late', 'severity', 'CDR 5')).toBeUndefined();
  });
});

describe('a snapshot that refuses curves nobody reviewed', () => {
  // Trusts of 2002, 2003 and 2006; in each the curves of second liens were not reviewed.
  const example = smallSnapshot(join(folder, 'snapshot'));
  const file = join(example, 'snapshot.yaml');
  let snapshot: Snapshot;
  let texts: (trust: string, cohort: string) => Readonly<Record<ReviewedCurve, string>>;

  beforeAll(async () => {
    writeFileSync(file, readFileSync(file, 'utf8').replace('unreviewedCurves: warn', 'unreviewedCurves: refuse'));
    snapshot = await readSnapshot(example, { unreviewedCurves: 'warn' });
    texts = (name, cohort) => {
      const reading = snapshot.trusts.find((one) => one.ok && one.trust.name === name);
      const curves = reading?.ok ? trustCurves(reading.trust).cohorts.find((one) => one.cohort === cohort) : undefined;
      if (curves === undefined) throw new Error(`no ${cohort} in ${name}`);
      return curves.texts;
    };
  });
  const names = (of: Snapshot) => of.trusts.map((reading) => (reading.ok ? reading.trust.name : `not ${reading.name}`));
  const allOf = (kind: DecisionKind, trust: string, cohort: string, curves: readonly ReviewedCurve[] = REVIEWED): Decision[] =>
    curves.map((curve) => decision(kind, { trust, cohort, curve, text: texts(trust, cohort)[curve] }));

  it('refuses all trusts by itself, and can still be read for the review', async () => {
    const refused = await readSnapshot(example);
    expect(names(refused)).toEqual(['not alt-a-2002-1', 'not alt-a-2003-1', 'not alt-a-2006-1']);
    expect(names(snapshot)).toEqual(['alt-a-2002-1', 'alt-a-2003-1', 'alt-a-2006-1']);
    expect(names(withDecisions(snapshot, NO_DECISIONS))).toEqual(names(refused));
  });

  it('takes a trust once all three curves are accepted or overridden, and not before', async () => {
    const data = await newData();
    const key = keyOf(snapshot);
    await decide(data, key, 'user', [
      ...allOf('accepted', 'alt-a-2002-1', 'second'),
      ...allOf('accepted', 'alt-a-2006-1', 'second', ['default']),
    ]);
    const after = withDecisions(snapshot, await readDecisions(data, key));
    expect(names(after)).toEqual(['alt-a-2002-1', 'not alt-a-2003-1', 'not alt-a-2006-1']);
    const [first] = after.trusts;
    const second = first?.ok ? first.trust.curveSources.find(({ cohort }) => cohort === 'second') : undefined;
    expect(second?.reviewed).toBe(true);
    expect(second?.decided).toMatch(/^prepayment, default, severity accepted by B\. Hill on \d{4}-\d\d-\d\d \(seen\)$/);
    expect(first?.ok && first.trust.warnings.filter((warning) => warning.includes('not reviewed'))).toEqual([]);
  });

  it('refuses a trust with a curve that was returned, whatever its file says', async () => {
    const data = await newData();
    const key = keyOf(snapshot);
    await decide(data, key, 'user', [
      ...allOf('overridden', 'alt-a-2002-1', 'second'),
      ...allOf('returned', 'alt-a-2002-1', 'late', ['severity']),
    ]);
    const log = await readDecisions(data, key);
    const [reading] = withDecisions(snapshot, log).trusts;
    if (reading?.ok !== false) throw new Error('not refused');
    expect(reading.faults.map(({ code, place }) => `${code} ${place}`)).toEqual(['CURVE_UNREVIEWED alt-a-2002-1, late']);
    expect(reading.faults[0]?.got).toContain('severity returned by B. Hill');
    // With a warning alone the trust stands, and is warned of.
    const [warned] = withDecisions({ ...snapshot, unreviewedCurves: 'warn' }, log).trusts;
    expect(warned?.ok && warned.trust.warnings.filter((warning) => warning.includes('not reviewed'))).toEqual([
      'curves were not reviewed: late (third party, loans 60 and more days late)',
    ]);
  });

  it('goes by its file again once a curve has changed', async () => {
    const data = await newData();
    const key = keyOf(snapshot);
    await decide(data, key, 'user', [
      ...allOf('accepted', 'alt-a-2002-1', 'second').map((each) => ({ ...each, text: `${each.text} times 2` })),
    ]);
    const [reading] = withDecisions(snapshot, await readDecisions(data, key)).trusts;
    if (reading?.ok !== false) throw new Error('not refused');
    expect(reading.faults[0]?.got).toContain('of a curve that has changed since');
  });

  it('is valued on what was reviewed when it was asked; the run says so, and replays so', async () => {
    const data = await newData();
    const key = keyOf(snapshot);
    await decide(data, key, 'user', allOf('accepted', 'alt-a-2002-1', 'second'));
    expect(await reviewNow(data, example)).toMatchObject({ log: data.root, seq: 1 });
    const runner = openPool(0);
    try {
      const run = await runValue(data, example, { askedBy: 'test', runner });
      expect(run.value.trusts.map(({ trust }) => trust)).toEqual(['alt-a-2002-1']);
      expect(run.value.failed.map(({ trust }) => trust)).toEqual(['alt-a-2003-1', 'alt-a-2006-1']);
      const manifest = await readManifest(data, run.id);
      const { head } = await readDecisions(data, key);
      expect(manifest?.determines.options.review).toEqual({ entries: 1, sha256: head.sha256 });
      expect(manifest?.assumptions.find(({ about }) => about === 'alt-a-2002-1: curves of second')?.text).toMatch(
        /^third party, second liens, reviewed: prepayment, default, severity accepted by B\. Hill/,
      );
      // What is decided afterwards changes nothing of it.
      await decide(data, key, 'user', allOf('returned', 'alt-a-2002-1', 'second'));
      expect((await replayRun(data, run.id, { askedBy: 'test', runner })).same).toBe(true);
      expect(names(await readReviewed(example, await reviewNow(data, example)))[0]).toBe('not alt-a-2002-1');
    } finally {
      await runner.close();
    }
  });

  it('is another one when its log is gone: a run that was asked on it is refused', async () => {
    const data = await newData();
    await decide(data, keyOf(snapshot), 'user', allOf('accepted', 'alt-a-2002-1', 'second'));
    const review = await reviewNow(data, example);
    expect(readdirSync(join(data.root, 'reviews'))).toHaveLength(1);
    rmSync(join(data.root, 'reviews'), { recursive: true });
    expect(await codesOf(readReviewed(example, review))).toEqual(['STORE_CORRUPT']);
    expect(await reviewNow(data, example)).toBeUndefined();
  });
});
