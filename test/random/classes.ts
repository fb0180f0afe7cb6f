/** The classes of a random deal: who they are, what they are owed, and how big they are. */
import type { Blueprint } from './blueprint.ts';
import { revolvingGroup } from './features.ts';

export interface Classes {
  seniors: string[];
  /** Interest-only on the first senior, paying what a floating rate leaves. */
  inverse: string | undefined;
  accrual: string | undefined;
  interestOnly: string | undefined;
  mezzanine: string[];
  subordinate: string | undefined;
  residual: string | undefined;
  /** All with a balance, from the most senior down. */
  notes: string[];
}

export type TrancheFields = Record<string, string | number | boolean>;

const MOST_TRANCHES = 7;

/** A name inside an expression: quoted unless it is a plain word. */
export const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`);

export function namesOf(blueprint: Blueprint): Classes {
  const { seniors, isFloating, accrual, interestOnly, mezzanine, hasSubordinate, hasResidual } = blueprint;
  const named = (plain: string, odd: string): string => (blueprint.oddNames ? odd : plain);
  // Those that come later in this list are the first to be left out when there are too many.
  let room = MOST_TRANCHES - seniors.count;
  const take = (wanted: number): number => {
    const taken = Math.min(wanted, room);
    room -= taken;
    return taken;
  };
  const hasAccrual = take(accrual === 'none' ? 0 : 1) === 1;
  const hasInverse = take(isFloating ? 1 : 0) === 1;
  const mezzanineCount = take(mezzanine.count);
  const isAlone = seniors.count + mezzanineCount + (hasAccrual ? 1 : 0) === 1;
  const hasSub = take(hasSubordinate || isAlone ? 1 : 0) === 1;
  const hasInterestOnly = take(interestOnly === 'none' ? 0 : 1) === 1;
  const hasResid = take(hasResidual ? 1 : 0) === 1;

  const classes = {
    seniors: Array.from({ length: seniors.count }, (_, at) => named(`A${at + 1}`, `${at + 1}A1`)),
    accrual: hasAccrual ? 'Z' : undefined,
    mezzanine: Array.from({ length: mezzanineCount }, (_, at) => named(`M${at + 1}`, `M-${at + 1}`)),
    subordinate: hasSub ? 'B' : undefined,
  };
  const notes = [...classes.seniors, classes.accrual, ...classes.mezzanine, classes.subordinate].filter(
    (name) => name !== undefined,
  );
  return {
    ...classes,
    notes,
    inverse: hasInverse ? 'S' : undefined,
    interestOnly: hasInterestOnly ? 'IO' : undefined,
    residual: hasResid ? 'R' : undefined,
  };
}

/** Cents. */
export function poolCents(blueprint: Blueprint): number {
  return groupCents(blueprint).reduce((sum, cents) => sum + cents, 0);
}

/** Cents of each group; what is yet to be bought is nothing. */
export const groupCents = (blueprint: Blueprint): number[] =>
  blueprint.pools.map((loans, at) => {
    const isBought = revolvingGroup(blueprint)?.name === `g${at + 1}`;
    return isBought ? 0 : loans.reduce((sum, loan) => sum + Math.round(Number(loan.upb) * 100), 0);
  });

/** Cents of each class with a balance; together they are the pool, less the overcollateralization the deal starts with. */
export function noteCents(blueprint: Blueprint, classes: Classes): Record<string, number> {
  const oc = blueprint.credit === 'overcollateralized' ? blueprint.limits.oc / 100_000 : 0;
  const total = Math.floor(poolCents(blueprint) * (1 - oc));
  const sizes = classes.notes.map((_, at) => blueprint.sizes[at]!);
  const whole = sizes.reduce((sum, size) => sum + size);
  const cents = sizes.map((size) => Math.floor((total * size) / whole));
  cents[0] = total - cents.slice(1).reduce((sum, one) => sum + one, 0);
  return Object.fromEntries(classes.notes.map((name, at) => [name, cents[at]!]));
}

/** A seasoned deal's classes were a quarter larger at issue. */
const SEASONED_FACTOR = 1.25;

export function tranches(blueprint: Blueprint, classes: Classes): Record<string, TrancheFields> {
  const { mezzanine } = blueprint;
  const cents = noteCents(blueprint, classes);
  const found: Record<string, TrancheFields> = {};
  classes.notes.forEach((name, at) => {
    const rate = blueprint.coupons[at]!;
    const original = blueprint.isSeasoned ? Math.round(cents[name]! * SEASONED_FACTOR) : cents[name]!;
    const tranche: TrancheFields = { balance: original / 100, coupon: at % 2 === 0 ? rate / 100_000 : `${rate / 1000}%` };
    const dayCount = blueprint.dayCounts[at]!;
    if (dayCount !== '30/360') tranche.dayCount = dayCount;
    const perNote = blueprint.perNote?.[at];
    if (perNote !== undefined) tranche.perNote = perNote;
    found[name] = tranche;
  });

  const [first] = classes.seniors;
  if (classes.inverse !== undefined && first !== undefined) {
    Object.assign(found[first]!, { coupon: 'min(index(LIBOR_1M) + 0.4137%, 7.5%)', dayCount: 'act/360' });
    found[classes.inverse] = { notional: first, coupon: 'max(0, 7.0863% - index(LIBOR_1M))', dayCount: 'act/360' };
  }
  classes.mezzanine.forEach((name, at) => {
    const tranche = found[name]!;
    if (mezzanine.interestOnShortfall) tranche.interestOnShortfall = true;
    if (!mezzanine.isCapped) return;
    const floating = `index(LIBOR_1M) + ${0.6 + 0.5 * at}%`;
    Object.assign(tranche, { coupon: `min(${floating}, netWac)`, uncapped: floating, dayCount: 'act/360' });
  });
  if (classes.interestOnly !== undefined) {
    const notional = {
      none: '',
      tranche: classes.notes.at(-1)!,
      set: 'SENIORS',
      group: 'pool',
      expression: `20.5% * begin(${quoted(first!)})`,
    };
    found[classes.interestOnly] = { notional: notional[blueprint.interestOnly], coupon: '0.513%' };
  }
  if (classes.residual !== undefined) found[classes.residual] = { residual: true };
  return found;
}
