/* kernel <workload> <variant> <input> <output> <seconds>: runs a loop for about that long after a warm-up, prints the time of the
 * fastest run in nanoseconds, and writes its sums for comparison. `kernel clock` prints the clock in GHz, from a chain of dependent adds.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "input.h"

typedef void Loop(const Input *, double *, double *, double *);

static const struct { const char *workload, *variant; Loop *loop; } loops[] = {
  {"arm", "c-scalar", arm_scalar},
  {"arm", "c-128", arm_128},
  {"fixed", "c-scalar", fixed_scalar},
  {"fixed", "c-128", fixed_128},
};

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1e9 + at.tv_nsec;
}

static void print_clock(void) {
  double best = 0;
  for (int round = 0; round < 100; round++) {
    const double start = now();
    unsigned long x = 1;
    for (long i = 0; i < 10000000; i++) __asm__ volatile("add $1, %0" : "+r"(x));
    const double rate = 1e7 / (now() - start);
    if (rate > best) best = rate;
  }
  printf("%.3f\n", best);
}

static double *read_all(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  fseek(file, 0, SEEK_END);
  *count = (size_t)ftell(file) / sizeof(double);
  rewind(file);
  double *values = malloc(*count * sizeof(double));
  if (values && fread(values, sizeof(double), *count, file) != *count) values = NULL;
  fclose(file);
  return values;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "clock") == 0) return print_clock(), 0;
  if (argc != 6) return fprintf(stderr, "usage: kernel <workload> <variant> <input> <output> <seconds>\n"), 2;

  Loop *loop = NULL;
  for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
    if (strcmp(argv[1], loops[i].workload) == 0 && strcmp(argv[2], loops[i].variant) == 0) loop = loops[i].loop;
  }
  if (!loop) return fprintf(stderr, "kernel: no loop %s %s\n", argv[1], argv[2]), 2;

  size_t count = 0;
  const double *values = read_all(argv[3], &count);
  if (!values || count < 4) return fprintf(stderr, "kernel: cannot read %s\n", argv[3]), 1;
  Input in = {.loans = (int)values[0], .paths = (int)values[1], .months = (int)values[2], .row = (int)values[3]};
  const double *at = values + 4;
  for (int c = 0; c < COLUMNS; c++, at += in.loans) in.column[c] = at;
  in.index = at;
  in.smm = at + (size_t)(in.months + 1) * (size_t)in.row;
  if (in.months > MAX_MONTHS || in.paths % BLOCK_PATHS != 0) return fprintf(stderr, "kernel: too many months, or a part of a block\n"), 1;
  const size_t plane = (size_t)(in.months + 1) * (size_t)in.paths;

  double *sums = malloc(3 * plane * sizeof(double));
  double fastest = 0;
  const double until = now() + atof(argv[5]) * 1e9;
  /* The first run warms up and is not counted. */
  for (int run = 0;; run++) {
    memset(sums, 0, 3 * plane * sizeof(double));
    const double start = now();
    loop(&in, sums, sums + plane, sums + 2 * plane);
    const double end = now();
    if (run == 1 || (run > 1 && end - start < fastest)) fastest = end - start;
    if (run > 2 && end > until) break;
  }
  printf("%.0f\n", fastest);

  FILE *out = fopen(argv[4], "wb");
  if (!out || fwrite(sums, sizeof(double), 3 * plane, out) != 3 * plane) return fprintf(stderr, "kernel: cannot write %s\n", argv[4]), 1;
  fclose(out);
  return 0;
}
