/* SPDX-License-Identifier: MIT
 *
 * Logarithms, and exp(x) - 1, from + - * / alone, so that outcomes that hang on them have the same
 * bits on every machine (the C library's differ with and without fused multiply-add). Relative
 * error below 1e-15 where nothing else is said. Pure; any thread.
 */
#ifndef CST_BASE_LOGARITHM_H
#define CST_BASE_LOGARITHM_H

#include <stdint.h>

/* log((1+z)/(1-z)) = 2 z + z z^2 (c0 + c1 z^2 + ... + c6 z^12) for |z| <= 0.172, to 2^-58: the
 * coefficients of fdlibm (Sun Microsystems 1993). For x a double or a vector of doubles, in one
 * order of + and *, so that both have the same bits. */
#define CST_LOGARITHM_SERIES(q, q2)                                                                \
    ((q) * (6.666666666666735130e-01 +                                                             \
            (q2) * (2.857142874366239149e-01 +                                                     \
                    (q2) * (1.818357216161805012e-01 + (q2)*1.479819860511658591e-01))) +          \
     (q2) * (3.999999999940941908e-01 +                                                            \
             (q2) * (2.222219843214978396e-01 + (q2)*1.531383769920937332e-01)))

/* log(2) in two parts, the first with 17 trailing zero bits, so that whole multiples are exact. */
#define CST_LOGARITHM_2_HEAD 0x1.62e42fefap-1
#define CST_LOGARITHM_2_TAIL 0x1.cf79abc9e3b3ap-40

/* log(x), x > 0, normal. */
double cst_log(double x);

/* log(1 + x), x > -1; keeps its relative precision at small x. */
double cst_log1p(double x);

/* A standard exponential variate, -log(1 - u), from a 128-bit uniform draw u = hi.lo: small u gives
 * small values with full relative precision, u near 1 values up to 45. */
double cst_log_exponential(uint64_t hi, uint64_t lo);

/* exp(x) - 1 for x <= 0, finite; relative error below 1e-13. */
double cst_expm1(double x);

#endif
