/** Pays an amount of cash down a tree of payees. What each payee is due and what paying it changes is the claim's to say. */
import type { Amount, Ledger } from './ledger.ts';
import { type LoweringContext, lowerExpression } from './lowerExpression.ts';
import type { ProgramBuilder, Value } from './program.ts';
import type { Claim, Tree } from './resolved.ts';

/** What a whole cent may lack in doubles. Units: dollars a note. */
const CENT_DUST = 1e-9;

/** How payees of a step are paid. `amount` is what a hedge is due. */
export interface Payer {
  readonly claims: readonly Claim[];
  readonly amount?: Value;
  readonly context: LoweringContext;
  /** Told of each payment to a leaf, for traces. */
  readonly onPaid: (name: string, claim: Claim, paid: Value) => void;
}

/** The amount of a tranche that each claim pays. */
const OWED: Readonly<Partial<Record<Claim, Amount>>> = {
  interest: 'due',
  shortfall: 'shortfall',
  carryover: 'carryover',
  principal: 'balance',
  writedowns: 'writedowns',
  writedown: 'balance',
  writeup: 'writedowns',
  defer: 'due',
};

/** What a payee is due now under one claim, never negative. */
function owed(name: string, claim: Claim, payer: Payer): Value {
  const { ledger } = payer.context;
  if (claim === 'fee') return ledger.builder.positive(ledger.feeDue(name));
  if (claim === 'hedge') return ledger.builder.positive(payer.amount ?? ledger.builder.constant(0));
  // What is held for whole cents a note has been taken already.
  if (claim === 'principal' || claim === 'writedown')
    return ledger.builder.sub(ledger.amount('balance', name), ledger.amount('held', name));
  const amount = OWED[claim];
  return amount === undefined ? ledger.builder.constant(0) : ledger.amount(amount, name);
}

/** What paying a claim changes. */
function take(name: string, claim: Claim, paid: Value, ledger: Ledger): void {
  switch (claim) {
    case 'interest':
    case 'shortfall':
      ledger.lower(claim === 'interest' ? 'due' : 'shortfall', name, paid);
      ledger.raise('interestPaid', name, paid);
      return;
    case 'carryover':
    case 'writedowns':
      ledger.lower(claim, name, paid);
      ledger.raise('otherPaid', name, paid);
      return;
    case 'principal':
      payPrincipal(name, paid, ledger);
      return;
    case 'writedown':
      ledger.lower('balance', name, paid);
      ledger.raise('writedowns', name, paid);
      ledger.raise('writtenDown', name, paid);
      // What the class holds is paid out when it is all that is left.
      if (ledger.tranche(name).perNote > 0) payPrincipal(name, ledger.builder.constant(0), ledger);
      return;
    case 'writeup':
      ledger.raise('balance', name, paid);
      ledger.lower('writedowns', name, paid);
      ledger.raise('writtenUp', name, paid);
      return;
    case 'defer':
      ledger.lower('due', name, paid);
      ledger.raise('balance', name, paid);
      ledger.raise('accreted', name, paid);
      return;
    case 'fee':
      ledger.payFee(name, paid);
      return;
    case 'hedge':
      ledger.payHedge(name, paid);
  }
}

/** A cent a note is paid whole: what is less is held for the next date, until the class is retired. */
function payPrincipal(name: string, taken: Value, ledger: Ledger): void {
  const { builder } = ledger;
  const { perNote, balance } = ledger.tranche(name);
  let paid = taken;
  if (perNote > 0) {
    const notes = builder.constant(balance / perNote);
    const cent = builder.constant(0.01);
    const total = builder.add(ledger.amount('held', name), taken);
    const aNote = builder.add(builder.div(total, notes, builder.constant(0)), builder.constant(CENT_DUST));
    const whole = builder.min(total, builder.mul(builder.pair('floor', aNote, cent), notes));
    paid = builder.select(builder.pair('leMoney', ledger.amount('balance', name), total), total, whole);
    ledger.set('held', name, builder.sub(total, paid));
  }
  ledger.lower('balance', name, paid);
  ledger.raise('principalPaid', name, paid);
}

/** Pays `cash`, which is not negative, down the tree and returns what was paid. */
export function payTree(tree: Tree, cash: Value, payer: Payer): Value {
  const { builder } = payer.context.ledger;
  switch (tree.kind) {
    case 'leaf':
      return payLeaf(tree.name, cash, payer);
    case 'sequential': {
      let left = cash;
      const paid = tree.legs.map((leg) => {
        const toLeg = payTree(leg, left, payer);
        // A payee takes no more than it is given; the parts of a divided leg may add up to a last bit more.
        const isPayee = leg.kind === 'leaf' || leg.kind === 'sequential';
        left = isPayee ? builder.sub(left, toLeg) : builder.positive(builder.sub(left, toLeg));
        return toLeg;
      });
      return builder.sum(paid);
    }
    case 'prorata':
      return payProrata(tree, cash, payer);
    case 'weights':
      return payWeights(tree, cash, payer);
  }
}

/** A payee's claims are paid in the order in which the step names them. */
function payLeaf(name: string, cash: Value, payer: Payer): Value {
  const { ledger } = payer.context;
  const { builder } = ledger;
  let left = cash;
  const paid = payer.claims.map((claim) => {
    const toClaim = builder.min(left, owed(name, claim, payer));
    take(name, claim, toClaim, ledger);
    payer.onPaid(name, claim, toClaim);
    left = builder.sub(left, toClaim);
    return toClaim;
  });
  return builder.sum(paid);
}

