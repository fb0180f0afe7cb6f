/* Adjustable schedule as a quant would write it: a path at a time, a loan at a time, a month at a time. */
#include <math.h>
#include "input.h"

static double level_payment(double r, int n) {
  const double terms = n;
  if (r * terms < 1e-3) {
    const double squares = (terms * terms - 1) / 12;
    return (1 + r * ((terms + 1) / 2 + r * (squares + r * (-squares / 2)))) / terms;
  }
  double growth = 1, square = 1 + r;
  for (; n > 0; n >>= 1, square *= square) {
    if (n & 1) growth *= square;
  }
  return r * growth / (growth - 1);
}

static double clamp(double x, double low, double high) {
  x = x < low ? low : x;
  return x > high ? high : x;
}

static double reset_rate(const Input *in, int loan, int month, double old, double index) {
  const double cap = in->column[month == (int)in->column[FIRST_RESET][loan] ? INITIAL_CAP : PERIODIC_CAP][loan];
  const double rounding = in->column[ROUNDING][loan];
  double rate = index + in->column[MARGIN][loan];
  if (rounding > 0) rate = nearbyint(rate / rounding) * rounding;
  rate = clamp(rate, old - cap, old + cap);
  return clamp(rate, in->column[LIFE_FLOOR][loan], in->column[LIFE_CAP][loan]);
}

void arm_scalar(const Input *in, double *begin, double *interest, double *unused) {
  (void)unused;
  static double index[MAX_MONTHS + 1], balances[MAX_MONTHS + 1], dues[MAX_MONTHS + 1];
  for (int path = 0; path < in->paths; path++) {
    for (int month = 0; month <= in->months; month++) {
      index[month] = in->index[month * in->row + path];
      balances[month] = dues[month] = 0;
    }
    for (int loan = 0; loan < in->loans; loan++) {
      const int term = (int)in->column[TERM][loan];
      const int every = (int)in->column[RESET_EVERY][loan];
      int next = (int)in->column[FIRST_RESET][loan];
      double b = in->column[UPB][loan];
      double r = in->column[RATE][loan] / 12;
      double payment = in->column[PAYMENT][loan];
      for (int month = 1; month <= term; month++) {
        if (month == next) {
          r = reset_rate(in, loan, month, r * 12, index[month]) / 12;
          payment = b * level_payment(r, term - month + 1);
          next += every;
        }
        const double due = b * r;
        balances[month] += b;
        dues[month] += due;
        b = b + due - payment;
      }
    }
    for (int month = 0; month <= in->months; month++) {
      begin[month * in->paths + path] = balances[month];
      interest[month * in->paths + path] = dues[month];
    }
  }
}
