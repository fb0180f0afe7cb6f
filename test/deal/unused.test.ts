/** What a deal does not use costs nothing: no instruction of its program, no column or sum of its loans. */
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import { compileDeal } from '../../host/deal/compile.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { encodeProgram } from '../../host/engine/encode.ts';
import { planRun } from '../../host/engine/plan.ts';
import { PRINCIPAL_LOAN, small } from './small.ts';

const CASH = new Set(['A interest', 'A principal']);
const resolved = (parts: Record<string, unknown>) => resolveDeal(checkedDeal(small(parts)));
const instructions = (parts: Record<string, unknown>) =>
  encodeProgram(compileDeal(resolved(parts)), { outputs: CASH }).words.length / L.INSTRUCTION_WORDS;

const plain = {
  steps: [
    { pay: 'interest', to: 'A', from: 'interest' },
    { pay: 'principal', to: 'A', from: 'principal' },
  ],
};

describe('a program', () => {
  it.each([
    ['a definition that nothing reads', { define: { oc: 'end(pool) - balance(A)', late: 'rolling(3, delinquent(pool))' } }],
    ['a schedule', { schedules: { plan: { points: [[1, 1000]] } } }],
    ['an index', { indices: ['LIBOR'], assumptions: { indices: { LIBOR: '3%' } } }],
    [
      'a hedge that is never paid',
      { indices: ['LIBOR'], hedges: { swap: { kind: 'swap', index: 'LIBOR', fixed: '5%', notional: 1000 } } },
    ],
    ['a set', { sets: { ALL: ['A'] } }],
    ['ranks by seniority', { ranks: ['A'] }],
    [
      'advances that end and insurance',
      { assumptions: { default: '2 CDR', severity: 0.4, advance: { months: 3 }, claimLag: 2 } },
    ],
    ['an exchange class', { exchanges: { X: { of: { A: '50%' } } } }],
  ])('is no longer for %s', (_, unused) => {
    expect(instructions({ ...plain, ...unused })).toBe(instructions(plain));
  });

  it('is longer for a call, for a cap on a coupon and for rounding by the note', () => {
    const base = instructions(plain);
    expect(instructions({ ...plain, call: { when: 'end(pool) <= 10% * cutoff(pool)' } })).toBeGreaterThan(base);
    expect(instructions({ ...plain, tranches: { A: { balance: 1000, perNote: 100 } } })).toBeGreaterThan(base);
  });
});

describe('the loans of a trust', () => {
  const shape = (loan: object) => {
    const [batch] = planRun(
      resolved({ ...plain, collateral: { pool1: { loans: [PRINCIPAL_LOAN, loan] } }, tranches: { A: { balance: 1000 } } }),
      [{ name: 'base' }],
    );
    const trust = batch?.tasks[0]?.trust;
    return { columns: trust?.columns, sums: trust?.sums, flags: trust?.cohorts.map(({ flags }) => flags) };
  };

  it('have no columns and no sums for terms that no loan has', () => {
    expect(shape({ upb: 1200, noteRate: '6%', remainingTerm: 12 })).toMatchObject({ columns: L.LOAN_COLUMNS, sums: L.SUM_COUNT });
  });

  it('have them where one loan does, and only its own cohort adds them up', () => {
    const { columns, sums, flags } = shape({ upb: 1200, noteRate: '6%', remainingTerm: 12, penaltyUntil: 6, penaltyMonths: 3 });
    expect({ columns, sums }).toEqual({ columns: L.LOAN_COLUMNS_ALL, sums: L.SUM_COUNT_ALL });
    expect(flags?.filter((flag) => (flag & L.FLAG_PENALTIES) !== 0)).toHaveLength(1);
    expect(flags?.some((flag) => (flag & L.FLAG_DEFERS) !== 0)).toBe(false);
  });

  it('are followed by vintage only where they are serviced so', () => {
    const flagsUnder = (assumptions: object) => {
      const deal = resolved({ ...plain, assumptions: { default: '2 CDR', severity: 0.4, ...assumptions } });
      const [batch] = planRun(deal, [{ name: 'base' }]);
      return batch?.tasks[0]?.trust.cohorts.map(({ flags, loop }) => (flags & L.FLAG_SERVICED) !== 0 && loop === L.LOOP_FULLER);
    };
    expect(flagsUnder({})).toEqual([false]);
    // Advances that would end later than the loan is sold do not end.
    expect(flagsUnder({ lag: 6, advance: { interest: true, months: 7 } })).toEqual([false]);
    expect(flagsUnder({ lag: 6, advance: { interest: true, months: 6 } })).toEqual([true]);
    expect(flagsUnder({ severityBasis: 'gross' })).toEqual([true]);
    expect(flagsUnder({ pipeline: { foreclosure: 4, reo: 0 } })).toEqual([false]);
    expect(flagsUnder({ pipeline: { foreclosure: 4, reo: 2 } })).toEqual([true]);
    expect(flagsUnder({ default: 0, severityBasis: 'gross' })).toEqual([false]);
  });
});
