/** Tables of a disclosure that need no more than values: principal against fair value, unrealized gains, yields taken apart. */
import { Decimal } from 'decimal.js';
import type { DebtValue } from '../valuation/longTermDebt.ts';
import type { TrustValue, YieldFigure } from '../valuation/records.ts';
import type { DisclosedTrust } from './disclosureInputs.ts';

/** Unpaid principal against fair value. Units: dollars, whole cents; difference = fair value less principal. */
export interface BalanceRow {
  readonly class: 'collateral' | 'late90' | 'borrowings' | 'longTermDebt';
  readonly upb: number;
  readonly fairValue: number;
  readonly difference: number;
}

/** Units: dollars, whole cents. */
export interface UnrealizedRow {
  readonly class: 'collateral' | 'borrowings' | 'derivatives' | 'longTermDebt';
  readonly method: 'fair value less cost';
  readonly cost: number;
  readonly fairValue: number;
  readonly gain: number;
}

/** A yield by type, vintage and position. Units: decimals a year, bond-equivalent; dollars. */
export interface YieldRow {
  readonly type: string;
  readonly vintage: number;
  readonly position: string;
  readonly fairValue: number;
  readonly upb: number;
  /** Means by fair value: benchmark + risk premium = yield. */
  readonly yieldBey: number;
  readonly benchmark: number;
  readonly riskPremium: number;
  /** The range of the matrix; null where no yield came from it. */
  readonly low: number | null;
  readonly high: number | null;
  readonly sources: readonly string[];
  /** Share of the fair value whose yield is observable: quoted in orderly transactions. */
  readonly orderly: number;
}

const ZERO = new Decimal(0);

function cents(dollars: number): Decimal {
  return new Decimal(dollars).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

/** Consolidated trusts and the sponsor's debt. `late90`: loans 90 and more days late, in foreclosure or bankruptcy, at their pool's price. */
export function balanceRows(trusts: readonly DisclosedTrust[], debts: readonly DebtValue[]): BalanceRow[] {
  const own = trusts.filter(({ value }) => value.consolidated);
  const row = (kind: BalanceRow['class'], amounts: readonly (readonly [upb: number, fairValue: number])[]): BalanceRow => {
    const sum = (side: 0 | 1) => amounts.reduce((total, pair) => total.plus(cents(pair[side])), ZERO);
    const [upb, fairValue] = [sum(0), sum(1)];
    return {
      class: kind,
      upb: upb.toNumber(),
      fairValue: fairValue.toNumber(),
      difference: fairValue.minus(upb).toNumber(),
    };
  };
  return [
    row(
      'collateral',
      own.map(({ value: { collateral } }) => [collateral.upb, collateral.fairValue]),
    ),
    row(
      'late90',
      own.map(({ trust, value }) => [trust.tape.late90Upb, (trust.tape.late90Upb * (value.collateral.price ?? 0)) / 100]),
    ),
    row(
      'borrowings',
      own.flatMap(({ value }) =>
        value.tranches.map(
          ({ face, isNotional, fairValue, held }) => [isNotional ? 0 : face * (1 - held), fairValue * (1 - held)] as const,
        ),
      ),
    ),
    ...(debts.length === 0
      ? []
      : [
          row(
            'longTermDebt',
            debts.map(({ balance, fairValue }) => [balance, fairValue]),
          ),
        ]),
  ];
}

/** Gains on what is still held: assets fair value less cost, debts cost less fair value; derivatives cost nothing. */
export function unrealizedRows(balances: readonly BalanceRow[], trusts: readonly DisclosedTrust[]): UnrealizedRow[] {
  const method = 'fair value less cost';
  const rows = balances.flatMap(({ class: kind, upb, fairValue, difference }): UnrealizedRow[] => {
    if (kind === 'late90') return [];
    return [
      {
        class: kind,
        method,
        cost: upb,
        fairValue,
        gain: kind === 'collateral' ? difference : difference === 0 ? 0 : -difference,
      },
    ];
  });
  const derivatives = trusts
    .filter(({ value }) => value.consolidated)
    .reduce((sum, { value }) => sum.plus(cents(value.derivativeAssets)).minus(cents(value.derivativeLiabilities)), ZERO)
    .toNumber();
  return [...rows, { class: 'derivatives', method, cost: 0, fairValue: derivatives, gain: derivatives }];
}

interface Found {
  readonly figure: YieldFigure;
  readonly fairValue: number;
  readonly upb: number;
}

/** Yields of collateral, classes and residuals of all trusts; what is worth nothing has none. */
export function yieldRows(trusts: readonly DisclosedTrust[]): YieldRow[] {
  const rows = new Map<string, { type: string; vintage: number; position: string; found: Found[] }>();
  for (const { value } of trusts) {
    for (const [position, fairValue, upb, figure] of yieldsIn(value)) {
      if (figure === null || !(fairValue > 0)) continue;
      const { type, vintage } = value;
      const key = JSON.stringify([type, vintage, position]);
      const row = rows.get(key) ?? { type, vintage, position, found: [] };
      row.found.push({ figure, fairValue, upb });
      rows.set(key, row);
    }
  }
  return [...rows.values()].map(({ type, vintage, position, found }) => {
    const total = found.reduce((sum, { fairValue }) => sum + fairValue, 0);
    const mean = (of: (figure: YieldFigure) => number) =>
      found.reduce((sum, { figure, fairValue }) => sum + fairValue * of(figure), 0) / total;
    const [lows, highs] = [found.flatMap(({ figure }) => figure.low ?? []), found.flatMap(({ figure }) => figure.high ?? [])];
    return {
      type,
      vintage,
      position,
      fairValue: found.reduce((sum, { fairValue }) => sum.plus(cents(fairValue)), ZERO).toNumber(),
      upb: found.reduce((sum, { upb }) => sum.plus(cents(upb)), ZERO).toNumber(),
      yieldBey: mean(({ yieldBey }) => yieldBey),
      benchmark: mean(({ benchmark }) => benchmark),
      riskPremium: mean(({ riskPremium }) => riskPremium),
      low: lows.length === 0 ? null : Math.min(...lows),
      high: highs.length === 0 ? null : Math.max(...highs),
      sources: [...new Set(found.map(({ figure }) => figure.source))],
      orderly: mean(({ orderly }) => Number(orderly)),
    };
  });
}

function yieldsIn(
  value: TrustValue,
): (readonly [position: string, fairValue: number, upb: number, figure: YieldFigure | null])[] {
  return [
    ['collateral', value.collateral.fairValue, value.collateral.upb, value.collateral.yield],
    ...value.tranches.map(
      ({ position, name, fairValue, face, isNotional, yield: figure }) =>
        [position === '' ? name : position, fairValue, isNotional ? 0 : face, figure] as const,
    ),
    ['residual', value.residual, 0, value.residualYield],
  ];
}
