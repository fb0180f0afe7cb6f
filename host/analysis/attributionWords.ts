/** An attribution in words, and as the steps of a bridge chart. Whoever asks why a lower yield came with a gain reads it here. */
import { fixedText } from '../valuation/rounding.ts';
import { type AttributionColumn, EFFECTS, type Effect, type InstrumentClass } from './attributionColumns.ts';
import { FACTOR_NAMES, type Factor } from './attributionFactors.ts';
import type { InputMove, InputMoves, Move } from './attributionInputs.ts';
import { listed, percentText, toldApart } from './sayings.ts';

/** What effects are called in tables and charts. */
export const EFFECT_NAMES: Readonly<Record<Effect, string>> = {
  ...FACTOR_NAMES,
  payments: 'Cash received and paid',
  time: 'Passage of time',
  remainder: 'Remainder',
  scope: 'Trusts and shares that came or left',
};

/** What classes are called. */
export const CLASS_NAMES: Readonly<Record<InstrumentClass, string>> = {
  collateral: 'Collateral',
  reo: 'Real estate owned',
  derivatives: 'Derivatives, net',
  cash: 'Cash of the trusts',
  borrowings: 'Borrowings',
  held: 'Classes held',
  residual: 'Residual interests',
  availableForSale: 'Securities available for sale',
  longTermDebt: 'Long-term debt',
};

