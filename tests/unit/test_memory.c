/* SPDX-License-Identifier: MIT */
#include "bus/memory.h"

#include "estimate/sample/part.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <string.h>

static double expected(const cst_trial_spec *spec, const char *method, uint64_t trials,
                       uint32_t threads)
{
    cst_cell cell;
    cst_direct_cell(&cell, spec, method, trials, 1);
    const double bytes = cst_memory_expected((const cst_cell *const[]){&cell}, 1, threads, 65536);
    cst_cell_free(&cell);
    return bytes;
}

/* Agents on which nothing happens cost nothing where units are sparse or cut; where trials are
 * played each costs some hundred bytes in every thread. */
static void test_memory_of_agents(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.rounds = 1;
    spec.agents = 1000;
    spec.scheming.law.rate = 1e-6;
    const double few = expected(&spec, "skip", 100, 2);
    spec.agents = 100000000;
    CU_ASSERT(expected(&spec, "skip", 100, 2) < 2.0 * few + 1e7);
    CU_ASSERT(expected(&spec, "naive", 100, 2) < 1e8);
    spec.agents = 1000000;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    const double played = expected(&spec, "naive", 100, 2);
    CU_ASSERT(played > 2e8 && played < 2e9);
    CU_ASSERT(expected(&spec, "naive", 100, 16) > 7.0 * played);
}

/* Ten thousand cells keep ten thousand rows, of a few kilobytes each. */
static void test_memory_of_rows(void)
{
    cst_cell cell;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 1000;
    spec.rounds = 100;
    cst_direct_cell(&cell, &spec, "skip", 100, 1);
    const cst_footprint of = cst_footprint_of(&cell, 65536);
    CU_ASSERT(of.row >= (double)sizeof(cst_row) && of.row < 8192.0);
    CU_ASSERT(of.block >= of.row);
    cst_cell_free(&cell);
    spec.attack.severity[1] = 10.0; /* one histogram more */
    cst_direct_cell(&cell, &spec, "skip", 100, 1);
    CU_ASSERT(cst_footprint_of(&cell, 65536).row > of.row);
    cst_cell_free(&cell);
}

static void test_memory_check(void)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_memory_check(1e9, 2e9, 2, &error), 0);
    CU_ASSERT_EQUAL(cst_memory_check(0x1p35, 0x1p33, 2, &error), CST_ERR_MEMORY);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "32 GiB with 2 threads, the machine has 8 GiB"));
    CU_ASSERT(cst_memory_machine() > 1e8);
}

CST_SUITE("memory", CST_TEST(test_memory_of_agents), CST_TEST(test_memory_of_rows),
          CST_TEST(test_memory_check))
