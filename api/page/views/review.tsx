/** The review of curves before they are used: what was flagged, beside what the loans did, and what reviewers decide. */
import { useRef, useState } from 'preact/hooks';
import { api, type SnapshotLine } from '../client/api.ts';
import { useAsked } from '../client/asked.ts';
import {
  CURVES,
  type Curve,
  type Review as ReviewOf,
  reviewOf,
  type TestRow,
  type TrustReview,
  testText,
} from '../data/review.ts';
import { Heading, KeyFigure, Segments, Select } from '../parts/bits.tsx';
import { counted, longDate, NONE, rate, sentence, thousands, whole } from '../parts/format.ts';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { TimePlot } from '../pictures/timePlot.tsx';
import { go, href, type Route } from '../route.ts';
import { Decisions } from './decisions.tsx';

export function Review({ route }: { route: Route }) {
  const asked = useAsked('snapshots', (signal) => api.snapshots(signal));
  return (
    <Shown asked={asked} what="snapshots">
      {({ snapshots }) => {
        const found = snapshots.find(({ name }) => name === route.parts[0]) ?? snapshots[0];
        return found === undefined ? <None /> : <OfSnapshot key={found.name} snapshot={found} snapshots={snapshots} />;
      }}
    </Shown>
  );
}

function None() {
  return (
    <NotYet title="There is no snapshot to review">
      <p>
        A review holds every curve of a snapshot against what the loans did, against the last snapshot, peers and home prices, and
        looks at its shape. Put the folder of a snapshot under <code>snapshots</code> of the data folder, or use the command line:
      </p>
      <pre>
        <code>npx weir review examples/portfolio/2011-03-31</code>
      </pre>
    </NotYet>
  );
}

function OfSnapshot({ snapshot, snapshots }: { snapshot: SnapshotLine; snapshots: readonly SnapshotLine[] }) {
  const [turn, setTurn] = useState(0);
  const { name } = snapshot;
  const asked = useAsked(`review ${name} ${turn}`, (signal) => reviewOf(name, signal));
  // What is shown stays until the review that has a new decision in it is there.
  const last = useRef<ReviewOf | null>(null);
  if (asked.state === 'done') last.current = asked.value;
  return (
    <>
      <Heading
        title="Curve review"
        sub={[snapshot.title, snapshot.date === null ? null : longDate(snapshot.date)].filter((part) => part !== null).join(', ')}
      >
        <Select
          label="Snapshot"
          value={name}
          choices={snapshots.map((each) => ({ value: each.name, text: each.name }))}
          onChoose={(chosen) => go(href('review', [chosen]))}
        />
      </Heading>
      {last.current === null ? (
        <Shown asked={asked} what="review of the curves">
          {() => null}
        </Shown>
      ) : (
        <Drawn snapshot={name} of={last.current} onDecided={() => setTurn(turn + 1)} />
      )}
    </>
  );
}

function Drawn({ snapshot, of, onDecided }: { snapshot: string; of: ReviewOf; onDecided: () => void }) {
  const worst = of.trusts.toSorted((a, b) => b.flags - a.flags)[0];
  const [name, setName] = useState(worst?.trust ?? '');
  const trust = of.trusts.find((each) => each.trust === name) ?? worst;
  if (trust === undefined) return <p class="empty">No trust was reviewed.</p>;
  const unreviewed = of.trusts.reduce((sum, { curves }) => sum + curves.filter(({ reviewed }) => !reviewed).length, 0);
  return (
    <>
      <dl class="keys">
        <KeyFigure label="Flags" value={whole(of.flags)} change={`in ${counted(of.trusts.length, 'trust')}`} />
        <KeyFigure label="Curves not reviewed" value={whole(unreviewed)} />
        <KeyFigure
          label="Snapshot"
          value={longDate(of.date)}
          change={of.previous === '' ? 'none before it' : `before it ${longDate(of.previous)}`}
        />
        {of.unread.length > 0 && (
          <KeyFigure label="Could not be read" value={whole(of.unread.length)} change={of.unread.join(', ')} />
        )}
      </dl>
      <div class="stack">
        <div class="card long">
          <DataTable
            title="Trusts"
            level={2}
            rows={of.trusts}
            rowClass={(row) => (row.trust === trust.trust ? 'chosen' : '')}
            columns={[
              {
                head: 'Trust',
                value: (row) => row.trust,
                cell: (row) => (
                  <button type="button" class="link" onClick={() => setName(row.trust)}>
                    {row.trust}
                  </button>
                ),
              },
              { head: 'Vintage', value: ({ vintage }) => vintage },
              { head: 'Balance', unit: '$ thousands', value: ({ upb }) => upb, text: thousands },
              { head: 'Reported through', side: 'left', value: ({ through }) => through },
              ...CURVES.map((curve) => ({
                head: sentence(curve),
                unit: unitOf(curve),
                value: ({ levels }: TrustReview) => levels.get(curve) ?? Number.NaN,
                text: rate,
              })),
              { head: 'Flags', value: ({ flags }) => flags, text: whole },
            ]}
          />
        </div>
        <div class="card">
          <Realized key={trust.trust} trust={trust} />
        </div>
        <div class="card long">
          <Tests key={trust.trust} trust={trust} />
        </div>
        <div class="card long">
          <Decisions key={trust.trust} snapshot={snapshot} trust={trust} standing={of.standing} onDecided={onDecided} />
        </div>
      </div>
    </>
  );
}

