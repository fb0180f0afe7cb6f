/** Deals that pass on all that comes in: for workloads that are about loans. */
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';

export interface PassThrough {
  readonly name: string;
  /** Lines of loans as in a deal file, by group. */
  readonly groups: ReadonlyMap<string, readonly object[]>;
  /** As in a deal file. */
  readonly assumptions: object;
}

/** Every group's collections go to one class. */
export function passThrough({ name, groups, assumptions }: PassThrough): ResolvedDeal {
  const funds = [...groups.keys()].flatMap((group) => [`${group}.interest`, `${group}.principal`]);
  const file = {
    deal: name,
    dates: { settlement: '2025-01-30', dated: '2025-01-01', firstPayment: '2025-02-25', delay: 24 },
    collateral: Object.fromEntries([...groups].map(([group, loans]) => [group, { loans }])),
    assumptions,
    tranches: { R: { residual: true } },
    steps: funds.map((release) => ({ release, to: 'R' })),
  };
  return resolveDeal(checkedDeal(file, name));
}
