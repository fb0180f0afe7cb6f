/** Break-even multiples as the page draws them, from the tables of such a run. */
import { groupsOf, rowsOf } from '../client/frame.ts';
import { type DatedRun, tablesOf } from './runs.ts';

/** How far an input may go before a class loses. NaN where no multiple that was tried makes it lose, or ends the loss. */
export interface BreakEvenRow {
  readonly trust: string;
  readonly tranche: string;
  /** Units: dollars. */
  readonly balance: number;
  /** Units: dollars; of principal and interest together. */
  readonly baseLoss: number;
  readonly driver: string;
  readonly multiple: number;
  readonly kind: string;
  readonly coverage: number;
  /** Multiple at which the stated share is written down. */
  readonly writedown: number;
}

export interface BreakEvenReport {
  readonly trusts: readonly { readonly trust: string; readonly oc: number; readonly baseLosses: number }[];
  readonly rows: readonly BreakEvenRow[];
  /** Multiples were looked for up to this one. */
  readonly bound: number;
}

const MULTIPLE = {
  trust: 'text',
  tranche: 'text',
  driver: 'text',
  multiple: 'number',
  kind: 'text',
  coverage: 'number',
} as const;

/** Reads a break-even run. */
export async function breakEvensOf(run: DatedRun): Promise<BreakEvenReport> {
  const tables = await tablesOf(run, ['trusts', 'classes', 'multiples']);
  const trusts = rowsOf(tables.get('trusts'), { trust: 'text', oc: 'number', base_losses: 'number', bound: 'number' });
  const classes = rowsOf(tables.get('classes'), {
    trust: 'text',
    tranche: 'text',
    balance: 'number',
    base_principal_loss: 'number',
    base_interest_loss: 'number',
  });
  const multiples = tables.get('multiples');
  const byQuestion = multiples === undefined ? undefined : groupsOf(multiples, 'question');
  const written = rowsOf(byQuestion?.get('written down'), MULTIPLE);
  const rows = rowsOf(byQuestion?.get('first dollar'), MULTIPLE).map((row): BreakEvenRow => {
    const own = classes.find(({ trust, tranche }) => trust === row.trust && tranche === row.tranche);
    const down = written.find(
      ({ trust, tranche, driver }) => trust === row.trust && tranche === row.tranche && driver === row.driver,
    );
    return {
      ...row,
      balance: own?.balance ?? Number.NaN,
      baseLoss: own === undefined ? Number.NaN : own.base_principal_loss + own.base_interest_loss,
      writedown: down?.multiple ?? Number.NaN,
    };
  });
  return {
    trusts: trusts.map(({ trust, oc, base_losses: baseLosses }) => ({ trust, oc, baseLosses })),
    rows,
    bound: Math.max(...trusts.map(({ bound }) => bound).filter((bound) => !Number.isNaN(bound)), 1),
  };
}
