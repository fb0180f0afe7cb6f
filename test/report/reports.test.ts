/** Reports as text, from records written by hand. */
import { describe, expect, it } from 'vitest';
import type { CaseReport } from '../../host/analysis/conformance.ts';
import type { DecrementColumn, ProjectReport } from '../../host/analysis/decrement.ts';
import type { PriceReport } from '../../host/analysis/priceTable.ts';
import type { TraceReport } from '../../host/analysis/trace.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { besideText } from '../../host/report/beside.ts';
import { checkReport, checkText } from '../../host/report/check.ts';
import { conformanceText } from '../../host/report/conformance.ts';
import { priceText } from '../../host/report/price.ts';
import { projectText } from '../../host/report/project.ts';
import { simulateText } from '../../host/report/simulate.ts';
import { snapshotText } from '../../host/report/snapshot.ts';
import { traceText } from '../../host/report/trace.ts';
import { vectorText } from '../../host/report/vectors.ts';
import { snapshotOf } from '../analysis/attributionTrusts.ts';
import { small } from '../deal/small.ts';
import { controlled, SIMULATION } from './html/analyses.ts';

const column = (scenario: string, cells: readonly string[], change: Partial<DecrementColumn> = {}): DecrementColumn => ({
  scenario,
  cells,
  averageLife: 2.345,
  firstPay: '2024-02-25',
  lastPay: '2026-01-25',
  principal: 100,
  interest: 10,
  writtenDown: 0,
  shortfall: 0,
  ...change,
});

const projected = (columns: readonly DecrementColumn[], warnings: readonly string[] = []): ProjectReport => ({
  deal: 'Two classes',
  given: '',
  scenarios: columns.map(({ scenario }) => scenario),
  rows: ['closing', '2025-01-25', '2026-01-25', '2027-01-25'],
  tables: [{ of: 'A', original: 1_234_567.5, isNotional: false, columns }],
  warnings,
  loanMonthPaths: 0,
});

describe('what a deal file holds', () => {
  const report = (assumptions: object) =>
    checkReport(
      resolveDeal(
        checkedDeal(small({ indices: ['LIBOR'], tranches: { A: { balance: 1000, coupon: 'index(LIBOR)' } }, assumptions })),
      ),
    );

  it('is told with the indices that have no rates', () => {
    const without = report({});
    expect(without.warnings).toEqual([
      'LIBOR has no rates and is taken as 0: give them under assumptions.indices, or with --index "LIBOR=3.5%"',
    ]);
    expect(checkText(without).split('\n').at(-1)).toBe(without.warnings[0]);
    expect(report({ indices: { LIBOR: '2%' } }).warnings).toEqual([]);
  });
});

describe('a snapshot', () => {
  it('tells what is wrong in the same way with many rows once', () => {
    const fault = (row: number, field: string) => ({
      ...{
        code: 'LOAN_RANGE' as const,
        file: 'loans.csv',
        place: `row ${row}, ${field}`,
        got: String(10 * row),
        expected: 'less',
      },
    });
    const faults = [...[1, 2, 4, 5, 6, 8, 9].map((row) => fault(row, 'payment')), fault(3, 'age')];
    const text = snapshotText({ ...snapshotOf([]), trusts: [{ ok: false, name: 'T', faults }] }, 200);
    expect(text.split('\n').filter((line) => line.includes('LOAN_RANGE'))).toEqual([
      '  LOAN_RANGE loans.csv: rows 1, 2, 4, 5, 6 and 2 more, payment: got 10, 20, 40, 50, 60 and so on; expected less',
      '  LOAN_RANGE loans.csv: row 3, age: got 30; expected less',
    ]);
  });
});

describe('a simulation with control variates', () => {
  it('has both means with their errors in thousands, and why a plain one stands', () => {
    const lines = simulateText(controlled(SIMULATION), 100).split('\n');
    expect(lines.find((line) => line.startsWith('Collateral, at own yield'))).toMatch(
      /\s900\s+1\.8\s+901\s+0\.9\s+85\.0%\s+controls$/,
    );
    expect(lines.find((line) => line.startsWith('Residual interests, at own yield'))).toMatch(/\splain$/);
    expect(lines).toContain('Plain: one randomization.');
    expect(simulateText(SIMULATION, 100)).not.toContain('control variates');
  });
});

