/** A deal that came in a request: it has no folder, so `resolveDeal` refuses whatever names a file of this machine. */
import { checkedDeal, dealFromText, type ResolvedDeal, resolveDeal } from '../host/index.ts';
import { refuseTooManyLoans } from './limits.ts';

/** Reads, checks and resolves a posted deal: text is YAML or JSON. Throws: every fault at once. */
export function postedDeal(given: unknown): ResolvedDeal {
  const deal = typeof given === 'string' ? dealFromText(given) : checkedDeal(given);
  refuseTooManyLoans(Object.values(deal.collateral).reduce((sum, { loans }) => sum + (loans?.length ?? 0), 0));
  return resolveDeal(deal);
}
