/* SPDX-License-Identifier: MIT
 * What is possible, whatever a sample shows. */
#include "tally/results.h"

#include <math.h>

/* The least and the greatest that each result can be: a share, where nothing else is said. */
static void possible(const cst_results_basis *basis, cst_interval within[CST_RESULT_KINDS])
{
    const double tasks = (double)basis->tasks_per_trial;
    const double rounds = tasks / (double)basis->agents;
    const double delay = (double)basis->delay;
    const double attacks = tasks * basis->attack_rate; /* of a trial, on average */
    const double quality = basis->trusted_quality;
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        within[kind] = (cst_interval){0.0, 1.0};
    }
    within[CST_RESULT_RESIDUAL_RISK].high = basis->attack_rate;
    within[CST_RESULT_TRIAL_RISK].high = fmin(attacks, 1.0);
    within[CST_RESULT_SAFETY].low = 1.0 - fmin(attacks, 1.0);
    within[CST_RESULT_EXPECTED_ESCAPES].high = attacks;
    within[CST_RESULT_EXPECTED_DAMAGE].high = attacks * basis->severity_most;
    within[CST_RESULT_USEFULNESS].low = quality < 1.0 ? -quality / (1.0 - quality) : -HUGE_VAL;
    within[CST_RESULT_AUDIT_HOURS].high = cst_results_audit_hours(basis->audit_minutes);
    within[CST_RESULT_REVIEW_COST].high = (double)basis->reviews_most;
    within[CST_RESULT_TIME_TO_CATCH] = (cst_interval){1.0 + delay, rounds + delay};
    within[CST_RESULT_TIME_IF_CAUGHT] = within[CST_RESULT_TIME_TO_CATCH];
    within[CST_RESULT_FALSE_QUARANTINES].high = (double)basis->removals;
    within[CST_RESULT_ESCAPES_BEFORE_CATCH].high = attacks;
    within[CST_RESULT_ESCAPES_VAR].high = tasks;
    within[CST_RESULT_ESCAPES_CVAR].high = tasks;
    within[CST_RESULT_DAMAGE_VAR].high = tasks * basis->severity_most;
    within[CST_RESULT_DAMAGE_CVAR].high = tasks * basis->severity_most;
}

static double cut(double x, cst_interval within)
{
    return isnan(x) ? x : fmin(fmax(x, within.low), within.high);
}

void cst_results_cut(const cst_results_basis *basis, cst_result *out)
{
    cst_interval within[CST_RESULT_KINDS];
    possible(basis, within);
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (out[kind].method != NULL && !cst_result_by_design(&out[kind])) {
            out[kind].estimate = cut(out[kind].estimate, within[kind]);
            out[kind].low = cut(out[kind].low, within[kind]);
            out[kind].high = cut(out[kind].high, within[kind]);
            out[kind].approximate.low = cut(out[kind].approximate.low, within[kind]);
            out[kind].approximate.high = cut(out[kind].approximate.high, within[kind]);
        }
    }
}
