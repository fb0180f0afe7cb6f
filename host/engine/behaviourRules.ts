/** The rules by which the curves of a trust move with its paths, as tables for the kernel: one set a cohort, from its loans. */
import * as R from '../../engine-as/layoutRules.ts';
import { type Behaviour, type BehaviourTerms, type LtvBucket, termsOf } from '../scenarios/behaviour.ts';
import { type LoanRows, type LoansOf, loanRows } from './behaviourLoans.ts';
import { monthRows } from './execute.ts';
import type { RuleTables } from './messages.ts';

/** Planes that rules read; indices counted first, then market planes. Absent: nothing moves by it. */
export interface RulePlanes {
  readonly mortgage?: number;
  /** By group of home prices, the group of loans of unknown region first. */
  readonly homes?: ReadonlyMap<string, number>;
  readonly prepayment?: number;
  readonly default?: number;
  readonly severity?: number;
}

/** What a curve is of: the cohort, and which of its curves. */
export interface CurveOf {
  readonly cohort: number;
  readonly kind: 'prepayment' | 'default' | 'severity' | 'delinquent';
  /** Zero throughout: nothing moves it. */
  readonly isNothing: boolean;
}

/** The loans and curves of a planned trust. */
export interface RuledTrust extends LoansOf {
  readonly curves: readonly CurveOf[];
  /** Names of assumption sets by their place: what cohorts are called. */
  readonly assumptions: readonly string[];
}

type Family = 'prepayment' | 'default' | 'severity';

/**
 * Rules for the curves of a trust. Delinquent shares move as defaults do. Each cohort is one borrower with the mean note rate of its loans,
 * following the index that most of its balance follows, and with the loan-to-values that `buckets` gives for its set of assumptions.
 */
export function ruleTables(
  trust: RuledTrust,
  behaviour: Behaviour,
  buckets: (assumption: number) => readonly LtvBucket[],
  planes: RulePlanes,
): RuleTables {
  const { plan, curves, assumptions } = trust;
  const tables = new Tables(monthRows(plan));
  const curveRules = new Int32Array(curves.length);
  const known = new Map<string, number>();
  const loans = new Map<number, LoanRows>();
  curves.forEach(({ cohort, kind, isNothing }, curve) => {
    const of = plan.cohorts[cohort];
    if (isNothing || of === undefined) return;
    const terms = termsOf(behaviour, assumptions[of.assumption] ?? '');
    const family = kind === 'delinquent' ? 'default' : kind;
    const key = `${family} ${cohort}`;
    const read = loans.get(cohort) ?? loanRows(trust, of, terms);
    loans.set(cohort, read);
    const rule = known.get(key) ?? tables.add(family, terms, read, planes, () => buckets(of.assumption));
    known.set(key, rule);
    curveRules[curve] = rule + 1;
  });
  return { ...tables.done(), curveRules };
}

/** Rules one after another, and the buckets of those that ask for them. */
class Tables {
  readonly #months: number;
  readonly #columns: number[] = [];
  readonly #rows: Float64Array[] = [];
  readonly #buckets: number[] = [];
  readonly #placed = new Map<readonly LtvBucket[], { readonly first: number; readonly count: number }>();

  constructor(months: number) {
    this.#months = months;
  }

  /** Adds a rule and gives its place. */
  add(family: Family, terms: BehaviourTerms, loans: LoanRows, planes: RulePlanes, buckets: () => readonly LtvBucket[]): number {
    const rule = this.#columns.length / R.RULE_COLUMNS;
    const columns = columnsOf(family, terms, loans, planes);
    if (family !== 'prepayment') {
      const { first, count } = this.#place(buckets(), planes.homes ?? new Map<string, number>());
      columns[R.RULE_FIRST_BUCKET] = first;
      columns[R.RULE_BUCKET_COUNT] = count;
    }
    this.#columns.push(...columns);
    this.#rows.push(...rowsOf(family, loans));
    return rule;
  }

