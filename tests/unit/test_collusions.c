/* SPDX-License-Identifier: MIT */
#include "monitor/collusions.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those of MODEL section 6. */
static const char *const names[] = {
    "none",       "always-pass",   "causal-signal", "acausal-signal",   "self-recognition",
    "combined",   "input-trigger", "shared-bit",    "false-accusation", "clique",
    "reciprocal",
};
enum { NAMES = sizeof names / sizeof names[0] };

static void test_collusions_registry(void)
{
    for (size_t i = 0; i < NAMES; i++) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(cst_collusions[i]);
        CU_ASSERT_STRING_EQUAL(cst_collusions[i]->name, names[i]);
        CU_ASSERT_PTR_EQUAL(cst_collusion_find(names[i]), cst_collusions[i]);
        CU_ASSERT(strlen(cst_collusions[i]->text) > 0);
        CU_ASSERT_PTR_NOT_NULL(cst_collusions[i]->keys);
        CU_ASSERT_PTR_NOT_NULL(cst_collusions[i]->acts);
    }
    CU_ASSERT_PTR_NULL(cst_collusions[NAMES]);
    CU_ASSERT_PTR_NULL(cst_collusion_find("always_pass"));
    CU_ASSERT_PTR_EQUAL(cst_collusions[0], &cst_collusion_none);
    CU_ASSERT_PTR_EQUAL(cst_collusions[NAMES - 1], &cst_collusion_reciprocal);
}

static void test_collusions_default(void)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    CU_ASSERT_STRING_EQUAL(spec.strategy->name, "always-pass");
    CU_ASSERT_EQUAL(spec.probability, 1.0);
    for (size_t i = 0; i < NAMES; i++) { /* the defaults serve every strategy */
        spec.strategy = cst_collusions[i];
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
    }
}

/* Whatever the parameters, acts are probabilities of at most 12 digits; nothing is hidden where c
 * is 0, but accusing does not hang on c. */
static void test_collusions_acts_are_probabilities(void)
{
    static const double values[] = {0.0, 1e-12, 1.0 / 3.0, 1.0};
    for (size_t i = 0; i < NAMES * 4 * 4 * 4 * 4; i++) {
        cst_collusion_spec spec = cst_collusion_spec_default();
        spec.strategy = cst_collusions[i % NAMES];
        spec.probability = values[i / NAMES % 4];
        spec.signal = values[i / NAMES / 4 % 4];
        spec.chance = spec.accuse = values[i / NAMES / 16 % 4];
        spec.mistaken = values[i / NAMES / 64];
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            const double act[] = {acts.hides_attack, acts.hides_honest, acts.hides_honeypot,
                                  acts.accuses};
            for (size_t j = 0; j < 4; j++) {
                char text[32];
                (void)snprintf(text, sizeof text, "%.12g", act[j]);
                CU_ASSERT(act[j] >= 0.0 && act[j] <= 1.0);
                CU_ASSERT(act[j] == spec.probability || strtod(text, NULL) == act[j]);
                CU_ASSERT(act[j] == 0.0 || spec.probability > 0.0 || j == 3);
            }
            CU_ASSERT(acts.hides_honest <= acts.hides_attack);
        }
    }
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

CST_SUITE("collusions", CST_TEST(test_collusions_registry), CST_TEST(test_collusions_default),
          CST_TEST(test_collusions_acts_are_probabilities), CST_TEST(test_collusions_errors))
