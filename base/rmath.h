/* SPDX-License-Identifier: MIT
 *
 * The only door to libRmath. Its standalone build prints warnings to standard output, into whatever
 * a program writes there, so nothing that it would warn of is asked of it: an argument outside its
 * range has the answer NaN. Its beta functions, which warn inside their range as well, are not
 * used: base/beta.h. Pure; any thread.
 */
#ifndef CST_BASE_RMATH_H
#define CST_BASE_RMATH_H

/* A standard normal variable: P(X <= x), P(X > x), and both of them, each with its own digits. */
double cst_rmath_normal(double x);
double cst_rmath_normal_above(double x);
void cst_rmath_normal_both(double x, double *below, double *above);

/* exp(-x^2 / 2) / sqrt(2 pi). */
double cst_rmath_normal_density(double x);

/* The x with P(X <= x) = share, and with P(X > x) = share; share in [0, 1]. */
double cst_rmath_normal_quantile(double share);
double cst_rmath_normal_quantile_above(double share);

/* X ~ Bin(n, p), n a whole number from 0 to 2^64, p in [0, 1]: P(X <= x) and P(X > x). */
double cst_rmath_binomial(double x, double n, double p);
double cst_rmath_binomial_above(double x, double n, double p);

/* X ~ Poisson(mean), mean >= 0: P(X <= x) and P(X > x). */
double cst_rmath_poisson(double x, double mean);
double cst_rmath_poisson_above(double x, double mean);

/* The x that Student's t is above with probability share; freedom >= 1. */
double cst_rmath_student_quantile_above(double share, double freedom);

#endif
