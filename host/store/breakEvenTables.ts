/** The tables that a search for break-even multiples keeps. */
import { type BreakEvenReport, turnOf } from '../analysis/breakEven.ts';
import type { PortfolioBreakEven } from '../analysis/breakEvenPortfolio.ts';
import type { Driver, Turn } from '../analysis/breakEvenSearch.ts';
import { failureTable, integers, numbers, tableOf, text, warningTable } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

const DOLLARS = 'dollars';
const MULTIPLE = 'multiple of the base case';

/** Every table. A multiple that is missing was found nowhere up to the bound. */
export function breakEvenTables({ reports, failed }: PortfolioBreakEven): ResultTable[] {
  return [
    trustTable(reports),
    classTable(reports),
    multipleTable(reports),
    frontierTable(reports),
    warningTable(reports.map(({ of, warnings }) => ({ trust: of, warnings }))),
    failureTable(failed),
  ];
}

function trustTable(reports: readonly BreakEvenReport[]): ResultTable {
  return tableOf('trusts', reports, [
    text('trust', ({ of }) => of),
    numbers('pool', ({ pool }) => pool, DOLLARS),
    numbers('reo', ({ reo }) => reo, DOLLARS),
    numbers('oc', ({ oc }) => oc, DOLLARS),
    numbers('base_losses', ({ baseLosses }) => baseLosses, DOLLARS),
    numbers('bound', ({ bound }) => bound, MULTIPLE),
    numbers('writedown_share', ({ writedown }) => writedown, 'share of a balance'),
    integers('lanes', ({ lanes }) => lanes),
    integers('rounds', ({ rounds }) => rounds),
  ]);
}

function classTable(reports: readonly BreakEvenReport[]): ResultTable {
  const rows = reports.flatMap(({ of, classes }) => classes.map((each) => ({ trust: of, ...each })));
  return tableOf('classes', rows, [
    text('trust', ({ trust }) => trust),
    text('tranche', ({ name }) => name),
    numbers('balance', ({ balance }) => balance, DOLLARS),
    integers('notional', ({ isNotional }) => Number(isNotional)),
    numbers('base_principal_loss', ({ baseLoss }) => baseLoss.principal, DOLLARS),
    numbers('base_interest_loss', ({ baseLoss }) => baseLoss.interest, DOLLARS),
  ]);
}

interface Found {
  readonly trust: string;
  /** Null of the trust itself. */
  readonly tranche: string | null;
  readonly driver: Driver;
  readonly question: 'first dollar' | 'written down' | 'overcollateralization used up';
  readonly turn: Turn;
  readonly kind?: string | null;
  readonly losses?: number | null;
  readonly coverage?: number | null;
}

/** A row a question: of each class its first dollar and its writedown, of the trust its overcollateralization. */
function multipleTable(reports: readonly BreakEvenReport[]): ResultTable {
  const rows = reports.flatMap(({ of: trust, ocUsedUp, classes }): Found[] => [
    ...ocUsedUp.map(
      ({ of: driver, ...turn }): Found => ({ trust, tranche: null, driver, question: 'overcollateralization used up', turn }),
    ),
    ...classes.flatMap(({ name: tranche, drivers }) =>
      drivers.flatMap(({ of: driver, firstLoss, writedown }): Found[] => {
        const { kind, losses, coverage } = firstLoss;
        return [
          { trust, tranche, driver, question: 'first dollar', turn: firstLoss, kind, losses, coverage },
          ...(writedown === null ? [] : [{ trust, tranche, driver, question: 'written down', turn: writedown } as const]),
        ];
      }),
    ),
  ]);
  return tableOf('multiples', rows, [
    text('trust', ({ trust }) => trust),
    text('tranche', ({ tranche }) => tranche),
    text('driver', ({ driver }) => driver),
    text('question', ({ question }) => question),
    integers('in_base', ({ turn }) => Number(turn.inBase)),
    numbers('multiple', ({ driver, turn }) => turnOf(driver, turn), MULTIPLE),
    numbers('down', ({ turn }) => turn.down, MULTIPLE),
    numbers('up', ({ turn }) => turn.up, MULTIPLE),
    text('kind', ({ kind = null }) => kind),
    numbers('losses', ({ losses }) => losses, DOLLARS),
    numbers('coverage', ({ coverage }) => coverage, 'multiple of the losses of the base case'),
  ]);
}

function frontierTable(reports: readonly BreakEvenReport[]): ResultTable {
  const rows = reports.flatMap(({ of: trust, classes }) =>
    classes.flatMap(({ name, frontier }) => (frontier ?? []).map((point) => ({ trust, tranche: name, ...point }))),
  );
  type Row = (typeof rows)[number];
  return tableOf<Row>('frontier', rows, [
    text('trust', ({ trust }) => trust),
    text('tranche', ({ tranche }) => tranche),
    numbers('severity', ({ severity }) => severity, MULTIPLE),
    numbers('default', (row) => row.default, MULTIPLE),
    integers('in_base', ({ inBase }) => Number(inBase)),
  ]);
}
