/**
 * What the names of a deal stand for, and whether an expression uses them rightly. The table of functions is here and nowhere else:
 * what each takes, and whether it is money.
 */
import type { Expression } from './expression.ts';
import { expressionText } from './expressionText.ts';
import type { FaultList } from './faults.ts';
import { suggested } from './nearest.ts';

export type NameKind =
  | 'tranche'
  | 'set'
  | 'group'
  | 'fund'
  | 'account'
  | 'fee'
  | 'hedge'
  | 'schedule'
  | 'quantity'
  | 'index'
  | 'exchange'
  | 'pool';

/** What an argument may be. `member` is `it` inside a function over a set. */
type Argument =
  | 'tranches'
  | 'tranche'
  | 'ranked'
  | 'groups'
  | 'any'
  | 'fund'
  | 'fee'
  | 'hedge'
  | 'index'
  | 'quantity'
  | 'value'
  | 'count';

interface FunctionRule {
  readonly args: readonly Argument[];
  readonly isMoney: boolean;
  /** Remembers something from date to date: only in `define`. */
  readonly isPast?: boolean;
}

const ofTranches = (isMoney: boolean): FunctionRule => ({ args: ['tranches'], isMoney });
const ofGroups: FunctionRule = { args: ['groups'], isMoney: true };

/** Every function of the language but `min`, `max` and `sum`, which take any number of values or a set. */
export const FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  balance: ofTranches(true),
  begin: { args: ['any'], isMoney: true },
  original: ofTranches(true),
  due: ofTranches(true),
  accrued: ofTranches(true),
  shortfall: ofTranches(true),
  carryover: ofTranches(true),
  writedowns: ofTranches(true),
  interestPaid: ofTranches(true),
  principalPaid: ofTranches(true),
  coupon: { args: ['tranche'], isMoney: false },
  dayFraction: { args: ['tranche'], isMoney: false },
  end: ofGroups,
  cutoff: ofGroups,
  interest: ofGroups,
  grossInterest: ofGroups,
  servicing: ofGroups,
  scheduled: ofGroups,
  prepaid: ofGroups,
  recoveries: ofGroups,
  principal: ofGroups,
  defaults: ofGroups,
  losses: ofGroups,
  foreclosure: ofGroups,
  performing: ofGroups,
  cumulativeLosses: ofGroups,
  delinquent: ofGroups,
  deferred: ofGroups,
  penalties: ofGroups,
  reo: ofGroups,
  owned: ofGroups,
  prepaymentShortfall: ofGroups,
  compensating: ofGroups,
  reliefShortfall: ofGroups,
  subsequentRecoveries: ofGroups,
  bought: ofGroups,
  enhancement: { args: ['ranked'], isMoney: false },
  fund: { args: ['fund'], isMoney: true },
  fee: { args: ['fee'], isMoney: true },
  payable: { args: ['hedge'], isMoney: true },
  receivable: { args: ['hedge'], isMoney: true },
  index: { args: ['index'], isMoney: false },
  abs: { args: ['value'], isMoney: false },
  if: { args: ['value', 'value', 'value'], isMoney: false },
  ratio: { args: ['value', 'value', 'value'], isMoney: false },
  round: { args: ['value', 'value'], isMoney: false },
  floor: { args: ['value', 'value'], isMoney: false },
  previous: { args: ['quantity', 'value'], isMoney: false, isPast: true },
  rolling: { args: ['count', 'value'], isMoney: false, isPast: true },
  everTrue: { args: ['value'], isMoney: false, isPast: true },
};

/** Functions over any number of values, or over a set with `it`. */
export const FOLDS = ['min', 'max', 'sum'] as const;

export const TIME_NAMES = ['month', 'date', 'days'] as const;

/** Which kinds of names an argument may be. */
const FITS: Readonly<Partial<Record<Argument, readonly NameKind[]>>> = {
  tranches: ['tranche', 'set'],
  tranche: ['tranche'],
  ranked: ['tranche'],
  groups: ['group'],
  any: ['tranche', 'set', 'group'],
  fund: ['fund', 'account'],
  fee: ['fee'],
  hedge: ['hedge'],
  index: ['index'],
  quantity: ['quantity'],
};

/** More names than a deal has: a slip is not looked for among them, since every name that is not known would be held against each. */
const MOST_COMPARED = 1000;

