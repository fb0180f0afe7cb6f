/** Runs an example deal, as it stands or with words of it changed, and hands out its columns by payment date. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ScenarioRequest, scenariosFor } from '../../host/analysis/requests.ts';
import { outputName, type TrancheOutput } from '../../host/deal/outputs.ts';
import type { Remittance } from '../../host/deal/program.ts';
import { dealFromText } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { type PathProjection, projectDeal } from '../../host/engine/project.ts';

export const EXAMPLES = fileURLToPath(new URL('../../examples/deals/', import.meta.url));

/** Half a cent. Sums of a whole deal tie to it: pools here are under a billion dollars. */
export const HALF_CENT = 0.005;

/** One scenario of one example. Columns have one entry a payment date; entry 0 is the cut-off. */
export class Run {
  readonly path: PathProjection;
  readonly classes: readonly string[];
  readonly #groups: readonly string[];
  readonly #columns = new Map<string, Float64Array>();

  constructor(path: PathProjection, classes: readonly string[], groups: readonly string[]) {
    this.path = path;
    this.classes = classes;
    this.#groups = groups;
  }

  /** Payment dates with collateral: to the call, where there is one. */
  get dates(): number[] {
    return Array.from({ length: this.path.calledAt ?? this.path.periods }, (_, at) => at + 1);
  }

  /** What a class shows on a date, or several added up. */
  of(names: string | readonly string[], output: TrancheOutput, at: number): number {
    const list = typeof names === 'string' ? [names] : names;
    return list.reduce(
      (sum, name) => sum + this.#column(`${name} ${output}`, () => this.path.output(outputName(name, output)))[at]!,
      0,
    );
  }

  /** Balances of classes after payments; at the cut-off what they begin the first date with. */
  balance(names: string | readonly string[], at: number): number {
    return at === 0 ? this.of(names, 'begin', 1) : this.of(names, 'balance', at);
  }

  /** Cash to classes: interest, principal and what is released or made good. */
  cash(names: string | readonly string[], at: number): number {
    return this.of(names, 'interest', at) + this.of(names, 'principal', at) + this.of(names, 'other', at);
  }

  account(name: string, at: number): number {
    return this.#column(`${name} cash`, () => this.path.output(outputName(name, 'cash')))[at]!;
  }

  /** A sum of collateral quantities, of one group or of all. */
  pool(quantities: readonly Remittance[], at: number, group?: string): number {
    return this.#groups.reduce((sum, name, place) => {
      if (group !== undefined && group !== name) return sum;
      const of = (quantity: Remittance) => this.#column(`${place} ${quantity}`, () => this.path.remittance(place, quantity))[at]!;
      return sum + quantities.reduce((total, quantity) => total + of(quantity), 0);
    }, 0);
  }

  /** The pool after a date's collections. */
  end(at: number, group?: string): number {
    return this.pool(['performing', 'foreclosure'], at, group);
  }

  principal(at: number, group?: string): number {
    return this.pool(['amortized', 'amortizedDefaulted', 'prepaid', 'recovery'], at, group);
  }

  /** Interest collected, net of strips. */
  interest(at: number, group?: string): number {
    return this.pool(['interestDue'], at, group) - this.pool(['interestLost', 'servicing', 'deferred'], at, group);
  }

  /** What a trace says of a date: a defined quantity by its name, a payment by the words of the trace. */
  note(text: string, at: number): number {
    const found = this.path.notes.filter(({ note }) => note.text === text);
    if (found.length === 0) throw new Error(`no note '${text}': ${this.path.notes.map(({ note }) => note.text).join('; ')}`);
    return found.reduce((sum, { values }) => sum + values[at]!, 0);
  }

  #column(name: string, make: () => Float64Array): Float64Array {
    const column = this.#columns.get(name) ?? make();
    this.#columns.set(name, column);
    return column;
  }
}

export type Change = readonly [from: string | RegExp, to: string];

/** The text of an example with words changed. Throws: when the words are not there. */
export function exampleText(name: string, changes: readonly Change[] = []): string {
  return changes.reduce(
    (text, [from, to]) => {
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`${name}: '${from}' is not in it`);
      return changed;
    },
    readFileSync(`${EXAMPLES}${name}.yaml`, 'utf8'),
  );
}

/** Projects an example under a request: a run a speed. */
export async function runs(name: string, request: ScenarioRequest = {}, changes: readonly Change[] = []): Promise<Run[]> {
  return runText(exampleText(name, changes), request);
}

export async function runText(text: string, request: ScenarioRequest = {}): Promise<Run[]> {
  const deal = resolveDeal(dealFromText(text));
  const { paths } = await projectDeal(deal, scenariosFor(deal, request), { workers: 0, withNotes: true });
  const classes = deal.tranches.map((tranche) => tranche.name);
  const groups = deal.groups.map((group) => group.name);
  return paths.map((path) => new Run(path, classes, groups));
}

/** The only run of a request for one speed. */
export async function run(name: string, request: ScenarioRequest = {}, changes: readonly Change[] = []): Promise<Run> {
  const [first, ...others] = await runs(name, request, changes);
  if (first === undefined || others.length > 0) throw new Error(`${name}: one speed makes one run`);
  return first;
}

/** Days from one 25th to the next in these deals: the period that ends on payment date `at` of a deal whose first is in February 2025. */
export function daysTo(at: number, first = { year: 2025, month: 2 }): number {
  const day = (date: number) => Date.UTC(first.year, first.month - 1 + date - 1, 25);
  return (day(at) - day(at - 1)) / 86_400_000;
}

/** The level payment of a dollar over n months. */
export function level(rate: number, n: number): number {
  return rate === 0 ? 1 / n : rate / 12 / (1 - (1 + rate / 12) ** -n);
}

/** Balances of a fixed-rate loan by month, and its interest: the textbook's loop. */
export function amortize(upb: number, rate: number, months: number, over = months): { balance: number[]; interest: number[] } {
  const payment = upb * level(rate, over);
  const balance = [upb];
  const interest = [0];
  for (let month = 1; month <= months; month++) {
    const due = (balance[month - 1]! * rate) / 12;
    interest.push(due);
    balance.push(month === months ? 0 : balance[month - 1]! + due - payment);
  }
  return { balance, interest };
}

/** The monthly rate at which a yearly rate of prepayment takes its share. */
export const smmOf = (cpr: number): number => 1 - (1 - cpr) ** (1 / 12);
