/* SPDX-License-Identifier: MIT
 * Covers: stretch
 * Agents by the word against the same agents one by one, in stretches that start and end anywhere.
 */
#include "estimate/sample/stretch.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <string.h>

enum { AGENTS = 5000, SPARE = 130 };

static const uint32_t firsts[] = {0, 1, 63, 64, 65, 255, 256, 300, 2047, 2048, 2900};
static const uint32_t lengths[] = {1, 2, 63, 64, 65, 200, 256, 1000, 2048, 2100};
static const uint64_t places[] = {0, 1, 63, 64, 77};

static bool bit_of(const uint8_t *plane, uint64_t at)
{
    return (cst_plane_word(plane, at / 64) >> (at % 64) & 1) != 0;
}

/* The bits of a stretch are those of its agents, and no bit beside them is set. */
static void expect_stretch(const cst_model *model, const cst_stretch *of)
{
    static uint8_t plane[(AGENTS + SPARE) / 8 + 16];
    const cst_random random = {.seed = 99};
    bool same = true;
    memset(plane, 0, sizeof plane);
    cst_stretch_act(model, &random, of, plane);
    for (uint64_t at = 0; at < 8 * (sizeof plane / 8 * 8); at++) {
        bool expected = false;
        if (at >= of->at && at < of->at + of->agents) {
            const cst_task task = {of->trial, of->round, of->first + (uint32_t)(at - of->at)};
            const cst_random_quad quad = cst_random_at(
                &random, of->trial, cst_random_place(of->round, cst_random_group(task.agent)),
                CST_DRAW_ACTOR, 0, 0);
            expected = cst_review_actor(model, &random, &task, cst_random_byte(&quad, task.agent));
        }
        same = same && expected == bit_of(plane, at);
    }
    CU_ASSERT_TRUE(same);
}

static void expect_all(const cst_trial_spec *spec)
{
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    for (uint32_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
        for (uint32_t j = 0; j < sizeof lengths / sizeof lengths[0]; j++) {
            const cst_stretch of = {.trial = i,
                                    .round = 7 * j,
                                    .first = firsts[i],
                                    .agents = lengths[j],
                                    .at = places[(i + j) % 5],
                                    .words = (places[(i + j) % 5] + lengths[j] + 63) / 64};
            expect_stretch(&model, &of);
        }
    }
    cst_model_free(&model);
}

static void test_stretch_actors_alike(void)
{
    static const double rates[] = {0.0, 1e-300, 1e-3, 0.00390625, 0.3, 1.0};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        spec.agents = AGENTS;
        spec.scheming.law.rate = rates[i];
        expect_all(&spec);
    }
}

static void test_stretch_actors_apart(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = lineage[1].share = 0.5;
    lineage[1].rate = 0.4;
    spec.scheming.law.rate = 0.01;
    expect_all(&spec);
    spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.law.rate = 0.23;
    spec.scheming.never = 0.4;
    spec.scheming.consistent = 0.1;
    spec.scheming.consistent_rate = 0.8;
    expect_all(&spec);
}

CST_SUITE("stretch_actors", CST_TEST(test_stretch_actors_alike),
          CST_TEST(test_stretch_actors_apart))
