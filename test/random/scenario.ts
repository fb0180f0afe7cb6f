/** Random assumptions for a deal: speeds, severities and indices by month, with the switches of the collateral. */
import fc from 'fast-check';
import { often } from './draw.ts';
import { INDICES } from './pool.ts';

/** Plain numbers, all by month from 1; the last one holds. What `runOracle` takes. */
export interface RandomScenario {
  smm: number[];
  mdr: number[];
  severity: number[];
  /** Of the performing balance, what is 60 and more days late. */
  delinquent?: number[];
  /** Left to the deal where it has a way to the sale of its own, sometimes. */
  lag?: number;
  advance: { principal: boolean; interest: boolean };
  stopDefaults: boolean;
  indices: Record<string, number[]>;
  noCall: boolean;
  /** Only where the deal has several readings. */
  variant?: string;
}

export interface ScenarioOptions {
  /** May speeds reach one, and with a loan's own factor pass it, so that the clamps bind? Default false. */
  extremes?: boolean;
  /** May loans be late? Default true. */
  delinquency?: boolean;
}

const WHOLE = 1_000_000;
const BILLION = 1_000_000_000;
/** Leaves something to come with the highest cost of holding on top, so that nothing advanced is never held against nothing. */
const MOST_COMPARED = 0.7;
const HIGHEST_LATE = 200_000;

/** Units: millionths. `extremes` also has all of it at once, which clamps what comes on top. */
const curve = (highest: number, extremes = false): fc.Arbitrary<number[]> => {
  const plain = fc.integer({ min: 0, max: highest });
  const value = extremes ? fc.oneof({ weight: 12, arbitrary: plain }, { weight: 1, arbitrary: fc.constant(WHOLE) }) : plain;
  const values = fc.array(value, { minLength: 1, maxLength: 48, size: 'max' });
  const either = fc.oneof({ weight: 1, arbitrary: fc.constant([0]) }, { weight: 6, arbitrary: values });
  return either.map((units) => units.map((unit) => unit / WHOLE));
};

/** Odd billionths: no sum with a margin lies half way between two multiples of a rounding. */
const index = (isFlat: boolean): fc.Arbitrary<number[]> => {
  const value = fc.integer({ min: 0, max: 60_000_000 }).map((half) => (2 * half + 1) / 1_000_000_000);
  return fc.array(value, { minLength: 1, maxLength: isFlat ? 1 : 48, size: 'max' });
};

/** Dates that pay several months at once leave open which of them sets a coupon: there, indices are flat. */
function paysMonthly(deal: unknown): boolean {
  const dates = (deal as { dates?: { every?: number } }).dates;
  return (dates?.every ?? 1) === 1;
}

/** Deals that ask how many loans are late are told; others sometimes. */
function late(deal: unknown, options: ScenarioOptions): fc.Arbitrary<number[] | undefined> {
  if (options.delinquency === false) return fc.constant(undefined);
  const drawn = curve(HIGHEST_LATE);
  return JSON.stringify(deal).includes('delinquent(') ? drawn : often<number[] | undefined>(undefined, 3, drawn);
}

/** Odd billionths, which no sum of what is advanced comes to: whether a month is recoverable is never a matter of the last digit. */
const oddly = (share: number): number => (2 * Math.floor((share * MOST_COMPARED * BILLION) / 2) + 1) / BILLION;

const variantsOf = (deal: unknown): string[] => (deal as { variants?: string[] }).variants ?? [];

export function randomScenario(deal: unknown, options: ScenarioOptions = {}): fc.Arbitrary<RandomScenario> {
  const isFlat = !paysMonthly(deal);
  const extremes = options.extremes === true;
  // Nothing near one, which would leave a pool of 1e-300 dollars: a ratio of two such is a matter of the number format.
  const highest = extremes ? { smm: 500_000, mdr: 500_000 } : { smm: 80_000, mdr: 40_000 };
  const variants = variantsOf(deal);
  const assumptions = fc.record({
    smm: curve(highest.smm, extremes),
    mdr: curve(highest.mdr, extremes),
    severity: curve(WHOLE),
    lag: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 6, arbitrary: fc.integer({ min: 1, max: 18 }) }),
    advance: fc.record({ principal: fc.boolean(), interest: fc.boolean() }),
    stopDefaults: fc.boolean(),
    indices: fc.record(Object.fromEntries(INDICES.map((name) => [name, index(isFlat)]))),
    noCall: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    leavesLag: fc.boolean(),
  });
  const text = JSON.stringify(deal);
  const isCompared = text.includes('"recoverable"') || text.includes('"gross"');
  const variant = variants.length === 0 ? fc.constant(undefined) : fc.constantFrom(...variants);
  return fc
    .tuple(assumptions, variant, late(deal, options))
    .map(([{ leavesLag, lag, severity, ...scenario }, reading, delinquent]) => ({
      ...scenario,
      severity: isCompared ? severity.map(oddly) : severity,
      ...(leavesLag && text.includes('"pipeline"') ? {} : { lag }),
      ...(delinquent === undefined ? {} : { delinquent }),
      ...(reading === undefined ? {} : { variant: reading }),
    }));
}