  done(): Omit<RuleTables, 'curveRules'> {
    const rows = new Float64Array(this.#rows.length * this.#months);
    this.#rows.forEach((row, place) => {
      rows.set(row, place * this.#months);
    });
    return {
      count: this.#columns.length / R.RULE_COLUMNS,
      columns: Float64Array.from(this.#columns),
      rows,
      buckets: Float64Array.from(this.#buckets),
    };
  }

  /** Buckets in the memory of all rules, those of one group of home prices together. */
  #place(buckets: readonly LtvBucket[], homes: ReadonlyMap<string, number>) {
    const known = this.#placed.get(buckets);
    if (known !== undefined) return known;
    const [first = -1] = homes.values();
    const home = ({ group }: LtvBucket) => (group === undefined ? first : (homes.get(group) ?? first));
    const placed = { first: this.#buckets.length / R.BUCKET_COLUMNS, count: buckets.length };
    for (const bucket of buckets.toSorted((a, b) => home(a) - home(b)))
      this.#buckets.push(bucket.weight, bucket.ltv, home(bucket));
    this.#placed.set(buckets, placed);
    return placed;
  }
}

function columnsOf(family: Family, terms: BehaviourTerms, loans: LoanRows, planes: RulePlanes): number[] {
  const columns = new Array<number>(R.RULE_COLUMNS).fill(0);
  const put = (column: number, value: number) => {
    columns[column] = value;
  };
  put(R.RULE_MULTIPLIER, planes[family] ?? -1);
  put(R.RULE_MORTGAGE, planes.mortgage ?? -1);
  put(R.RULE_INDEX, loans.index);
  put(R.RULE_MONTHS, loans.months);
  if (family === 'prepayment') {
    const { steepness, centre, burnout } = terms.refinancing;
    put(R.RULE_KIND, planes.mortgage === undefined ? R.RULE_PLAIN : R.RULE_REFINANCE);
    put(R.RULE_STEEPNESS, steepness);
    put(R.RULE_CENTRE, centre);
    put(R.RULE_RESPONSE, burnout);
    put(R.RULE_LOWEST_RATE, loans.lowest);
    put(R.RULE_HIGHEST_RATE, loans.highest);
  } else if (family === 'default') {
    const { floor, steepness, centre, paymentShock } = terms.default;
    put(R.RULE_KIND, R.RULE_DEFAULT);
    put(R.RULE_LEAST, floor);
    put(R.RULE_STEEPNESS, steepness);
    put(R.RULE_CENTRE, centre);
    put(R.RULE_RESPONSE, paymentShock);
    put(R.RULE_LOWEST_RATE, loans.lowestIndex);
    put(R.RULE_HIGHEST_RATE, loans.highestIndex);
  } else {
    put(R.RULE_KIND, R.RULE_SEVERITY);
    put(R.RULE_LEAST, terms.severity.least);
    put(R.RULE_CENTRE, terms.severity.cost);
  }
  return columns;
}

/** The rows of a rule in the order of layoutRules.ts. */
function rowsOf(family: Family, loans: LoanRows): Float64Array[] {
  const rows: Float64Array[] = [];
  if (family === 'prepayment') {
    rows[R.RULE_ROW_FIXED] = loans.fixed;
    rows[R.RULE_ROW_FOLLOWS] = loans.follows;
    rows[R.RULE_ROW_TURNOVER] = loans.turnover;
    rows[R.RULE_ROW_REFINANCED] = loans.refinanced;
    return rows;
  }
  rows[R.RULE_ROW_BALANCE] = loans.balance;
  rows[R.RULE_ROW_PAYMENT_LEVEL] = loans.payment.level;
  rows[R.RULE_ROW_PAYMENT_SLOPE] = loans.payment.slope;
  rows[R.RULE_ROW_PAYMENT_BEND] = loans.payment.bend;
  return rows;
}
