/** Break-even multiples as text: a table a trust, and the frontiers of its classes. */
import { type BreakEvenReport, type ClassBreakEven, turnOf } from '../analysis/breakEven.ts';
import type { PortfolioBreakEven } from '../analysis/breakEvenPortfolio.ts';
import type { Driver, Turn } from '../analysis/breakEvenSearch.ts';
import { headings, type TableRow, textTable, wrapped } from './table.ts';
import { failuresText } from './value.ts';
import { count, dollars, fixed, NONE, percent } from './words.ts';

/** Columns wrap their headings to this. Units: characters. */
const HEADING_WIDTH = 12;
const PLACES = 3;
/** Below this a column in whole dollars has nothing to show. */
const LEAST_SHOWN = 0.5;

/** The whole report. `width` is that of the terminal, in characters. */
export function breakEvenText({ reports, failed }: PortfolioBreakEven, width: number): string {
  const [first] = reports;
  const parts = reports.flatMap((report) => [reportText(report), frontierText(report)]);
  return [...parts, failuresText({ failed }), first === undefined ? '' : notes(first, width)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function reportText(report: BreakEvenReport): string {
  const drivers = report.classes[0]?.drivers.map(({ of }) => of) ?? [];
  const tables = drivers.map((driver) => driverText(report, driver));
  return [`${report.of}\n${backingText(report)}`, ...tables, ...report.warnings].join('\n\n');
}

/** A line a class: multiples of one driver. */
function driverText({ classes, ocUsedUp, pool, writedown }: BreakEvenReport, driver: Driver): string {
  const columns = [
    '',
    'Balance',
    'Base loss',
    'Interest unpaid',
    'First dollar',
    'of',
    'Losses then',
    'Coverage',
    `${percent(writedown, 0)} written down`,
  ];
  const used = ocUsedUp.find(({ of }) => of === driver);
  return [
    `Multiples of ${driver}${used === undefined ? '' : `; overcollateralization used up: ${turnText(driver, used)}`}`,
    textTable([
      ...headings(columns, HEADING_WIDTH),
      'rule',
      ...classes.map((each): TableRow => {
        const { principal, interest } = each.baseLoss;
        return [
          each.name,
          each.isNotional ? 'notional' : dollars(each.balance, 0),
          principal < LEAST_SHOWN ? NONE : dollars(principal, 0),
          interest < LEAST_SHOWN ? NONE : dollars(interest, 0),
          ...cellsOf(each, driver, pool),
        ];
      }),
    ]),
  ].join('\n');
}

function cellsOf({ drivers }: ClassBreakEven, driver: Driver, pool: number): string[] {
  const found = drivers.find(({ of }) => of === driver);
  if (found === undefined) return [];
  const { firstLoss, writedown } = found;
  return [
    turnText(driver, firstLoss),
    firstLoss.kind === null ? NONE : firstLoss.kind === 'principal and interest' ? 'both' : firstLoss.kind,
    firstLoss.losses === null || pool <= 0 ? NONE : percent(firstLoss.losses / pool, 1),
    firstLoss.coverage === null ? NONE : fixed(firstLoss.coverage, 2),
    writedown === null ? NONE : turnText(driver, writedown),
  ];
}

function backingText({ pool, reo, oc, baseLosses }: BreakEvenReport): string {
  const backing = reo > 0 ? `Pool ${dollars(pool, 0)} and real estate ${dollars(reo, 0)}` : `Pool ${dollars(pool, 0)}`;
  const losses = `base losses ${dollars(baseLosses, 0)}${pool > 0 ? `, ${percent(baseLosses / pool, 1)} of the pool` : ''}`;
  const standing = oc >= 0 ? `overcollateralization ${dollars(oc, 0)}` : `${dollars(-oc, 0)} less than its classes`;
  return `${backing}: ${standing}; ${losses}`;
}

/**
 * The multiples at which something holds, as far as they are next to the base case: `1.250` of defaults and severity; `from 2.310`,
 * `to 0.420` of prepayments; `always`, `none`.
 */
export function turnText(driver: Driver, turn: Turn): string {
  const { inBase, down, up } = turn;
  if (down === null && up === null) return inBase ? 'always' : 'none';
  const multiple = turnOf(driver, turn);
  if (driver !== 'prepayment') return multiple === null ? (inBase ? 'always' : 'none') : fixed(multiple, PLACES);
  const text = (value: number | null, word: string) => (value === null ? [] : [`${word} ${fixed(value, PLACES)}`]);
  // In the base case it holds between the two, otherwise outside them.
  return (inBase ? [...text(down, 'from'), ...text(up, 'to')] : [...text(down, 'to'), ...text(up, 'from')]).join(
    inBase ? ' ' : ', ',
  );
}

function frontierText({ of, classes }: BreakEvenReport): string {
  const severities = classes.find(({ frontier }) => frontier !== null)?.frontier?.map(({ severity }) => severity) ?? [];
  if (severities.length === 0) return '';
  return [
    `${of}: defaults at the first dollar of loss, by multiple of severity`,
    textTable([
      ['severity', ...severities.map((severity) => `x ${severity}`)],
      'rule',
      ...classes.map(
        ({ name, frontier }): TableRow => [
          name,
          ...(frontier ?? []).map(({ default: multiple, inBase }) =>
            multiple === null ? (inBase ? 'always' : 'none') : fixed(multiple, PLACES),
          ),
        ],
      ),
    ]),
  ].join('\n');
}

function notes({ bound }: BreakEvenReport, width: number): string {
  const lines = [
    'Multiples are of the base case. A loss is more than half a cent: of principal (writedowns less writeups, and balance unpaid at the end) or of interest left unpaid at the end; carry-over of capped coupons is none.',
    `Losses then: of the collateral, as a share of the pool; coverage: those over the losses of the base case. to 0.9: at that multiple and below; always: even at 0; none: not up to ${count(bound)} times.`,
  ];
  return lines.flatMap((line) => wrapped(line, width)).join('\n');
}
