/** A deal that came in a request: it has no folder, so nothing in it may name a file of the machine that the service runs on. */
import { checkedDeal, type DealFile, dealFromText, type ResolvedDeal, resolveDeal } from '../host/index.ts';
import { refuseTooManyLoans } from './limits.ts';
import { ServiceError, type ServiceFault } from './problems.ts';

/** Reads, checks and resolves a posted deal: text is YAML or JSON. Throws: every fault at once. */
export function postedDeal(given: unknown): ResolvedDeal {
  const deal = typeof given === 'string' ? dealFromText(given) : checkedDeal(given);
  refuseFiles(deal);
  refuseTooManyLoans(Object.values(deal.collateral).reduce((sum, { loans }) => sum + (loans?.length ?? 0), 0));
  return resolveDeal(deal);
}

/** Before anything is resolved: resolving opens the files that a deal names. */
function refuseFiles(deal: DealFile): void {
  const faults = [
    ...Object.entries(deal.collateral).flatMap(([name, { tape }]) =>
      fileFault(`collateral.${name}.tape`, tape, '`loans` in the deal itself: a posted deal has no folder'),
    ),
    ...Object.entries(deal.schedules ?? {}).flatMap(([name, { file }]) =>
      fileFault(`schedules.${name}.file`, file, '`points` in the deal itself: a posted deal has no folder'),
    ),
  ];
  if (faults.length > 0) throw new ServiceError(faults);
}

function fileFault(place: string, file: string | undefined, expected: string): ServiceFault[] {
  return file === undefined ? [] : [{ code: 'DEAL_FILE_REFERENCE', place, got: `the file '${file}'`, expected }];
}
