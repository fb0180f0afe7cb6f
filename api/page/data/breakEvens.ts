/** Break-even multiples as the page draws them, from the result of such a run. */
import { api } from '../client/api.ts';
import { type Fields, fieldsOf, listOf, numberIn, textIn } from '../client/read.ts';
import type { DatedRun } from './runs.ts';

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

/** Reads a break-even run. */
export async function breakEvensOf(run: DatedRun): Promise<BreakEvenReport> {
  const { result } = await api.run(run.id);
  const given = fieldsOf(result);
  const reports = listOf(given.reports);
  return {
    trusts: reports.map((report) => ({
      trust: textIn(report.of),
      oc: numberIn(report.oc),
      baseLosses: numberIn(report.baseLosses),
    })),
    rows: reports.flatMap((report) => listOf(report.classes).flatMap((row) => rowsOf(textIn(report.of), row))),
    bound: Math.max(...reports.map((report) => numberIn(report.bound)).filter((bound) => !Number.isNaN(bound)), 1),
  };
}

function rowsOf(trust: string, row: Fields): BreakEvenRow[] {
  const base = fieldsOf(row.baseLoss);
  return listOf(row.drivers).map((driver): BreakEvenRow => {
    const first = fieldsOf(driver.firstLoss);
    return {
      trust,
      tranche: textIn(row.name),
      balance: numberIn(row.balance),
      baseLoss: numberIn(base.principal) + numberIn(base.interest),
      driver: textIn(driver.of),
      multiple: turnOf(textIn(driver.of), first),
      kind: textIn(first.kind),
      coverage: numberIn(first.coverage),
      writedown: turnOf(textIn(driver.of), fieldsOf(driver.writedown)),
    };
  });
}

/** The multiple that counts: the nearest at which a loss begins or ends; above 1 for defaults and severity unless the base case loses. */
export function turnOf(driver: string, turn: Fields): number {
  const [down, up] = [numberIn(turn.down), numberIn(turn.up)];
  if (driver !== 'prepayment') return turn.inBase === true ? down : up;
  if (Number.isNaN(down)) return up;
  return Number.isNaN(up) || down * up >= 1 ? down : up;
}
