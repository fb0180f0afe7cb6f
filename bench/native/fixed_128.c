/* Survival of fixed-rate loans with speeds of their own, in the kernel's shape: blocks of sixteen paths, tiles of 64 loans, two
 * vectors of a tile in one pass, their sums in registers; schedules of two loans at a time; speeds held to 1 where they may exceed it.
 */
#include <emmintrin.h>
#include <string.h>
#include "input.h"

enum { VECTORS = BLOCK_PATHS / 2 };

typedef struct {
  double factor, rate, prepay, unused;
  __m128d balance[VECTORS];
} Record;

typedef struct {
  Record record[TILE_LOANS];
  double scheduled[TILE_LOANS] __attribute__((aligned(16))), rate[TILE_LOANS] __attribute__((aligned(16)));
  double payment[TILE_LOANS] __attribute__((aligned(16)));
} Tile;

/* The amortization factor b(i) / b(i-1) of every loan of the tile. */
static void step(Tile *tile, const double *term, int active, int month) {
  const __m128d zero = _mm_setzero_pd();
  for (int k = 0; k < active; k += 2) {
    const __m128d b = _mm_load_pd(tile->scheduled + k);
    __m128d after = _mm_add_pd(b, _mm_mul_pd(b, _mm_load_pd(tile->rate + k)));
    after = _mm_max_pd(_mm_sub_pd(after, _mm_load_pd(tile->payment + k)), zero);
    _mm_store_pd(tile->scheduled + k, after);
    const __m128d a = _mm_and_pd(_mm_div_pd(after, b), _mm_cmpgt_pd(b, zero));
    _mm_storel_pd(&tile->record[k].factor, a);
    _mm_storeh_pd(&tile->record[k + 1].factor, a);
  }
  for (int k = active - 1; k >= 0 && (int)term[k] == month; k--) tile->record[k].factor = 0;
}

static inline void add(double *at, __m128d value) {
  _mm_storeu_pd(at, _mm_add_pd(_mm_loadu_pd(at), value));
}

/* p' = p a (1 - f smm) on two vectors. */
static inline void pass(Record *at, int v, int active, const double *smm, double *begin, double *interest, double *prepaid, int bounded) {
  const __m128d smm0 = _mm_loadu_pd(smm), smm1 = _mm_loadu_pd(smm + 2), one = _mm_set1_pd(1);
  __m128d p0 = _mm_setzero_pd(), p1 = p0, i0 = p0, i1 = p0, s0 = p0, s1 = p0;
  for (const Record *end = at + active; at < end; at++) {
    const __m128d a = _mm_set1_pd(at->factor), r = _mm_set1_pd(at->rate), f = _mm_set1_pd(at->prepay);
    __m128d p = at->balance[v], speed = _mm_mul_pd(f, smm0);
    if (bounded) speed = _mm_min_pd(speed, one);
    p0 = _mm_add_pd(p0, p);
    i0 = _mm_add_pd(i0, _mm_mul_pd(p, r));
    p = _mm_mul_pd(p, a);
    __m128d gone = _mm_mul_pd(p, speed);
    s0 = _mm_add_pd(s0, gone);
    at->balance[v] = _mm_sub_pd(p, gone);
    p = at->balance[v + 1], speed = _mm_mul_pd(f, smm1);
    if (bounded) speed = _mm_min_pd(speed, one);
    p1 = _mm_add_pd(p1, p);
    i1 = _mm_add_pd(i1, _mm_mul_pd(p, r));
    p = _mm_mul_pd(p, a);
    gone = _mm_mul_pd(p, speed);
    s1 = _mm_add_pd(s1, gone);
    at->balance[v + 1] = _mm_sub_pd(p, gone);
  }
  add(begin, p0), add(begin + 2, p1);
  add(interest, i0), add(interest + 2, i1);
  add(prepaid, s0), add(prepaid + 2, s1);
}

void fixed_128(const Input *in, double *begin, double *interest, double *prepaid) {
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
        for (int v = 0; v < VECTORS; v++) record->balance[v] = _mm_set1_pd(tile.scheduled[k]);
      }
      for (int month = 1;; month++) {
        while (active > 0 && (int)in->column[TERM][from + active - 1] < month) active--;
        if (active == 0) break;
        step(&tile, in->column[TERM] + from, active, month);
        const double *smm = in->smm + month * in->row + path;
        for (int v = 0; v < VECTORS; v += 2) {
          const int at = 2 * v;
          const __m128d most = _mm_max_pd(_mm_loadu_pd(smm + at), _mm_loadu_pd(smm + at + 2));
          if (_mm_movemask_pd(_mm_cmpgt_pd(_mm_mul_pd(_mm_set1_pd(highest), most), _mm_set1_pd(1)))) {
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
