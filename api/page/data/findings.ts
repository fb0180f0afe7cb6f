/** What to look at before believing a valuation: failed trusts, warnings, quotes, checks, identities. */
import { cents, counted } from '../parts/format.ts';
import type { Book, TrustRow } from './book.ts';

export interface Finding {
  readonly isWell: boolean;
  readonly text: string;
}

/** Half a cent: what is less is nothing. */
const HALF_CENT = 0.005;

/** Every finding, well or not. */
export function findingsOf({ trusts, failures, quotes, warnings, checks }: Book): Finding[] {
  const failed = new Set(failures.map(({ trust }) => trust)).size;
  const consolidated = trusts.filter((row) => row.consolidated === 1).length;
  const outside = quotes.filter((quote) => quote.outside === 'yes').length;
  const broken = checks.filter(({ count }) => count > 0);
  const rows = broken.reduce((sum, { count }) => sum + count, 0);
  return [
    { isWell: true, text: `${counted(trusts.length, 'trust')} valued, ${consolidated} of them consolidated` },
    failed === 0
      ? { isWell: true, text: 'No trust failed' }
      : {
          isWell: false,
          text: `${counted(failed, 'trust')} could not be valued and ${failed === 1 ? 'is' : 'are'} in no figure`,
        },
    ...(quotes.length === 0
      ? []
      : [{ isWell: outside === 0, text: `${outside} of ${counted(quotes.length, 'vendor quote')} outside the range` }]),
    { isWell: warnings.length === 0, text: warnings.length === 0 ? 'No warnings' : counted(warnings.length, 'warning') },
    rows === 0
      ? { isWell: true, text: 'The data checks found nothing' }
      : {
          isWell: false,
          text: `The data checks found ${counted(rows, 'row')} under ${counted(new Set(broken.map(({ rule }) => rule)).size, 'rule')}`,
        },
    worst(trusts, 'Cash in = cash out in every month; worst difference', ({ cash_breach }) => cash_breach),
    worst(trusts, 'Assets = liabilities + residual; worst remainder', ({ remainder }) => remainder),
  ];
}

function worst(trusts: readonly TrustRow[], text: string, of: (trust: TrustRow) => number): Finding {
  const most = trusts.reduce((sum, trust) => Math.max(sum, Math.abs(of(trust)) || 0), 0);
  return { isWell: most < HALF_CENT, text: `${text} $${cents(most)}` };
}
