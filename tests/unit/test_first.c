/* SPDX-License-Identifier: MIT */
#include "monitor/first.h"

#include "tests/lib/chi_square.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <math.h>

/* Three lineages at rates of their own, one of them honest. */
static cst_trial_spec three(double a, double b)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 5;
    spec.rounds = 3;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 3);
    lineage[0] = (cst_lineage){.name = "a", .share = 0.4};
    lineage[1] = (cst_lineage){.name = "b", .share = 0.2};
    lineage[2] = (cst_lineage){.name = "c", .share = 0.4};
    for (int g = 0; g < 3; g++) {
        lineage[g].rate = g == 0 ? a : g == 1 ? 0.0 : b;
        lineage[g].tpr = lineage[g].fpr = (double)NAN;
        lineage[g].rho = (double)NAN;
    }
    return spec;
}

/* P(task t is the first) by walking over the tasks; returns P(there is one). */
static double walk(const cst_model *model, double *first)
{
    double before = 1.0;
    for (uint64_t task = 0; task < model->tasks_per_trial; task++) {
        const uint32_t agent = (uint32_t)(task % model->spec.agents);
        const double rate = model->rate[cst_population_lineage(&model->population, agent)];
        first[task] = before * rate;
        before *= 1.0 - rate;
    }
    return 1.0 - before;
}

static void test_first_law(void)
{
    static const double rates[][2] = {{0.3, 0.05}, {0.01, 0.02}, {0.0, 0.4}, {1.0, 0.5}};
    cst_test_seed(5);
    for (size_t i = 0; i < 4; i++) {
        enum { TASKS = 15, DRAWS = 60000 };
        const cst_random random = {.seed = 5, .stream = i};
        const cst_trial_spec spec = three(rates[i][0], rates[i][1]);
        cst_model model;
        double chance[TASKS];
        uint64_t seen[TASKS] = {0};
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        const double some = walk(&model, chance);
        CU_ASSERT_TRUE(cst_first_known(&model));
        CU_ASSERT(cst_test_relative(cst_first_chance(&model, spec.rounds), some) < 1e-12);
        for (uint64_t trial = 0; trial < DRAWS; trial++) {
            const uint64_t first = cst_first_draw(&model, &random, trial, spec.rounds);
            CU_ASSERT_FATAL(first < TASKS && chance[first] > 0.0);
            seen[first]++;
        }
        for (int task = 0; task < TASKS; task++) {
            chance[task] /= some;
        }
        if (rates[i][0] < 1.0) {
            cst_test_chi_square("first schemer", seen, chance, TASKS, 0.05);
        } else {
            CU_ASSERT_EQUAL(seen[0], DRAWS);
        }
        cst_model_free(&model);
    }
}

/* At rare rates every task is as likely, and the chance keeps its digits. */
static void test_first_rare(void)
{
    enum { PARTS = 10, DRAWS = 40000 };
    const cst_random random = {.seed = 6};
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    double chance[PARTS];
    uint64_t seen[PARTS] = {0};
    spec.agents = 1000;
    spec.rounds = 1000;
    spec.scheming.law.rate = 1e-15;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT(cst_test_relative(cst_first_chance(&model, spec.rounds), 1e-9) < 1e-8);
    for (uint64_t trial = 0; trial < DRAWS; trial++) {
        const uint64_t first = cst_first_draw(&model, &random, trial, spec.rounds);
        CU_ASSERT_FATAL(first < 1000000);
        seen[first / 100000]++;
    }
    for (int i = 0; i < PARTS; i++) {
        chance[i] = 1.0 / PARTS;
    }
    cst_test_chi_square("rare first schemer", seen, chance, PARTS, 0.05);
    cst_model_free(&model);
}

static void expect_unknown(const cst_trial_spec *spec)
{
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    CU_ASSERT_FALSE(cst_first_known(&model));
    cst_model_free(&model);
}

static void test_first_unknown(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.scheming.law.rate = 0.0;
    expect_unknown(&spec);
    spec = cst_trial_spec_default();
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    expect_unknown(&spec);
    spec = cst_trial_spec_default();
    spec.scheming.awareness = 0.5;
    spec.scheming.watched_factor = 0.5;
    expect_unknown(&spec);
    spec = cst_trial_spec_default();
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.1;
    spec.scheming.scope = CST_SCOPE_ROUND;
    expect_unknown(&spec);
}

CST_SUITE("first", CST_TEST(test_first_law), CST_TEST(test_first_rare),
          CST_TEST(test_first_unknown))
