/**
 * Runs a deal's priority of payments on collections that are given instead of projected: what a trustee really had to distribute.
 * The same program and kernel as a projection; only the loans are left out.
 */
import { randomUUID } from 'node:crypto';
import * as L from '../../engine-as/layout.ts';
import { type DealCalendar, dealCalendar, scalarRows } from '../deal/calendar.ts';
import { compileDeal } from '../deal/compile.ts';
import type { Remittance } from '../deal/program.ts';
import { newColumns } from '../deal/resolveCollateral.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { type Fault, shown, WeirError } from '../errors.ts';
import { planCohorts } from './cohorts.ts';
import { type EncodedProgram, encodeProgram, REMIT_PLANES } from './encode.ts';
import { loadPlanes, prepareTrust } from './execute.ts';
import { Kernel, type KernelBuild, kernelModule } from './kernel.ts';
import type { Task } from './messages.ts';

/** What one group remits: by quantity, entry 0 the cut-off, entry k payment date k. Absent quantities are 0. Units: dollars. */
export type GroupRemittances = ReadonlyMap<Remittance, ArrayLike<number>>;

/** Rates by index name, entry k - 1 for payment date k; the last one holds on. Units: decimals a year. */
export type IndexFixings = ReadonlyMap<string, readonly number[]>;

export interface WaterfallOptions {
  /** Leave the call out. */
  readonly noCall?: boolean;
  readonly variant?: string;
  readonly build?: KernelBuild;
}

export interface WaterfallRun {
  readonly periods: number;
  readonly calendar: DealCalendar;
  /** An output of the program by name (`outputName`), entries 0 to `periods`; entry 0 is unused. Units: dollars. */
  output(name: string): Float64Array;
  /** The worst breach of a check of the program by its name. Units: dollars. */
  check(name: string): number;
}

/**
 * Pays given collections through a deal, from its opening on.
 *
 * `collections` has an entry for each group of the deal, in its order.
 * Throws: REQUEST_INVALID for rates that the payments need and that are not given, and for a variant that the deal does not have;
 * DEAL_RANGE where an amount is no finite number.
 */
export function runWaterfall(
  deal: ResolvedDeal,
  collections: readonly GroupRemittances[],
  indices: IndexFixings,
  periods: number,
  { noCall = false, variant, build = 'release' }: WaterfallOptions = {},
): WaterfallRun {
  if (collections.length !== deal.groups.length)
    throw new Error(`waterfallOnly: ${collections.length} collections for ${deal.groups.length} groups`);
  const program = compileDeal(deal, { noCall, ...(variant !== undefined && { variant }) });
  const encoded = encodeProgram(program);
  refuseUnrated(deal, encoded, indices);
  const kernel = new Kernel(kernelModule(build));
  const task = taskOf(deal, encoded, scalarRows(deal, program.scalars, periods), indices, periods, build);
  prepareTrust(kernel, task);
  loadPlanes(kernel, task);
  const rows = periods + 1;
  const remit = kernel.floats(L.REGION_REMIT);
  // The padding of a row repeats its one path, as a projection's does: it can do no harm that the path does not do.
  collections.forEach((quantities, group) => {
    for (const [quantity, values] of quantities) {
      for (let row = 0; row < rows; row++) {
        const at = ((group * L.REMIT_COUNT + REMIT_PLANES[quantity]) * rows + row) * kernel.rowLength;
        remit.fill(values[row] ?? 0, at, at + kernel.paths);
      }
    }
  });
  kernel.run(encoded.firstConstant, encoded.outputs);
  const stored = kernel.floats(L.REGION_OUTPUTS);
  const outputs = new Map(
    encoded.outputs.map((name, place) => [
      name,
      Float64Array.from({ length: rows }, (_, row) => stored[(place * rows + row) * kernel.rowLength] ?? 0),
    ]),
  );
  const breaches = kernel.floats(L.REGION_CHECKS);
  const checks = new Map(encoded.checks.map((name, place) => [name, breaches[place * kernel.rowLength] ?? 0]));
  return {
    periods,
    calendar: dealCalendar(deal, periods),
    output: (name) => known(outputs, name),
    check: (name) => known(checks, name),
  };
}

function known<T>(made: ReadonlyMap<string, T>, name: string): T {
  const value = made.get(name);
  if (value === undefined) throw new Error(`waterfallOnly: the program makes no '${name}'`);
  return value;
}

/** A task of one path without loans: memory, program and indices are laid out as for a projection. */
function taskOf(
  deal: ResolvedDeal,
  program: EncodedProgram,
  scalars: readonly Float64Array[],
  indices: IndexFixings,
  periods: number,
  build: KernelBuild,
): Task {
  const { every } = deal.dates;
  const groups = deal.groups.map((group) => ({ ...group, loans: newColumns(0) }));
  const trust = {
    id: randomUUID(),
    ...planCohorts({ ...deal, groups }, [{ name: 'given' }], []),
    months: periods * every,
    groups: groups.length,
    every,
    periods,
    program,
    scalars,
    cohortCurves: [],
    curveCount: 0,
    indexCount: deal.indices.length,
    usualSeverity: 0,
  };
  const lane = deal.indices.map(({ name }) => monthly(indices.get(name) ?? [], periods, every));
  return { trust, firstPath: 0, paths: 1, curves: [[]], indices: [lane], withRemittances: false, build };
}

/** A fixing for each month of a payment date's period, from month 0. */
function monthly(fixings: readonly number[], periods: number, every: number): Float64Array {
  return Float64Array.from(
    { length: periods * every + 1 },
    (_, month) => fixings[Math.min(Math.floor(Math.max(month - 1, 0) / every), fixings.length - 1)] ?? 0,
  );
}

/** Refuses to pay by a rate that nobody gave, or that is none. */
function refuseUnrated(deal: ResolvedDeal, { words }: EncodedProgram, indices: IndexFixings): void {
  const read = new Set<string>();
  for (let at = 0; at < words.length; at += L.INSTRUCTION_WORDS) {
    if (words[at] === L.OP_LOAD_INDEX) read.add(deal.indices[words[at + 2] ?? 0]?.name ?? '');
  }
  const faults = [...read].flatMap((name): Fault[] => {
    const fixings = indices.get(name) ?? [];
    if (fixings.length > 0 && fixings.every(Number.isFinite)) return [];
    const got = fixings.length === 0 ? 'nothing' : shown(fixings.find((rate) => !Number.isFinite(rate)));
    return [{ code: 'REQUEST_INVALID', place: `indices.${name}`, got, expected: 'the rate that the payments were fixed at' }];
  });
  if (faults.length > 0) throw new WeirError(faults);
}
