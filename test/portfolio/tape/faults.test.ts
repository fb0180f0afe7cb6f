/** What is wrong with a tape is told by file, row and field, all of it at once. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WeirError } from '../../../host/errors.ts';
import { faultsOf, fields, fileOf, read, tidy, weir, written } from './reading.ts';

afterEach(tidy);

const HEADER = 'id,upb,noteRate,remainingTerm';
const weirFile = (text: string) => ({ files: [written(text)], layout: 'weir' }) as const;

describe('a file', () => {
  it('that is not there', async () => {
    expect(await faultsOf({ files: ['/nowhere/tape.csv'], layout: 'weir' })).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
    expect(await faultsOf({ files: ['/nowhere/tape.parquet'], layout: 'parquet' })).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
    expect(await faultsOf({ files: ['/nowhere/tape.xml'], layout: 'absEe' })).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
  });

  it('that is a folder, empty, or called Parquet and is none', async () => {
    const folder = join(dirname(written('')), 'folder.csv');
    mkdirSync(folder);
    expect(await faultsOf({ files: [folder], layout: 'weir' })).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
    expect(await faultsOf(weirFile(''))).toMatchObject([{ code: 'TAPE_SHAPE', place: 'header' }]);
    expect(await faultsOf({ files: [written(HEADER, 'a.parquet')], layout: 'weir' })).toMatchObject([
      { code: 'FILE_UNREADABLE' },
    ]);
  });

  it('of which there are too many or too few', async () => {
    expect(await faultsOf({ files: [], layout: 'weir' })).toMatchObject([{ code: 'TAPE_SHAPE', got: '0 files' }]);
    expect(await faultsOf({ files: ['a', 'b'], layout: 'fannie' })).toMatchObject([{ code: 'TAPE_SHAPE', got: '2 files' }]);
  });

  it('without a loan that owes anything', async () => {
    expect(await faultsOf(weirFile(`${HEADER},status\nA,0,5%,12,current\nB,100,5%,12,paid\n`))).toMatchObject([
      { code: 'TAPE_SHAPE', got: '2 rows, 1 of them paid and 1 without a balance' },
    ]);
    expect(await faultsOf(weirFile(`${HEADER}\n`))).toMatchObject([
      { code: 'TAPE_SHAPE', got: '0 rows, 0 of them paid and 0 without a balance' },
    ]);
  });
});

describe('columns', () => {
  it('that are unknown, repeated or lacking', async () => {
    const faults = await faultsOf(weirFile('id,upb,upb,note_rate,remainingTrem\nA,1,1,5%,12\n'));
    expect(faults.map(({ code, got, expected }) => [code, got, expected.replace(/^one of .*(; perhaps)/, '...$1')])).toEqual([
      ['TAPE_SHAPE', "the column 'upb' a second time", 'every column once'],
      ['TAPE_SHAPE', "the column 'note_rate'", "...; perhaps 'noteRate' was meant"],
      ['TAPE_SHAPE', "the column 'remainingTrem'", "...; perhaps 'remainingTerm' was meant"],
      ['TAPE_SHAPE', 'nothing', 'a column that is noteRate'],
      ['TAPE_SHAPE', 'nothing', 'a column that is remainingTerm'],
    ]);
  });

  it('that a map names wrongly', async () => {
    const faults = await faultsOf({
      files: [fileOf('servicer.txt')],
      layout: 'delimited',
      columns: new Map([
        ['loan_no', 'id'],
        ['cur_upb', 'upb'],
        ['gross_rate', 'rate'],
        ['rem_term', 'remainingTerm %'],
        ['fico', 'id'],
      ]),
    });
    expect(faults.map(({ place, got }) => [place, got])).toEqual([
      ['columns.cur_upb', 'no such column'],
      ['columns.gross_rate', "the field 'rate'"],
      ['columns.rem_term', "'remainingTerm %'"],
      ['columns.fico', "'id', which is 'loan_no' already"],
      ['header', 'nothing'],
    ]);
    expect(faults[0]?.expected).toContain("perhaps 'curr_upb' was meant");
    expect(faults.every(({ code }) => code === 'TAPE_SHAPE')).toBe(true);
  });

  it('that a map names for a layout that has names of its own', async () => {
    const asked = { ...weirFile(`${HEADER}\nA,1,5%,12\n`), columns: new Map([['a', 'id']]) };
    expect(await faultsOf(asked)).toMatchObject([{ code: 'TAPE_SHAPE', place: 'columns' }]);
  });
});

describe('cells', () => {
  it('that cannot be read are told by row and field, and lose no other row', async () => {
    const rows = ['A,1O0,5%,12,CA,2011-02-30', 'B,200,five,12,California,', 'C,nan,5%,inf,NY,2011-02-01', ''];
    const faults = await faultsOf(weirFile(`${HEADER},state,originated\n${rows.join('\n')}`));
    expect(faults.map(({ code, place, got, expected }) => [code, place, got, expected])).toEqual([
      ['TAPE_VALUE', 'row 1, upb', "'1O0'", 'a number'],
      ['TAPE_VALUE', 'row 1, originated', "'2011-02-30'", 'a date YYYY-MM-DD'],
      ['TAPE_VALUE', 'row 2, noteRate', "'five'", 'a decimal such as 0.045 or a percent such as 4.5%'],
      ['TAPE_VALUE', 'row 2, state', "'California'", 'a state by two letters'],
      ['TAPE_VALUE', 'row 3, upb', "'nan'", 'a number'],
      ['TAPE_VALUE', 'row 3, remainingTerm', "'inf'", 'a number'],
    ]);
  });

  it('that cannot be read are listed a hundred times and counted beyond', async () => {
    const rows = Array.from({ length: 130 }, (_, at) => `L${at},x,5%,12`);
    const faults = await faultsOf(weirFile(`${HEADER}\n${rows.join('\n')}\n`));
    expect(faults).toHaveLength(101);
    expect(faults[0]).toMatchObject({ code: 'TAPE_VALUE', place: 'all rows', got: '130 cells that cannot be read' });
    expect([faults[1]?.place, faults[100]?.place]).toEqual(['row 1, upb', 'row 100, upb']);
  });

  it('in lines of another number, or without text, are told by their rows; later rows keep theirs', async () => {
    const text = Buffer.concat([
      Buffer.from(`${HEADER}\nA,100,5%,12\nB,100\nC,x,5%,12\n`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(',1,2,3\nE,100,y,12\n'),
    ]);
    const faults = await faultsOf({ files: [written(text)], layout: 'weir' });
    expect(faults.map(({ code, place }) => [code, place])).toEqual([
      ['TAPE_VALUE', 'row 2'],
      ['TAPE_VALUE', 'row 4'],
      ['TAPE_VALUE', 'row 3, upb'],
      ['TAPE_VALUE', 'row 5, noteRate'],
    ]);
    expect(faults[0]?.got).toBe('Expected Number of Columns: 4 Found: 2');
  });

  it('that are missing where a loan needs them', async () => {
    expect(await faultsOf(weirFile(`${HEADER}\n,100,5%,12\nB,,,\n`))).toMatchObject([
      { code: 'TAPE_VALUE', place: 'row 1, id', got: 'nothing' },
      { code: 'TAPE_VALUE', place: 'row 2, upb', got: 'nothing' },
      { code: 'TAPE_VALUE', place: 'row 2, noteRate', got: 'nothing' },
      { code: 'TAPE_VALUE', place: 'row 2, remainingTerm', got: 'nothing', expected: 'a number: the loan needs it' },
    ]);
  });

  it('of the codes that mean missing are no faults', async () => {
    const file = weir({ fico: 'N/A' }, { fico: ' 9999 ' }, { fico: 700 });
    const tape = await read({ files: [file], layout: 'weir', missing: ['N/A', '9999'] });
    expect(await fields(tape, 'fico')).toEqual([[null, null, 700]]);
  });
});

describe('terms out of range', () => {
  const ARM = { index: 'LIBOR_6M', firstReset: 5 };
  it.each([
    ['a rate written as a percent without its sign', { noteRate: 6.5 }, 'noteRate', '6.5', /6\.5 percent is written 6\.5%/],
    ['a negative balance', { upb: -1 }, 'upb', '-1', /from 0 to/],
    ['no months to go', { remainingTerm: 0 }, 'remainingTerm', '0', /from 1 to 1200/],
    ['part of a month', { remainingTerm: 12.5 }, 'remainingTerm', '12.5', /a whole number/],
    ['an amortization that ends before the loan', { amortTerm: 200 }, 'amortTerm', '200', /at least the remaining term/],
    ['interest only after the end', { interestOnly: 301 }, 'interestOnly', '301', /at most the months/],
    ['an index that the deal does not have', { index: 'LIBOR', firstReset: 1 }, 'index', 'LIBOR', /one of LIBOR_6M/],
    ['an index without a first reset', { index: 'LIBOR_6M' }, 'firstReset', 'nothing', /the loan has an index/],
    ['a margin of points', { ...ARM, margin: 2.25 }, 'margin', '2.25', /2\.25 percent is written/],
    ['a floor above the cap', { ...ARM, lifeFloor: 0.1, lifeCap: 0.09 }, 'lifeFloor', '0.1', /at most the cap/],
    [
      'a floor below the strip',
      { ...ARM, servicing: 0.005, lifeFloor: 0.004 },
      'lifeFloor',
      '0.004',
      /at least the servicing strip/,
    ],
    // 100,000 x 6 % / 12 = 500.
    ['a payment that does not cover the interest', { payment: 499.99 }, 'payment', '499.99', /first month's interest/],
    ['more forborne than is owed', { forborne: 100_001 }, 'forborne', '100001', /part/],
    ['both kinds of penalty', { penaltyUntil: 12, penaltyRate: 0.01, penaltyMonths: 6 }, 'penaltyRate', '0.01', /no penaltyRate/],
    ['a penalty window without a penalty', { penaltyUntil: 12 }, 'penaltyUntil', '12', /penaltyRate or penaltyMonths/],
    [
      'interest only with deferred interest',
      { negativeAmortization: 'true', interestOnly: 12 },
      'interestOnly',
      '12',
      /deferred|unpaid/,
    ],
    ['a share that is a percent', { ltv: 80 }, 'ltv', '80', /80 percent is written 80%/],
  ])('%s', async (_, loan, field, got, expected) => {
    const faults = await faultsOf({ files: [weir({}, loan)], layout: 'weir' });
    expect(faults).toMatchObject([{ place: `row 2, ${field}`, got, expected: expect.stringMatching(expected) }]);
    expect(['LOAN_RANGE', 'TAPE_VALUE']).toContain(faults[0]?.code);
  });

  it('are not asked of loans that have no use for them', async () => {
    // A servicer writes 0 for the reset terms of a fixed rate, and for penalties that are over.
    const fixed = {
      margin: 9,
      firstReset: 0,
      resetEvery: 0,
      lifeCap: 0,
      lifeFloor: 5,
      penaltyUntil: 0,
      penaltyMonths: 500,
      paymentEvery: 0,
    };
    const paid = { status: 'paid', upb: 0, noteRate: 9, remainingTerm: 0 };
    expect(await faultsOf({ files: [weir(fixed, paid)], layout: 'weir' })).toEqual([]);
  });

  it('are listed a hundred times by row and counted beyond', async () => {
    const loans = Array.from({ length: 80 }, () => ({ noteRate: 6, ltv: 80 }));
    const faults = await faultsOf({ files: [weir(...loans)], layout: 'weir' });
    expect(faults).toHaveLength(101);
    expect(faults[0]).toMatchObject({ code: 'LOAN_RANGE', got: '160 terms that no loan can have' });
    // Two faults a row: the first hundred end with row 50.
    expect([faults[1]?.place, faults[100]?.place]).toEqual(['row 1, noteRate', 'row 50, ltv']);
  });
});

it('tells faults of the file, of rules and of defaults together', async () => {
  const faults = await faultsOf({
    files: [written('id,upb\nA,1\n')],
    layout: 'weir',
    cohorts: [{ cohort: 'currant', when: 'fico >' }],
    defaults: [{ field: 'noteRate', value: 'high', because: 'a guess' }],
    lags: new Map([['Nevada', 10]]),
    rulesFile: 'trust.yaml',
  });
  expect(faults.map(({ code, file, place }) => [code, file?.replace(/.*\//, ''), place])).toEqual([
    ['DEAL_UNKNOWN_NAME', 'trust.yaml', 'cohorts[0].cohort'],
    ['LOAN_RANGE', 'trust.yaml', 'lags.Nevada'],
    ['TAPE_VALUE', 'trust.yaml', 'tape.defaults[0].value'],
    ['LOAN_CONDITION', 'trust.yaml', 'cohorts[0].when'],
    ['TAPE_SHAPE', 'tape.csv', 'header'],
    ['TAPE_SHAPE', 'tape.csv', 'header'],
  ]);
  expect(faults[0]?.expected).toContain("perhaps 'current' was meant");
  expect(new WeirError(faults).http).toBe(422);
});
