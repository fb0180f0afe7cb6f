/* Survival of fixed-rate loans with speeds of their own: plain loops over tiles of loans and blocks of paths, left to the compiler's
 * vectorizer.
 */
#include <string.h>
#include "input.h"

typedef struct {
  double balance[TILE_LOANS][BLOCK_PATHS];
  double scheduled[TILE_LOANS], factor[TILE_LOANS];
} Tile;

/* The amortization factor b(i) / b(i-1) of every loan of the tile. */
static void step(const Input *in, Tile *tile, int from, int active, int month) {
  for (int k = 0; k < active; k++) {
    const double b = tile->scheduled[k];
    double after = b + b * (in->column[RATE][from + k] / 12) - in->column[PAYMENT][from + k];
    if (after < 0 || month == (int)in->column[TERM][from + k]) after = 0;
    tile->scheduled[k] = after;
    tile->factor[k] = b > 0 ? after / b : 0;
  }
}

void fixed_scalar(const Input *in, double *begin, double *interest, double *prepaid) {
  static Tile tile;
  static double begins[MAX_MONTHS + 1][BLOCK_PATHS], interests[MAX_MONTHS + 1][BLOCK_PATHS], prepaids[MAX_MONTHS + 1][BLOCK_PATHS];
  for (int path = 0; path < in->paths; path += BLOCK_PATHS) {
    memset(begins, 0, sizeof begins);
    memset(interests, 0, sizeof interests);
    memset(prepaids, 0, sizeof prepaids);
    for (int from = 0; from < in->loans; from += TILE_LOANS) {
      int active = in->loans - from < TILE_LOANS ? in->loans - from : TILE_LOANS;
      for (int k = 0; k < active; k++) {
        tile.scheduled[k] = in->column[UPB][from + k];
        for (int j = 0; j < BLOCK_PATHS; j++) tile.balance[k][j] = tile.scheduled[k];
      }
      for (int month = 1;; month++) {
        while (active > 0 && (int)in->column[TERM][from + active - 1] < month) active--;
        if (active == 0) break;
        step(in, &tile, from, active, month);
        const double *smm = in->smm + month * in->row + path;
        double *restrict begun = begins[month], *restrict due = interests[month], *restrict gone = prepaids[month];
        for (int k = 0; k < active; k++) {
          const double a = tile.factor[k], r = in->column[RATE][from + k] / 12, f = in->column[PREPAY_FACTOR][from + k];
          double *restrict p = tile.balance[k];
          for (int j = 0; j < BLOCK_PATHS; j++) {
            const double speed = f * smm[j] < 1 ? f * smm[j] : 1;
            const double kept = p[j] * a;
            begun[j] += p[j];
            due[j] += p[j] * r;
            gone[j] += kept * speed;
            p[j] = kept - kept * speed;
          }
        }
      }
    }
    place(in, path, begins, begin);
    place(in, path, interests, interest);
    place(in, path, prepaids, prepaid);
  }
}
