/* SPDX-License-Identifier: MIT
 *
 * Dependence laws in another way than the program's: from the states of a latent cause, by summing
 * over who schemes, in long double, with no use of exchangeability or of binomial coefficients.
 */
#ifndef CST_TESTS_LAW_TRUTH_H
#define CST_TESTS_LAW_TRUTH_H

#include "agents/law.h"

#include <stddef.h>

/* With probability `weight` every agent of the task schemes with probability `chance`. */
typedef struct cst_cause {
    long double weight, chance;
} cst_cause;

typedef struct cst_truth {
    long double w[CST_REVIEWERS_MAX + 1];
    long double v[CST_REVIEWERS_MAX + 1];
} cst_truth;

/* Sums over all 2^(k+1) sets of schemers; k <= 10. */
cst_truth cst_truth_sets(const cst_cause *causes, size_t count, uint32_t k);

/* Adds one reviewer after the other; any k. */
cst_truth cst_truth_steps(const cst_cause *causes, size_t count, uint32_t k);

/* Fails the running test where the law does not pass its own check, where a w or v is further from
 * the truth than rounding explains (10 (k+1) half-ulps, and what underflow takes), or where the
 * sums are not p and 1. */
void cst_truth_compare(const cst_law_spec *spec, uint32_t k, const cst_truth *truth);

/* As above for k = 1..32 from causes, by sets where k <= 8 and by steps. */
void cst_truth_compare_causes(const cst_law_spec *spec, const cst_cause *causes, size_t count);

/* Fails where the law's correlation is further than 1e-13 from `rho` for any k = 1..32. */
void cst_truth_compare_rho(const cst_law_spec *spec, long double rho);

/* Fails unless check() refuses the spec with CST_ERR_LAW, that key, and a text. */
void cst_truth_refused(const cst_law_spec *spec, uint32_t k, const char *key);

#endif