describe('a projection', () => {
  it('has a table a class, which ends where nothing is left under any speed', () => {
    const text = projectText(
      projected([column('PSA 0', ['100', '90', '0', '0']), column('PSA 250', ['100', '*', '0', '0'])]),
      100,
    );
    expect(text.split('\n')).toEqual([
      'Two classes',
      '',
      'Class A, original balance $1,234,567.50',
      'Percent of original balance       PSA 0   PSA 250',
      '─────────────────────────────────────────────────',
      'Closing                             100       100',
      'January 25, 2025                     90         *',
      'January 25, 2026                      0         0',
      '─────────────────────────────────────────────────',
      'Weighted average life (years)      2.35      2.35',
      'First payment                  Feb 2024  Feb 2024',
      'Last payment                   Jan 2026  Jan 2026',
      '',
      '* less than 0.5 percent of the original balance, but not nothing',
    ]);
  });

  it('tells losses and warnings only where there are any', () => {
    const lost = column('CPR 6', ['100', '80', '60', '0'], { writtenDown: 2_000_000, averageLife: null, lastPay: null });
    const text = projectText(projected([lost, column('CPR 8', ['100', '80', '60', '0'])], ['cash is left']), 100);
    expect(text).toMatch(/^Written down \(\$\) +2,000,000\.00 +-$/m);
    expect(text).toMatch(/^Weighted average life \(years\) +- +2\.35$/m);
    expect(text).not.toContain('never paid');
    expect(text.endsWith('Warning: cash is left')).toBe(true);
  });

  it('goes on below where the terminal is narrow', () => {
    const columns = ['PSA 0', 'PSA 100', 'PSA 250'].map((speed) => column(speed, ['100', '50', '0', '0']));
    const text = projectText(projected(columns), 50);
    expect(text.match(/^Percent of original balance.*/gm)).toHaveLength(2);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(50);
  });
});

describe('a price page', () => {
  it('has a row a quote and a column a speed, and a dash where there is no yield', () => {
    const figures = {
      price: 99.75,
      yieldBey: 0.05264,
      yieldMonthly: 0.052,
      modifiedDuration: 2.614,
      dv01: 44_086.99,
      accrued: 738_626.88,
      proceeds: 169_145_554.38,
      discountMargin: 0.0123,
      zSpread: null,
      nominalSpread: null,
    };
    const report: PriceReport = {
      deal: 'Two classes',
      given: '',
      tranche: 'A',
      settlement: '2005-08-31',
      face: 168_829_000,
      quotes: [{ price: 99.75 }, { price: 101.5 }],
      index: 'LIBOR_1M',
      dayCount: 'act/360',
      curve: null,
      columns: [
        {
          scenario: 'PPC 100',
          figures: [figures, { ...figures, price: 101.5 }],
          averageLife: 3,
          firstPay: '2005-09-25',
          lastPay: null,
        },
        { scenario: 'PPC 200', figures: [figures, null], averageLife: 3, firstPay: '2005-09-25', lastPay: null },
      ],
      warnings: [],
    };
    const text = priceText(report, 100);
    expect(text).toContain('Two classes, class A, face $168,829,000.00, settlement August 31, 2005');
    expect(text).toMatch(/^ {2}99-24\.00 \(99\.75000\) +5\.264 +5\.264$/m);
    expect(text).toMatch(/^ {2}101-16\.00 \(101\.50000\) +5\.264 +-$/m);
    expect(text).toMatch(/^Discount margin over LIBOR_1M, act\/360 \(bp\)/m);
    expect(text).toMatch(/^ {2}99-24\.00 \(99\.75000\) +123\.00 +123\.00$/m);
    expect(text).not.toContain('Z-spread');
    expect(text).toMatch(/^Accrued interest \(\$\) +738,626\.88 +738,626\.88$/m);
    expect(text).toContain('no yield gives this price');
  });
});

