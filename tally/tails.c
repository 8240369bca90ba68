/* SPDX-License-Identifier: MIT
 * The results that are upper tails of what happens in a trial. */
#include "base/number.h"
#include "tally/results.h"
#include "tally/tail.h"

#include <math.h>

static const char BY_LAW[] = "Clopper-Pearson, tasks, then a binomial law";

/* VaR or CVaR of a spread. Nothing seen is an upper bound here, too. */
static cst_result tail_make(const cst_spread *spread, double estimate, cst_interval interval,
                            const char *method)
{
    return (cst_result){.estimate = spread->sum > 0 ? estimate : (double)NAN,
                        .low = interval.low,
                        .high = interval.high,
                        .method = method,
                        .events = spread->sum,
                        .of = spread->trials,
                        .few = spread->sum < CST_RESULT_FEW,
                        .derived = true};
}

/* Of the escapes of a trial that has independent tasks, all alike. */
static void tail_by_law(const cst_row *row, const cst_results_basis *basis, cst_result *out)
{
    const uint64_t tasks = basis->tasks_per_trial;
    const cst_result *risk = &out[CST_RESULT_RESIDUAL_RISK];
    const cst_spread *spread = &row->spread[CST_SPREAD_ESCAPED];
    const double share = risk->events > 0 ? risk->estimate : 0.0;
    const cst_tail here = cst_tail_binomial(tasks, share, basis->tail);
    const cst_tail low = cst_tail_binomial(tasks, risk->low, basis->tail);
    const cst_tail high = cst_tail_binomial(tasks, risk->high, basis->tail);
    out[CST_RESULT_ESCAPES_VAR] =
        tail_make(spread, here.var, (cst_interval){low.var, high.var}, BY_LAW);
    out[CST_RESULT_ESCAPES_CVAR] =
        tail_make(spread, here.cvar, (cst_interval){low.cvar, high.cvar}, BY_LAW);
}

/* Of a quantity to which an attack adds at most `unit`. Luck may show more than can be. */
static void tail_by_trials(const cst_spread *spread, const cst_results_basis *basis, uint64_t unit,
                           cst_result *var, cst_result *cvar)
{
    const double t = basis->tail;
    const double level = cst_number_complement(basis->confidence);
    const cst_interval_bound bound = {
        .tasks = basis->tasks_per_trial, .unit = unit, .chance = basis->attack_most};
    const cst_tail most = cst_tail_most(&bound, t);
    const cst_tail seen = spread->sum > 0 ? cst_tail_seen(spread, t) : most;
    *var = tail_make(spread, fmin(seen.var, most.var),
                     cst_tail_var_interval(spread, &bound, t, level), "order statistics, trials");
    *cvar = tail_make(spread, fmin(seen.cvar, most.cvar),
                      cst_tail_cvar_interval(spread, &bound, t, level),
                      "betting, trials, beyond fixed values");
}

void cst_results_tails(const cst_row *row, const cst_results_basis *basis, cst_result *out)
{
    const uint64_t severity = (uint64_t)basis->severity_most;
    if (basis->tasks_independent && !basis->ends && basis->tasks_alike) {
        tail_by_law(row, basis, out);
    } else {
        tail_by_trials(&row->spread[CST_SPREAD_ESCAPED], basis, 1, &out[CST_RESULT_ESCAPES_VAR],
                       &out[CST_RESULT_ESCAPES_CVAR]);
    }
    if (severity > 1) {
        tail_by_trials(&row->spread[CST_SPREAD_DAMAGE], basis, severity,
                       &out[CST_RESULT_DAMAGE_VAR], &out[CST_RESULT_DAMAGE_CVAR]);
    }
}
