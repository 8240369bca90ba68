/* SPDX-License-Identifier: MIT
 * Covers: collusion_none collusion_always_pass. */
#include "monitor/collusions.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

static void test_collusions_registry(void)
{
    static const char *const names[] = {"none", "always-pass"};
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_STRING_EQUAL(cst_collusions[i]->name, names[i]);
        CU_ASSERT_PTR_EQUAL(cst_collusion_find(names[i]), cst_collusions[i]);
        CU_ASSERT(strlen(cst_collusions[i]->text) > 0);
    }
    CU_ASSERT_PTR_NULL(cst_collusions[2]);
    CU_ASSERT_PTR_NULL(cst_collusion_find("always_pass"));
}

static void test_collusions_pass(void)
{
    static const double c[] = {0.0, 1e-9, 0.5, 1.0};
    for (size_t i = 0; i < 4; i++) {
        const cst_collusion_spec none = {&cst_collusion_none, c[i]};
        const cst_collusion_spec always = {&cst_collusion_always_pass, c[i]};
        CU_ASSERT_EQUAL(none.strategy->pass(&none), 0.0);
        CU_ASSERT_EQUAL(always.strategy->pass(&always), c[i]);
    }
    CU_ASSERT_FALSE(cst_collusion_none.probability);
    CU_ASSERT_TRUE(cst_collusion_always_pass.probability);
}

static void test_collusions_default(void)
{
    const cst_collusion_spec spec = cst_collusion_spec_default();
    CU_ASSERT_STRING_EQUAL(spec.strategy->name, "always-pass");
    CU_ASSERT_EQUAL(spec.probability, 1.0);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
}

static void test_collusions_errors(void)
{
    static const double bad[] = {-1e-9, 1.0 + 1e-9, NAN, INFINITY};
    for (size_t i = 0; i < 4; i++) {
        cst_error error = {0};
        cst_collusion_spec spec = cst_collusion_spec_default();
        spec.probability = bad[i];
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "collusion.probability");
    }
}

CST_SUITE("collusions", CST_TEST(test_collusions_registry), CST_TEST(test_collusions_pass),
          CST_TEST(test_collusions_default), CST_TEST(test_collusions_errors))
