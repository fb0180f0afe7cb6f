/**
 * Collections in transit: collected before the tape's date, off its balances, and not yet distributed. They stand in accounts of the
 * trust and join the funds of their group before the first step of the next payment date.
 */
import type { Expression } from '../deal/expression.ts';
import type { ResolvedDeal, ResolvedStep } from '../deal/resolved.ts';

/** Units: dollars. */
export interface InTransit {
  readonly group: string;
  readonly interest: number;
  readonly principal: number;
}

const KINDS = ['interest', 'principal'] as const;

/** The account of collections of one kind. No name of a deal has blanks. */
export function transitAccount(kind: (typeof KINDS)[number]): string {
  return `${kind} in transit`;
}

/** The deal with its collections in transit. */
export function withTransit(deal: ResolvedDeal, transit: InTransit): ResolvedDeal {
  const kinds = KINDS.filter((kind) => transit[kind] > 0);
  if (kinds.length === 0) return deal;
  const steps = kinds.map((kind, at): ResolvedStep => {
    const account = transitAccount(kind);
    return {
      // After the steps of the file, whose numbers are their places in it.
      number: deal.steps.length + 1 + at,
      title: `${kind} collected before the tape's date`,
      verb: 'transfer',
      amount: fundOf(account),
      from: [account],
      to: `${transit.group}.${kind}`,
    };
  });
  return {
    ...deal,
    accounts: new Map([...deal.accounts, ...kinds.map((kind) => [transitAccount(kind), transit[kind]] as const)]),
    steps: [...steps, ...deal.steps],
  };
}

function fundOf(name: string): Expression {
  return { kind: 'call', name: 'fund', args: [{ kind: 'name', name, at: 1 }], at: 1 };
}
