/* SPDX-License-Identifier: MIT
 *
 * The one sampler of our own: an exact binomial count from addressed draws, with + - * / and sqrt
 * only (see base/logarithm.h). Exact up to the rounding of doubles, for n up to 2^53. Any thread on
 * its own draws.
 */
#ifndef CST_BASE_BINOMIAL_H
#define CST_BASE_BINOMIAL_H

#include "base/random.h"

/* The number of successes in n independent trials at chance p in [0, 1]. Small n p: by jumps from
 * success to success. Else by Hoermann's transformed rejection (BTRS, J. Stat. Comput. Simul. 46,
 * 1993) with the probabilities in Loader's form (2000), which keeps its digits at large n. */
uint64_t cst_binomial_draw(cst_draws *draws, uint64_t n, double p);

/* The number of failures before the first success at chance p in (0, 1), from a 128-bit uniform
 * draw; lambda = -log1p(-p), from cst_log1p. Values beyond `limit` are returned as limit. */
uint64_t cst_binomial_skip(uint64_t hi, uint64_t lo, double lambda, uint64_t limit);

#endif
