/** A new run: a kind, and the fields that the service says this kind has. */
import { useMemo, useState } from 'preact/hooks';
import { api, type SnapshotLine } from '../client/api.ts';
import { remembering, useAsked } from '../client/asked.ts';
import { bodyOf, type FormField, type FormKind, formKinds } from '../data/requestForm.ts';
import { type DatedRun, doneRuns } from '../data/runs.ts';
import { Heading, Segments } from '../parts/bits.tsx';
import { kindText, sentence } from '../parts/format.ts';
import { Failure, Shown } from '../parts/state.tsx';
import { go, href, type Route } from '../route.ts';

/** Fields that name a snapshot, and those that name a run. */
const SNAPSHOT_FIELDS = ['snapshot', 'previous', 'before', 'after', 'from', 'to'];
const RUN_FIELDS = ['run', 'a', 'b'];

const onceOpenapi = remembering<unknown>();

interface Known {
  readonly kinds: readonly FormKind[];
  readonly snapshots: readonly SnapshotLine[];
  readonly runs: readonly DatedRun[];
}

export function NewRun({ route }: { route: Route }) {
  const asked = useAsked('forms', async (signal): Promise<Known> => {
    const [openapi, { snapshots }, runs] = await Promise.all([
      onceOpenapi('openapi', () => api.openapi()),
      api.snapshots(signal),
      doneRuns(['value', 'sensitivity'], signal),
    ]);
    return { kinds: formKinds(openapi), snapshots, runs };
  });
  return (
    <>
      <Heading title="Start a run" sub="It is put in line, and can be watched and cancelled" />
      <Shown asked={asked} what="kinds of runs">
        {(known) => <Form known={known} wanted={route.query.get('kind') ?? 'value'} />}
      </Shown>
    </>
  );
}

function Form({ known, wanted }: { known: Known; wanted: string }) {
  const { kinds, snapshots } = known;
  const [kindName, setKind] = useState(wanted);
  const [filled, setFilled] = useState<Readonly<Record<string, string>>>({});
  const [state, setState] = useState<{ readonly isSending: boolean; readonly error?: unknown }>({ isSending: false });
  const kind = kinds.find((each) => each.kind === kindName) ?? kinds[0];
  // The same until something else is asked for: sending it twice makes one run.
  const idempotencyKey = useMemo(() => newKey(), [kindName, filled]);
  if (kind === undefined) return <p class="empty">The service describes no kinds of runs.</p>;
  if (snapshots.length === 0)
    return (
      <p class="empty">
        There is no snapshot yet: put the folder of one under <code>snapshots</code> of the data folder, or upload one with{' '}
        <code>POST /v1/snapshots/&lt;name&gt;</code>.
      </p>
    );
  const start = async (event: Event) => {
    event.preventDefault();
    setState({ isSending: true });
    try {
      const { id } = await api.start(bodyOf(kind, withDefaults(kind, filled, known)), idempotencyKey);
      go(href('runs', [id]));
    } catch (error) {
      setState({ isSending: false, error });
    }
  };
  return (
    <form class="card form" onSubmit={start}>
      <Segments
        label="Kind"
        value={kind.kind}
        choices={kinds.map((each) => ({ value: each.kind, text: kindText(each.kind) }))}
        onChoose={setKind}
      />
      <p class="note">{capital(kind.about)}.</p>
      {kind.fields.map((field) => (
        <Field
          key={`${kind.kind} ${field.name}`}
          field={field}
          known={known}
          value={filled[field.name] ?? defaultOf(field, known)}
          onFill={(text) => setFilled({ ...filled, [field.name]: text })}
        />
      ))}
      {state.error !== undefined && <Failure error={state.error} />}
      <div class="tools">
        <button type="submit" class="main" disabled={state.isSending}>
          {state.isSending ? 'Sending…' : `Start: ${kindText(kind.kind).toLowerCase()}`}
        </button>
        <a href={href('runs')}>Back to the runs</a>
      </div>
    </form>
  );
}

function Field(props: { field: FormField; known: Known; value: string; onFill: (text: string) => void }) {
  const { field, value, onFill } = props;
  const { name, about, isNeeded, input } = field;
  const choices = choicesFor(field, props.known);
  const id = `field-${name}`;
  const aboutId = `${id}-about`;
  if (input.kind === 'flag')
    return (
      <span class="line">
        <span class="check">
          <input
            id={id}
            type="checkbox"
            checked={value === 'true'}
            onChange={({ currentTarget }) => onFill(String(currentTarget.checked))}
            aria-describedby={aboutId}
          />
          <label for={id}>{sentence(name)}</label>
        </span>
        <small id={aboutId}>{about}</small>
      </span>
    );
  return (
    <span class="line">
      <label for={id}>
        {sentence(name)}
        {!isNeeded && <span class="unit"> if wanted</span>}
      </label>
      {choices !== undefined ? (
        <select
          id={id}
          aria-describedby={aboutId}
          value={value}
          required={isNeeded}
          onChange={({ currentTarget }) => onFill(currentTarget.value)}
        >
          {!isNeeded && <option value="">as by default</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.text}
            </option>
          ))}
        </select>
      ) : input.kind === 'text' && input.isLong ? (
        <textarea
          id={id}
          aria-describedby={aboutId}
          rows={6}
          required={isNeeded}
          value={value}
          spellcheck={false}
          onInput={({ currentTarget }) => onFill(currentTarget.value)}
        />
      ) : input.kind === 'number' ? (
        <input
          id={id}
          aria-describedby={aboutId}
          type="number"
          step={input.isWhole ? 1 : 'any'}
          required={isNeeded}
          value={value}
          onInput={({ currentTarget }) => onFill(currentTarget.value)}
        />
      ) : (
        <input
          id={id}
          aria-describedby={aboutId}
          type="text"
          required={isNeeded}
          value={value}
          onInput={({ currentTarget }) => onFill(currentTarget.value)}
        />
      )}
      <small id={aboutId}>
        {about}
        {'isList' in input && input.isList ? '; several are parted by commas' : ''}
      </small>
    </span>
  );
}

interface Option {
  readonly value: string;
  readonly text: string;
}

/** What can be chosen for a field; undefined where anything can be written. */
function choicesFor({ name, input }: FormField, { snapshots, runs }: Known): Option[] | undefined {
  if (input.kind === 'choice' && !input.isList) return input.choices.map((value) => ({ value, text: value }));
  if (input.kind !== 'text' || input.isList) return undefined;
  if (SNAPSHOT_FIELDS.includes(name))
    return snapshots.map(({ name: value, title, date }) => ({
      value,
      text: [value, title, date === value ? null : date].filter((part) => part !== null).join(' · '),
    }));
  if (RUN_FIELDS.includes(name)) return runs.map(({ id, title }) => ({ value: id, text: `${title} · ${id.slice(-6)}` }));
  return undefined;
}

/** What stands in a field that nobody has filled in: for a snapshot the latest, and the one before it where two are asked for. */
function defaultOf(field: FormField, known: Known): string {
  const { name, isNeeded } = field;
  if (!isNeeded) return '';
  const choices = choicesFor(field, known);
  if (choices === undefined) return '';
  const place = SNAPSHOT_FIELDS.includes(name) && /previous|before|from/.test(name) ? 1 : 0;
  return choices[Math.min(place, choices.length - 1)]?.value ?? '';
}

function withDefaults(kind: FormKind, filled: Readonly<Record<string, string>>, known: Known): Record<string, string> {
  return Object.fromEntries(kind.fields.map((field) => [field.name, filled[field.name] ?? defaultOf(field, known)]));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Outside a secure context a browser has no randomUUID. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
