/* Adjustable schedule in the kernel's shape: blocks of sixteen paths, tiles of 64 loans, a record of three rows a loan, two doubles
 * an operation; four vectors of a tile in one pass, their sums in registers.
 */
#include <emmintrin.h>
#include <smmintrin.h>
#include <string.h>
#include "input.h"

enum { VECTORS = BLOCK_PATHS / 2, RECORD = 3 * VECTORS };

typedef struct {
  __m128d record[TILE_LOANS * RECORD];
  int next[TILE_LOANS];
} Tile;

/* The series that takes over where the closed form of the level payment cancels. */
static inline __m128d except_small_rates(__m128d closed, __m128d r, int n) {
  const double terms = n, squares = (terms * terms - 1) / 12;
  __m128d series = _mm_mul_pd(r, _mm_set1_pd(-squares / 2));
  series = _mm_mul_pd(r, _mm_add_pd(_mm_set1_pd(squares), series));
  series = _mm_mul_pd(r, _mm_add_pd(_mm_set1_pd((terms + 1) / 2), series));
  series = _mm_mul_pd(_mm_set1_pd(1 / terms), _mm_add_pd(_mm_set1_pd(1), series));
  return _mm_blendv_pd(closed, series, _mm_cmplt_pd(_mm_mul_pd(r, _mm_set1_pd(terms)), _mm_set1_pd(1e-3)));
}

/* Level payments of four vectors of a record; powers side by side, by digits of n in base 4. */
static void pay_level(__m128d *at, int n) {
  const __m128d one = _mm_set1_pd(1), small = _mm_set1_pd(1.0001e-3 / n);
  __m128d powers[4][4], g[4];
  for (int v = 0; v < 4; v++) {
    powers[0][v] = one;
    powers[1][v] = _mm_add_pd(one, at[VECTORS + v]);
    powers[2][v] = _mm_mul_pd(powers[1][v], powers[1][v]);
    powers[3][v] = _mm_mul_pd(powers[2][v], powers[1][v]);
  }
  int shift = (31 - __builtin_clz((unsigned)n)) & ~1;
  for (int v = 0; v < 4; v++) g[v] = powers[n >> shift][v];
  while (shift > 0) {
    shift -= 2;
    const __m128d *digit = powers[(n >> shift) & 3];
    for (int v = 0; v < 4; v++) g[v] = _mm_mul_pd(g[v], g[v]);
    for (int v = 0; v < 4; v++) g[v] = _mm_mul_pd(_mm_mul_pd(g[v], g[v]), digit[v]);
  }
  int smalls = 0;
  for (int v = 0; v < 4; v++) {
    g[v] = _mm_div_pd(_mm_mul_pd(at[VECTORS + v], g[v]), _mm_sub_pd(g[v], one));
    smalls |= _mm_movemask_pd(_mm_cmplt_pd(at[VECTORS + v], small));
  }
  if (smalls) {
    for (int v = 0; v < 4; v++) g[v] = except_small_rates(g[v], at[VECTORS + v], n);
  }
  for (int v = 0; v < 4; v++) at[2 * VECTORS + v] = _mm_mul_pd(at[v], g[v]);
}

static inline __m128d clamp(__m128d x, __m128d low, __m128d high) {
  return _mm_min_pd(_mm_max_pd(x, low), high);
}

static void reset(const Input *in, __m128d *record, int loan, int month, const double *index) {
  const __m128d months = _mm_set1_pd(12), per_month = _mm_set1_pd(1.0 / 12);
  const __m128d margin = _mm_set1_pd(in->column[MARGIN][loan]);
  const __m128d cap = _mm_set1_pd(in->column[month == (int)in->column[FIRST_RESET][loan] ? INITIAL_CAP : PERIODIC_CAP][loan]);
  const __m128d floor = _mm_set1_pd(in->column[LIFE_FLOOR][loan]);
  const __m128d ceiling = _mm_set1_pd(in->column[LIFE_CAP][loan]);
  const double step = in->column[ROUNDING][loan];
  const __m128d rounding = _mm_set1_pd(step);
  const int left = (int)in->column[TERM][loan] - month + 1;
  for (int v = 0; v < VECTORS; v++) {
    const __m128d old = _mm_mul_pd(record[VECTORS + v], months);
    __m128d rate = _mm_add_pd(_mm_loadu_pd(index + 2 * v), margin);
    if (step > 0) rate = _mm_mul_pd(_mm_round_pd(_mm_div_pd(rate, rounding), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC), rounding);
    rate = clamp(rate, _mm_sub_pd(old, cap), _mm_add_pd(old, cap));
    rate = clamp(rate, floor, ceiling);
    record[VECTORS + v] = _mm_mul_pd(rate, per_month);
  }
  pay_level(record, left);
  pay_level(record + 4, left);
}

