/** The collateral of a traced date: what it gave, line by line, is what enters the funds. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type TraceReport, traceReport } from '../../host/analysis/trace.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { loadDeal, resolveDeal } from '../../host/deal/resolve.ts';
import { INTEREST_LOAN, PRINCIPAL_LOAN, small } from '../deal/small.ts';

const example = (name: string) => loadDeal(fileURLToPath(new URL(`../../examples/deals/${name}.yaml`, import.meta.url)));

/** Lines of a group by what they say. */
const linesOf = ({ collateral }: TraceReport, group: string) =>
  collateral.filter(({ of }) => of === group).map(({ text, value }): [string, number] => [text, value]);

describe('the collateral of a traced date', () => {
  it('has sales of real estate beside what loans pay', async () => {
    const loans = [PRINCIPAL_LOAN, INTEREST_LOAN];
    const pool1 = { loans, reo: [{ proceeds: 50, costs: 8, month: 2 }], relief: '1%' };
    const report = await traceReport(resolveDeal(checkedDeal(small({ collateral: { pool1 } }))), { month: 2 });
    const lines = new Map(linesOf(report, 'pool1'));
    // 100 of interest less 1 %; 100 of principal and 50 - 8.
    expect(lines.get('less interest taken by a relief act')).toBeCloseTo(1, 9);
    expect(lines.get('interest collected')).toBeCloseTo(99, 9);
    expect(lines.get('real estate owned at the cut-off sold')).toBe(42);
    expect(lines.get('principal collected')).toBeCloseTo(142, 9);
  });

  it('is gone after a call', async () => {
    const deal = resolveDeal(checkedDeal(small({ call: { when: 'month == 2', into: 'principal' } })));
    const [at, after] = [await traceReport(deal, { month: 2 }), await traceReport(deal, { month: 3 })];
    expect(new Map(linesOf(at, 'pool1')).get('principal collected')).toBeCloseTo(100, 9);
    expect(linesOf(after, 'pool1').every(([, value]) => value === 0)).toBe(true);
  });

  it.each([
    // Interest that is added to balances; real estate, with penalties and a relief act; sales of real estate; purchases; penalties.
    ['option_arm_pool', 14, 'less interest added to balances'],
    ['insured_pipeline', 30, 'of it real estate owned'],
    ['reo_and_foreclosure', 43, 'real estate owned at the cut-off sold'],
    ['revolving_purchases', 10, 'balance bought, which pays from the next date on'],
    ['prepayment_penalty_class', 10, 'prepayment penalties collected'],
  ])('adds up to the cash that enters the funds: %s, month %i', async (name, month, said) => {
    const deal = example(name);
    const report = await traceReport(deal, { month });
    expect(report.collateral.find(({ text }) => text === said)?.value).toBeGreaterThan(0);
    const [beginning] = report.steps;
    for (const { name: group } of deal.groups) {
      const lines = linesOf(report, group);
      const at = (text: string) => lines.findIndex(([own]) => own === text);
      const sum = (from: number, to: number) =>
        lines.slice(from, to).reduce((total, [text, value]) => total + (text.startsWith('less ') ? -value : value), 0);
      const [interest, principal] = [at('interest collected'), at('principal collected')];
      expect(sum(at('interest due'), interest)).toBeCloseTo(lines[interest]?.[1] ?? Number.NaN, 4);
      expect(sum(interest + 1, principal)).toBeCloseTo(lines[principal]?.[1] ?? Number.NaN, 4);
      const penalties = lines[at('prepayment penalties collected')]?.[1] ?? 0;
      const entered = (beginning?.lines ?? [])
        .filter(({ of, text }) => of.startsWith(`${group}.`) && text === `in ${of}`)
        .reduce((total, { value }) => total + value, 0);
      expect((lines[interest]?.[1] ?? 0) + (lines[principal]?.[1] ?? 0) + penalties).toBeCloseTo(entered, 4);
      expect(entered).toBeGreaterThan(0);
    }
  });

  it('leaves cash that no step takes in its fund, and says so', async () => {
    const deal = resolveDeal(checkedDeal({ ...small({}), steps: [{ release: 'interest' }] }));
    const report = await traceReport(deal, { month: 3 });
    const left = report.steps.at(-1)?.lines.filter(({ text }) => text.startsWith('left in '));
    expect(left?.map(({ of, value }) => [of, value])).toEqual([
      ['pool1.interest', 0],
      ['pool1.principal', expect.closeTo(100, 9)],
    ]);
  });
});
