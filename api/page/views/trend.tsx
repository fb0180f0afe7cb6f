/** How the balance sheet went over the valuations that are kept: the newest run of each date. */
import { useState } from 'preact/hooks';
import { useAsked } from '../client/asked.ts';
import { sheetOf } from '../data/book.ts';
import { type DatedRun, tableOf } from '../data/runs.ts';
import { Segments } from '../parts/bits.tsx';
import { Shown } from '../parts/state.tsx';
import { TimePlot } from '../pictures/timePlot.tsx';

/** Dates that are drawn, the latest ones. */
const MOST_DATES = 24;
const KINDS = [
  { value: 'gross', text: 'Assets and liabilities' },
  { value: 'net', text: 'Net' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

const LINES: Readonly<Record<Kind, readonly (readonly [string, string, string])[]>> = {
  gross: [
    ['Trust assets', 'assets', 'c1'],
    ['Trust liabilities', 'liabilities', 'c3'],
  ],
  net: [
    ['Net trust assets', 'netAssets', 'c2'],
    ['Residual interests', 'residual', 'c4'],
    ['Available for sale', 'availableForSale', 'c6'],
  ],
};

export function Trend({ runs }: { runs: readonly DatedRun[] }) {
  const [kind, setKind] = useState<Kind>('gross');
  const chosen = newestByDate(runs);
  const sheets = useAsked(`trend ${chosen.map(({ id }) => id).join(' ')}`, () =>
    Promise.all(chosen.map(async (run) => ({ run, sheet: sheetOf(await tableOf(run, 'sheet')) }))),
  );
  return (
    <>
      <Segments label="Lines" value={kind} choices={KINDS} onChoose={setKind} />
      {chosen.length < 2 ? (
        <p class="empty">One date is kept so far; value another snapshot to see a trend.</p>
      ) : (
        <Shown asked={sheets} what="balance sheets">
          {(found) => (
            <TimePlot
              title="Trend over kept valuations"
              about={kind === 'gross' ? 'the axis does not begin at 0' : 'by valuation date'}
              height={200}
              hasPoints
              isWhole
              isFree={kind === 'gross'}
              dates={found.map(({ run }) => run.date)}
              lines={LINES[kind].map(([name, line, colour]) => ({
                name,
                colour,
                values: Float64Array.from(found, ({ sheet }) => sheet.get(line) ?? Number.NaN),
              }))}
            />
          )}
        </Shown>
      )}
    </>
  );
}

/** The newest run of each date, dates ascending. */
export function newestByDate(runs: readonly DatedRun[]): DatedRun[] {
  const newest = new Map<string, DatedRun>();
  for (const run of runs) {
    const known = newest.get(run.date);
    if (run.date !== '' && (known === undefined || known.created < run.created)) newest.set(run.date, run);
  }
  return [...newest.values()].sort((a, b) => a.date.localeCompare(b.date)).slice(-MOST_DATES);
}
