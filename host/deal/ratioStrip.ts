/**
 * Ratio strips: loans whose net rate is below the rate that their group passes through are divided, the rest of each being principal alone.
 * A loan is linear in its balance, so that two of its terms stand for it.
 */
import type { CohortAssumptions, CollateralGroup, LoanColumns } from '../types.ts';
import type { FaultList } from './faults.ts';
import { rateOf } from './resolveCollateral.ts';
import type { GroupFile } from './schema.ts';

/** What the group of the parts that are principal alone is called. */
function stripName(group: string): string {
  return `${group}.po`;
}

/**
 * The group and, where it has `passThrough`, the parts of its loans that are principal alone: of a loan at net rate n below the rate p that
 * is passed through, n / p stays at net rate p, and 1 - n / p is a loan of its own without interest.
 *
 * Units: rates a year. Codes: DEAL_RANGE, DEAL_SHAPE for what does not divide by balance.
 */
export function withStrip(
  group: CollateralGroup,
  file: GroupFile,
  context: { readonly faults: FaultList; readonly assumptions: readonly CohortAssumptions[]; readonly isOfSnapshot: boolean },
): CollateralGroup[] {
  if (file.passThrough === undefined) return [group];
  const place = `collateral.${group.name}.passThrough`;
  const rate = rateOf(file.passThrough, place, context.faults) ?? 0;
  if (rate === 0) context.faults.add('DEAL_RANGE', place, file.passThrough, 'a rate above 0');
  const undivided = whatCannotBeDivided(group, file, context);
  if (undivided !== undefined) context.faults.add('DEAL_SHAPE', place, undivided, 'a group of fixed-rate loans without it');
  const { loans } = group;
  const shares = loans.noteRate.map((noteRate, loan) => Math.min(1, Math.max(0, noteRate - (loans.strip[loan] ?? 0)) / rate));
  const stays = scaled(loans, shares);
  const strip = loans.strip.map((own, loan) => ((shares[loan] ?? 1) < 1 ? (loans.noteRate[loan] ?? 0) - rate : own));
  const rest = scaled(
    loans,
    shares.map((share) => 1 - share),
  );
  return [
    withLoans(group, group.name, { ...stays, strip }),
    { ...withLoans(group, stripName(group.name), { ...rest, strip: loans.noteRate }), reo: [] },
  ];
}

/** What of a group is not in proportion to the balance of its loans, or moves with their rates. */
function whatCannotBeDivided(
  { loans, overrides, revolving }: CollateralGroup,
  file: GroupFile,
  { assumptions, isOfSnapshot }: Parameters<typeof withStrip>[2],
): string | undefined {
  if (isOfSnapshot) return 'the tape of a snapshot';
  if (loans.index.some((index) => index >= 0)) return 'a loan with an index';
  if (loans.details?.negative.some((isNegative) => isNegative === 1)) return 'a loan with negativeAmortization';
  if (overrides.length > 0 || file.terms !== undefined) return 'terms under one speed';
  if (revolving !== undefined) return 'revolving';
  const used = [...new Set(loans.assumption)].map((place) => assumptions[place]);
  if (used.some((cohort) => cohort?.isGross === true)) return 'severityBasis: gross';
  if (used.some((cohort) => cohort?.isRecoverable === true)) return 'advance.recoverable';
  return undefined;
}

/** The loans with so much of each: balances and payments are dollars, all else stays. */
function scaled(loans: LoanColumns, shares: Float64Array): LoanColumns {
  const part = (column: Float64Array) => column.map((dollars, loan) => dollars * (shares[loan] ?? 0));
  return { ...loans, upb: part(loans.upb), payment: part(loans.payment) };
}

function withLoans(group: CollateralGroup, name: string, loans: LoanColumns): CollateralGroup {
  return { ...group, name, loans, cutoff: loans.upb.reduce((sum, upb) => sum + upb, 0) };
}
