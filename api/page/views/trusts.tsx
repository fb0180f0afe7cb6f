/** Trusts of a valuation: their list, or one of them with its structure, its months, its classes and any payment date in full. */
import { useState } from 'preact/hooks';
import { useAsked } from '../client/asked.ts';
import { type Book, bookOf, classesOf, instrumentOf } from '../data/book.ts';
import { balances, collections, type Months, monthsOf, payments } from '../data/months.ts';
import { type DatedRun, runChoices } from '../data/runs.ts';
import { Heading, KeyFigure, Segments, Select } from '../parts/bits.tsx';
import { longDate, price, rate, short } from '../parts/format.ts';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { TimePlot } from '../pictures/timePlot.tsx';
import { go, href, type Route } from '../route.ts';
import { ChosenRun, latestOf } from './chosenRun.tsx';
import { Checks } from './notices.tsx';
import { TracePanel } from './trace.tsx';
import { ClassTable, Overcollateralized, Structure } from './trustParts.tsx';

export function Trusts({ route }: { route: Route }) {
  return (
    <ChosenRun route={route} kinds={['value']} first={latestOf} none={() => <NoTrusts />}>
      {(run, runs) => <OfRun key={run.id} run={run} runs={runs} route={route} />}
    </ChosenRun>
  );
}

function NoTrusts() {
  return (
    <NotYet title="Nothing has been valued yet">
      <p>
        The <a href={href('overview')}>overview</a> says how to begin.
      </p>
    </NotYet>
  );
}

function OfRun({ run, runs, route }: { run: DatedRun; runs: readonly DatedRun[]; route: Route }) {
  const book = useAsked(`book ${run.id}`, () => bookOf(run));
  return (
    <Shown asked={book} what="trusts">
      {(value) => {
        const trust = route.parts[1] ?? value.trusts[0]?.trust;
        const isThere = value.trusts.some((row) => row.trust === trust);
        if (trust === undefined || !isThere)
          return <p class="empty">{trust === undefined ? 'No trust was valued.' : `This valuation has no trust ${trust}.`}</p>;
        return <OneTrust key={trust} book={value} runs={runs} trust={trust} route={route} />;
      }}
    </Shown>
  );
}

function OneTrust({ book, runs, trust, route }: { book: Book; runs: readonly DatedRun[]; trust: string; route: Route }) {
  const { run, trusts } = book;
  const row = trusts.find((each) => each.trust === trust);
  const months = useAsked(`months ${run.id} ${trust}`, () => monthsOf(run, trust));
  const collateral = instrumentOf(book, trust, 'collateral');
  if (row === undefined) return null;
  return (
    <>
      <Heading
        title={trust}
        sub={`${row.type}, vintage ${row.vintage}${row.consolidated === 1 ? '' : ', not consolidated'}; valued ${row.method} at ${longDate(run.date)}`}
      >
        <Select
          label="Trust"
          value={trust}
          choices={trusts.map((each) => ({ value: each.trust, text: each.trust }))}
          onChoose={(name) => go(href('trusts', [run.id, name]))}
        />
        <Select label="Valuation" value={run.id} choices={runChoices(runs)} onChoose={(id) => go(href('trusts', [id, trust]))} />
      </Heading>
      <dl class="keys">
        <KeyFigure label="Balance of the loans" value={short(row.upb)} />
        <KeyFigure
          label="Collateral, fair value"
          value={short(row.collateral)}
          change={`${price(collateral?.price ?? Number.NaN)} per 100`}
        />
        <KeyFigure
          label="Collateral yield"
          value={`${rate(collateral?.yield ?? Number.NaN)} %`}
          change="a year, bond equivalent"
        />
        <KeyFigure label="Borrowings, fair value" value={short(row.borrowings)} />
        <KeyFigure label="Residual" value={short(row.residual)} change={`owned ${rate(row.residual_owned)} %`} />
      </dl>
      <div class="stack">
        <div class="pair">
          <div class="card">
            <Structure book={book} trust={trust} />
          </div>
          <div class="card">
            <Overcollateralized book={book} trust={trust} months={months} />
          </div>
        </div>
        <div class="card">
          <Shown asked={months} what="months">
            {(value) => <CashFlows book={book} trust={trust} months={value} route={route} />}
          </Shown>
        </div>
        <div class="card long">
          <ClassTable book={book} trust={trust} />
        </div>
        <Notes book={book} trust={trust} />
      </div>
    </>
  );
}

