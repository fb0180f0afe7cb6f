/** Conditions of a snapshot are expressions over the fields of a loan and nothing else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conditionFaults } from '../../../host/portfolio/tape/conditions.ts';
import { Duck } from '../../../host/portfolio/tape/duck.ts';
import { faultsOf, read, tidy, weir } from './reading.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await Duck.open();
});
afterAll(() => {
  duck.close();
  tidy();
});

const faultOf = async (when: string) =>
  (await conditionFaults(duck, [{ when, file: 'trust.yaml', place: 'cohorts[0].when' }]))[0];

describe('conditions that hold of loans', () => {
  it.each([
    'true',
    "product = 'multifamily'",
    "daysLate >= 90 or status in ('foreclosure', 'bankruptcy')",
    'upb between 1e5 and 2e5 and not (fico is null)',
    "state not in ('CA', 'NY') and zip like '90%'",
    'index is not null and coalesce(firstReset, 0) <= 12',
    "originated < date '2005-01-01' and year(originated) > 2002",
    'case when ltv > 0.8 then coverage > 0 else true end',
    'abs(noteRate - 0.06) < 0.005 -- near six',
    '"index" = \'LIBOR_6M\' and CAST(zip AS INTEGER) > 5',
    "upper(property) = concat('S', 'F')",
  ])('%s', async (when) => {
    expect(await faultOf(when)).toBeUndefined();
  });
});

describe('conditions that are refused', () => {
  it.each([
    ['nothing', '  ', /nothing/],
    ['a slip of the pen', 'upb >', /syntax error/],
    ['a second statement', 'true; drop view tape', /syntax error/],
    ['a second statement behind a parenthesis', 'true); drop view tape; select (1', /further clause|statement|syntax/],
    ['a clause behind a parenthesis', 'true) group by (state', /further|true\)/],
    ['a union behind a parenthesis', 'true) union select (1', /true\)/],
    ['a limit behind a parenthesis', 'true) limit (1', /true\)/],
    ['a subquery', 'upb > (select max(upb) from tape)', /subquery/],
    ['a subquery in a list', 'upb in (select 1)', /subquery/],
    ['exists', 'exists (select 1)', /subquery/],
    ['a window', 'sum(upb) over () > 1', /window/],
    ['a sum over loans', 'sum(upb) > 1', /the function sum/],
    ['a file', "read_text('/etc/hostname') is not null", /the function read_text/],
    ['a table of files', "(from read_csv('/etc/hostname')) is null", /subquery/],
    ['the environment', "getenv('HOME') = ''", /the function getenv/],
    ['a setting', "current_setting('threads') = 1", /the function current_setting/],
    ['chance', 'random() < 0.5', /the function random/],
    ['the clock', 'originated < now()', /the function now/],
    ['a function of a schema', 'main.abs(upb) > 1', /the function abs/],
    ['a list', 'upb = any([1, 2])', /./],
    ['a lambda', 'list_filter([1], x -> x > upb) is null', /./],
    ['a name that no field has', 'balance > 1', /'balance'/],
    ['the row', 'row > 5', /'row'/],
    ['a column of another table', 'cells.upb > 1', /'cells,upb'/],
    ['kinds that do not go together', 'originated > 5', /Binder Error|Cannot compare/],
    ['a long text', `upb > 1 ${'or upb > 1 '.repeat(500)}`, /letters/],
  ])('%s', async (_, when, got) => {
    const fault = await faultOf(when);
    expect(fault).toMatchObject({
      code: 'LOAN_CONDITION',
      file: 'trust.yaml',
      place: 'cohorts[0].when',
      got: expect.stringMatching(got),
    });
    expect((fault?.got.length ?? 0) < 330).toBe(true);
  });

  it('with what was perhaps meant', async () => {
    expect((await faultOf('notRate > 0.05'))?.expected).toContain("perhaps 'noteRate' was meant");
  });

  it('once they meet a loan that they fail on', async () => {
    const faults = await faultsOf({
      files: [weir({ zip: '90210' }, { zip: 'A1' })],
      layout: 'weir',
      cohorts: [
        { cohort: 'current', when: 'CAST(zip AS INTEGER) > 5' },
        { cohort: 'current', when: 'true' },
      ],
      rulesFile: 'trust.yaml',
    });
    expect(faults).toMatchObject([
      { code: 'LOAN_CONDITION', file: 'trust.yaml', place: 'cohorts[0].when', got: expect.stringContaining("'A1'") },
    ]);
  });

  it('each of those that fail on some loan, though an earlier one takes it', async () => {
    const cohort = 'current';
    const faults = await faultsOf({
      files: [weir({ zip: '90210', product: 'B2' }, { zip: 'A1', product: '7' })],
      layout: 'weir',
      cohorts: [
        { cohort, when: 'true' },
        { cohort, when: 'CAST(zip AS INTEGER) > 5' },
        { cohort, when: 'upb > 5' },
        { cohort, when: 'CAST(product AS INTEGER) > 5' },
      ],
    });
    expect(faults).toMatchObject([
      { code: 'LOAN_CONDITION', place: 'cohorts[1].when', got: expect.stringContaining("'A1'") },
      { code: 'LOAN_CONDITION', place: 'cohorts[3].when', got: expect.stringContaining("'B2'") },
    ]);
  });

  it('every time that they are unfit, and once they were sound never again', async () => {
    const sound = new Set<string>();
    const faults = () =>
      conditionFaults(
        duck,
        ['upb > 1', 'now() > 1', 'upb > 1'].map((when, at) => ({ when, place: `cohorts[${at}].when` })),
        sound,
      );
    for (let time = 0; time < 2; time++) expect((await faults()).map(({ place }) => place)).toEqual(['cohorts[1].when']);
    expect([...sound]).toEqual(['upb > 1']);
  });
});

it('a second tape has names of its own beside the first, and is locked with it', async () => {
  const one = await Duck.open();
  const two = await one.beside('last');
  await one.run('CREATE TABLE tape AS SELECT 1 AS x');
  await two.run('CREATE TABLE tape AS SELECT 2 AS x');
  await one.lock();
  expect([await one.row('SELECT x FROM tape'), await two.row('SELECT x FROM tape')]).toEqual([[1], [2]]);
  await expect(two.columns("SELECT * FROM read_csv('/etc/hostname')")).rejects.toThrow(/disabled by configuration/);
  await expect(two.run('SET enable_external_access = true')).rejects.toThrow();
  one.close();
});

it('an open tape reaches no file and takes no setting back', async () => {
  const tape = await read({ files: [weir({})], layout: 'weir' });
  await expect(tape.duck.columns("SELECT * FROM read_csv('/etc/hostname')")).rejects.toThrow(/disabled by configuration/);
  await expect(tape.duck.run(`COPY tape TO '${join(tape.duck.folder, 'out.csv')}'`)).rejects.toThrow(/disabled by configuration/);
  await expect(tape.duck.run('SET enable_external_access = true')).rejects.toThrow();
  await expect(tape.duck.run('INSTALL httpfs')).rejects.toThrow();
  const { folder } = tape.duck;
  expect(existsSync(folder)).toBe(true);
  tape.close();
  expect(existsSync(folder)).toBe(false);
});