export class NameTable {
  /** Tranches that the deal ranks by seniority. */
  ranked: ReadonlySet<string> = new Set();
  /** What a fund may be called for short. */
  shortOf: (fund: string) => string = (fund) => fund;
  readonly #kinds = new Map<string, NameKind>([['pool', 'pool']]);
  readonly #lists = new Map<string, string>();
  readonly #names = new Map<string, readonly string[]>();

  /** Enters a name; false when it is taken. Funds may be entered again. */
  enter(name: string, kind: NameKind): boolean {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known === kind && kind === 'fund';
    this.#kinds.set(name, kind);
    this.#lists.clear();
    this.#names.clear();
    return true;
  }

  kind(name: string): NameKind | undefined {
    return this.#kinds.get(name);
  }

  /** The names of some kinds, for the `expected` of a name that is none of them. */
  insteadOf(name: string, ...kinds: readonly NameKind[]): string {
    const known = this.#namesOf(kinds);
    return known.length > MOST_COMPARED ? this.list(...kinds) : suggested(this.list(...kinds), name, known);
  }

  has(...kinds: readonly NameKind[]): boolean {
    return this.#namesOf(kinds).length > 0;
  }

  /** The names of some kinds, for `expected`. */
  list(...kinds: readonly NameKind[]): string {
    const key = kinds.join(' ');
    const list = this.#lists.get(key) ?? this.#makeList(kinds);
    this.#lists.set(key, list);
    return list;
  }

  #makeList(kinds: readonly NameKind[]): string {
    const names = this.#namesOf(kinds);
    if (names.length === 0) return `${/^[aeiou]/.test(kinds[0] ?? '') ? 'an' : 'a'} ${kinds.join(' or ')} (the deal has none)`;
    const shown = names.length > 40 ? [...names.slice(0, 40), `and ${names.length - 40} more`] : names;
    return `one of ${shown.join(', ')}`;
  }

  #namesOf(kinds: readonly NameKind[]): readonly string[] {
    const key = kinds.join(' ');
    const names =
      this.#names.get(key) ??
      [...this.#kinds].flatMap(([name, kind]) => (kinds.includes(kind) ? [kind === 'fund' ? this.shortOf(name) : name] : []));
    this.#names.set(key, names);
    return names;
  }
}

export interface ExpressionRules {
  readonly names: NameTable;
  readonly faults: FaultList;
  readonly place: string;
  /** `previous`, `rolling` and `everTrue` may stand here. */
  readonly mayRemember: boolean;
  /** `it` may stand here. */
  readonly hasMember?: boolean;
}

/** Reports every name that does not exist, every function called wrongly. */
export function checkExpression(expression: Expression, rules: ExpressionRules): void {
  const place = `${rules.place}, position ${expression.at}`;
  switch (expression.kind) {
    case 'number':
    case 'date':
      return;
    case 'name':
      checkValueName(expression.name, place, rules);
      return;
    case 'call':
      checkCall(expression, place, rules);
      return;
    case 'not':
    case 'negate':
      checkExpression(expression.of, rules);
      return;
    case 'power':
      checkExpression(expression.of, rules);
      if (constantInteger(expression.exponent) === undefined) {
        rules.faults.add('DEAL_EXPRESSION', place, 'an exponent that is not a whole number', 'a whole number from 0 to 100');
      }
      return;
    case 'binary':
      checkExpression(expression.a, rules);
      checkExpression(expression.b, rules);
      return;
    case 'if':
      checkExpression(expression.test, rules);
      checkExpression(expression.then, rules);
      checkExpression(expression.otherwise, rules);
  }
}

/** The whole number an expression is, 0 to 100, or undefined. */
export function constantInteger(expression: Expression): number | undefined {
  return expression.kind === 'number' && Number.isInteger(expression.value) && expression.value >= 0 && expression.value <= 100
    ? expression.value
    : undefined;
}

/** A function that a name which is no value may have been meant with; of classes and sets it is `balance`. */
const FUNCTION_OF: Readonly<Partial<Record<NameKind, string>>> = {
  group: 'end',
  pool: 'end',
  fund: 'fund',
  account: 'fund',
  fee: 'fee',
  hedge: 'receivable',
  index: 'index',
};

