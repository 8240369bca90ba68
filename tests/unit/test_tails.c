/* SPDX-License-Identifier: MIT
 * What luck cannot show: more in the tail of a trial than there can be, or more agents taken out.
 * Covers: results. */
#include "tally/results.h"
#include "tally/tail.h"
#include "tests/lib/suite.h"

#include <math.h>

enum { TRIALS = 200, TASKS_PER_TRIAL = 50 };

static const double LEVEL = 0.05;

static cst_row row;
static cst_result out[CST_RESULT_KINDS];

static const cst_results_basis tied = {.tasks_per_trial = TASKS_PER_TRIAL,
                                       .attack_most = 1.0,
                                       .flag_most = 1.0,
                                       .loss_most = 1.0,
                                       .loss_tasks = 1,
                                       .audits_most = TASKS_PER_TRIAL,
                                       .reviews_per_task = 3,
                                       .confidence = 0.95,
                                       .tail = 0.95};

/* By luck more escapes were seen than the law of attacks allows for the tail of a trial. */
static void test_tails_possible(void)
{
    cst_results_basis rare = tied;
    rare.attack_most = 0.02; /* at most 3 of 50 in 95 % of trials */
    cst_row_free(&row);
    cst_spread_add(&row.spread[CST_SPREAD_ESCAPED], 0, TRIALS / 2);
    cst_spread_add(&row.spread[CST_SPREAD_ESCAPED], 6, TRIALS / 2);
    cst_results_compute(&row, &rare, out);
    const cst_tail most = cst_tail_binomial(TASKS_PER_TRIAL, 0.02, 0.95);
    CU_ASSERT(out[CST_RESULT_ESCAPES_VAR].estimate == most.var);
    CU_ASSERT(out[CST_RESULT_ESCAPES_VAR].high == most.var);
    CU_ASSERT(out[CST_RESULT_ESCAPES_CVAR].estimate == most.cvar);
    CU_ASSERT(out[CST_RESULT_ESCAPES_CVAR].high == most.cvar);
}

/* No agent taken out falsely in 4 trials of a million tasks: at most all of 1,000 agents that come
 * one after the other; and where honest work is reported twice a trial at most, no more than that
 * makes likely. */
static void test_tails_false_quarantines(void)
{
    cst_results_basis basis = tied;
    const cst_result *found = &out[CST_RESULT_FALSE_QUARANTINES];
    basis.tasks_per_trial = 1000000;
    basis.agents = 500;
    basis.removals = 1000; /* each is followed by another */
    basis.takes_out = true;
    basis.removal_most = 1.0;
    cst_row_free(&row);
    cst_spread_add(&row.spread[CST_SPREAD_QUARANTINED_FALSELY], 0, 4);
    cst_results_compute(&row, &basis, out);
    CU_ASSERT(isnan(found->estimate) && found->low == 0.0 && found->few);
    /* At least what 4 trials need not show, and no more than there are. */
    const double unseen = 1.0 - pow(LEVEL / 2, 0.25);
    CU_ASSERT(found->high >= 1000.0 * unseen && found->high < 1000.0);
    basis.removal_most = 2e-6;
    cst_results_compute(&row, &basis, out);
    double beyond = 1.0; /* P(a Poisson mean of 2 passes `most`), by its terms */
    double term = exp(-2.0);
    double most = 0.0;
    for (beyond -= term; 4.0 * beyond > 1e-3 * LEVEL; beyond -= term) {
        term *= 2.0 / ++most;
    }
    CU_ASSERT(isnan(found->estimate) && found->low == 0.0);
    CU_ASSERT(found->high >= most * unseen && found->high <= most);
    CU_ASSERT_STRING_EQUAL(found->method, "betting, trials under a binomial law");
    basis.removal_most = 0.0; /* nobody is taken out but on proof */
    cst_results_compute(&row, &basis, out);
    CU_ASSERT(found->estimate == 0.0 && found->low == 0.0 && found->high == 0.0);
    CU_ASSERT_STRING_EQUAL(found->method, "by design");
    cst_spread_add(&row.spread[CST_SPREAD_QUARANTINED_FALSELY], 3, 1);
    basis.removal_most = 2e-6;
    cst_results_compute(&row, &basis, out);
    CU_ASSERT_DOUBLE_EQUAL(found->estimate, 0.6, 1e-15);
    CU_ASSERT(found->low < 0.6 && found->high > 0.6);
}

CST_SUITE("tails", CST_TEST(test_tails_possible), CST_TEST(test_tails_false_quarantines))
