/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"

#include "base/check.h"
#include "estimate/exact/closed.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <stdio.h>

void cst_direct_cell(cst_cell *cell, const cst_trial_spec *spec, const char *method,
                     uint64_t trials, uint64_t seed)
{
    cst_error error = {0};
    cst_estimate_spec estimate = cst_estimate_spec_default();
    estimate.trials = trials;
    estimate.seed = seed;
    estimate.method = cst_method_find(method);
    int code = cst_trial_spec_check(spec, &error);
    code = code != 0 ? code : cst_cell_make(cell, spec, &estimate, &error);
    if (code != 0) {
        (void)fprintf(stderr, "%s: %s\n", error.key, error.text);
    }
    cst_require(code == 0);
}

void cst_direct_shares(const cst_trial_spec *spec, uint64_t seed, double w, double l)
{
    static const char *const methods[] = {"naive", "skip"};
    cst_trial_spec small = *spec;
    small.agents = 100;
    small.rounds = 10;
    small.scheming.law.rate = 0.1;
    for (size_t i = 0; i < 2; i++) {
        static cst_row row;
        double value[CST_RESULT_KINDS];
        cst_cell cell;
        cst_error error = {0};
        (void)printf("seed %llu ", (unsigned long long)(seed + i));
        cst_direct_cell(&cell, &small, methods[i], 200, seed + i);
        CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, &error), 0);
        cst_closed_forms(&cell.model, value);
        const uint64_t attacks = row.count[CST_COUNT_ATTACKS];
        const double averted = 1.0 - w - l;
        CU_ASSERT(attacks > 15000);
        CU_ASSERT(cst_test_relative(value[CST_RESULT_MISS_SHARE], l) < 1e-12);
        cst_test_share("caught", row.count[CST_COUNT_CAUGHT], attacks, w, w > 0.0 ? 0.3 : 1.0);
        cst_test_share("escaped", row.count[CST_COUNT_ESCAPED], attacks, l, 0.3);
        CU_ASSERT(averted > 1e-9 || row.count[CST_COUNT_AVERTED] == 0);
        cst_cell_free(&cell);
    }
}
