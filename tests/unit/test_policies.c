/* SPDX-License-Identifier: MIT
 * Covers: attack_always attack_gated attack_trigger attack_select attack_paced attack_steps */
#include "agents/policy.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

static void test_policies_registry(void)
{
    static const char *const names[] = {"always", "gated", "trigger", "select", "paced", "steps"};
    size_t count = 0;
    for (; cst_policies[count] != NULL; count++) {
        CU_ASSERT_STRING_EQUAL_FATAL(cst_policies[count]->name, names[count]);
        CU_ASSERT_PTR_EQUAL(cst_policy_find(names[count]), cst_policies[count]);
        CU_ASSERT(strlen(cst_policies[count]->text) > 10);
    }
    CU_ASSERT_EQUAL(count, 6);
    CU_ASSERT_PTR_NULL(cst_policy_find("Always"));
}

/* P(attacks | schemes): one class of so many, a share, a pace, else always. */
static void test_policies_share(void)
{
    static const double attacks[] = {1.0, 1.0, 0.2, 0.3, 0.4, 1.0};
    cst_attack_spec spec = cst_attack_spec_default();
    spec.classes = 5;
    spec.share = 0.3;
    spec.pace = 0.4;
    for (size_t i = 0; i < 6; i++) {
        spec.policy = cst_policies[i];
        CU_ASSERT_EQUAL(cst_attack_chance(&spec), attacks[i]);
        CU_ASSERT_EQUAL(cst_attack_spec_check(&spec, NULL), 0);
    }
}

static void refused(const char *policy, const cst_attack_spec *spoilt, const char *key)
{
    cst_attack_spec spec = *spoilt;
    cst_error error = {0};
    spec.policy = cst_policy_find(policy);
    CU_ASSERT_EQUAL(cst_attack_spec_check(&spec, &error), CST_ERR_RANGE);
    CU_ASSERT_STRING_EQUAL(error.key, key);
}

static void test_policies_errors(void)
{
    const cst_attack_spec good = cst_attack_spec_default();
    cst_attack_spec bad = good;
    bad.classes = 0;
    refused("always", &bad, "attack.classes");
    bad = good;
    bad.share = -1e-9;
    refused("select", &bad, "attack.share");
    bad.share = (double)NAN;
    refused("select", &bad, "attack.share");
    bad = good;
    bad.correlation = 1.0 + 1e-9;
    refused("select", &bad, "attack.correlation");
    bad = good;
    bad.candidates = 0;
    refused("select", &bad, "attack.candidates");
    bad = good;
    bad.pace = 1.5;
    refused("paced", &bad, "attack.pace");
    bad = good;
    bad.steps = 0;
    refused("steps", &bad, "attack.steps");
    bad = good;
    bad.severity[0] = 0.5;
    refused("always", &bad, "attack.severity.least");
    bad = good;
    bad.severity[1] = 2e6;
    refused("always", &bad, "attack.severity.most");
    bad = good;
    bad.severity[0] = 3.0;
    bad.severity[1] = 2.0;
    refused("always", &bad, "attack.severity.least");
}

CST_SUITE("policies", CST_TEST(test_policies_registry), CST_TEST(test_policies_share),
          CST_TEST(test_policies_errors))
