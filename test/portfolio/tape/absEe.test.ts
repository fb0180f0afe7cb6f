/** Asset data of residential mortgages in XML. The tape is of 2011-02. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { faultsOf, fields, fileOf, read, tidy, written } from './reading.ts';

afterEach(tidy);

const ABS = { files: [fileOf('absee.xml')], layout: 'absEe', indices: new Map([['3', 0]]) } as const;
const XML = readFileSync(fileOf('absee.xml'), 'utf8');

describe('absEe', () => {
  it('reads a loan from each element `assets`, decimals as they are, texts without their entities', async () => {
    const tape = await read(ABS);
    expect(
      await fields(tape, 'row', 'id', 'upb', 'originalUpb', 'noteRate', 'servicing', 'remainingTerm', 'ltv', 'fico'),
    ).toEqual([
      [1, 2, 3],
      ['1001', '1002 & more', '1003'],
      [400_000.25, 190_000, 0],
      [420_000, 200_000, null],
      // The rate of the next period where it is told.
      [0.065, 0.055, 0.055],
      [0.0025, null, null],
      [304, 60, 60],
      [0.75, null, null],
      [731, null, null],
    ]);
  });

  it('that ends in the middle is refused, and what was being written for it troubles nobody', async () => {
    // The lines of the first loan were on their way to a file when the end was missed: the error of that came when nobody heard it, and
    // ended the process.
    const file = written(XML.slice(0, XML.indexOf('</assets>') + 20), 'half.xml');
    for (let times = 0; times < 40; times++) {
      const [fault] = await faultsOf({ ...ABS, files: [file] });
      expect(fault?.code).toBe('TAPE_SHAPE');
    }
  });

  it('makes terms still to come out of dates and original terms', async () => {
    const tape = await read(ABS);
    expect(await fields(tape, 'age', 'interestOnly', 'amortTerm', 'originated', 'modified')).toEqual([
      // Interest accrues from 2006-07 and 2009-02: 55 and 24 months up to 2011-02.
      [55, 24, null],
      [65, null, null],
      // 360 - 24; only of the loan marked as a balloon.
      [null, 336, null],
      ['2006-06-01', '2009-01-01', null],
      [null, '2010-11-15', null],
    ]);
  });

  it('reads the terms of adjustable loans, wherever in the loan they stand', async () => {
    const tape = await read(ABS);
    const found = await fields(
      tape,
      'index',
      'margin',
      'initialCap',
      'periodicCap',
      'lifeCap',
      'lifeFloor',
      'rounding',
      'resetEvery',
      'lookback',
      'firstReset',
    );
    // 45 days before the reset are two months; a change on 2011-06-01 is first paid in July, the 5th month.
    expect(found.map(([first]) => first)).toEqual(['3', 0.0225, 0.05, 0.02, 0.11875, 0.0225, 0.00125, 12, 2, 5]);
  });

  it('tells status and days late', async () => {
    const tape = await read(ABS);
    expect(await fields(tape, 'status', 'daysLate', 'negativeAmortization', 'forborne')).toEqual([
      ['current', 'foreclosure', 'paid'],
      [62, 180, null],
      [0, null, null],
      [null, 10_000, null],
    ]);
  });

  it('reads elements that a column map names', async () => {
    const file = written(XML.replaceAll('totalDeferredAmount', 'deferredBalance'), 'other.xml');
    const columns = new Map([['deferredBalance', 'forborne']]);
    expect(await fields(await read({ ...ABS, files: [file], columns }), 'forborne')).toEqual([[null, 10_000, null]]);
  });

  it('passes a large file through in pieces, values cut between them whole', async () => {
    const asset = (loan: number) =>
      `<assets><assetNumber>${loan}</assetNumber><reportingPeriodActualEndBalanceAmount>${loan}.25</reportingPeriodActualEndBalanceAmount>` +
      '<reportingPeriodInterestRatePercentage>0.05</reportingPeriodInterestRatePercentage><remainingTermToMaturityNumber>60</remainingTermToMaturityNumber></assets>';
    const count = 12_000;
    const body = Array.from({ length: count }, (_, at) => asset(at + 1)).join('\n');
    const file = written(
      `<assetData xmlns="http://www.sec.gov/edgar/document/absee/rmbs/assetdata">${body}</assetData>`,
      'large.xml',
    );
    expect(body.length).toBeGreaterThan(2 * 1024 * 1024);
    // The sum of 1 to n is n (n + 1) / 2.
    expect(await read({ ...ABS, files: [file] })).toMatchObject({ count, upb: (count * (count + 1)) / 2 + 0.25 * count });
  });

  it.each([
    ['that ends too soon', XML.slice(0, 2000), /unclosed tag/],
    ['that is no XML', 'id,upb\n1,2\n', /./],
    ['with a document type', XML.replace('<assetData', '<!DOCTYPE a [<!ENTITY b "c">]><assetData'), /document type/],
    ['of commercial mortgages', XML.replace('absee/rmbs', 'absee/cmbs'), /absee\/cmbs/],
    ['without loans', '<assetData xmlns="x"/>', /no loans/],
  ])('refuses a file %s', async (_, text, got) => {
    const faults = await faultsOf({ ...ABS, files: [written(text, 'a.xml')] });
    expect(faults).toMatchObject([{ code: 'TAPE_SHAPE', got: expect.stringMatching(got) }]);
  });

  it('refuses loans without a balance, and maps that name what is not there, at once', async () => {
    const file = written(XML.replaceAll('reportingPeriodActualEndBalanceAmount', 'balance'), 'a.xml');
    const columns = new Map([
      ['absent', 'fico'],
      ['assetNumber', 'nothing'],
    ]);
    const faults = await faultsOf({ ...ABS, files: [file], columns });
    expect(faults.map(({ code, place }) => [code, place])).toEqual([
      ['TAPE_SHAPE', 'columns.assetNumber'],
      ['TAPE_SHAPE', 'assets'],
      ['TAPE_SHAPE', 'columns.absent'],
    ]);
  });

  it('says which row and element cannot be read', async () => {
    const file = written(XML.replace('>304<', '>3o4<'), 'a.xml');
    expect(await faultsOf({ ...ABS, files: [file] })).toMatchObject([
      {
        code: 'TAPE_VALUE',
        file,
        place: 'row 1, remainingTerm (remainingtermtomaturitynumber)',
        got: "'3o4'",
        expected: 'a number',
      },
    ]);
  });
});
