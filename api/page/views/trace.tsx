/** One payment date of a trust: what a trustee would say of it, then every amount that came in and went out, step by step. */
import { useEffect, useRef } from 'preact/hooks';
import { api, type Trace, type TraceLine } from '../client/api.ts';
import { useAsked } from '../client/asked.ts';
import type { DatedRun } from '../data/runs.ts';
import { Select } from '../parts/bits.tsx';
import { saveCsv } from '../parts/csv.ts';
import { cents, longDate } from '../parts/format.ts';
import { Shown } from '../parts/state.tsx';
import { go, href } from '../route.ts';

export interface TracePanelProps {
  readonly run: DatedRun;
  readonly trust: string;
  readonly month: number;
  /** Empty for all. */
  readonly tranche: string;
  readonly tranches: readonly string[];
  readonly first: number;
  readonly last: number;
}

export function TracePanel({ run, trust, month, tranche, tranches, first, last }: TracePanelProps) {
  const place = useRef<HTMLElement>(null);
  const asked = useAsked(`trace ${run.id} ${trust} ${month} ${tranche}`, (signal) =>
    api.trace(run.id, { trust, month, tranche: tranche === '' ? undefined : tranche }, signal),
  );
  const to = (other: number, only = tranche) =>
    href('trusts', [run.id, trust], { month: other, tranche: only === '' ? undefined : only });
  useEffect(() => {
    const box = place.current?.getBoundingClientRect();
    if (box !== undefined && box.top > innerHeight - 120) place.current?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  }, []);
  return (
    <section ref={place} class="trace" aria-label={`Trace of payment month ${month}`}>
      <div class="tablehead">
        <h3>
          Payment month {month}
          {asked.state === 'done' && <span class="unit"> {longDate(asked.value.date)}</span>}
        </h3>
        <div class="tools">
          <button type="button" disabled={month <= first} onClick={() => go(to(month - 1), { isSmall: true })}>
            ← Month before
          </button>
          <button type="button" disabled={month >= last} onClick={() => go(to(month + 1), { isSmall: true })}>
            Month after →
          </button>
          <Select
            label="Of"
            value={tranche}
            choices={[{ value: '', text: 'everything' }, ...tranches.map((name) => ({ value: name, text: name }))]}
            onChoose={(only) => go(to(month, only), { isSmall: true })}
          />
          {asked.state === 'done' && (
            <button type="button" class="quiet" aria-label="Trace as CSV" onClick={() => saveTrace(trust, asked.value)}>
              CSV
            </button>
          )}
          <button type="button" onClick={() => go(href('trusts', [run.id, trust]), { isSmall: true })}>
            Close
          </button>
        </div>
      </div>
      <Shown asked={asked} what="trace">
        {(trace) => <Told trace={trace} />}
      </Shown>
    </section>
  );
}

function Told({ trace }: { trace: Trace }) {
  const { words, collateral, steps } = trace;
  const before = steps.filter(({ number }) => number === 0);
  const after = steps.filter(({ number, title }) => number !== 0 && title === AFTER);
  const inside = steps.filter((step) => !before.includes(step) && !after.includes(step));
  return (
    <>
      {words.length > 0 ? (
        <ul class="words">
          {words.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <p class="note">Nothing out of the ordinary happens on this date.</p>
      )}
      <div class="steps">
        <Step title="Collateral" lines={collateral} mayShare />
        {before.map((step) => (
          <Step key={step.number} title={step.title} lines={step.lines} mayShare />
        ))}
      </div>
      <div class="steps across">
        {inside.map((step) => (
          <Step key={step.number} number={step.number} title={step.title} lines={step.lines} />
        ))}
      </div>
      <div class="steps">
        {after.map((step) => (
          <Step key={step.number} title={step.title} lines={step.lines} mayShare />
        ))}
      </div>
    </>
  );
}

/** What the service calls the lines past the last step. */
const AFTER = 'after the steps';
/** More texts than these make a table too wide: then classes stand across. */
const MOST_ACROSS = 6;

function Step({
  number,
  title,
  lines,
  mayShare = false,
}: {
  number?: number;
  title: string;
  lines: readonly TraceLine[];
  mayShare?: boolean;
}) {
  const subjects = Map.groupBy(lines, ({ text }) => text);
  const isShared = ({ text }: TraceLine) => mayShare && new Set(subjects.get(text)?.map(({ of }) => of)).size > 1;
  const shared = lines.filter(isShared);
  const rest = lines.filter((line) => !isShared(line));
  return (
    <section class="step">
      <h4>
        {number !== undefined && <b>{number}</b>}
        {spaced(title)}
      </h4>
      {shared.length > 0 && <SharedLines title={title} lines={shared} />}
      {rest.length > 0 && (
        <div class="scroll">
          <table aria-label={title}>
            <tbody>
              {rest.map((line, at) => (
                <tr key={at} class={line.value === 0 ? 'nothing' : ''}>
                  <th scope="row">{line.text.replace(/ \(1: .*\)$/, '')}</th>
                  <td>{valueText(line)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** What several classes or groups have, as a table of them. */
function SharedLines({ title, lines }: { title: string; lines: readonly TraceLine[] }) {
  const subjects = [...new Set(lines.map(({ of }) => of))];
  const texts = [...new Set(lines.map(({ text }) => text))];
  const isAcross = texts.length <= MOST_ACROSS;
  const [rows, columns] = isAcross ? [subjects, texts] : [texts, subjects];
  const cell = (row: string, column: string) => {
    const [of, text] = isAcross ? [row, column] : [column, row];
    const line = lines.find((each) => each.of === of && each.text === text);
    return line === undefined ? '' : valueText(line);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="scroll" tabIndex={0} aria-label={title}>
      <table class="shared">
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((column) => (
                <td key={column}>{cell(row, column)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A title with a capital; those that were made of a step's payees have no blanks between them. */
function spaced(title: string): string {
  const text = title.charAt(0).toUpperCase() + title.slice(1);
  return /[[{]|^release /.test(title) ? text.replaceAll(/,(?=\S)/g, ', ').replaceAll(/:(?=\S)/g, ': ') : text;
}

/** What the text says it is: a rate, a length, a condition, a named quantity or dollars. */
function valueText({ text, of, value }: TraceLine): string {
  if (text === 'coupon') return `${(value * 100).toFixed(5)} %`;
  if (text.startsWith('length of the period')) return value.toFixed(6);
  if (text.startsWith('condition')) return value === 0 ? 'does not hold' : 'holds';
  if (text !== of) return cents(value);
  // A defined quantity may be dollars, a share or a truth value: small numbers keep their decimals.
  if (Number.isInteger(value) && Math.abs(value) < 1000) return String(value);
  return Math.abs(value) < 10 ? value.toFixed(6) : cents(value);
}

function saveTrace(trust: string, { month, collateral, steps }: Trace): void {
  saveCsv(
    `${trust} month ${month}`,
    ['step', 'title', 'of', 'text', 'value'],
    [
      ...collateral.map(({ of, text, value }) => [0, 'collateral', of, text, value]),
      ...steps.flatMap(({ number, title, lines }) => lines.map(({ of, text, value }) => [number, title, of, text, value])),
    ],
  );
}
