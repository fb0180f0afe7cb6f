/** How a servicer treats what defaults: what the deal file says, cohort by cohort, and what a scenario says instead. */
import { entries, type Fields, fields, type Num, numberOf, wholeOf, ZERO } from './number.ts';

export interface Servicing {
  /** Months from default to liquidation. */
  lag: number;
  /** Months from default until the property is owned; undefined where that is not told apart. */
  foreclosureMonths: number | undefined;
  /** Added to every severity: months owned, each at its cost. */
  carrying: Num;
  /** Months from liquidation to the insurer's payment. */
  claimLag: number;
  /** Are advances reimbursed out of the proceeds before the trust gets any? */
  isGross: boolean;
  advancesPrincipal: boolean;
  advancesInterest: boolean;
  /** Advances are made in so many months of a default, its own month the first. */
  advanceMonths: number;
  /** Is a month advanced only while the proceeds to come cover what is advanced? */
  isRecoverable: boolean;
  stopDefaults: boolean;
}

/** What a scenario may say. */
export interface ServicingChange {
  lag?: number;
  advance?: { principal?: boolean; interest?: boolean };
  stopDefaults?: boolean;
}

/** The deal's own, and by cohort. */
export interface Servicings {
  own: Servicing;
  cohorts: Map<string, Servicing>;
}

const DEFAULTS: Servicing = {
  lag: 12,
  foreclosureMonths: undefined,
  carrying: ZERO,
  claimLag: 0,
  isGross: false,
  advancesPrincipal: false,
  advancesInterest: false,
  advanceMonths: Number.POSITIVE_INFINITY,
  isRecoverable: false,
  stopDefaults: true,
};

/** A lag and a pipeline are two ways to say one thing: whichever is given takes the place of both. */
function pathToSale(own: Fields, base: Servicing): Pick<Servicing, 'lag' | 'foreclosureMonths' | 'carrying'> {
  if (own.pipeline !== undefined) {
    const pipeline = fields(own.pipeline, 'pipeline');
    const foreclosureMonths = wholeOf(pipeline, 'foreclosure', 0);
    const owned = wholeOf(pipeline, 'reo', 0);
    return { lag: foreclosureMonths + owned, foreclosureMonths, carrying: numberOf(pipeline, 'carrying', 0).times(owned) };
  }
  if (own.lag !== undefined) return { lag: wholeOf(own, 'lag', 0), foreclosureMonths: undefined, carrying: ZERO };
  return base;
}

function readServicing(own: Fields, base: Servicing): Servicing {
  const advance = own.advance === undefined ? {} : fields(own.advance, 'advance');
  const flag = (value: unknown, otherwise: boolean): boolean => (value === undefined ? otherwise : value === true);
  const { lag, foreclosureMonths, carrying } = pathToSale(own, base);
  return {
    lag,
    foreclosureMonths,
    carrying,
    claimLag: wholeOf(own, 'claimLag', base.claimLag),
    isGross: own.severityBasis === undefined ? base.isGross : own.severityBasis === 'gross',
    advancesPrincipal: flag(advance.principal, base.advancesPrincipal),
    advancesInterest: flag(advance.interest, base.advancesInterest),
    advanceMonths: advance.months === undefined ? base.advanceMonths : wholeOf(advance, 'months', 0),
    isRecoverable: flag(advance.recoverable, base.isRecoverable),
    stopDefaults: flag(own.stopDefaults, base.stopDefaults),
  };
}

export function readServicings(assumptions: unknown): Servicings {
  const given = assumptions === undefined ? {} : fields(assumptions, 'assumptions');
  const own = readServicing(given, DEFAULTS);
  const cohorts = entries(given.cohorts, 'cohorts').map(([name, one]): [string, Servicing] => [
    name,
    readServicing(fields(one, name), own),
  ]);
  return { own, cohorts: new Map(cohorts) };
}

/** The servicing of a cohort under a scenario. A lag of the scenario leaves what holding a property costs as it was. */
export function servicingOf({ own, cohorts }: Servicings, cohort: string, change: ServicingChange): Servicing {
  const base = cohorts.get(cohort) ?? own;
  const lag = change.lag ?? base.lag;
  return {
    ...base,
    lag,
    foreclosureMonths: base.foreclosureMonths === undefined ? undefined : Math.min(base.foreclosureMonths, lag),
    advancesPrincipal: change.advance?.principal ?? base.advancesPrincipal,
    advancesInterest: change.advance?.interest ?? base.advancesInterest,
    stopDefaults: change.stopDefaults ?? base.stopDefaults,
  };
}
