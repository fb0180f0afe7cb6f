// What a plane of cash is worth: present values, and the sums that average life and duration are made of, for all paths at once.
//
//   present = S df(m) cash(m)      weighted = S t(m) df(m) cash(m)      cash = S cash(m)      cash weighted = S t(m) cash(m)
//
// Average life is cash weighted / cash; Macaulay duration is weighted / present.

import * as L from './layout';
import { addTo, splat } from './lanes';
import { isOpen, planeRow, region, rowBytes, shapeOf, status } from './memory';

/**
 * Values output plane `first`, or the sum of `first` and `second` where `second` is not negative, with discount row `discount`.
 *
 * Shape: REGION_DISCOUNTS holds factors then times, [discount][period]; REGION_VALUES receives VALUE_COUNT rows of paths.
 * Units: dollars; years.
 */
export function valueOutput(first: i32, second: i32, discount: i32): i32 {
  if (!isOpen) return status(L.STATUS_ORDER, 0, 0);
  const periods = shapeOf(L.SHAPE_PERIODS);
  if (first < 0 || first >= shapeOf(L.SHAPE_OUTPUTS) || second >= shapeOf(L.SHAPE_OUTPUTS)) return status(L.STATUS_SHAPE, L.SHAPE_OUTPUTS, first);
  if (discount < 0 || discount >= shapeOf(L.SHAPE_DISCOUNTS)) return status(L.STATUS_SHAPE, L.SHAPE_DISCOUNTS, discount);
  const factors = region(L.REGION_DISCOUNTS) + (<usize>(2 * discount * (periods + 1)) << 3);
  const times = factors + (<usize>(periods + 1) << 3);
  const values = region(L.REGION_VALUES);
  memory.fill(values, 0, <usize>L.VALUE_COUNT * rowBytes);

  for (let period = 1; period <= periods; period++) {
    const factor = v128.load64_splat(factors + (<usize>period << 3));
    const time = v128.load64_splat(times + (<usize>period << 3));
    const a = planeRow(region(L.REGION_OUTPUTS), first, periods + 1, period);
    const b = planeRow(region(L.REGION_OUTPUTS), max(0, second), periods + 1, period);
    for (let path: usize = 0; path < rowBytes; path += 16) {
      let cash = v128.load(a + path);
      if (second >= 0) cash = f64x2.add(cash, v128.load(b + path));
      const present = f64x2.mul(factor, cash);
      addTo(values + <usize>L.VALUE_PRESENT * rowBytes + path, present);
      addTo(values + <usize>L.VALUE_WEIGHTED * rowBytes + path, f64x2.mul(time, present));
      addTo(values + <usize>L.VALUE_CASH * rowBytes + path, cash);
      addTo(values + <usize>L.VALUE_CASH_WEIGHTED * rowBytes + path, f64x2.mul(time, cash));
    }
  }
  return status(L.STATUS_OK, 0, 0);
}
