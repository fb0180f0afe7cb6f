/** What made fair values change from one date to the next: a bridge, in words, and every effect by class. */
import { useState } from 'preact/hooks';
import { useAsked } from '../client/asked.ts';
import { bridgeOf, type Change, type ChangeColumn, changeOf, effectName } from '../data/attribution.ts';
import { type DatedRun, runChoices } from '../data/runs.ts';
import { Heading, Select } from '../parts/bits.tsx';
import { cents, sentence, short, signed, thousands } from '../parts/format.ts';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { Rows } from '../pictures/rows.tsx';
import { go, href, type Route } from '../route.ts';
import { ChosenRun } from './chosenRun.tsx';

export function Attribution({ route }: { route: Route }) {
  return (
    <ChosenRun route={route} kinds={['attribution']} none={() => <None />}>
      {(run, runs) => <OfRun key={run.id} run={run} runs={runs} />}
    </ChosenRun>
  );
}

function None() {
  return (
    <NotYet title="No change has been attributed yet">
      <p>
        An attribution says in dollars what made fair values change between two snapshots: cash, time, collateral data, curves,
        yields. <a href={href('runs', ['new'], { kind: 'attribution' })}>Start one</a>, or from the command line:
      </p>
      <pre>
        <code>npx weir attribute examples/portfolio/2011-03-31</code>
      </pre>
    </NotYet>
  );
}

function OfRun({ run, runs }: { run: DatedRun; runs: readonly DatedRun[] }) {
  const asked = useAsked(`attribution ${run.id}`, () => changeOf(run));
  return (
    <>
      <Heading title="What made the values change" sub={run.title}>
        <Select label="Run" value={run.id} choices={runChoices(runs)} onChoose={(id) => go(href('attribution', [id]))} />
        <a class="button" href={href('runs', [run.id])}>
          Run
        </a>
      </Heading>
      <Shown asked={asked} what="attribution">
        {(change) => <Drawn of={change} />}
      </Shown>
    </>
  );
}

/** Every bar of a bridge between two large values would be all of the picture: values from here are cut off. */
const CUT = 0.6;

function Drawn({ of }: { of: Change }) {
  const [name, setName] = useState(of.sums[0]?.instrument ?? '');
  const [trust, setTrust] = useState('');
  const trusts = [...new Set(of.instruments.map((each) => each.trust))];
  const columns = trust === '' ? of.sums : of.instruments.filter((each) => each.trust === trust);
  const chosen = columns.find(({ instrument }) => instrument === name) ?? columns[0];
  if (chosen === undefined) return <p class="empty">The run has no columns.</p>;
  return (
    <div class="stack">
      <div class="tools">
        <Select
          label="Of"
          value={trust}
          choices={[{ value: '', text: 'consolidated trusts' }, ...trusts.map((value) => ({ value, text: value }))]}
          onChoose={setTrust}
        />
        <Select
          label="Line"
          value={chosen.instrument}
          choices={columns.map(({ instrument }) => ({ value: instrument, text: sentence(instrument) }))}
          onChoose={setName}
        />
      </div>
      <div class="card">
        <Bridge column={chosen} of={of} />
      </div>
      {trust === '' && of.sentences.length > 0 && (
        <div class="card prose">
          <h2>In words</h2>
          {of.sentences.map((text) => (
            <p key={text}>{text}</p>
          ))}
          {of.notes.map((text) => (
            <p key={text} class="note">
              {text}
            </p>
          ))}
        </div>
      )}
      <div class="card long">
        <Effects title={trust === '' ? 'Every effect, consolidated trusts' : `Every effect, ${trust}`} columns={columns} />
      </div>
    </div>
  );
}

function Bridge({ column, of }: { column: ChangeColumn; of: Change }) {
  const steps = bridgeOf(column, of.from, of.to);
  const values = steps.flatMap(({ from, to, isTotal }) => (isTotal ? [to] : [from, to]));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Where nothing crosses 0 and the changes are small beside the values, the axis begins near them.
  const floor = low > 0 && low / high > CUT ? low - (high - low) * 0.15 : undefined;
  return (
    <Rows
      title={`Bridge: ${sentence(column.instrument).toLowerCase()}`}
      about={floor === undefined ? 'effect by effect' : 'effect by effect; the axis does not begin at 0'}
      summary={steps.map(({ name, from, to, isTotal }) => `${name} ${isTotal ? short(to) : signed(to - from, short)}`).join('; ')}
      {...(floor !== undefined && { floor })}
      rows={steps.map(({ name, from, to, isTotal }, at) => ({
        name,
        isTotal,
        spans: [
          {
            from: isTotal ? (floor ?? 0) : from,
            to,
            colour: isTotal ? 'c1' : to < from ? 'down' : 'up',
            about: `${name}: $${cents(isTotal ? to : to - from)}`,
          },
        ],
        marks: [{ at: Math.max(from, to), text: isTotal ? short(to) : signed(to - from, short), side: 'right' as const }],
        ...(at < steps.length - 1 && { leadsOn: to }),
      }))}
      note={
        of.sharing === 'shapley'
          ? 'Effects depend on no order (Shapley).'
          : 'Effects one after another, in this order; another order shares them differently.'
      }
    />
  );
}

function Effects({ title, columns }: { title: string; columns: readonly ChangeColumn[] }) {
  const effects = [...new Set(columns.flatMap((column) => [...column.effects.keys()]))].filter((effect) =>
    columns.some((column) => (column.effects.get(effect) ?? 0) !== 0),
  );
  return (
    <DataTable
      title={title}
      level={2}
      kind="tight"
      rows={columns}
      note="Opening + effects = closing, to the cent in the CSV. Of borrowings and debt, what adds is a loss to whoever owes them."
      columns={[
        { head: 'Line', value: ({ instrument }) => sentence(instrument) },
        { head: 'Opening', unit: '$ thousands', value: ({ opening }) => opening, text: thousands },
        ...effects.map((effect) => ({
          head: effectName(effect),
          unit: '$ thousands',
          value: (column: ChangeColumn) => column.effects.get(effect) ?? Number.NaN,
          text: (value: number) => signed(value, thousands),
        })),
        { head: 'Closing', unit: '$ thousands', value: ({ closing }) => closing, text: thousands },
      ]}
    />
  );
}
