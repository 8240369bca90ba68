/* SPDX-License-Identifier: MIT
 * Whether a sample agrees with what is known exactly. */
#include "base/check.h"
#include "tally/results.h"

#include <math.h>
#include <string.h>

static bool is_binomial(const cst_result *result)
{
    static const char method[] = "Clopper-Pearson";
    return result->method != NULL && strncmp(result->method, method, sizeof method - 1) == 0;
}

bool cst_results_disagrees(const cst_result *result, double exact, double level)
{
    cst_require(level > 0.0 && level < 1.0);
    if (result->derived || !is_binomial(result) || result->of == 0 || isnan(exact)) {
        return false;
    }
    /* A closed form has no more digits than that, which the tails of 1e17 tasks would tell. */
    const double p = fmin(fmax(exact, 0.0), 1.0);
    const double rounding = p < 0.5 ? 1e-12 * p : 1e-12 * (1.0 - p) + 0x1p-53;
    double lower;
    double upper;
    double other;
    cst_interval_tails(result->events, result->of, fmax(p - rounding, 0.0), &lower, &other);
    cst_interval_tails(result->events, result->of, fmin(p + rounding, 1.0), &other, &upper);
    return 2.0 * fmin(lower, upper) < level;
}
