/* Survival of fixed-rate loans with speeds of their own, in the kernel's shape: blocks of sixteen paths, tiles of 64 loans, two
 * vectors of a tile in one pass, their sums in registers; speeds held to 1 where they may exceed it. Compiled for two doubles an
 * operation and for four.
 */
#include <string.h>
#include "input.h"
#include "vector.h"

enum { VECTORS = BLOCK_PATHS / WIDTH };

typedef struct {
  double factor, rate, prepay, unused;
  vec balance[VECTORS];
} Record;

typedef struct {
  Record record[TILE_LOANS];
  double scheduled[TILE_LOANS], rate[TILE_LOANS], payment[TILE_LOANS];
} Tile;

/* The amortization factor b(i) / b(i-1) of every loan of the tile, a vector of loans at a time; no loan follows a last odd one. */
static void step(Tile *tile, const double *term, int active, int month) {
  const vec zero = splat(0);
  for (int k = 0; k < active; k += WIDTH) {
    const vec b = load(tile->scheduled + k);
    const vec after = most(b + b * load(tile->rate + k) - load(tile->payment + k), zero);
    store(tile->scheduled + k, after);
    double a[WIDTH];
    store(a, choose(zero, after / b, below(zero, b)));
    for (int j = 0; j < WIDTH; j++) tile->record[k + j].factor = a[j];
  }
  for (int k = active - 1; k >= 0 && (int)term[k] == month; k--) tile->record[k].factor = 0;
}

/* p' = p a (1 - f smm) on two vectors. */
static inline void pass(Record *at, int v, int active, const double *smm, double *begin, double *interest, double *prepaid, int bounded) {
  const vec smm0 = load(smm), smm1 = load(smm + WIDTH), one = splat(1);
  vec p0 = splat(0), p1 = p0, i0 = p0, i1 = p0, s0 = p0, s1 = p0;
  for (const Record *end = at + active; at < end; at++) {
    const vec a = splat(at->factor), r = splat(at->rate), f = splat(at->prepay);
    vec p = at->balance[v], speed = f * smm0;
    if (bounded) speed = least(speed, one);
    p0 += p;
    i0 += p * r;
    p = p * a;
    vec gone = p * speed;
    s0 += gone;
    at->balance[v] = p - gone;
    p = at->balance[v + 1], speed = f * smm1;
    if (bounded) speed = least(speed, one);
    p1 += p;
    i1 += p * r;
    p = p * a;
    gone = p * speed;
    s1 += gone;
    at->balance[v + 1] = p - gone;
  }
  add(begin, p0), add(begin + WIDTH, p1);
  add(interest, i0), add(interest + WIDTH, i1);
  add(prepaid, s0), add(prepaid + WIDTH, s1);
}

void NAMED(fixed)(const Input *in, double *begin, double *interest, double *prepaid) {
  static Tile tile;
  static double begins[MAX_MONTHS + 1][BLOCK_PATHS], interests[MAX_MONTHS + 1][BLOCK_PATHS], prepaids[MAX_MONTHS + 1][BLOCK_PATHS];
  for (int path = 0; path < in->paths; path += BLOCK_PATHS) {
    memset(begins, 0, sizeof begins);
    memset(interests, 0, sizeof interests);
    memset(prepaids, 0, sizeof prepaids);
    for (int from = 0; from < in->loans; from += TILE_LOANS) {
      int active = in->loans - from < TILE_LOANS ? in->loans - from : TILE_LOANS;
      double highest = 0;
      for (int k = 0; k < active; k++) {
        Record *record = tile.record + k;
        tile.scheduled[k] = in->column[UPB][from + k];
        tile.rate[k] = record->rate = in->column[RATE][from + k] / 12;
        tile.payment[k] = in->column[PAYMENT][from + k];
        record->prepay = in->column[PREPAY_FACTOR][from + k];
        if (record->prepay > highest) highest = record->prepay;
        for (int v = 0; v < VECTORS; v++) record->balance[v] = splat(tile.scheduled[k]);
      }
      for (int month = 1;; month++) {
        while (active > 0 && (int)in->column[TERM][from + active - 1] < month) active--;
        if (active == 0) break;
        step(&tile, in->column[TERM] + from, active, month);
        const double *smm = in->smm + month * in->row + path;
        for (int v = 0; v < VECTORS; v += 2) {
          const int at = WIDTH * v;
          const vec fastest = splat(highest) * most(load(smm + at), load(smm + at + WIDTH));
          if (any(below(splat(1), fastest))) {
            pass(tile.record, v, active, smm + at, begins[month] + at, interests[month] + at, prepaids[month] + at, 1);
          } else {
            pass(tile.record, v, active, smm + at, begins[month] + at, interests[month] + at, prepaids[month] + at, 0);
          }
        }
      }
    }
    place(in, path, begins, begin);
    place(in, path, interests, interest);
    place(in, path, prepaids, prepaid);
  }
}
