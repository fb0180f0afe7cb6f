/** The checks as a snapshot runs them: severities of its own, examples, dates, and tapes of a million loans. */
import { describe, expect, it } from 'vitest';
import { type Fault, WeirError } from '../../../host/errors.ts';
import type { Severity } from '../../../host/portfolio/checks/rule.ts';
import { hasErrors, RULE_NAMES, refuseUnknownRules, runChecks } from '../../../host/portfolio/checks/run.ts';
import { AS_OF, COLUMNS, connect, FIXED, makeTape } from './tape.ts';

const connection = await connect();
const overrides = (entries: Readonly<Record<string, Severity | 'off'>>) => new Map(Object.entries(entries));

function faultsOf(work: () => void): readonly Fault[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof WeirError) return error.faults;
    throw error;
  }
}

describe('a run of the checks', () => {
  it('shows the first five rows of a rule in the order of the file', async () => {
    await makeTape(
      connection,
      [0, 1, 2, 3, 4, 5, 6].map((place) => ({ ...FIXED, id: `L${place}`, fico: place === 2 ? 700 : 200 + place })),
    );
    const [result, ...others] = await runChecks(connection);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ rule: 'ficoImplausible', count: 6 });
    expect(result?.examples.map(({ row, got }) => [row, got])).toEqual([
      [1, '200'],
      [2, '201'],
      [4, '203'],
      [5, '204'],
      [6, '205'],
    ]);
  });

  it('tells rules in their order, and errors among them', async () => {
    await makeTape(connection, [
      { ...FIXED, id: 'a', state: 'XX', upb: 108_000, payment: null },
      { ...FIXED, id: 'b' },
    ]);
    const results = await runChecks(connection);
    expect(results.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['balanceAboveOriginal', 'error'],
      ['stateUnknown', 'warning'],
    ]);
    expect(hasErrors(results)).toBe(true);
    expect(hasErrors(results.slice(1))).toBe(false);
    expect(hasErrors([])).toBe(false);
  });

  it('takes severities from the snapshot', async () => {
    await makeTape(connection, [{ ...FIXED, state: 'XX', upb: 108_000, payment: null }]);
    const severities = overrides({ balanceAboveOriginal: 'warning', stateUnknown: 'error' });
    expect((await runChecks(connection, severities)).map(({ severity }) => severity)).toEqual(['warning', 'error']);
    expect(await runChecks(connection, overrides({ balanceAboveOriginal: 'off', stateUnknown: 'off' }))).toEqual([]);
  });

  it('refuses rules that do not exist, all at once, before it looks at the tape', async () => {
    const wrong = overrides({ duplicateID: 'off', loanVanished: 'error', controlUpb: 'off', nonsense: 'warning' });
    const expected = [
      {
        code: 'SNAPSHOT_UNKNOWN_NAME',
        file: 'snapshot.yaml',
        place: 'checks.severity.duplicateID',
        got: "'duplicateID'",
        expected: "a rule of the checks; perhaps 'duplicateId' was meant",
      },
      {
        code: 'SNAPSHOT_UNKNOWN_NAME',
        file: 'snapshot.yaml',
        place: 'checks.severity.nonsense',
        got: "'nonsense'",
        expected: 'a rule of the checks',
      },
    ];
    expect(faultsOf(() => refuseUnknownRules(wrong, 'snapshot.yaml'))).toEqual(expected);
    await expect(runChecks(connection, wrong, { table: 'no such table' })).rejects.toThrow('duplicateId');
  });

  it('knows every rule by one name', () => {
    expect(new Set(RULE_NAMES).size).toBe(RULE_NAMES.length);
    expect(RULE_NAMES.length).toBeGreaterThan(60);
  });

  it('leaves out what needs the date of the tape where there is none', async () => {
    await makeTape(connection, [{ ...FIXED, originated: '2012-02-15', age: null }]);
    expect(await runChecks(connection)).toEqual([]);
    expect((await runChecks(connection, new Map(), { asOf: AS_OF })).map(({ rule }) => rule)).toEqual(['originatedAfterAsOf']);
  });

  it('reads a table of any name', async () => {
    await makeTape(connection, [{ ...FIXED, fico: 9999 }], 'last year"s');
    expect(await runChecks(connection, new Map(), { table: 'last year"s' })).toHaveLength(1);
  });

  it('finds nothing in an empty tape', async () => {
    await makeTape(connection, []);
    expect(await runChecks(connection, new Map(), { asOf: AS_OF })).toEqual([]);
  });
});

describe('a tape of a million loans', () => {
  it('is checked in seconds', async () => {
    const large = await connect();
    const cells: Readonly<Record<string, string>> = {
      id: `'L' || (range % 999999)`,
      upb: '100000 + range % 400000',
      originalUpb: '500000',
      noteRate: '0.03 + 0.0001 * (range % 400)',
      remainingTerm: '300',
      originalTerm: '360',
      age: '60',
      originated: `DATE '2006-02-15'`,
      // Every thousandth score is not one.
      fico: 'CASE WHEN range % 1000 = 999 THEN 9999 ELSE 650 + range % 100 END',
      ltv: '0.8',
      state: `['CA', 'NY', 'TX', 'FL'][1 + range % 4]`,
      status: `'current'`,
      daysLate: '30 * (range % 3)',
    };
    const columns = COLUMNS.map(([name, type]) => `CAST(${cells[name] ?? 'NULL'} AS ${type}) AS "${name}"`);
    await large.run(`CREATE TABLE tape AS SELECT ${columns.join(', ')}, range + 1 AS "row" FROM range(1000000)`);
    const start = performance.now();
    const results = await runChecks(large, new Map(), { asOf: AS_OF });
    const seconds = (performance.now() - start) / 1000;
    // Loans 0 and 999,999 share the number L0.
    expect(results.map(({ rule, count }) => [rule, count])).toEqual([
      ['duplicateId', 2],
      ['ficoImplausible', 1000],
    ]);
    expect(results[0]?.examples.map(({ row }) => row)).toEqual([1, 1_000_000]);
    expect(seconds).toBeLessThan(10);
  });
});
