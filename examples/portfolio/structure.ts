/**
 * The classes of a trust: what they were at issue and what they had come to when the simulated months begin, from the collateral that
 * is left and from what vintages.ts says of its vintage.
 *
 * Units: cents; shares are decimals; rates thousandths of a percent; months counted from year 0.
 */

import { monthOf, nearest } from './numbers.ts';
import type { Collected } from './performance.ts';
import { FILING, type VintageModel } from './vintages.ts';

export interface ClassTerms {
  readonly name: string;
  readonly position: 'senior' | 'mezzanine' | 'subordinate';
  readonly original: number;
  readonly margin: number;
  /** What the margin is multiplied with after the call date. */
  readonly step: number;
  /** What this class and all above it may have outstanding after step-down, share of what backs the notes. */
  readonly target: number;
}

/** What a trust's documents say. */
export interface TrustTerms {
  readonly name: string;
  readonly model: VintageModel;
  readonly closing: number;
  /** The month of the first payment of the deal. */
  readonly firstPayment: number;
  /** The pool at issue. */
  readonly cutoff: number;
  readonly classes: readonly ClassTerms[];
  /** Step-down asks for so much below the seniors. */
  readonly stepDownAt: number;
  /** Dollars by payment month; 0 after the last. */
  readonly notionals: ReadonlyMap<number, number>;
  readonly hasPenalties: boolean;
  /** The sponsor is master servicer; its tape is in Weir's own columns. */
  readonly consolidated: boolean;
}

/** What a trust remembers from one payment date to the next. */
export interface TrustState {
  readonly balance: Map<string, number>;
  readonly shortfall: Map<string, number>;
  readonly carryover: Map<string, number>;
  readonly writedowns: Map<string, number>;
  ocTarget: number;
  stepDown: boolean;
  pastCall: boolean;
  /** Late shares of the two dates before, older first. */
  late: [number, number];
  losses: number;
  /** Fees of the trustee not yet paid. */
  feesOwed: number;
}

/** Loss limits: share of the original pool by payment month. */
export const LOSS_LIMITS: readonly (readonly [month: number, share: number])[] = [
  [37, 0.015],
  [49, 0.025],
  [61, 0.035],
  [73, 0.04],
];
const CENTS_A_THOUSAND = 100_000;

/** Margins climb from the lowest to the highest of the vintage's filing, faster towards the bottom. */
function marginAt(model: VintageModel, place: number): { margin: number; step: number } {
  const row = FILING[model.vintage];
  if (row === undefined) throw new Error(`structure: no figures for ${model.vintage}`);
  const [low, high] = row.margin;
  const [steppedLow, steppedHigh] = row.stepped;
  const way = place / (model.classes.length - 1);
  const margin = nearest(low + (high - low) * way * way, 10);
  // The ends are the filing's own; between them seniors double and the others go by the lowest class.
  const isSenior = model.classes[place]?.position === 'senior';
  const step = isSenior ? steppedLow / low : steppedHigh / high;
  return { margin, step: Math.round(step * 1e6) / 1e6 };
}

/** OC that the documents ask for when classes are paid by targets. */
export function targetOc(model: VintageModel, cutoff: number, backing: number): number {
  const { initial, steppedDown, floor } = model.oc;
  return Math.min(initial * cutoff, Math.max(steppedDown * backing, floor * cutoff));
}

/**
 * The pool at issue: such that the notes left are the share of the original ones that the filing shows a year later, before the
 * decline of that year. OC depends on it in turn, so it is found by repetition.
 */
function poolAtIssue(model: VintageModel, backing: number): number {
  const row = FILING[model.vintage];
  if (row === undefined) throw new Error(`structure: no figures for ${model.vintage}`);
  const factor = row.end2010 / row.original / (1 - model.decline);
  let cutoff = backing / factor;
  for (let i = 0; i < 100; i++) {
    const oc = model.byTargets ? targetOc(model, cutoff, backing) : 0;
    cutoff = (backing + model.short * cutoff - oc) / (factor * (1 - model.oc.initial));
  }
  return nearest(cutoff, CENTS_A_THOUSAND);
}

