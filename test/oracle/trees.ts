/** Distribution of cash along a tree of payees: in sequence, pro rata, or by fixed weights. */
import type { Node } from './expression.ts';
import { atLeastZero, least, type Num, ONE, sumOf, ZERO } from './number.ts';
import { type Basis, payeesOf, type Tree } from './stepForms.ts';

export interface Till {
  /** What a payee can still take. */
  need(payee: string): Num;
  pay(payee: string, amount: Num): void;
  /** What a payee weighs in a prorata tree. */
  weigh(by: Basis, payee: string): Num;
  share(node: Node): Num;
}

type Weighted =
  | { kind: 'payee'; name: string }
  | { kind: 'sequence'; legs: Weighted[] }
  | { kind: 'shares'; legs: Weighted[]; weights: Num[]; refill: boolean };

/** Weights are those of the moment the step is reached, at every depth of the tree. */
function weigh(tree: Tree, till: Till): Weighted {
  if (tree.kind === 'payee') return tree;
  const legs = tree.legs.map((leg) => weigh(leg, till));
  if (tree.kind === 'sequence') return { kind: 'sequence', legs };
  const weights =
    tree.kind === 'weights'
      ? tree.shares.map((share) => till.share(share))
      : tree.legs.map((leg) => sumOf([...new Set(payeesOf(leg))].map((payee) => till.weigh(tree.by, payee))));
  return {
    kind: 'shares',
    legs,
    weights: weights.map(atLeastZero),
    refill: tree.kind === 'prorata' || tree.overflow === 'others',
  };
}

function give(tree: Weighted, cash: Num, till: Till): Num {
  if (!cash.isPositive() || cash.isZero()) return ZERO;
  if (tree.kind === 'payee') {
    const amount = least(cash, atLeastZero(till.need(tree.name)));
    if (!amount.isZero()) till.pay(tree.name, amount);
    return amount;
  }
  let left = cash;
  if (tree.kind === 'sequence') {
    for (const leg of tree.legs) left = left.minus(give(leg, left, till));
    return cash.minus(left);
  }

  // Each round divides what is left among the legs that took all they were given; the others are full.
  let open = tree.legs.map((_, at) => at);
  while (open.length > 0 && !left.isZero()) {
    // Without refill every leg has its weight of the cash, whatever the weights add up to.
    const total = tree.refill ? sumOf(open.map((at) => tree.weights[at]!)) : ONE;
    if (total.isZero()) {
      // Nobody left has a weight: what others could not take goes in the order listed.
      for (const at of open) left = left.minus(give(tree.legs[at]!, left, till));
      break;
    }
    const round = left;
    const hungry: number[] = [];
    for (const at of open) {
      // The last leg of a round that all others took in full gets the rest, without the last digit's loss of dividing.
      const isRest = tree.refill && at === open.at(-1) && hungry.length === open.length - 1;
      const offered = isRest ? left : least(left, round.times(tree.weights[at]!.div(total)));
      const taken = give(tree.legs[at]!, offered, till);
      left = left.minus(taken);
      if (taken.eq(offered)) hungry.push(at);
    }
    if (!tree.refill || hungry.length === open.length) break;
    open = hungry;
  }
  return cash.minus(left);
}

/** Pays `cash` along the tree as far as the payees take it. Returns: what was paid. */
export function distribute(tree: Tree, cash: Num, till: Till): Num {
  return give(weigh(tree, till), cash, till);
}
