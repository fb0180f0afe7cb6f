/** Stratification tables of a tape: how many loans and how much of the balance stand in each bucket, with means by balance. */
import type { Stratum } from '../records.ts';
import { type Cell, type Duck, exactSum } from './duck.ts';

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
 * All tables over the loans that are projected.
 *
 * Shape: buckets of numbers ascending, those without loans left out; values by balance, the largest first; `missing` last.
 * Units: dollars, decimals a year, shares.
 */
export async function strataOf(duck: Duck): Promise<ReadonlyMap<string, readonly Stratum[]>> {
  const tables = new Map<string, readonly Stratum[]>();
  for (const [name, cut] of Object.entries(CUTS)) tables.set(name, await tableOf(duck, cut));
  return tables;
}

async function tableOf(duck: Duck, cut: Cut): Promise<Stratum[]> {
  const key =
    'ends' in cut
      ? `CASE ${cut.ends.map((end, at) => `WHEN ${cut.field} <= ${end} THEN ${at}`).join(' ')} WHEN ${cut.field} IS NOT NULL THEN ${cut.ends.length} END`
      : cut.values;
  const order = 'ends' in cut ? 'bucket NULLS LAST' : 'bucket IS NULL, total DESC, bucket';
  const [buckets = [], counts = [], totals = [], ...means] = await duck.columns(
    `SELECT bucket, count(*), ${exactSum('"upb"')} AS total, ${mean('"noteRate"')}, ${mean('"ltv"')}, ${mean('"fico"')} ` +
      `FROM (SELECT "upb", "noteRate", "ltv", "fico", (${key}) AS bucket FROM live) GROUP BY bucket ORDER BY ${order}`,
  );
  return buckets.map((bucket, at) => ({
    bucket: labelOf(cut, bucket),
    count: Number(counts[at]),
    upb: Number(totals[at]),
    noteRate: numberOrNull(means[0]?.[at]),
    ltv: numberOrNull(means[1]?.[at]),
    fico: numberOrNull(means[2]?.[at]),
  }));
}

/** SQL of a mean weighted by balance over the loans that have the field, NULL where none has. */
function mean(field: string): string {
  const has = `${field} IS NOT NULL`;
  return `${exactSum(`"upb" * ${field}`, has)} / nullif(${exactSum('"upb"', has)}, 0)`;
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
