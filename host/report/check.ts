/** What a deal file holds, for somebody who has just written one. */
import { formatDate } from '../curves/dates.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { unratedIndices } from '../engine/project.ts';
import { indented, type TableRow, textTable } from './table.ts';
import { count, counted, dollars } from './words.ts';

/** The contents of a deal without faults, as data. */
export interface CheckReport {
  readonly deal: string;
  readonly settlement: string;
  readonly firstPayment: string;
  readonly groups: readonly { readonly name: string; readonly loans: number; readonly balance: number }[];
  readonly tranches: readonly {
    readonly name: string;
    readonly kind: 'balance' | 'notional' | 'residual';
    readonly balance: number;
  }[];
  readonly steps: readonly { readonly number: number; readonly title: string }[];
  readonly definitions: number;
  readonly schedules: number;
  readonly indices: readonly string[];
  /** What a user should know, such as an index without rates. */
  readonly warnings: readonly string[];
  readonly variants: readonly string[];
  readonly hasCall: boolean;
}

/** Looks into a deal. */
export function checkReport(deal: ResolvedDeal): CheckReport {
  return {
    deal: deal.name,
    settlement: formatDate(deal.dates.settlement),
    firstPayment: formatDate(deal.dates.firstPayment),
    groups: deal.groups.map(({ name, loans, cutoff }) => ({ name, loans: loans.count, balance: cutoff })),
    tranches: deal.tranches.map(({ name, hasBalance, isResidual, balance }) => ({
      name,
      kind: hasBalance ? 'balance' : isResidual ? 'residual' : 'notional',
      balance,
    })),
    steps: deal.steps.map(({ number, title }) => ({ number, title })),
    definitions: deal.define.size,
    schedules: deal.schedules.size,
    indices: deal.indices.map(({ name }) => name),
    warnings: unratedIndices(deal, [{ name: 'own' }]),
    variants: deal.variants,
    hasCall: deal.call !== undefined,
  };
}

/** The contents as text. */
export function checkText(report: CheckReport): string {
  const sum = (rows: readonly { readonly balance: number }[]) => dollars(rows.reduce((total, { balance }) => total + balance, 0));
  const { groups, tranches, steps } = report;
  const balances = tranches.filter(({ kind }) => kind === 'balance');
  const also = [
    ...(report.definitions > 0 ? [counted(report.definitions, 'defined quantity', 'defined quantities')] : []),
    ...(report.schedules > 0 ? [counted(report.schedules, 'schedule')] : []),
    ...(report.indices.length > 0
      ? [`${counted(report.indices.length, 'index', 'indices')} (${report.indices.join(', ')})`]
      : []),
    ...(report.variants.length > 0 ? [`variants ${report.variants.join(', ')}`] : []),
    ...(report.hasCall ? ['a call'] : []),
  ];
  const groupRows = groups.map(({ name, loans, balance }): TableRow => [name, counted(loans, 'loan line'), dollars(balance)]);
  const trancheRows = tranches.map(({ name, kind, balance }): TableRow => [name, kind === 'balance' ? dollars(balance) : kind]);
  return [
    `${report.deal}: no faults`,
    `Settlement ${report.settlement}, first payment ${report.firstPayment}`,
    `Collateral: ${counted(groups.length, 'group')}, $${sum(groups)}\n${indented(textTable(groupRows))}`,
    `Classes: ${count(tranches.length)}, balances $${sum(balances)}\n${indented(textTable(trancheRows))}`,
    `Steps: ${count(steps.length)}\n${indented(
      textTable(
        steps.map(({ number, title }) => [String(number), title]),
        ['right', 'left'],
      ),
    )}`,
    ...(also.length > 0 ? [`Also: ${also.join(', ')}`] : []),
    ...report.warnings,
  ].join('\n\n');
}
