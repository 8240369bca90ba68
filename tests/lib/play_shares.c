/* SPDX-License-Identifier: MIT */
#include "tests/lib/play_shares.h"

#include "tally/interval.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const double level = 5e-8; /* of one tail */

void cst_play_share(const char *what, uint64_t x, uint64_t n, double p)
{
    double lower;
    double upper;
    const double rest = fmin(p, 1.0 - p);
    CU_ASSERT_FATAL(n > 0 && p > -1e-12 && p < 1.0 + 1e-12);
    if (rest <= 0.0) {
        CU_ASSERT_EQUAL(x, p < 0.5 ? 0 : n);
        return;
    }
    cst_interval_tails(x, n, p, &lower, &upper);
    if (fmin(lower, upper) < level) {
        (void)printf("\n    %s: %" PRIu64 " of %" PRIu64 ", expected %.1f\n", what, x, n,
                     p * (double)n);
        CU_FAIL("the count does not follow the law");
    }
    /* A tenth is 8 standard deviations: 5.3 to leave the level, 2.7 to leave it almost surely. */
    if (0.1 * rest * (double)n < 8.0 * sqrt((double)n * p * (1.0 - p))) {
        (void)printf("\n    %s: %" PRIu64 " draws at %g\n", what, n, p);
        CU_FAIL("too few draws to judge");
    }
}

const cst_row *cst_play_run(const cst_trial_spec *spec, uint64_t trials, uint64_t seed)
{
    static cst_row row;
    cst_cell cell;
    cst_error error = {0};
    cst_test_seed(seed);
    cst_direct_cell(&cell, spec, "naive", trials, seed);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cell.model.play);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, &error), 0);
    cst_cell_free(&cell);
    return &row;
}

const cst_row *cst_play_shares(const cst_trial_spec *spec, uint64_t seed, double w, double l)
{
    cst_trial_spec sized = *spec;
    sized.agents = 50;
    sized.rounds = 20;
    sized.scheming.law.rate = 0.5;
    const cst_row *row = cst_play_run(&sized, 300, seed);
    const uint64_t attacks = row->count[CST_COUNT_ATTACKS];
    CU_ASSERT(attacks > 140000);
    cst_play_share("caught", row->count[CST_COUNT_CAUGHT], attacks, w);
    cst_play_share("escaped", row->count[CST_COUNT_ESCAPED], attacks, l);
    return row;
}
