/**
 * What an expression means: which comparisons are of money, and its value in a world that knows the month's numbers.
 *
 * Every part of an expression is evaluated, also the branch not taken: what `everTrue` and `rolling` remember must not
 * depend on who asks.
 */
import type { Comparison, Node, Operator } from './expression.ts';
import { floorTo, HALF_CENT, least, most, type Num, ONE, roundTo, sumOf, ZERO } from './number.ts';

export type Kind = 'tranche' | 'set' | 'group' | 'fund' | 'fee' | 'hedge' | 'index' | 'schedule' | 'quantity' | 'time';

/** The month an expression is read in. */
export interface World {
  kindOf(name: string): Kind | undefined;
  members(set: string): readonly string[];
  /** Is a schedule or a defined quantity money? */
  isMoney(name: string): boolean;
  /** A schedule, a defined quantity, `month`, `date` or `days`. */
  plain(name: string): Num;
  /** `balance(A)` and its like, of one tranche, set, group, fund, fee, hedge or index. */
  read(attribute: string, name: string): Num;
  /** The defined quantity a month ago; undefined in the first month. */
  monthAgo(quantity: string): Num | undefined;
  /** What a `rolling` or `everTrue` kept until last month, oldest first. */
  recall(key: string): readonly Num[];
  keep(key: string, values: readonly Num[]): void;
}

/** `it` is the tranche that `it` stands for. */
export type Value = (it?: string) => Num;

const NOT_MONEY: ReadonlySet<string> = new Set(['coupon', 'dayFraction', 'index', 'enhancement']);
const COMPUTED: ReadonlySet<string> = new Set([
  'min',
  'max',
  'abs',
  'if',
  'ratio',
  'round',
  'floor',
  'sum',
  'previous',
  'rolling',
  'everTrue',
]);
const OF_SETS: ReadonlySet<string> = new Set(['sum', 'min', 'max']);
const LOGICAL: ReadonlySet<Operator> = new Set(['and', 'or', '<', '<=', '>', '>=', '==', '!=', '**']);

const truth = (is: boolean): Num => (is ? ONE : ZERO);
const isTrue = (x: Num): boolean => !x.isZero();

function isSetForm(node: Node & { kind: 'call' }, world: World): boolean {
  const first = node.of[0];
  return OF_SETS.has(node.name) && first?.kind === 'name' && world.kindOf(first.name) === 'set';
}

/** Is the value an amount of dollars? Decided from the text alone. */
export function isMoney(node: Node, world: World): boolean {
  const money = (part: Node | undefined): boolean => part !== undefined && isMoney(part, world);
  switch (node.kind) {
    case 'number':
    case 'not':
      return false;
    case 'name':
      return world.isMoney(node.name);
    case 'negative':
      return money(node.of);
    case 'choice':
      return money(node.then) || money(node.otherwise);
    case 'binary':
      if (LOGICAL.has(node.operator)) return false;
      if (node.operator === '/') return money(node.left) && !money(node.right);
      return money(node.left) || money(node.right);
    case 'call': {
      if (!COMPUTED.has(node.name)) return !NOT_MONEY.has(node.name);
      if (isSetForm(node, world)) return money(node.of[1]);
      if (node.name === 'everTrue') return false;
      if (node.name === 'ratio') return money(node.of[0]) && !money(node.of[1]);
      if (node.name === 'if') return money(node.of[1]) || money(node.of[2]);
      if (node.name === 'rolling') return money(node.of[1]);
      if (node.name === 'round' || node.name === 'floor') return money(node.of[0]);
      return node.of.some(money);
    }
  }
}

/** `slack` is half a cent between amounts of money, and nothing between other numbers. */
function compare(operator: Comparison, a: Num, b: Num, slack: Num): boolean {
  const over = a.minus(b);
  switch (operator) {
    case '<':
      return over.lt(slack.neg());
    case '<=':
      return over.lte(slack);
    case '>':
      return over.gt(slack);
    case '>=':
      return over.gte(slack.neg());
    case '==':
      return over.abs().lte(slack);
    case '!=':
      return over.abs().gt(slack);
  }
}

function divide(a: Num, b: Num, whenZero: Num): Num {
  return b.isZero() ? whenZero : a.div(b);
}