/** What all the leaves of a tree are due; a leaf that stands in it twice is due once. */
function needOf(tree: Tree, payer: Payer): Value {
  const { builder } = payer.context.ledger;
  const names = [...new Set(leavesOf(tree))];
  return builder.sum(names.flatMap((name) => payer.claims.map((claim) => owed(name, claim, payer))));
}

/** The names of the leaves, as often as they stand there. */
export function leavesOf(tree: Tree): string[] {
  return tree.kind === 'leaf' ? [tree.name] : tree.legs.flatMap(leavesOf);
}

function payProrata(tree: Extract<Tree, { kind: 'prorata' }>, cash: Value, payer: Payer): Value {
  const { builder } = payer.context.ledger;
  const needs = tree.legs.map((leg) => needOf(leg, payer));
  // Balances are what is due, but of a class that holds some of it for whole cents a note.
  const isBalanceDue = payer.claims.length === 1 && OWED[payer.claims[0] ?? 'fee'] === 'balance';
  const holdsNone = leavesOf(tree).every((name) =>
    payer.context.ledger.deal.tranches.every((each) => each.name !== name || each.perNote === 0),
  );
  const isDue = tree.by === 'due' || (tree.by === 'balance' && isBalanceDue && holdsNone);
  if (!isDue) {
    const keys = tree.legs.map((leg) => keyOf(leg, tree.by, payer));
    return payLegs(tree.legs, divide(cash, needs, keys, builder), cash, payer, allPositive(keys, builder));
  }
  // Shares of what is due: no leg can be paid more than it needs, so one division settles it.
  const total = builder.sum(needs);
  const isEnough = builder.pair('le', total, cash);
  const share = builder.div(cash, total, builder.constant(0));
  return payLegs(
    tree.legs,
    needs.map((need) => builder.select(isEnough, need, builder.mul(need, share))),
    cash,
    payer,
    true,
  );
}

/** The sum over a leg's tranches of what its share is measured by. */
function keyOf(leg: Tree, by: Extract<Tree, { kind: 'prorata' }>['by'], payer: Payer): Value {
  const { context } = payer;
  const { ledger } = context;
  return ledger.builder.sum(
    [...new Set(leavesOf(leg))].map((name) => {
      if (by === 'balance') return ledger.amount('balance', name);
      if (by === 'original') return ledger.builder.constant(ledger.tranche(name).balance);
      if (by === 'due') return needOf({ kind: 'leaf', name }, payer);
      return ledger.builder.positive(lowerExpression(by, { ...context, member: name }));
    }),
  );
}

function payWeights(tree: Extract<Tree, { kind: 'weights' }>, cash: Value, payer: Payer): Value {
  const { context } = payer;
  const { builder } = context.ledger;
  const weights = tree.weights.map((weight) => builder.positive(lowerExpression(weight, context)));
  const needs = tree.legs.map((leg) => needOf(leg, payer));
  if (tree.overflow === 'others') {
    return payLegs(tree.legs, divide(cash, needs, weights, builder), cash, payer, allPositive(weights, builder));
  }
  // What a leg cannot take is left for the next step. Weights that add to more than 1 find less than their share at the end.
  const shares = weights.map((weight) => builder.mul(cash, weight));
  let left = cash;
  const paid = tree.legs.map((leg, place) => {
    const toLeg = payTree(leg, builder.min(left, shares[place] ?? builder.constant(0)), payer);
    left = builder.positive(builder.sub(left, toLeg));
    return toLeg;
  });
  return builder.sum(paid);
}

/** Whether every leg is known to have a weight. */
function allPositive(weights: readonly Value[], builder: ProgramBuilder): boolean {
  return weights.every((weight) => (builder.constantOf(weight) ?? 0) > 0);
}

/**
 * Divides cash by weights among legs that can each take only so much: rounds, in each of which the legs not yet full share what is
 * left. Every round fills a leg or spends all, so as many rounds as legs are enough.
 */
function divide(cash: Value, needs: readonly Value[], weights: readonly Value[], builder: ProgramBuilder): Value[] {
  const zero = builder.constant(0);
  let left = cash;
  let open = [...needs];
  let given = needs.map(() => zero);
  for (let round = 0; round < needs.length; round++) {
    const active = open.map((need, leg) => builder.select(builder.pair('lt', zero, need), weights[leg] ?? zero, zero));
    const share = builder.div(left, builder.sum(active), zero);
    const now = open.map((need, leg) => builder.min(need, builder.mul(share, active[leg] ?? zero)));
    given = given.map((before, leg) => builder.add(before, now[leg] ?? zero));
    open = open.map((need, leg) => builder.sub(need, now[leg] ?? zero));
    left = builder.positive(builder.sub(left, builder.sum(now)));
  }
  return given;
}

/**
 * Pays each leg its part. Where a tranche stands in several legs, or a leg may have no weight, what is left over goes to the legs
 * that can still take it, in order.
 */
function payLegs(legs: readonly Tree[], parts: readonly Value[], cash: Value, payer: Payer, isAllWeighted: boolean): Value {
  const { builder } = payer.context.ledger;
  const paid = builder.sum(legs.map((leg, place) => payTree(leg, parts[place] ?? builder.constant(0), payer)));
  const leaves = legs.flatMap((leg) => [...new Set(leavesOf(leg))]);
  if (isAllWeighted && new Set(leaves).size === leaves.length) return paid;
  return builder.add(paid, payTree({ kind: 'sequential', legs }, builder.positive(builder.sub(cash, paid)), payer));
}
