/** Files of scenarios: what they say becomes shocks, and what is wrong with one is told all at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { standardShocks } from '../../host/analysis/sensitivityStandard.ts';
import { readScenarios } from '../../host/analysis/shockFile.ts';
import type { Fault } from '../../host/errors.ts';
import { WeirError } from '../../host/errors.ts';
import { DEFAULT_BEHAVIOUR } from '../../host/scenarios/behaviour.ts';
import { dealWithCohorts, portfolioOf, smallTrust } from './smallPortfolio.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-scenarios-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SNAPSHOT = portfolioOf([smallTrust({ deal: dealWithCohorts() }), smallTrust({ name: 'other' })]);

let count = 0;
function read(text: string) {
  const file = join(folder, `${count++}.yaml`);
  writeFileSync(file, text);
  return readScenarios(file, SNAPSHOT);
}

function faultsOf(text: string): readonly Fault[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof WeirError) return error.faults;
    throw error;
  }
  throw new Error('no faults');
}

describe('curves that move by behaviour', () => {
  it('are asked for by scenario and grid, with parameters of a file or the defaults', () => {
    const { shocks, grids } = read(`
scenarios:
  - {name: held, curves: held, benchmark: {plus: 1%}}
  - {name: moved, curves: behaviour, homePrices: {times: [[1, 1], [3, 0.8]]}}
grids:
  - {rates: [-1%, 1%], curves: behaviour}
`);
    expect(shocks[0]).toEqual({ name: 'held', benchmarkShift: 0.01 });
    // Linear from month 1 to month 3.
    expect(shocks[1]).toEqual({ name: 'moved', behaviour: DEFAULT_BEHAVIOUR, homePrices: [1, expect.closeTo(0.9, 15), 0.8] });
    expect(grids[0]?.behaviour).toBe(DEFAULT_BEHAVIOUR);
    writeFileSync(join(folder, 'slow.yaml'), 'behaviour: slow\nrefinancing: {speed: 10%}\n');
    const { shocks: slow, files } = read(
      'behaviour: slow.yaml\nscenarios: [{name: a, curves: behaviour, benchmark: {plus: 1%}}]',
    );
    expect(slow[0]?.behaviour?.refinancing.speed).toBe(0.1);
    expect(slow[0]?.behaviour?.turnover).toEqual(DEFAULT_BEHAVIOUR.turnover);
    expect([...files.keys()]).toContain(join(folder, 'slow.yaml'));
  });

  it('are refused with what to change: another word, home prices under curves that are held, prices of nothing, a file that is not there', () => {
    const faults = faultsOf(`
behaviour: none.yaml
scenarios:
  - {name: a, homePrices: {times: 0.8}}
  - {name: b, curves: behaviour, homePrices: {times: [[1, 1], [2, 0]]}}
`);
    expect(faults.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'FILE_UNREADABLE ',
      'SCENARIO_SHAPE scenarios[0].homePrices',
      'SCENARIO_RANGE scenarios[1].homePrices.times',
    ]);
    expect(faults[1]?.expected).toContain('curves: behaviour');
    expect(faultsOf('scenarios: [{name: a, curves: moved, default: {times: 2}}]')).toMatchObject([
      { code: 'SCENARIO_SHAPE', place: 'scenarios[0].curves', expected: 'held or behaviour' },
    ]);
  });
});

describe('a file of scenarios', () => {
  it('becomes shocks', () => {
    const { shocks, grids } = read(`
scenarios:
  - name: one
    input: credit
    about: words
    trusts: [small]
    prepayment: {curve: 8 CPR}
    default: {times: 1.5, plus: 200bp}
    severity: {plus: 10%, months: [2, 3]}
    delinquent: {curve: 0.25}
    lag: {times: 1.5, plus: -2}
    cohorts: {late: {default: {times: [[2, 1], [4, 3]]}, lag: {months: 9}}}
    indices: [{plus: -25bp}, {of: [SOFR], curve: 4%, plus: [[1, 0], [3, 1%]]}]
    yields: [{times: 1.1}, {positions: [senior], plus: 1%}]
    benchmark: {plus: [[2, 0.5%], [10, 1%]]}
    credit: {plus: 2%}
    call: false
  - {name: two, benchmark: {plus: 100bp}}
grids:
  - {severity: [0.8, 1], rates: [-100bp, 0, 1%]}
`);
    const vector = (unit: string, value: number) => ({
      kind: 'vector',
      vector: expect.objectContaining({ unit, segments: [{ kind: 'step', values: [value] }] }),
    });
    expect(shocks).toEqual([
      {
        name: 'one',
        input: 'credit',
        about: 'words',
        trusts: ['small'],
        curves: {
          prepayment: { curve: vector('CPR', 8) },
          default: { times: 1.5, plus: 0.02 },
          // Months 2 and 3, then nothing.
          severity: { plus: [0, 0.1, 0.1, 0] },
          delinquent: { curve: vector('PERCENT', 25) },
        },
        lags: { times: 1.5, plus: -2 },
        // Flat to month 2, halfway in month 3.
        cohorts: new Map([['late', { curves: { default: { times: [1, 1, 2, 3] } }, lags: { months: 9 } }]]),
        indices: [{ plus: -0.0025 }, { of: ['SOFR'], curve: vector('PERCENT', 4), plus: [0, 0.005, 0.01] }],
        yields: [{ times: 1.1 }, { positions: ['senior'], plus: 0.01 }],
        benchmarkPoints: [
          [2, 0.005],
          [10, 0.01],
        ],
        creditShift: 0.02,
        noCall: true,
      },
      { name: 'two', benchmarkShift: 0.01 },
    ]);
    expect(grids).toEqual([
      {
        name: 'severity x rates',
        axes: [
          { input: 'severity', values: [0.8, 1] },
          { input: 'rates', values: [-0.01, 0, 0.01] },
        ],
      },
    ]);
  });

  it('may have the standard set before its own', () => {
    const { shocks } = read('{standard: true, scenarios: [{name: mine, severity: {plus: 1%}}]}');
    expect(shocks.map(({ name }) => name)).toEqual([...standardShocks().map(({ name }) => name), 'mine']);
    expect(new Set(shocks.map(({ name }) => name)).size).toBe(39);
  });

  it('maps the columns of a table by the steps it states', () => {
    const { shocks } = read(`
tables:
  t:
    columns: [quarter, rate, unemployment, prices, words]
    rows: [[2011Q2, -0.25, 9, 100, a], [2011 Q3, 0.5, 11, 80, b]]
scenarios:
  - name: macro
    macro:
      table: t
      after: base
      indices: [{column: rate, scale: 1%, of: [CMT]}, {column: rate, from: 0.5, scale: 1%}]
      default: [{column: unemployment, from: 9, each: 1, times: 1.2}, {column: prices, from: 100, relative: true, each: -10%, times: 1.5}]
      severity: [{column: prices, from: 100, relative: true, each: -10%, plus: 5%}]
`);
    const { macro } = shocks[0]!;
    expect(macro).toMatchObject({ firstMonth: 2011 * 12 + 3, after: 'base' });
    // Two points of unemployment and two tenths of prices: 1.2^2 x 1.5^2; two steps of five points.
    expect(macro?.curves.default?.times[0]).toBe(1);
    expect(macro?.curves.default?.times[1]).toBeCloseTo(1.44 * 2.25, 12);
    expect(macro?.curves.severity?.plus[1]).toBeCloseTo(0.1, 12);
    expect(macro?.curves.prepayment).toBeUndefined();
    expect(macro?.indices).toEqual([{ of: ['CMT'], plus: [-0.0025, 0.005] }, { plus: [-0.0075, 0] }]);
  });

  it('reads tables of files as supervisors publish them, and names the files it read', () => {
    writeFileSync(
      join(folder, 'published.csv'),
      'Scenario Name,Date,Unemployment rate,House Price Index (Level)\nBaseline,2011 Q1,8,140\nSeverely adverse,2011 Q1,9,130\nSeverely adverse,2011 Q2,10,120\n',
    );
    const { shocks, files } = read(`
tables: {fed: {file: published.csv, quarter: Date, where: {Scenario Name: Severely adverse}}}
scenarios: [{name: severe, macro: {table: fed, prepayment: [{column: Unemployment rate, from: 9, each: 1, times: 0.5}]}}]
`);
    expect(shocks[0]?.macro).toMatchObject({ firstMonth: 2011 * 12, curves: { prepayment: { times: [1, 0.5] } }, after: 'hold' });
    expect([...files.keys()].map((path) => path.replace(folder, ''))).toEqual(
      ['/4.yaml', '/published.csv'].map((path) => expect.stringMatching(path.slice(2))),
    );
    expect([...files.values()].every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });
});

describe('what is wrong with a file', () => {
  it.each([
    [
      'an unknown field',
      '{scenarios: [{name: a, defaults: {times: 2}}]}',
      'SCENARIO_SHAPE',
      'scenarios[0].defaults',
      /perhaps 'default'/,
    ],
    ['no name', '{scenarios: [{severity: {plus: 1%}}]}', 'SCENARIO_SHAPE', 'scenarios[0].name', /required/],
    [
      'a factor below 0',
      '{scenarios: [{name: a, default: {times: -1}}]}',
      'SCENARIO_RANGE',
      'scenarios[0].default.times',
      /0 to 1000/,
    ],
    [
      'a shift that is no number',
      '{scenarios: [{name: a, default: {plus: much}}]}',
      'SCENARIO_SHAPE',
      'scenarios[0].default.plus',
      /1%, -100bp/,
    ],
    [
      'a shift in percent without the sign',
      '{scenarios: [{name: a, severity: {plus: 10}}]}',
      'SCENARIO_RANGE',
      'scenarios[0].severity.plus',
      /10%/,
    ],
    [
      'a shift with two points',
      '{scenarios: [{name: a, severity: {plus: 1.2.3%}}]}',
      'SCENARIO_RANGE',
      'scenarios[0].severity.plus',
      /-100% to 100%/,
    ],
    [
      'nothing to change',
      '{scenarios: [{name: a, default: {months: [1, 2]}}]}',
      'SCENARIO_SHAPE',
      'scenarios[0].default',
      /curve, times or plus/,
    ],
    [
      'months in the wrong order',
      '{scenarios: [{name: a, default: {times: 2, months: [9, 2]}}]}',
      'SCENARIO_RANGE',
      'scenarios[0].default.months',
      /first month/,
    ],
    [
      'points in the wrong order',
      '{scenarios: [{name: a, default: {times: [[5, 1], [5, 2]]}}]}',
      'SCENARIO_RANGE',
      'scenarios[0].default.times[1]',
      /ascending/,
    ],
    [
      'a vector of another family',
      '{scenarios: [{name: a, default: {curve: 8 CPR}}]}',
      'VECTOR_SYNTAX',
      'scenarios[0].default.curve, position 3',
      /CDR/,
    ],
    [
      'a lag of half a month',
      '{scenarios: [{name: a, lag: {plus: 0.5}}]}',
      'SCENARIO_RANGE',
      'scenarios[0].lag.plus',
      /whole number/,
    ],
    [
      'an unknown trust',
      '{scenarios: [{name: a, trusts: [smal], call: false}]}',
      'SCENARIO_UNKNOWN_NAME',
      'scenarios[0].trusts',
      /perhaps 'small'/,
    ],
    [
      'an unknown cohort',
      '{scenarios: [{name: a, cohorts: {lates: {lag: {plus: 1}}}}]}',
      'SCENARIO_UNKNOWN_NAME',
      'scenarios[0].cohorts.lates',
      /'late'/,
    ],
    [
      'an unknown index',
      '{scenarios: [{name: a, indices: [{of: [LIBOR], plus: 1%}]}]}',
      'SCENARIO_UNKNOWN_NAME',
      'scenarios[0].indices[0].of',
      /SOFR, CMT/,
    ],
    [
      'an unknown position',
      '{scenarios: [{name: a, yields: [{positions: [junior], plus: 1%}]}]}',
      'SCENARIO_UNKNOWN_NAME',
      'scenarios[0].yields[0].positions',
      /senior/,
    ],
    [
      'a name twice',
      '{scenarios: [{name: a, call: false}, {name: a, call: false}]}',
      'SCENARIO_DUPLICATE_NAME',
      'scenarios',
      /once/,
    ],
    [
      'the name of the base case',
      '{scenarios: [{name: base, call: false}]}',
      'SCENARIO_DUPLICATE_NAME',
      'scenarios[0].name',
      /another name/,
    ],
    ['nothing at all', '{about: empty}', 'SCENARIO_SHAPE', '', /scenarios, grids or standard/],
    [
      'too many cells',
      `{grids: [{default: [${Array.from({ length: 101 }, (_, k) => k)}], severity: [0,1,2,3,4,5,6,7,8,9]}]}`,
      'SCENARIO_RANGE',
      'grids[0]',
      /1000/,
    ],
    ['no axis', '{grids: [{name: empty}]}', 'SCENARIO_SHAPE', 'grids[0]', /one to 3/],
    ['rates and indices', '{grids: [{rates: [1%], indices: [1%]}]}', 'SCENARIO_SHAPE', 'grids[0]', /rates moves both/],
    [
      'an unknown table',
      '{scenarios: [{name: a, macro: {table: t}}]}',
      'SCENARIO_UNKNOWN_NAME',
      'scenarios[0].macro.table',
      /there are none/,
    ],
    ['not YAML', 'scenarios: [', 'FILE_NOT_YAML', '', /YAML/],
  ])('%s', (_, text, code, place, expected) => {
    const faults = faultsOf(text);
    expect(faults.map((fault) => [fault.code, fault.place])).toContainEqual([
      code,
      code === 'FILE_NOT_YAML' ? expect.anything() : place,
    ]);
    const fault = faults.find((each) => each.code === code);
    expect(fault?.expected).toMatch(expected);
    expect(fault?.file).toMatch(/\.yaml$/);
  });

  const table = (rows: string, macro: string) => `
tables: {t: {columns: [quarter, x, words], rows: ${rows}}}
scenarios: [{name: a, macro: {table: t, ${macro}}}]`;
  const ROWS = '[[2011Q1, 1, a], [2011Q2, 2, b]]';

  it.each([
    [
      'a quarter that is none',
      table('[[2011Q5, 1, a]]', 'default: [{column: x, from: 1, each: 1, times: 2}]'),
      'SCENARIO_SHAPE',
      /2011Q2/,
    ],
    [
      'a quarter left out',
      table('[[2011Q1, 1, a], [2011Q3, 2, b]]', 'default: [{column: x, from: 1, each: 1, times: 2}]'),
      'SCENARIO_SHAPE',
      /2011Q2/,
    ],
    [
      'a row that is too short',
      table('[[2011Q1, 1]]', 'default: [{column: x, from: 1, each: 1, times: 2}]'),
      'SCENARIO_SHAPE',
      /a cell for each column/,
    ],
    ['a column of words', table(ROWS, 'default: [{column: words, from: 1, each: 1, times: 2}]'), 'SCENARIO_UNKNOWN_NAME', /x/],
    ['a step of 0', table(ROWS, 'default: [{column: x, from: 1, each: 0, times: 2}]'), 'SCENARIO_RANGE', /not 0/],
    [
      'steps relative to 0',
      table(ROWS, 'default: [{column: x, from: 0, relative: true, each: 1, times: 2}]'),
      'SCENARIO_RANGE',
      /relative/,
    ],
    [
      'times and plus',
      table(ROWS, 'default: [{column: x, from: 1, each: 1, times: 2, plus: 1%}]'),
      'SCENARIO_SHAPE',
      /one of times and plus/,
    ],
    ['neither', table(ROWS, 'default: [{column: x, from: 1, each: 1}]'), 'SCENARIO_SHAPE', /one of times and plus/],
    ['a factor without end', table(ROWS, 'default: [{column: x, from: 100, each: 1, times: 0}]'), 'SCENARIO_RANGE', /0 to 1000/],
    ['a rate in percent without its scale', table(ROWS, 'indices: [{column: x}]'), 'SCENARIO_RANGE', /scale/],
    ['a table without anything', '{tables: {t: {quarter: x}}, standard: true}', 'SCENARIO_SHAPE', /a file, or columns and rows/],
    ['a file that is not there', '{tables: {t: {file: none.csv}}, standard: true}', 'FILE_UNREADABLE', /read/],
  ])('%s', (_, text, code, expected) => {
    const fault = faultsOf(text).find((each) => each.code === code && expected.test(each.expected));
    expect(
      fault,
      faultsOf(text)
        .map((each) => `${each.code} ${each.place} ${each.expected}`)
        .join('\n'),
    ).toBeDefined();
  });

  it('is told all at once', () => {
    const faults = faultsOf(`
scenarios:
  - {name: a, trusts: [nobody], default: {curve: 9 for}, severity: {plus: 5}}
  - {name: a, indices: [{of: [X], plus: 1%}]}
grids: [{rates: [300%]}]
tables: {t: {columns: [quarter, x], rows: [[soon, 1]]}}
`);
    expect(faults.map(({ code }) => code).sort()).toEqual([
      'SCENARIO_DUPLICATE_NAME',
      'SCENARIO_RANGE',
      'SCENARIO_RANGE',
      'SCENARIO_SHAPE',
      'SCENARIO_UNKNOWN_NAME',
      'SCENARIO_UNKNOWN_NAME',
      'VECTOR_SYNTAX',
    ]);
  });
});
