/** Cohorts, groups, lags by state, defaults for missing terms. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { faultsOf, fileOf, read, tidy, weir } from './reading.ts';

afterEach(tidy);

const LOANS = [
  { upb: 100_000, state: 'CA', product: 'multifamily', daysLate: 120 },
  { upb: 200_000, state: 'NV', product: 'single', daysLate: 90 },
  { upb: 300_000, state: 'CA', product: 'single', daysLate: 0 },
  { upb: 400_000.25, state: 'NY', product: 'single' },
  { upb: 500_000, product: 'single', status: 'bankruptcy' },
];
const COHORTS = [
  { cohort: 'multifamily', when: "product = 'multifamily'" },
  { cohort: 'late', when: "daysLate >= 90 or status = 'bankruptcy'" },
  { cohort: 'current', when: 'true' },
];
const PLACES = new Map([
  ['', 0],
  ['late', 1],
  ['current', 2],
  ['multifamily', 3],
  ['unused', 4],
]);
const base = () => ({ files: [weir(...LOANS)], layout: 'weir', cohorts: COHORTS, places: PLACES }) as const;

describe('cohorts', () => {
  it('take each loan by the first rule that holds', async () => {
    const tape = await read(base());
    expect(tape.cohorts).toEqual([
      // 120 days late, but the rule before takes it.
      { name: 'multifamily', count: 1, upb: 100_000 },
      { name: 'late', count: 2, upb: 700_000 },
      { name: 'current', count: 2, upb: 700_000.25 },
    ]);
    expect([...(tape.columns.get('all')?.assumption ?? [])]).toEqual([3, 1, 2, 2, 1]);
    expect(tape.splits).toEqual([]);
  });

  it('may have several rules, and none of the loans', async () => {
    const cohorts = [
      { cohort: 'late', when: 'daysLate > 0' },
      { cohort: 'multifamily', when: 'false' },
      { cohort: 'late', when: "status = 'bankruptcy'" },
      { cohort: 'current', when: 'true' },
    ];
    expect((await read({ ...base(), cohorts })).cohorts.map(({ name, count }) => [name, count])).toEqual([
      ['late', 3],
      ['multifamily', 0],
      ['current', 2],
    ]);
  });

  it('must take every loan: what is NULL holds for none', async () => {
    const cohorts = [
      { cohort: 'late', when: 'daysLate >= 90' },
      { cohort: 'current', when: 'daysLate < 90' },
    ];
    expect(await faultsOf({ ...base(), cohorts, rulesFile: 'trust.yaml' })).toEqual([
      {
        code: 'LOAN_UNASSIGNED',
        file: 'trust.yaml',
        place: 'cohorts',
        got: '2 loans that owe 900,000.25 under no rule: row 4 (L4), row 5 (L5)',
        expected: 'a rule that holds, for every loan; a last rule with `when: "true"` takes the rest',
      },
    ]);
  });

  it('are told of as many loans as fit a line', async () => {
    const faults = await faultsOf({
      ...base(),
      files: [weir(...Array.from({ length: 50 }, () => ({})))],
      cohorts: [{ cohort: 'late', when: 'false' }],
    });
    expect(faults[0]?.got).toMatch(/^50 loans that owe 5,000,000\.00 under no rule: row 1 \(L1\), .*row 10 \(L10\)$/);
  });

  it('and groups need a rule', async () => {
    expect(await faultsOf({ ...base(), cohorts: [], groups: [] })).toMatchObject([
      { code: 'TAPE_SHAPE', place: 'cohorts' },
      { code: 'TAPE_SHAPE', place: 'groups' },
    ]);
  });
});

describe('groups', () => {
  it('cut the loans, each in the order of the tape, with columns for those that no loan fell in', async () => {
    const groups = [
      { group: 'g2', when: "state = 'CA'" },
      { group: 'g1', when: 'upb < 450000' },
      { group: 'g3', when: 'false' },
      { group: 'g2', when: 'true' },
    ];
    const tape = await read({ ...base(), groups });
    expect([...tape.columns.keys()]).toEqual(['g2', 'g1', 'g3']);
    expect([...tape.columns.values()].map(({ upb }) => [...upb])).toEqual([
      [100_000, 300_000, 500_000],
      [200_000, 400_000.25],
      [],
    ]);
    expect(tape.groups).toEqual([
      { name: 'g2', count: 3, upb: 900_000 },
      { name: 'g1', count: 2, upb: 600_000.25 },
      { name: 'g3', count: 0, upb: 0 },
    ]);
  });

  it('leave no loan out', async () => {
    expect(await faultsOf({ ...base(), groups: [{ group: 'all', when: "state = 'CA'" }] })).toMatchObject([
      { code: 'LOAN_UNASSIGNED', place: 'groups', got: expect.stringMatching(/^3 loans that owe 1,100,000\.25/) },
    ]);
  });
});

it('lags by state split cohorts, each part at a place after the others', async () => {
  const lags = new Map([
    ['ny', 22],
    ['CA', 10],
    ['NV', 10],
  ]);
  const tape = await read({ ...base(), lags });
  expect(tape.splits).toEqual([
    { cohort: 'multifamily', lag: 10, place: 5, count: 1, upb: 100_000 },
    { cohort: 'late', lag: 10, place: 6, count: 1, upb: 200_000 },
    { cohort: 'current', lag: 10, place: 7, count: 1, upb: 300_000 },
    { cohort: 'current', lag: 22, place: 8, count: 1, upb: 400_000.25 },
  ]);
  // The loan without a state stays with its cohort.
  expect([...(tape.columns.get('all')?.assumption ?? [])]).toEqual([5, 6, 7, 8, 1]);
  // Coverage is by cohort, whatever the lags.
  expect(tape.cohorts.map(({ count }) => count)).toEqual([1, 2, 2]);
});

describe('defaults', () => {
  const ARM = { index: 'LIBOR_6M', firstReset: 3 };
  const loans = [
    { upb: 1000 },
    { upb: 2000, ...ARM },
    { upb: 4000, ...ARM, margin: 0.03 },
    { upb: 8000, ...ARM },
    { upb: 16_000, ...ARM, status: 'paid' },
  ];

  it('fill terms that loans lack and have a use for, and are counted', async () => {
    const tape = await read({
      files: [weir(...loans)],
      layout: 'weir',
      defaults: [
        { field: 'margin', value: '2.25%', because: 'pool average of the prospectus supplement' },
        { field: 'servicing', value: 0.0025, because: 'of the pooling agreement' },
        { field: 'lookback', value: 1, because: 'usual' },
      ],
    });
    expect(tape.defaults).toEqual([
      // Not the fixed rate, not the loan that has one, not the paid one.
      { name: 'margin', count: 2, upb: 10_000, because: 'pool average of the prospectus supplement' },
      { name: 'servicing', count: 4, upb: 15_000, because: 'of the pooling agreement' },
      { name: 'lookback', count: 3, upb: 14_000, because: 'usual' },
    ]);
    const columns = tape.columns.get('all');
    expect([...(columns?.margin ?? [])]).toEqual([0, 0.0225, 0.03, 0.0225]);
    expect([...(columns?.strip ?? [])]).toEqual([0.0025, 0.0025, 0.0025, 0.0025]);
  });

  it('stand for a column that the file does not have', async () => {
    const file = weir({ upb: 1000 });
    const text = readFileSync(file, 'utf8').replace('remainingTerm', 'age');
    expect(text).not.toContain('remainingTerm');
    const defaults = [{ field: 'remainingTerm', value: 120, because: 'all loans end in 2021' }];
    writeFileSync(file, text);
    const tape = await read({ files: [file], layout: 'weir', defaults });
    expect([...(tape.columns.get('all')?.term ?? [])]).toEqual([120]);
  });

  it('make loans adjustable where the index itself is one, and terms of adjustable loans then too', async () => {
    const defaults = [
      { field: 'margin', value: 0.02, because: 'a' },
      { field: 'index', value: 'LIBOR_6M', because: 'b' },
      { field: 'firstReset', value: 4, because: 'c' },
    ];
    const columns = (await read({ files: [weir({ upb: 1000 })], layout: 'weir', defaults })).columns.get('all');
    expect([columns?.index[0], columns?.margin[0], columns?.firstReset[0]]).toEqual([0, 0.02, 4]);
  });

  it('are refused where they are no values of their fields', async () => {
    const refuse = (field: string, value: number | string, because = 'why') => ({ field, value, because });
    const defaults = [
      refuse('margn', 1),
      refuse('upb', 1),
      refuse('margin', 'two'),
      refuse('margin', 2.25),
      refuse('lookback', 0.5),
      refuse('ltv', '80%', ' '),
      refuse('ltv', 0.8),
      refuse('state', 'Nevada'),
    ];
    const faults = await faultsOf({ files: [weir({})], layout: 'weir', defaults });
    expect(faults.map(({ code, place, got }) => [code, place, got])).toEqual([
      ['TAPE_SHAPE', 'tape.defaults[0].field', "'margn'"],
      ['TAPE_SHAPE', 'tape.defaults[1].field', "'upb'"],
      ['TAPE_VALUE', 'tape.defaults[2].value', "'two'"],
      ['LOAN_RANGE', 'tape.defaults[3].value', '2.25'],
      ['LOAN_RANGE', 'tape.defaults[4].value', '0.5'],
      ['TAPE_SHAPE', 'tape.defaults[5].because', 'nothing'],
      ['TAPE_SHAPE', 'tape.defaults[6].field', "'ltv' a second time"],
      ['TAPE_VALUE', 'tape.defaults[7].value', "'Nevada'"],
    ]);
  });
});

it('hashes each file that was read', async () => {
  const files = [fileOf('freddie_origination.txt'), fileOf('freddie_monthly.txt')];
  const tape = await read({ files, layout: 'freddie' });
  expect(tape.files).toEqual(
    files.map((path) => ({ path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') })),
  );
});
