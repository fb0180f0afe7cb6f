/* Fixed-rate loans on one path of speeds by loan age, as a quant would write it: a loan at a time, a month at a time. */
#include "input.h"

void level_scalar(const Input *in, double *begin, double *interest, double *prepaid) {
  for (int loan = 0; loan < in->loans; loan++) {
    const int term = (int)in->column[TERM][loan];
    const double r = in->column[RATE][loan] / 12, payment = in->column[PAYMENT][loan];
    const double *smm = in->smm + (int)in->column[AGE][loan];
    double b = in->column[UPB][loan], kept = 1;
    for (int month = 1; month <= term; month++) {
      const double due = b * r;
      const double after = month == term ? 0 : b + due - payment;
      begin[month] += b * kept;
      interest[month] += due * kept;
      prepaid[month] += after * kept * smm[month];
      kept -= kept * smm[month];
      b = after;
    }
  }
}