/** The documents of a trust whose collateral came to `first.beginLoans` and `first.beginReo` before the first simulated month. */
export function termsOf(
  name: string,
  model: VintageModel,
  closing: number,
  start: number,
  first: Collected,
  { hasPenalties, consolidated }: Pick<TrustTerms, 'hasPenalties' | 'consolidated'>,
): TrustTerms {
  const backing = first.beginLoans + first.beginReo;
  const cutoff = poolAtIssue(model, backing);
  let above = 0;
  const classes = model.classes.map((plan, place): ClassTerms => {
    above += plan.share;
    // Enhancement doubles: what stands below a class is twice its share at issue.
    const target = Math.round((1 - 2 * (1 - above)) * 1e6) / 1e6;
    const original = nearest(plan.share * cutoff, CENTS_A_THOUSAND);
    return { name: plan.name, position: plan.position, original, target, ...marginAt(model, place) };
  });
  const seniors = model.classes.filter(({ position }) => position === 'senior');
  const stepDownAt = Math.round(2 * (1 - seniors.reduce((sum, { share }) => sum + share, 0)) * 1e6) / 1e6;
  const notionals = notionalsOf(model, start, backing);
  return { name, model, closing, firstPayment: closing + 1, cutoff, classes, stepDownAt, notionals, hasPenalties, consolidated };
}

/** Notionals fall in equal steps to nothing in the hedge's last month. */
function notionalsOf({ hedge }: VintageModel, start: number, backing: number): ReadonlyMap<number, number> {
  if (hedge === undefined) return new Map();
  const last = monthOf(hedge.until[0], hedge.until[1]);
  const count = last - start;
  const months = Array.from({ length: count }, (_, at) => start + 1 + at);
  return new Map(months.map((month, at) => [month, nearest((hedge.share * backing * (count - at)) / count, CENTS_A_THOUSAND)]));
}

/** What the trust remembered before the first simulated month. Throws: where a class would have more than it was issued with. */
export function stateBefore(terms: TrustTerms, first: Collected): TrustState {
  const { model, classes, cutoff } = terms;
  const backing = first.beginLoans + first.beginReo;
  const oc = model.byTargets ? targetOc(model, cutoff, backing) : 0;
  const notes = Math.round(backing + model.short * cutoff - oc);
  const balance = new Map<string, number>();
  const writedowns = new Map<string, number>();
  const seniors = classes.filter(({ position }) => position === 'senior');
  const juniors = classes.filter(({ position }) => position !== 'senior');

  let above = 0;
  if (model.byTargets) {
    // Seniors at their target, each class below them at its own, the last takes the rest.
    const most = Math.max(0, backing - model.oc.floor * cutoff);
    for (const one of [...seniors.slice(-1), ...juniors]) {
      const upTo = one === juniors.at(-1) ? notes : Math.min(notes, Math.round(Math.min(one.target * backing, most)));
      balance.set(one.name, Math.max(0, upTo - above));
      above = Math.max(above, upTo);
    }
  } else {
    const plans = new Map(model.classes.map((plan) => [plan.name, plan]));
    for (const one of juniors) {
      balance.set(one.name, Math.round(one.original * (plans.get(one.name)?.left ?? 1)));
      writedowns.set(one.name, Math.round(one.original * (plans.get(one.name)?.writtenDown ?? 0)));
    }
    const left = notes - juniors.reduce((sum, { name }) => sum + (balance.get(name) ?? 0), 0);
    const issued = seniors.reduce((sum, { original }) => sum + original, 0);
    for (const one of seniors) balance.set(one.name, Math.round((left * one.original) / issued));
  }
  for (const { name, original } of classes) {
    const has = balance.get(name) ?? 0;
    if (has < 0 || has > original) throw new Error(`structure: ${terms.name} ${name} has ${has} of ${original}`);
  }
  const late = (first.late60 + first.beginReo) / backing;
  return {
    balance,
    shortfall: new Map(),
    carryover: new Map(),
    writedowns,
    ocTarget: model.byTargets ? oc : model.oc.floor * cutoff,
    stepDown: model.byTargets,
    pastCall: first.beginLoans <= model.callShare * cutoff,
    late: [late, late],
    losses: Math.round(model.lossesToDate * cutoff),
    feesOwed: 0,
  };
}
