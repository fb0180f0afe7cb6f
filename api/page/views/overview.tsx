/** The portfolio as the latest valuation has it: balance sheet, what to look at, the trusts, and how it went over the runs that are kept. */
import { useAsked } from '../client/asked.ts';
import { type Book, bookOf, instrumentOf, type TrustRow } from '../data/book.ts';
import { findingsOf } from '../data/findings.ts';
import { type DatedRun, runChoices } from '../data/runs.ts';
import { Heading, KeyFigure, Select } from '../parts/bits.tsx';
import { cents, longDate, over, price, rate, short, signed, thousands, total } from '../parts/format.ts';
import { ReportLink } from '../parts/reportLink.tsx';
import { NotYet, Shown } from '../parts/state.tsx';
import { DataTable, type Value } from '../parts/table.tsx';
import { go, href, type Route } from '../route.ts';
import { ChosenRun, latestOf } from './chosenRun.tsx';
import { Checks, Failures, Warnings } from './notices.tsx';
import { Trend } from './trend.tsx';

export function Overview({ route }: { route: Route }) {
  return (
    <ChosenRun route={route} kinds={['value']} first={latestOf} none={() => <NoValuation />}>
      {(run, all) => <Valuation key={run.id} run={run} all={all} />}
    </ChosenRun>
  );
}

function NoValuation() {
  return (
    <NotYet title="Nothing has been valued yet">
      <p>
        Put the folder of a snapshot under <code>snapshots</code> of the data folder, or upload one, and{' '}
        <a href={href('runs', ['new'], { kind: 'value' })}>value it</a>. From the command line:
      </p>
      <pre>
        <code>npx weir value examples/portfolio/2011-03-31 --data &lt;the data folder of this service&gt;</code>
      </pre>
    </NotYet>
  );
}

function Valuation({ run, all }: { run: DatedRun; all: readonly DatedRun[] }) {
  // Another portfolio's figures are no change of this one's.
  const runs = all.filter(({ portfolio }) => portfolio === run.portfolio);
  const portfolios = [...new Set(all.map(({ portfolio }) => portfolio))].sort();
  const book = useAsked(`book ${run.id}`, () => bookOf(run));
  return (
    <>
      <Heading
        title={run.portfolio}
        sub={`Fair values${run.date === '' ? '' : `, ${longDate(run.date)}`}${run.locked ? ', signed off' : ''}`}
      >
        {portfolios.length > 1 && (
          <Select
            label="Portfolio"
            value={run.portfolio}
            choices={portfolios.map((name) => ({ value: name, text: name }))}
            onChoose={(name) => go(href('overview', [latestOf(all.filter(({ portfolio }) => portfolio === name))?.id]))}
          />
        )}
        <Select
          label="Valuation"
          value={run.id}
          choices={runChoices(runs, ({ locked }) => (locked ? 'signed off' : ''))}
          onChoose={(id) => go(href('overview', [id]))}
        />
        <ReportLink run={run.id} />
        <a class="button" href={href('runs', [run.id])}>
          Run
        </a>
        <a class="button main" href={href('runs', ['new'], { kind: 'value' })}>
          Value again
        </a>
      </Heading>
      <Shown asked={book} what="figures of the valuation">
        {(value) => <Sheets book={value} runs={runs} />}
      </Shown>
    </>
  );
}

