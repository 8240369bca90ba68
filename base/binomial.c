/* SPDX-License-Identifier: MIT */
#include "base/binomial.h"

#include "base/check.h"
#include "base/logarithm.h"

#include <math.h>

/* Below this mean the jumps are quicker than the rejection, and its hat is proven above 10. */
static const double jump_mean = 12.0;

static const double half_log_2pi = 0.91893853320467274178;

uint64_t cst_binomial_skip(uint64_t hi, uint64_t lo, double lambda, uint64_t limit)
{
    cst_require(lambda >= 0.0);
    double skip = cst_log_exponential(hi, lo) / lambda;
    return skip < (double)limit ? (uint64_t)skip : limit;
}

static uint64_t by_jumps(cst_draws *draws, uint64_t n, double p)
{
    double lambda = -cst_log1p(-p);
    uint64_t successes = 0;
    uint64_t at = 0; /* trials gone */
    for (;;) {
        uint64_t hi = cst_draws_next(draws);
        uint64_t lo = cst_draws_next(draws);
        uint64_t skip = cst_binomial_skip(hi, lo, lambda, n);
        if (skip >= n - at) {
            return successes;
        }
        at += skip + 1;
        successes++;
        cst_debug_assert(successes <= at && at <= n);
    }
}

/* log(x!) - log(sqrt(2 pi x) (x/e)^x). */
static double stirling_error(double x)
{
    static const double exact[16] = {
        0.0, /* not used: x >= 1 */
        0.0810614667953272582196702,
        0.0413406959554092940938221,
        0.02767792568499833914878929,
        0.02079067210376509311152277,
        0.01664469118982119216319487,
        0.01387612882307074799874573,
        0.01189670994589177009505572,
        0.010411265261972096497478567,
        0.009255462182712732917728637,
        0.008330563433362871256469318,
        0.007573675487951840794972024,
        0.006942840107209529865664152,
        0.006408994188004207068439631,
        0.005951370112758847735624416,
        0.005554733551962801371038690,
    };
    if (x < 16.0) {
        return exact[(int)x];
    }
    double q = 1.0 / (x * x);
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - q / 1188) * q) * q) * q) / x;
}

enum { TERMS = 99, TRIES = 1000 };

/* x log(x/m) + m - x without cancellation (Loader 2000). */
static double deviance(double x, double m)
{
    double d = x - m;
    if (fabs(d) >= 0.1 * (x + m)) {
        return x * cst_log(x / m) - d;
    }
    double z = d / (x + m);
    double sum = d * z;
    double term = 2.0 * x * z;
    double q = z * z;
    for (int n = 3; n < TERMS; n += 2) { /* they fall by 100 each */
        term *= q;
        double next = sum + term / n;
        if (next == sum) {
            break;
        }
        sum = next;
    }
    return sum;
}

/* log of the binomial probability of k, 0 <= k <= n, up to a term that does not depend on k. */
static double log_weight(double k, double n, double p)
{
    if (k == 0.0) {
        return n * cst_log1p(-p) + half_log_2pi - stirling_error(n);
    }
    if (k == n) {
        return n * cst_log(p) + half_log_2pi - stirling_error(n);
    }
    return -stirling_error(k) - stirling_error(n - k) - deviance(k, n * p) -
           deviance(n - k, n * (1.0 - p)) - 0.5 * cst_log(k / n * (n - k));
}

static uint64_t by_rejection(cst_draws *draws, double n, double p)
{
    double deviation = sqrt(n * p * (1.0 - p));
    double b = 1.15 + 2.53 * deviation;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double c = n * p + 0.5;
    double alpha = (2.83 + 5.1 / b) * deviation;
    double mode = floor((n + 1.0) * p);
    double top = log_weight(mode, n, p);
    cst_debug_assert(n * p >= jump_mean && p <= 0.5);
    for (int tries = 0;; tries++) { /* more than one in two succeeds */
        cst_require(tries < TRIES);
        double u = cst_draws_unit(draws) - 0.5;
        double v = cst_draws_unit(draws);
        double us = 0.5 - fabs(u);
        double k = floor((2.0 * a / us + b) * u + c);
        if (!(k >= 0.0 && k <= n)) {
            continue;
        }
        v = v * alpha / (a / (us * us) + b);
        if (cst_log(v) <= log_weight(k, n, p) - top) {
            return (uint64_t)k;
        }
    }
}

uint64_t cst_binomial_draw(cst_draws *draws, uint64_t n, double p)
{
    cst_require(n <= UINT64_C(1) << 53);
    if (n == 0 || !(p > 0.0)) {
        return 0;
    }
    if (p >= 1.0) {
        return n;
    }
    if (p > 0.5) {
        return n - cst_binomial_draw(draws, n, 1.0 - p);
    }
    return (double)n * p < jump_mean ? by_jumps(draws, n, p) : by_rejection(draws, (double)n, p);
}
