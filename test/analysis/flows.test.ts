/** Flows by month: what classes are paid, what groups remit, what quantities are. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { flowNames, flowReport, loadDeal } from '../../host/index.ts';
import { flowsCsv, flowsText } from '../../host/report/flows.ts';

const deal = loadDeal(fileURLToPath(new URL('../golden/csfb_2004_7_g4/deal.yaml', import.meta.url)));

const columnOf = (report: Awaited<ReturnType<typeof flowReport>>, of: string, name: string) =>
  report.tables.find((table) => table.of === of)?.columns.find((column) => column.name === name)?.values ?? [];
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('flows', () => {
  it('pay each class its balance, and interest on what it was', async () => {
    const report = await flowReport(deal, flowNames(deal), { speeds: 'PSA 250' });
    // 4.5 % a year on the balance before the payment, a twelfth of a year a month.
    const [begin, interest] = [columnOf(report, '4A1', 'begin'), columnOf(report, '4A1', 'interest')];
    expect(sum(columnOf(report, '4A1', 'principal'))).toBeCloseTo(54_000_000, 6);
    begin.forEach((balance, month) => {
      expect(interest[month]).toBeCloseTo((balance * 0.045) / 12, 6);
    });
  });

  it('tell defined quantities, dollars apart from shares', async () => {
    const names = [...deal.define.keys()];
    const report = await flowReport(deal, names, { speeds: 'PSA 250' });
    const share = report.tables.find(({ of }) => of === 'seniorShare');
    // 54 of 55 million before the first payment.
    expect(share?.columns[0]).toMatchObject({ unit: 'number' });
    expect(share?.columns[0]?.values[0]).toBeCloseTo(54 / 55, 12);
    expect(report.tables.find(({ of }) => of === 'seniorPrincipal')?.columns[0]?.unit).toBe('dollars');
  });

  it('refuse a name that the deal has not', async () => {
    await expect(flowReport(deal, ['4A2'], {})).rejects.toThrow("REQUEST_INVALID of: got '4A2'; expected one of 4A1, 4B1");
  });

  it('are a line a class and month as CSV, with every digit', async () => {
    const report = await flowReport(deal, ['4A1', '4B1'], { speeds: 'PSA 0,250' });
    const [header = '', first = '', ...rest] = flowsCsv(report).split('\n');
    expect(header).toBe(
      'of,scenario,month,date,begin,coupon,interest,principal,other,accreted,shortfall,carryover,writtenDown,writtenUp,balance',
    );
    expect(first).toMatch(/^4A1,PSA 0,1,2004-11-25,54000000,0.045,202500,/);
    expect(rest).toHaveLength(2 * 2 * 175 - 1);
  });

  it('leave out columns that are nothing in any month, as text', async () => {
    const text = flowsText(await flowReport(deal, ['4A1'], { speeds: 'PSA 250' }), 200);
    expect(text).toContain('principal');
    expect(text).not.toContain('writtenDown');
  });
});
