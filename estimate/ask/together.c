/* SPDX-License-Identifier: MIT */
#include "estimate/ask/together.h"

#include "base/rmath.h"

#include <math.h>

/* What the numbers before it leave of a variable's variance is at least this. */
static const double least_left = 1e-6;

double cst_together_of_rank(double rank)
{
    return 2.0 * sin(rank * 3.14159265358979323846 / 6.0);
}

bool cst_together_factor(const double *correlations, uint32_t n, double *factor)
{
    bool good = true;
    for (uint32_t i = 0; good && i < n; i++) {
        double left = 1.0;
        for (uint32_t j = 0; j < n; j++) {
            factor[i * n + j] = 0.0;
        }
        for (uint32_t j = 0; j < i; j++) {
            double sum = correlations[i * n + j];
            for (uint32_t k = 0; k < j; k++) {
                sum -= factor[i * n + k] * factor[j * n + k];
            }
            factor[i * n + j] = sum / factor[j * n + j];
            left -= factor[i * n + j] * factor[i * n + j];
        }
        good = left >= least_left;
        factor[i * n + i] = good ? sqrt(left) : 0.0;
    }
    return good;
}

double cst_together_unit(const double *factor, uint32_t n, uint32_t i, const double *unit)
{
    double score = 0.0;
    if (factor[i * n + i] == 1.0) {
        return unit[i];
    }
    for (uint32_t k = 0; k <= i; k++) {
        const double part = factor[i * n + k];
        score += part != 0.0 ? part * cst_rmath_normal_quantile(unit[k]) : 0.0;
    }
    return cst_rmath_normal(score);
}