/** A bar of a bridge chart. Units: dollars. */
export interface BridgeStep {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** From the opening to the closing value of a class, effect by effect. */
export interface Bridge {
  readonly of: string;
  readonly steps: readonly BridgeStep[];
}

/** Bars of each column that has any; the factors in their order. */
export function bridgesOf(columns: readonly AttributionColumn[], order: readonly Factor[]): Bridge[] {
  return columns.flatMap((column) => {
    if (column.opening === 0 && column.closing === 0) return [];
    const steps: BridgeStep[] = [{ label: 'Opening', from: 0, to: column.opening }];
    for (const effect of effectsInOrder(order)) {
      const from = steps.length === 1 ? column.opening : (steps.at(-1)?.to ?? 0);
      const to = roundedCents(from + column.effects[effect]);
      if (column.effects[effect] !== 0) steps.push({ label: EFFECT_NAMES[effect], from, to });
    }
    return [{ of: nameOf(column), steps: [...steps, { label: 'Closing', from: 0, to: column.closing }] }];
  });
}

/** Effects as they are told: cash and time, the factors in an order, and what is left. */
export function effectsInOrder(order: readonly Factor[]): Effect[] {
  const factors: readonly string[] = order;
  const [first, last] = [EFFECTS.slice(0, 2), EFFECTS.slice(-2)];
  return [...first, ...order, ...EFFECTS.slice(2, -2).filter((effect) => !factors.includes(effect)), ...last];
}

/** A paragraph for each class that has changed, then one for net assets. */
export function sentencesOf(told: {
  readonly classes: readonly AttributionColumn[];
  readonly net: AttributionColumn;
  readonly moves: InputMoves;
}): string[] {
  return [...told.classes, told.net].flatMap((column) => {
    const isSilent = column.class === 'cash' || column.class === 'reo' || column.class === 'held';
    return isSilent || column.opening === column.closing ? [] : [paragraphOf(column, told.moves)];
  });
}

function paragraphOf(column: AttributionColumn, moves: InputMoves): string {
  const change = column.closing - column.opening;
  const head = `${subjectOf(column)} ${change < 0 ? 'fell' : 'rose'} by ${moneyText(change)}, from ${signed(column.opening)} to ${signed(column.closing)}.`;
  const { payments, time } = column.effects;
  const steady = [
    ...(payments === 0 ? [] : [`payments ${verb(payments)} ${moneyText(payments)}`]),
    ...(time === 0 ? [] : [`the passage of time ${verb(time)} ${moneyText(time)}`]),
  ];
  const effects = EFFECTS.slice(2).filter((effect) => column.effects[effect] !== 0);
  const bySize = effects.toSorted((a, b) => Math.abs(column.effects[b]) - Math.abs(column.effects[a]));
  const reasons = bySize.map(
    (effect) => `${reasonOf(effect, column.class, moves)} ${verb(column.effects[effect])} ${moneyText(column.effects[effect])}`,
  );
  const rest = effects.reduce((sum, effect) => sum + column.effects[effect], 0);
  const owed = column.class === 'borrowings' || column.class === 'longTermDebt';
  const judged = owed ? `, a ${rest < 0 ? 'gain' : 'loss'} to whoever owes them` : '';
  return [
    head,
    ...(steady.length === 0 ? [] : [`${capital(listed(steady))}.`]),
    ...(reasons.length === 0
      ? []
      : [`The rest is ${rest < 0 ? 'a fall' : 'a rise'} of ${moneyText(rest)}${judged}: ${reasons.join('; ')}.`]),
  ].join(' ');
}

function nameOf(column: AttributionColumn): string {
  return column.instrument === 'net trust assets' ? 'Net trust assets' : CLASS_NAMES[column.class];
}

/** The name as a sentence begins with it. */
function subjectOf(column: AttributionColumn): string {
  const name = nameOf(column);
  if (column.class === 'derivatives') return 'The derivatives, net,';
  return column.class === 'availableForSale' || name === 'Net trust assets' ? name : `The ${name.toLowerCase()}`;
}

function verb(amount: number): string {
  return amount < 0 ? 'took' : 'added';
}

/** What moved and which way, where that is known. */
function reasonOf(effect: Effect, kind: InstrumentClass, moves: InputMoves): string {
  switch (effect) {
    case 'collateral':
      return 'the collateral as it is, against what was projected,';
    case 'technique':
      return 'technique, documents and model';
    case 'remainder':
      return 'what no factor explains';
    case 'scope':
      return 'trusts and shares that came or left';
    case 'index':
      return moved('forward index rates', moves.index, ['lower', 'higher', 'changed']);
    case 'prepayment':
      return moved('expected prepayments', moves.prepayment, ['slower', 'faster', 'changed'], ' CPR');
    case 'default':
      return moved('expected defaults', moves.default, ['lower', 'higher', 'changed'], ' CDR');
    case 'severity':
      return moved('expected severities and their timing', moves.severity, ['lower', 'higher', 'changed']);
    case 'yields':
      return moved('discount yields', yieldMove(kind, moves), ['lower', 'higher', 'changed']);
    default:
      return EFFECT_NAMES[effect];
  }
}

const YIELD_OF: Partial<Readonly<Record<InstrumentClass, Move>>> = {
  collateral: 'collateralYield',
  borrowings: 'borrowingsYield',
  availableForSale: 'residualYield',
};

/** The mean yield of a class. What hangs on the yields of others, and hedges and debt, have none that is known here. */
function yieldMove(kind: InstrumentClass, moves: InputMoves): InputMove | undefined {
  const move = YIELD_OF[kind];
  return move === undefined ? undefined : moves[move];
}

/** `lower discount yields (14.25% to 13.80%)`; an input that did not move on average, or is not known, has `changed`. */
function moved(
  what: string,
  move: InputMove | undefined,
  [lower, higher, changed]: readonly [string, string, string],
  unit = '',
): string {
  // Less than a tenth of a basis point is no direction.
  if (move === undefined || Math.abs(move.to - move.from) < 1e-5) return `${changed} ${what}`;
  const [from, to] = toldApart([move.from, move.to], (value, places) => percentText(value, places), 2);
  return `${move.to < move.from ? lower : higher} ${what} (${from} to ${to}${unit})`;
}

const MILLION = 1_000_000;

/** `$254.01 million`, `$12,345`, `$0.02`; without a sign. */
export function moneyText(amount: number): string {
  const size = Math.abs(amount);
  if (size >= MILLION) return `$${grouped(fixedText(size / MILLION, 2))} million`;
  return `$${grouped(fixedText(size, size >= 1 ? 0 : 2))}`;
}

function signed(amount: number): string {
  return amount < 0 ? `-${moneyText(amount)}` : moneyText(amount);
}

function grouped(text: string): string {
  const [whole = '', decimals] = text.split('.');
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? digits : `${digits}.${decimals}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function roundedCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
