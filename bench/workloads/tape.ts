/** A seeded tape of a million loans with bars between its columns: from the file to columns of loans in three cohorts. */
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseDate } from '../../host/curves/dates.ts';
import { readTape } from '../../host/portfolio/tape/load.ts';
import { NO_WORK } from '../counted.ts';
import { seeded } from '../harness.ts';
import type { Made, Workload } from './workload.ts';

const LOANS = 1_000_000;
const LINES_A_PIECE = 10_000;

/** Columns as a servicer might call them, and what they are. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['loan_no', 'id'],
  ['curr_upb', 'upb'],
  ['orig_upb', 'originalUpb'],
  ['gross_rate', 'noteRate'],
  ['svc_fee', 'servicing'],
  ['rem_term', 'remainingTerm'],
  ['orig_term', 'originalTerm'],
  ['loan_age', 'age'],
  ['io_months', 'interestOnly'],
  ['arm_index', 'index'],
  ['gross_margin', 'margin'],
  ['first_cap', 'initialCap'],
  ['adj_cap', 'periodicCap'],
  ['max_rate', 'lifeCap'],
  ['next_reset', 'firstReset'],
  ['reset_freq', 'resetEvery'],
  ['rounding', 'rounding'],
  ['pp_until', 'penaltyUntil'],
  ['pp_months', 'penaltyMonths'],
  ['prod', 'product'],
  ['purp', 'purpose'],
  ['occ', 'occupancy'],
  ['prop', 'property'],
  ['st', 'state'],
  ['zip', 'zip'],
  ['oltv', 'ltv'],
  ['fico', 'fico'],
  ['stat', 'status'],
  ['days', 'daysLate'],
  ['orig_date', 'originated'],
  ['deferred', 'forborne'],
]);

const STATES = ['CA', 'FL', 'NY', 'TX', 'AZ', 'NV', 'IL', 'NJ', 'WA', 'CO'];

/** Writes the tape. The same seed gives the same file. */
async function writeTape(path: string, loans: number, seed: number): Promise<void> {
  const random = seeded(seed);
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const output = createWriteStream(path);
  output.write(`${[...COLUMNS.keys()].join('|')}|comment\n`);
  let lines: string[] = [];
  for (let loan = 0; loan < loans; loan++) {
    const original = whole(50, 900) * 1000;
    const age = whole(0, 120);
    const isAdjustable = random() < 0.4;
    const hasPenalty = random() < 0.1;
    const cells = [
      `L${100_000_000 + loan}`,
      (original * (0.6 + 0.4 * random())).toFixed(2),
      original,
      `${whole(2000, 9000) / 1000}%`,
      '0.0025',
      360 - age,
      360,
      age,
      isAdjustable && random() < 0.3 ? whole(1, 60) : '',
      ...(isAdjustable
        ? ['LIBOR_6M', '2.25%', '0.05', '0.01', '0.12', whole(1, 60), 6, '0.00125']
        : ['', '', '', '', '', '', '', '']),
      ...(hasPenalty ? [whole(1, 36), 6] : ['', '']),
      random() < 0.05 ? 'multifamily' : 'single',
      'P',
      'O',
      'SF',
      STATES[whole(0, STATES.length - 1)],
      whole(10_000, 99_999),
      `${whole(40, 100)}%`,
      random() < 0.02 ? 9999 : whole(500, 850),
      random() < 0.04 ? 'foreclosure' : random() < 0.01 ? 'paid' : 'current',
      random() < 0.1 ? 90 : 0,
      `200${whole(1, 9)}-0${whole(1, 9)}-15`,
      random() < 0.01 ? 10_000 : '',
      '',
    ];
    lines.push(cells.join('|'));
    if (lines.length < LINES_A_PIECE && loan < loans - 1) continue;
    if (!output.write(`${lines.join('\n')}\n`)) await once(output, 'drain');
    lines = [];
  }
  output.end();
  await finished(output);
}

export const tape: Workload = {
  name: 'tape',
  about: 'a million loans from delimited text to columns of loans, every row checked',
  rounds: 5,
  async make({ seed, scale }) {
    const loans = Math.max(1_000, Math.round(LOANS * scale));
    const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));
    const file = join(folder, 'tape.txt');
    await writeTape(file, loans, seed);
    return {
      size: { loans, columns: COLUMNS.size, megabytes: Math.round(statSync(file).size / 1e6) },
      workers: [0],
      ways: [
        {
          name: 'weir',
          async run() {
            await read(file);
            return NO_WORK;
          },
        },
      ],
      close: async () => rmSync(folder, { recursive: true, force: true }),
    } satisfies Made;
  },
};

/** Columns as in the file, with a rule for each cohort and lags by state. */
async function read(file: string): Promise<void> {
  const { close } = await readTape({
    files: [file],
    layout: 'delimited',
    asOf: parseDate('2011-02-28'),
    columns: COLUMNS,
    missing: ['9999'],
    defaults: [{ field: 'lookback', value: 1, because: 'of the benchmark' }],
    groups: [{ group: 'all', when: 'true' }],
    cohorts: [
      { cohort: 'multifamily', when: "product = 'multifamily'" },
      { cohort: 'delinquent', when: "daysLate >= 90 or status in ('foreclosure', 'bankruptcy')" },
      { cohort: 'current', when: 'true' },
    ],
    indices: new Map([['LIBOR_6M', 0]]),
    places: new Map([
      ['', 0],
      ['multifamily', 1],
      ['delinquent', 2],
      ['current', 3],
    ]),
    lags: new Map([
      ['CA', 10],
      ['NY', 22],
    ]),
  });
  close();
}
