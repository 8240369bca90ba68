/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"

#include "base/check.h"
#include "estimate/closed.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

void cst_direct_cell(cst_cell *cell, const cst_trial_spec *spec, const char *method,
                     uint64_t trials, uint64_t seed)
{
    cst_error error = {0};
    cst_estimate_spec estimate = cst_estimate_spec_default();
    estimate.trials = trials;
    estimate.seed = seed;
    estimate.estimator = cst_estimator_find(method);
    int code = cst_trial_spec_check(spec, &error);
    code = code != 0 ? code : cst_cell_make(cell, spec, &estimate, &error);
    if (code != 0) {
        (void)fprintf(stderr, "%s: %s\n", error.key, error.text);
    }
    cst_require(code == 0);
}

static int run_unit(const cst_cell *cell, const cst_unit *unit, cst_block *block, cst_error *error)
{
    cst_batch actions = {0};
    cst_batch reports = {0};
    int code = cell->estimator->act(cell, unit, &actions, error);
    code = code != 0 ? code : cell->estimator->review(cell, unit, &actions, &reports, error);
    code = code != 0 ? code : cell->estimator->tally(cell, unit, &reports, block, error);
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    return code;
}

int cst_direct_run(const cst_cell *cell, uint64_t batch, cst_row *sum, cst_error *error)
{
    const uint64_t step = cst_cell_unit_tasks(cell, batch);
    memset(sum, 0, sizeof *sum);
    for (uint64_t index = 0; index < cst_cell_blocks(cell); index++) {
        cst_block block;
        int code = cst_block_init(&block, cell, index, error);
        const uint64_t tasks = cst_cell_block_tasks(cell, index);
        for (uint64_t first = 0; first < tasks && code == 0; first += step) {
            const uint64_t left = tasks - first;
            const cst_unit unit = {
                .block = index, .first = first, .tasks = left < step ? left : step};
            code = run_unit(cell, &unit, &block, error);
        }
        code = code != 0 ? code : cst_block_close(&block, cell, index, error);
        if (code == 0) {
            cst_row_add(sum, &block.row);
        }
        cst_block_free(&block);
        if (code != 0) {
            return code;
        }
    }
    return 0;
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
        CU_ASSERT_EQUAL_FATAL(cst_direct_run(&cell, 4096, &row, &error), 0);
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
