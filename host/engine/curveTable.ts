/**
 * Curves and indices by lane and month, from vectors and what scenarios make of them. What many lanes share is expanded once for all
 * batches of a run, and is then the very same row.
 */
import { cprFromSmm, smmFromCpr } from '../curves/speeds.ts';
import { expandVector } from '../curves/vectorExpand.ts';
import { canonicalVector } from '../curves/vectors.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { CurveChange, CurveKind, CurveSource, Scenario } from '../scenarios/scenario.ts';
import type { ParsedVector } from '../types.ts';
import { type EffectiveAssumptions, effectiveAssumptions } from './assumptions.ts';
import type { Cohort, CohortPlan } from './cohorts.ts';

/** What a row of a batch's curves is of. */
export interface CurveRow {
  readonly kind: CurveKind;
  readonly assumption: number;
  readonly age: number;
}

/** The distinct curves of a batch: cohorts that share assumptions and age share rows. */
export interface CurveRows {
  readonly sources: readonly CurveRow[];
  /** For each cohort: rows of SMM, MDR and severity; one more than that of delinquency, or 0. */
  readonly rows: readonly (readonly [number, number, number, number])[];
}

export function curveRows(cohorts: readonly Cohort[]): CurveRows {
  const sources: CurveRow[] = [];
  const known = new Map<string, number>();
  const row = (kind: CurveKind, { assumption, age }: Cohort): number => {
    const key = `${kind} ${assumption} ${age}`;
    const at = known.get(key) ?? sources.push({ kind, assumption, age }) - 1;
    known.set(key, at);
    return at;
  };
  const rows = cohorts.map(
    (cohort) =>
      [
        row('prepayment', cohort),
        row('default', cohort),
        row('severity', cohort),
        cohort.isDelinquent ? row('delinquent', cohort) + 1 : 0,
      ] as const,
  );
  return { sources, rows };
}

/** Months of a curve row: 0, the months of the collateral, and lags for liquidations and claims. */
function curveMonths(plan: CohortPlan): number {
  return plan.months + plan.maxLag + plan.maxClaimLag + 1;
}

/** The curves and indices of a deal under scenarios. Rows are monthly decimals from month 0, which repeats month 1; they are not to be written to. */
export class CurveTable {
  readonly #deal: ResolvedDeal;
  readonly #scenarios: readonly Scenario[];
  readonly #effective = new Map<string, EffectiveAssumptions>();
  readonly #expanded = new Map<string, Float64Array>();

  constructor(deal: ResolvedDeal, scenarios: readonly Scenario[]) {
    this.#deal = deal;
    this.#scenarios = scenarios;
  }

  /** Every curve row of one scenario, by place. */
  lane(place: number, { sources }: CurveRows, plan: CohortPlan): Float64Array[] {
    return sources.map((row) => this.#curve(place, row, curveMonths(plan)));
  }

  /** Every index of one scenario. */
  indexLane(place: number, plan: CohortPlan): Float64Array[] {
    const { indices, indexShift = 0, indexShifts } = this.#scenario(place);
    const months = curveMonths(plan);
    return this.#deal.indices.map(({ name, rates }) => {
      const source = indices?.get(name) ?? { kind: 'vector', vector: rates };
      const own = indexShifts?.get(name);
      const lane = () => shiftedRates(this.#expand(source, months, 0), indexShift, own ?? [0]);
      const text = own === undefined ? sourceText(source) : undefined;
      return text === undefined ? lane() : this.#once(`index ${text} ${months} ${indexShift}`, lane);
    });
  }

  /** The highest severity of some scenarios, by place. */
  highestSeverity(places: readonly number[], { sources }: CurveRows, plan: CohortPlan): number {
    let most = 0;
    for (const row of sources) {
      if (row.kind !== 'severity') continue;
      for (const place of places) for (const value of this.#curve(place, row, curveMonths(plan))) most = Math.max(most, value);
    }
    return most;
  }

  #scenario(place: number): Scenario {
    const scenario = this.#scenarios[place];
    if (scenario === undefined) throw new Error(`curveTable: no scenario ${place}`);
    return scenario;
  }

