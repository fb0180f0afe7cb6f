/** Explains the cents: the steps of one payment date on one path, with every amount that made a tranche's cash. */
import { formatDate } from '../curves/dates.ts';
import { ASIDE, COLLATERAL } from '../deal/asides.ts';
import { namesOf } from '../deal/lowerSteps.ts';
import type { ResolvedDeal, ResolvedStep } from '../deal/resolved.ts';
import { type ProjectOptions, projectDeal } from '../engine/project.ts';
import { fail } from '../errors.ts';
import { explainDate } from './explain.ts';
import { knownTranche } from './priceTable.ts';
import { givenText, type ScenarioRequest, scenariosFor } from './requests.ts';

export interface TraceLine {
  readonly text: string;
  readonly of: string;
  /** Dollars, a rate, or 1 and 0, as the text says. */
  readonly value: number;
}

export interface TraceStep {
  /** 0 before the steps; the step's place in the file; past the last one, what the date ends with. */
  readonly number: number;
  readonly title: string;
  readonly lines: readonly TraceLine[];
}

export interface TraceReport {
  readonly deal: string;
  /** What the request changed besides speeds; empty where nothing. */
  readonly given: string;
  readonly scenario: string;
  readonly month: number;
  readonly date: string;
  readonly tranche: string | null;
  /** What a trustee would say of the date, a sentence or two each; empty where nothing is out of the ordinary. */
  readonly words: readonly string[];
  readonly collateral: readonly TraceLine[];
  readonly steps: readonly TraceStep[];
}

export interface TraceRequest extends ScenarioRequest {
  readonly month: number;
  /** Only what concerns one tranche; default: everything. */
  readonly tranche?: string;
}

/** Traces one payment month under the first scenario of the request. Throws: REQUEST_INVALID for a month that is not there. */
export async function traceReport(deal: ResolvedDeal, request: TraceRequest, options: ProjectOptions = {}): Promise<TraceReport> {
  if (request.tranche !== undefined) knownTranche(deal, request.tranche);
  const [scenario] = scenariosFor(deal, request);
  if (scenario === undefined) throw new Error('trace: a request without scenarios');
  const { paths } = await projectDeal(deal, [scenario], { ...options, withNotes: true, workers: 0 });
  const [path] = paths;
  if (path === undefined) throw new Error('trace: nothing was projected');
  const period = request.month - (deal.opening?.month ?? 0);
  if (!Number.isInteger(period) || period < 1 || period > path.periods) {
    const first = (deal.opening?.month ?? 0) + 1;
    fail({
      code: 'REQUEST_INVALID',
      place: 'month',
      got: String(request.month),
      expected: `a payment month from ${first} to ${first + path.periods - 1}`,
    });
  }
  const byStep = new Map<number, TraceLine[]>();
  const after = deal.steps.length + 1;
  for (const { note, values } of path.notes) {
    if (note.step === ASIDE) continue;
    const number = Math.min(note.step, after);
    const lines = byStep.get(number) ?? [];
    lines.push({ text: note.text, of: note.of, value: values[period] ?? 0 });
    byStep.set(number, lines);
  }
  const steps = [...byStep]
    .filter(([number]) => number !== COLLATERAL)
    .toSorted(([a], [b]) => a - b)
    .map(([number, lines]) => ({ number, title: titleOf(deal, number), lines }));
  return {
    deal: deal.name,
    given: givenText(request),
    scenario: scenario.name,
    month: request.month,
    date: formatDate(path.calendar.payments[period - 1] ?? 0),
    tranche: request.tranche ?? null,
    words: explainDate(deal, path, period, request.tranche),
    collateral: byStep.get(COLLATERAL) ?? [],
    steps: request.tranche === undefined ? steps : steps.flatMap((step) => concerning(deal, step, request.tranche ?? '')),
  };
}

function titleOf(deal: ResolvedDeal, number: number): string {
  if (number === 0) return 'before the steps';
  return deal.steps.find((step) => step.number === number)?.title ?? 'after the steps';
}

/** The lines of a step that speak of a tranche, and the step's own figures when it pays it. */
function concerning(deal: ResolvedDeal, step: TraceStep, tranche: string): TraceStep[] {
  const found: ResolvedStep | undefined = deal.steps.find(({ number }) => number === step.number);
  const concerns = found !== undefined && namesOf(found).includes(tranche);
  const lines = step.lines.filter(
    ({ of, text }) =>
      of === tranche || (concerns && (of === '' || text === 'up to')) || (step.number === 0 && deal.define.has(of)),
  );
  return lines.some(({ of }) => of === tranche) ? [{ ...step, lines }] : [];
}
