/* SPDX-License-Identifier: MIT
 * Covers: blocks cell_results. */
#include "estimate/sample/methods.h"
#include "tests/lib/direct.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <math.h>
#include <string.h>

static cst_trial_spec small(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 6;
    spec.rounds = 4;
    spec.scheming.law.rate = 0.1;
    return spec;
}

static void test_cell_estimate_default(void)
{
    const cst_estimate_spec spec = cst_estimate_spec_default();
    CU_ASSERT_EQUAL(spec.trials, 1000);
    CU_ASSERT_EQUAL(spec.seed, 1);
    CU_ASSERT_EQUAL(spec.stream, 0);
    CU_ASSERT_PTR_NULL(spec.method);
    CU_ASSERT_EQUAL(spec.confidence, 0.95);
}

static void test_cell_columns(void)
{
    static const char *const methods[] = {"naive", "skip"};
    for (uint32_t i = 0; i < 4; i++) {
        cst_cell cell;
        cst_trial_spec spec = small();
        spec.abstain = i / 2 == 1 ? 0.1 : 0.0;
        cst_direct_cell(&cell, &spec, methods[i % 2], 5, 1);
        const bool abstain = i / 2 == 1;
        if (i % 2 == 1) {
            CU_ASSERT_EQUAL(cell.action_columns, CST_COLUMN_TASK);
            CU_ASSERT_EQUAL(cell.report_columns,
                            (uint32_t)(CST_COLUMN_TASK | CST_COLUMN_ATTACK | CST_COLUMN_REPORTS) |
                                (abstain ? CST_COLUMN_ABSTENTIONS : 0));
        } else { /* two bits are enough for up to three reports */
            CU_ASSERT_EQUAL(cell.action_columns, CST_PLANE_ATTACK);
            CU_ASSERT_EQUAL(cell.report_columns,
                            (uint32_t)(3 * CST_PLANE_REPORTS | CST_LIST_SCHEMERS) |
                                (abstain ? 3 * CST_PLANE_ABSTENTIONS : 0));
        }
        cst_cell_free(&cell);
    }
}

/* Blocks follow one another without gap or overlap, whatever their length. */
static void test_cell_blocks_cover_the_trials(void)
{
    static const uint64_t trials[] = {1, 2, 4095, 4096, 4097, 12288, 100001};
    static const char *const methods[] = {"naive", "skip"};
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        for (size_t method = 0; method < 2; method++) {
            cst_cell cell;
            const cst_trial_spec spec = small();
            cst_direct_cell(&cell, &spec, methods[method], trials[i], 1);
            uint64_t next = 0;
            const uint64_t blocks = cst_cell_blocks(&cell);
            for (uint64_t block = 0; block < blocks; block++) {
                const uint64_t length = cst_cell_block_trials(&cell, block);
                CU_ASSERT_EQUAL(cst_cell_block_first_trial(&cell, block), next);
                CU_ASSERT(length == cell.block_trials ||
                          (block + 1 == blocks && length >= 1 && length < cell.block_trials));
                CU_ASSERT_EQUAL(cst_cell_block_tasks(&cell, block), length * 24);
                next += length;
            }
            CU_ASSERT_EQUAL(next, trials[i]);
            cst_cell_free(&cell);
        }
    }
}

/* The length of a block follows from the model alone. */
static void test_cell_block_length(void)
{
    static const struct {
        uint32_t agents, rounds;
        double rate;
        const char *method;
        uint64_t trials;
    } table[] = {
        {6, 4, 0.1, "naive", 4096},           {1 << 11, 1, 0.1, "naive", 2048},
        {1 << 11, 1 << 11, 0.1, "naive", 1},  {1 << 12, 1 << 11, 0.1, "naive", 1},
        {1 << 10, 1, 0x1p-10, "skip", 65536}, {1 << 10, 1 << 10, 0.0, "skip", 1 << 30},
        {1 << 20, 4, 0.5, "skip", 1},         {8, 1, 0x1p-60, "skip", UINT64_C(1) << 47},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        for (uint64_t trials = 1; trials <= 100; trials += 99) {
            cst_cell cell;
            cst_trial_spec spec = cst_trial_spec_default();
            spec.agents = table[i].agents;
            spec.rounds = table[i].rounds;
            spec.scheming.law.rate = table[i].rate;
            cst_direct_cell(&cell, &spec, table[i].method, trials, trials);
            CU_ASSERT_EQUAL(cell.block_trials, table[i].trials);
            cst_cell_free(&cell);
        }
    }
}

