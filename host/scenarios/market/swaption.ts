/** A European option to enter a swap, as the models price it. */
import { PAR_PAYMENTS } from './curve.ts';

/**
 * The right to enter at `expiry` a swap of `tenor` years on a dollar; a payer pays `strike`. The floating leg is worth a dollar less a
 * dollar at the end. Units: years, `tenor` a whole number of periods; decimal a year.
 */
export interface Swaption {
  readonly kind: 'payer' | 'receiver';
  readonly expiry: number;
  readonly tenor: number;
  readonly strike: number;
  /** Payments a year of the fixed leg, 30/360; default 2. */
  readonly perYear?: number;
}

/** What the holder of the fixed leg receives, the dollar at the end with it. Units: years from now; dollars. */
export function couponsOf({ expiry, tenor, strike, perYear = PAR_PAYMENTS }: Swaption): { time: number; amount: number }[] {
  const count = Math.round(tenor * perYear);
  return Array.from({ length: count }, (_, k) => ({
    time: expiry + (k + 1) / perYear,
    amount: strike / perYear + (k + 1 === count ? 1 : 0),
  }));
}
