/* loops <loop> <variant> <input> <output> <seconds>: runs a loop for about that long after a warm-up, prints the processor
 * time of the fastest run in nanoseconds, and writes its sums for comparison. `loops machine` prints the clock in GHz, the 128-bit additions and
 * multiplications that a core does a cycle when none waits for another, and whether it has AVX2 and fused operations.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "input.h"

static const struct { const char *loop, *variant; Loop *run; } loops[] = {
  {"arm", "c-scalar", arm_scalar},     {"arm", "c-128", arm_128},     {"arm", "c-256", arm_256},
  {"fixed", "c-scalar", fixed_scalar}, {"fixed", "c-128", fixed_128}, {"fixed", "c-256", fixed_256},
  {"level", "c-scalar", level_scalar}, {"level", "c-128", level_128}, {"level", "c-256", level_256},
};

/* Nanoseconds of the processor, which other processes take nothing of, or by the wall. */
static double clock_of(clockid_t which) {
  struct timespec at;
  clock_gettime(which, &at);
  return at.tv_sec * 1e9 + at.tv_nsec;
}

static double now(void) {
  return clock_of(CLOCK_PROCESS_CPUTIME_ID);
}

static int has_wide_vectors(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

enum { ROUNDS = 100, STEPS = 2000000 };

/* The clock, from a chain of dependent additions: one a cycle. */
static double clock_rate(void) {
  double best = 0;
  for (int round = 0; round < ROUNDS; round++) {
    const double start = now();
    unsigned long x = 1;
    for (long i = 0; i < STEPS; i++) __asm__ volatile("add $1, %0\n add $1, %0\n add $1, %0\n add $1, %0" : "+r"(x));
    const double rate = 4.0 * STEPS / (now() - start);
    if (rate > best) best = rate;
  }
  return best;
}

/* 128-bit additions and multiplications by turns, fourteen chains side by side. Units: operations a nanosecond. */
static double vector_rate(void) {
  double best = 0;
  for (int round = 0; round < ROUNDS; round++) {
    const double start = now();
    for (long i = 0; i < STEPS / 4; i++) {
      __asm__ volatile(
        "addpd %%xmm14, %%xmm0\n mulpd %%xmm15, %%xmm7\n addpd %%xmm14, %%xmm1\n mulpd %%xmm15, %%xmm8\n"
        "addpd %%xmm14, %%xmm2\n mulpd %%xmm15, %%xmm9\n addpd %%xmm14, %%xmm3\n mulpd %%xmm15, %%xmm10\n"
        "addpd %%xmm14, %%xmm4\n mulpd %%xmm15, %%xmm11\n addpd %%xmm14, %%xmm5\n mulpd %%xmm15, %%xmm12\n"
        "addpd %%xmm14, %%xmm6\n mulpd %%xmm15, %%xmm13\n"
        ::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13");
    }
    const double rate = 14.0 * (STEPS / 4) / (now() - start);
    if (rate > best) best = rate;
  }
  return best;
}

static int print_machine(void) {
  /* What the registers hold may slow the chains down: nothing but zeros. */
  __asm__ volatile(
    "xorps %%xmm0, %%xmm0\n xorps %%xmm1, %%xmm1\n xorps %%xmm2, %%xmm2\n xorps %%xmm3, %%xmm3\n xorps %%xmm4, %%xmm4\n"
    "xorps %%xmm5, %%xmm5\n xorps %%xmm6, %%xmm6\n xorps %%xmm7, %%xmm7\n xorps %%xmm8, %%xmm8\n xorps %%xmm9, %%xmm9\n"
    "xorps %%xmm10, %%xmm10\n xorps %%xmm11, %%xmm11\n xorps %%xmm12, %%xmm12\n xorps %%xmm13, %%xmm13\n"
    "xorps %%xmm14, %%xmm14\n xorps %%xmm15, %%xmm15" ::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
    "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  const double operations = vector_rate();
  const double clock = clock_rate();
  printf("%.3f %.2f %d\n", clock, operations / clock, has_wide_vectors());
  return 0;
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
  if (argc == 2 && strcmp(argv[1], "machine") == 0) return print_machine();
  if (argc != 6) return fprintf(stderr, "usage: loops <loop> <variant> <input> <output> <seconds>\n"), 2;

  Loop *loop = NULL;
  for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
    if (strcmp(argv[1], loops[i].loop) == 0 && strcmp(argv[2], loops[i].variant) == 0) loop = loops[i].run;
  }
  if (!loop) return fprintf(stderr, "loops: no loop %s %s\n", argv[1], argv[2]), 2;
  if (strcmp(argv[2], "c-256") == 0 && !has_wide_vectors()) return fprintf(stderr, "loops: no AVX2 here\n"), 2;

  size_t count = 0;
  const double *values = read_all(argv[3], &count);
  if (!values || count < 4) return fprintf(stderr, "loops: cannot read %s\n", argv[3]), 1;
  Input in = {.loans = (int)values[0], .paths = (int)values[1], .months = (int)values[2], .row = (int)values[3]};
  const double *at = values + 4;
  for (int c = 0; c < COLUMNS; c++, at += in.loans) in.column[c] = at;
  in.index = at;
  in.smm = at + (size_t)(values + count - at) / 2;
  const int isPart = in.paths % BLOCK_PATHS != 0 && strcmp(argv[1], "level") != 0;
  if (in.months > MAX_MONTHS || isPart) return fprintf(stderr, "loops: too many months, or a part of a block\n"), 1;
  const size_t plane = (size_t)(in.months + 1) * (size_t)in.paths;

  double *sums = malloc(3 * plane * sizeof(double));
  double fastest = 0;
  const double until = clock_of(CLOCK_MONOTONIC) + atof(argv[5]) * 1e9;
  /* The first run warms up and is not counted. */
  for (int run = 0;; run++) {
    memset(sums, 0, 3 * plane * sizeof(double));
    const double start = now();
    loop(&in, sums, sums + plane, sums + 2 * plane);
    const double end = now();
    if (run == 1 || (run > 1 && end - start < fastest)) fastest = end - start;
    if (run > 2 && clock_of(CLOCK_MONOTONIC) > until) break;
  }
  printf("%.0f\n", fastest);

  FILE *out = fopen(argv[4], "wb");
  if (!out || fwrite(sums, sizeof(double), 3 * plane, out) != 3 * plane) return fprintf(stderr, "loops: cannot write %s\n", argv[4]), 1;
  fclose(out);
  return 0;
}
