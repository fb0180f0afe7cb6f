/** The values of one traced date by what they are called: notes, outputs, and what was paid to someone in which steps. */
import { outputName } from '../deal/outputs.ts';
import type { ResolvedDeal, ResolvedStep } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import { HALF_CENT } from '../valuation/cash.ts';

/** Dollars that moved, and the steps that moved half a cent or more. */
export interface Moved {
  readonly amount: number;
  readonly steps: readonly number[];
}

/** Beside dollars that sums of doubles leave behind. */
export function isSomething(amount: number): boolean {
  return Math.abs(amount) > HALF_CENT;
}

export class TraceValues {
  readonly deal: ResolvedDeal;
  readonly path: PathProjection;
  /** The payment date, counted from the first that is projected, 1 being that. */
  readonly period: number;
  readonly #notes = new Map<string, Float64Array>();

  constructor(deal: ResolvedDeal, path: PathProjection, period: number) {
    this.deal = deal;
    this.path = path;
    this.period = period;
    for (const { note, values } of path.notes) {
      const key = `${note.of}\n${note.text}`;
      if (!this.#notes.has(key)) this.#notes.set(key, values);
    }
  }

  /** The steps of the reading that was projected. */
  get steps(): readonly ResolvedStep[] {
    const variant = this.path.scenario.variant ?? this.deal.variants[0];
    return this.deal.steps.filter((step) => step.variant === undefined || step.variant === variant);
  }

  /** What a note says on the date; 0 where there is none of that name. */
  noted(of: string, text: string): number {
    return this.#notes.get(`${of}\n${text}`)?.[this.period] ?? 0;
  }

  /** An output on the date. */
  output(of: string, output: Parameters<typeof outputName>[1]): number {
    return this.path.output(outputName(of, output))[this.period] ?? 0;
  }

  /** What a class was owed of earlier dates: as the last date left it, or as the deal opens. */
  carried(tranche: string, what: 'shortfall'): number {
    if (this.period === 1) return this.deal.opening?.[what].get(tranche) ?? 0;
    return this.path.output(outputName(tranche, what))[this.period - 1] ?? 0;
  }

  /** A defined quantity by date; entry 0 is unused. */
  quantity(name: string): Float64Array {
    return this.path.output(outputName(name, 'value'));
  }

  /** What all notes with some text about someone add up to. */
  moved(of: string, ...texts: readonly string[]): Moved {
    let amount = 0;
    const steps = new Map<number, number>();
    for (const { note, values } of this.path.notes) {
      if (note.of !== of || !texts.includes(note.text)) continue;
      const value = values[this.period] ?? 0;
      amount += value;
      steps.set(note.step, (steps.get(note.step) ?? 0) + value);
    }
    const found = [...steps].flatMap(([step, value]) => (isSomething(value) ? [step] : []));
    return { amount, steps: found.toSorted((a, b) => a - b) };
  }

  /** What one step's notes with some text about someone add up to. */
  movedIn(step: number, of: string, text: string): number {
    return this.path.notes.reduce(
      (sum, { note, values }) =>
        note.step === step && note.of === of && note.text === text ? sum + (values[this.period] ?? 0) : sum,
      0,
    );
  }

  /** The payment month of a date; of this one by default. */
  month(period = this.period): number {
    return this.path.calendar.months[period - 1] ?? period;
  }
}
