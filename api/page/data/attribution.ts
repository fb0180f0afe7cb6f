/** What made fair values change, as the page draws it: from the result of an attribution, or from the tables that it kept. */
import { api } from '../client/api.ts';
import { type Fields, fieldsOf, listOf, numberIn, textIn, textsIn } from '../client/read.ts';
import { sentence } from '../parts/format.ts';
import { type DatedRun, tablesOf } from './runs.ts';

/** Opening + effects = closing. Units: dollars. */
export interface ChangeColumn {
  /** Empty for sums over trusts. */
  readonly trust: string;
  readonly instrument: string;
  readonly kind: string;
  readonly opening: number;
  readonly closing: number;
  readonly effects: ReadonlyMap<string, number>;
}

export interface Change {
  readonly from: string;
  readonly to: string;
  readonly sharing: string;
  /** Sums over the consolidated trusts by class, net trust assets first. */
  readonly sums: readonly ChangeColumn[];
  readonly instruments: readonly ChangeColumn[];
  readonly sentences: readonly string[];
  readonly notes: readonly string[];
}

const EFFECT_NAMES: Readonly<Record<string, string>> = {
  payments: 'Cash received and paid',
  time: 'Passage of time',
  collateral: 'Collateral data',
  index: 'Index curves',
  severity: 'Severity and timing',
  yields: 'Discount yields',
  technique: 'Technique',
  remainder: 'Remainder',
  scope: 'Trusts and shares that came or left',
};

/** What an effect is called. */
export function effectName(effect: string): string {
  return EFFECT_NAMES[effect] ?? sentence(effect);
}

/** Reads an attribution. */
export async function changeOf(run: DatedRun): Promise<Change> {
  const { result } = await api.run(run.id);
  const given = fieldsOf(result);
  if (listOf(given.classes).length > 0) return fromResult(given);
  const tables = await tablesOf(run, ['attribution', 'classes', 'net', 'instruments', 'sentences', 'notes']);
  const columns = [...tables.values()].flatMap(({ columns: heads, rows }) => {
    const names = heads.map(({ name }) => name);
    if (!names.includes('opening') || !names.includes('closing')) return [];
    const numbers = heads.flatMap(({ name, kind }) =>
      kind === 'number' && name !== 'opening' && name !== 'closing' ? [name] : [],
    );
    return rows.map((row) => {
      const fields = Object.fromEntries(names.map((name, place) => [name, row[place]]));
      return columnOf({ ...fields, effects: Object.fromEntries(numbers.map((name) => [name, fields[name]])) });
    });
  });
  const texts = (name: string) =>
    tables.get(name)?.rows.map((row) => row.filter((cell) => typeof cell === 'string').join(': ')) ?? [];
  return {
    from: '',
    to: run.date,
    sharing: '',
    sums: columns.filter(({ trust }) => trust === ''),
    instruments: columns.filter(({ trust }) => trust !== ''),
    sentences: texts('sentences'),
    notes: texts('notes'),
  };
}

function fromResult(given: Fields): Change {
  const net = fieldsOf(given.net);
  return {
    from: textIn(given.from),
    to: textIn(given.to),
    sharing: textIn(given.sharing),
    sums: [...(Object.keys(net).length === 0 ? [] : [columnOf(net)]), ...listOf(given.classes).map(columnOf)],
    instruments: listOf(given.instruments).map(columnOf),
    sentences: textsIn(given.sentences),
    notes: textsIn(given.notes),
  };
}

function columnOf(given: Fields): ChangeColumn {
  return {
    trust: textIn(given.trust),
    instrument: textIn(given.instrument),
    kind: textIn(given.class),
    opening: numberIn(given.opening),
    closing: numberIn(given.closing),
    effects: new Map(Object.entries(fieldsOf(given.effects)).map(([effect, amount]) => [effect, numberIn(amount)])),
  };
}

/** One bar of a bridge. Units: dollars. */
export interface BridgeStep {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly isTotal: boolean;
}

/** From the opening to the closing value, effect by effect; effects of nothing are left out. */
export function bridgeOf({ opening, closing, effects }: ChangeColumn, from: string, to: string): BridgeStep[] {
  let at = opening;
  const steps = [...effects]
    .filter(([, amount]) => amount !== 0 && !Number.isNaN(amount))
    .map(([effect, amount]): BridgeStep => {
      const step = { name: effectName(effect), from: at, to: at + amount, isTotal: false };
      at += amount;
      return step;
    });
  return [
    { name: `At ${from === '' ? 'the beginning' : from}`, from: 0, to: opening, isTotal: true },
    ...steps,
    { name: `At ${to === '' ? 'the end' : to}`, from: 0, to: closing, isTotal: true },
  ];
}
