/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the laws' tables and the arithmetic they share.
 */
#ifndef CST_AGENTS_LAWS_H
#define CST_AGENTS_LAWS_H

#include "agents/law.h"

/* One table a file, law_<name>.c. */
extern const cst_law cst_law_independent;
extern const cst_law cst_law_beta;
extern const cst_law cst_law_two_point;
extern const cst_law cst_law_common_cause;
extern const cst_law cst_law_shock;
extern const cst_law cst_law_all_or_nothing;
extern const cst_law cst_law_alpha_factor;
extern const cst_law cst_law_copula;
extern const cst_law cst_law_table;

/* C(k, s), exact for k up to CST_REVIEWERS_MAX. */
double cst_law_choose(uint32_t k, uint32_t s);

/* w[s] = scale * C(k,s) p^s q^(k-s), s = 0..k, q = 1 - p: no digits are lost. */
void cst_law_binomial(uint32_t k, double p, double q, double scale, double *w);

/* q^n */
double cst_law_all(uint32_t n, double q);

/* Scales w[0..k] to the sum `rate`, from which rounding has taken it. */
void cst_law_settle(uint32_t k, double rate, double *w);

#endif
