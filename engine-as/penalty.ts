// Prepayment penalties: a share of what is prepaid, by the loan or by a list of months, and months of interest on it.

import * as L from './layout';
import { loanValue, monthRows, region } from './memory';

/** The share of a dollar prepaid in a month, without the months of interest. */
// @ts-ignore: decorator
@inline
export function penaltyShare(loan: i32, month: i32): f64 {
  const list = <i32>loanValue(L.LOAN_PENALTY_LIST, loan);
  const listed = list == 0 ? 0.0 : load<f64>(region(L.REGION_PENALTIES) + (<usize>((list - 1) * monthRows() + month) << 3));
  return loanValue(L.LOAN_PENALTY_RATE, loan) + listed;
}
