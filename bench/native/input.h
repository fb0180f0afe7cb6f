/* The inputs of a benchmark as the Node side writes them: one file of f64.
 *
 *   | loans | paths | months | row | 14 columns of loans | index [month][path] | speeds [month][path] |    months 0..months
 *
 * Loans stand longest term first; a row is `row` long, some more than paths (strides that are large powers of two share few cache
 * sets). Outputs: sums of the balance and of a second and third quantity, [quantity][month][path], rows as long as the paths. The level
 * loop has one path, and its speeds are by loan age, which may go beyond `months`: the planes are as long as it needs.
 */
#ifndef WEIR_INPUT_H
#define WEIR_INPUT_H

enum {
  UPB, RATE, PAYMENT, TERM, FIRST_RESET, RESET_EVERY, MARGIN, INITIAL_CAP, PERIODIC_CAP, LIFE_CAP, LIFE_FLOOR, ROUNDING, PREPAY_FACTOR,
  AGE, COLUMNS
};

enum { TILE_LOANS = 64, BLOCK_PATHS = 16, MAX_MONTHS = 480 };

typedef struct {
  int loans, paths, months, row;
  const double *column[COLUMNS];
  const double *index; /* rates a year */
  const double *smm;
} Input;

typedef void Loop(const Input *, double *, double *, double *);

Loop arm_scalar, arm_128, arm_256, fixed_scalar, fixed_128, fixed_256, level_scalar, level_128, level_256;

/* The sums of a block of paths lie together while it runs; this puts them in their place. */
static inline void place(const Input *in, int path, const double (*sums)[BLOCK_PATHS], double *out) {
  for (int month = 0; month <= in->months; month++) {
    for (int j = 0; j < BLOCK_PATHS; j++) out[month * in->paths + path + j] = sums[month][j];
  }
}

#endif
