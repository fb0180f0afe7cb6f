/** Interest that borrowers do not owe or pay: what a group's terms take off what it collects. */
import type { Collections } from './collateral.ts';
import { type Node, parse } from './expression.ts';
import { atLeastZero, entries, fields, least, type Num, ZERO } from './number.ts';

/** Expressions of a group; what is not given is 0. */
export interface InterestTerms {
  /** The share of a month's net interest that is lost on what prepays. */
  prepaymentInterest: Node | undefined;
  /** Dollars that the servicer puts in for it. */
  compensating: Node | undefined;
  /** The share of net interest that a relief act takes. */
  relief: Node | undefined;
}

/** By group. */
export function readInterestTerms(collateral: unknown): Map<string, InterestTerms> {
  return new Map(
    entries(collateral, 'collateral').map(([name, value]) => {
      const group = fields(value, name);
      const optional = (key: string): Node | undefined => (group[key] === undefined ? undefined : parse(group[key]));
      const prepaymentInterest = optional('prepaymentInterest');
      return [name, { prepaymentInterest, compensating: optional('compensating'), relief: optional('relief') }];
    }),
  );
}

/** Takes the terms off a group's interest, in the group and in the pool that it is part of. Returns: what was taken off. */
export function takeInterestTerms(terms: InterestTerms, group: Collections, pool: Collections, value: (node: Node) => Num): Num {
  const worth = (node: Node | undefined): Num => (node === undefined ? ZERO : atLeastZero(value(node)));
  const prepaymentShortfall = worth(terms.prepaymentInterest).times(group.prepaidInterest);
  const compensating = least(prepaymentShortfall, worth(terms.compensating));
  const reliefShortfall = worth(terms.relief).times(group.grossInterest.minus(group.servicing));
  const taken = prepaymentShortfall.minus(compensating).plus(reliefShortfall);
  for (const one of [group, pool]) {
    one.prepaymentShortfall = one.prepaymentShortfall.plus(prepaymentShortfall);
    one.compensating = one.compensating.plus(compensating);
    one.reliefShortfall = one.reliefShortfall.plus(reliefShortfall);
    one.interest = one.interest.minus(taken);
  }
  return taken;
}