static inline void add(double *at, __m128d value) {
  _mm_storeu_pd(at, _mm_add_pd(_mm_loadu_pd(at), value));
}

/* One month of four vectors: b' = b + b r - payment. */
static void pass(__m128d *at, int active, double *begin, double *interest) {
  __m128d b0 = _mm_setzero_pd(), b1 = b0, b2 = b0, b3 = b0, i0 = b0, i1 = b0, i2 = b0, i3 = b0;
  for (const __m128d *end = at + active * RECORD; at < end; at += RECORD) {
    __m128d b = at[0], due = _mm_mul_pd(b, at[VECTORS]);
    b0 = _mm_add_pd(b0, b);
    i0 = _mm_add_pd(i0, due);
    at[0] = _mm_sub_pd(_mm_add_pd(b, due), at[2 * VECTORS]);
    b = at[1], due = _mm_mul_pd(b, at[VECTORS + 1]);
    b1 = _mm_add_pd(b1, b);
    i1 = _mm_add_pd(i1, due);
    at[1] = _mm_sub_pd(_mm_add_pd(b, due), at[2 * VECTORS + 1]);
    b = at[2], due = _mm_mul_pd(b, at[VECTORS + 2]);
    b2 = _mm_add_pd(b2, b);
    i2 = _mm_add_pd(i2, due);
    at[2] = _mm_sub_pd(_mm_add_pd(b, due), at[2 * VECTORS + 2]);
    b = at[3], due = _mm_mul_pd(b, at[VECTORS + 3]);
    b3 = _mm_add_pd(b3, b);
    i3 = _mm_add_pd(i3, due);
    at[3] = _mm_sub_pd(_mm_add_pd(b, due), at[2 * VECTORS + 3]);
  }
  add(begin, b0), add(begin + 2, b1), add(begin + 4, b2), add(begin + 6, b3);
  add(interest, i0), add(interest + 2, i1), add(interest + 4, i2), add(interest + 6, i3);
}

void arm_128(const Input *in, double *begin, double *interest, double *unused) {
  (void)unused;
  static Tile tile;
  static double begins[MAX_MONTHS + 1][BLOCK_PATHS], interests[MAX_MONTHS + 1][BLOCK_PATHS];
  for (int path = 0; path < in->paths; path += BLOCK_PATHS) {
    memset(begins, 0, sizeof begins);
    memset(interests, 0, sizeof interests);
    for (int from = 0; from < in->loans; from += TILE_LOANS) {
      int active = in->loans - from < TILE_LOANS ? in->loans - from : TILE_LOANS;
      for (int k = 0; k < active; k++) {
        for (int v = 0; v < VECTORS; v++) {
          tile.record[k * RECORD + v] = _mm_set1_pd(in->column[UPB][from + k]);
          tile.record[k * RECORD + VECTORS + v] = _mm_set1_pd(in->column[RATE][from + k] / 12);
          tile.record[k * RECORD + 2 * VECTORS + v] = _mm_set1_pd(in->column[PAYMENT][from + k]);
        }
        tile.next[k] = (int)in->column[FIRST_RESET][from + k];
      }
      for (int month = 1;; month++) {
        while (active > 0 && (int)in->column[TERM][from + active - 1] < month) active--;
        if (active == 0) break;
        const double *index = in->index + month * in->row + path;
        for (int k = 0; k < active; k++) {
          if (tile.next[k] != month) continue;
          reset(in, tile.record + k * RECORD, from + k, month, index);
          tile.next[k] += (int)in->column[RESET_EVERY][from + k];
        }
        pass(tile.record, active, begins[month], interests[month]);
        pass(tile.record + 4, active, begins[month] + 8, interests[month] + 8);
      }
    }
    place(in, path, begins, begin);
    place(in, path, interests, interest);
  }
}
