/* SPDX-License-Identifier: MIT */
#include "estimate/pairing.h"

#include "base/check.h"
#include "base/rmath.h"
#include "estimate/estimators.h"
#include "estimate/rehearsal.h"

#include <math.h>

enum { BATCH = 1 << 18 };

static bool deploys(const cst_estimator *estimator)
{
    return estimator == &cst_estimator_naive || estimator == &cst_estimator_skip;
}

const cst_estimator *cst_pairing_method(const cst_estimator *a, const cst_estimator *b,
                                        cst_error *error)
{
    if (!deploys(a) || !deploys(b)) {
        (void)cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                            "%s: its trials are no deployments that could be compared in pairs; "
                            "use skip or naive",
                            deploys(a) ? b->name : a->name);
        return NULL;
    }
    return a == b ? a : &cst_estimator_naive;
}

int cst_pairing_cell(cst_cell *cell, const cst_trial_spec *trial, const cst_estimate_spec *estimate,
                     cst_error *error)
{
    const int code = cst_cell_make(cell, trial, estimate, error);
    cell->block_trials = 1;
    return code;
}

static void add_pair(cst_pairing *to, uint64_t escaped, uint64_t escaped_first)
{
    to->trials++;
    to->differ += escaped != escaped_first;
    to->sum += escaped;
    to->sum_first += escaped_first;
    to->square += (cst_u128)escaped * escaped;
    to->square_first += (cst_u128)escaped_first * escaped_first;
    to->product += (cst_u128)escaped * escaped_first;
}

int cst_pairing_run(const cst_cell *cells, uint32_t count, uint64_t first, uint64_t trials,
                    cst_pairing *out, cst_error *error)
{
    cst_row row;
    for (uint64_t trial = first; trial < first + trials; trial++) {
        uint64_t escaped_first = 0;
        for (uint32_t i = 0; i < count; i++) {
            const int code = cst_rehearsal_block(&cells[i], trial, BATCH, &row, error);
            if (code != 0) {
                return code;
            }
            const uint64_t escaped = row.count[CST_COUNT_ESCAPED];
            escaped_first = i == 0 ? escaped : escaped_first;
            out[i].planned = cells[i].model.tasks_per_trial;
            out[i].planned_first = cells[0].model.tasks_per_trial;
            add_pair(&out[i], escaped, escaped_first);
        }
    }
    return 0;
}

/* The variance of the mean of n values, from their sums; per planned task of either side. */
static double covariance(cst_u128 product, cst_u128 sum_a, cst_u128 sum_b, double n)
{
    return ((double)product - (double)sum_a / n * (double)sum_b) / (n - 1.0) / n;
}

cst_difference cst_pairing_difference(const cst_pairing *pairing, double confidence)
{
    const double n = (double)pairing->trials;
    const double own = (double)pairing->planned;
    const double first = (double)pairing->planned_first;
    cst_require(pairing->trials >= 2);
    const double variance =
        covariance(pairing->square, pairing->sum, pairing->sum, n) / (own * own);
    const double variance_first =
        covariance(pairing->square_first, pairing->sum_first, pairing->sum_first, n) /
        (first * first);
    const double shared =
        covariance(pairing->product, pairing->sum, pairing->sum_first, n) / (own * first);
    cst_difference found = {.risk = (double)pairing->sum / n / own,
                            .paired = fmax(variance + variance_first - 2.0 * shared, 0.0),
                            .apart = variance + variance_first};
    found.difference = found.risk - (double)pairing->sum_first / n / first;
    const double half =
        cst_rmath_student_quantile_above(0.5 - 0.5 * confidence, n - 1.0) * sqrt(found.paired);
    const bool few = pairing->differ < CST_PAIRING_DIFFER_MIN;
    found.low = few ? NAN : found.difference - half;
    found.high = few ? NAN : found.difference + half;
    return found;
}
