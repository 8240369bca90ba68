/* SPDX-License-Identifier: MIT */
#include "monitor/plant.h"

#include "tests/lib/chi_square.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

enum { AGENTS = 5, ROUNDS = 4, TASKS = AGENTS * ROUNDS };

static cst_trial_spec quarantine(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.rounds = ROUNDS;
    spec.scheming.law.rate = 0.1;
    spec.protocol.kind = cst_protocol_find("committee");
    spec.protocol.reviewers = 2;
    spec.response = (cst_response_spec){.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE};
    return spec;
}

/* Planted tasks have all rounds alike, and agents as often as they scheme; those of one trial come
 * in the order of their rounds. */
static void test_plant_draw(void)
{
    static const double rates[2] = {0.02, 0.06};
    cst_trial_spec spec = quarantine();
    cst_model model;
    cst_random random = {.seed = 11};
    uint64_t seen[TASKS] = {0};
    double chance[TASKS];
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    for (int g = 0; g < 2; g++) {
        lineage[g].share = g == 0 ? 0.4 : 0.6;
        lineage[g].rate = rates[g];
        lineage[g].tpr = lineage[g].fpr = lineage[g].rho = (double)NAN;
    }
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_DOUBLE_EQUAL(cst_plant_rate(&model), 0.4 * rates[0] + 0.6 * rates[1], 1e-15);
    for (int task = 0; task < TASKS; task++) {
        const double rate = rates[task % AGENTS < 2 ? 0 : 1];
        chance[task] = rate / cst_plant_rate(&model) / TASKS;
    }
    cst_test_seed(random.seed);
    for (uint32_t count = 1; count <= 7; count += 3) {
        for (uint64_t trial = 0; trial < 3000; trial++) {
            uint64_t before = 0;
            for (uint32_t i = 0; i < count; i++) {
                const uint64_t task = cst_plant_draw(&model, &random, trial * 10 + count, i, count);
                CU_ASSERT_FATAL(task < TASKS);
                CU_ASSERT(task / AGENTS >= before / AGENTS);
                before = task;
                seen[task]++;
            }
        }
    }
    cst_test_chi_square("planted tasks", seen, chance, TASKS, 0.03);
    cst_model_free(&model);
}

/* The number of each says from which rounds it may be. */
static void test_plant_draw_strata(void)
{
    const cst_trial_spec spec = quarantine();
    cst_model model;
    cst_random random = {.seed = 12};
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    for (uint64_t trial = 0; trial < 200; trial++) {
        for (uint32_t i = 0; i < ROUNDS; i++) {
            CU_ASSERT_EQUAL(cst_plant_draw(&model, &random, trial, i, ROUNDS) / AGENTS, i);
        }
    }
    cst_model_free(&model);
}

static const char *reason(const cst_trial_spec *spec, const char *(*why)(const cst_model *))
{
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    const char *said = why(&model);
    cst_model_free(&model);
    return said;
}

static void assert_says(const char *said, const char *part)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(said);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, part));
}

static void test_plant_refuse(void)
{
    cst_trial_spec spec = quarantine();
    CU_ASSERT_PTR_NULL(reason(&spec, cst_plant_refuse));
    spec.attack.policy = cst_policy_find("steps");
    spec.attack.steps = 3;
    assert_says(reason(&spec, cst_plant_refuse), "several steps");
    spec = quarantine();
    spec.scheming.law.rate = 0.0;
    assert_says(reason(&spec, cst_plant_refuse), "nobody ever schemes");
    spec = quarantine();
    spec.scheming.scope = CST_SCOPE_TRIAL;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.1;
    CU_ASSERT_PTR_NULL(reason(&spec, cst_plant_refuse));
    assert_says(reason(&spec, cst_plant_alone), "share causes");
    spec = quarantine();
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    CU_ASSERT_PTR_NULL(reason(&spec, cst_plant_refuse));
    CU_ASSERT_PTR_NULL(reason(&spec, cst_plant_alone));
}

/* Of types, a planted task is kept by the rate of its actor's: never, a tenth of the times, and
 * always; it weighs the largest rate. */
static void test_plant_keeps(void)
{
    enum { KEPT_OF = 20000 };
    cst_trial_spec spec = quarantine();
    cst_model model;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.law.rate = 0.005; /* .2 of .02, and of the other .5 .002 */
    spec.scheming.never = 0.3;
    spec.scheming.consistent = 0.2;
    spec.scheming.consistent_rate = 0.02;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_DOUBLE_EQUAL(cst_plant_rate(&model), 0.005, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(cst_plant_scale(&model), 0.02, 1e-15);
    const cst_random random = {.seed = 88};
    static const double rates[3] = {0.0, 0.002, 0.02};
    uint32_t kept[3] = {0};
    for (uint32_t i = 0; i < KEPT_OF; i++) {
        for (int j = 0; j < 3; j++) {
            const cst_task task = {i, 3, 5};
            kept[j] += cst_plant_keeps(&model, &random, &task, cst_chance_make(rates[j]));
        }
    }
    CU_ASSERT_EQUAL(kept[0], 0);
    CU_ASSERT(fabs(kept[1] - 0.1 * KEPT_OF) < 5.0 * sqrt(0.09 * KEPT_OF));
    CU_ASSERT_EQUAL(kept[2], KEPT_OF);
    cst_model_free(&model);
}

/* Which trials may have ghosts. */
static void test_plant_alone(void)
{
    cst_trial_spec spec = quarantine();
    CU_ASSERT_PTR_NULL(reason(&spec, cst_plant_alone));
    spec.response.window = 2;
    assert_says(reason(&spec, cst_plant_alone), "taken back");
    spec = quarantine();
    spec.response.effect = CST_EFFECT_END_TRIAL;
    spec.response.latency = 1;
    CU_ASSERT_PTR_NULL(reason(&spec, cst_plant_alone));
    spec.response.latency = 0;
    assert_says(reason(&spec, cst_plant_alone), "end within");
    spec = quarantine();
    spec.collusion.strategy = cst_collusion_find("reciprocal");
    assert_says(reason(&spec, cst_plant_alone), "learn");
    spec = quarantine();
    spec.protocol.honeypot_share = 0.1;
    assert_says(reason(&spec, cst_plant_alone), "honeypots");
    spec = quarantine();
    spec.collusion.strategy = cst_collusion_find("learned");
    CU_ASSERT_PTR_NULL(reason(&spec, cst_plant_alone));
    spec.collusion.forget = 0.5;
    assert_says(reason(&spec, cst_plant_alone), "learn");
    spec = quarantine();
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.successes = 2;
    assert_says(reason(&spec, cst_plant_alone), "so many escapes");
}

CST_SUITE("plant", CST_TEST(test_plant_draw), CST_TEST(test_plant_draw_strata),
          CST_TEST(test_plant_refuse), CST_TEST(test_plant_keeps), CST_TEST(test_plant_alone))
