/* SPDX-License-Identifier: MIT */
#include "tests/lib/scores.h"

#include "base/check.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

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

/* x^a / B(a, b) sum_n (1-b)(2-b)..(n-b) / n! x^n / (a + n), x = e^odds / (1 + e^odds) <= 1/2. */
static long double beta_series(double a, double b, long double odds)
{
    const long double x = expl(odds) / (1.0L + expl(odds));
    const long double log_x = odds - log1pl(expl(odds));
    const long double log_b = lgammal(a) + lgammal(b) - lgammal((long double)a + b);
    long double term = 1.0L;
    long double sum = 1.0L / a;
    for (int n = 1; n < 400; n++) {
        term *= (n - (long double)b) / n * x;
        sum += term / ((long double)a + n);
    }
    return expl(a * log_x - log_b) * sum;
}

void cst_test_beta_tails(double a, double b, double odds, double *below, double *above)
{
    const bool left = odds <= 0.0;
    const long double near = left ? beta_series(a, b, odds) : beta_series(b, a, -odds);
    *(left ? below : above) = (double)near;
    *(left ? above : below) = (double)(1.0L - near);
}

double cst_test_beta_quantile(double a, double b, double above)
{
    double low = -1e9;
    double high = 1e9;
    for (int i = 0; i < 200; i++) {
        const double middle = (low + high) / 2;
        double tail[2];
        cst_test_beta_tails(a, b, middle, &tail[0], &tail[1]);
        const bool more = above < 0.5 ? tail[1] > above : tail[0] < 1.0 - above;
        *(more ? &low : &high) = middle;
    }
    return low;
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

cst_score_spec cst_test_histogram(cst_score_counts counts, double fpr)
{
    static struct kept {
        struct kept *next;
        cst_score_counts counts;
    } *list = NULL;
    cst_score_spec spec = cst_score_spec_default();
    struct kept *added = malloc(sizeof *added);
    cst_require(added != NULL);
    *added = (struct kept){list, counts};
    list = added;
    spec.model = cst_score_find("histogram");
    spec.fpr = fpr;
    spec.counts = &added->counts;
    return spec;
}

cst_score_spec cst_test_apps(double fpr)
{
    static const cst_score_counts counts = {.bins = 11,
                                            .honest = {366, 179, 55, 18, 4, 5, 6},
                                            .attack = {5, 6, 11, 13, 12, 47, 76, 25, 40, 5}};
    cst_score_spec spec = cst_score_spec_default();
    spec.model = cst_score_find("histogram");
    spec.fpr = fpr;
    spec.counts = &counts;
    return spec;
}
