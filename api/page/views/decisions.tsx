/** What reviewers decide of curves: accept them, put their own in their place, send them back. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../client/api.ts';
import { type CurveRow, type Standing, standingKey, type TrustReview } from '../data/review.ts';
import { rate, sentence, share, whole } from '../parts/format.ts';
import { Failure } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';

const DECISIONS = [
  { value: 'accepted', verb: 'Accept', about: 'take the curve as it is' },
  { value: 'overridden', verb: 'Override', about: "say that it is the reviewer's own, in place of the third party's" },
  { value: 'returned', verb: 'Return', about: 'send it back: it is not to be used' },
] as const;
export interface DecisionsProps {
  readonly snapshot: string;
  readonly trust: TrustReview;
  readonly standing: ReadonlyMap<string, Standing>;
  readonly onDecided: () => void;
}

export function Decisions({ snapshot, trust, standing, onDecided }: DecisionsProps) {
  const [chosen, setChosen] = useState<CurveRow | null>(null);
  const of = ({ cohort, curve }: CurveRow) => standing.get(standingKey(trust.trust, cohort, curve));
  return (
    <>
      <DataTable
        title="Curves"
        level={2}
        kind="tight"
        rows={trust.curves}
        note="Decisions are kept beside the runs, each naming the one before it; a curve that has changed since has to be decided on again."
        columns={[
          { head: 'Cohort', value: ({ cohort }) => cohort },
          { head: 'Curve', side: 'left', value: ({ curve }) => curve },
          { head: 'Share', unit: '% of loans', value: (row) => row.share, text: share },
          { head: 'First year', unit: '%', value: ({ level }) => level, text: rate },
          { head: 'Flags', value: ({ flags }) => flags, text: whole },
          { head: 'Text', side: 'left', value: ({ text }) => text, isWords: true },
          { head: 'Source', side: 'left', value: ({ source }) => source, isWords: true },
          { head: 'Reviewed', side: 'left', value: (row) => standingText(row, of(row)) },
          { head: 'By', side: 'left', value: (row) => of(row)?.reviewer ?? '' },
          {
            head: 'Decide',
            side: 'left',
            value: () => '',
            cell: (row) => (
              <button
                type="button"
                class="quiet"
                onClick={() => setChosen(row)}
                aria-label={`Decide on ${row.curve} of ${row.cohort}`}
              >
                Decide
              </button>
            ),
          },
        ]}
      />
      {chosen !== null && (
        <Deciding
          snapshot={snapshot}
          trust={trust.trust}
          row={chosen}
          onDone={(isDecided) => {
            setChosen(null);
            if (isDecided) onDecided();
          }}
        />
      )}
    </>
  );
}

function standingText(row: CurveRow, standing: Standing | undefined): string {
  if (standing === undefined) return row.reviewed ? 'yes' : 'no';
  return standing.holds ? standing.decision : `${standing.decision}, changed since`;
}

function Deciding(props: { snapshot: string; trust: string; row: CurveRow; onDone: (isDecided: boolean) => void }) {
  const { snapshot, trust, row, onDone } = props;
  const [decision, setDecision] = useState<(typeof DECISIONS)[number]['value']>('accepted');
  const [why, setWhy] = useState('');
  const place = useRef<HTMLDialogElement>(null);
  const isDecided = useRef(false);
  useEffect(() => place.current?.showModal(), []);
  const [error, setError] = useState<unknown>(undefined);
  // A dialog that is closed, and not only gone, gives the keys back to the button that opened it.
  const close = () => place.current?.close();
  const send = (event: Event) => {
    event.preventDefault();
    const { cohort, curve } = row;
    api.decide(snapshot, { decision, trusts: [trust], cohorts: [cohort], curves: [curve], why }).then(() => {
      isDecided.current = true;
      close();
    }, setError);
  };
  return (
    <dialog ref={place} onClose={() => onDone(isDecided.current)} aria-labelledby="decide">
      <form class="form" onSubmit={send}>
        <h2 id="decide">
          {sentence(row.curve)} of {row.cohort}, {trust}
        </h2>
        <p>
          <code>{row.text}</code>
        </p>
        <div role="radiogroup" aria-label="Decision" class="form">
          {DECISIONS.map(({ value, verb, about }) => (
            <span key={value} class="check">
              <input
                id={`decide-${value}`}
                type="radio"
                name="decision"
                checked={decision === value}
                onChange={() => setDecision(value)}
              />
              <label for={`decide-${value}`}>
                {verb} <span class="unit">{about}</span>
              </label>
            </span>
          ))}
        </div>
        <span class="line">
          <label for="why">Why</label>
          <textarea id="why" required rows={3} value={why} onInput={({ currentTarget }) => setWhy(currentTarget.value)} />
        </span>
        {error !== undefined && <Failure error={error} />}
        <div class="tools">
          <button type="submit" class="main">
            Decide
          </button>
          <button type="button" onClick={close}>
            Leave it
          </button>
        </div>
      </form>
    </dialog>
  );
}
