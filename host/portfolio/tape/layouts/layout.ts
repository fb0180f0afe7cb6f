/** What a layout is given, and what it answers. */
import type { Fault } from '../../../errors.ts';
import type { Duck } from '../duck.ts';
import type { TapePlan } from '../plan.ts';

export const LAYOUTS = ['weir', 'delimited', 'parquet', 'fannie', 'freddie', 'absEe'] as const;
export type LayoutName = (typeof LAYOUTS)[number];

export interface LayoutRequest {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Months since year 0 of the tape's month. */
  readonly asOfMonth: number;
  /** Column of the file -> field. */
  readonly columns: ReadonlyMap<string, string>;
  /** The mark between cells; guessed from the header where absent. */
  readonly delimiter?: string | undefined;
  /** Cells that mean missing, beside the layout's own. */
  readonly missing: readonly string[];
  /** Fields that a default fills. */
  readonly filled: ReadonlySet<string>;
}

/** A plan, or faults of shape that make one impossible. */
export type Planned = { readonly ok: true; readonly plan: TapePlan } | { readonly ok: false; readonly faults: readonly Fault[] };

export type Layout = (duck: Duck, request: LayoutRequest) => Promise<Planned>;

export function refused(faults: readonly Fault[]): Planned {
  return { ok: false, faults };
}
