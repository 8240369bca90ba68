/* SPDX-License-Identifier: MIT */
#include "estimate/sample/methods.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <math.h>
#include <string.h>

static void make(cst_model *model, const cst_trial_spec *spec)
{
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(model, spec, NULL), 0);
}

static void test_methods_registry(void)
{
    static const char *const names[] = {"naive",      "skip",    "strata",
                                        "importance", "planted", "splitting"};
    for (size_t i = 0; i < 6; i++) {
        CU_ASSERT_STRING_EQUAL(cst_methods[i]->name, names[i]);
        CU_ASSERT_PTR_EQUAL(cst_method_find(names[i]), cst_methods[i]);
        CU_ASSERT(strlen(cst_methods[i]->text) > 0 && strlen(cst_methods[i]->sample) > 0);
        const cst_method *played = cst_methods[i]->played;
        CU_ASSERT(played == NULL || strcmp(played->name, names[i]) == 0);
        const cst_method *events = cst_methods[i]->events;
        CU_ASSERT(events == NULL || strcmp(events->name, names[i]) == 0);
    }
    CU_ASSERT_PTR_NULL(cst_methods[6]);
    CU_ASSERT_PTR_NULL(cst_method_find("auto"));
}

/* Left to us: skip wherever it applies, else naive. Asked for: that one or a reason. */
static void test_methods_choose(void)
{
    uint32_t chosen[2] = {0};
    for (uint64_t seed = 1; seed <= 200; seed++) {
        cst_trial_spec spec;
        cst_model model;
        cst_twin_scenario(seed, 12, &spec);
        make(&model, &spec);
        const bool own_types = spec.scheming.propensity == CST_PROPENSITY_MIXTURE;
        const bool pairs = spec.protocol.assign == CST_ASSIGN_FIXED_PAIR && model.reviewers_differ;
        const cst_method *best = own_types || pairs ? &cst_method_naive : &cst_method_skip;
        cst_error error = {0};
        CU_ASSERT_PTR_EQUAL(cst_method_choose(&model, NULL, &error), best);
        CU_ASSERT_EQUAL(error.code, 0);
        CU_ASSERT_PTR_EQUAL(cst_method_choose(&model, &cst_method_naive, &error),
                            &cst_method_naive);
        const cst_method *asked = cst_method_choose(&model, &cst_method_skip, &error);
        CU_ASSERT_PTR_EQUAL(asked, best == &cst_method_skip ? best : NULL);
        CU_ASSERT_EQUAL(error.code, asked == NULL ? CST_ERR_METHOD : 0);
        chosen[best == &cst_method_skip]++;
        cst_model_free(&model);
    }
    CU_ASSERT(chosen[0] > 20 && chosen[1] > 20);
}

static void test_methods_choose_errors(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    cst_error error = {0};
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    make(&model, &spec);
    CU_ASSERT_PTR_NULL(cst_method_choose(&model, &cst_method_skip, &error));
    CU_ASSERT_STRING_EQUAL(error.key, "estimate.method");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "use naive"));
    CU_ASSERT_PTR_NULL(cst_method_choose(&model, &cst_method_skip, NULL));
    cst_model_free(&model);
}

/* Where trials are played another table may serve behind the same name. */
static void test_methods_choose_played(void)
{
    static const struct {
        const char *asked, *sample;
        cst_scope scope; /* of the causes that tasks share */
        bool alike;      /* the same table serves trials that are not played */
    } table[] = {{NULL, "trials", CST_SCOPE_ROUND, false},
                 {"naive", "trials", CST_SCOPE_ROUND, false},
                 {"skip", "trials", CST_SCOPE_ROUND, false},
                 {"strata", NULL, CST_SCOPE_ROUND, false},
                 {"importance", NULL, CST_SCOPE_ROUND, false},
                 {"importance", "forced trials", CST_SCOPE_TASK, false},
                 {"splitting", "estimates", CST_SCOPE_TASK, true}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const cst_method *asked = table[i].asked == NULL ? NULL : cst_method_find(table[i].asked);
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        spec.scheming.scope = table[i].scope;
        spec.response.effect = CST_EFFECT_QUARANTINE;
        if (table[i].alike) {
            spec.attack.policy = cst_policy_find("steps");
            spec.attack.steps = 2;
        }
        make(&model, &spec);
        const cst_method *found = cst_method_choose(&model, asked, NULL);
        CU_ASSERT_EQUAL(found == NULL, table[i].sample == NULL);
        if (found != NULL) {
            CU_ASSERT_STRING_EQUAL(found->name, asked == NULL ? "skip" : table[i].asked);
            CU_ASSERT_STRING_EQUAL(found->sample, table[i].sample);
            CU_ASSERT_EQUAL(found == cst_method_find(found->name), table[i].alike);
        }
        cst_model_free(&model);
    }
}

/* Tasks are numbered trial by trial, round by round, agent by agent. */
static void test_methods_task_addresses(void)
{
    cst_cell cell;
    cst_trial_spec spec = cst_trial_spec_default();
    cst_estimate_spec estimate = cst_estimate_spec_default();
    spec.agents = 5;
    spec.rounds = 3;
    estimate.trials = 10000;
    estimate.method = &cst_method_naive;
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell, &spec, &estimate, NULL), 0);
    for (uint64_t block = 0; block < 2; block++) {
        uint64_t number = 0;
        for (uint64_t trial = 0; trial < 4; trial++) {
            for (uint32_t round = 0; round < 3; round++) {
                for (uint32_t agent = 0; agent < 5; agent++) {
                    const cst_task task = cst_cell_task(&cell, block, number++);
                    CU_ASSERT(task.trial == block * cell.block_trials + trial &&
                              task.round == round && task.agent == agent);
                }
            }
        }
    }
    cst_cell_free(&cell);
}

CST_SUITE("methods", CST_TEST(test_methods_registry), CST_TEST(test_methods_choose),
          CST_TEST(test_methods_choose_errors), CST_TEST(test_methods_choose_played),
          CST_TEST(test_methods_task_addresses))
