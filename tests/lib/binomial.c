/* SPDX-License-Identifier: MIT */
#include "tests/lib/binomial.h"

#include <math.h>

double cst_test_binomial_at(uint64_t x, uint64_t n, double p)
{
    const double of = (double)n;
    const double at = (double)x;
    return exp(lgamma(of + 1.0) - lgamma(at + 1.0) - lgamma(of - at + 1.0) + at * log(p) +
               (of - at) * log1p(-p));
}

double cst_test_binomial_above(uint64_t x, uint64_t n, double p)
{
    double sum = 0.0;
    double term = 1.0;
    for (uint64_t k = x + 1; k <= n && term > 1e-18 * sum; k++) {
        term = cst_test_binomial_at(k, n, p);
        sum += term;
    }
    return sum;
}

double cst_test_binomial_below(uint64_t x, uint64_t n, double p)
{
    double sum = 0.0;
    double term = 1.0;
    for (uint64_t k = x; k > 0 && term > 1e-18 * sum; k--) {
        term = cst_test_binomial_at(k - 1, n, p);
        sum += term;
    }
    return sum;
}
