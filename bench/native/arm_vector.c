/* Adjustable schedule in the kernel's shape: blocks of sixteen paths, tiles of 64 loans, a record of three rows a loan; four vectors of a
 * tile in one pass, their sums in registers. Compiled for two doubles an operation and for four.
 */
#include <string.h>
#include "input.h"
#include "vector.h"

enum { VECTORS = BLOCK_PATHS / WIDTH, RECORD = 3 * VECTORS };

typedef struct {
  vec record[TILE_LOANS * RECORD];
  int next[TILE_LOANS];
} Tile;

/* The series that takes over where the closed form of the level payment cancels. */
static inline vec except_small_rates(vec closed, vec r, int n) {
  const double terms = n, squares = (terms * terms - 1) / 12;
  vec series = r * (-squares / 2);
  series = r * (squares + series);
  series = r * ((terms + 1) / 2 + series);
  series = (1 / terms) * (1 + series);
  return choose(closed, series, below(r * terms, splat(1e-3)));
}

/* Level payments of four vectors of a record; powers side by side, by digits of n in base 4. */
static void pay_level(vec *at, int n) {
  const vec one = splat(1), small = splat(1.0001e-3 / n);
  vec powers[4][4], g[4];
  for (int v = 0; v < 4; v++) {
    powers[0][v] = one;
    powers[1][v] = one + at[VECTORS + v];
    powers[2][v] = powers[1][v] * powers[1][v];
    powers[3][v] = powers[2][v] * powers[1][v];
  }
  int shift = (31 - __builtin_clz((unsigned)n)) & ~1;
  for (int v = 0; v < 4; v++) g[v] = powers[n >> shift][v];
  while (shift > 0) {
    shift -= 2;
    const vec *digit = powers[(n >> shift) & 3];
    for (int v = 0; v < 4; v++) g[v] = g[v] * g[v];
    for (int v = 0; v < 4; v++) g[v] = g[v] * g[v] * digit[v];
  }
  int smalls = 0;
  for (int v = 0; v < 4; v++) {
    g[v] = at[VECTORS + v] * g[v] / (g[v] - one);
    smalls |= any(below(at[VECTORS + v], small));
  }
  if (smalls) {
    for (int v = 0; v < 4; v++) g[v] = except_small_rates(g[v], at[VECTORS + v], n);
  }
  for (int v = 0; v < 4; v++) at[2 * VECTORS + v] = at[v] * g[v];
}

static inline vec clamp(vec x, vec low, vec high) {
  return least(most(x, low), high);
}

static void reset(const Input *in, vec *record, int loan, int month, const double *index) {
  const vec margin = splat(in->column[MARGIN][loan]);
  const vec cap = splat(in->column[month == (int)in->column[FIRST_RESET][loan] ? INITIAL_CAP : PERIODIC_CAP][loan]);
  const vec floor = splat(in->column[LIFE_FLOOR][loan]);
  const vec ceiling = splat(in->column[LIFE_CAP][loan]);
  const double step = in->column[ROUNDING][loan];
  const int left = (int)in->column[TERM][loan] - month + 1;
  for (int v = 0; v < VECTORS; v++) {
    const vec old = record[VECTORS + v] * 12;
    vec rate = load(index + WIDTH * v) + margin;
    if (step > 0) rate = nearest(rate / step) * step;
    rate = clamp(rate, old - cap, old + cap);
    rate = clamp(rate, floor, ceiling);
    record[VECTORS + v] = rate * (1.0 / 12);
  }
  for (int v = 0; v < VECTORS; v += 4) pay_level(record + v, left);
}

/* One month of four vectors: b' = b + b r - payment. */
static void pass(vec *at, int active, double *begin, double *interest) {
  vec b0 = splat(0), b1 = b0, b2 = b0, b3 = b0, i0 = b0, i1 = b0, i2 = b0, i3 = b0;
  for (const vec *end = at + active * RECORD; at < end; at += RECORD) {
    vec b = at[0], due = b * at[VECTORS];
    b0 += b;
    i0 += due;
    at[0] = b + due - at[2 * VECTORS];
    b = at[1], due = b * at[VECTORS + 1];
    b1 += b;
    i1 += due;
    at[1] = b + due - at[2 * VECTORS + 1];
    b = at[2], due = b * at[VECTORS + 2];
    b2 += b;
    i2 += due;
    at[2] = b + due - at[2 * VECTORS + 2];
    b = at[3], due = b * at[VECTORS + 3];
    b3 += b;
    i3 += due;
    at[3] = b + due - at[2 * VECTORS + 3];
  }
  add(begin, b0), add(begin + WIDTH, b1), add(begin + 2 * WIDTH, b2), add(begin + 3 * WIDTH, b3);
  add(interest, i0), add(interest + WIDTH, i1), add(interest + 2 * WIDTH, i2), add(interest + 3 * WIDTH, i3);
}

void NAMED(arm)(const Input *in, double *begin, double *interest, double *unused) {
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
          tile.record[k * RECORD + v] = splat(in->column[UPB][from + k]);
          tile.record[k * RECORD + VECTORS + v] = splat(in->column[RATE][from + k] / 12);
          tile.record[k * RECORD + 2 * VECTORS + v] = splat(in->column[PAYMENT][from + k]);
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
        for (int v = 0; v < VECTORS; v += 4) {
          pass(tile.record + v, active, begins[month] + v * WIDTH, interests[month] + v * WIDTH);
        }
      }
    }
    place(in, path, begins, begin);
    place(in, path, interests, interest);
  }
}