function checkValueName(name: string, place: string, rules: ExpressionRules): void {
  if ((TIME_NAMES as readonly string[]).includes(name)) return;
  const kind = rules.names.kind(name);
  if (kind === 'schedule' || kind === 'quantity') return;
  const values = rules.names.has('schedule', 'quantity')
    ? `a schedule, a defined quantity, month, date or days: ${rules.names.insteadOf(name, 'schedule', 'quantity')}`
    : 'month, date or days: the deal has no schedules and defines no quantities';
  const expected = kind === undefined ? values : `a function of the ${kind}, such as ${FUNCTION_OF[kind] ?? 'balance'}(${name})`;
  rules.faults.add('DEAL_UNKNOWN_NAME', place, `'${name}'`, expected);
}

function checkCall(call: Extract<Expression, { kind: 'call' }>, place: string, rules: ExpressionRules): void {
  if ((FOLDS as readonly string[]).includes(call.name)) {
    checkFold(call, place, rules);
    return;
  }
  // `toString(1)` is no function of the language, though every object has one.
  const rule = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (rule === undefined) {
    const functions = [...Object.keys(FUNCTIONS), ...FOLDS];
    rules.faults.add(
      'DEAL_UNKNOWN_NAME',
      place,
      `the function '${call.name}'`,
      suggested(`one of ${functions.join(', ')}`, call.name, functions),
    );
    return;
  }
  if (rule.isPast === true && !rules.mayRemember) {
    rules.faults.add('DEAL_EXPRESSION', place, `${call.name}(...)`, 'it in `define` only; use the defined quantity here');
  }
  if (call.args.length !== rule.args.length) {
    const wanted = `${rule.args.length} argument${rule.args.length === 1 ? '' : 's'}: ${call.name}(${rule.args.join(', ')})`;
    rules.faults.add('DEAL_EXPRESSION', place, `${call.args.length} in ${call.name}(...)`, wanted);
    return;
  }
  rule.args.forEach((argument, index) => {
    const given = call.args[index];
    if (given !== undefined) checkArgument(argument, given, rules);
  });
}

function checkFold(call: Extract<Expression, { kind: 'call' }>, place: string, rules: ExpressionRules): void {
  const [first, second] = call.args;
  if (first?.kind === 'name' && rules.names.kind(first.name) === 'set') {
    if (second === undefined || call.args.length !== 2) {
      rules.faults.add(
        'DEAL_EXPRESSION',
        place,
        `${call.name}(${first.name})`,
        `${call.name}(${first.name}, x) with x written with \`it\``,
      );
    } else {
      checkExpression(second, { ...rules, hasMember: true });
    }
    return;
  }
  if (call.args.length === 0) rules.faults.add('DEAL_EXPRESSION', place, `${call.name}()`, 'at least one value');
  for (const argument of call.args) checkExpression(argument, rules);
}

function checkArgument(argument: Argument, given: Expression, rules: ExpressionRules): void {
  if (argument === 'value') {
    checkExpression(given, rules);
    return;
  }
  const place = `${rules.place}, position ${given.at}`;
  if (argument === 'count') {
    const count = constantInteger(given);
    if (count === undefined || count < 1)
      rules.faults.add('DEAL_EXPRESSION', place, `'${expressionText(given)}'`, 'a whole number of months, 1 to 100');
    return;
  }
  const kinds = FITS[argument] ?? [];
  if (given.kind !== 'name') {
    rules.faults.add('DEAL_EXPRESSION', place, 'a value', `a name: ${rules.names.list(...kinds)}`);
    return;
  }
  if (given.name === 'it' && rules.hasMember === true && kinds.includes('tranche') && argument !== 'ranked') return;
  if (given.name === 'pool' && kinds.includes('group')) return;
  const kind = rules.names.kind(given.name);
  if (kind === undefined || !kinds.includes(kind)) {
    const fitting: readonly NameKind[] = kinds.includes('group') ? [...kinds, 'pool'] : kinds;
    rules.faults.add('DEAL_UNKNOWN_NAME', place, `'${given.name}'`, rules.names.insteadOf(given.name, ...fitting));
  } else if (argument === 'ranked' && !rules.names.ranked.has(given.name)) {
    rules.faults.add('DEAL_UNKNOWN_NAME', place, `'${given.name}', which is not ranked`, 'a tranche of `ranks`');
  }
}
