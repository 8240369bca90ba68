/* SPDX-License-Identifier: MIT
 *
 * How uncertain one number is: the laws that `uncertainty:` offers, as quantile functions, so that
 * one uniform draw is one draw of the number. Pure, any thread.
 */
#ifndef CST_ESTIMATE_ASK_PRIOR_H
#define CST_ESTIMATE_ASK_PRIOR_H

#include <stdint.h>

typedef enum cst_prior_kind {
    CST_PRIOR_NONE = 0,        /* taken as exact */
    CST_PRIOR_BETA = 1,        /* Beta(a, b), shapes as base/beta.h takes them */
    CST_PRIOR_UNIFORM = 2,     /* uniform on [a, b] */
    CST_PRIOR_LOG_UNIFORM = 3, /* its logarithm is uniform; 0 < a <= b */
    CST_PRIOR_BOOTSTRAP = 4    /* score counts, drawn anew from themselves */
} cst_prior_kind;

typedef struct cst_prior {
    cst_prior_kind kind;
    double a, b;
    uint32_t resamples; /* bootstrap: how many different ones, >= 1 */
} cst_prior;

/* What k successes in n trials say of a chance, 0 <= k <= n: Beta(k + 1/2, n - k + 1/2), the
 * posterior of Jeffreys' prior, whose intervals cover well for every true chance (Brown, Cai and
 * DasGupta, Statistical Science 16, 2001). */
cst_prior cst_prior_of_counts(uint64_t k, uint64_t n);

/* The value that the number is below with probability u in [0, 1], in 12 significant digits. Not
 * for CST_PRIOR_NONE and CST_PRIOR_BOOTSTRAP. */
double cst_prior_quantile(const cst_prior *prior, double u);

#endif
