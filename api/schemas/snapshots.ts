/** The shapes of what is told of snapshots. */
import Type, { type Static } from 'typebox';
import { FaultsShape, list, number, orNull, text } from './common.ts';

const line = {
  name: text,
  title: orNull(text),
  date: Type.Union([text, Type.Null()], { description: 'YYYY-MM-DD; null where snapshot.yaml cannot be read' }),
  trusts: orNull(number),
  method: orNull(text),
  previous: Type.Union([text, Type.Null()], { description: 'the snapshot before, where it is one of these' }),
};

export const PortfoliosAnswer = Type.Object(
  {
    portfolios: list(
      Type.Object({
        name: text,
        snapshots: list(text, { description: 'names of its snapshots, the latest date first' }),
        dates: list(text, { description: 'their dates, YYYY-MM-DD' }),
      }),
    ),
  },
  { description: 'portfolios by name' },
);

export const SnapshotsAnswer = Type.Object(
  { snapshots: list(Type.Object(line)) },
  { description: 'snapshots, the latest date first' },
);

export const SnapshotAnswer = Type.Object(
  { ...line, bytes: number, files: list(Type.Object({ path: text, bytes: number })) },
  { description: 'a snapshot and its files' },
);

export const UploadAnswer = Type.Object(
  { name: text, bytes: number, files: list(Type.Object({ path: text, bytes: number, sha256: text })) },
  { description: 'what was received' },
);

export const SnapshotParams = Type.Object({
  name: Type.String({
    maxLength: 300,
    description: 'the name of a snapshot; where one is read, `latest` or `latest <portfolio>` too',
  }),
});
export type SnapshotParams = Static<typeof SnapshotParams>;

const Coverage = { name: text, count: number, upb: number };

export const CheckedSnapshotAnswer = Type.Object(
  {
    name: text,
    title: text,
    date: text,
    method: text,
    files: Type.Number({ description: 'files that were read' }),
    errors: Type.Number({ description: 'faults of trusts that cannot be valued' }),
    warnings: number,
    trusts: list(
      Type.Object({
        trust: text,
        ok: Type.Boolean({ description: 'whether it can be valued' }),
        faults: FaultsShape,
        warnings: list(text),
        tape: orNull(
          Type.Object({
            asOf: orNull(text),
            staleMonths: Type.Number({ description: 'months by which the loans are rolled forward' }),
            rows: number,
            upb: number,
            wac: number,
            late90: Type.Number({ description: 'balance 90 and more days late, in foreclosure or bankruptcy' }),
            cohorts: list(Type.Object(Coverage)),
            defaults: list(Type.Object({ ...Coverage, because: text })),
            checks: list(
              Type.Object({
                rule: text,
                about: text,
                severity: text,
                count: number,
                examples: list(Type.Object({ row: number, id: text, field: text, got: text })),
              }),
            ),
            strata: list(
              Type.Object({
                dimension: text,
                bucket: text,
                count: number,
                upb: number,
                noteRate: orNull(number),
                ltv: orNull(number),
                fico: orNull(number),
              }),
            ),
          }),
        ),
      }),
    ),
  },
  { description: 'what the data checks found; balances in dollars, rates and shares as decimals' },
);
