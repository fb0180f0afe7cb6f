/** The tables that a curve review keeps: curves with what was decided of them, every test, and what the loans did. */
import type { CurveReview, PoolReview, SnapshotReview, TrustReview } from '../analysis/curveReview.ts';
import { faultText } from '../errors.ts';
import type { DecisionLog } from './decisions.ts';
import { standingsOf } from './decisions.ts';
import { failureTable, integers, numbers, tableOf, text } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

const DOLLARS = 'dollars';
/** Speeds are annual, severities shares of what is liquidated. */
const LEVEL = 'decimal a year, of severities a share';

/** Every table. */
export function curveReviewTables(review: SnapshotReview, log: DecisionLog): ResultTable[] {
  const { trusts, unread } = review;
  return [
    tableOf('trusts', trusts, [
      text('trust', ({ trust }) => trust),
      text('type', ({ type }) => type),
      integers('vintage', ({ vintage }) => vintage),
      numbers('upb', ({ upb }) => upb, DOLLARS),
      text('through', ({ through }) => through),
      integers('flags', ({ flags }) => flags),
    ]),
    curveTable(trusts, log),
    tableOf(
      'pools',
      trusts.flatMap(({ trust, pool }) => pool.map((each) => ({ trust, ...each }))),
      [
        text('trust', ({ trust }) => trust),
        text('curve', ({ curve }) => curve),
        numbers('level', ({ level }) => level, LEVEL),
        integers('flags', ({ flags }) => flags),
      ],
    ),
    testTable(trusts),
    ...realizedTables(trusts),
    decisionTable(log),
    failureTable(unread.map(({ trust, faults }) => ({ trust, faults: faults.map(faultText) }))),
  ];
}

/** A row a curve of a cohort, with the last decision on it. */
function curveTable(trusts: readonly TrustReview[], log: DecisionLog): ResultTable {
  const standing = standingsOf(log);
  const rows = trusts.flatMap(({ cohorts }) =>
    cohorts.flatMap(({ upb, share, curves }) =>
      curves.map((curve) => ({ upb, share, curve, decided: standing(curve.trust, curve.cohort, curve.curve, curve.text) })),
    ),
  );
  return tableOf('curves', rows, [
    text('trust', ({ curve }) => curve.trust),
    text('cohort', ({ curve }) => curve.cohort),
    text('curve', ({ curve }) => curve.curve),
    numbers('upb', ({ upb }) => upb, DOLLARS),
    numbers('share', ({ share }) => share, "share of the trust's loans"),
    numbers('level', ({ curve }) => curve.level, LEVEL),
    text('text', ({ curve }) => curve.text),
    text('source', ({ curve }) => curve.source),
    integers('reviewed', ({ curve }) => Number(curve.reviewed)),
    integers('flags', ({ curve }) => curve.flags),
    text('decision', ({ decided }) => decided?.decision ?? null),
    text('reviewer', ({ decided }) => decided?.reviewer ?? null),
    text('decided_at', ({ decided }) => decided?.at ?? null),
    text('why', ({ decided }) => decided?.why ?? null),
    // Of a curve that has changed since, nothing was decided.
    text('holds', ({ decided }) => (decided === undefined ? null : decided.holds ? 'yes' : 'no')),
  ]);
}

/** A row a test, of the pool without a cohort. */
function testTable(trusts: readonly TrustReview[]): ResultTable {
  const of = (trust: string, cohort: string | null, reviewed: readonly (CurveReview | PoolReview)[]) =>
    reviewed.flatMap(({ curve, results }) => results.map((result) => ({ trust, cohort, of: curve, result })));
  const rows = trusts.flatMap(({ trust, pool, cohorts }) => [
    ...of(trust, null, pool),
    ...cohorts.flatMap(({ cohort, curves }) => of(trust, cohort, curves)),
  ]);
  type Row = (typeof rows)[number];
  return tableOf<Row>('tests', rows, [
    text('trust', ({ trust }) => trust),
    text('cohort', ({ cohort }) => cohort),
    text('curve', (row) => row.of),
    text('test', ({ result }) => result.test),
    text('status', ({ result }) => result.status),
    numbers('months', ({ result }) => result.months, 'months'),
    numbers('level', ({ result }) => result.curve, LEVEL),
    numbers('against', ({ result }) => result.against, LEVEL),
    ...(['value', 'low', 'high'] as const).map((side) =>
      numbers<Row>(
        side,
        ({ result }) => result[side],
        'as the test has it: a multiple, a chance, a share, a difference of rates',
      ),
    ),
    text('note', ({ result }) => (result.note === '' ? null : result.note)),
  ]);
}

/** What the loans did: by month, and over the windows of the tests. */
function realizedTables(trusts: readonly TrustReview[]): ResultTable[] {
  const windows = trusts.flatMap(({ trust, windows: each }) => each.map((window) => ({ trust, ...window })));
  const months = trusts.flatMap(({ trust, months: each }) => each.map((month) => ({ trust, ...month })));
  const speeds = <Row extends Pick<TrustReview['windows'][number], 'cpr' | 'cdr' | 'severity' | 'liquidated'>>() => [
    numbers<Row>('cpr', ({ cpr }) => cpr, 'decimal a year'),
    numbers<Row>('cdr', ({ cdr }) => cdr, 'decimal a year'),
    numbers<Row>('severity', ({ severity }) => severity, 'share of what was liquidated'),
    numbers<Row>('liquidated', ({ liquidated }) => liquidated, DOLLARS),
  ];
  return [
    tableOf('realized', windows, [
      text('trust', ({ trust }) => trust),
      integers('months', (row) => row.months),
      text('from', ({ from }) => from),
      text('to', ({ to }) => to),
      ...speeds<(typeof windows)[number]>(),
    ]),
    tableOf('realized_months', months, [
      text('trust', ({ trust }) => trust),
      text('month', ({ month }) => month),
      numbers('performing', ({ performing }) => performing, DOLLARS),
      ...speeds<(typeof months)[number]>(),
    ]),
  ];
}

/** The log as the run read it. */
function decisionTable({ entries }: DecisionLog): ResultTable {
  const rows = entries.flatMap(({ seq, at, by, decisions }) => decisions.map((decision) => ({ seq, at, by, decision })));
  type Row = (typeof rows)[number];
  return tableOf<Row>('decisions', rows, [
    integers('entry', ({ seq }) => seq),
    text('at', ({ at }) => at),
    text('by', ({ by }) => by),
    ...(['trust', 'cohort', 'curve', 'decision', 'reviewer', 'why', 'text'] as const).map((field) =>
      text<Row>(field, ({ decision }) => decision[field]),
    ),
  ]);
}