  #assumptions(place: number, assumption: number): EffectiveAssumptions {
    const key = `${place} ${assumption}`;
    let effective = this.#effective.get(key);
    if (effective === undefined) {
      const own = this.#deal.assumptions[assumption];
      if (own === undefined) throw new Error(`curveTable: no assumptions ${assumption}`);
      effective = effectiveAssumptions(own, this.#scenario(place));
      this.#effective.set(key, effective);
    }
    return effective;
  }

  #once(key: string, make: () => Float64Array): Float64Array {
    let values = this.#expanded.get(key);
    if (values === undefined) {
      values = make();
      this.#expanded.set(key, values);
    }
    return values;
  }

  #curve(place: number, { kind, assumption, age }: CurveRow, months: number): Float64Array {
    const effective = this.#assumptions(place, assumption);
    const source = effective[kind];
    const change = changeByMonth(effective.changes[kind]);
    const { ppc } = effective;
    const added = kind === 'severity' ? effective.carrying : 0;
    const known = change === undefined ? sourceText(source) : undefined;
    const key =
      known === undefined
        ? `${place} ${kind} ${assumption} ${age} ${months} ${added}`
        : `${known} ${age} ${months} ${ppc === undefined ? '' : canonicalVector(ppc)} ${added}`;
    return this.#once(key, () => {
      const expanded = this.#expand(source, months, age, ppc);
      const values = change === undefined ? expanded : changedByMonth(expanded, change, kind);
      return added > 0 ? values.map((value) => Math.min(1, value + added)) : values;
    });
  }

  /** Monthly decimals of a curve, from month 0, which repeats month 1. */
  #expand(source: CurveSource, months: number, age: number, ppc?: ParsedVector): Float64Array {
    const values = new Float64Array(months + 1);
    if (source.kind === 'values') {
      for (let month = 0; month <= months; month++)
        values[month] = source.values[Math.min(Math.max(month - 1, 0), source.values.length - 1)] ?? 0;
      return values;
    }
    const { dates, opening } = this.#deal;
    const expandedOf = (vector: ParsedVector) =>
      expandVector(vector, {
        months,
        age,
        firstPayment: dates.firstPayment,
        dealAge: opening?.month ?? 0,
        ...(ppc !== undefined && { ppc }),
      });
    values.set(expandedOf(source.kind === 'vector' ? source.vector : source.then), 1);
    if (source.kind === 'spliced') values.set(expandedOf(source.first).subarray(0, source.months), 1);
    values[0] = values[1] ?? 0;
    return values;
  }
}

/** A text that stands for a curve of vectors, and for no other. */
function sourceText(source: CurveSource): string | undefined {
  if (source.kind === 'values') return undefined;
  if (source.kind === 'vector') return canonicalVector(source.vector);
  return `${canonicalVector(source.first)} until ${source.months}; ${canonicalVector(source.then)}`;
}

/** A change that has something to change by month. */
function changeByMonth(change: CurveChange | undefined): CurveChange | undefined {
  return change?.multiples === undefined && change?.shifts === undefined ? undefined : change;
}

/** Changes monthly decimals, entry 0 as entry 1: speeds as they are a year. A month with nothing to change keeps its bits. */
function changedByMonth(values: Float64Array, { multiples = [1], shifts = [0] }: CurveChange, kind: CurveKind): Float64Array {
  const isSpeed = kind === 'prepayment' || kind === 'default';
  return values.map((value, month) => {
    const multiple = atMonth(multiples, month);
    const shift = atMonth(shifts, month);
    if (multiple === 1 && shift === 0) return value;
    const changed = Math.min(1, Math.max(0, (isSpeed ? cprFromSmm(value) : value) * multiple + shift));
    return isSpeed ? smmFromCpr(changed) : changed;
  });
}

/** Of a list whose first value is month 1's and whose last holds on. */
function atMonth(list: readonly number[], month: number): number {
  return list[Math.min(Math.max(month - 1, 0), list.length - 1)] ?? 0;
}

/** Rates moved by so much in all months and by month, not below 0 where they are moved. */
function shiftedRates(rates: Float64Array, shift: number, byMonth: readonly number[]): Float64Array {
  if (shift === 0 && byMonth.every((each) => each === 0)) return rates;
  return rates.map((rate, month) => {
    const moved = shift + atMonth(byMonth, month);
    return moved === 0 ? rate : Math.max(0, rate + moved);
  });
}
