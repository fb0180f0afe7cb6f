/** The monthly files of the two agencies: the month that is taken, codes, and months that become terms. The tape is of 2011-02. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { faultsOf, fields, fileOf, read, tidy, written } from './reading.ts';

afterEach(tidy);

const FANNIE = { files: [fileOf('fannie.txt')], layout: 'fannie', indices: new Map([['SOFR_30', 3]]) } as const;
const FREDDIE = { files: [fileOf('freddie_origination.txt'), fileOf('freddie_monthly.txt')], layout: 'freddie' } as const;

describe('fannie', () => {
  it('takes the last month at or before the date, with the row of the file that it stands in', async () => {
    const tape = await read(FANNIE);
    // Lines 2 (of 1 to 3), 5, 7, 8 and 9; the loan of line 10 begins in March.
    expect(await fields(tape, 'row', 'id', 'upb')).toEqual([
      [2, 5, 7, 8, 9],
      ['100000000001', '100000000002', '100000000003', '100000000004', '100000000005'],
      [187_654.32, 300_000, 0, 132_000, 87_000],
    ]);
    expect(tape.warnings).toEqual([
      "1 loans have no line for the tape's month: their last one before it is taken",
      "1 loans begin after the tape's month and are left out",
      '1 loans are owned real estate by their status and are projected as loans: reo.csv may count them twice',
    ]);
  });

  it('reads percents, months and codes', async () => {
    const tape = await read(FANNIE);
    expect(
      await fields(
        tape,
        'noteRate',
        'ltv',
        'coverage',
        'debtToIncome',
        'fico',
        'status',
        'daysLate',
        'originated',
        'modified',
        'forborne',
      ),
    ).toEqual([
      [0.05125, 0.0625, 0.04875, 0.07, 0.055],
      [0.8, 0.9, 0.6, 0.95, 0.75],
      [null, 0.25, null, 0.3, null],
      [0.38, 0.41, null, null, null],
      [742, 688, 801, null, 650],
      // Line 7 has zero balance code 01; line 8 a foreclosure date and no disposition.
      ['current', 'current', 'paid', 'reo', 'current'],
      [30, 90, 0, null, 0],
      ['2006-01-01', '2006-06-01', '2009-03-01', '2007-05-01', '2008-11-01'],
      // Line 4 (January) is not modified, line 5 (February) is.
      [null, '2011-02-01', null, null, null],
      [null, 15_000, null, null, null],
    ]);
  });

  it('takes the months the payment still needs, and those until principal and until the rate changes', async () => {
    const tape = await read(FANNIE);
    const [remaining, age, interestOnly, index, margin, cap, life, first, every] = await fields(
      tape,
      'remainingTerm',
      'age',
      'interestOnly',
      'index',
      'margin',
      'periodicCap',
      'lifeCap',
      'firstReset',
      'resetEvery',
    );
    // The adjusted term where it is told (295 of 300 legal months), the legal one where not.
    expect(remaining).toEqual([295, 304, 157, 315, 335]);
    expect(age).toEqual([61, 56, 23, 45, 25]);
    // First principal in 2016-08, 66 months after 2011-02: 65 payments of interest come before it.
    expect(interestOnly).toEqual([null, 65, null, null, null]);
    expect([index?.[1], margin?.[1], cap?.[1], every?.[1]]).toEqual(['SOFR_30', 0.0225, 0.02, 12]);
    // 6.25 % at origination and at most 5 points more.
    expect(life?.[1]).toBe(0.1125);
    // The rate changes on 2011-06-01; June's interest is paid in July, the 5th month after February.
    expect(first?.[1]).toBe(5);
  });

  it('does not take the balance of a new loan for paid: it is not told in the first months', async () => {
    const line = readFileSync(fileOf('fannie.txt'), 'utf8').split('\n')[1] ?? '';
    const masked = line.replace('|187654.32|', '|0.00|');
    expect(await faultsOf({ ...FANNIE, files: [written(`${masked}\n`)] })).toMatchObject([
      { code: 'TAPE_VALUE', place: 'row 1, upb', got: 'nothing' },
    ]);
  });

  it('refuses another number of columns, months that do not exist, and codes that nobody knows', async () => {
    const text = readFileSync(fileOf('fannie.txt'), 'utf8');
    expect(await faultsOf({ ...FANNIE, files: [written('a|b|c\n')] })).toMatchObject([{ code: 'TAPE_SHAPE', got: '3 columns' }]);
    expect(await faultsOf({ ...FANNIE, files: [written(text.replace('|022011|', '|132011|'))] })).toMatchObject([
      { code: 'TAPE_VALUE', place: 'row 2, column 3', got: '1 lines without a month that exists, this the first' },
    ]);
    expect(await faultsOf({ ...FANNIE, files: [written(text.replace('|01|022011|', '|77|022011|'))] })).toMatchObject([
      { code: 'TAPE_VALUE', place: 'row 7, status (column 44)', got: "'zero balance code 77'" },
    ]);
    expect(await faultsOf({ ...FANNIE, files: [written(`a|b\n`.repeat(2) + text)] })).toMatchObject([{ code: 'TAPE_SHAPE' }]);
    // A short line later in the file is told with its row, and does not lose the others.
    expect(await faultsOf({ ...FANNIE, files: [written(`${text}a|b\n`)] })).toMatchObject([
      { code: 'TAPE_VALUE', place: 'row 11' },
    ]);
  });
});

describe('freddie', () => {
  it('joins the last month of each loan to its origination', async () => {
    const tape = await read(FREDDIE);
    expect(
      await fields(tape, 'row', 'id', 'upb', 'originalUpb', 'noteRate', 'originalTerm', 'remainingTerm', 'age', 'state'),
    ).toEqual([
      [2, 4, 5, 6],
      ['F06Q1000001', 'F06Q1000002', 'F06Q1000003', 'F06Q1000004'],
      [227_700.55, 170_400, 115_000, 0],
      [250_000, 180_000, 120_000, 99_000],
      [0.06125, 0.04, 0.0675, 0.06],
      [360, 360, 360, 180],
      [300, 301, 302, 123],
      [59, 58, 57, 57],
      ['CA', 'NV', 'FL', 'WA'],
    ]);
  });

  it('takes 9999, 999, 99 and 9 for missing, RA for owned, and a zero balance code for gone', async () => {
    const tape = await read(FREDDIE);
    expect(
      await fields(
        tape,
        'fico',
        'ltv',
        'combinedLtv',
        'updatedLtv',
        'debtToIncome',
        'coverage',
        'units',
        'occupancy',
        'property',
        'purpose',
      ),
    ).toEqual([
      [745, null, 702, 660],
      [0.8, null, 0.9, 0.7],
      [0.85, null, 0.9, 0.7],
      [0.92, null, 1.4, null],
      [0.36, null, 0.45, 0.2],
      [0, null, 0.12, 0],
      [1, null, 2, 1],
      ['P', null, 'I', 'S'],
      ['SF', null, 'CO', 'PU'],
      ['P', null, 'C', 'N'],
    ]);
    expect(await fields(tape, 'status', 'daysLate', 'modified', 'forborne')).toEqual([
      ['current', 'current', 'reo', 'paid'],
      [30, null, null, 0],
      // Modified in the month of line 3, and since then "P".
      [null, '2010-12-01', null, null],
      [0, 21_000, null, null],
    ]);
  });

  it('needs both files, of their layouts, and a line of origination for every loan', async () => {
    const [origination = '', monthly = ''] = FREDDIE.files;
    expect(await faultsOf({ ...FREDDIE, files: [origination] })).toMatchObject([{ code: 'TAPE_SHAPE', got: 'one file' }]);
    expect(await faultsOf({ ...FREDDIE, files: [written('1|2\n'), written('1|2|3\n')] })).toMatchObject([
      { code: 'TAPE_SHAPE', got: '2 columns' },
      { code: 'TAPE_SHAPE', got: '3 columns' },
    ]);
    const lines = readFileSync(origination, 'utf8').trim().split('\n');
    expect(await faultsOf({ ...FREDDIE, files: [written(`${lines.slice(1).join('\n')}\n`), monthly] })).toMatchObject([
      { code: 'TAPE_VALUE', got: 'no line for 1 loans of the monthly file, such as F06Q1000001' },
    ]);
    expect(await faultsOf({ ...FREDDIE, files: [written(`${lines.join('\n')}\n${lines[0]}\n`), monthly] })).toMatchObject([
      { code: 'TAPE_VALUE', place: 'row 1', got: '1 loans with more than one line, this the first' },
    ]);
  });

  it('says in which of the files a cell cannot be read', async () => {
    const [origination = '', monthly = ''] = FREDDIE.files;
    const other = written(readFileSync(origination, 'utf8').replace('|80|6.125|', '|8o|6.125|'));
    expect(await faultsOf({ ...FREDDIE, files: [other, monthly] })).toMatchObject([
      { code: 'TAPE_VALUE', file: other, place: 'row 1, ltv (column 12)', got: "'8o'" },
    ]);
  });

  it('warns of interest-only loans: the files do not say for how long', async () => {
    const [origination = '', monthly = ''] = FREDDIE.files;
    const other = written(readFileSync(origination, 'utf8').replace('|N|7\n', '|Y|7\n'));
    const tape = await read({ ...FREDDIE, files: [other, monthly] });
    expect(tape.warnings).toEqual([
      expect.stringContaining('1 loans are interest-only'),
      expect.stringContaining('owned real estate'),
    ]);
  });
});