function Sheets({ book, runs }: { book: Book; runs: readonly DatedRun[] }) {
  const { run, sheet } = book;
  const before = latestOf(runs.filter(({ date }) => date !== '' && date < run.date));
  const last = useAsked(before === undefined ? null : `book ${before.id}`, () => bookOf(before ?? run));
  const lastSheet = last.state === 'done' ? last.value.sheet : undefined;
  const key = (label: string, line: string) => {
    const now = sheet.get(line) ?? Number.NaN;
    const then = lastSheet?.get(line);
    return (
      <KeyFigure
        label={label}
        value={short(now)}
        change={then === undefined ? '' : `${signed(now - then, short)} since ${before?.date ?? ''}`}
      />
    );
  };
  return (
    <>
      <dl class="keys">
        {key('Trust assets', 'assets')}
        {key('Trust liabilities', 'liabilities')}
        {key('Net trust assets', 'netAssets')}
        {key('Residual interests', 'residual')}
        {key('Long-term debt', 'longTermDebt')}
      </dl>
      <div class="stack">
        <div class="pair wide-left">
          <div class="card">
            <BalanceSheet book={book} last={lastSheet} lastDate={before?.date ?? ''} />
          </div>
          <div class="stack">
            <div class="card">
              <Trend runs={runs} />
            </div>
            <div class="card">
              <h3>What to look at</h3>
              <ul class="findings">
                {findingsOf(book).map(({ isWell, text }) => (
                  <li key={text} class={isWell ? 'well' : 'look'}>
                    {text}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        </div>
        <div class="card long">
          <TrustsTable book={book} />
        </div>
        <Failures failures={book.failures} />
        <Checks checks={book.checks} />
        <Warnings warnings={book.warnings} />
      </div>
    </>
  );
}

interface SheetLine {
  readonly label: string;
  readonly line: string;
  readonly kind: string;
}

const LINES: readonly SheetLine[] = [
  { label: 'Mortgage collateral, at fair value', line: 'collateral', kind: '' },
  { label: 'Derivative assets, at fair value', line: 'derivativeAssets', kind: '' },
  { label: 'Real estate owned, at net realizable value', line: 'reo', kind: '' },
  { label: 'Cash of the trusts', line: 'cash', kind: '' },
  { label: 'Trust assets', line: 'assets', kind: 'total' },
  { label: 'Borrowings, at fair value', line: 'borrowings', kind: 'gap' },
  { label: 'Derivative liabilities, at fair value', line: 'derivativeLiabilities', kind: '' },
  { label: 'Trust liabilities', line: 'liabilities', kind: 'total' },
  { label: 'Net trust assets', line: 'netAssets', kind: 'total gap' },
  { label: 'residual interests', line: 'residual', kind: 'part' },
  { label: 'of which others own', line: 'residualOfOthers', kind: 'deeper' },
  { label: 'classes that the sponsor holds', line: 'held', kind: 'part' },
  { label: 'Securities available for sale', line: 'availableForSale', kind: 'gap' },
  { label: "Sponsor's long-term debt, at fair value", line: 'longTermDebt', kind: '' },
];
/** Shown only where there is something. */
const SELDOM = ['residualOfOthers', 'held'];

function BalanceSheet(props: { book: Book; last: ReadonlyMap<string, number> | undefined; lastDate: string }) {
  const { sheet, run } = props.book;
  const { last } = props;
  const rows = LINES.filter(({ line }) => !SELDOM.includes(line) || Math.abs(sheet.get(line) ?? 0) >= 0.005);
  return (
    <DataTable
      title="Balance sheet"
      level={2}
      kind="sheet"
      isFixed
      rows={rows}
      rowClass={({ kind }) => kind}
      columns={[
        { head: 'Consolidated trusts', value: ({ label }) => label },
        { head: run.date === '' ? 'Now' : run.date, unit: '$', value: ({ line }) => sheet.get(line) ?? null, text: cents },
        ...(last === undefined
          ? []
          : [
              {
                head: props.lastDate,
                unit: '$ thousands',
                isSpare: true,
                value: ({ line }: SheetLine) => last.get(line) ?? null,
                text: thousands,
              },
              {
                head: 'Change',
                unit: '$ thousands',
                value: ({ line }: SheetLine) => (sheet.get(line) ?? 0) - (last.get(line) ?? 0),
                text: (value: number) => signed(value, thousands),
              },
            ]),
      ]}
    />
  );
}

function TrustsTable({ book }: { book: Book }) {
  const { run, trusts } = book;
  const collateral = ({ trust }: TrustRow) => instrumentOf(book, trust, 'collateral');
  const consolidated = trusts.filter((row) => row.consolidated === 1);
  const sum = (of: (row: TrustRow) => number) => total(consolidated, of);
  const derivatives = (row: TrustRow) => row.derivative_assets - row.derivative_liabilities;
  const [upb, value] = [sum((row) => row.upb), sum((row) => row.collateral)];
  const foot: Value[] = ['Consolidated trusts', '', null, '', upb, value, 100 * over(value, upb), null];
  return (
    <DataTable
      title="Trusts"
      level={2}
      kind="tight"
      rows={trusts}
      foot={[[...foot, sum((row) => row.reo), sum((row) => row.borrowings), sum(derivatives), sum((row) => row.residual), null]]}
      columns={[
        {
          head: 'Trust',
          value: ({ trust }) => trust,
          cell: ({ trust }) => <a href={href('trusts', [run.id, trust])}>{trust}</a>,
        },
        { head: 'Type', side: 'left', isSpare: true, value: ({ type }) => type },
        { head: 'Vintage', isSpare: true, value: ({ vintage }) => vintage },
        { head: 'Consolidated', side: 'left', isSpare: true, value: (row) => (row.consolidated === 1 ? 'yes' : 'no') },
        { head: 'Balance', unit: '$ thousands', value: (row) => row.upb, text: thousands },
        { head: 'Collateral', unit: '$ thousands', value: (row) => row.collateral, text: thousands },
        { head: 'Price', unit: 'per 100', value: (row) => collateral(row)?.price ?? null, text: price },
        { head: 'Yield', unit: '% a year', value: (row) => collateral(row)?.yield ?? null, text: rate },
        { head: 'REO', unit: '$ thousands', value: (row) => row.reo, text: thousands },
        { head: 'Borrowings', unit: '$ thousands', value: (row) => row.borrowings, text: thousands },
        { head: 'Derivatives, net', unit: '$ thousands', value: derivatives, text: thousands },
        { head: 'Residual', unit: '$ thousands', value: (row) => row.residual, text: thousands },
        {
          head: 'Residual yield',
          unit: '% a year',
          value: ({ trust }) => instrumentOf(book, trust, 'residual')?.yield ?? null,
          text: rate,
        },
      ]}
    />
  );
}
