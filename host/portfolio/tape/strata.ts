/** Stratification tables of a tape: how many loans and how much of the balance stand in each bucket, with means by balance. */
import type { Stratum } from '../records.ts';
import { type Cell, type Duck, exact, exactTotal } from './duck.ts';

/** Buckets by upper ends, which belong to the bucket below them; or the values themselves. */
type Cut =
  | { readonly field: string; readonly ends: readonly number[]; readonly label: (end: number) => string }
  | { readonly field: string; readonly values: string };

const MISSING = 'missing';

const dollars = (end: number) => end.toLocaleString('en-US');
const percent = (end: number) => `${Math.round(end * 1000) / 10}%`;
const whole = (end: number) => String(end);

/** The tables, by name. Loans 30 and more days late are told apart by days, unless their status says more. */
const CUTS: Readonly<Record<string, Cut>> = {
  balance: { field: '"upb"', ends: [50_000, 100_000, 200_000, 300_000, 400_000, 500_000, 750_000, 1_000_000], label: dollars },
  rate: { field: '"noteRate"', ends: [0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1], label: percent },
  ltv: { field: '"ltv"', ends: [0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1], label: percent },
  updatedLtv: { field: '"updatedLtv"', ends: [0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.5], label: percent },
  fico: { field: '"fico"', ends: [579, 619, 659, 699, 739, 779], label: whole },
  age: { field: '"age"', ends: [12, 24, 36, 60, 84, 120, 180], label: whole },
  state: { field: '"state"', values: '"state"' },
  status: {
    field: '"status"',
    values:
      `CASE WHEN coalesce("status", 'current') <> 'current' THEN "status" WHEN "daysLate" >= 90 THEN '90 days late and more' ` +
      `WHEN "daysLate" >= 60 THEN '60 days late' WHEN "daysLate" >= 30 THEN '30 days late' ELSE 'current' END`,
  },
  product: { field: '"product"', values: '"product"' },
};

/**
 * All tables over the loans that are projected, in one pass over them.
 *
 * Shape: buckets of numbers ascending, those without loans left out; values by balance, the largest first; `missing` last.
 * Units: dollars, decimals a year, shares.
 */
export async function strataOf(duck: Duck): Promise<ReadonlyMap<string, readonly Stratum[]>> {
  const names = Object.keys(CUTS);
  const cuts = Object.values(CUTS);
  const keys = cuts.map((_, at) => `b${at}`);
  const terms = [
    `${exact('"upb"')} AS owed`,
    ...MEANS.flatMap((field, at) => [
      `${exact(`"upb" * ${field}`)} AS m${at}`,
      `CASE WHEN ${field} IS NOT NULL THEN owed END AS o${at}`,
    ]),
    ...cuts.map((cut, at) => `${keyOf(cut)} AS b${at}`),
  ];
  const means = MEANS.map((_, at) => `${exactTotal(`m${at}`)} / nullif(${exactTotal(`o${at}`)}, 0)`);
  const order = [
    'cut',
    ...keys.filter((_, at) => isOfNumbers(cuts[at])).map((key) => `${key} NULLS LAST`),
    ...keys.filter((_, at) => !isOfNumbers(cuts[at])).map((key) => `${key} IS NULL`),
    'total DESC',
    ...keys,
  ];
  const columns = await duck.columns(
    `SELECT grouping(${keys.join(', ')}) AS cut, count(*), ${exactTotal('owed')} AS total, ${[...means, ...keys].join(', ')} ` +
      `FROM (SELECT ${terms.join(', ')} FROM live) GROUP BY GROUPING SETS (${keys.map((key) => `(${key})`).join(', ')}) ORDER BY ${order.join(', ')}`,
  );
  const [sets = [], counts = [], totals = []] = columns;
  return new Map(
    cuts.map((cut, at) => {
      // A bit for each key that a row is not grouped by, that of the first key the highest.
      const own = 2 ** keys.length - 1 - 2 ** (keys.length - 1 - at);
      const rows = sets.flatMap((set, row) => (set === own ? [row] : []));
      const strata = rows.map(
        (row): Stratum => ({
          bucket: labelOf(cut, columns[3 + MEANS.length + at]?.[row] ?? null),
          count: Number(counts[row]),
          upb: Number(totals[row]),
          noteRate: numberOrNull(columns[3]?.[row]),
          ltv: numberOrNull(columns[4]?.[row]),
          fico: numberOrNull(columns[5]?.[row]),
        }),
      );
      return [names[at] ?? '', strata];
    }),
  );
}

/** Terms that have a mean weighted by balance, over the loans that have them. */
const MEANS = ['"noteRate"', '"ltv"', '"fico"'];

function isOfNumbers(cut: Cut | undefined): boolean {
  return cut !== undefined && 'ends' in cut;
}

/** SQL of the bucket of a loan: a number in the order of the buckets, or the value itself. */
function keyOf(cut: Cut): string {
  if (!('ends' in cut)) return cut.values;
  const within = cut.ends.map((end, at) => `WHEN ${cut.field} <= ${end} THEN ${at}`);
  return `CASE ${within.join(' ')} WHEN ${cut.field} IS NOT NULL THEN ${cut.ends.length} END`;
}

function labelOf(cut: Cut, bucket: Cell): string {
  if (bucket === null) return MISSING;
  if (!('ends' in cut)) return String(bucket);
  const at = Number(bucket);
  const [below, end] = [cut.ends[at - 1], cut.ends[at]];
  if (end === undefined) return `over ${cut.label(below ?? 0)}`;
  return below === undefined ? `up to ${cut.label(end)}` : `${cut.label(below)} to ${cut.label(end)}`;
}

function numberOrNull(value: Cell | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