const WORDS: Readonly<Record<Curve, string>> = {
  prepayment: 'a year, CPR',
  default: 'a year, CDR',
  severity: 'of what was liquidated',
};

const unitOf = (curve: Curve): string => (curve === 'severity' ? '%' : '% a year');

/** What was realized by month, beside what the curves come to for the pool in the year that follows. */
function Realized({ trust }: { trust: TrustReview }) {
  const [curve, setCurve] = useState<Curve>('prepayment');
  const realized = Float64Array.from(trust.months, (month) => month.realized[curve]);
  const level = trust.levels.get(curve) ?? Number.NaN;
  return (
    <>
      <div class="tablehead">
        <h2>{trust.trust}</h2>
        <Segments
          label="Curve"
          value={curve}
          choices={CURVES.map((value) => ({ value, text: sentence(value) }))}
          onChoose={setCurve}
        />
      </div>
      {trust.months.length === 0 ? (
        <p class="empty">The trustee has reported no month.</p>
      ) : (
        <TimePlot
          title="Realized against the curve"
          about={WORDS[curve]}
          measure="percent"
          height={220}
          hasPoints
          isWhole
          dates={trust.months.map(({ month }) => `${month}-01`)}
          lines={[
            { name: 'Realized', values: realized, colour: 'c1' },
            { name: 'The curves, next 12 months', values: realized.map(() => level), colour: 'target' },
          ]}
          note="A month without a point had nothing to measure: no balance liquidated, or none performing."
        />
      )}
    </>
  );
}

function Tests({ trust }: { trust: TrustReview }) {
  const [kind, setKind] = useState<'flag' | 'all'>('flag');
  const rows = trust.tests.filter(({ status }) => kind === 'all' || status === 'flag');
  const of = (value: (row: TestRow) => number) => (row: TestRow) => testText(row.test, value(row));
  return (
    <>
      <Segments
        label="Which tests"
        value={kind}
        choices={[
          { value: 'flag', text: `Flagged (${trust.flags})` },
          { value: 'all', text: `All tests (${trust.tests.length})` },
        ]}
        onChoose={setKind}
      />
      <DataTable
        key={kind}
        title="Tests"
        level={2}
        kind="tight"
        rows={rows}
        note="Level: what the curve comes to; against: what the test holds it to. Prepayments and defaults in percent a year, severities of what was liquidated."
        flagged={({ status }) => kind === 'all' && status === 'flag'}
        empty="Nothing was flagged."
        columns={[
          { head: 'Of', value: ({ cohort }) => (cohort === '' ? 'the pool' : cohort) },
          { head: 'Curve', side: 'left', value: ({ curve }) => curve },
          { head: 'Test', side: 'left', value: ({ test }) => sentence(test) },
          { head: 'Months', value: ({ months }) => months, text: whole },
          { head: 'Level', unit: '%', value: ({ level }) => level, text: rate },
          { head: 'Against', unit: '%', value: ({ against }) => against, text: rate },
          { head: 'Value', value: ({ value }) => value, cell: of(({ value }) => value) },
          { head: 'From', value: ({ low }) => low, cell: of(({ low }) => low) },
          { head: 'To', value: ({ high }) => high, cell: of(({ high }) => high) },
          { head: 'Note', side: 'left', value: ({ note }) => note, isWords: true },
          { head: 'Found', side: 'left', value: ({ status }) => (status === '' ? NONE : status) },
        ]}
      />
    </>
  );
}