static void test_cell_unit_tasks(void)
{
    static const struct {
        const char *method;
        bool ends, pairs;
        uint64_t batch, tasks; /* a trial has 24 tasks of 6 agents */
    } table[] = {
        {"naive", false, false, 0, 1},  {"naive", false, false, 1, 1},
        {"naive", false, false, 7, 7},  {"naive", false, false, 100000, 100000},
        {"naive", true, false, 0, 24},  {"naive", true, false, 23, 24},
        {"naive", true, false, 47, 24}, {"naive", true, false, 48, 48},
        {"naive", false, true, 1, 6},   {"naive", false, true, 7, 7},
        {"naive", true, true, 1, 24},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_cell cell;
        cst_trial_spec spec = small();
        spec.response.effect = table[i].ends ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
        if (table[i].pairs) {
            spec.protocol.assign = CST_ASSIGN_FIXED_PAIR;
            spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
        }
        cst_direct_cell(&cell, &spec, table[i].method, 5, 1);
        CU_ASSERT_EQUAL(cst_cell_unit_tasks(&cell, table[i].batch), table[i].tasks);
        cst_cell_free(&cell);
    }
    cst_cell cell;
    const cst_trial_spec spec = small();
    cst_direct_cell(&cell, &spec, "skip", 5, 1);
    CU_ASSERT_EQUAL(cst_cell_unit_tasks(&cell, 1), cell.block_trials * 24);
    cst_cell_free(&cell);
}

static void test_cell_basis(void)
{
    for (uint64_t seed = 1; seed <= 50; seed++) {
        cst_trial_spec spec;
        cst_cell cell;
        cst_twin_scenario(seed, 12, &spec);
        cst_direct_cell(&cell, &spec, "auto", 5, 1);
        const cst_results_basis basis = cst_cell_basis(&cell);
        const char *kind = spec.protocol.kind->name;
        const uint32_t reviews = strcmp(kind, "committee") == 0    ? spec.protocol.reviewers
                                 : strstr(kind, "monitor") != NULL ? 1
                                                                   : 0;
        CU_ASSERT_EQUAL(basis.tasks_per_trial, (uint64_t)spec.agents * spec.rounds);
        CU_ASSERT_EQUAL(basis.reviews_per_task, reviews);
        CU_ASSERT_EQUAL(basis.reports, reviews > 0);
        CU_ASSERT_EQUAL(basis.ends, spec.response.effect == CST_EFFECT_END_TRIAL);
        CU_ASSERT_EQUAL(basis.tasks_independent, cell.model.tasks_independent);
        CU_ASSERT_EQUAL(basis.confidence, 0.95);
        cst_cell_free(&cell);
    }
}

static void test_cell_make_errors(void)
{
    cst_cell cell;
    cst_error error = {0};
    cst_trial_spec spec = small();
    cst_estimate_spec estimate = cst_estimate_spec_default();
    estimate.trials = 0;
    CU_ASSERT_EQUAL(cst_cell_make(&cell, &spec, &estimate, &error), CST_ERR_RANGE);
    CU_ASSERT_STRING_EQUAL(error.key, "estimate.trials");
    cst_cell_free(&cell);
    spec.agents = 1 << 10;
    spec.rounds = 1 << 10;
    estimate.trials = (UINT64_C(1) << 38) + 1;
    CU_ASSERT_EQUAL(cst_cell_make(&cell, &spec, &estimate, &error), CST_ERR_RANGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected 1 to 274877906944 trials"));
    cst_cell_free(&cell);
    estimate.trials--;
    CU_ASSERT_EQUAL(cst_cell_make(&cell, &spec, &estimate, &error), 0);
    cst_cell_free(&cell);
    spec.attack.severity[1] = 1 << 19; /* 2^20 tasks: no trial fits 2^58 from 2^39 on */
    estimate.trials = 1;
    CU_ASSERT_EQUAL(cst_cell_make(&cell, &spec, &estimate, &error), 0);
    cst_cell_free(&cell);
    spec.agents = spec.rounds = 1 << 20;
    CU_ASSERT_EQUAL(cst_cell_make(&cell, &spec, &estimate, &error), CST_ERR_RANGE);
    CU_ASSERT_STRING_EQUAL(error.key, "attack.severity.most");
    CU_ASSERT_PTR_NULL(strstr(error.text, "1 to 0"));
    spec.attack.severity[1] = 1.0;
    cst_cell_free(&cell);
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    estimate.method = &cst_method_skip;
    CU_ASSERT_EQUAL(cst_cell_make(&cell, &spec, &estimate, &error), CST_ERR_METHOD);
    cst_cell_free(&cell);
}

CST_SUITE("cell", CST_TEST(test_cell_estimate_default), CST_TEST(test_cell_columns),
          CST_TEST(test_cell_blocks_cover_the_trials), CST_TEST(test_cell_block_length),
          CST_TEST(test_cell_unit_tasks), CST_TEST(test_cell_basis),
          CST_TEST(test_cell_make_errors))
