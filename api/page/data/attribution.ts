/** What made fair values change, as the page draws it, from the tables of an attribution. */
import { numbersOf, rowsOf, type TableJson, textsOf } from '../client/frame.ts';
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
  const tables = await tablesOf(run, ['attribution', 'classes', 'instruments', 'sentences', 'notes']);
  const [head] = rowsOf(tables.get('attribution'), { from: 'text', to: 'text', sharing: 'text' });
  const texts = (name: string, column: string) => {
    const table = tables.get(name);
    return table === undefined ? [] : textsOf(table, column);
  };
  return {
    from: head?.from ?? '',
    to: head?.to ?? run.date,
    sharing: head?.sharing ?? '',
    sums: columnsOf(tables.get('classes')),
    instruments: columnsOf(tables.get('instruments')),
    sentences: texts('sentences', 'sentence'),
    notes: texts('notes', 'note'),
  };
}

/** The numbers of a row that are neither its opening nor its closing are its effects. */
function columnsOf(table: TableJson | undefined): ChangeColumn[] {
  if (table === undefined) return [];
  const effects = table.columns.flatMap(({ name, kind }) =>
    kind === 'number' && name !== 'opening' && name !== 'closing' ? [[name, numbersOf(table, name)] as const] : [],
  );
  return rowsOf(table, { trust: 'text', instrument: 'text', class: 'text', opening: 'number', closing: 'number' }).map(
    ({ class: kind, ...row }, place) => ({
      ...row,
      kind,
      effects: new Map(effects.map(([name, amounts]) => [name, amounts[place] ?? Number.NaN])),
    }),
  );
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