describe('a trace', () => {
  const line = (of: string, text: string, value: number) => ({ of, text, value });
  const report: TraceReport = {
    deal: 'Two classes',
    given: '',
    scenario: 'PSA 300',
    month: 70,
    date: '2010-06-25',
    tranche: null,
    words: [],
    collateral: [line('g', 'prepaid', 1_222_176.4549)],
    steps: [
      {
        number: 0,
        title: 'before the steps',
        lines: [
          line('A', 'balance before', 15_835_839.75),
          line('A', 'coupon', 0.055),
          line('B', 'balance before', 999.9),
          line('B', 'coupon', 0.06125),
          line('share', 'share', 0.939711),
          line('isLate', 'isLate', 1),
        ],
      },
      {
        number: 1,
        title: 'pay principal to A',
        lines: [line('', 'condition (1: holds, 0: does not)', 0), line('A', 'principal paid to A', 0)],
      },
      { number: Number.MAX_SAFE_INTEGER, title: 'after the steps', lines: [line('A', 'balance after', 15_000_000)] },
    ],
  };

  it('reads rates as percents, conditions as words, and amounts to the cent', () => {
    expect(traceText(report).split('\n')).toEqual([
      'Two classes',
      'June 25, 2010, payment month 70, under PSA 300',
      '',
      'Collateral',
      '  prepaid  1,222,176.45',
      '',
      'Before the steps',
      '     balance before    coupon',
      '  ───────────────────────────',
      '  A   15,835,839.75  5.50000%',
      '  B          999.90  6.12500%',
      '  share   0.939711',
      '  isLate         1',
      '',
      'Step 1: pay principal to A',
      '  condition            does not hold',
      '  principal paid to A           0.00',
      '',
      'After the steps',
      '  balance after  15,000,000.00',
    ]);
  });

  it('says in words, before all figures, what is out of the ordinary', () => {
    const words = [
      'isLate took effect on this date: late is 6.00%, above 5.00%.',
      'B was due 200.00 of interest for the period and 100.00 of unpaid interest of earlier periods; nothing was paid.',
    ];
    expect(
      traceText({ ...report, words })
        .split('\n')
        .slice(2, 8),
    ).toEqual([
      '',
      'In words',
      '  isLate took effect on this date: late is 6.00%, above 5.00%.',
      '  B was due 200.00 of interest for the period and 100.00 of unpaid interest of earlier periods;',
      '    nothing was paid.',
      '',
    ]);
  });

  it('tells in one row who got nothing, and spaces the titles of steps', () => {
    const paid = (of: string, value: number) => line(of, `interest paid to ${of}`, value);
    const many = Array.from({ length: 9 }, (_, place) => line(`C${place}`, `principal paid to C${place}`, 0));
    const steps = [
      {
        number: 1,
        title: 'pay interest to [{prorata:[A,B],by:due},C]',
        lines: [paid('A', 0.004), paid('B', 7), paid('C', 0), paid('A', 0)],
      },
      { number: 2, title: 'at 12:30, first', lines: many },
    ];
    expect(
      traceText({ ...report, steps })
        .split('\n\n')
        .slice(2),
    ).toEqual([
      [
        'Step 1: pay interest to [{prorata: [A, B], by: due}, C]',
        '  interest paid to A, C  0.00',
        '  interest paid to B     7.00',
      ].join('\n'),
      ['Step 2: at 12:30, first', '  principal paid to C0, C1, C2, C3, C4, C5, C6 and 2 others  0.00'].join('\n'),
    ]);
  });
});

describe('a vector', () => {
  it('has a year a line', () => {
    const values = Array.from({ length: 14 }, () => 6);
    const text = vectorText({
      isUnitAssumed: false,
      canonical: 'CPR 6',
      unit: 'CPR',
      anchor: 'projection',
      stated: values,
      values: values.map(() => 0.005143),
    });
    expect(text).toContain('\n 1:  6  6  6  6  6  6  6  6  6  6  6  6\n13:  6  6\n');
    expect(text).toContain('13:  0.5143  0.5143');
  });
});

describe('published figures', () => {
  const cell = (
    printed: string,
    computed: string,
    difference: number,
    change: { measure?: string; at?: string; isSlip?: boolean } = {},
  ) => ({
    cell: { line: 2, measure: 'wal', of: 'A', scenario: 'PSA 100', at: '', given: '', printed, isSlip: false, ...change },
    computed,
    difference,
  });
  const report = (cells: CaseReport['cells']): CaseReport => {
    const missed = cells.filter((given) => !given.cell.isSlip && given.difference > 1);
    const slipCells = cells.filter((given) => given.cell.isSlip);
    const matched = cells.length - missed.length - slipCells.length;
    return {
      name: 'mine',
      title: 'My deal',
      published: cells.length,
      matched,
      slips: slipCells.length,
      worst: 0.5,
      cells,
      missed,
      slipCells,
    };
  };

  it('stand beside computed ones of as many decimals, misses and slips marked', () => {
    const cells = [cell('6.36', '6.3612', 0.2), cell('95', '94', 2, { measure: 'percent', at: '2005-10', isSlip: true })];
    const text = besideText(report(cells), 100);
    expect(text).toMatch(/^A +6\.36 {2}6\.36$/m);
    expect(text).toMatch(/^2005-10 +95 {2}94 s$/m);
    expect(text).toContain('Cells matched: wal 1/1, percent 0/1; 1 slip of the printers, marked s');
  });

  it('that are missed are listed with printed and computed', () => {
    const text = conformanceText([report([cell('4.70', '4.5965', 20.7)])], false);
    expect(text).toMatch(/^ {5}2 {2}wal +A +PSA 100 +4\.70 +4\.5965 +20\.700$/m);
    expect(text).toContain('1 cell is missed; 0 slips of the printers.');
  });

  it('that all match are told in a sentence, slips counted apart', () => {
    expect(conformanceText([report([cell('6.36', '6.3612', 0.2)])], false)).toContain('Every published cell matches.');
    const withSlip = conformanceText([report([cell('6.36', '9', 500, { isSlip: true })])], true);
    expect(withSlip).toContain('Every published cell matches but 1, a slip of the printers.');
    expect(withSlip).toContain('Slips in mine');
  });
});
