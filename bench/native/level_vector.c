/* Fixed-rate loans on one path of speeds by loan age: as many loans at a time as a vector is wide, their sums apart until the end. Loans
 * stand longest term first.
 */
#include <string.h>
#include "input.h"
#include "vector.h"

static inline double total(vec lanes) {
  double each[WIDTH], sum = 0;
  store(each, lanes);
  for (int j = 0; j < WIDTH; j++) sum += each[j];
  return sum;
}

void NAMED(level)(const Input *in, double *begin, double *interest, double *prepaid) {
  static vec begins[MAX_MONTHS + 1], interests[MAX_MONTHS + 1], prepaids[MAX_MONTHS + 1];
  memset(begins, 0, sizeof begins);
  memset(interests, 0, sizeof interests);
  memset(prepaids, 0, sizeof prepaids);
  for (int from = 0; from < in->loans; from += WIDTH) {
    double upb[WIDTH], rate[WIDTH], due[WIDTH], term[WIDTH];
    const double *smm[WIDTH];
    for (int j = 0; j < WIDTH; j++) {
      /* What is missing of the last vector repeats a loan, with nothing owed. */
      const int loan = from + j < in->loans ? from + j : from;
      upb[j] = from + j < in->loans ? in->column[UPB][loan] : 0;
      rate[j] = in->column[RATE][loan] / 12;
      due[j] = in->column[PAYMENT][loan];
      term[j] = in->column[TERM][loan];
      smm[j] = in->smm + (int)in->column[AGE][loan];
    }
    const vec r = load(rate), payment = load(due), last = load(term), zero = splat(0);
    vec b = load(upb), kept = splat(1);
    for (int month = 1; month <= (int)term[0]; month++) {
      double speeds[WIDTH];
      for (int j = 0; j < WIDTH; j++) speeds[j] = smm[j][month];
      const vec speed = load(speeds), accrued = b * r;
      const vec after = choose(zero, most(b + accrued - payment, zero), below(splat(month), last));
      const vec gone = kept * speed;
      begins[month] += b * kept;
      interests[month] += accrued * kept;
      prepaids[month] += after * gone;
      kept -= gone;
      b = after;
    }
  }
  for (int month = 1; month <= in->months; month++) {
    begin[month] = total(begins[month]);
    interest[month] = total(interests[month]);
    prepaid[month] = total(prepaids[month]);
  }
}
