/* SPDX-License-Identifier: MIT
 *
 * Logarithms from + - * / alone, so that outcomes that hang on them have the same bits on every
 * machine (the C library's differ with and without fused multiply-add). Relative error below
 * 1e-15. Pure; any thread.
 */
#ifndef CST_BASE_LOGARITHM_H
#define CST_BASE_LOGARITHM_H

#include <stdint.h>

/* log(x), x > 0, normal. */
double cst_log(double x);

/* log(1 + x), x > -1; keeps its relative precision at small x. */
double cst_log1p(double x);

/* A standard exponential variate, -log(1 - u), from a 128-bit uniform draw u = hi.lo: small u gives
 * small values with full relative precision, u near 1 values up to 45. */
double cst_log_exponential(uint64_t hi, uint64_t lo);

#endif
