/* SPDX-License-Identifier: MIT
 *
 * exp(x) - 1 from + - * / alone: the same bits on every machine, where it decides an outcome. Pure,
 * no heap, any thread.
 */
#ifndef CST_BASE_EXPONENTIAL_H
#define CST_BASE_EXPONENTIAL_H

/* For x <= 0, finite; relative error below 1e-13. */
double cst_expm1(double x);

#endif
