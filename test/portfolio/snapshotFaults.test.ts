/** What a snapshot as a whole can be wrong in: every kind of wrong input, with its code, file, place, what was found and expected. */
import { afterAll, describe, expect, it } from 'vitest';
import { WeirError } from '../../host/errors.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { copyWith, type FaultCase, faultOfCase, removeCopies, snapshotFaults } from './snapshots.ts';

afterAll(removeCopies);

const YAML = 'snapshot.yaml';
const WHOLE: readonly FaultCase[] = [
  {
    what: 'a field that there is not, with what was perhaps meant',
    file: YAML,
    edit: ['method: independent', 'methods: independent'],
    code: 'SNAPSHOT_SHAPE',
    place: 'methods',
    got: "the field 'methods'",
    expected: /perhaps 'method' was meant/,
  },
  {
    what: 'a field that is missing',
    file: YAML,
    edit: ['  benchmark: market/benchmark.csv\n', ''],
    code: 'SNAPSHOT_SHAPE',
    place: 'market.benchmark',
    got: 'nothing',
    expected: /required/,
  },
  {
    what: 'a word that is none of the words',
    file: YAML,
    edit: ['independent', 'mixed'],
    code: 'SNAPSHOT_SHAPE',
    place: 'method',
    got: "'mixed'",
    expected: /blended, independent, observable/,
  },
  {
    what: 'a date that does not exist',
    file: YAML,
    edit: ['date: 2011-03-31', 'date: 2011-02-30'],
    code: 'DATE_INVALID',
    place: 'date',
    got: "'2011-02-30'",
    expected: /a date that exists/,
  },
  {
    what: 'a percent that lost its sign',
    file: YAML,
    edit: ['spread: 18%', 'spread: 18'],
    code: 'SNAPSHOT_RANGE',
    place: 'longTermDebt[0].spread',
    got: '18',
    expected: /written 18%/,
  },
  {
    what: 'a debt that is due already',
    file: YAML,
    edit: ['2034-03-30', '2011-03-30'],
    code: 'SNAPSHOT_DATES',
    place: 'longTermDebt[0].maturity',
    got: '2011-03-30',
    expected: /after the snapshot's/,
  },
  {
    what: 'a trust that is listed twice',
    file: YAML,
    edit: ['trusts/arms-2006]', 'trusts/fixed-2005/]'],
    code: 'SNAPSHOT_DUPLICATE_NAME',
    place: 'trusts[1]',
    got: 'trusts/fixed-2005/',
    expected: /once/,
  },
  {
    what: 'a rule of the checks that there is not',
    file: YAML,
    edit: ['modifiedSince', 'modifedSince'],
    code: 'SNAPSHOT_UNKNOWN_NAME',
    place: 'checks.severity.modifedSince',
    got: "'modifedSince'",
    expected: /'modifiedSince'/,
  },
  {
    what: 'a snapshot before that is not there',
    file: YAML,
    edit: ['../2010-12-31', '../2010-09-30'],
    code: 'FILE_UNREADABLE',
    place: '',
    got: /no such file/i,
    expected: /can be read/,
    told: '../2010-09-30/snapshot.yaml',
  },
  {
    what: 'a file that is no YAML',
    file: YAML,
    edit: 'snapshot: [',
    code: 'FILE_NOT_YAML',
    place: 'line 1, column 12',
    got: /./,
    expected: /YAML/,
  },
  {
    what: 'a table without one of its columns',
    file: 'market/benchmark.csv',
    edit: ['years,rate', 'years,rates'],
    code: 'TABLE_SHAPE',
    place: 'line 1',
    got: "the column 'rates'",
    expected: /perhaps 'rate' was meant/,
  },
  {
    what: 'a cell that is no rate',
    file: 'market/indices.csv',
    edit: ['0.0065', '0.65'.repeat(9)],
    code: 'TABLE_VALUE',
    place: 'line 3, rate',
    got: `'${'0.65'.repeat(9)}'`,
    expected: /rate from 0 to 100%/,
  },
  {
    what: 'months of a curve out of order',
    file: 'market/indices.csv',
    edit: ['2011-06', '2011-02'],
    code: 'TABLE_VALUE',
    place: 'line 3, month',
    got: '2011-02 after 2011-02',
    expected: /order of time/,
  },
  {
    what: 'a yield outside its own range',
    file: 'market/discount.csv',
    edit: ['6%,7%,8%', '6%,9%,8%'],
    code: 'TABLE_VALUE',
    place: 'line 2, chosen',
    got: '0.06, 0.09, 0.08',
    expected: /in this order/,
  },
  {
    what: 'a row of the matrix twice',
    file: 'market/discount.csv',
    edit: ['alt-a,*,senior', 'alt-a,2005,senior'],
    code: 'TABLE_VALUE',
    place: 'line 3',
    got: 'alt-a, 2005, senior as in line 2',
    expected: /once/,
  },
  {
    what: 'a table that is not there',
    file: YAML,
    edit: ['market/discount.csv', 'market/none.csv'],
    code: 'FILE_UNREADABLE',
    place: '',
    got: /no such file/i,
    expected: /can be read/,
    told: 'market/none.csv',
  },
];

describe('a snapshot as a whole is refused for', () => {
  it.each(WHOLE)('$code: $what', async (given) => {
    const { faults, folder } = await snapshotFaults({ [given.file]: given.edit });
    expect(faults).toContainEqual(faultOfCase(given, folder));
  });

  it('everything that is wrong with it, at once', async () => {
    const { faults } = await snapshotFaults({
      'snapshot.yaml': ['spread: 18%', 'spread: 18'],
      'market/benchmark.csv': ['2,0.8%', '0.1,0.8%'],
      'market/discount.csv': ['true', 'perhaps'],
    });
    expect(faults.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'SNAPSHOT_RANGE longTermDebt[0].spread',
      'TABLE_VALUE line 2, orderly',
      'TABLE_VALUE line 3, years',
    ]);
  });

  it('a folder without snapshot.yaml', async () => {
    const error = await readSnapshot(copyWith({}).replace(/2011-03-31$/, 'none')).catch((thrown: unknown) => thrown);
    expect(error instanceof WeirError && error.faults[0]?.code).toBe('FILE_UNREADABLE');
  });
});
