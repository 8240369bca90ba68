/* SPDX-License-Identifier: MIT */
#include "tests/lib/scores.h"

#include <math.h>
#include <string.h>

double cst_test_above(double x)
{
    return 0.5 * erfc(x / sqrt(2.0));
}

double cst_test_quantile(double p)
{
    double low = 0.0;
    double high = 40.0;
    const double tail = fmin(p, 1.0 - p);
    for (int i = 0; i < 200; i++) {
        const double middle = (low + high) / 2;
        *(cst_test_above(middle) > tail ? &low : &high) = middle;
    }
    return p < 0.5 ? low : -low;
}

cst_score_spec cst_test_threshold(double tpr, double fpr)
{
    cst_score_spec spec = cst_score_spec_default();
    spec.tpr = tpr;
    spec.fpr = fpr;
    return spec;
}

cst_score_spec cst_test_binormal(double d_prime, double fpr)
{
    cst_score_spec spec = cst_score_spec_default();
    spec.model = cst_score_find("binormal");
    spec.d_prime = d_prime;
    spec.fpr = fpr;
    return spec;
}

cst_score_spec cst_test_beta(const double params[4], double fpr)
{
    cst_score_spec spec = cst_score_spec_default();
    spec.model = cst_score_find("beta");
    spec.a0 = params[0];
    spec.b0 = params[1];
    spec.a1 = params[2];
    spec.b1 = params[3];
    spec.fpr = fpr;
    return spec;
}

static const uint64_t apps_honest[11] = {366, 179, 55, 18, 4, 5, 6};
static const uint64_t apps_attack[11] = {5, 6, 11, 13, 12, 47, 76, 25, 40, 5};

cst_score_spec cst_test_apps(double fpr)
{
    cst_score_spec spec = cst_score_spec_default();
    spec.model = cst_score_find("histogram");
    spec.bins = 11;
    spec.fpr = fpr;
    memcpy(spec.honest, apps_honest, sizeof apps_honest);
    memcpy(spec.attack, apps_attack, sizeof apps_attack);
    return spec;
}
