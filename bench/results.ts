/**
 * The part of RESULTS.md that is written by the machine: `npm run bench -- all --save` puts there what it measured, and
 * `node bench/results.ts <result>` what was kept before.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { machineLine } from './harness.ts';
import { readResult } from './history.ts';
import { boundOf, holdsOf } from './holds.ts';
import { coresGained, heldAgainst } from './ratios.ts';
import { STAGES } from './stages.ts';
import { amount, duration } from './tell.ts';
import type { Measured } from './workloads/workload.ts';

const FILE = fileURLToPath(new URL('./RESULTS.md', import.meta.url));
const BEGIN = '<!-- measured: written by `npm run bench -- all --save` -->';
const END = '<!-- measured: end -->';

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).concat('');
}

/** Results as Markdown. */
export function resultsText(results: readonly Measured[]): string {
  const [first] = results;
  if (first === undefined) return '';
  const loads = results.map(({ machine }) => machine.load);
  const partial = results.filter(({ scale }) => scale !== 1).map(({ workload, scale }) => `${workload} at a scale of ${scale}`);
  return [
    `${machineLine(first.machine)}, ${first.machine.gigabytes} GB; ${first.when.slice(0, 10)}; load of the machine before each workload ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}.`,
    ...(Math.max(...loads) > first.machine.cores
      ? ['**The machine had other work meanwhile**: figures by the clock and scaling tell of that, processor time hardly.']
      : []),
    ...(partial.length > 0 ? [`**In part only**: ${partial.join(', ')}.`] : []),
    '',
    ...table(
      [
        'workload',
        'workers',
        'by the clock',
        'processor',
        'live a second',
        'all a second',
        'live a second of processor',
        '1 to 2',
        'a core to two',
        'peak MB',
      ],
      results.flatMap(rates),
    ),
    '*1 to 2*: the clock of one worker over that of two. *A core to two*: the processor time of one worker over the clock of two; one worker has part of the second core already, for the threads of the engine that compile and collect.',
    '',
    'Processor time of one thread that does everything, and the share of each stage:',
    '',
    ...stageTable(results),
    'Weir and others on the same loans, nanoseconds of processor a live loan-month-path, and how many times as long as Weir; then the share of what 128-bit vectors allow, as measured on this core and at two operations a cycle:',
    '',
    ...loopTable(results),
    ...holdTable(results),
    ...[...new Set(results.flatMap(({ found }) => found))].map((text) => `${text}.  `),
    '',
    ...table(
      ['workload', 'what', 'figure'],
      results.flatMap(({ workload, timings, figures }) => [
        ...heldAgainst(timings).map(({ way, against, ratio }) => [
          workload,
          `${way}, against ${against}`,
          `${ratio.toFixed(3)} x`,
        ]),
        ...figures.map(({ name, value, unit }) => [workload, name, `${amount(value)} ${unit}`]),
      ]),
    ),
  ]
    .join('\n')
    .trimEnd();
}

function rates({ workload, timings, scaling, peakMegabytes }: Measured): string[][] {
  const gained = coresGained(timings);
  return timings.map(({ way, workers, seconds, processor, work }, place) => [
    timings.every((timing) => timing.way === way) ? (place === 0 ? `\`${workload}\`` : '') : `\`${workload}\`, ${way}`,
    workers === 0 ? 'none' : String(workers),
    duration(seconds),
    duration(processor),
    ...(work.live > 0 ? [work.live / seconds, work.all / seconds, work.live / processor].map(amount) : ['', '', '']),
    workers === 2 && scaling !== null ? `${scaling.toFixed(2)} x` : '',
    workers === 2 && gained !== null ? `${gained.toFixed(2)} x` : '',
    place === 0 ? peakMegabytes.toFixed(0) : '',
  ]);
}

function stageTable(results: readonly Measured[]): string[] {
  const staged = results.filter(({ stages }) => stages.length > 0);
  const rows = Object.keys(STAGES).flatMap((stage) => {
    const cells = staged.map(({ stages }) => {
      const all = stages.reduce((sum, { seconds }) => sum + seconds, 0);
      const own = stages.find((each) => each.stage === stage)?.seconds ?? 0;
      return own / all >= 0.0005 ? percent(own / all) : '';
    });
    return cells.every((cell) => cell === '') ? [] : [[stage, ...cells]];
  });
  const whole = staged.map(({ stages }) => duration(stages.reduce((sum, { seconds }) => sum + seconds, 0)));
  return table(['', ...staged.map(({ workload }) => `\`${workload}\``)], [...rows, ['all', ...whole]]);
}

const OTHERS = ['c-scalar', 'c-128', 'c-256', 'numpy', 'typescript'];

function loopTable(results: readonly Measured[]): string[] {
  return table(
    ['loop', 'Weir', 'cycles', 'C scalar', 'C 128-bit', 'C AVX2', 'NumPy', 'TypeScript', 'of measured', 'of two'],
    results.flatMap(({ workload, loops }) =>
      loops.map(({ about, compared }) => [
        `\`${workload}\`: ${about}`,
        compared.nanoseconds.toFixed(3),
        compared.limit === undefined ? '' : (compared.nanoseconds * compared.limit.clock).toFixed(2),
        ...OTHERS.map((other) => {
          const found = compared.comparators.find(({ name }) => name === other);
          return found === undefined ? '' : `${found.nanoseconds.toFixed(2)} · ${found.ratio.toFixed(2)} x`;
        }),
        ...(compared.limit === undefined ? ['', ''] : [percent(compared.limit.ofMeasured), percent(compared.limit.ofTwo)]),
      ]),
    ),
  );
}

function holdTable(results: readonly Measured[]): string[] {
  const rows = results.flatMap((measured) =>
    holdsOf(measured).map((held) => [
      `\`${measured.workload}\``,
      held.what,
      held.measured.toFixed(2),
      boundOf(held),
      held.holds ? 'holds' : '**does not hold here**',
    ]),
  );
  return rows.length === 0
    ? []
    : ['To hold, of workloads that were measured whole:', '', ...table(['workload', 'what', 'measured', 'to hold', ''], rows)];
}

/** Puts results in the place of those of RESULTS.md. Throws: where the page has no such place. */
export function writeResults(results: readonly Measured[]): void {
  const page = readFileSync(FILE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`bench: ${FILE} has no place for what is measured`);
  writeFileSync(FILE, `${page.slice(0, from + BEGIN.length)}\n\n${resultsText(results)}\n\n${page.slice(to)}`);
}

if (import.meta.main) writeResults(readResult(process.argv[2] ?? 'last'));
