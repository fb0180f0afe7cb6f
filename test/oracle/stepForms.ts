/** The forms of steps and of distribution trees, as read from the deal file. */
import { type Node, parse } from './expression.ts';
import { type Fields, fields, isScalar, list, names } from './number.ts';

export type Due = 'interest' | 'shortfall' | 'carryover' | 'principal' | 'writedowns' | 'fee' | 'hedge';

/** How a prorata leg is weighed: by what is due, by balances, or by an expression in `it` summed over its payees. */
export type Basis = 'due' | 'balance' | 'original' | Node;

export type Tree =
  | { kind: 'payee'; name: string }
  | { kind: 'sequence'; legs: Tree[] }
  | { kind: 'prorata'; legs: Tree[]; by: Basis }
  | { kind: 'weights'; legs: Tree[]; shares: Node[]; overflow: 'others' | 'next' };

interface Common {
  when: Node | undefined;
}

export type Step = Common &
  (
    | { verb: 'pay'; dues: Due[]; to: Tree; from: string[]; upTo: Node | undefined; amount: Node | undefined }
    | { verb: 'defer'; classes: string[]; amount: Node }
    | {
        verb: 'accrue';
        classes: string[];
        from: string[];
        to: Tree | undefined;
        into: string | undefined;
        upTo: Node | undefined;
      }
    | { verb: 'transfer'; amount: Node; from: string[]; to: string }
    | { verb: 'receive'; hedge: string; amount: Node | undefined; into: string }
    | { verb: 'writedown' | 'writeup'; to: Tree; upTo: Node }
    | { verb: 'purchase'; group: string; from: string[]; amount: Node | undefined; price: Node | undefined }
    | { verb: 'release'; from: string[]; to: string | undefined; upTo: Node | undefined }
  );

type Sets = ReadonlyMap<string, readonly string[]>;

/** A set among payees stands for its members in order. */
export function readTree(value: unknown, sets: Sets): Tree {
  if (isScalar(value)) {
    const members = sets.get(String(value));
    return members === undefined ? { kind: 'payee', name: String(value) } : readTree([...members], sets);
  }
  const legsOf = (legs: unknown): Tree[] => list(legs).map((leg) => readTree(leg, sets));
  if (Array.isArray(value)) return { kind: 'sequence', legs: legsOf(value) };
  const tree = fields(value, 'a tree of payees');
  if (tree.sequential !== undefined) return { kind: 'sequence', legs: legsOf(tree.sequential) };
  if (tree.prorata !== undefined) {
    const by = tree.by ?? 'due';
    const isWord = by === 'due' || by === 'balance' || by === 'original';
    return { kind: 'prorata', legs: legsOf(tree.prorata), by: isWord ? by : parse(by) };
  }
  const rows = list(tree.weights).map((row) => list(row));
  return {
    kind: 'weights',
    legs: rows.map(([, leg]) => readTree(leg, sets)),
    shares: rows.map(([share]) => parse(share)),
    overflow: tree.overflow === 'next' ? 'next' : 'others',
  };
}

export function payeesOf(tree: Tree): string[] {
  return tree.kind === 'payee' ? [tree.name] : tree.legs.flatMap(payeesOf);
}

/** Throws: on a step without a verb. */
export function readStep(step: Fields, sets: Sets): Step {
  const optional = (key: string): Node | undefined => (step[key] === undefined ? undefined : parse(step[key]));
  const when = optional('when');
  const upTo = optional('upTo');
  const from = names(step.from);
  if (step.pay !== undefined) {
    return {
      verb: 'pay',
      when,
      dues: names(step.pay) as Due[],
      to: readTree(step.to, sets),
      from,
      upTo,
      amount: optional('amount'),
    };
  }
  if (step.accrue !== undefined) {
    const classes = payeesOf(readTree(step.accrue, sets));
    if (step.from === undefined) return { verb: 'defer', when, classes, amount: parse(step.amount) };
    const to = step.to === undefined ? undefined : readTree(step.to, sets);
    return { verb: 'accrue', when, classes, from, to, into: step.into === undefined ? undefined : String(step.into), upTo };
  }
  if (step.transfer !== undefined) return { verb: 'transfer', when, amount: parse(step.transfer), from, to: String(step.to) };
  if (step.receive !== undefined) {
    return { verb: 'receive', when, hedge: String(step.receive), amount: optional('amount'), into: String(step.into) };
  }
  for (const verb of ['writedown', 'writeup'] as const) {
    if (step[verb] !== undefined) return { verb, when, to: readTree(step[verb], sets), upTo: parse(step.upTo) };
  }
  if (step.purchase !== undefined) {
    const group = String(step.purchase);
    return { verb: 'purchase', when, group, from, amount: optional('amount'), price: optional('price') };
  }
  if (step.release !== undefined) {
    return { verb: 'release', when, from: names(step.release), to: step.to === undefined ? undefined : String(step.to), upTo };
  }
  throw new Error(`a step without a verb: ${JSON.stringify(step)}`);
}
