/** What was measured, as text. */
import { machineLine } from './harness.ts';
import { boundOf, holdsOf } from './holds.ts';
import type { LoopComparison } from './loops/compareLoops.ts';
import { coresGained, heldAgainst } from './ratios.ts';
import type { Measured, Timing } from './workloads/workload.ts';

const count = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 0 });
const text = (value: number, digits = 2) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** A time in the unit in which it reads best. */
export function duration(seconds: number): string {
  if (seconds >= 100) return `${text(seconds, 0)} s`;
  if (seconds >= 1) return `${text(seconds)} s`;
  return seconds >= 1e-3 ? `${text(1e3 * seconds)} ms` : `${text(1e6 * seconds)} µs`;
}

/** A number with its power of ten: 611 million. */
export function amount(value: number): string {
  const [scale, word] = value >= 1e9 ? [1e9, ' billion'] : value >= 1e6 ? [1e6, ' million'] : [1, ''];
  return `${(value / scale).toLocaleString('en', { maximumSignificantDigits: 4 })}${word}`;
}

/** Rows of cells, each column as wide as it needs; the first column to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** Everything of a workload. */
export function tell(measured: Measured): string[] {
  const { workload, about, machine, seed, scale, size, timings, scaling, peakMegabytes, yardstick, found, figures } = measured;
  const gained = coresGained(timings);
  const sizes = Object.entries(size).map(([name, value]) => `${count(value)} ${name}`);
  return [
    `${workload}: ${about}`,
    `${machineLine(machine)}; load ${machine.load.toFixed(1)}; ${measured.when.slice(0, 16).replace('T', ' ')} UTC`,
    `${sizes.join(', ')}; seed ${seed}${scale === 1 ? '' : `; SCALE ${scale}: figures of a part, for trying things out`}`,
    '',
    ...tellTimings(timings),
    ...(scaling === null || gained === null
      ? []
      : [
          `2 workers are ${text(scaling)} times as fast as 1, by the clock; as 1 with a single core for all its threads, ${text(gained)} times.`,
        ]),
    `Peak memory ${count(peakMegabytes)} MB. Yardstick ${text(Math.min(...yardstick), 3)} ns, spread over the rounds ${percent(Math.max(...yardstick) / Math.min(...yardstick) - 1)}.`,
    ...tellStages(measured),
    ...measured.loops.flatMap(({ about: what, compared }) => ['', what, ...tellLoops(compared)]),
    ...(found.length === 0 ? [] : ['', ...found]),
    ...tellHolds(measured),
    ...(figures.length === 0 ? [] : ['', ...table(figures.map(({ name, value, unit }) => [name, amount(value), unit]))]),
  ];
}

function tellTimings(timings: readonly Timing[]): string[] {
  const hasWork = timings.some(({ work }) => work.live > 0);
  const isMany = new Set(timings.map(({ way }) => way)).size > 1;
  const [first] = timings;
  const head = [
    '',
    'workers',
    'clock',
    'least',
    'most',
    'processor',
    ...(hasWork ? ['live/s', 'all/s', 'live/s of processor'] : []),
  ];
  const rows = timings.map(({ way, workers, seconds, rounds, processor, work }) => [
    isMany ? way : '',
    workers === 0 ? 'none' : String(workers),
    duration(seconds),
    duration(Math.min(...rounds)),
    duration(Math.max(...rounds)),
    duration(processor),
    ...(hasWork ? [amount(work.live / seconds), amount(work.all / seconds), amount(work.live / processor)] : []),
  ]);
  const { live, all, stepped } = first?.work ?? { live: 0, all: 0, stepped: 0 };
  return [
    ...table([head, ...rows]),
    ...(hasWork
      ? [`Loan-month-paths a run: ${amount(live)} live, ${amount(all)} in all, ${amount(stepped)} stepped in a loop.`]
      : []),
    ...heldAgainst(timings).map(({ way, against, ratio }) => `${way} takes ${text(ratio, 3)} times as long as ${against}.`),
  ];
}

function tellHolds(measured: Measured): string[] {
  const rows = holdsOf(measured).map((held) => [held.what, text(held.measured), boundOf(held), held.holds ? 'holds' : 'FAILS']);
  return rows.length === 0 ? [] : ['', 'To hold', ...table(rows)];
}

function tellStages({ stages }: Measured): string[] {
  const all = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  if (all === 0) return [];
  const rows = stages.map(({ stage, seconds }) => [stage, duration(seconds), percent(seconds / all)]);
  return ['', 'By stage, processor time of one thread that does everything', ...table([...rows, ['all', duration(all), '']])];
}

function tellLoops({ nanoseconds, comparators, limit }: LoopComparison): string[] {
  const rows = comparators.map(({ name, nanoseconds: theirs, ratio }) => [name, text(theirs, 3), text(ratio)]);
  const lines = table([['', 'ns a loan-month-path', 'times as long as weir'], ['weir', text(nanoseconds, 3), ''], ...rows]);
  if (limit === undefined) return lines;
  const { clock, operations, operationsACycle, ofMeasured, ofTwo } = limit;
  return [
    ...lines,
    `${text(operations)} 128-bit operations and ${text(nanoseconds * clock)} cycles a loan-month-path at ${text(clock)} GHz, ${text(operationsACycle)} a cycle: ${percent(ofMeasured)} of what this core does when nothing waits, ${percent(ofTwo)} of two a cycle.`,
  ];
}