const FLOWS = [
  { value: 'collections', text: 'What comes in' },
  { value: 'payments', text: 'Who is paid' },
  { value: 'balances', text: 'Balances' },
] as const;
type Flow = (typeof FLOWS)[number]['value'];
const TITLES: Readonly<Record<Flow, readonly [string, string]>> = {
  collections: ['Collections by kind', 'a month'],
  payments: ['Payments by class', 'a month'],
  balances: ['Balances of the classes', 'after each payment'],
};

function CashFlows({ book, trust, months, route }: { book: Book; trust: string; months: Months; route: Route }) {
  const { run } = book;
  const [flow, setFlow] = useState<Flow>('collections');
  const layers = { collections, payments, balances: (all: Months) => balances(all, classesOf(book, trust)) }[flow](months);
  const month = Number(route.query.get('month') ?? Number.NaN);
  const picked = months.months.indexOf(month);
  const [title, about] = TITLES[flow];
  const at = (place: number) =>
    href('trusts', [run.id, trust], { month: months.months[place], tranche: route.query.get('tranche') ?? undefined });
  return (
    <>
      <div class="tablehead">
        <h2>Month by month</h2>
        <Segments label="What is drawn" value={flow} choices={FLOWS} onChoose={setFlow} />
      </div>
      <TimePlot
        title={title}
        about={about}
        dates={months.dates}
        layers={layers}
        note="Loans as projected, whether or not the deal is called. Click a month, or choose it with the arrow keys and Enter, to trace every amount of its payment date."
        onPick={(place) => go(at(place), { isSmall: true })}
        picked={picked < 0 ? undefined : picked}
      />
      {picked < 0 ? (
        <p>
          <a class="button" href={at(0)}>
            Trace the next payment
          </a>
        </p>
      ) : (
        <TracePanel
          run={run}
          trust={trust}
          month={month}
          tranche={route.query.get('tranche') ?? ''}
          tranches={classesOf(book, trust).map(({ instrument }) => instrument)}
          first={months.months[0] ?? month}
          last={months.months.at(-1) ?? month}
        />
      )}
    </>
  );
}

/** Quotes, checks and warnings of the trust; nothing where there are none. */
function Notes({ book, trust }: { book: Book; trust: string }) {
  const quotes = book.quotes.filter((quote) => quote.trust === trust);
  const warnings = book.warnings.filter((warning) => warning.trust === trust);
  const checks = book.checks.filter((check) => check.trust === trust && check.count > 0);
  return (
    <>
      {quotes.length > 0 && (
        <div class="card long">
          <DataTable
            title="Quotes against the model"
            level={2}
            rows={quotes}
            flagged={({ outside }) => outside === 'yes'}
            columns={[
              { head: 'Class', value: ({ tranche }) => tranche },
              { head: 'Vendor', side: 'left', value: ({ vendor }) => vendor },
              { head: 'Quote', unit: 'per 100', value: ({ quote }) => quote, text: price },
              { head: 'Model', unit: 'per 100', value: ({ model }) => model, text: price },
              { head: 'Quote less model', unit: 'per 100', value: ({ quote, model }) => quote - model, text: price },
              { head: 'At the high yield', unit: 'per 100', value: ({ low }) => low, text: price },
              { head: 'At the low yield', unit: 'per 100', value: ({ high }) => high, text: price },
              {
                head: 'Range',
                side: 'left',
                value: ({ outside }) => (outside === 'yes' ? 'outside' : outside === '' ? 'not known' : 'within'),
              },
            ]}
          />
        </div>
      )}
      <Checks checks={checks} isOfOne />
      {warnings.length > 0 && (
        <div class="card">
          <h2>Warnings</h2>
          <ul class="findings">
            {warnings.map(({ warning }) => (
              <li key={warning} class="look">
                {warning}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
