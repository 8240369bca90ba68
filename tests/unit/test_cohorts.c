/* SPDX-License-Identifier: MIT
 * Classes of actors against each agent looked at by itself. */
#include "monitor/model.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* From how many agents of each lineage this agent's reviewers are drawn: one by one. */
static void pool_of(const cst_model *model, uint32_t actor, uint32_t *pool)
{
    const uint32_t agents = model->spec.agents;
    const uint32_t own = cst_population_lineage(&model->population, actor);
    memset(pool, 0, CST_LINEAGES_MAX * sizeof *pool);
    for (uint32_t ahead = 1; ahead < agents; ahead++) {
        const uint32_t other = (actor + ahead) % agents;
        const uint32_t lineage = cst_population_lineage(&model->population, other);
        const bool ring = model->spec.protocol.assign == CST_ASSIGN_RING;
        const bool cross = model->spec.protocol.assign == CST_ASSIGN_CROSS_LINEAGE;
        if (!(ring && ahead > model->slots) && !(cross && lineage == own)) {
            pool[lineage]++;
        }
    }
}

static bool classes_are_right(const cst_model *model)
{
    uint32_t next = 0;
    for (uint32_t c = 0; c < model->cohorts; c++) {
        const cst_cohort *of = &model->cohort[c];
        if (of->first != next || of->agents == 0) {
            return false;
        }
        next += of->agents;
        for (uint32_t agent = of->first; agent < next; agent++) {
            uint32_t pool[CST_LINEAGES_MAX];
            pool_of(model, agent, pool);
            if (cst_model_cohort(model, agent) != c) {
                return false;
            }
            if ((model->rates_differ || model->reviewers_differ) &&
                of->lineage != cst_population_lineage(&model->population, agent)) {
                return false;
            }
            if (model->reviewers_differ && memcmp(pool, of->pool, sizeof pool) != 0) {
                return false;
            }
        }
    }
    return next == model->spec.agents && model->cohorts <= 16 * 33;
}

/* Neighbouring cohorts differ: no more are made than are needed. */
static bool classes_are_few(const cst_model *model)
{
    for (uint32_t c = 1; c < model->cohorts; c++) {
        const cst_cohort *a = &model->cohort[c - 1];
        const cst_cohort *b = &model->cohort[c];
        if (a->lineage == b->lineage && memcmp(a->pool, b->pool, sizeof a->pool) == 0) {
            return false;
        }
    }
    return true;
}

static void judge(const cst_trial_spec *spec, uint64_t seed)
{
    cst_model model;
    char text[512];
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    if (!classes_are_right(&model) || !classes_are_few(&model)) {
        (void)printf("\n    seed %" PRIu64 ", %u cohorts: %s\n", seed, model.cohorts,
                     cst_twin_describe(spec, text, sizeof text));
        CU_FAIL("the cohorts are not those of the agents");
    }
    cst_model_free(&model);
}

static void test_cohorts_random_scenarios(void)
{
    for (uint64_t seed = 1; seed <= 500; seed++) {
        cst_trial_spec spec;
        cst_twin_scenario(seed, 40, &spec);
        judge(&spec, seed);
    }
}

/* Sixteen lineages of one to five agents, crews that reach over several of them. */
static void test_cohorts_small_lineages(void)
{
    static const uint32_t sizes[CST_LINEAGES_MAX] = {1, 1, 2, 5, 1, 3, 4, 1,
                                                     2, 2, 5, 1, 1, 1, 4, 2};
    for (uint32_t way = 0; way < 4; way++) {
        for (uint32_t k = 1; k <= 31; k += 3) {
            cst_trial_spec spec = cst_trial_spec_default();
            spec.agents = 0;
            for (uint32_t g = 0; g < CST_LINEAGES_MAX; g++) {
                spec.agents += sizes[g];
            }
            cst_lineage *lineage = cst_test_lineages(&spec.population, CST_LINEAGES_MAX);
            for (uint32_t g = 0; g < CST_LINEAGES_MAX; g++) {
                lineage[g] = (cst_lineage){.name = {(char)('a' + (int)g)},
                                           .share = (double)sizes[g] / spec.agents,
                                           .tpr = 0.5 + 0.03 * g,
                                           .fpr = NAN,
                                           .rate = NAN};
            }
            spec.protocol.reviewers = k;
            spec.protocol.assign = (cst_assign)way;
            judge(&spec, k);
        }
    }
}

CST_SUITE("cohorts", CST_TEST(test_cohorts_random_scenarios), CST_TEST(test_cohorts_small_lineages))
