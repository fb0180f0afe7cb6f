/* The few operations on vectors of doubles that C has no signs for, at the width that a file is compiled for: two doubles (SSE4.1), or
 * four (AVX2). +, -, * and / are the compiler's own on either. A file that includes this is compiled once a width.
 */
#ifndef WEIR_VECTOR_H
#define WEIR_VECTOR_H

#include <immintrin.h>

#if WIDTH == 4
typedef __m256d vec;
#define NAMED(name) name##_256
#define splat _mm256_set1_pd
#define load _mm256_loadu_pd
#define store _mm256_storeu_pd
#define least _mm256_min_pd
#define most _mm256_max_pd
#define nearest(x) _mm256_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define below(x, y) _mm256_cmp_pd(x, y, _CMP_LT_OQ)
#define choose _mm256_blendv_pd
#define any _mm256_movemask_pd
#else
typedef __m128d vec;
#define NAMED(name) name##_128
#define splat _mm_set1_pd
#define load _mm_loadu_pd
#define store _mm_storeu_pd
#define least _mm_min_pd
#define most _mm_max_pd
#define nearest(x) _mm_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define below _mm_cmplt_pd
#define choose _mm_blendv_pd
#define any _mm_movemask_pd
#endif

static inline void add(double *at, vec value) {
  store(at, load(at) + value);
}

#endif
