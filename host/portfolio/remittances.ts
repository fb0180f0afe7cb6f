/** What the trustee's reports said, payment date by payment date: of the collateral, and of each tranche. */
import type { FaultList } from '../deal/faults.ts';
import { COUNT, DOLLARS, type Grid, type Kind, MONTH, NUMBER, RATE, readRows, SIGNED_DOLLARS } from './csv.ts';
import type { Remittance, TrancheRemittance } from './records.ts';

const AMOUNTS = [
  'beginUpb',
  'endUpb',
  'interest',
  'scheduled',
  'prepaid',
  'recoveries',
  'defaults',
  'losses',
  'servicing',
] as const;
const COLUMNS = ['month', 'count', 'wac', ...AMOUNTS];

/** What a report may say besides; an empty cell is a figure that is not known. */
const MORE = ['foreclosure', 'reo', 'delinquent', 'reoProceeds', 'penalties', 'deferred'] as const;
/** Of a quantity that the deal defines: `<quantity>.value`. */
const VALUE = 'value';

/** What is told of a tranche, with what it may be: balances of Z classes rise by negative principal, writeups are negative writedowns. */
const OF_TRANCHES = {
  interest: SIGNED_DOLLARS,
  principal: SIGNED_DOLLARS,
  balance: DOLLARS,
  writedown: SIGNED_DOLLARS,
  coupon: RATE,
} as const satisfies Readonly<Record<keyof TrancheRemittance, Kind<number>>>;
const FIELDS = Object.keys(OF_TRANCHES);

/** Collections may be corrected to below nothing; balances may not. */
const SIGNED: ReadonlySet<string> = new Set(['interest', 'scheduled', 'prepaid', 'recoveries', 'losses']);

/**
 * Remittances in the order of time: one line a payment month. `tranches` are those that columns may speak of, `quantities` what the
 * deal defines. Faults are added to the list.
 */
export function readRemittances(
  grid: Grid,
  tranches: readonly string[],
  faults: FaultList,
  quantities: readonly string[] = [],
): Remittance[] {
  const told = tranches.filter((name) =>
    grid.columns.some((column) => nameOf(column) === name && FIELDS.includes(fieldOf(column))),
  );
  const defined = quantities.filter((name) => grid.columns.includes(`${name}.${VALUE}`));
  const isOther = (column: string) =>
    fieldOf(column) === VALUE
      ? quantities.includes(nameOf(column) ?? '')
      : tranches.includes(nameOf(column) ?? '') && FIELDS.includes(fieldOf(column));
  const rows = readRows(grid, { columns: COLUMNS, optional: MORE, isOther }, faults, (cell, place) => {
    const amount = (column: (typeof AMOUNTS)[number]) => cell(column, SIGNED.has(column) ? SIGNED_DOLLARS : DOLLARS);
    const more = MORE.flatMap((column) => {
      const value = cell(column, column === 'reoProceeds' ? SIGNED_DOLLARS : DOLLARS, Number.NaN);
      return Number.isNaN(value) ? [] : [[column, value] as const];
    });
    const values = defined.flatMap((name) => {
      const value = cell(`${name}.${VALUE}`, NUMBER, Number.NaN);
      return Number.isNaN(value) ? [] : [[name, value] as const];
    });
    const ofTranche = (name: string): TrancheRemittance => {
      const value = (field: keyof TrancheRemittance) => cell(`${name}.${field}`, OF_TRANCHES[field], 0);
      return {
        interest: value('interest'),
        principal: value('principal'),
        balance: value('balance'),
        writedown: value('writedown'),
        coupon: value('coupon'),
      };
    };
    return {
      place,
      remittance: {
        month: cell('month', MONTH),
        beginUpb: amount('beginUpb'),
        endUpb: amount('endUpb'),
        count: cell('count', COUNT),
        wac: cell('wac', RATE),
        interest: amount('interest'),
        scheduled: amount('scheduled'),
        prepaid: amount('prepaid'),
        recoveries: amount('recoveries'),
        defaults: amount('defaults'),
        losses: amount('losses'),
        servicing: amount('servicing'),
        ...Object.fromEntries(more),
        ...(values.length > 0 && { quantities: new Map(values) }),
        tranches: new Map(told.map((name) => [name, ofTranche(name)])),
      },
    };
  });
  rows.forEach(({ place, remittance: { month } }, at) => {
    const before = rows[at - 1]?.remittance.month;
    if (before !== undefined && month <= before)
      faults.add('TABLE_VALUE', `${place}, month`, `${month} after ${before}`, 'months in the order of time, each once');
  });
  return rows.map(({ remittance }) => remittance);
}

/** Names may have dots: the last one parts them from the field. */
function nameOf(column: string): string | undefined {
  const dot = column.lastIndexOf('.');
  return dot < 0 ? undefined : column.slice(0, dot);
}

function fieldOf(column: string): string {
  return column.slice(column.lastIndexOf('.') + 1);
}