function arithmetic(operator: Operator, a: Num, b: Num, slack: Num): Num {
  switch (operator) {
    case '+':
      return a.plus(b);
    case '-':
      return a.minus(b);
    case '*':
      return a.times(b);
    case '/':
      return divide(a, b, ZERO);
    case '**':
      if (!b.isInteger()) throw new Error(`'**' takes a whole exponent, got ${b}`);
      return a.pow(b);
    case 'and':
      return truth(isTrue(a) && isTrue(b));
    case 'or':
      return truth(isTrue(a) || isTrue(b));
    default:
      return truth(compare(operator, a, b, slack));
  }
}

/** Readies an expression; `owner` is the defined quantity it stands in, under whose name the past is kept. */
export function compile(node: Node, world: World, owner = ''): Value {
  let pastCount = 0;
  const ready = (part: Node | undefined): Value => {
    if (part === undefined) throw new Error('an operand is missing');
    switch (part.kind) {
      case 'number':
        return () => part.value;
      case 'name':
        return () => world.plain(part.name);
      case 'negative': {
        const of = ready(part.of);
        return (it) => of(it).neg();
      }
      case 'not': {
        const of = ready(part.of);
        return (it) => truth(!isTrue(of(it)));
      }
      case 'choice':
        return pick(part.when, part.then, part.otherwise);
      case 'binary': {
        const left = ready(part.left);
        const right = ready(part.right);
        const slack = isMoney(part.left, world) || isMoney(part.right, world) ? HALF_CENT : ZERO;
        return (it) => arithmetic(part.operator, left(it), right(it), slack);
      }
      case 'call':
        if (isSetForm(part, world)) return overSet(part.name, (part.of[0] as Node & { kind: 'name' }).name, part.of[1]);
        return COMPUTED.has(part.name) ? computed(part.name, part.of) : reading(part.name, part.of[0]);
    }
  };

  const pick = (when: Node | undefined, then: Node | undefined, otherwise: Node | undefined): Value => {
    const [c, a, b] = [ready(when), ready(then), ready(otherwise)];
    return (it) => {
      const [chosen, yes, no] = [c(it), a(it), b(it)];
      return isTrue(chosen) ? yes : no;
    };
  };

  const reading = (attribute: string, of: Node | undefined): Value => {
    if (of?.kind !== 'name') throw new Error(`${attribute}(..) takes a name`);
    if (of.name !== 'it') return () => world.read(attribute, of.name);
    return (it) => {
      if (it === undefined) throw new Error(`${attribute}(it) has no tranche to stand for`);
      return world.read(attribute, it);
    };
  };

  const overSet = (name: string, set: string, of: Node | undefined): Value => {
    const each = ready(of);
    return () => {
      const values = world.members(set).map((member) => each(member));
      return name === 'sum' ? sumOf(values) : values.reduce(name === 'min' ? least : most);
    };
  };

  const computed = (name: string, of: Node[]): Value => {
    if (name === 'if') return pick(of[0], of[1], of[2]);
    if (name === 'previous') return previous(of);
    if (name === 'everTrue' || name === 'rolling') return remembering(name, of);
    const parts = of.map(ready);
    return (it) => {
      const values = parts.map((part) => part(it));
      const [a = ZERO, b = ZERO, c = ZERO] = values;
      switch (name) {
        case 'min':
          return values.reduce(least);
        case 'max':
          return values.reduce(most);
        case 'abs':
          return a.abs();
        case 'ratio':
          return divide(a, b, c);
        case 'round':
          return roundTo(a, b);
        case 'floor':
          return floorTo(a, b);
        default:
          throw new Error(`unknown function '${name}'`);
      }
    };
  };

  const previous = (of: Node[]): Value => {
    const quantity = of[0];
    if (quantity?.kind !== 'name') throw new Error('previous(..) takes the name of a defined quantity');
    const initial = ready(of[1]);
    return (it) => {
      const atFirst = initial(it);
      return world.monthAgo(quantity.name) ?? atFirst;
    };
  };

  const remembering = (name: string, of: Node[]): Value => {
    const key = `${owner}/${name}/${pastCount}`;
    pastCount += 1;
    if (name === 'everTrue') {
      const now = ready(of[0]);
      return (it) => {
        const kept = truth(isTrue(now(it)) || world.recall(key).some(isTrue));
        world.keep(key, [kept]);
        return kept;
      };
    }
    const [count, now] = [ready(of[0]), ready(of[1])];
    return (it) => {
      const length = count(it).toNumber();
      const kept = [...world.recall(key), now(it)].slice(-length);
      world.keep(key, kept);
      return sumOf(kept).div(kept.length);
    };
  };

  return ready(node);
}
