/**
 * The unobservable inputs behind fair values, as disclosures state them: of each trust one figure, of each class of instrument the range
 * over its trusts and the means weighted by fair value and by unpaid principal.
 */
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import type { TrustInput } from '../portfolio/records.ts';
import type { TrustValue } from '../valuation/records.ts';

/** What a trust's projection does over its life. Units: decimals a year; severity a share; null where nothing prepays, defaults or is lost. */
export interface LifeSpeeds {
  readonly prepayment: number | null;
  readonly default: number | null;
  readonly severity: number | null;
}

/**
 * Mean speeds over the life of the collateral: what prepays over what could (balances after scheduled principal), what defaults over what
 * performs, and what is lost of what is liquidated, all summed over the months. A trust that runs at one speed throughout has that speed.
 *
 * Source: BMA Standard Formulas: new defaults are MDR x performing balance; voluntary prepayments SMM x what is scheduled of it.
 * Checked by: flat curves.
 */
export function lifeSpeeds(deal: ResolvedDeal, path: PathProjection): LifeSpeeds {
  const last = path.calledAt ?? path.periods;
  let [performing, scheduled, prepaid, defaulted, lost, liquidated] = [0, 0, 0, 0, 0, 0];
  deal.groups.forEach((_, group) => {
    const balance = path.remittance(group, 'performing');
    const [amortized, prepays, defaults] = (['amortized', 'prepaid', 'defaults'] as const).map((quantity) =>
      path.remittance(group, quantity),
    );
    const [losses, recoveries] = [path.remittance(group, 'loss'), path.remittance(group, 'recovery')];
    for (let payment = 1; payment <= last; payment++) {
      const before = balance[payment - 1] ?? 0;
      if (!(before > 0)) continue;
      const defaultRate = (defaults?.[payment] ?? 0) / before;
      performing += before;
      defaulted += defaults?.[payment] ?? 0;
      // Scheduled principal is paid by those that do not default: put back, it is that of the whole balance.
      scheduled += defaultRate < 1 ? before - (amortized?.[payment] ?? 0) / (1 - defaultRate) : 0;
      prepaid += prepays?.[payment] ?? 0;
    }
    for (let payment = 1; payment <= last; payment++) {
      lost += losses[payment] ?? 0;
      liquidated += (losses[payment] ?? 0) + (recoveries[payment] ?? 0);
    }
  });
  const yearly = (part: number, whole: number) =>
    whole > 0 ? 1 - (1 - Math.min(1, part / whole)) ** (12 / deal.dates.every) : null;
  return {
    prepayment: yearly(prepaid, scheduled),
    default: yearly(defaulted, performing),
    severity: liquidated > 0 ? lost / liquidated : null,
  };
}

/** A valued trust with its speeds. */
export interface DisclosedTrust {
  readonly trust: TrustInput;
  readonly value: TrustValue;
  readonly speeds: LifeSpeeds;
}

export const INPUTS = ['prepayment', 'default', 'severity', 'discountYield'] as const;
export type DisclosedInput = (typeof INPUTS)[number];

/** Classes of instruments whose values rest on unobservable inputs. */
export const DISCLOSED_CLASSES = ['collateral', 'borrowings', 'residual', 'availableForSale', 'longTermDebt'] as const;
export type DisclosedClass = (typeof DISCLOSED_CLASSES)[number];

/** One input as one instrument has it. `upb` is unpaid principal; 0 of a residual. */
export interface Observation {
  readonly class: DisclosedClass;
  readonly input: DisclosedInput;
  readonly value: number;
  readonly fairValue: number;
  readonly upb: number;
}

/** Units: decimals a year, severity a share. A mean is null where nothing of the weight is there. */
export interface InputRange {
  readonly class: DisclosedClass;
  readonly input: DisclosedInput;
  readonly low: number;
  readonly high: number;
  readonly byFairValue: number | null;
  readonly byUpb: number | null;
  /** Instruments that it is taken over. */
  readonly count: number;
}

/** Every input of every instrument. Instruments that are worth nothing and owe nothing have none. */
export function observations(trusts: readonly DisclosedTrust[]): Observation[] {
  return trusts.flatMap(({ value, speeds }) => {
    const found: Observation[] = [];
    const put = (kind: DisclosedClass, yieldBey: number | undefined, fairValue: number, upb: number) => {
      if (!(fairValue > 0) && !(upb > 0)) return;
      const inputs = { ...speeds, discountYield: yieldBey ?? null };
      for (const input of INPUTS) {
        const figure = inputs[input];
        if (figure !== null) found.push({ class: kind, input, value: figure, fairValue, upb });
      }
    };
    const owed = (share: (held: number) => number, kind: DisclosedClass) => {
      for (const { fairValue, face, isNotional, held, yield: figure } of value.tranches) {
        const part = share(held);
        if (part > 0) put(kind, figure?.yieldBey, fairValue * part, isNotional ? 0 : face * part);
      }
    };
    if (!value.consolidated) {
      owed((held) => held, 'availableForSale');
      put('availableForSale', value.residualYield?.yieldBey, value.residual * value.residualOwned, 0);
      return found;
    }
    put('collateral', value.collateral.yield?.yieldBey, value.collateral.fairValue, value.collateral.upb);
    owed((held) => 1 - held, 'borrowings');
    put('residual', value.residualYield?.yieldBey, value.residual, 0);
    return found;
  });
}

/** Ranges and weighted means by class and input, those that there are. */
export function inputRanges(found: readonly Observation[]): InputRange[] {
  return DISCLOSED_CLASSES.flatMap((kind) =>
    INPUTS.flatMap((input): InputRange[] => {
      const own = found.filter((each) => each.class === kind && each.input === input);
      if (own.length === 0) return [];
      const mean = (weight: (each: Observation) => number) => {
        const total = own.reduce((sum, each) => sum + weight(each), 0);
        return total > 0 ? own.reduce((sum, each) => sum + weight(each) * each.value, 0) / total : null;
      };
      const values = own.map(({ value }) => value);
      return [
        {
          class: kind,
          input,
          low: Math.min(...values),
          high: Math.max(...values),
          byFairValue: mean(({ fairValue }) => fairValue),
          byUpb: mean(({ upb }) => upb),
          count: own.length,
        },
      ];
    }),
  );
}
